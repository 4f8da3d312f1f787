"""The bindings keep count: PySide6 6.12 on Python 3.11 lost references to None until it aborted."""

from __future__ import annotations

import sys

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from playground.catalog import words
from playground.project import Refused
from playground.ui.main import guard_versions

DRIFT = 200
"""References that may go with caches; the fault loses one with each call."""
IMMORTAL = sys.version_info >= (3, 12)


class Sender(QObject):
    said = Signal(object)


def lost(before: list[int]) -> int:
    """How many references are gone. A gain (pyqtgraph keeps some) aborts nothing."""
    return max(old - new for old, new in zip(before, counts(), strict=True))


def counts() -> list[int]:
    return [sys.getrefcount(thing) for thing in (None, True, False)]


@pytest.mark.skipif(IMMORTAL, reason="None, True and False are not counted from Python 3.12 on")
def test_ten_thousand_signals_and_texts_lose_no_reference(qtbot) -> None:
    sender, label = Sender(), QLabel()
    qtbot.addWidget(label)
    heard: list[object] = []
    sender.said.connect(heard.append)
    before = counts()
    for number in range(10_000):
        sender.said.emit(number)
        label.setText("even" if number % 2 else "odd")
        label.setVisible(False)
    heard.clear()
    assert lost(before) < DRIFT


@pytest.mark.skipif(IMMORTAL, reason="None, True and False are not counted from Python 3.12 on")
def test_five_thousand_paints_lose_no_reference(qtbot) -> None:
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    plot.resize(120, 80)
    curve = plot.plot(np.arange(20.0), np.zeros(20))
    plot.show()
    plot.grab()
    before = counts()
    for number in range(5_000):
        curve.setData(np.arange(20.0), np.full(20, float(number % 7)))
        if number % 10 == 0:
            plot.grab()
        else:
            plot.viewport().repaint()
    assert lost(before) < DRIFT


@pytest.mark.parametrize(
    ("python", "qt", "bad"),
    [((3, 11, 7), (6, 12, 0), True), ((3, 12, 1), (6, 12, 0), False), ((3, 11, 7), (6, 11, 3), False)],
)
def test_the_pair_that_crashes_is_refused_with_a_sentence(python, qt, bad) -> None:
    if not bad:
        guard_versions(python, qt)
        return
    with pytest.raises(Refused) as refused:
        guard_versions(python, qt)
    sentence = words.text(refused.value.problem)
    assert "6.12" in sentence
    assert "3.11" in sentence
