"""Table: rows of numbers and texts, and the encoder that makes network inputs of them.

The encoder is fitted on the training part alone and goes with the dataset, so that a row typed in
by hand later is coded exactly as the rows were that the network learned from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog import problem
from playground.catalog.words.data import note
from playground.project import Refused

from .cells import LARGEST, Decimal, date, is_missing, typed_number
from .dataset import Floats, Scaling

Values = NDArray[Any]
"""One column: float64 with NaN for missing (numbers, days since 1970-01-01), or texts as objects,
empty for missing."""

ColumnType = Literal["number", "category", "date"]
Coding = Literal["standardise", "min-max", "as-is", "one-hot", "ordinal"]
"""How the values of a column become inputs (see ColumnCode)."""

CODINGS: dict[str, tuple[Coding, ...]] = {
    "number": ("standardise", "min-max", "as-is"),
    "date": ("standardise", "min-max", "as-is"),
    "category": ("one-hot", "ordinal"),
}
"""The codings that fit a type; the first is taken where nobody chose."""


@dataclass(frozen=True, eq=False)
class RawTable:
    """The input columns of a table as they were read, N values each, before any scaling.

    `codings` says how each is to become inputs; empty: by the first coding that fits its type.
    """

    names: tuple[str, ...]
    types: tuple[ColumnType, ...]
    columns: tuple[Values, ...]
    decimal: Decimal = "."
    codings: tuple[Coding, ...] = ()

    def __len__(self) -> int:
        return len(self.columns[0])

    def take(self, rows: NDArray[Any]) -> RawTable:
        """Some of the rows, by index or mask."""
        return replace(self, columns=tuple(column[rows] for column in self.columns))

    def texts(self, row: int) -> dict[str, str]:
        """One row as a person would type it, by column; empty where there is no value."""
        return {n: _text(c[row], t) for n, t, c in zip(self.names, self.types, self.columns)}


def _text(value: Any, type: ColumnType) -> str:
    if type == "category":
        return str(value)
    if np.isnan(value):
        return ""
    if type == "number":
        return f"{value:.15g}"
    moment = np.datetime64(round(float(value) * 86_400), "s")
    return str(moment.astype("datetime64[D]")) if float(value).is_integer() else str(moment)


@dataclass(frozen=True, eq=False)
class ColumnCode:
    """How one column becomes inputs.

    A number or date x (NaN: `fill`, the training median) becomes (x − shift) / unit. Standardised,
    these are the mean and the population standard deviation of the filled training rows; `min-max`,
    their least and their range, which gives 0 to 1; `as-is`, 0 and 1. The unit of a constant column is 1.

    A category becomes, `one-hot`, one input per text in `categories`: 1 for its own, 0 for the others; a
    text that the training rows did not have is 0 everywhere. `ordinal`, it becomes one input: the place of
    the text among K categories, from 0 to 1 in steps of 1 / (K − 1), and 1/2 for an unknown one. The empty
    text stands for "missing".
    """

    name: str
    type: ColumnType
    coding: Coding
    categories: tuple[str, ...] = ()
    fill: float = 0.0
    shift: float = 0.0
    unit: float = 1.0

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the inputs this column becomes: `age`, or `sex=female`, `sex=(missing)`."""
        if self.coding == "one-hot":
            return tuple(f"{self.name}={text or '(missing)'}" for text in self.categories)
        return (self.name,)

    def encode(self, values: Values) -> NDArray[Any]:
        """N values as N F inputs (float64, or bool for one-hot)."""
        if self.type != "category":
            filled = np.where(np.isnan(values), self.fill, values)
            return scaled(filled, self.shift, self.unit)[:, None]
        place = {text: number for number, text in enumerate(self.categories)}
        found = np.fromiter((place.get(text, -1) for text in values), np.int64, len(values))
        if self.coding == "ordinal":
            return np.where(found < 0, 0.5, found / max(1, len(self.categories) - 1))[:, None]
        one_hot: NDArray[np.bool_] = found[:, None] == np.arange(len(self.categories))
        return one_hot


