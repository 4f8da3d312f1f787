"""Nothing ever freezes: how long the window's thread is away while training runs at full speed."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider

from playground.ui.window import Window

from .figures import figure
from .windows import live, opened, playing

pytestmark = pytest.mark.bench
SECONDS = 10.0
TICK_MS = 10
GOAL_MS = 33.0
LEFT = Qt.MouseButton.LeftButton


class Ticks:
    """A timer of 10 ms in the window's thread, and how late each of its ticks was."""

    def __init__(self) -> None:
        self._last: float | None = None
        self.gaps_ms: list[float] = []
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.gaps_ms.append((now - self._last) * 1000)
        self._last = now

    def stop(self) -> None:
        self._timer.stop()


def measured(window: Window) -> list[float]:
    with playing(window):
        live(0.5)
        ticks = Ticks()
        live(SECONDS)
        ticks.stop()
    return ticks.gaps_ms


def say(name: str, gaps: list[float]) -> None:
    half, most, nearly, worst = np.quantile(gaps, (0.5, 0.95, 0.99, 1.0))
    detail = f"p50 {half:.0f}, p95 {most:.0f}, max {worst:.0f} ms"
    figure(f"p99 of the gaps, {name}", nearly, "ms", most=GOAL_MS, detail=detail, slack=4.0)


@pytest.mark.parametrize("example", ["spiral", "digits"])
def test_event_loop_gaps(qtbot: Any, example: str) -> None:
    with opened(example) as window:
        say(example, measured(window))


@pytest.mark.parametrize("example", ["spiral", "digits"])
def test_event_loop_gaps_while_a_slider_is_dragged(qtbot: Any, example: str) -> None:
    with opened(example) as window:
        window.docks.show("training")
        slider = next(s for s in window.training.findChildren(QAbstractSlider) if s.isVisible())
        middle, begin = slider.height() // 2, slider.width() // 2
        hand = QTimer(interval=16)
        place = iter(range(10_000))

        def move() -> None:
            # To and fro within a third of the slider, so that the rate stays one that learns.
            away = next(place) % 40
            x = begin - (away if away < 20 else 40 - away)
            QTest.mouseMove(slider, QPoint(x, middle))

        before = window.workspace.project
        QTest.mousePress(slider, LEFT, pos=QPoint(begin, middle))
        hand.timeout.connect(move)
        hand.start()
        gaps = measured(window)
        hand.stop()
        QTest.mouseRelease(slider, LEFT, pos=QPoint(begin - 10, middle))
        assert window.workspace.project.content.training != before.content.training
        say(f"{example}, a slider dragged", gaps)
