"""Settings by their path as in the file: `content.training.learning_rate`.

Networks are named by their name and layers by their id, so that a path keeps its meaning when the
order changes: `content.networks.main.layers.linear_1.parameters.out_features`. What a value may be
is the models' business; what a parameter means, the catalogue's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from pydantic import ValidationError

from .frozen import Frozen, FrozenDict, freeze, thaw
from .network import Layer, Network
from .problems import Problem, Refused
from .project import Project
from .reasons import first_misfit, shown

_NO_SETTINGS = {Project: {"format", "version", "catalog"}, Network: {"name", "retired"}, Layer: {"id"}}
"""What says which thing it is, rather than how it is."""

Step = tuple[Any, str, Any]
"""(holder, name of the part, the part)"""


def all_paths(project: Project) -> list[str]:
    """The full path of every single setting, in the order of the file."""
    return [path for path, value in _nodes(project) if not _children(value)]


def resolve(project: Project, path: str) -> str:
    """The full path that `path` means, which may leave out parts: `linear_1.out_features`.

    Its parts must stand in the full path in this order, the last one last. An exact path wins,
    then the one that leaves out fewest parts. Raises Refused: `ambiguous_setting` with the
    candidates, `unknown_setting` with the nearest.
    """
    parts = path.split(".")
    full = {other: other.split(".") for other, _ in _nodes(project)}
    if path in full:
        return path
    fitting = [other for other, steps in full.items() if steps[-1] == parts[-1] and _within(parts, steps)]
    fewest = min((len(full[other]) for other in fitting), default=0)
    candidates = [other for other in fitting if len(full[other]) == fewest]
    if len(candidates) > 1:
        raise _refuse("ambiguous_setting", path, candidates=", ".join(candidates))
    if not candidates:
        raise _refuse("unknown_setting", path, nearest=_nearest(path, full))
    return candidates[0]


def get(project: Project, path: str) -> Any:
    """The value at `path` (frozen: a list is a tuple). Raises Refused as `resolve` does."""
    _, steps = _find(project, path)
    return steps[-1][2]


def put(project: Project, path: str, value: Any) -> Project:
    """`project` with `value`, as JSON has it, at `path`.

    Raises Refused as `resolve` does, `bad_value` where the models do not take the value, and what
    a network says that cannot be.
    """
    full, steps = _find(project, path)
    try:
        new = freeze(value)
        for holder, key, _ in reversed(steps):
            new = _with(holder, key, new)
    except ValidationError as error:
        raise _refuse("bad_value", full, value=shown(value), reason=first_misfit(error).reason) from error
    except ValueError as error:
        raise _refuse("bad_value", full, value=shown(value), reason=str(error)) from error
    taken = get(new, full)
    if isinstance(value, bool | str) and type(taken) is not type(value):
        # The models read "5" and true as numbers; typed as a setting that is a slip.
        kind = {str: "text", int: "a whole number", float: "a number"}.get(type(taken), "something else")
        raise _refuse("bad_value", full, value=shown(value), reason=f"it should be {kind}")
    return cast(Project, new)


def _children(value: Any) -> dict[str, Any]:
    """The named parts of a value; none for a single setting."""
    if isinstance(value, FrozenDict):
        return dict(value)
    if isinstance(value, Frozen):
        hidden = _NO_SETTINGS.get(type(value), set())
        names = [*type(value).model_fields, *(value.__pydantic_extra__ or ())]
        return {name: getattr(value, name) for name in names if name not in hidden}
    if isinstance(value, tuple) and value and all(isinstance(item, Network) for item in value):
        return {network.name: network for network in value}
    if isinstance(value, tuple) and value and all(isinstance(item, Layer) for item in value):
        return {layer.id: layer for layer in value}
    return {}


def _nodes(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every part at any depth with its full path."""
    for name, child in _children(value).items():
        full = f"{path}.{name}" if path else name
        yield full, child
        yield from _nodes(child, full)


def _find(project: Project, path: str) -> tuple[str, list[Step]]:
    """The full path, and the steps down to it."""
    steps = _descend(project, path)
    if steps is None:
        path = resolve(project, path)
        steps = _descend(project, path)
    assert steps, "resolve gives paths that are there"
    return path, steps


def _descend(value: Any, path: str) -> list[Step] | None:
    """The steps to a full path, None where there is none. A name may itself hold dots."""
    children = _children(value)
    if path in children:
        return [(value, path, children[path])]
    for name, child in children.items():
        if path.startswith(f"{name}."):
            rest = _descend(child, path[len(name) + 1 :])
            if rest is not None:
                return [(value, name, child), *rest]
    return None


def _with(holder: Any, key: str, value: Any) -> Any:
    """`holder` with one part replaced, validated."""
    if isinstance(holder, FrozenDict):
        return FrozenDict({**holder, key: value})
    if isinstance(holder, tuple):
        return tuple(value if name == key else item for name, item in _children(holder).items())
    return holder.but(**{key: thaw(value)})


def _within(parts: list[str], steps: list[str]) -> bool:
    """Whether `parts` stand in `steps` in this order."""
    left = iter(steps)
    return all(part in left for part in parts)


def _nearest(path: str, full: dict[str, list[str]]) -> str:
    """The path that looks most alike; its last part counts by itself as well as in the whole."""
    last = path.rpartition(".")[2]
    return max(full, key=lambda other: _ratio(last, full[other][-1]) + _ratio(path, other))


def _ratio(one: str, other: str) -> float:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _refuse(code: str, path: str, **values: str) -> Refused:
    return Refused(Problem(code=code, setting=path, values=FrozenDict({"path": path, **values})))
