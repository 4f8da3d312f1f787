"""Truth against prediction of a number: a dot per row, and the diagonal where all should lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.ui.theme import theme

from .dots import number_text
from .ticks import ticks

Values = NDArray[np.float64]
DOT_PX = 5.0


def mean_absolute_error(truth: Values, predicted: Values) -> float:
    """MAE, in the units of the numbers."""
    return float(np.abs(truth - predicted).mean())


def r_squared(truth: Values, predicted: Values) -> float:
    """1 - sum (y - p)^2 / sum (y - mean)^2: 1 is perfect, 0 no better than the mean; NaN where all
    truths are alike."""
    spread = float(((truth - truth.mean()) ** 2).sum())
    return 1.0 - float(((truth - predicted) ** 2).sum()) / spread if spread > 0.0 else float("nan")


class Scatter(QWidget):
    """The dots, on two axes of one range."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._truth: Values = np.empty(0)
        self._predicted: Values = np.empty(0)
        self._range = (0.0, 1.0)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As large as the panel gives."""
        return QSize(320, 320)

    def set_values(self, truth: Values, predicted: Values) -> None:
        """Other rows (N each), in the units of the data."""
        self._truth, self._predicted = truth, predicted
        known = truth[np.isfinite(truth)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        room = 0.05 * (high - low) or max(abs(high) * 0.05, 0.5)
        self._range = (low - room, high + room)
        self.update()

    def _beside(self) -> float:
        """Room to the left of the dots for numbers and a word, in px."""
        metrics = QFontMetricsF(self.font())
        widest = max(metrics.horizontalAdvance(number_text(tick)) for tick in ticks(*self._range))
        return widest + metrics.height() + 10

    def square(self) -> QRectF:
        """Where the dots are drawn."""
        left, below = self._beside(), 2 * QFontMetricsF(self.font()).height() + 6
        side = max(min(self.width() - left - 10, self.height() - below - 8), 40.0)
        return QRectF(left + max(0.0, (self.width() - left - 10 - side) / 2), 6, side, side)

    def to_px(self, truth: Values, predicted: Values) -> Values:
        """Places of rows (N) in px: N 2. What lies beyond the range stands on the edge."""
        square = self.square()
        low, high = self._range
        x = square.left() + (truth - low) / (high - low) * square.width()
        y = square.bottom() - (predicted - low) / (high - low) * square.height()
        return np.stack([x, np.clip(y, square.top(), square.bottom())], axis=1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, diagonal, dots, numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme().number_font(self.font()))
        colours = theme().colours
        square = self.square()
        painter.fillRect(square, colours.surface)
        self._paint_axes(painter, square)
        painter.setClipRect(square.adjusted(-3, -3, 3, 3))
        painter.setPen(QPen(colours.wire, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(square.bottomLeft(), square.topRight())
        dot = QColor("#56B4E9" if theme().dark else "#0072B2")
        dot.setAlphaF(0.75 if len(self._truth) < 300 else 0.4)
        painter.setPen(QPen(dot, DOT_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        places = self.to_px(self._truth, self._predicted)
        painter.drawPoints([QPointF(x, y) for x, y in places[np.isfinite(places).all(axis=1)].tolist()])

    def _paint_axes(self, painter: QPainter, square: QRectF) -> None:
        colours = theme().colours
        height = QFontMetricsF(self.font()).height()
        low, high = self._range
        for tick in ticks(low, high):
            share = (tick - low) / (high - low)
            x, y = square.left() + share * square.width(), square.bottom() - share * square.height()
            painter.setPen(QPen(colours.line, 1.0))
            painter.drawLine(QPointF(x, square.top()), QPointF(x, square.bottom()))
            painter.drawLine(QPointF(square.left(), y), QPointF(square.right(), y))
            painter.setPen(colours.quiet)
            text = number_text(tick)
            painter.drawText(
                QRectF(x - 40, square.bottom() + 2, 80, height), Qt.AlignmentFlag.AlignHCenter, text
            )
            beside = QRectF(square.left() - 104, y - height / 2, 100, height)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        below = QRectF(square.left(), square.bottom() + height + 3, square.width(), height)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self.tr("truth"))
        painter.save()
        painter.translate(square.left() - self._beside(), square.center().y())
        painter.rotate(-90)
        along = QRectF(-square.height() / 2, 0, square.height(), height)
        painter.drawText(along, Qt.AlignmentFlag.AlignHCenter, self.tr("predicted"))
        painter.restore()
