"""Columns: what each column of a file is, guessed from its cells, and how it is to be used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog import fix, problem
from playground.catalog.words.data import note
from playground.project import Refused

from .cells import LARGEST, Cells, Decimal, Numbers, counted, dates, different_numbers, missing, numbers
from .pixels import ENDINGS
from .table import CODINGS, Coding, ColumnType, Values
from .wishes import WORDS, Gaps, Wish

if TYPE_CHECKING:
    import pyarrow as pa

Type = Literal["number", "category", "date", "picture", "text", "empty"]
Treatment = Literal["number", "category", "date", "picture", "ignore", "target"]

MAX_CATEGORIES = 1000
"""More different texts than this are never one-hot coded."""

GUESSED_CATEGORIES = 100
"""More different texts than this are ignored unless a person says otherwise."""

COUNTED = 10_000
"""Cells of a long column of numbers among which the different ones are counted."""

_ID = re.compile(r"(?i:(^|[\s_.-])(id|index|idx|nr|no|row|key|uuid))$|[a-z](Id|ID)$")
_TARGETS = (
    ("target", "label", "labels", "survived", "class", "y", "outcome", "output", "response", "diagnosis"),
    ("species", "quality", "mpg", "medv", "charges", "churn", "default", "category"),
    ("price", "value", "salary", "income", "rent", "cost", "score", "grade", "rating", "type"),
)
"""How targets are called, most telling first; the last line counts as part of a name too."""


@dataclass(frozen=True)
class ColumnInfo:
    """What is known of one column of a file.

    `type` is what its cells are, `treatment` what is done with it (`ignore`: it is left out, and
    `reason` says why), `coding` how its values become inputs (None where they do not) and `gaps` what
    becomes of rows without one. `missing` is how many cells have no value, `distinct` how many different
    ones there are (of many numbers: among the first), `example` the most frequent. `chosen` says that a
    person chose the treatment.
    """

    name: str
    type: Type
    treatment: Treatment
    missing: int
    distinct: int
    example: str
    reason: str = ""
    chosen: bool = False
    coding: Coding | None = None
    gaps: Gaps = "fill"
    further: bool = False
    """Whether it is predicted beside the first target."""


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of texts: the different ones in the order in which they come, how often each does, which of
    them say that there is no value, and which one each cell is. What texts mean is asked of each once."""

    texts: pa.ChunkedArray
    times: NDArray[np.int64]
    gaps: NDArray[np.bool_]
    places: NDArray[np.int32]

    @classmethod
    def of(cls, cells: pa.DictionaryArray) -> Coded:
        """The texts of all cells."""
        import pyarrow as pa

        texts, places = pa.chunked_array([cells.dictionary]), cells.indices.to_numpy()
        return cls(texts, counted(places, len(texts)), missing(texts), places)

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, eq=False)
class Content:
    """The cells of a column, which of them say that there is no value, and what they mean: found out once,
    whatever is done with the column."""

    cells: Numbers | Coded
    gaps: NDArray[np.bool_]
    decimal: Decimal

    @cached_property
    def meanings(self) -> tuple[Numbers, Numbers]:
        """What each different text means as a number and as a date; NaN where it means none."""
        assert isinstance(self.cells, Coded), "a number means itself"
        texts, gaps = self.cells.texts, self.cells.gaps
        return _of_use(numbers(texts, gaps, self.decimal)), dates(texts, gaps)

    @cached_property
    def numbers(self) -> Numbers:
        """The cells as numbers, NaN for a gap and for what is no number, or none of use."""
        if isinstance(self.cells, Coded):
            return self.meanings[0][self.cells.places]
        return _of_use(self.cells)

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """Which cells are no number of use."""
        return self.gaps if self.numbers is self.cells else np.isnan(self.numbers)

    @cached_property
    def dates(self) -> Numbers:
        """The cells as days since 1970-01-01, or NaN."""
        if isinstance(self.cells, Coded):
            return self.meanings[1][self.cells.places]
        return np.full(len(self.cells), np.nan)

    @cached_property
    def texts(self) -> tuple[list[str], NDArray[np.integer]]:
        """The different texts, and which one each cell is. Numbers that are equal are one text."""
        if isinstance(self.cells, Coded):
            return self.cells.texts.to_pylist(), self.cells.places
        values, places, _ = self.different if self.numbers is self.cells else different_numbers(self.cells)
        return [*(f"{value:.15g}" for value in values), ""], places

    @cached_property
    def different(self) -> tuple[Numbers, NDArray[np.int32], NDArray[np.int64]]:
        """As `different_numbers`, of the cells as numbers."""
        return different_numbers(self.numbers)

    def example(self, place: int) -> str:
        """A cell as a text."""
        if isinstance(self.cells, Coded):
            return str(self.cells.texts[int(self.cells.places[place])].as_py())
        return f"{self.cells[place]:.15g}"


