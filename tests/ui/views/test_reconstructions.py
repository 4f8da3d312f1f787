"""Reconstructions: what goes in beside what comes out, as it learns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from playground.engine.snapshots import Picture
from playground.project import Layer, Network
from playground.ui.views.reconstructions import PREDICTIONS, SAMPLES, ReconstructionsView, pairs
from tests.ui.fakes import FakeTrainer


@pytest.fixture
def trainer() -> FakeTrainer:
    return FakeTrainer()


@pytest.fixture
def view(qtbot: Any, trainer: FakeTrainer) -> ReconstructionsView:
    made = ReconstructionsView(trainer)  # type: ignore[arg-type]  # a stand-in
    qtbot.addWidget(made)
    made.resize(400, 400)
    made.show()
    return made


def picture(truth: Any, made: Any) -> Picture:
    arrays = {"index": np.arange(7, 7 + len(truth)), "truth": truth, "predicted": made}
    return Picture(PREDICTIONS, 1, 1, 1, arrays)


def test_asks_only_while_it_is_seen(view: ReconstructionsView, trainer: FakeTrainer) -> None:
    assert trainer.watched.get(view) == {PREDICTIONS}
    view.hide()
    assert view not in trainer.watched


def test_says_how_far_apart_they_are(view: ReconstructionsView, trainer: FakeTrainer) -> None:
    truth = np.zeros((3, 1, 8, 8), np.float32)
    trainer.picture.emit(picture(truth, truth + np.float32(0.5)))
    assert view.error.property("value") == pytest.approx(0.25)
    entries = view.grid.entries.entries
    assert [entry.text for entry in entries] == ["0.25"] * 3
    trainer.picture.emit(picture(truth, truth))
    assert view.error.property("value") == 0.0
    trainer.picture.emit(picture(truth, np.zeros((3, 10), np.float32)))
    assert len(view.grid.entries.entries) == 3, "an answer of another task is passed over"


def test_a_click_selects_the_sample(qtbot: Any, view: ReconstructionsView, trainer: FakeTrainer) -> None:
    truth = np.zeros((3, 1, 8, 8), np.float32)
    trainer.picture.emit(picture(truth, truth))
    port: QWidget = view.grid.viewport()
    with qtbot.waitSignal(view.sample_selected) as selected:
        second = view.grid.visualRect(view.grid.entries.index(1)).center()
        QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=second)
    assert selected.args == [8]


def test_pairs_stand_side_by_side() -> None:
    truth = np.full((2, 1, 28, 28), 0.25, np.float32)
    both = pairs(truth, truth + 2.0)
    assert both.shape[:3] == (2, 1, 28)
    assert (both[..., :28] == 0.25).all()
    assert (both[..., -28:] == 1.0).all(), "no darker than ink"
    assert (both[..., 28:-28] == 0.0).all()


def test_new_pictures_of_codes_of_chance(view: ReconstructionsView, trainer: FakeTrainer) -> None:
    view.show_network(Network(layers=(Layer(id="tanh_1", kind="Tanh"),)))
    assert not view.invent.isVisible()
    view.show_network(Network(layers=(Layer(id="sample_1", kind="Sample"),)))
    QTest.mouseClick(view.invent, Qt.MouseButton.LeftButton)
    assert trainer.watched.get(view) == {SAMPLES}
    trainer.picture.emit(Picture(SAMPLES, 1, 1, 1, {"images": np.zeros((6, 1, 8, 8), np.float32)}))
    assert len(view.made.entries.entries) == 6
    QTest.mouseClick(view.invent, Qt.MouseButton.LeftButton)
    assert trainer.watched.get(view) == {PREDICTIONS}
    assert view.grid.isVisible()
