"""Parquet: a table whose columns say what they are. Read a column at a time, into the cells that a CSV
file gives, so that all that follows is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from playground.catalog import problem
from playground.catalog.words.data import note
from playground.project import Refused

from . import files
from .cells import Cells
from .csv_body import MAX_CELLS
from .csv_text import MAX_COLUMNS, SHOWN, CsvText
from .dataset import Progress

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
"""How a file begins."""

NAME = "parquet"
"""What stands for the encoding and the delimiter, of which there are none."""


def read_parquet(file: BinaryIO, path: str, progress: Progress) -> CsvText:
    """The columns of a Parquet file; those of lists and the like are left out, and a note says so.

    Raises Refused: `parquet_damaged`, `csv_no_rows`, `csv_too_wide`, `csv_too_many_cells`,
    `loading_stopped`.
    """
    import pyarrow as pa
    from pyarrow import parquet

    names, columns, odd = [], [], []
    try:
        opened = parquet.ParquetFile(file)
        rows, schema = opened.metadata.num_rows, opened.schema_arrow
        if len(schema) > MAX_COLUMNS:
            raise Refused(problem("csv_too_wide", path=path, columns=len(schema), limit=MAX_COLUMNS))
        if rows * len(schema) > MAX_CELLS:
            raise Refused(problem("csv_too_many_cells", path=path, limit=MAX_CELLS))
        for number, name in enumerate(schema.names):
            files.tell(progress, number, len(schema))
            cells = _cells(opened.read(columns=[name]).column(0)) if schema.names.count(name) == 1 else None
            if cells is None:
                odd.append(name)
                continue
            names.append(name)
            columns.append(cells)
    except (pa.ArrowException, OSError) as error:
        reason = str(error).partition("\n")[0][:200]
        raise Refused(problem("parquet_damaged", path=path, reason=reason)) from None
    files.tell(progress, len(schema), len(schema))
    if not rows or not columns:
        raise Refused(problem("csv_no_rows", path=path))
    return CsvText(
        names=tuple(names),
        columns=tuple(columns),
        first=tuple(zip(*(_texts(cells) for cells in columns))),
        read=rows,
        ragged=0,
        preamble=0,
        encoding=NAME,
        delimiter=NAME,
        decimal=".",
        header=True,
        notes=tuple(note("odd_column", column=name) for name in odd),
    )


def _cells(column: pa.ChunkedArray) -> Cells | None:
    """The cells of a column: numbers, or texts (of dates too, and of true and false); None for others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind, types = column.type, pa.types
    if types.is_dictionary(kind):
        return _cells(column.cast(kind.value_type))
    if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind):
        # Numbers beyond 2^53 lose their last digits, as in a CSV file.
        plain = pc.cast(column, pa.float64(), safe=False)
        return np.concatenate([part.to_numpy(zero_copy_only=False) for part in plain.chunks] or [np.empty(0)])
    if types.is_timestamp(kind):
        column = pc.cast(column, pa.timestamp("us"), safe=False)
    elif not (types.is_boolean(kind) or types.is_date(kind) or _is_text(kind)):
        return None
    texts = pc.fill_null(pc.cast(column, pa.string()), "")
    return pc.utf8_trim_whitespace(texts).combine_chunks().dictionary_encode()


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind))


def _texts(cells: Cells) -> list[str]:
    """The first cells as a CSV file would have them."""
    if isinstance(cells, np.ndarray):
        return ["" if np.isnan(cell) else f"{cell:.15g}" for cell in cells[:SHOWN].tolist()]
    return [str(cell) for cell in cells[:SHOWN].to_pylist()]
