"""The rows of a CSV file as columns: a million take half a second.

Columns whose first cells are plain numbers are read as numbers at once. Where that turns out wrong
further down (1,234.5 or "about 3"), all is read again as texts, and `cells` says what they mean.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from playground.catalog import problem
from playground.project import Refused

from . import files
from .cells import Cells, Numbers
from .csv_blocks import Layout, Outside, blocks
from .dataset import Progress

if TYPE_CHECKING:
    import pyarrow as pa

MAX_CELLS = 50_000_000


@dataclass(frozen=True, eq=False)
class Body:
    """What was read: columns of numbers or of stripped, coded texts.

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

    numbers = {number: _Growing(layout.expected) for number, one in enumerate(numeric) if one}
    texts: dict[int, list[pa.DictionaryArray]] = {number: [] for number, one in enumerate(numeric) if not one}
    outside = Outside(layout.delimiter)
    rows = swallowed = 0
    try:
        for done, batch in blocks(file, layout, numeric, outside):
            files.tell(progress, min(done, size), size)
            rows += len(batch)
            if rows * layout.width > MAX_CELLS:
                raise Refused(problem("csv_too_many_cells", path=path, limit=MAX_CELLS))
            if layout.quotes:
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
        raise Refused(problem("csv_malformed", path=path, line=rows + 1, reason=str(error))) from None
    columns: dict[int, Cells] = {number: growing.all for number, growing in numbers.items()}
    columns |= {number: _joined(parts) for number, parts in texts.items()}
    files.tell(progress, size, size)
    if outside.number == rows + outside.taken:
        swallowed = outside.last.rstrip("\n").count("\n") + 1
    in_order = tuple(columns[number] for number in range(layout.width))
    return Body(in_order, outside.ragged, swallowed if layout.quotes % 2 else 0)


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
        coded = pa.types.is_dictionary(column.type)
        if coded:
            longest = pc.max(pc.binary_length(column.dictionary)).as_py() or 0
            if longest > csv.field_size_limit():
                raise too_long(path, rows)
            column = _stripped(column)
        if number == 0 or nothing is not None:
            empty = _blank(column) if coded else pc.is_null(column)
            nothing = empty if nothing is None else pc.and_(nothing, empty)
            nothing = nothing if pc.any(nothing).as_py() else None
        columns.append(column)
    made = pa.RecordBatch.from_arrays(columns, schema=batch.schema)
    if nothing is None:
        return made
    if not all(pa.types.is_dictionary(column.type) for column in columns):
        raise _Again  # it may be that something stands there that means "missing"
    return made.filter(pc.invert(nothing))


def _stripped(column: pa.DictionaryArray) -> pa.DictionaryArray:
    """Coded texts without blanks around them; those that are equal now are one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = pc.utf8_trim_whitespace(column.dictionary)
    if texts.equals(column.dictionary):
        return column
    again = texts.dictionary_encode()
    return pa.DictionaryArray.from_arrays(again.indices.take(column.indices), again.dictionary)


def _blank(column: pa.DictionaryArray) -> pa.BooleanArray:
    """For each cell whether nothing stands in it."""
    import pyarrow.compute as pc

    return pc.equal(column.indices, pc.index(column.dictionary, ""))


def _joined(parts: list[pa.DictionaryArray]) -> pa.DictionaryArray:
    """Coded texts one after the other, the different ones told once."""
    import pyarrow as pa

    if not parts:
        return pa.array([], pa.string()).dictionary_encode()
    return pa.chunked_array(parts).unify_dictionaries().combine_chunks()


def _lines_in_last(batch: pa.RecordBatch) -> int:
    """The line ends within the last row, in the cell with most of them."""
    last = [column[-1].as_py() for column in batch.columns if len(column)]
    return max((cell.count("\n") for cell in last if isinstance(cell, str)), default=0)
