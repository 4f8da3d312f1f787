"""File <-> Project: readable JSON, saved as a whole or not at all, refused with one sentence.

Everything that can be wrong with a file is raised as `Refused`, whose values name the file, the
place in it (`content.training.learning_rate`, or line and column) and what is wrong there. Nothing
in a file is ever run or imported: kinds are names that the catalogue may or may not know.
"""

from __future__ import annotations

import contextlib
import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .atomic import read_limited, write_atomically
from .network import Layer, Network, Wire
from .problems import Refused, refuse
from .project import FORMAT, VERSION, Project
from .reasons import first_misfit, shown

LIMIT_BYTES = 8 * 2**20
LIMIT_DEPTH = 64
LIMIT_DIGITS = 300
LIMIT_VALUES = 250_000
LIMIT_OBJECTS = 20_000
LIMIT_LAYERS = 1000
LIMIT_WIRES = 5000
FARTHEST_PX = 1e7
"""Beyond any real project: a file above one of these is a mistake or an attack, and is refused in
a moment rather than read for minutes."""

LINE = 110

_LIMITS = {
    "values": LIMIT_VALUES,
    "objects": LIMIT_OBJECTS,
    "layers": LIMIT_LAYERS,
    "wires": LIMIT_WIRES,
}

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

    Raises Refused for what JSON cannot hold (NaN, half a character) and for what `parse` would
    refuse for its size: nothing is saved that could not be opened again.
    """
    data = project.model_dump(mode="json")
    for network in data["content"]["networks"]:
        _leave_out(network)
    if data["content"]["data"]["fitted"] is None:
        del data["content"]["data"]["fitted"]
    try:
        text = "".join(_lines(data)) + "\n"
        size = len(text.encode("utf-8"))
    except ValueError as error:
        raise refuse("file_cannot_hold", file=file, reason=str(error)) from error
    if size > LIMIT_BYTES:
        raise refuse("file_too_large", file=file, limit=LIMIT_BYTES // 2**20)
    _check_size(data, file)
    return text


def parse(content: bytes | str, file: str) -> Project:
    """The project that `content` says; `file` is what a refusal calls it."""
    data = _read_json(content, file)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise _refuse("file_not_ours", file)
    data = _migrate(data, file)
    _check_twins(data, file)
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
        raise _refuse("file_not_text", file) from error
    if not text.strip():
        raise _refuse("file_empty", file)
    if text.count(",") > LIMIT_VALUES:  # at once, before minutes go into making the values
        raise _refuse("file_too_many", file, limit=LIMIT_VALUES, what="values")
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_number, parse_int=_number)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        at = {"line": error.lineno, "column": error.colno}
        raise _refuse("file_not_json", file, reason=error.msg, **at) from error
    except UnicodeEncodeError as error:
        raise _refuse("file_bad_json", file, reason="a text in it holds half a character") from error
    except RecursionError as error:
        raise _refuse("file_too_deep", file) from error
    except ValueError as error:
        raise _refuse("file_bad_json", file, reason=str(error)) from error
    _check_size(data, file)
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
        raise _refuse("file_newer", file, version=version, known=VERSION)
    for old in range(version, VERSION):
        try:
            data = {**MIGRATIONS[old](data), "version": old + 1}
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise _refuse("file_damaged", file, version=version, reason=repr(error)) from error
    return data


def _check_size(data: Any, file: str) -> None:
    """Refuses what is too deep, too much, or a number that no float holds."""
    number: Counter[str] = Counter()
    for location, value in _walk(data):
        number["values"] += 1
        if isinstance(value, dict):
            number["objects"] += 1
            number["layers"] += _length(value.get("layers"))
            number["wires"] += _length(value.get("wires"))
        elif isinstance(value, float) and not math.isfinite(value):
            raise _wrong(file, _place(data, location), value, "it should be smaller")
        if len(location) > LIMIT_DEPTH:
            raise _refuse("file_too_deep", file)
        for what, limit in _LIMITS.items():
            if number[what] > limit:
                raise _refuse("file_too_many", file, limit=limit, what=what)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def _check_twins(data: Json, file: str) -> None:
    """Refuses a wire that stands twice: the model would look for it by comparing all with all."""
    for location, value in _walk(data):
        if isinstance(value, dict) and _length(value.get("wires")):
            seen: set[Wire] = set()
            for raw in value["wires"]:
                with contextlib.suppress(ValidationError):  # said later, with its place
                    wire = Wire.model_validate(raw)
                    if wire in seen:
                        where = _place(data, location)
                        raise _refuse("file_duplicate_wire", file, wire=wire.name, where=where)
                    seen.add(wire)


def _misfit(error: ValidationError, data: Json, file: str) -> Refused:
    """What pydantic found, said of the file."""
    first = first_misfit(error)
    where = _place(data, first.location)
    if first.kind == "extra_forbidden":
        return _refuse("file_unknown_member", file, where=where)
    if first.kind == "missing":
        return _refuse("file_missing_member", file, where=where)
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
    return _refuse(f"file_{problem.code}", file, **{**problem.values, "where": where})


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
    return _refuse("file_value", file, where=where, value=shown(value), reason=reason)


def _refuse(code: str, file: str, **values: Any) -> Refused:
    """A refusal whose sentence stays readable, whatever the file says."""
    return refuse(code, file=file, **{name: _short(value) for name, value in values.items()})


def _short(value: Any) -> Any:
    return f"{value[:117]}..." if isinstance(value, str) and len(value) > 120 else value


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
