"""ReadingLine: how far reading of data has come, and a button to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from playground.data.dataset import Reading

STEPS = 1000
"""Of the bar: Qt counts in 32 bits, and data may have more bytes."""
WIDTH_PX = 180


class ReadingLine(QWidget):
    """One line; there is nothing to see while nothing is read. `stop()` when a person has had enough."""

    def __init__(
        self, stop: Callable[[], object], name: str = "reading", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._bar.setObjectName(name)
        self._bar.setAccessibleName(self.tr("Reading the data"))
        self._bar.setFormat(self.tr("Reading the data, %p %"))
        self._bar.setRange(0, STEPS)
        self._bar.setFixedWidth(WIDTH_PX)
        button = QToolButton()
        button.setObjectName(f"{name}.stop")
        button.setText(self.tr("Stop"))
        button.setAccessibleName(self.tr("Stop reading"))
        button.setProperty("framed", True)
        button.setStyleSheet("QToolButton { padding: 0 8px; }")  # the line is too low for a usual button
        button.clicked.connect(lambda: stop())
        for part in (self._bar, button):  # no higher than the status bar, which would push the stage about
            part.setFixedHeight(self.fontMetrics().height() + 4)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._bar)
        row.addWidget(button)
        self.hide()

    def show_reading(self, reading: Reading) -> None:
        """How far it is now."""
        self.setVisible(reading.total > 0)
        if reading.total:
            self._bar.setValue(STEPS * reading.done // reading.total)
