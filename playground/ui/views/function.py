"""One number in, one number out: the data as dots, and the network as the line that it draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from playground.data import Dataset
from playground.engine.snapshots import Picture, Request
from playground.ui.theme import theme
from playground.ui.watching import Watching

from .dots import number_text
from .ticks import ticks

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

CURVE = Request("curve", resolution=200)
DOT_PX = 6.0
Range = tuple[float, float]


class FunctionView(Watching):
    """Training points are full, test points are rings; the line is what the network says of every x."""

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(trainer, {CURVE}, parent)
        self.setObjectName("output.function")
        self.setAccessibleName(self.tr("The data, and the line that the network draws"))
        self._dataset: Dataset | None = None
        self._x: Range = (-1.0, 1.0)
        self._y: Range = (-1.0, 1.0)
        self.line: NDArray[Any] = np.empty((0, 2))
        """What is drawn: R 2 (x, y)."""
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As large as the panel gives."""
        return QSize(320, 320)

    def set_dataset(self, dataset: Dataset) -> None:
        """Other points."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self._x = _roomy(next(iter(dataset.fields.values())))
            self._y = _roomy(dataset.labels)
            self.line = np.empty((0, 2))
            self.update()

    def take(self, picture: Picture) -> None:
        """The line through the points."""
        self.line = np.stack([picture.arrays["x"], picture.arrays["values"][0]], axis=1)
        self.update()

    def _area(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        left = max(metrics.horizontalAdvance(number_text(tick)) for tick in ticks(*self._y)) + 12
        return QRectF(left, 8, self.width() - left - 10, self.height() - metrics.height() - 16)

    def _places(self, area: QRectF, x: NDArray[Any], y: NDArray[Any]) -> list[QPointF]:
        """Points in px."""
        across = area.left() + (x - self._x[0]) / (self._x[1] - self._x[0]) * area.width()
        up = area.bottom() - (y - self._y[0]) / (self._y[1] - self._y[0]) * area.height()
        both = np.stack([across, np.clip(up, -1e6, 1e6)], axis=1)
        return [QPointF(*place) for place in both[np.isfinite(both).all(axis=1)].tolist()]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, dots, line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme().number_font(self.font()))
        area = self._area()
        painter.fillRect(area, theme().colours.surface)
        self._paint_axes(painter, area)
        painter.setClipRect(area)
        if self._dataset is not None:
            self._paint_dots(painter, area, self._dataset)
        painter.setPen(QPen(theme().colours.accent, 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(self._places(area, self.line[:, 0], self.line[:, 1])))

    def _paint_dots(self, painter: QPainter, area: QRectF, dataset: Dataset) -> None:
        x, y = next(iter(dataset.fields.values()))[:, 0], dataset.labels[:, 0]
        dot = QColor("#F59322")
        for part, full in ((dataset.train, True), (dataset.validation, False), (dataset.test, False)):
            painter.setPen(QPen(dot, 1.5))
            painter.setBrush(dot if full else Qt.BrushStyle.NoBrush)
            for place in self._places(area, x[part], y[part]):
                painter.drawEllipse(place, DOT_PX / 2, DOT_PX / 2)

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        colours, height = theme().colours, QFontMetricsF(self.font()).height()
        for tick in ticks(*self._x):
            x = area.left() + (tick - self._x[0]) / (self._x[1] - self._x[0]) * area.width()
            painter.setPen(QPen(colours.line, 1.0))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(colours.quiet)
            below = QRectF(x - 40, area.bottom() + 3, 80, height)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, number_text(tick))
        for tick in ticks(*self._y):
            y = area.bottom() - (tick - self._y[0]) / (self._y[1] - self._y[0]) * area.height()
            painter.setPen(QPen(colours.line, 1.0))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.quiet)
            beside = QRectF(0, y - height / 2, area.left() - 6, height)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight, number_text(tick))


def _roomy(values: NDArray[Any]) -> Range:
    """The range of the values with a little room on either side."""
    low, high = float(values.min()), float(values.max())
    room = 0.06 * (high - low) or max(0.1 * abs(high), 0.5)
    return low - room, high + room
