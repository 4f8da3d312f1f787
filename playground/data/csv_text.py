"""From the bytes of a file to rows of texts: encoding, delimiter, header, and rows that fit."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from playground.catalog import problem
from playground.catalog.words.data import note
from playground.project import Refused

from .cells import Decimal, dates, guess_decimal, is_missing, missing, number, numbers

DELIMITERS = {",": ",", ";": ";", "tab": "\t", "|": "|", "space": " "}
"""Delimiters by the name a person chooses."""

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16")

MAX_COLUMNS = 10_000
MAX_CELLS = 20_000_000

_LINE_END = re.compile(r"(?<! ) +$", re.MULTILINE)
_SAMPLE_CHARACTERS = 200_000
_SAMPLE_ROWS = 500

_FOREIGN = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
}


@dataclass(frozen=True, eq=False)
class CsvText:
    """A file taken apart: names of its columns and their cells (stripped texts), all equally long.

    `read` counts the rows with anything in them, the header left out; `preamble` those of a single
    cell that stand above the table, `ragged` those that do not have as many cells as the others:
    both are left out. `delimiter` is a key of
    DELIMITERS; `header` says whether the names come from the file.
    """

    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    read: int
    ragged: int
    preamble: int
    encoding: str
    delimiter: str
    decimal: Decimal
    header: bool
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])


def take_apart(
    content: bytes,
    path: str,
    delimiter: str = "auto",
    encoding: str = "auto",
    decimal: str = "auto",
    header: str = "auto",
) -> CsvText:
    """Reads the text of a CSV file; what is "auto" is guessed. `path` is for the sentences only.

    Raises Refused: `csv_empty`, `csv_binary`, `csv_encoding`, `csv_field_too_long`,
    `csv_malformed`, `csv_no_rows`, `csv_ragged`, `csv_too_wide`, `csv_too_many_cells`.
    """
    text, encoding = decode(content, path, encoding)
    if not text.strip():
        raise Refused(problem("csv_empty", path=path))
    if delimiter == "auto":
        delimiter = guess_delimiter(text)
    rows = list(_rows(text, DELIMITERS[delimiter], path))
    if not rows:
        raise Refused(problem("csv_empty", path=path))
    width = Counter(map(len, rows[1:] or rows)).most_common(1)[0][0]
    if width > MAX_COLUMNS:
        raise Refused(problem("csv_too_wide", path=path, columns=width, limit=MAX_COLUMNS))
    notes = _open_quote(text, rows[-1])
    preamble = next((i for i, row in enumerate(rows) if len(row) > 1), 0)
    rows = rows[preamble:]
    sample = [[cell.strip() for cell in row] for row in rows[:_SAMPLE_ROWS] if len(row) == width]
    sign = _decimal_of(sample, delimiter, decimal)
    has_header = guess_header(rows[0], sample, sign) if header == "auto" else header == "yes"
    body = rows[1:] if has_header else rows
    fitting = [row for row in body if len(row) == width]
    row_names = any(row[-1] for row in fitting)
    names, doubled = _names(rows[0] if has_header else [], width, row_names)
    if not body:
        raise Refused(problem("csv_no_rows", path=path, setting="data.parameters.header"))
    if not fitting or (len(fitting) == 1 and len(body) > 2):
        raise Refused(problem("csv_ragged", path=path, setting="data.parameters.delimiter"))
    return CsvText(
        names=names,
        columns=tuple(tuple(map(str.strip, column)) for column in zip(*fitting)),
        read=len(body) + preamble,
        preamble=preamble,
        ragged=len(body) - len(fitting),
        encoding=encoding,
        delimiter=delimiter,
        decimal=sign,
        header=has_header,
        notes=(*notes, *(note("renamed", name=name) for name in doubled)),
    )


def decode(content: bytes, path: str, encoding: str = "auto") -> tuple[str, str]:
    """The text of a file and the encoding it was read by.

    Guessed as: what a byte order mark says, UTF-8 if all of it is valid, else Windows' Western
    encoding (cp1252), which old spreadsheets write. Raises Refused (`csv_binary`, `csv_encoding`).
    """
    for magic, what in _FOREIGN.items():
        if content.startswith(magic):
            raise Refused(problem("csv_binary", path=path, what=what))
    if encoding == "auto":
        encoding = _guess_encoding(content, path)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(
            problem(
                "csv_encoding",
                setting="data.parameters.encoding",
                path=path,
                encoding=encoding,
                byte=f"0x{content[error.start]:02X}",
                line=line,
            )
        ) from None
    return text.removeprefix("\ufeff"), encoding


def _guess_encoding(content: bytes, path: str) -> str:
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = content[:4096]
    if b"\0" in head:
        for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            if head[start::2].count(0) > 0.7 * len(head[start::2]) and not head[1 - start :: 2].count(0):
                return name
    control = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f")
    if control > 3 + 0.01 * len(head):
        raise Refused(problem("csv_binary", path=path, what="binary"))
    for name in ("utf-8", "cp1252"):
        try:
            content.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def _rows(text: str, delimiter: str, path: str = "") -> Iterator[list[str]]:
    """The rows that hold anything. Raises Refused where the file cannot be taken apart."""
    if delimiter == " ":
        text = _LINE_END.sub("", text)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t"
    )
    cells = 0
    try:
        for row in reader:
            if any(row) and (len(row) > 1 or row[0].strip()):
                cells += len(row)
                if cells > MAX_CELLS:
                    raise Refused(problem("csv_too_many_cells", path=path, limit=MAX_CELLS))
                yield row
    except csv.Error as error:
        line, limit = reader.line_num, csv.field_size_limit()
        if "field limit" in str(error):
            raise Refused(problem("csv_field_too_long", path=path, line=line, limit=limit)) from None
        raise Refused(problem("csv_malformed", path=path, line=line, reason=str(error))) from None


def guess_delimiter(text: str) -> str:
    """The delimiter by which most rows at the start of a text have the same number of cells.

    A comma may be a decimal sign and a blank part of a text, so the others are asked first and a
    blank last, and then only where it separates numbers.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if len(sample) < len(text):
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best, best_share = ",", 0.0
    for name in ("tab", ";", "|", ",", "space"):
        try:
            rows = list(islice(_rows(sample, DELIMITERS[name]), _SAMPLE_ROWS))
        except Refused:  # a cell without end: not by this sign
            continue
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        share = count / len(rows)
        if width < 2 or (name == "space" and not _mostly_numbers(rows)):
            continue
        if share >= 0.9 and len(rows[0]) in (width, width - 1):
            return name
        if share > best_share:
            best, best_share = name, share
    return best


