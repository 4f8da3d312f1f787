"""The line that a network draws, and the dots that it learns from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.data import defaults_for, make_dataset
from playground.engine.probes import Probes
from playground.engine.snapshots import Picture
from playground.ui.theme import theme
from playground.ui.views.function import CURVE, FunctionView
from tests.engine.made import chain, project, session
from tests.ui.fakes import FakeTrainer


@pytest.fixture
def trainer() -> FakeTrainer:
    return FakeTrainer()


@pytest.fixture
def view(qtbot: Any, trainer: FakeTrainer) -> FunctionView:
    made = FunctionView(trainer)  # type: ignore[arg-type]  # a stand-in
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    made.set_dataset(make_dataset(defaults_for("line")))
    return made


def test_the_line_is_the_networks(view: FunctionView, trainer: FakeTrainer) -> None:
    """A Linear(1, 1) draws w x + b."""
    made = session(project(chain("Linear"), defaults_for("line"), task="regression"))
    assert made.train is not None
    weights = made.train.net.state()
    arrays = Probes().answer(CURVE, made.train)
    assert arrays is not None
    trainer.picture.emit(Picture(CURVE, 1, 1, 0, arrays))
    x, y = view.line.T
    slope, intercept = float(weights["linear_1.weight"]), float(weights["linear_1.bias"])
    assert y == pytest.approx(slope * x + intercept, abs=1e-6)
    known = view._dataset.fields["x"]  # type: ignore[union-attr]
    assert x.min() < known.min()
    assert x.max() > known.max()


def test_it_is_painted_over_the_dots(qtbot: Any, view: FunctionView, trainer: FakeTrainer) -> None:
    before = view.grab().toImage()
    x = np.linspace(-1, 1, 200)
    trainer.picture.emit(Picture(CURVE, 1, 1, 0, {"x": x, "values": (3 * x + 2)[None]}))
    after = view.grab().toImage()
    assert after != before
    accent = theme().colours.accent
    middle = [after.pixelColor(after.width() // 2, y) for y in range(after.height())]
    assert any(colour == accent for colour in middle), "the line crosses the middle"


def test_asks_only_while_it_is_seen(view: FunctionView, trainer: FakeTrainer) -> None:
    assert trainer.watched.get(view) == {CURVE}
    view.hide()
    assert view not in trainer.watched
