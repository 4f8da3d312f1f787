"""CSV and Parquet: a table of the user's own. Everything about it is guessed, shown, and can be overruled."""

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

from playground.catalog import DatasetKind, Parameter, problem
from playground.catalog.words.data import note
from playground.project import DataSettings, FrozenDict, Refused

from . import files
from .columns import Column, describe, treat
from .csv_text import DELIMITERS, ENCODINGS, CsvText, take_apart
from .dataset import Progress, RowReport, Samples
from .normalise import NORMALISE
from .parquet import MAGIC, NAME, read_parquet
from .pictures import FORM
from .pixels import Form
from .row_pictures import read_pictures
from .summary import TableInfo
from .table import CODINGS, ColumnType, RawTable, Values
from .targets import find_target, labels_of
from .wishes import GAPS

WAIT_S = 0.1
AT_ONCE = 2
"""Columns that are looked at side by side: more would need the memory for it."""

READING = ("delimiter", "encoding", "decimal", "header")
"""Parameters that say how the file is read."""


@dataclass(frozen=True, eq=False)
class _Analysis:
    info: TableInfo
    table: RawTable
    labels: NDArray[Any]
    file: Path
    pictures: tuple[str, Values] | None = None
    """The column that names pictures, and their names."""


def inspect_csv(
    path: str | Path,
    parameters: Mapping[str, Any] | None = None,
    folder: Path | None = None,
    progress: Progress = files.unwatched,
) -> TableInfo:
    """What is known of the CSV file at `path`, read as `parameters` (of the kind `csv`) say.

    Raises Refused, with a sentence, for a file or a choice that nothing can be learned from.
    """
    return _analyse(str(path), KIND.complete(parameters or {}), folder, progress).info


def csv_settings(
    path: Path, folder: Path | None = None, target: str = "", progress: Progress = files.unwatched
) -> DataSettings:
    """Settings for learning from the CSV file at `path` (as `folder`, the project's, sees it).

    The target is written down, so that a later version guesses no other; the rest stays "auto".
    Raises Refused, as `inspect_csv`.
    """
    info = inspect_csv(path.absolute(), {"target": target}, progress=progress)
    parameters = KIND.complete(
        {"path": files.seen_from(path, folder), "target": info.target, "sha256": info.sha256}
    )
    return DataSettings(kind="csv", parameters=parameters, validation=0.1, test=0.2)


def load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    """The rows of a file as samples. Raises Refused, as `inspect_csv`."""
    found = _analyse(parameters["path"], FrozenDict(parameters), folder, progress)
    info = found.info
    notes = info.warnings
    if parameters["sha256"] and parameters["sha256"] != info.sha256:
        notes = (note("changed"), *notes)
    samples = Samples(
        inputs=found.table,
        labels=found.labels,
        target=info.target_type,
        classes=info.classes,
        target_names=("labels",) if info.target_type == "labels" else (info.target, *info.further_targets),
        report=RowReport(info.read, info.kept, info.dropped, notes),
    )
    if found.pictures is None:
        return samples
    return _with_pictures(samples, *found.pictures, found.file.parent, parameters, progress)


def _with_pictures(
    samples: Samples,
    column: str,
    names: Values,
    folder: Path,
    parameters: Mapping[str, Any],
    progress: Progress,
) -> Samples:
    """With the pictures that the rows name; rows whose picture cannot be read are left out and counted.

    Raises Refused: `pictures_of_no_row`, `pictures_too_large`, `loading_stopped`.
    """
    form = Form.of({one.name: parameters[f"picture_{one.name}"] for one in FORM})
    pictures, kept, dropped = read_pictures(column, names, folder, form, progress)
    if not kept.any():
        example = str(names[0]) or "-"
        raise Refused(
            problem(
                "pictures_of_no_row",
                setting="data.parameters.columns",
                column=column,
                path=example,
                folder=str(folder),
            )
        )
    report = samples.report
    assert report is not None, "every table has one"
    return replace(
        samples,
        inputs=samples.inputs.take(kept),
        labels=samples.labels[kept],
        pictures=pictures,
        report=replace(report, kept=int(np.count_nonzero(kept)), dropped=(*report.dropped, *dropped)),
    )


def stamp(parameters: Mapping[str, Any], folder: Path | None) -> Any:
    """What tells whether the file is still the one that was read. Raises Refused."""
    return files.stamp(files.locate(parameters["path"], folder))


def _analyse(
    path: str, parameters: FrozenDict, folder: Path | None, progress: Progress = files.unwatched
) -> _Analysis:
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
def _analysed(taken: _Taken, file: Path, size: int, parameters: FrozenDict) -> _Analysis:
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
    return _Analysis(info, table, _kept(labels.values, kept), file, named)


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


def _choice(name: str, choices: tuple[str, ...], help: str, **more: Any) -> Parameter:
    return Parameter(name, "choice", choices[0], choices=choices, help=help, **more)


PICTURE_SETTINGS = {
    f"picture_{one.name}": replace(
        one, name=f"picture_{one.name}", label=f"Picture {one.name}", advanced=True
    )
    for one in (*FORM, NORMALISE)
}
"""How the pictures that rows name are made alike."""

KIND = DatasetKind(
    name="csv",
    label="Table file",
    help="A table of your own (CSV, TSV, Parquet): one row per sample, one column to predict.",
    family="table",
    category="Tables",
    load=load,
    stamp=stamp,
    parameters=(
        Parameter(
            "path",
            "file",
            "",
            choices=("*.csv", "*.tsv", "*.txt", "*.data", "*.parquet"),
            label="File",
            help="A text file with cells separated by some sign, or a Parquet file.",
        ),
        Parameter("target", "column", "", help="The column to predict; left empty, it is guessed."),
        _choice(
            "target_type",
            ("auto", "classes", "numbers"),
            "Whether the target is one of several classes or a number.",
            label="Predict as",
        ),
        _choice(
            "missing",
            GAPS,
            "Fill missing values (with the median), or drop such rows; a column may say otherwise.",
        ),
        Parameter(
            "columns",
            "columns",
            FrozenDict(),
            help="Columns to treat otherwise than guessed: what they are, how they are coded, their gaps.",
        ),
        _choice("delimiter", ("auto", *DELIMITERS), "The sign between two cells.", advanced=True),
        _choice("encoding", ("auto", *ENCODINGS), "How letters are written as bytes.", advanced=True),
        _choice("decimal", ("auto", ".", ","), "The decimal sign.", label="Decimal sign", advanced=True),
        _choice(
            "header",
            ("auto", "yes", "no"),
            "Whether the first row names the columns.",
            label="First row is a header",
            advanced=True,
        ),
        *PICTURE_SETTINGS.values(),
        Parameter("sha256", "text", "", help="Hash of the file when it was chosen.", advanced=True),
    ),
)
