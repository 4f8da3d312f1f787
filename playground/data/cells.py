"""Cells: what the text in a cell means. Missing values, numbers in several spellings, dates.

Columns are Arrow's arrays of stripped texts, or short lists of them. Numbers come back as float64 with
NaN for what is missing. What a column holds is asked of Arrow in one go where it can answer, else of each
different text once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

Texts: TypeAlias = "pa.ChunkedArray | Sequence[str]"
Decimal = Literal[".", ","]
Numbers = NDArray[np.float64]
Cells: TypeAlias = "pa.DictionaryArray | Numbers"
"""A column as it was read: stripped texts (the different ones, each once, and which one each cell is); or
float64 with NaN for a gap, where all are plain numbers."""

MISSING = frozenset(
    (
        "",
        "?",
        "-",
        "--",
        "na",
        "n/a",
        "#n/a",
        "<na>",
        "nan",
        "#nan",
        "null",
        "(null)",
        "none",
        "nil",
        "missing",
    )
)
"""What stands for a missing value, in small letters."""

DATE = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?)?")
"""A day (2024-05-31), a month (2024-05), or a moment (2024-05-31 12:30)."""

LARGEST = 1e30
"""Larger numbers, and infinity, count as missing: they come near the end of single precision."""

_PIECE = 100_000
"""Cells that are counted at a time: what is made of them in between stays small."""

_FEW = 10_000
"""Whole numbers that lie closer together are told apart by counting them."""

LONGEST_NUMBER = 64
"""No number has more characters: hostile texts are not worth the time of a pattern."""

_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?")
_THOUSANDS_POINT = re.compile(r"[+-]?\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d*)?")
_THOUSANDS_COMMA = re.compile(r"[+-]?\d{1,3}([.' \u00a0\u202f]\d{3})+(,\d*)?")
_NO_WORDS = r"^(?:[^\p{L}]|[eE])*$"
"""What every number fulfils, in whatever spelling: to ask this of all cells takes no time."""
_GROUPS = re.compile(r"[' \u00a0\u202f]")
_DECORATION = re.compile(r"^([+-]?)\s*[$€£¥]\s*|\s*[%$€£¥]$")


def is_missing(cell: str) -> bool:
    """Whether a stripped cell says that there is no value."""
    return cell.lower() in MISSING


def missing(cells: Texts) -> NDArray[np.bool_]:
    """For each cell whether it says that there is no value."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.is_in(pc.ascii_lower(_array(cells)), value_set=pa.array(sorted(MISSING), pa.string()))
    return _numpy(found)


def _array(cells: Texts) -> pa.ChunkedArray:
    import pyarrow as pa

    return cells if isinstance(cells, pa.ChunkedArray) else pa.chunked_array([pa.array(cells, pa.string())])


def _numpy(column: pa.ChunkedArray) -> NDArray[Any]:
    """A column without nulls as numpy has it."""
    found: NDArray[Any] = column.to_numpy()
    return found


def number(cell: str, decimal: Decimal = ".") -> float | None:
    """The number that a stripped cell spells, or None.

    Knows thousands in groups (1,234.5; 1 234,5; 1'234), currency signs and a percent sign, which
    are dropped (45 % is 45).
    """
    if len(cell) > LONGEST_NUMBER:
        return None
    text = _DECORATION.sub(r"\1", cell).replace("−", "-")
    if decimal == ".":
        if _POINT.fullmatch(text):
            return float(text)
        if _THOUSANDS_POINT.fullmatch(text):
            return float(_GROUPS.sub("", text).replace(",", ""))
        return None
    if _THOUSANDS_COMMA.fullmatch(text):
        return float(_GROUPS.sub("", text).replace(".", "").replace(",", "."))
    if _COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    return float(text) if _POINT.fullmatch(text) else None


def typed_number(cell: str, decimal: Decimal = ".") -> float | None:
    """The number that a person typed, or None: a single comma or point is the decimal sign.

    That is more than a file may say, where 1,234 can be a thousand.
    """
    text = cell.strip()[: LONGEST_NUMBER + 1]
    plain = text.replace(",", ".", 1)
    if _POINT.fullmatch(plain):
        return float(plain)
    value = number(text, decimal)
    return value if value is not None else number(text, "," if decimal == "." else ".")


def plain_number(cell: str, decimal: Decimal) -> bool:
    """Whether a stripped cell spells a number without groups, currency or percent sign."""
    pattern = _POINT if decimal == "." else _COMMA
    return len(cell) <= LONGEST_NUMBER and pattern.fullmatch(cell) is not None


def numbers(cells: Texts, gaps: NDArray[np.bool_], decimal: Decimal = ".") -> Numbers:
    """A column as numbers; NaN where there is a gap, or no number (or one beyond float64)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _array(cells)
    plain = _without(column, gaps)
    if decimal == "." or not pc.any(pc.match_substring(plain, ".")).as_py():
        if decimal == ",":
            plain = pc.replace_substring(plain, ",", ".")  # 1,2,3 becomes 1.2.3, which is no number either
        try:
            return _numpy(pc.fill_null(pc.cast(plain, pa.float64()), np.nan))
        except pa.ArrowInvalid:  # some other spelling
            pass
    perhaps = _numpy(pc.match_substring_regex(column, _NO_WORDS))
    return _one_by_one(column, perhaps & ~gaps, lambda cell: number(cell, decimal))


def _without(column: pa.ChunkedArray, gaps: NDArray[np.bool_]) -> pa.ChunkedArray:
    """The column with nulls for gaps."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(gaps, pa.scalar(None, pa.string()), column) if gaps.any() else column


