"""Parquet files: read into the same table as a CSV file of the same rows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from playground.catalog.words import text
from playground.data import inspect_csv, make_dataset, settings_for
from playground.project import Refused

DAYS = [dt.date(2024, 5, day) for day in range(1, 13)]
COLUMNS: dict[str, Any] = {
    "size": pa.array([1.5, None, 3.25, 4.0] * 3, pa.float32()),
    "count": pa.array([1, 2, 30, None] * 3, pa.int16()),
    "colour": pa.array(["red", " blue", None, "red"] * 3).dictionary_encode(),
    "day": pa.array([*DAYS[:-1], None]),
    "moment": pa.array(
        [dt.datetime(2024, 5, 1, 12, 30, second) for second in range(12)], pa.timestamp("ns", "UTC")
    ),
    "fine": pa.array([True, False, True, True] * 3),
    "y": pa.array(["low", "high", "low"] * 4, pa.large_string()),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    parquet.write_table(pa.table(COLUMNS), tmp_path / "things.parquet")
    return tmp_path / "things.parquet"


def test_is_the_same_table_as_a_csv_file(path: Path) -> None:
    rows = zip(*(column.to_pylist() for column in COLUMNS.values()))
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    same = path.with_suffix(".csv")
    same.write_text("\n".join([",".join(COLUMNS), *(line.replace("+00:00", "") for line in lines)]))
    one, other = (make_dataset(settings_for(p)) for p in (path, same))
    assert one.feature_names == tuple(name.lower() for name in other.feature_names)
    assert np.array_equal(one.fields["x"], other.fields["x"])
    assert np.array_equal(one.labels, other.labels)
    for found, expected in zip(inspect_csv(path).columns, inspect_csv(same).columns):
        assert (found.name, found.type, found.treatment, found.missing) == (
            expected.name,
            expected.type,
            expected.treatment,
            expected.missing,
        )


def test_says_what_it_is_and_what_it_leaves_out(path: Path) -> None:
    table = pa.table({**COLUMNS, "list": pa.array([[1, 2]] * 12)})
    parquet.write_table(table, path)
    info = inspect_csv(path)
    assert (info.encoding, info.read, info.kept) == ("parquet", 12, 12)
    assert not {"delimiter", "encoding"} & set(info.guessed)
    assert any(line.startswith("list is left out") for line in info.warnings)
    assert info.rows[0] == ("1.5", "1", "red", "2024-05-01", "2024-05-01 12:30:00.000000", "true", "low")


@pytest.mark.parametrize("cut", [4, 5, 100])
def test_a_damaged_file_is_refused(path: Path, cut: int) -> None:
    path.write_bytes(path.read_bytes()[: -cut or None])
    with pytest.raises(Refused) as refused:
        inspect_csv(path)
    assert refused.value.problem.code == "parquet_damaged"
    assert len(text(refused.value.problem)) > 20


def test_an_empty_table_is_refused(path: Path) -> None:
    parquet.write_table(pa.table({name: column[:0] for name, column in COLUMNS.items()}), path)
    with pytest.raises(Refused, match="csv_no_rows"):
        inspect_csv(path)


def test_reading_is_told_and_can_be_stopped(path: Path) -> None:
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> bool:
        told.append((done, total))
        return done < 3

    settings = settings_for(path)
    path.touch()  # so that nothing is kept of it
    with pytest.raises(Refused, match="loading_stopped"):
        make_dataset(settings, progress=stop)
    assert told == [(number, len(COLUMNS)) for number in range(4)]
