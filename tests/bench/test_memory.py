"""Memory: what a long run takes, and what windows leave behind."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import Any

import pytest

from playground.ui.window import Window

from .figures import figure
from .windows import live, opened, playing, steps_done

PAGES = Path("/proc/self/statm")
MB = 2**20
WARM = 10_000
"""Steps after which all that is made once has been made."""
LONG_MB, LEFT_MB = 100.0, 50.0
"""Goals: a million steps, every one of them kept for the curves, and fifty windows opened and closed."""

needs_pages = pytest.mark.skipif(not PAGES.exists(), reason="memory is read from Linux's /proc")


def memory() -> float:
    """The memory that this process holds now, in MB."""
    gc.collect()
    return int(PAGES.read_text().split()[1]) * 4096 / MB


def growth(window: Window, steps: int) -> tuple[float, int, float]:
    """MB that `steps` steps add, after the first ones; how many they were in fact, and seconds."""

    def wait_for(steps: int) -> None:
        while steps_done(window) < steps:
            live(0.5)

    with playing(window):
        wait_for(WARM)
        before, first, begun = memory(), steps_done(window), time.perf_counter()
        wait_for(first + steps)
        done = steps_done(window) - first
    return memory() - before, done, time.perf_counter() - begun


@needs_pages
@pytest.mark.bench
def test_memory_of_a_hundred_thousand_steps(qtbot: Any) -> None:
    with opened("circle") as window:
        grown, steps, _ = growth(window, 100_000)
    figure(
        "memory of a million steps, by the slope of 100,000",
        grown * 1e6 / steps,
        "MB",
        most=LONG_MB,
        detail=f"{grown:.1f} MB in {steps:,} steps",
    )


@needs_pages
@pytest.mark.soak
def test_memory_of_a_million_steps(qtbot: Any) -> None:
    with opened("circle") as window:
        grown, steps, seconds = growth(window, 1_000_000)
    detail = f"{steps:,} steps in {seconds:.0f} s"
    figure("memory of a million steps", grown, "MB", most=LONG_MB, detail=detail)


@needs_pages
@pytest.mark.soak
def test_windows_leave_nothing_behind(qtbot: Any) -> None:
    def live_one(example: str) -> None:
        with opened(example) as window, playing(window):
            live(0.5)

    examples = ("circle", "digits", "iris", "diabetes", "spiral")
    for example in examples:
        live_one(example)
    before = memory()
    for turn in range(50):
        live_one(examples[turn % len(examples)])
    figure("left by 50 windows that trained", memory() - before, "MB", most=LEFT_MB)
