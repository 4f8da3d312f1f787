"""The rows of a CSV file as columns, read by Arrow a block at a time: a million take a second or less.

Columns whose first cells are plain numbers are read as numbers at once. Where that turns out wrong
further down (1,234.5 or "about 3"), all is read again as texts, and `cells` says what they mean.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from playground.catalog import problem
from playground.project import Refused

from . import files
from .cells import Cells, Decimal, Numbers
from .dataset import Progress

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 20
"""Bytes that are read at a time; no row is longer."""

UTF8 = ("utf-8", "utf-8-sig")

MAX_CELLS = 50_000_000

_GAPS = ("", "NA", "N/A", "NaN", "nan", "null", "?")
"""What mostly stands for a missing number; every cell is held against them, so they are few. Another
spelling is read as a text."""


@dataclass(frozen=True)
class Layout:
    """How the rows of a file are written, as its head tells.

    `skip` is the number of bytes (of the text in UTF-8) above the first row; `delimiter` the sign itself;
    `expected` about how many rows there are, `quotes` how many quotation marks, and `quoted_late` says that
    one of these stands after a blank.
    """

    encoding: str
    delimiter: str
    decimal: Decimal
    width: int
    skip: int
    expected: int
    quotes: int
    quoted_late: bool

    @property
    def plain(self) -> bool:
        """Whether Arrow can read the bytes as they are."""
        return self.encoding in UTF8 and self.delimiter != " " and not self.quoted_late


@dataclass(frozen=True, eq=False)
class Body:
    """What was read: columns of numbers or of stripped texts.

    `ragged` rows of another width were left out. `swallowed` counts the line ends in the last row where
    a quotation mark is open at the end.
    """

    columns: tuple[Cells, ...]
    ragged: int
    swallowed: int

    @property
    def rows(self) -> int:
        """How many rows fit."""
        return len(self.columns[0])


class _Again(Exception):  # noqa: N818  (no fault: another way is tried)
    """The file cannot be read with these columns as numbers."""


def read_body(
    file: BinaryIO, size: int, layout: Layout, numeric: Sequence[bool], path: str, progress: Progress
) -> Body:
    """The rows of `file` (`size` bytes), with the columns that are `numeric` as numbers where all are.

    Raises Refused: `csv_field_too_long`, `csv_malformed`, `csv_too_many_cells`, `loading_stopped`.
    """
    try:
        return _read(file, size, layout, numeric, path, progress)
    except _Again:
        return _read(file, size, layout, (False,) * layout.width, path, progress)


def _read(
    file: BinaryIO, size: int, layout: Layout, numeric: Sequence[bool], path: str, progress: Progress
) -> Body:
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [str(number) for number in range(layout.width)]
    types = {name: pa.float64() if number else pa.string() for name, number in zip(names, numeric)}
    if layout.plain:
        file.seek(0)
        bom = len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0
        file.seek(bom + layout.skip)
    outside = _Outside(layout.delimiter)
    numbers = {number: _Growing(layout.expected) for number, one in enumerate(numeric) if one}
    texts: dict[int, list[pa.Array]] = {number: [] for number, one in enumerate(numeric) if not one}
    rows = swallowed = 0
    door = _Door(file if layout.plain else _Text(file, layout))
    try:
        reader = arrow.open_csv(
            pa.PythonFile(door, mode="r"),
            arrow.ReadOptions(block_size=BLOCK, column_names=names),
            arrow.ParseOptions(
                delimiter=layout.delimiter,
                newlines_in_values=layout.quotes > 0,
                invalid_row_handler=outside.take,
            ),
            arrow.ConvertOptions(
                check_utf8=False,  # it has been decoded
                column_types=types,
                null_values=_GAPS,
                strings_can_be_null=False,
                decimal_point=layout.decimal,
            ),
        )
        for turn, batch in enumerate(reader):
            files.tell(progress, min(turn * BLOCK, size), size)  # one block gives one batch
            rows += len(batch)
            if rows * layout.width > MAX_CELLS:
                raise Refused(problem("csv_too_many_cells", path=path, limit=MAX_CELLS))
            swallowed = _lines_in_last(batch) or swallowed * (not len(batch))
            for number, column in enumerate(_tidy(batch, path, rows).columns):
                if number in numbers:
                    numbers[number].add(column.to_numpy(zero_copy_only=False))
                else:
                    texts[number].append(column)
    except pa.ArrowInvalid as error:
        if "conversion error" in str(error):
            raise _Again from None
        if "straddling" in str(error) or "out of sync" in str(error):
            raise too_long(path, rows + 1) from None
        if "Empty CSV" not in str(error):
            raise Refused(problem("csv_malformed", path=path, line=rows + 1, reason=str(error))) from None
    finally:
        door.shut()
    columns: dict[int, Cells] = {number: growing.all for number, growing in numbers.items()}
    columns |= {number: pa.chunked_array(parts, pa.string()) for number, parts in texts.items()}
    files.tell(progress, size, size)
    if outside.number == rows + outside.taken:
        swallowed = outside.last.rstrip("\n").count("\n") + 1
    in_order = tuple(columns[number] for number in range(layout.width))
    return Body(in_order, outside.ragged, swallowed if layout.quotes % 2 else 0)


@dataclass
class _Door(io.RawIOBase):
    """What Arrow reads, on a thread of its own and ahead of us; nothing any more once it is `shut`."""

    inside: BinaryIO | _Text
    _open: bool = True
    _lock: Lock = field(default_factory=Lock)

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, wanted: int = -1) -> bytes:
        """Up to so many bytes."""
        with self._lock:
            return self.inside.read(wanted) if self._open else b""

    def shut(self) -> None:
        """Waits for a block that is being read; from now on the file is ours alone."""
        with self._lock:
            self._open = False


class _Growing:
    """Numbers that come block by block into one array. Arrow's own pieces would be there twice while they
    are joined."""

    def __init__(self, expected: int) -> None:
        self._all = np.empty(expected, np.float64)
        self._count = 0

    def add(self, more: Numbers) -> None:
        """Some more of them."""
        start, self._count = self._count, self._count + len(more)
        if self._count > len(self._all):
            # Memory that is not yet written to takes no room.
            self._all = np.concatenate([self._all[:start], np.empty(self._count // 2 + len(more))])
        self._all[start : self._count] = more

    @property
    def all(self) -> Numbers:
        """What there is."""
        return self._all[: self._count]


def too_long(path: str, line: int) -> Refused:
    """The refusal of a cell that does not end."""
    return Refused(problem("csv_field_too_long", path=path, line=line, limit=csv.field_size_limit()))


def _tidy(batch: pa.RecordBatch, path: str, rows: int) -> pa.RecordBatch:
    """A block with its texts stripped, without the rows in which there is nothing at all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns, nothing = [], None
    for number, column in enumerate(batch.columns):
        if pa.types.is_string(column.type):
            longest = pc.max(pc.binary_length(column)).as_py() or 0
            if longest > csv.field_size_limit():
                raise too_long(path, rows)
            column = pc.utf8_trim_whitespace(column)
        if number == 0 or nothing is not None:
            empty = pc.equal(column, "") if pa.types.is_string(column.type) else pc.is_null(column)
            nothing = empty if nothing is None else pc.and_(nothing, empty)
            nothing = nothing if pc.any(nothing).as_py() else None
        columns.append(column)
    made = pa.RecordBatch.from_arrays(columns, schema=batch.schema)
    if nothing is None:
        return made
    if not all(pa.types.is_string(column.type) for column in columns):
        raise _Again  # it may be that something stands there that means "missing"
    return made.filter(pc.invert(nothing))


