"""A label that changes many times a second, and what is laid out for it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from playground.ui.widgets.labels import SteadyLabel


class Layouts(QObject):
    """Counts how often a widget is laid out."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_steady_label_has_nothing_laid_out_until_it_needs_more_room(qtbot: Any) -> None:
    holder = QWidget()
    label = SteadyLabel("1", widest="0000")
    QHBoxLayout(holder).addWidget(label)
    qtbot.addWidget(holder)
    with qtbot.waitExposed(holder):
        holder.show()
    layouts, width = Layouts(holder), label.width()
    for text in ("12", "123", "1234", "1"):
        label.setText(text)
        QApplication.processEvents()
    assert (layouts.count, label.width()) == (0, width)
    label.setText("12345678")
    QApplication.processEvents()
    assert layouts.count
    assert label.width() > width
    font = label.font()
    font.setPointSize(2 * font.pointSize())
    small = label.height()
    label.setFont(font)
    assert label.height() > small