def _mostly_numbers(rows: Sequence[Sequence[str]]) -> bool:
    cells = [cell for row in rows for cell in row if cell]
    return sum(number(cell) is not None for cell in cells) > 0.5 * len(cells)


def guess_header(first: Sequence[str], sample: Sequence[Sequence[str]], decimal: Decimal) -> bool:
    """Whether the first row names the columns.

    It does if it holds no number, and if either a column below holds numbers (or dates), or all its
    texts are different and do not come back below.
    """
    names = [cell.strip() for cell in first]
    filled = [name for name in names if not is_missing(name)]
    if len(filled) < len(names) - 1:
        return False
    if any(number(name, decimal) is not None for name in filled):
        return False
    below = [list(column) for column in zip(*(row for row in sample if list(row) != names))]
    if not below:
        return len(names) > 1
    for column in below:
        gaps = missing(column)
        present = len(column) - int(gaps.sum())
        for values in (numbers(column, gaps, decimal), dates(column, gaps)):
            if present and (values == values).sum() > 0.8 * present:
                return True
    different = len(set(filled)) == len(filled)
    return different and not any(name in column for name, column in zip(names, below))


def _decimal_of(sample: Sequence[Sequence[str]], delimiter: str, decimal: str) -> Decimal:
    if decimal == ",":
        return ","
    if decimal == ".":
        return "."
    return guess_decimal((cell for row in sample for cell in row), delimiter)


def _names(first: Sequence[str], width: int, row_names: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names for `width` columns, each but once, and the names that were there several times.

    A header one cell short lacks the first name where there are `row_names` (so R writes them);
    else every row ends in a delimiter and it is the last, empty column that has no name.
    """
    given = [" ".join(cell.split()) for cell in first]
    if len(given) == width - 1 and row_names:
        given.insert(0, "")
    given = [*given[:width], *[""] * (width - len(given))]
    taken, doubled, names = set(given), [], list[str]()
    for index, name in enumerate(given):
        if not name:
            name = f"column_{index + 1}"
        elif name in names:
            doubled.append(name)
        stem, count = name, 2
        while name in names or (name != given[index] and name in taken):
            name = f"{stem}_{count}"
            count += 1
        names.append(name)
    return tuple(names), tuple(dict.fromkeys(doubled))


def _open_quote(text: str, last: Sequence[str]) -> tuple[str, ...]:
    """A note where a quotation mark is never closed: the last row then swallowed what follows it."""
    swallowed = max(cell.count("\n") for cell in last)
    if swallowed == 0 or text.count('"') % 2 == 0:
        return ()
    return (note("open_quote", line=text.count("\n") - swallowed + 1),)