@dataclass(frozen=True, eq=False)
class Column:
    """A column: what is known of it, and what it holds."""

    info: ColumnInfo
    content: Content

    def values(self) -> tuple[Values, tuple[str, ...]]:
        """The values as the treatment wants them, and notes on cells that do not fit it.

        Raises Refused: `column_no_numbers`, `column_no_dates`, `column_too_many_values`.
        """
        kind = self.info.treatment
        if kind == "picture":
            names, places = self.content.texts
            return np.array(names, dtype=object)[places], ()
        if kind == "category":
            names, places = self.content.texts
            if len(names) > MAX_CATEGORIES + 1 or self.info.distinct > MAX_CATEGORIES:
                raise _wrong("column_too_many_values", self, number=len(names), limit=MAX_CATEGORIES)
            texts = np.array(names, dtype=object)
            if isinstance(self.content.cells, Coded):
                texts[self.content.cells.gaps] = ""
            return texts[places], ()
        found = self.content.dates if kind == "date" else self.content.numbers
        unknown = np.isnan(found) if kind == "date" else self.content.unknown
        count = int(np.count_nonzero(unknown)) - self.info.missing
        if count == len(found) - self.info.missing and len(found):
            raise _wrong("column_no_dates" if kind == "date" else "column_no_numbers", self)
        if not count:
            return found, ()
        example = self.content.example(int((unknown & ~self.content.gaps).argmax()))[:40]
        return found, (note("unreadable", column=self.info.name, rows=count, type=kind, example=example),)


def _of_use(values: Numbers) -> Numbers:
    """Numbers with NaN for those that are too large."""
    if np.fmax.reduce(values, initial=0.0) > LARGEST or np.fmin.reduce(values, initial=0.0) < -LARGEST:
        return np.where(np.abs(values) > LARGEST, np.nan, values)
    return values


def describe(name: str, cells: Cells, decimal: Decimal) -> Column:
    """Looks at one column and guesses what it is."""
    if isinstance(cells, np.ndarray):
        return _describe_numbers(name, cells, decimal)
    import pyarrow.compute as pc

    coded = Coded.of(cells)
    times = np.where(coded.gaps, 0, coded.times)
    present = int(times.sum())
    example = coded.texts[int(times.argmax())].as_py() if present else ""
    distinct = len(times) - int(np.count_nonzero(coded.gaps))
    info = ColumnInfo(name, "empty", "ignore", len(coded) - present, distinct, example[:80])
    gaps = coded.gaps[coded.places] if coded.gaps.any() else np.zeros(len(coded), np.bool_)
    column = Column(info, Content(coded, gaps, decimal))
    characters = int((pc.utf8_length(coded.texts).to_numpy() * times).sum())
    known, days = (int(times[~np.isnan(meaning)].sum()) for meaning in column.content.meanings)
    return replace(column, info=_guess(column, known, days, characters, present))


def _describe_numbers(name: str, cells: Numbers, decimal: Decimal) -> Column:
    """As `describe`. To tell a million numbers apart takes longer than to read them: different ones are
    counted up to some, and beyond that among the first cells."""
    gaps = np.isnan(cells)
    content = Content(cells, gaps, decimal)
    there = cells[~gaps] if gaps.any() else cells
    values, times = np.unique(there[:COUNTED], return_counts=True)
    if len(values) <= MAX_CATEGORIES and len(there) > COUNTED:
        values, _, times = content.different
    example = f"{values[times.argmax()] + 0.0:.15g}" if len(values) else ""  # 0 and -0 are one number
    info = ColumnInfo(name, "empty", "ignore", len(cells) - len(there), len(values), example)
    column = Column(info, content)
    known = len(cells) - int(np.count_nonzero(content.unknown))
    return replace(column, info=_guess(column, known, 0, 0, len(there)))


def _guess(column: Column, numbers: int, dates: int, characters: int, present: int) -> ColumnInfo:
    """The info of a column with so many numbers, dates and characters in its `present` cells that are no
    gaps."""
    info, share = column.info, column.info.missing / max(1, len(column.content.cells))
    if not present:
        return replace(info, reason=note("empty"))
    found: ColumnType = "category"
    if numbers >= 0.9 * present:
        found = "number"
    elif dates >= 0.9 * present:
        found = "date"
    elif _names_pictures(column):
        return replace(info, type="picture", treatment="picture")
    elif (reason := _why_text(info, characters, present)) is not None:
        return replace(info, type="text", reason=_mostly_missing(share) or reason)
    info = replace(info, type=found)
    if info.distinct == 1 and present == len(column.content.cells):
        return replace(info, reason=note("same", example=" ".join(info.example.split())))
    if reason := _mostly_missing(share):
        return replace(info, reason=reason)
    if found == "number" and _numbers_the_rows(info.name, column.content.numbers):
        return replace(info, reason=note("row_number"))
    return replace(info, treatment=found)


