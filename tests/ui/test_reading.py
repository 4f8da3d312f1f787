"""The bar that says how far reading of data has come."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar, QToolButton

from playground.data.dataset import Reading
from playground.ui.reading import ReadingLine
from tests.ui.fakes import FakeTrainer


def test_it_is_there_while_data_are_read_and_stops_them(qtbot):
    trainer = FakeTrainer()
    line = ReadingLine(trainer.stop_reading)
    trainer.reading.connect(line.show_reading)
    qtbot.addWidget(line)
    assert line.isHidden()
    trainer.reading.emit(Reading(3 * 2**30, 4 * 2**30))
    bar = line.findChild(QProgressBar, "reading")
    assert bar.isVisible()
    assert bar.value() / bar.maximum() == 0.75
    stop = line.findChild(QToolButton, "reading.stop")
    assert stop.sizeHint().height() - 3 <= stop.height(), "its word is cut off"  # Qt asks for 3 px to spare
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert trainer.asked == ["stop_reading"]
    trainer.reading.emit(Reading())
    assert line.isHidden()
