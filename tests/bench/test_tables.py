"""Tables: how long a million rows take to be read, against pandas, and what they take in memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from playground.data import csv_file, defaults_for, make_dataset
from playground.data.table import RawTable
from playground.project import FrozenDict

from .figures import figure, spread

pytestmark = pytest.mark.bench
ROWS, PAIRS = 1_000_000, 15
TIMES, ROOM = 1.5, 2.0
"""Goals: the time of pandas' own reader, and the peak of memory per byte of what is read."""

PEAK = """
import re, sys
from pathlib import Path
from playground.data import csv_file
from tests.bench.test_tables import parameters, size_of
warm, path = (Path(name) for name in sys.argv[1:])
status = Path("/proc/self/status")
peak = lambda: int(re.search(r"VmHWM:\\s*(\\d+)", status.read_text()).group(1)) * 1024
csv_file.load(parameters(warm), 0, None, lambda done, total: True)
before = peak()
samples = csv_file.load(parameters(path), 0, None, lambda done, total: True)
print((peak() - before) / size_of(samples.inputs, samples.labels))
"""


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight columns of numbers with decimals, two of whole ones, and one of four words."""
    generator = np.random.default_rng(0)
    path = tmp_path_factory.mktemp("tables") / "million.csv"
    words = np.array(["red", "green", "blue", "violet"])
    with path.open("w", encoding="utf-8") as file:
        file.write("a,b,c,d,e,f,g,h,colour,age,y\n")
        for _ in range(0, ROWS, 10_000):
            numbers = generator.normal(size=(10_000, 8)).tolist()
            colours = words[generator.integers(0, 4, 10_000)].tolist()
            ages = generator.integers(0, 90, 10_000).tolist()
            labels = generator.integers(0, 2, 10_000).tolist()
            file.writelines(
                ",".join(f"{x:.5f}" for x in row) + f",{colour},{age},{label}\n"
                for row, colour, age, label in zip(numbers, colours, ages, labels)
            )
    return path


def parameters(path: Path) -> FrozenDict:
    return csv_file.KIND.complete({"path": str(path)})


def size_of(table: RawTable, labels: np.ndarray) -> int:
    """Bytes of a table as it was read."""
    return sum(column.nbytes for column in table.columns) + labels.nbytes


def touched(path: Path) -> None:
    """As if the file had been written anew: nothing that was kept of it counts."""
    path.touch()


def timed(function: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    function()
    return time.perf_counter() - clock, time.process_time() - processor


def test_a_million_rows_against_pandas(million: Path) -> None:
    import pandas as pd
    import pyarrow as pa

    # Arrow heeds the variable by which the tests keep torch to one thread; nobody else sets it.
    pa.set_cpu_count(os.cpu_count() or 1)

    def ours() -> None:
        csv_file.load(parameters(million), 0, None, lambda done, total: True)

    def theirs() -> None:
        pd.read_csv(million)

    ours(), theirs()
    clocks, processors = [], []
    for _ in range(PAIRS):
        touched(million)
        mine, other = timed(ours), timed(theirs)
        clocks.append(mine[0] / other[0])
        processors.append(mine[1] / other[1])
    detail = f"{spread(clocks)}; time of the processor {spread(processors)}"
    figure("1,000,000 CSV rows / pandas.read_csv", median(clocks), most=TIMES, detail=detail)


def test_a_million_rows_until_they_can_be_trained_on(million: Path) -> None:
    settings = defaults_for("csv")
    settings = settings.but(parameters=settings.parameters.but(path=str(million)))
    touched(million)
    seconds, processor = timed(lambda: make_dataset(settings))
    figure("1,000,000 CSV rows, read, coded and divided", seconds, "s", detail=f"processor {processor:.2f} s")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from Linux's /proc")
def test_memory_of_a_million_rows(million: Path, tmp_path: Path) -> None:
    warm = tmp_path / "warm.csv"
    with million.open(encoding="utf-8") as file:
        warm.write_text("".join(file.readline() for _ in range(2000)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(warm), str(million)], capture_output=True, text=True, check=True
    )
    figure("peak of memory / what 1,000,000 rows hold", float(done.stdout), most=ROOM)
