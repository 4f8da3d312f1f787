"""Steps a second: our loop against one written by hand, bare and with the window open."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
import torch

from .figures import figure, spread
from .loops import by_hand, ours, session_of
from .windows import live, opened, playing, steps_done

pytestmark = pytest.mark.bench
SECONDS, PAIRS = 1.0, 15
GOALS = {None: 0.97, 10.0: 0.90}
"""Pictures a second (None: adapted to what they cost) and the share of the steps that must be left."""


def paired(one: Callable[[float], float], other: Callable[[float], float]) -> list[tuple[float, float]]:
    """Both in turn, again and again: whatever else the machine does then meets both alike."""
    one(SECONDS / 2), other(SECONDS / 2)
    return [(one(SECONDS), other(SECONDS)) for _ in range(PAIRS)]


@pytest.mark.parametrize("example", ["circle", "digits"])
def test_bare(example: str) -> None:
    torch.set_num_threads(1)
    session = session_of(example)
    assert session.train is not None
    both = paired(ours(session), by_hand(example, session.train))
    ratios = [mine / hand for mine, hand in both]
    detail = f"{median(m for m, _ in both):.0f} steps/s; {spread(ratios)}"
    figure(f"our loop / by hand, {example}", median(ratios), least=1.0, detail=detail)


@pytest.mark.parametrize("rate", GOALS, ids=["adaptive", "ten"])
@pytest.mark.parametrize("example", ["circle", "digits"])
def test_with_the_window_open(qtbot: Any, example: str, rate: float | None) -> None:
    torch.set_num_threads(1)
    session = session_of(example)
    assert session.train is not None
    pictures: list[float] = []
    busy: list[float] = []
    with opened(example) as window:
        window.trainer.set_picture_rate(rate)

        def in_window(seconds: float) -> float:
            with playing(window):
                live(0.3)
                steps, begun, spent = steps_done(window), time.perf_counter(), time.thread_time()
                live(seconds)
                passed = time.perf_counter() - begun
                busy.append((time.thread_time() - spent) / passed)
                pictures.append(window.trainer.status.pictures_per_s)
                return (steps_done(window) - steps) / passed

        both = paired(in_window, by_hand(example, session.train))
    ratios = [mine / hand for mine, hand in both]
    how = f"{rate:g} pictures/s" if rate else "adaptive"
    detail = (
        f"{median(pictures):.1f} pictures/s, the window's thread works {median(busy):.1%}; {spread(ratios)}"
    )
    figure(f"in the window / by hand, {example}, {how}", median(ratios), least=GOALS[rate], detail=detail)
