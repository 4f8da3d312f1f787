"""From the bytes of a file to columns: encoding, delimiter, decimal sign and header, told by its head."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from playground.catalog import problem
from playground.catalog.words.data import note
from playground.project import Refused

from . import files
from .cells import Cells, Decimal, dates, guess_decimal, is_missing, missing, number, numbers, plain_number
from .csv_blocks import BLOCK, Layout, NotAsItSeems, simple
from .csv_body import read_body, too_long
from .csv_file import DELIMITERS
from .dataset import Progress

MAX_COLUMNS = 10_000

SHOWN = 100
"""Rows that are kept as texts, to be looked at."""

_LINE_END = re.compile(r"(?<! ) +$", re.MULTILINE)
_SAMPLE_CHARACTERS = 200_000
_HEAD_BYTES = 4 * _SAMPLE_CHARACTERS + 4
_SAMPLE_ROWS = 500

_FOREIGN = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"SQLite format 3": "a database",
}


@dataclass(frozen=True, eq=False)
class CsvText:
    """A file taken apart: names of its columns and their cells, all equally long. `first` are the first
    rows as texts.

    `read` counts the rows with anything in them, the header left out; `preamble` those of a single
    cell that stand above the table, `ragged` those that do not have as many cells as the others:
    both are left out. `delimiter` is a key of
    DELIMITERS; `header` says whether the names come from the file.
    """

    names: tuple[str, ...]
    columns: tuple[Cells, ...]
    first: tuple[tuple[str, ...], ...]
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
    file: BinaryIO,
    path: str,
    delimiter: str = "auto",
    encoding: str = "auto",
    decimal: str = "auto",
    header: str = "auto",
    progress: Progress = files.unwatched,
) -> CsvText:
    """Reads a CSV file; what is "auto" is guessed, by its head. `path` is for the sentences only.

    Raises Refused: `csv_empty`, `csv_binary`, `csv_encoding`, `csv_field_too_long`, `csv_malformed`,
    `csv_no_rows`, `csv_ragged`, `csv_too_wide`, `csv_too_many_cells`, `loading_stopped`.
    """
    size = file.seek(0, io.SEEK_END)
    chosen = (delimiter, decimal, header)
    if _seems_simple(file, path, encoding, size):
        try:
            return _apart(file, path, _Bytes("utf-8", seems=True), size, progress, *chosen)
        except NotAsItSeems:  # letters or quotation marks further down
            pass
    return _apart(file, path, _looked_at(file, path, encoding, size, progress), size, progress, *chosen)


def _apart(
    file: BinaryIO,
    path: str,
    content: _Bytes,
    size: int,
    progress: Progress,
    delimiter: str,
    decimal: str,
    header: str,
) -> CsvText:
    """As `take_apart`, where the bytes are known. Raises NotAsItSeems."""
    encoding = content.encoding
    text, whole = _head(file, encoding)
    if delimiter == "auto":
        delimiter = guess_delimiter(text)
    rows, ends = [], []
    for row, end in _rows(text, DELIMITERS[delimiter], path):
        rows.append(row)
        ends.append(end)
    if not whole and len(rows) > 1:
        del rows[-1]  # it may go on
    if not rows:
        raise Refused(problem("csv_empty", path=path))
    width = Counter(map(len, rows[1:] or rows)).most_common(1)[0][0]
    if width > MAX_COLUMNS:
        raise Refused(problem("csv_too_wide", path=path, columns=width, limit=MAX_COLUMNS))
    preamble = next((i for i, row in enumerate(rows) if len(row) > 1), 0)
    rows, ends = rows[preamble:], [0, *ends][preamble:]
    sample = [[cell.strip() for cell in row] for row in rows[:_SAMPLE_ROWS] if len(row) == width]
    sign = _decimal_of(sample, delimiter, decimal)
    has_header = guess_header(rows[0], sample, sign) if header == "auto" else header == "yes"
    below = (row for row in rows[has_header:] if len(row) == width)
    fitting = [[cell.strip() for cell in row] for row in islice(below, _SAMPLE_ROWS)]
    names, doubled = _names(rows[0] if has_header else [], width, any(row[-1] for row in fitting))
    above = ends[has_header]
    skip = len("".join(islice(io.StringIO(text, newline=""), above)).encode())
    sign_between = DELIMITERS[delimiter]
    expected = len(rows) * size // max(1, len(text)) * 11 // 10 + 1
    layout = Layout(
        encoding=encoding,
        delimiter=sign_between,
        decimal=sign,
        width=width,
        skip=skip,
        expected=expected,
        quotes=content.quotes,
        quoted_late=content.quoted_late,
        seems=content.seems,
    )
    numeric = [_plain(column, sign) for column in zip(*fitting)] or [False] * width
    body = read_body(file, size, layout, numeric, path, progress)
    read = body.rows + body.ragged
    if not read:
        raise Refused(problem("csv_no_rows", path=path, setting="data.parameters.header"))
    if not body.rows or (body.rows == 1 and read > 2):
        raise Refused(problem("csv_ragged", path=path, setting="data.parameters.delimiter"))
    open_in = _count_lines(file, size) - body.swallowed + 1 if body.swallowed else 0
    return CsvText(
        names=names,
        columns=body.columns,
        first=tuple(map(tuple, fitting[:SHOWN])),
        read=read + preamble,
        preamble=preamble,
        ragged=body.ragged,
        encoding=encoding,
        delimiter=delimiter,
        decimal=sign,
        header=has_header,
        notes=(
            *((note("open_quote", line=open_in),) if body.swallowed else ()),
            *(note("renamed", name=name) for name in doubled),
        ),
    )


def _head(file: BinaryIO, encoding: str) -> tuple[str, bool]:
    """The text at the start of a file, up to the end of a line, and whether that is all of it."""
    file.seek(0)
    content = file.read(_HEAD_BYTES)
    whole = not file.read(1)
    text = codecs.getincrementaldecoder(encoding)().decode(content, whole).removeprefix("\ufeff")
    if len(text) <= _SAMPLE_CHARACTERS:
        return text, whole
    sample = text[:_SAMPLE_CHARACTERS]
    return sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample, False


def _plain(cells: Sequence[str], decimal: Decimal) -> bool:
    """Whether cells hold plain numbers, as far as they hold anything."""
    present = [cell for cell in cells if not is_missing(cell)]
    return bool(present) and all(plain_number(cell, decimal) for cell in present)


@dataclass
class _Bytes:
    """What the bytes of a file are: their encoding, quotation marks, and whether one of these stands after a
    blank; or, by its head alone, what they seem to be."""

    encoding: str
    quotes: int = 0
    quoted_late: bool = False
    seems: bool = False


def _seems_simple(file: BinaryIO, path: str, encoding: str, size: int) -> bool:
    """Whether the head of a long file holds neither letters beyond ASCII nor quotation marks: most tables
    of numbers never do, and a second look at all of it would cost a tenth of the time. Raises Refused
    (`csv_binary`)."""
    if size <= _HEAD_BYTES or encoding not in ("auto", "utf-8"):
        return False
    file.seek(0)
    return simple(file.read(_HEAD_BYTES)) and _encodings(file, path, encoding)[0] == "utf-8"


def _looked_at(file: BinaryIO, path: str, encoding: str, size: int, progress: Progress) -> _Bytes:
    """The bytes of a file, looked at once, and the encoding by which all of them can be read.

    Guessed as: what a byte order mark says, UTF-8 if all of it is valid, else Windows' Western
    encoding (cp1252), which old spreadsheets write. Raises Refused (`csv_binary`, `csv_encoding`).
    """
    tried = list(_encodings(file, path, encoding))
    while True:
        try:
            return _decoded(file, path, tried.pop(0), size, progress)
        except Refused as refused:
            if refused.problem.code != "csv_encoding" or not tried:
                raise


def _decoded(file: BinaryIO, path: str, encoding: str, size: int, progress: Progress) -> _Bytes:
    """Raises Refused (`csv_encoding`)."""
    found = _Bytes(encoding)
    decoder = codecs.getincrementaldecoder(encoding)()
    ascii_is_ascii = not encoding.startswith("utf-16")
    file.seek(0)
    while True:
        files.tell(progress, 0, size)
        piece = text = file.read(BLOCK)
        if not (ascii_is_ascii and piece and piece.isascii() and not decoder.getstate()[0]):
            try:
                text = decoder.decode(piece, not piece).encode()
            except UnicodeDecodeError as error:
                before = _count_lines(file, file.tell() - len(piece))
                wrong = problem(
                    "csv_encoding",
                    setting="data.parameters.encoding",
                    path=path,
                    encoding=encoding,
                    byte=f"0x{error.object[error.start]:02X}",
                    line=before + error.object.count(b"\n", 0, error.start) + 1,
                )
                raise Refused(wrong) from None
        if not piece:
            return found
        if b'"' in text:
            found.quotes += text.count(b'"')
            found.quoted_late = found.quoted_late or b' "' in text


def _count_lines(file: BinaryIO, end: int) -> int:
    """The line ends in the first `end` bytes of a file."""
    file.seek(0)
    return sum(file.read(min(BLOCK, end - at)).count(b"\n") for at in range(0, end, BLOCK))


def _encodings(file: BinaryIO, path: str, encoding: str) -> tuple[str, ...]:
    """The encodings in which a file may be, likely ones first, as its first bytes tell where none is chosen.
    Raises Refused (`csv_binary`)."""
    file.seek(0)
    head = file.read(4096)
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise Refused(problem("csv_binary", path=path, what=what))
    if encoding == "utf-16" and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16-le",)
    if encoding != "auto":
        return (encoding,)
    if head.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in head:
        for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
            if head[start::2].count(0) > 0.7 * len(head[start::2]) and not head[1 - start :: 2].count(0):
                return (name,)
    control = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\r\f")
    if control > 3 + 0.01 * len(head):
        raise Refused(problem("csv_binary", path=path, what="binary"))
    return ("utf-8", "cp1252", "latin-1")


def _rows(text: str, delimiter: str, path: str = "") -> Iterator[tuple[list[str], int]]:
    """The rows that hold anything, and how many lines end with each. Raises Refused where the text cannot
    be taken apart."""
    if delimiter == " ":
        text = _LINE_END.sub("", text)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter != "\t"
    )
    try:
        for row in reader:
            if any(row) and (len(row) > 1 or row[0].strip()):
                yield row, reader.line_num
    except csv.Error as error:
        line = reader.line_num
        if "field limit" in str(error):
            raise too_long(path, line) from None
        raise Refused(problem("csv_malformed", path=path, line=line, reason=str(error))) from None


def guess_delimiter(text: str) -> str:
    """The delimiter by which most rows at the start of a text have the same number of cells.

    A comma may be a decimal sign and a blank part of a text, so the others are asked first and a
    blank last, and then only where it separates numbers.
    """
    best, best_share = ",", 0.0
    for name in ("tab", ";", "|", ",", "space"):
        try:
            rows = [row for row, _ in islice(_rows(text, DELIMITERS[name]), _SAMPLE_ROWS)]
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