def _lines_in_last(batch: pa.RecordBatch) -> int:
    """The line ends within the last row, in the cell with most of them."""
    last = [column[-1].as_py() for column in batch.columns if len(column)]
    return max((cell.count("\n") for cell in last if isinstance(cell, str)), default=0)


@dataclass
class _Outside:
    """Counts the rows of another width; those without anything in them are not `ragged`."""

    delimiter: str
    ragged: int = 0
    taken: int = 0
    number: int = -1
    """The place of the last one among all rows, from 1."""
    last: str = ""

    def take(self, row: Any) -> str:
        """Arrow asks what to do with one."""
        self.taken, self.number, self.last = self.taken + 1, row.number, row.text
        self.ragged += bool(row.text.replace(self.delimiter, "").strip())
        return "skip"


@dataclass
class _Text(io.RawIOBase):
    """A file as the UTF-8 that Arrow reads, where it is not that already, from the first row on.

    Blanks between a delimiter or the start of a line and a quotation mark are left out; where blanks part
    the cells, several count as one.
    """

    file: BinaryIO
    layout: Layout
    _held: bytes = b""
    _ended: bool = False
    _ready: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.file.seek(0)
        self._skip = self.layout.skip
        self._decoder = (
            None if self.layout.encoding in UTF8 else codecs.getincrementaldecoder(self.layout.encoding)()
        )
        self._begun = False
        sign = re.escape(self.layout.delimiter).encode()
        self._before_quote = re.compile(
            rb"(^|\r|\n|" + sign + rb') +(?="(?!")|""(?:' + sign + rb"|\r|\n|\Z))"
        )

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, wanted: int = -1) -> bytes:
        """Up to so many bytes."""
        while not self._ended and (wanted < 0 or len(self._ready) < wanted):
            self._fill()
        found = bytes(self._ready if wanted < 0 else self._ready[:wanted])
        del self._ready[: len(found)]
        return found

    def _fill(self) -> None:
        raw = self.file.read(BLOCK)
        self._ended = not raw
        if self._decoder is not None:
            raw = self._decoder.decode(raw, self._ended).encode()
        if not self._begun:
            raw, self._begun = raw.removeprefix(codecs.BOM_UTF8), True
        if self._skip:
            skipped = min(self._skip, len(raw))
            raw, self._skip = raw[skipped:], self._skip - skipped
        self._ready += self._mended(raw)

    def _mended(self, raw: bytes) -> bytes:
        raw = self._held + raw
        end = max(raw.rfind(b"\n"), raw.rfind(b"\r")) + 1
        if self._ended or len(raw) - end > BLOCK:  # no line is longer
            end = len(raw)
        raw, self._held = raw[:end], raw[end:]
        if self.layout.delimiter == " ":
            return re.sub(rb"(?m)^ +| +(?=\r|\n|\Z)", b"", re.sub(rb" {2,}", b" ", raw))
        if b' "' in raw:
            raw = self._before_quote.sub(rb"\1", raw)
        return raw
