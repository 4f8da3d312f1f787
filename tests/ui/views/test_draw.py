"""Draw: strokes of the mouse become one of the data's pictures, and the network answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from playground.assets import asset
from playground.data import defaults_for, make_dataset
from playground.ui.theme import DARK, LIGHT, theme
from playground.ui.views.draw import DrawView, Pad, as_sample, usual_share
from tests.ui.fakes import FakeTrainer

TRAINED_MS = 60_000


@pytest.fixture
def trainer() -> FakeTrainer:
    return FakeTrainer()


@pytest.fixture
def view(qtbot: Any, trainer: FakeTrainer) -> DrawView:
    made = DrawView(trainer)  # type: ignore[arg-type]  # a stand-in
    qtbot.addWidget(made)
    made.resize(300, 420)
    made.show()
    made.set_dataset(make_dataset(defaults_for("digits")))
    return made


def stroke(pad: QWidget, *points: tuple[float, float]) -> None:
    """Down, along the points (shares of the paper), up."""
    side = min(pad.width(), pad.height())
    places = [QPoint(round((pad.width() - side) / 2 + x * side), round(y * side)) for x, y in points]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=places[-1])


def test_a_stroke_becomes_a_picture_of_the_data(qtbot: Any, view: DrawView, trainer: FakeTrainer) -> None:
    assert view.sample() is None
    stroke(view.pad, (0.5, 0.2), (0.5, 0.5), (0.5, 0.8))
    sample = view.sample()
    assert sample is not None
    assert sample.shape == (1, 8, 8)
    qtbot.waitUntil(lambda: bool(trainer.drawn))
    assert np.array_equal(trainer.drawn[-1], sample)
    shares = {"classes": ["0", "1"], "probabilities": [0.1, 0.9]}
    trainer.predicted.emit(shares)
    assert view.answer.property("value") == "1"
    QTest.mouseClick(view.wipe, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.answer.property("value") is None)
    assert view.sample() is None


def test_the_paper_stays_as_large_when_the_answer_comes(
    qtbot: Any, view: DrawView, trainer: FakeTrainer
) -> None:
    """The pen would draw beside its line, in the middle of a stroke."""
    before = view.pad.geometry()
    QTest.mousePress(view.pad, Qt.MouseButton.LeftButton, pos=QPoint(view.pad.width() // 2, 30))
    qtbot.waitUntil(lambda: bool(trainer.drawn))
    names = [str(digit) for digit in range(10)]
    trainer.predicted.emit({"classes": names, "probabilities": [0.1] * 10})
    QApplication.processEvents()
    assert view.pad.geometry() == before
    assert view.answer.height() >= view.answer.sizeHint().height()
    view.pad.clear()
    QApplication.processEvents()
    assert view.pad.geometry() == before


def test_a_pen_beside_the_paper_draws_nothing(qtbot: Any, view: DrawView, trainer: FakeTrainer) -> None:
    view.resize(300, 900)
    qtbot.waitUntil(lambda: view.pad.height() > view.pad.width() + 60)
    QTest.mouseClick(view.pad, Qt.MouseButton.LeftButton, pos=QPoint(20, view.pad.height() - 5))
    assert view.sample() is None
    stroke(view.pad, (0.5, 0.5))
    qtbot.waitUntil(lambda: bool(trainer.drawn))
    assert len(trainer.drawn) == 1


def test_what_was_drawn_follows_the_theme(qtbot: Any, view: DrawView, trainer: FakeTrainer) -> None:
    stroke(view.pad, (0.5, 0.2), (0.5, 0.8))
    qtbot.waitUntil(lambda: bool(trainer.drawn))
    trainer.predicted.emit({"classes": list("01234567"), "probabilities": [0.0] * 7 + [1.0]})

    def paper() -> str:
        return view.small.pixmap().toImage().pixelColor(0, 0).name()

    def bar() -> QImage:
        return view.answer.grab(QRect(100, 0, 10, view.answer.sizeHint().height())).toImage()

    assert paper() == LIGHT.surface.name()
    assert any(bar().pixelColor(5, y) == QColor("black") for y in range(bar().height()))
    theme().apply("dark")
    try:
        qtbot.waitUntil(lambda: paper() == DARK.surface.name())
        assert not any(bar().pixelColor(5, y) == QColor("black") for y in range(bar().height()))
    finally:
        theme().apply("light")


def test_undo_takes_back_a_stroke_and_nothing_of_the_document(opened: Callable[..., Any], qtbot: Any) -> None:
    window = opened(Path(asset("examples", "digits.json")))
    qtbot.waitUntil(lambda: window.findChild(QPushButton, "output.draw").isVisible(), timeout=TRAINED_MS)
    QTest.mouseClick(window.findChild(QPushButton, "output.draw"), Qt.MouseButton.LeftButton)
    pad = window.findChild(Pad, "output.pad")
    qtbot.waitUntil(pad.isVisible)
    window.workspace.edit("Rename", window.workspace.project.with_positions({"input_1": (5.0, 5.0)}))
    edited = window.workspace.project
    stroke(pad, (0.5, 0.2), (0.5, 0.8))
    first = pad.ink()
    stroke(pad, (0.2, 0.5), (0.8, 0.5))
    qtbot.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(pad.ink(), first)
    qtbot.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert pad.is_empty
    qtbot.keyClick(pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.project is edited


def test_the_usual_size_is_that_of_the_data() -> None:
    digits = make_dataset(defaults_for("digits")).fields["x"]
    assert usual_share(digits) == 1.0
    framed = np.zeros((5, 1, 28, 28), np.uint8)
    framed[..., 4:24, 9:19] = 200
    assert usual_share(framed) == pytest.approx(20 / 28)


@given(x=st.integers(0, 180), y=st.integers(0, 180), wide=st.integers(20, 100), tall=st.integers(20, 100))
def test_wherever_it_is_drawn_it_stands_in_the_middle(x: int, y: int, wide: int, tall: int) -> None:
    ink = np.zeros((280, 280), np.float32)
    ink[y : y + tall, x : x + wide] = 1.0
    sample = as_sample(ink, (1, 28, 28), 20 / 28)[0]
    rows, columns = np.flatnonzero(sample.max(1) > 0.5), np.flatnonzero(sample.max(0) > 0.5)
    assert max(len(rows), len(columns)) == 20
    assert abs(rows.mean() - 13.5) <= 1
    assert abs(columns.mean() - 13.5) <= 1


def test_a_drawn_one_is_read_as_a_one(qtbot: Any, opened: Callable[..., Any]) -> None:
    """In the window, by mouse alone: train the digits, draw, read."""
    window = opened(Path(asset("examples", "digits.json")))
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.status.epoch >= 1, timeout=TRAINED_MS)
    for _ in range(4):
        epoch = window.trainer.status.epoch
        window.trainer.step_epoch()
        qtbot.waitUntil(lambda epoch=epoch: window.trainer.status.epoch > epoch, timeout=TRAINED_MS)
    QTest.mouseClick(window.findChild(QPushButton, "output.draw"), Qt.MouseButton.LeftButton)
    pad, answer = window.findChild(Pad, "output.pad"), window.findChild(QWidget, "output.drawn")
    qtbot.waitUntil(pad.isVisible)
    stroke(pad, (0.4, 0.3), (0.52, 0.15), (0.52, 0.5), (0.52, 0.85))
    qtbot.waitUntil(lambda: answer.property("value") == "1", timeout=TRAINED_MS)
