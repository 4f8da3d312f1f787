"""From the start of the process to the first painting, and until play may be pressed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from .figures import figure, spread

pytestmark = pytest.mark.bench
TIMES = 5
FIRST_PAINT_S = 0.8


def started() -> tuple[float, float, str, float]:
    """Seconds to the first painting, those of the processor, which heavy libraries were loaded by
    then, and seconds to ready."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # who starts a program has its modules compiled
    command = [sys.executable, "-m", "tests.bench.start", str(time.time())]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=300, check=True
    )
    painted, worked, heavy, ready = done.stdout.split()
    return float(painted), float(worked), heavy, float(ready)


def test_first_paint_and_ready() -> None:
    started()  # the files are compiled, and read from the disk once
    found = [started() for _ in range(TIMES)]
    painted, worked, heavy, ready = zip(*found, strict=True)
    assert set(heavy) == {"-"}, "loaded before there was anything to see"
    detail = f"{spread(painted)}; {median(worked):.2f} s of the processor"
    figure("first painting", median(painted), "s", most=FIRST_PAINT_S, detail=detail, slack=4.0)
    figure("ready to play", median(ready), "s", detail=spread(ready))
