"""From the columns of a file to a table: what each is taken as, which is the target, which rows stay."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import problem
from playground.catalog.words.data import note
from playground.project import FrozenDict, Refused

from . import files
from .columns import Column, describe, treat
from .csv_file import READING
from .csv_text import CsvText, take_apart
from .dataset import Progress
from .parquet import MAGIC, NAME, read_parquet
from .summary import TableInfo
from .table import CODINGS, ColumnType, RawTable, Values
from .targets import find_target, labels_of

WAIT_S = 0.1
AT_ONCE = 2
"""Columns that are looked at side by side: more would need the memory for it."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """All that is known of a file, read and treated as some parameters say."""

    info: TableInfo
    table: RawTable
    labels: NDArray[Any]
    file: Path
    pictures: tuple[str, Values] | None = None
    """The column that names pictures, and their names."""


def analyse(
    path: str, parameters: FrozenDict, folder: Path | None, progress: Progress = files.unwatched
) -> Analysis:
    """The file at `path`, read as `parameters` (of the kind `csv`) say; `folder` is the project's.

    Raises Refused, with a sentence, for a file or a choice that nothing can be learned from.
    """
    file = files.locate(path, folder)
    stamp = files.stamp(file)
    if stamp[2] > files.MAX_BYTES:
        raise Refused(
            problem(
                "csv_too_large",
                setting="data.parameters.path",
                path=path,
                size=files.bytes_text(stamp[2]),
                limit=files.bytes_text(files.MAX_BYTES),
            )
        )
    while not _reading.acquire(timeout=WAIT_S):  # somebody reads, probably the same
        files.tell(progress, 0, stamp[2])
    try:
        taken = _taken_apart(file, stamp, path, parameters, progress)
    finally:
        _reading.release()
    return _analysed(taken, file, stamp[2], parameters.but(path=path, sha256=""))


@dataclass(frozen=True, eq=False)
class _Taken:
    """A file taken apart, its columns before anybody says otherwise, and its hash."""

    text: CsvText
    columns: tuple[Column, ...]
    sha256: str


_reading = Lock()
_last: dict[Any, _Taken] = {}
"""The file that was read last, until it changes: choosing another target reads nothing again."""


def _taken_apart(file: Path, stamp: object, path: str, parameters: FrozenDict, progress: Progress) -> _Taken:
    reading = {name: parameters[name] for name in READING}
    key = (path, stamp, *reading.values())
    if key not in _last:
        _last.clear()
        _analysed.cache_clear()
        with ThreadPoolExecutor(AT_ONCE) as beside:
            hashing = beside.submit(files.hash_file, file)
            text = _read(file, path, reading, progress)
            described = beside.map(describe, text.names, text.columns, repeat(text.decimal))
            _last[key] = _Taken(replace(text, columns=()), tuple(described), hashing.result())
    return _last[key]


def _read(file: Path, path: str, reading: Mapping[str, str], progress: Progress) -> CsvText:
    try:
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) == MAGIC:
                text = read_parquet(opened, path, progress)
            else:
                text = take_apart(opened, path, **reading, progress=progress)
    except OSError as error:
        raise files.unreadable(path, error) from None
    if len(text.names) < 2:
        setting = "data.parameters.delimiter"
        raise Refused(problem("csv_one_column", setting=setting, path=path, column=text.names[0]))
    return text


@lru_cache(maxsize=2)
def _analysed(taken: _Taken, file: Path, size: int, parameters: FrozenDict) -> Analysis:
    path, text = parameters["path"], taken.text
    wishes = parameters["columns"]
    columns = treat(taken.columns, wishes, parameters["missing"])
    target = find_target(columns, parameters["target"], path)
    further = [column for column in columns if column is not target and column.info.treatment == "target"]
    inputs = _inputs(columns, target, path)
    used = {column.info.name: column.info for column in inputs}
    used[target.info.name] = replace(target.info, treatment="target", further=False, reason="", coding=None)
    infos = tuple(used.get(column.info.name, column.info) for column in columns)
    labels = labels_of([target, *further], parameters["target_type"], path)
    labelled = labels.known

    pictures = _pictures(inputs, path)
    inputs = tuple(column for column in inputs if column is not pictures)
    treated = {column.info.name: column.values() for column in inputs}
    kept = labelled
    unlabelled = len(labelled) - int(np.count_nonzero(labelled))
    dropped = [
        (note("preamble"), text.preamble),
        (note("ragged", width=len(text.names)), text.ragged),
        (note("no_label", target=", ".join(c.info.name for c in (target, *further))), unlabelled),
    ]
    needed = [column.info.name for column in inputs if column.info.gaps == "drop"]
    if needed:
        gaps = np.any([_gaps(treated[name][0]) for name in needed], axis=0)
        kept = labelled & ~gaps
        incomplete = int(np.count_nonzero(labelled & gaps))
        dropped.append((note("gaps"), incomplete))
        if not kept.any():
            raise Refused(problem("no_complete_rows", setting="data.parameters.missing", path=path))
    table = RawTable(
        names=tuple(treated),
        types=tuple(_type(column) for column in inputs),
        columns=tuple(_kept(values, kept) for values, _ in treated.values()),
        decimal=text.decimal,
        codings=tuple(column.info.coding for column in inputs if column.info.coding is not None),
    )
    reading = () if text.encoding == NAME else READING
    warnings = [
        *text.notes,
        *(note("no_such_override", column=name) for name in wishes if name not in text.names),
        *(message for _, messages in treated.values() for message in messages),
        *(
            note("ignored", column=info.name, reason=info.reason)
            for info in infos
            if info.treatment == "ignore" and not info.chosen
        ),
    ]
    info = TableInfo(
        path=path,
        sha256=taken.sha256,
        size_bytes=size,
        delimiter=text.delimiter,
        encoding=text.encoding,
        decimal=text.decimal,
        header=text.header,
        columns=infos,
        target=target.info.name,
        further_targets=tuple(column.info.name for column in further),
        target_type=labels.type,
        classes=labels.classes,
        read=text.read,
        kept=int(np.count_nonzero(kept)),
        dropped=tuple((reason, count) for reason, count in dropped if count),
        warnings=tuple(warnings),
        guessed=tuple(name for name in (*reading, "target_type") if parameters[name] == "auto")
        + (() if parameters["target"] else ("target",)),
        rows=text.first,
    )
    named = None if pictures is None else (pictures.info.name, _kept(pictures.values()[0], kept))
    return Analysis(info, table, _kept(labels.values, kept), file, named)


def _kept(values: Values, kept: NDArray[np.bool_]) -> Values:
    """The values of the rows that are kept; nothing is copied where all are."""
    return values if kept.all() else values[kept]


def _inputs(columns: tuple[Column, ...], target: Column, path: str) -> tuple[Column, ...]:
    """The columns to learn from; where nothing else is left, even one that numbers the rows."""
    others = tuple(column for column in columns if column is not target)
    found = tuple(column for column in others if column.info.treatment not in ("ignore", "target"))
    if all(column.info.treatment == "picture" for column in found):
        counting = [c for c in others if c.info.reason == note("row_number")]
        coding = CODINGS["number"][0]
        found = (
            tuple(
                replace(c, info=replace(c.info, treatment="number", coding=coding, reason=""))
                for c in counting[:1]
            )
            + found
        )
    if all(column.info.treatment == "picture" for column in found):
        raise Refused(
            problem("no_inputs", setting="data.parameters.columns", path=path, target=target.info.name)
        )
    return found


def _pictures(inputs: tuple[Column, ...], path: str) -> Column | None:
    """The column that names pictures. Raises Refused (`pictures_twice`) where there are two."""
    found = [column for column in inputs if column.info.treatment == "picture"]
    if len(found) > 1:
        names = [column.info.name for column in found]
        raise Refused(
            problem(
                "pictures_twice", setting="data.parameters.columns", path=path, one=names[0], other=names[1]
            )
        )
    return found[0] if found else None


def _gaps(values: Values) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = values == "" if values.dtype == object else np.isnan(values)
    return found


def _type(column: Column) -> ColumnType:
    types: dict[str, ColumnType] = {"number": "number", "category": "category", "date": "date"}
    return types[column.info.treatment]
