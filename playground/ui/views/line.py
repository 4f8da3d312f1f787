"""Line: what a plot draws through its points.

pyqtgraph's own line asks each of its values several times a frame for its bounds, and can be clicked,
filled to a level and drawn by OpenGL. This one is a path that is made once and painted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QWidget

Values = NDArray[np.float64]
FEW = 8
"""Of more points than this, one alone among gaps is not looked for."""
DOT_PX = 7.0
ATOM = 1e-9


class Line(QGraphicsItem):
    """A line through x, y (n each, of the plot), or the area that they enclose. NaN leaves a gap; a point
    alone is a dot."""

    def __init__(self, depth: float) -> None:
        super().__init__()
        self.points: tuple[Values, Values] = (np.empty(0), np.empty(0))
        self._path, self._bounds = QPainterPath(), QRectF()
        self._lone: QPointF | None = None
        self._pen, self._brush = QPen(Qt.PenStyle.NoPen), QBrush()
        self.setZValue(depth)

    def draw(self, x: Values, y: Values, pen: QPen) -> None:
        """Be a line from now on."""
        self._take(x, y)
        self._pen, self._brush = pen, QBrush()

    def fill(self, x: Values, y: Values, colour: QColor) -> None:
        """Be an area from now on."""
        self._take(x, y)
        self._pen, self._brush = QPen(Qt.PenStyle.NoPen), QBrush(colour)

    def _take(self, x: Values, y: Values) -> None:
        self.prepareGeometryChange()
        self.points = (x, y)
        self._path = pg.arrayToQPath(x, y, connect="finite")
        self._bounds = self._path.controlPointRect()
        there = np.flatnonzero(np.isfinite(x[:FEW]) & np.isfinite(y[:FEW]))
        self._lone = None
        if len(there) == 1 and len(x) <= FEW:
            self._lone = QPointF(float(x[there[0]]), float(y[there[0]]))
            # A point has no extent, and would not be painted.
            self._bounds = QRectF(self._lone, self._lone).adjusted(-ATOM, -ATOM, ATOM, ATOM)

    def boundingRect(self) -> QRectF:
        """The points alone: whoever paints the plot paints it whole."""
        return self._bounds

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        """The line smoothly; the edge of an area is not worth it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._pen.style() != Qt.PenStyle.NoPen)
        painter.setPen(self._pen)
        painter.setBrush(self._brush)
        if self._lone is not None and self._pen.style() != Qt.PenStyle.NoPen:
            self._paint_dot(painter, self._lone)
        else:
            painter.drawPath(self._path)

    def _paint_dot(self, painter: QPainter, lone: QPointF) -> None:
        """In pixels; on the border of what is shown it is seen whole."""
        clip = painter.clipBoundingRect()
        if clip.adjusted(-ATOM, -ATOM, ATOM, ATOM).contains(lone):
            painter.setClipping(False)
        at = painter.transform().map(lone)
        painter.resetTransform()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._pen.color())
        painter.drawEllipse(at, DOT_PX / 2, DOT_PX / 2)
