"""Plots: the curves of the loss and of a metric, side by side."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.ui.theme import theme

from .curve_pane import CurvePane


class Plots(QWidget):
    """Both panes, and what hands do to either.

    `pointed(x)` follows the mouse (None when it leaves), `moved(pane)` a range that a person chose,
    `asked_fit()` wants everything seen again, `toggled()` says that a line was shown or hidden,
    `asked_menu(QPoint)` (on the screen) wants the menu.
    """

    pointed = Signal(object)
    moved = Signal(object)
    asked_fit = Signal()
    toggled = Signal()
    asked_menu = Signal(QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.loss = CurvePane("loss", "loss", self)
        self.score = CurvePane("metric", "accuracy", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for pane in self.panes:
            row.addWidget(pane, 1)
            plot = pane.plot
            plot.pointed.connect(self.pointed)
            plot.asked_fit.connect(self.asked_fit)
            plot.moved.connect(lambda pane=pane: self.moved.emit(pane))
            pane.legend.toggled.connect(self.toggled)
            plot.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            plot.customContextMenuRequested.connect(
                lambda at, plot=plot: self.asked_menu.emit(plot.mapToGlobal(at))
            )
        self.dress()

    @property
    def panes(self) -> tuple[CurvePane, CurvePane]:
        """Loss, then metric."""
        return self.loss, self.score

    def dress(self) -> None:
        """Take the colours and the font in force."""
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme().colours.surface)
        self.setPalette(palette)
        for pane in self.panes:
            pane.plot.dress()
