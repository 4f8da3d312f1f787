"""CSV and Parquet: a table of the user's own. Everything about it is guessed, shown, and can be overruled.

What a table file is and what can be said of it stands here; `csv_table`, which reads it, is loaded with
the first file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.catalog import DatasetKind, Parameter, problem
from playground.catalog.words.data import note
from playground.project import DataSettings, FrozenDict, Refused

from . import files
from .dataset import Progress, RowReport, Samples
from .normalise import NORMALISE
from .pictures import FORM
from .pixels import Form
from .row_pictures import read_pictures
from .table import Values
from .wishes import GAPS

if TYPE_CHECKING:
    from .summary import TableInfo

DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|", "space": " "}
"""Delimiters by the name a person chooses."""

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16")

READING = ("delimiter", "encoding", "decimal", "header")
"""Parameters that say how the file is read."""


def inspect_csv(
    path: str | Path,
    parameters: Mapping[str, Any] | None = None,
    folder: Path | None = None,
    progress: Progress = files.unwatched,
) -> TableInfo:
    """What is known of the CSV file at `path`, read as `parameters` (of the kind `csv`) say.

    Raises Refused, with a sentence, for a file or a choice that nothing can be learned from.
    """
    from .csv_table import analyse

    return analyse(str(path), KIND.complete(parameters or {}), folder, progress).info


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
    from .csv_table import analyse

    found = analyse(parameters["path"], FrozenDict(parameters), folder, progress)
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