def _one_by_one(
    column: pa.ChunkedArray, asked: NDArray[np.bool_], meaning: Callable[[str], float | None]
) -> Numbers:
    """What each different text means that is `asked` for; NaN for others, and where it means nothing."""
    import pyarrow as pa

    found: Numbers = np.full(len(column), np.nan)
    texts, places = different(column.filter(pa.array(asked)))
    values = np.array([np.nan if (v := meaning(text)) is None else v for text in texts], np.float64)
    found[asked] = values[places]
    return found


def different(column: Texts) -> tuple[list[str], NDArray[np.int64]]:
    """The different texts of a column, in the order in which they come, and which one each cell is."""
    coded = _array(column).combine_chunks().dictionary_encode()
    return coded.dictionary.to_pylist(), coded.indices.to_numpy().astype(np.int64)


def different_numbers(values: Numbers) -> tuple[Numbers, NDArray[np.int32], NDArray[np.int64]]:
    """The different numbers in ascending order, the place of each value among them (NaN has one beyond), and
    how often each is there."""
    import pyarrow as pa

    if (found := _whole_numbers(values)) is not None:
        return found
    values = values + 0.0  # 0 and -0 are one number
    coded = pa.array(values, from_pandas=bool(np.isnan(values).any())).dictionary_encode()
    names: Numbers = coded.dictionary.to_numpy()
    order = np.argsort(names)
    place = np.empty(len(names) + 1, np.int32)
    place[order] = np.arange(len(names))
    place[-1] = len(names)
    indices = coded.indices.fill_null(-1) if coded.null_count else coded.indices
    places = place[indices.to_numpy()]
    return names[order], places, counted(places, len(place))[:-1]


def _whole_numbers(values: Numbers) -> tuple[Numbers, NDArray[np.int32], NDArray[np.int64]] | None:
    """As `different_numbers`, in a quarter of the time, for whole numbers that lie close together, without a
    gap: ages, grades, years. None for others."""
    low, high = (values.min(), values.max()) if len(values) else (np.nan, np.nan)
    if not high < low + _FEW:
        return None
    steps, times = np.empty(len(values), np.int32), np.zeros(int(high - low) + 1, np.int64)
    for start in range(0, len(values), _PIECE):
        piece = values[start : start + _PIECE]
        own = (piece - low).astype(np.int32)
        if not np.array_equal(own + low, piece):
            return None
        steps[start : start + _PIECE] = own
        times += np.bincount(own, minlength=len(times))
    there = times > 0
    if not there.all():
        steps = (np.cumsum(there, dtype=np.int32) - 1)[steps]
    return np.flatnonzero(there) + low, steps, times[there]


def counted(places: NDArray[np.int32], number: int) -> NDArray[np.int64]:
    """How often each of `number` places is there."""
    times, piece = np.zeros(number, np.int64), max(number, _PIECE)
    for start in range(0, len(places), piece):  # numpy makes a copy, twice as wide, of what it counts
        times += np.bincount(places[start : start + piece], minlength=number)
    return times


def dates(cells: Texts, gaps: NDArray[np.bool_]) -> Numbers:
    """A column of dates as days since 1970-01-01; NaN where there is a gap or no date."""
    import pyarrow.compute as pc

    column = _array(cells)
    looks = _numpy(pc.match_substring_regex(column, f"^(?:{DATE.pattern})$"))
    return _one_by_one(column, looks & ~gaps, date)


def date(cell: str) -> float | None:
    """The date that a stripped cell spells, in days since 1970-01-01, or None."""
    if not DATE.fullmatch(cell):
        return None
    try:
        moment = np.datetime64(cell.replace(" ", "T"), "us")
    except ValueError:  # 2024-02-31
        return None
    return float(moment.astype(np.int64)) / 86_400e6


_CLEAR_COMMA = re.compile(r"[+-]?(\d+,(\d{1,2}|\d{4,})|0+,\d+|\d{4,},\d+|\d{1,3}(\.\d{3})+,\d+)")
_CLEAR_POINT = re.compile(r"[+-]?(\d+\.(\d{1,2}|\d{4,})|0+\.\d+|\d{4,}\.\d+|\d{1,3}(,\d{3})+\.\d+)")
_EITHER_COMMA = re.compile(r"[+-]?\d{1,3},\d{3}")


def guess_decimal(cells: Iterable[str], delimiter: str) -> Decimal:
    """The decimal sign of a file, by its cells that leave no doubt (1,5 or 1.5; 1,234 may be either).

    Without any such cell it is the point, except where cells are separated by semicolons and some
    look like 1,234: that is how a spreadsheet with a decimal comma saves.
    """
    comma = point = either = 0
    for cell in cells:
        if "," in cell:
            comma += _CLEAR_COMMA.fullmatch(cell) is not None
            either += _EITHER_COMMA.fullmatch(cell) is not None
        if "." in cell:
            point += _CLEAR_POINT.fullmatch(cell) is not None
    if comma != point:
        return "," if comma > point else "."
    return "," if delimiter == ";" and either and not point else "."
