"""The bytes of a CSV file as Arrow's blocks of rows.

Arrow reads UTF-8 with single signs between cells; what is written otherwise is made that on the way.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

from .cells import Decimal

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 20
"""Bytes that are read at a time; no row is longer."""
SEGMENT = 4 * BLOCK
"""Bytes whose blocks are read side by side, by every core of the processor: of fewer, cores wait for one
another; more take memory."""

UTF8 = ("utf-8", "utf-8-sig")

_GAPS = ("", "NA", "N/A", "NaN", "nan", "null", "?")
"""What mostly stands for a missing number; every cell is held against them, so they are few. Another
spelling is read as a text."""


class NotAsItSeems(Exception):  # noqa: N818  (no fault: all of it is looked at)
    """Further down, a file is not what its head makes believe."""


def simple(text: bytes) -> bool:
    """Whether there are neither letters beyond ASCII nor quotation marks."""
    return text.isascii() and b'"' not in text


@dataclass(frozen=True)
class Layout:
    """How the rows of a file are written, as its head tells.

    `skip` is the number of bytes (of the text in UTF-8) above the first row; `delimiter` the sign itself;
    `expected` about how many rows there are, `quotes` how many quotation marks, and `quoted_late` says that
    one of these stands after a blank. What only `seems` so is held against every byte.
    """

    encoding: str
    delimiter: str
    decimal: Decimal
    width: int
    skip: int
    expected: int
    quotes: int
    quoted_late: bool
    seems: bool

    @property
    def plain(self) -> bool:
        """Whether Arrow can read the bytes as they are."""
        return self.encoding in UTF8 and self.delimiter != " " and not self.quoted_late


def blocks(
    file: BinaryIO, layout: Layout, numeric: Sequence[bool], outside: Outside
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The rows of `file` block by block, and how many bytes were read by then; columns that are `numeric`
    as float64, others as texts (coded: the different ones of a block, and which one each cell is). Rows of
    another width go to `outside`. Raises pyarrow.ArrowInvalid, and NotAsItSeems.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    if layout.plain:
        file.seek(0)
        bom = len(codecs.BOM_UTF8) if file.read(3) == codecs.BOM_UTF8 else 0
        file.seek(bom + layout.skip)
    source = file if layout.plain else _Text(file, layout)
    names = [str(number) for number in range(layout.width)]
    text = pa.dictionary(pa.int32(), pa.string())
    types = {name: pa.float64() if number else text for name, number in zip(names, numeric)}
    how = (
        arrow.ReadOptions(block_size=BLOCK, column_names=names),
        arrow.ParseOptions(
            delimiter=layout.delimiter,
            quote_char=layout.quotes > 0 and '"',
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
    return _one_by_one(source, how) if layout.quotes else _side_by_side(_segments(source, layout.seems), how)


def _one_by_one(source: BinaryIO | _Text, how: tuple[Any, Any, Any]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Only who knows all that stands before can tell whether a line end is within quotation marks."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    door = _Door(source)
    try:
        for turn, batch in enumerate(arrow.open_csv(pa.PythonFile(door, mode="r"), *how)):
            yield turn * BLOCK, batch  # one block gives one batch
    except pa.ArrowInvalid as error:
        if not _empty(error):
            raise
    finally:
        door.shut()


def _side_by_side(
    segments: Iterable[memoryview], how: tuple[Any, Any, Any]
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Without quotation marks, a line end is the end of a row."""
    done = 0
    with ThreadPoolExecutor(1) as ahead:  # the next rows are read while these are put away
        coming: Future[list[pa.RecordBatch]] | None = None
        for segment in chain(segments, [None]):
            now, coming = coming, None if segment is None else ahead.submit(_rows, segment, how)
            for turn, batch in enumerate(now.result() if now is not None else ()):
                yield done + turn * BLOCK, batch
            done += SEGMENT if now is not None else 0


def _segments(source: BinaryIO | _Text, seems: bool) -> Iterator[memoryview]:
    """The text in pieces that end where a row ends. Raises NotAsItSeems."""
    while piece := source.read(SEGMENT):
        if seems and not simple(piece):
            raise NotAsItSeems
        end = len(piece)
        if end == SEGMENT:  # the last row goes on: it is read again, which takes less than to join it
            end = (piece.rfind(b"\n") + 1) or (piece.rfind(b"\r") + 1) or end
            source.seek(end - SEGMENT, io.SEEK_CUR)
        yield memoryview(piece)[:end]


def _rows(text: memoryview, how: tuple[Any, Any, Any]) -> list[pa.RecordBatch]:
    import pyarrow as pa
    from pyarrow import csv as arrow

    try:
        return arrow.read_csv(pa.BufferReader(text), *how).to_batches()  # type: ignore[no-any-return]
    except pa.ArrowInvalid as error:
        if _empty(error):
            return []
        raise


def _empty(error: pa.ArrowInvalid) -> bool:
    return "Empty CSV" in str(error)


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


@dataclass
class Outside:
    """Counts the rows of another width; those without anything in them are not `ragged`."""

    delimiter: str
    ragged: int = 0
    taken: int = 0
    number: int = -1
    """The place of the last one among all rows, from 1; -1 where it is not known."""
    last: str = ""
    _lock: Lock = field(default_factory=Lock)

    def take(self, row: Any) -> str:
        """Arrow asks what to do with one."""
        with self._lock:  # several blocks may be read at once
            self.taken, self.last = self.taken + 1, row.text
            self.number = row.number or -1
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
    _last: bytes = b""
    _at: int = 0
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
        self._last = bytes(self._ready if wanted < 0 else self._ready[:wanted])
        del self._ready[: len(self._last)]
        self._at += len(self._last)
        return self._last

    def seek(self, offset: int, whence: int = io.SEEK_CUR) -> int:
        """Goes back (`offset` is negative) among the bytes that were read last."""
        if whence != io.SEEK_CUR or not -len(self._last) <= offset <= 0:
            raise io.UnsupportedOperation("seek")
        kept = len(self._last) + offset
        self._ready[:0] = self._last[kept:]
        self._last = self._last[:kept]
        self._at += offset
        return self._at

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
