"""The plane: a square with a picture behind, points on it, and axes from -6 to 6.

Only paints and says where the mouse is; what a click means is decided elsewhere. x1 goes right,
x2 goes up.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.colour_maps import Rgba, picture
from playground.ui.theme import theme

TICKS = (-6, -3, 0, 3, 6)
MARGIN_PX = 4.0
POINT_PX = 3.0
"""Radius of a point on a plane of 300 px; it grows with the square root of the side."""


@dataclass(frozen=True, eq=False)
class Dots:
    """Points to draw: places (N 2), colours (index into `palette`, N), and which are dark-edged."""

    places: NDArray[np.floating]
    colours: NDArray[np.integer]
    palette: tuple[QColor, ...]
    test: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.places)


class Plane(QWidget):
    """The square. Signals carry plane coordinates: `hovered(x1, x2)` (`left()` when the mouse goes),
    `pressed(x1, x2, button)`, `dragged(x1, x2)`, `released()`."""

    hovered = Signal(float, float)
    left = Signal()
    pressed = Signal(float, float, object)
    dragged = Signal(float, float)
    released = Signal()

    def __init__(self, name: str, parent: QWidget | None = None, extent: float = 6.0) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.extent = extent
        self.paint_ms = 0.0
        self.show_test = True
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._image: QImage | None = None
        self._smooth = True
        self._dots: Dots | None = None
        self._layer: QPixmap | None = None
        self._marked: int | None = None
        self._cursor: tuple[float, float] | None = None
        self._caption = ""
        theme().changed.connect(self._forget_still)

    def sizeHint(self) -> QSize:
        """As large as a panel gives."""
        return QSize(320, 320)

    # --- what is shown ------------------------------------------------------------------------

    def set_image(self, rgba: Rgba | None, smooth: bool = True) -> None:
        """The picture behind the points (rows from the top), drawn between its pixels if `smooth`."""
        self._image = None if rgba is None else picture(rgba)
        self._smooth = smooth
        self.update()

    @property
    def image(self) -> QImage | None:
        """The picture behind the points."""
        return self._image

    def set_caption(self, caption: str) -> None:
        """A word in the upper left corner; empty for none."""
        if caption != self._caption:
            self._caption = caption
            self.update()

    def set_dots(self, dots: Dots | None) -> None:
        """The points on top."""
        self._dots = dots
        self._forget_still()

    def set_show_test(self, show: bool) -> None:
        """Whether test points are drawn."""
        if show != self.show_test:
            self.show_test = show
            self._forget_still()

    def mark(self, index: int | None) -> None:
        """Ring one point."""
        if index != self._marked:
            self._marked = index
            self.update()

    def set_cursor_at(self, place: tuple[float, float] | None) -> None:
        """A small cross for those who point with keys."""
        if place != self._cursor:
            self._cursor = place
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type: there is room to be left for other numbers."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._forget_still()

    def _forget_still(self) -> None:
        self._layer = None
        self.update()

    # --- coordinates --------------------------------------------------------------------------

    def square(self) -> QRectF:
        """Where the plane is drawn, in px: the largest square with room for the numbers."""
        metrics = QFontMetricsF(self.font())
        left, below = metrics.horizontalAdvance("−6") + 6, metrics.height() + 2
        side = min(self.width() - left - MARGIN_PX, self.height() - below - MARGIN_PX)
        side = max(side, 20.0)
        x = left + (self.width() - left - MARGIN_PX - side) / 2
        return QRectF(round(x), MARGIN_PX, int(side), int(side))

    def to_px(self, x1: float, x2: float) -> QPointF:
        """From the plane to pixels."""
        square = self.square()
        scale = square.width() / (2 * self.extent)
        return QPointF(square.left() + (x1 + self.extent) * scale, square.top() + (self.extent - x2) * scale)

    def to_plane(self, place: QPointF) -> tuple[float, float]:
        """From pixels to the plane."""
        square = self.square()
        scale = 2 * self.extent / square.width()
        return (place.x() - square.left()) * scale - self.extent, self.extent - (
            place.y() - square.top()
        ) * scale

    def places(self) -> NDArray[np.floating]:
        """Where the drawn points are: N 2."""
        return np.empty((0, 2)) if self._dots is None else self._dots.places

    def nearest(self, x1: float, x2: float, reach_px: float = 12.0) -> int | None:
        """The drawn point nearest to a place, no farther than `reach_px`; None where there is none."""
        if self._dots is None or not len(self._dots):
            return None
        distance = np.hypot(self._dots.places[:, 0] - x1, self._dots.places[:, 1] - x2)
        if not self.show_test:
            distance = np.where(self._dots.test, np.inf, distance)
        index = int(distance.argmin())
        return index if distance[index] <= reach_px * 2 * self.extent / self.square().width() else None

    # --- mouse --------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Says where the mouse is, and whether it drags."""
        place = event.position()
        if event.buttons() != Qt.MouseButton.NoButton:
            self.dragged.emit(*self.to_plane(place))
        elif self.square().contains(place):
            self.hovered.emit(*self.to_plane(place))
        else:
            self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Shift and the left button are the right button, for those who have one."""
        if not self.square().adjusted(-6, -6, 6, 6).contains(event.position()):
            return
        button = event.button()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            button = Qt.MouseButton.RightButton
        self.pressed.emit(*self.to_plane(event.position()), button)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a drag."""
        self.released.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The right button adds the other class here; nobody's menu may come up."""
        event.accept()

    def leaveEvent(self, event: object) -> None:
        """The mouse has gone."""
        self.left.emit()

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Picture, points, axes, cursor; notes how long that took."""
        start = time.perf_counter()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        square = self.square()
        self._paint_ground(painter, square)
        painter.drawPixmap(QPointF(0, 0), self._still(square))
        self._paint_marks(painter, square)
        painter.end()
        self.paint_ms = (time.perf_counter() - start) * 1000

    def _paint_ground(self, painter: QPainter, square: QRectF) -> None:
        colours = theme().colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.raised)
        painter.drawRect(square)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
            # Maps are computed from edge to edge: the middles of the outer pixels lie on the edges.
            inner = QRectF(self._image.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawImage(square, self._image, inner)
        if self._caption:
            metrics = QFontMetricsF(self.font())
            room = square.width() - 24
            caption = metrics.elidedText(self._caption, Qt.TextElideMode.ElideRight, room)
            where = QRectF(square.left() + 6, square.top() + 6, metrics.horizontalAdvance(caption) + 12, 22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.surface)
            painter.drawRoundedRect(where, 4, 4)
            painter.setPen(colours.text)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, caption)

    def _paint_axes(self, painter: QPainter, square: QRectF) -> None:
        colours = theme().colours
        faint = QColor(colours.text)
        faint.setAlphaF(0.13)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(faint, 1.0))
        painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))
        middle = self.to_px(0, 0)
        painter.drawLine(QPointF(middle.x(), square.top()), QPointF(middle.x(), square.bottom()))
        painter.drawLine(QPointF(square.left(), middle.y()), QPointF(square.right(), middle.y()))
        painter.setPen(colours.quiet)
        painter.setFont(theme().number_font(self.font()))
        height = QFontMetricsF(self.font()).height()
        for tick in TICKS:
            value = tick * self.extent / 6.0
            text = f"{value:g}".replace("-", "−")
            along = self.to_px(value, value)
            below = QRectF(along.x() - 20, square.bottom() + 1, 40, height)
            if tick == 6:
                below.moveRight(square.right() + MARGIN_PX)
                painter.drawText(below, Qt.AlignmentFlag.AlignRight, text)
            else:
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, text)
            top = min(max(along.y() - height / 2, square.top()), square.bottom() - height)
            beside = QRectF(square.left() - 44, top, 40, height)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _still(self, square: QRectF) -> QPixmap:
        """Axes and points as a picture of their own: hundreds of circles are painted once, not each
        frame."""
        scale = self.devicePixelRatioF()
        if self._layer is None or self._layer.size() != self.size() * scale:
            self._layer = QPixmap(self.size() * scale)
            self._layer.setDevicePixelRatio(scale)
            self._layer.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._layer)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_axes(painter, square)
            if self._dots is not None and len(self._dots):
                painter.setClipRect(square.adjusted(-3, -3, 3, 3))
                self._paint_dots(painter, self._dots)
            painter.end()
        return self._layer

    def _paint_dots(self, painter: QPainter, dots: Dots) -> None:
        radius = self.point_radius()
        square = self.square()
        scale = square.width() / (2 * self.extent)
        corner = (square.left() + self.extent * scale, square.top() + self.extent * scale)
        places = np.asarray(corner) + dots.places * (scale, -scale)
        # Test points first: those that train lie above.
        for test in (True, False) if self.show_test else (False,):
            edge = QColor("#20242C") if test else QColor("#FFFFFF")
            for index, colour in enumerate(dots.palette):
                painter.setPen(QPen(edge, 1.0))
                painter.setBrush(colour)
                chosen = (dots.colours == index) & (dots.test == test)
                for x, y in places[chosen].tolist():
                    painter.drawEllipse(QPointF(x, y), radius, radius)

    def point_radius(self) -> float:
        """The radius of a point in px."""
        return POINT_PX * float(np.clip(np.sqrt(self.square().width() / 300.0), 0.8, 1.6))

    def _paint_marks(self, painter: QPainter, square: QRectF) -> None:
        colours = theme().colours
        if self._dots is not None and self._marked is not None and self._marked < len(self._dots):
            place = self.to_px(*self._dots.places[self._marked].tolist())
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.text, 2.0))
            painter.drawEllipse(place, self.point_radius() + 4, self.point_radius() + 4)
        if self._cursor is not None:
            place = self.to_px(*self._cursor)
            for colour, width in ((colours.surface, 4.0), (colours.accent, 2.0)):
                painter.setPen(QPen(colour, width))
                painter.drawLine(place - QPointF(9, 0), place + QPointF(9, 0))
                painter.drawLine(place - QPointF(0, 9), place + QPointF(0, 9))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.accent, 2.0))
            painter.drawRect(square.adjusted(-1, -1, 1, 1))
