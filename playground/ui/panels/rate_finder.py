"""Which learning rate to try: a range test at the press of a button, drawn, with its suggestion."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.ui.theme import theme
from playground.ui.views.dots import number_text
from playground.ui.widgets.labels import paragraph

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

HEIGHT_PX = 64


class RateFinder(QWidget):
    """A button, the loss over the rates tried, and a button that takes the rate suggested."""

    def __init__(self, trainer: Trainer, use: Callable[[float], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trainer, self._use = trainer, use
        self.suggestion: float | None = None
        self.search = QPushButton(self.tr("Find a rate"))
        self.search.setObjectName("training.find_rate")
        self.search.setAccessibleName(self.search.text())
        self.search.setToolTip(
            self.tr("Trains a copy for a moment while the rate grows, and looks where its loss is lowest.")
        )
        self.search.clicked.connect(self._ask)
        self.take = QPushButton()
        self.take.setObjectName("training.use_rate")
        self.take.setAccessibleName(self.tr("Use the rate found"))
        self.take.clicked.connect(self._take_it)
        self.take.hide()
        self.words = paragraph()
        self.words.hide()
        self.plot = _Plot()
        self.plot.hide()
        row = QHBoxLayout()
        row.addWidget(self.search)
        row.addWidget(self.take)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.plot)
        column.addWidget(self.words)
        trainer.rate_found.connect(self._show)

    def _ask(self) -> None:
        self.search.setEnabled(False)
        self._trainer.find_rate()

    def _show(self, found: Any) -> None:
        """A RangeTest, or None where nothing can be trained."""
        self.search.setEnabled(True)
        self.suggestion = None if found is None else found.suggestion
        self.take.setVisible(self.suggestion is not None)
        self.plot.setVisible(found is not None)
        self.words.setVisible(self.suggestion is None)
        if found is None:
            self.words.setText(self.tr("Nothing can be trained yet: mend what is marked first."))
        elif self.suggestion is None:
            self.words.setText(self.tr("The loss fell at none of these rates."))
        else:
            self.take.setText(self.tr("Use {0}").format(number_text(_rounded(self.suggestion))))
        if found is not None:
            self.plot.show_test(found.rates, found.losses, self.suggestion)

    def forget(self) -> None:
        """What was found for another document says nothing of this one."""
        self.suggestion = None
        for part in (self.take, self.plot, self.words):
            part.hide()

    def _take_it(self) -> None:
        if self.suggestion is not None:
            self._use(_rounded(self.suggestion))


def _rounded(rate: float) -> float:
    """To two digits: no more is known."""
    return float(f"{rate:.1e}")


class _Plot(QWidget):
    """The loss over the rate, which is logarithmic, and a line where the suggestion is."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("training.rate_plot")
        self.setAccessibleName(self.tr("Loss over the learning rates tried"))
        self._rates: tuple[float, ...] = ()
        self._losses: tuple[float, ...] = ()
        self._suggestion: float | None = None
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(160, HEIGHT_PX + self.fontMetrics().height())

    minimumSizeHint = sizeHint

    def show_test(
        self, rates: tuple[float, ...], losses: tuple[float, ...], suggestion: float | None
    ) -> None:
        """Draw these."""
        self._rates, self._losses, self._suggestion = rates, losses, suggestion
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The curve, a line at the suggestion, the ends of the axis below."""
        if len(self._rates) < 2:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, words = theme().colours, self.fontMetrics().height()
        area = QRectF(2, 4, self.width() - 4, self.height() - words - 8)
        low, high = min(self._losses), max(self._losses)
        start, end = math.log(self._rates[0]), math.log(self._rates[-1])

        def across(rate: float) -> float:
            return area.left() + area.width() * (math.log(rate) - start) / (end - start)

        painter.setPen(QPen(colours.line, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if self._suggestion is not None:
            painter.setPen(QPen(colours.good, 2, Qt.PenStyle.DashLine))
            x = across(max(self._suggestion, self._rates[0]))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        tall = area.height() / ((high - low) or 1.0)
        line = [
            QPointF(across(rate), area.bottom() - (loss - low) * tall)
            for rate, loss in zip(self._rates, self._losses, strict=True)
        ]
        painter.setPen(QPen(colours.accent, 2))
        painter.drawPolyline(QPolygonF(line))
        painter.setPen(colours.quiet)
        below = QRectF(area.left(), area.bottom() + 2, area.width(), words)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, number_text(self._rates[0]))
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self.tr("loss over rate"))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, number_text(self._rates[-1]))
