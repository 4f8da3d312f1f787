"""Cells: what the text in a cell means. Missing values, numbers in several spellings, dates.

Columns are lists of stripped texts. Numbers come back as float64 with NaN for what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Decimal = Literal[".", ","]
Numbers = NDArray[np.float64]

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

_LONGEST_MARKER = max(map(len, MISSING))

DATE = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?)?")
"""A day (2024-05-31), a month (2024-05), or a moment (2024-05-31 12:30)."""

LARGEST = 1e30
"""Larger numbers, and infinity, count as missing: they come near the end of single precision."""

LONGEST_NUMBER = 64
"""No number has more characters: hostile texts are not worth the time of a pattern."""

_POINT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?")
_THOUSANDS_POINT = re.compile(r"[+-]?\d{1,3}([,' \u00a0\u202f]\d{3})+(\.\d*)?")
_THOUSANDS_COMMA = re.compile(r"[+-]?\d{1,3}([.' \u00a0\u202f]\d{3})+(,\d*)?")
_GROUPS = re.compile(r"[' \u00a0\u202f]")
_DECORATION = re.compile(r"^([+-]?)\s*[$€£¥]\s*|\s*[%$€£¥]$")


def is_missing(cell: str) -> bool:
    """Whether a stripped cell says that there is no value."""
    return cell.lower() in MISSING


def missing(cells: Sequence[str]) -> NDArray[np.bool_]:
    """For each cell whether it says that there is no value."""
    # A column repeats its texts, and most are no marker: look at each different short text once.
    markers = {cell for cell in set(cells) if len(cell) <= _LONGEST_MARKER and is_missing(cell)}
    if not markers:
        return np.zeros(len(cells), np.bool_)
    return np.fromiter((cell in markers for cell in cells), np.bool_, len(cells))


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


def numbers(cells: Sequence[str], gaps: NDArray[np.bool_], decimal: Decimal = ".") -> Numbers:
    """A column as numbers; NaN where there is a gap, or no number (or one beyond float64)."""
    plain = cells
    if gaps.any():
        plain = ["nan" if gap else cell for cell, gap in zip(cells, gaps.tolist())]
    # float() would take 1_000 for a number, and no file means that.
    if decimal == "." and "_" not in "".join(plain):
        try:
            return np.fromiter(map(float, plain), np.float64, len(plain))
        except ValueError:  # some other spelling: look at each different text
            pass
    return _one_by_one(plain, decimal)


def _one_by_one(cells: Sequence[str], decimal: Decimal) -> Numbers:
    known = {cell: number(cell, decimal) for cell in set(cells)}
    values = (known[cell] for cell in cells)
    return np.fromiter((np.nan if v is None else v for v in values), np.float64, len(cells))


def dates(cells: Sequence[str], gaps: NDArray[np.bool_]) -> Numbers:
    """A column of dates as days since 1970-01-01; NaN where there is a gap or no date."""
    known = {cell: date(cell) for cell in set(cells)}
    days = (np.nan if gap else known[cell] for cell, gap in zip(cells, gaps.tolist()))
    return np.fromiter((np.nan if day is None else day for day in days), np.float64, len(cells))


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
