"""ReadingLine: how far reading of data has come, and a button to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from playground.data.dataset import Reading

if TYPE_CHECKING:
    from .trainer import Trainer

STEPS = 1000
"""Of the bar: Qt counts in 32 bits, and data may have more bytes."""
WIDTH_PX = 180


class ReadingLine(QWidget):
    """For the status bar; there is nothing to see while nothing is read."""

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = QProgressBar()
        self._bar.setObjectName("reading")
        self._bar.setAccessibleName(self.tr("Reading the data"))
        self._bar.setFormat(self.tr("Reading the data, %p %"))
        self._bar.setRange(0, STEPS)
        self._bar.setFixedWidth(WIDTH_PX)
        stop = QToolButton()
        stop.setObjectName("reading.stop")
        stop.setText(self.tr("Stop"))
        stop.setAccessibleName(self.tr("Stop reading"))
        stop.clicked.connect(trainer.stop_reading)
        for part in (self._bar, stop):  # no higher than the status bar, which would push the stage about
            part.setFixedHeight(self.fontMetrics().height() + 4)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._bar)
        row.addWidget(stop)
        trainer.reading.connect(self.show_reading)
        self.hide()

    def show_reading(self, reading: Reading) -> None:
        """How far it is now."""
        self.setVisible(reading.total > 0)
        if reading.total:
            self._bar.setValue(STEPS * reading.done // reading.total)
