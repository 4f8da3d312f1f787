"""File <-> Project: readable JSON, saved as a whole or not at all, refused with one sentence.

Everything that can be wrong with a file is raised as `Refused`, whose values name the file, the
place in it (`content.training.learning_rate`, or line and column) and what is wrong there. Nothing
in a file is ever run or imported: kinds are names that the catalogue may or may not know.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .atomic import read_limited, write_atomically
from .network import Layer, Network
from .problems import Refused, refuse
from .project import FORMAT, VERSION, Project
from .reasons import first_misfit, shown

LIMIT_BYTES = 32 * 2**20
LIMIT_DEPTH = 64
LIMIT_DIGITS = 300
LIMIT_LAYERS = 1500
LIMIT_WIRES = 5000
FARTHEST_PX = 1e7
"""Beyond any real project: a file above one of these is a mistake or an attack."""

LINE = 110

Json = dict[str, Any]
Location = tuple[int | str, ...]

MIGRATIONS: dict[int, Callable[[Json], Json]] = {}
"""For each old version, what turns its JSON object into the next version's."""

_OPTIONAL = {
    name: field.default
    for name, field in Layer.model_fields.items()
    if name not in ("id", "kind", "parameters")
}
"""Members of a layer that a file leaves out where they say nothing. Parameters are all written: a
default that changes one day must not change an old project."""


def load(path: Path | str) -> Project:
    """The project in the file `path`. Raises Refused; nothing is changed by reading."""
    path = Path(path)
    return parse(read_limited(path, LIMIT_BYTES), str(path))


def save(project: Project, path: Path | str) -> None:
    """Writes `project` to `path`: when this returns it is on the disk, whole.

    Raises Refused when it cannot be written; the file that was there is untouched then.
    """
    path = Path(path)
    write_atomically(path, dump(project, str(path)).encode("utf-8"))


def weights_path(path: Path | str) -> Path:
    """Where the weights of a project lie: NAME.safetensors beside NAME.json."""
    path = Path(path)
    stem = path.stem if path.suffix.lower() == ".json" else path.name
    return path.with_name(f"{stem}.safetensors")


def schema() -> Json:
    """The file format as JSON Schema."""
    found = Project.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "title": "Playground project"}


def dump(project: Project, file: str = "the project") -> str:
    """`project` as the text of a file: indented, what fits on a line on one line, always the same.

    Raises Refused (`file_cannot_hold`) for what JSON cannot hold (NaN, half a character).
    """
    data = project.model_dump(mode="json")
    for network in data["content"]["networks"]:
        _leave_out(network)
    try:
        text = "".join(_lines(data)) + "\n"
        text.encode("utf-8")
    except ValueError as error:
        raise refuse("file_cannot_hold", file=file, reason=str(error)) from error
    return text


def parse(content: bytes | str, file: str) -> Project:
    """The project that `content` says; `file` is what a refusal calls it."""
    data = _read_json(content, file)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise refuse("file_not_ours", file=file)
    data = _migrate(data, file)
    _count(data, file)
    try:
        # Through JSON again, because strict validation takes lists for tuples there only.
        project = Project.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise _misfit(error, data, file) from error
    except Refused as error:
        raise _impossible(error, data, file) from error
    _check_positions(project, file)
    return project


# --- reading -------------------------------------------------------------------------------------