def fit_column(name: str, type: ColumnType, values: Values, coding: Coding | None = None) -> ColumnCode:
    """The code of a column for these (training) values; None: by the first coding that fits its type."""
    coding = coding or CODINGS[type][0]
    if type == "category":
        texts = set(values.tolist())
        gap = ("",) if "" in texts else ()
        return ColumnCode(name, type, coding, categories=(*sorted(texts - {""}), *gap))
    known = values[~np.isnan(values)]
    fill = float(np.median(known)) if len(known) else 0.0
    if coding == "as-is" or not len(known):
        return ColumnCode(name, type, coding, fill=fill)
    if coding == "min-max":
        low, high = float(known.min()), float(known.max())
        return ColumnCode(name, type, coding, fill=fill, shift=low, unit=(high - low) or 1.0)
    mean, std = fit_scaling(np.where(np.isnan(values), fill, values)[:, None])
    return ColumnCode(name, type, coding, fill=fill, shift=float(mean[0]), unit=float(std[0]))


def fit_scaling(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and population standard deviation of each column of N K values; 1 where it is constant."""
    mean = values.mean(axis=0)
    std = values.std(axis=0)
    # Rounding gives a constant column a tiny spread: look at the values themselves.
    constant = (values.min(axis=0) == values.max(axis=0)) | (std == 0)
    return mean, np.where(constant, 1.0, std)


def scaled(values: NDArray[np.float64], mean: float | Floats, std: float | Floats) -> NDArray[np.float64]:
    """(x − mean) / std, kept within single precision: a row may lie far from all training rows."""
    return np.clip((values - mean) / std, -LARGEST, LARGEST)


@dataclass(frozen=True, eq=False)
class TableEncoder:
    """Codes rows of a table as inputs, F in all. Made by `fit`."""

    columns: tuple[ColumnCode, ...]
    decimal: Decimal = "."

    @classmethod
    def fit(cls, training: RawTable) -> TableEncoder:
        """The encoder for a table whose training rows are these."""
        codings = training.codings or (None,) * len(training.names)
        columns = zip(training.names, training.types, training.columns, codings)
        return cls(tuple(fit_column(*column) for column in columns), training.decimal)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the F inputs, in order."""
        return tuple(name for column in self.columns for name in column.feature_names)

    def encode(self, rows: RawTable) -> Floats:
        """N rows as N F inputs (float32). Numbers are scaled in double precision."""
        inputs = np.empty((len(rows), len(self.feature_names)), np.float32)
        start = 0
        for code, values in zip(self.columns, rows.columns):
            stop = start + len(code.feature_names)
            inputs[:, start:stop] = code.encode(values)
            start = stop
        return inputs

    def encode_row(self, row: Mapping[str, str | float]) -> Floats:
        """One row typed in by hand, as 1 F inputs; columns left out count as missing.

        Numbers may have a decimal comma. Raises Refused: `row_has_no_column`, `cell_is_no_number`,
        `cell_is_no_date`.
        """
        names = [column.name for column in self.columns]
        for name in row:
            if name not in names:
                raise Refused(problem("row_has_no_column", column=name, known=_list(names)))
        values = tuple(self._value(column, str(row.get(column.name, ""))) for column in self.columns)
        types = tuple(column.type for column in self.columns)
        return self.encode(RawTable(tuple(names), types, values, self.decimal))

    def _value(self, column: ColumnCode, cell: str) -> Values:
        text = cell.strip()
        if column.type == "category":
            return np.array(["" if is_missing(text) else text], dtype=object)
        if is_missing(text):
            return np.array([np.nan])
        value = date(text) if column.type == "date" else typed_number(text, self.decimal)
        if value is None or abs(value) > LARGEST:
            raise Refused(problem(f"cell_is_no_{column.type}", column=column.name, text=text[:40]))
        return np.array([value])

    def notes(self, rows: RawTable, train: NDArray[np.int64]) -> tuple[str, ...]:
        """What a person should know of `rows`: values filled in, columns constant in training."""
        found = []
        for code, values in zip(self.columns, rows.columns):
            gap = values == "" if code.type == "category" else np.isnan(values)
            count = int(np.count_nonzero(gap))
            if count and code.type == "category":
                found.append(note("filled_category", column=code.name, rows=count))
            elif count:
                fill = f"{code.fill:.6g}" if code.type == "number" else _text(code.fill, code.type)
                found.append(note("filled", column=code.name, rows=count, fill=fill))
            known = values[train][~gap[train]]
            different = len(code.categories) if code.type == "category" else len(np.unique(known))
            if different < 2:
                found.append(note("constant", column=code.name))
        return tuple(found)


def _list(names: Sequence[str], most: int = 12) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown}, …"


def target_scaling(training: NDArray[np.float64]) -> Scaling:
    """Scaling for numeric targets (N K), fitted on the training part."""
    mean, std = (part.astype(np.float32) for part in fit_scaling(training))
    std[std == 0] = 1.0  # too small for single precision
    return Scaling(mean, std)