def _mostly_missing(share: float) -> str:
    return note("mostly_missing", share=share) if share > 0.5 else ""


def _names_pictures(column: Column) -> bool:
    """Whether nearly all texts are names of picture files."""
    content = column.content
    first = content.example(int((~content.gaps).argmax()))  # to look at one is enough for most columns
    if not first.lower().endswith(ENDINGS):
        return False
    names = [name for name in content.texts[0] if name]
    return sum(name.lower().endswith(ENDINGS) for name in names) >= 0.9 * len(names)


def _why_text(info: ColumnInfo, characters: int, present: int) -> str | None:
    """Why the texts of a column are no categories, or None if they are."""
    if characters > 60 * present:
        return note("free_text")
    if info.distinct > max(10, 0.5 * present) or (info.distinct == present and present >= 5):
        return note("all_different")
    if info.distinct > GUESSED_CATEGORIES:
        return note("many_values", distinct=f"{info.distinct:,}")
    return None


def _numbers_the_rows(name: str, values: Numbers) -> bool:
    """Whether a column counts its rows (0, 1, 2, …) or, where its name says so, tells them apart."""
    if len(values) < 10:
        return False
    counts = values[0] in (0, 1) and values[-1] - values[0] == len(values) - 1
    named = _ID.search(name) is not None
    if not (counts or named) or np.isnan(values).any():
        return False
    if named and (values == np.round(values)).all() and len(np.unique(values)) == len(values):
        return True
    return bool(counts and (np.diff(values) == 1).all())


def _wrong(code: str, column: Column, **values: object) -> Refused:
    name = column.info.name
    given = {"column": name, "example": column.info.example, **values}
    back = fix("guess_column", column=name)
    return Refused(problem(code, setting="data.parameters.columns", repair=back, **given))


def treat(columns: Sequence[Column], wishes: Mapping[str, str], gaps: Gaps = "fill") -> tuple[Column, ...]:
    """The columns treated as a person wishes (by name; see Wish), others as guessed.

    `gaps` is what becomes of rows without a value where no wish says so. Raises Refused: `bad_treatment`
    for words that are none, `coding_misfit` for a coding that is for columns of another type.
    """
    return tuple(_treated(column, wishes.get(column.info.name, ""), gaps) for column in columns)


def _treated(column: Column, text: str, gaps: Gaps) -> Column:
    try:
        wish = Wish.read(text)
    except ValueError:
        raise _wrong("bad_treatment", column, value=text, known=", ".join(WORDS)) from None
    info = replace(column.info, gaps=wish.gaps or gaps)
    if wish.use is not None:
        reason = note("by_hand") if wish.use == "ignore" else ""
        further = wish.use == "target"
        info = replace(info, treatment=wish.use, reason=reason, chosen=True, further=further)
    fitting = CODINGS.get(info.treatment, ())
    if wish.coding is not None and fitting and wish.coding not in fitting:
        given = {"value": wish.coding, "type": info.treatment, "known": " or ".join(fitting)}
        raise _wrong("coding_misfit", column, **given)
    coding = wish.coding or fitting[0] if fitting else None
    return replace(column, info=replace(info, coding=coding))


def guess_target(columns: Sequence[Column]) -> str:
    """The column that is most likely to be predicted: by its name, else the last one of use."""
    infos = [column.info for column in columns]
    learned = [info for info in infos if info.treatment not in ("ignore", "target")] or infos
    usable = [info for info in learned if info.type != "date"] or learned
    for line, names in enumerate(_TARGETS):
        for name in names:
            for info in usable:
                words = re.split(r"[\W_]+", info.name.lower())
                if info.name.lower() == name or (line == len(_TARGETS) - 1 and name in words):
                    return info.name
    return usable[-1].name


def guess_target_type(column: Column) -> Literal["classes", "numbers"]:
    """Whether a target is predicted as a class or as a number: a few whole numbers are classes."""
    if column.info.type != "number":
        return "numbers" if column.info.type == "date" else "classes"
    first = column.content.numbers[:COUNTED]
    if (first % 1 > 0).any():  # NaN is not
        return "numbers"
    values = column.content.different[0]
    present = len(column.content.numbers) - int(np.count_nonzero(column.content.unknown))
    whole = bool((values == np.round(values)).all())
    few = len(values) <= 2 or (len(values) <= 10 and present >= 5 * len(values))
    return "classes" if whole and few else "numbers"
