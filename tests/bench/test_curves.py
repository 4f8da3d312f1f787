"""Curves of a long run against those of a short one, and what a picture of the output costs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from playground.data import defaults_for
from playground.engine.mailbox import History
from playground.project import Content, Project
from playground.ui.views.curves import CurvesView
from playground.ui.views.surface import SURFACE, SurfaceView
from playground.ui.workspace import Workspace
from tests.ui.fakes import FakeTrainer

from .figures import figure

pytestmark = pytest.mark.bench
PAIRS = 60


def median_ms(work: Callable[[], object], times: int = 30) -> float:
    """The median time of `work`, in ms."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


def run_of(steps: int, per_epoch: int = 25) -> History:
    """A run of so many steps, evaluated once an epoch."""
    generator = np.random.default_rng(0)
    history = History()
    for first in range(1, steps + 1, 100_000):
        count = min(100_000, steps + 1 - first)
        history.extend("batch_loss", first, generator.lognormal(-1.0, 0.4, count).tolist())
    for epoch in range(1, steps // per_epoch + 1):
        history.append("train_loss", epoch * per_epoch, 1.0 / epoch)
        history.append("test_loss", epoch * per_epoch, 1.1 / epoch)
        history.append("test_accuracy", epoch * per_epoch, 1.0 - 1.0 / epoch)
    history.set_clock(steps, steps / per_epoch, steps * 3e-4)
    return history


def drawing(qtbot: Any, steps: int, smoothing: float) -> Callable[[], float]:
    """Curves of a run of so many steps; each call draws them anew and gives the seconds of this thread,
    which other work on the machine does not lengthen."""
    workspace, trainer = Workspace(Project()), FakeTrainer()
    workspace.look(workspace.project.view.but(smoothing=smoothing))
    trainer.history = run_of(steps)
    view = CurvesView(workspace, trainer)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.resize(1200, 260)
    with qtbot.waitExposed(view):
        view.show()

    def draw() -> float:
        trainer.history.append("train_loss", trainer.history.length("batch_loss"), 0.001)
        start = time.thread_time()
        view.refresh()
        for pane in (view.loss_pane, view.metric_pane):
            pane.plot.viewport().repaint()
        return time.thread_time() - start

    draw()  # the first drawing builds the pyramid of what is there
    return draw


@pytest.mark.parametrize("smoothing", [0.0, 0.9])
def test_ten_million_steps_draw_like_ten_thousand(qtbot: Any, smoothing: float) -> None:
    short, long = (drawing(qtbot, steps, smoothing) for steps in (10_000, 10_000_000))
    pairs = [(short(), long()) for _ in range(PAIRS)]
    ratios = [long / short for short, long in pairs]
    short_ms, long_ms = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    detail = f"{long_ms:.1f} / {short_ms:.1f} ms; quarters of the pairs {quarters(ratios)}"
    name = f"curves, 10^7 / 10^4 steps, smoothing {smoothing}"
    figure(name, statistics.median(ratios), most=1.0, detail=detail)


def quarters(values: list[float]) -> str:
    """Between which values the middle half lies."""
    low, _, high = statistics.quantiles(values, n=4)
    return f"{low:.2f} .. {high:.2f}"


@pytest.mark.parametrize(("kind", "outputs"), [("spiral", 1), ("blobs", 3)])
def test_a_surface_costs_little(qtbot: Any, kind: str, outputs: int) -> None:
    workspace = Workspace(Project(content=Content(data=defaults_for(kind))))
    trainer = FakeTrainer()
    view = SurfaceView(workspace, trainer)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.resize(400, 500)
    with qtbot.waitExposed(view):
        view.show()
    values = np.random.default_rng(0).random((outputs, 100, 100), np.float32)
    shaded = median_ms(lambda: trainer.show(SURFACE, values=values))
    painted = median_ms(view.plane.repaint)
    figure(f"surface of {kind}, shaded", shaded, "ms")
    figure(f"surface of {kind}, painted", painted, "ms")