def _read_json(content: bytes | str, file: str) -> Any:
    """The JSON value, once it is known to be small, flat and finite."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("file_not_text", file=file) from error
    if not text.strip():
        raise refuse("file_empty", file=file)
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_number, parse_int=_number)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        raise refuse(
            "file_not_json", file=file, line=error.lineno, column=error.colno, reason=error.msg
        ) from error
    except UnicodeEncodeError as error:
        raise refuse("file_bad_json", file=file, reason="a text in it holds half a character") from error
    except RecursionError as error:
        raise refuse("file_too_deep", file=file) from error
    except ValueError as error:
        raise refuse("file_bad_json", file=file, reason=str(error)) from error
    for location, value in _walk(data):
        if len(location) > LIMIT_DEPTH:
            raise refuse("file_too_deep", file=file)
        if isinstance(value, float) and not math.isfinite(value):
            raise _wrong(file, _place(data, location), value, "it should be smaller")
    return data


def _object(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name, number in Counter(names).items() if number > 1)
        raise ValueError(f"'{twice}' stands twice in one object")
    return found


def _number(text: str) -> int:
    """A whole number; NaN and Infinity come here too, and are none."""
    if len(text) > LIMIT_DIGITS or not text.lstrip("-").isdigit():
        raise ValueError(f"{text[:12]} is no number that a project can hold")
    return int(text)


def _walk(data: Any) -> Iterator[tuple[Location, Any]]:
    """Every value in `data` and where it is, without recursion, no deeper than the limit."""
    todo: list[tuple[Location, Any]] = [((), data)]
    while todo:
        location, value = todo.pop()
        yield location, value
        if len(location) <= LIMIT_DEPTH:
            todo.extend(((*location, key), item) for key, item in _children(value))


def _children(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _migrate(data: Json, file: str) -> Json:
    """`data` brought to the present version, step by step."""
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise _wrong(file, "version", version, "it should be a whole number from 1 on")
    if version > VERSION:
        raise refuse("file_newer", file=file, version=version, known=VERSION)
    for old in range(version, VERSION):
        try:
            data = {**MIGRATIONS[old](data), "version": old + 1}
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise refuse("file_damaged", file=file, version=version, reason=repr(error)) from error
    return data


def _count(data: Json, file: str) -> None:
    """Refuses a file with more layers or wires than a project can have."""
    layers = wires = 0
    for _, value in _walk(data):
        if isinstance(value, dict) and "layers" in value:
            layers += len(value["layers"]) if isinstance(value["layers"], list) else 0
            wires += len(value["wires"]) if isinstance(value.get("wires"), list) else 0
    if layers > LIMIT_LAYERS or wires > LIMIT_WIRES:
        raise refuse("file_too_many", file=file, layers=LIMIT_LAYERS, wires=LIMIT_WIRES)


def _misfit(error: ValidationError, data: Json, file: str) -> Refused:
    """What pydantic found, said of the file."""
    first = first_misfit(error)
    where = _place(data, first.location)
    if first.kind == "extra_forbidden":
        return refuse("file_unknown_member", file=file, where=where)
    if first.kind == "missing":
        return refuse("file_missing_member", file=file, where=where)
    return _wrong(file, where, first.value, first.reason)


def _impossible(error: Refused, data: Json, file: str) -> Refused:
    """A network that cannot be (a cycle, a second id), said of the file."""
    where, problem = "content.networks", error.problem
    inner_first = sorted(_walk(data), key=lambda found: -len(found[0]))
    for location, value in inner_first:
        if isinstance(value, dict) and "layers" in value:
            try:
                Network.model_validate(value)
            except ValidationError:
                continue
            except Refused as innermost:
                where, problem = _place(data, location), innermost.problem
                break
    return refuse(f"file_{problem.code}", **{**problem.values, "file": file, "where": where})


def _check_positions(project: Project, file: str) -> None:
    """Positions are free-form in the document; here they are held to network -> id -> [x, y]."""
    for network, cards in project.layout.positions.items():
        where = f"layout.positions.{network}"
        if not isinstance(cards, Mapping):
            raise _wrong(file, where, cards, "it should be an object")
        for card, place in cards.items():
            if not (isinstance(place, tuple) and len(place) == 2 and all(map(_is_coordinate, place))):
                raise _wrong(file, f"{where}.{card}", place, "it should be two numbers, [x, y]")


def _is_coordinate(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < FARTHEST_PX


def _wrong(file: str, where: str, value: Any, reason: str) -> Refused:
    return refuse("file_value", file=file, where=where, value=shown(value), reason=reason)


def _place(data: Any, location: Location) -> str:
    """A location in words: layers by id and networks by name, as far as they have one."""
    names: list[str] = []
    for step in location:
        try:
            data = data[step]
        except (LookupError, TypeError):
            data = None
        name = data.get("id", data.get("name")) if isinstance(data, Mapping) else None
        by_name = isinstance(step, int) and isinstance(name, str)
        names.append(str(name) if by_name else str(step))
    return ".".join(names) or "the whole file"


# --- writing -------------------------------------------------------------------------------------


def _leave_out(network: Json) -> None:
    """Takes from every layer the optional members that say nothing."""
    for layer in network["layers"]:
        for name, default in _OPTIONAL.items():
            if layer[name] == default:
                del layer[name]
        if "network" in layer:
            _leave_out(layer["network"])


def _lines(value: Any, indent: str = "", used: int = 0) -> Iterator[str]:
    """JSON with everything on one line that fits (`used` is what stands on the line already)."""
    flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not value or not isinstance(value, dict | list) or (used and used + len(flat) < LINE):
        yield flat
        return
    inner = f"{indent}  "
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    yield opening
    keyed = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for number, (key, item) in enumerate(keyed):
        head = "" if key is None else f"{json.dumps(key, ensure_ascii=False)}: "
        yield f"{',' if number else ''}\n{inner}{head}"
        yield from _lines(item, inner, len(inner) + len(head))
    yield f"\n{indent}{closing}"
