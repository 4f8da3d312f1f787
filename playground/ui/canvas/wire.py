"""WireItem: one wire, and the curve it runs along."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.project import Wire
from playground.ui.theme import theme

from .card import NAME

REACH = 14.0
"""Width of the band around a wire that catches the mouse."""
TURN = 44.0
"""Width of the bend in which a wire climbs to its lane; fits between two columns."""
ARROW = 5.0
LIT = 3.0
"""Where in the pile a lit wire lies: above the card that would be put into it."""
DASH, SPACE = 1.5, 5.5
"""Of the flow, in widths of the line."""


def curve(start: QPointF, end: QPointF, lane: float | None = None) -> QPainterPath:
    """The path from an output to an input: straight over the gap, or along a lane (see route)."""
    path = QPainterPath(start)
    if lane is None:
        bend = (end.x() - start.x()) / 2
        path.cubicTo(start.x() + bend, start.y(), end.x() - bend, end.y(), end.x(), end.y())
        return path
    if end.x() >= start.x() + 2 * TURN:
        up, down = start.x() + TURN, end.x() - TURN
        path.cubicTo(start.x() + TURN * 0.75, start.y(), start.x() + TURN * 0.25, lane, up, lane)
        path.lineTo(down, lane)
        path.cubicTo(end.x() - TURN * 0.25, lane, end.x() - TURN * 0.75, end.y(), end.x(), end.y())
        return path
    path.cubicTo(start.x() + TURN, start.y(), start.x() + TURN, lane, start.x(), lane)
    path.lineTo(end.x(), lane)
    path.cubicTo(end.x() - TURN, lane, end.x() - TURN, end.y(), end.x(), end.y())
    return path


class WireItem(QGraphicsItem):
    """One wire between two ports; `name` is `a.out->b.in`."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire
        self.name = wire.name
        self.start, self.end = QPointF(), QPointF()
        self.lane: float | None = None
        self.hovered = False
        self.lit = False
        """Whether a layer that is being dragged would be inserted here."""
        self.flow: float | None = None
        self._path = QPainterPath()
        self._shape = QPainterPath()
        self.setData(NAME, self.name)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setToolTip(f"{wire.source} → {wire.target}")

    def run(self, start: QPointF, end: QPointF, lane: float | None) -> None:
        """Run from `start` to `end`, over the heads of others at y = `lane` where there is one."""
        if (start, end, lane) == (self.start, self.end, self.lane) and not self._path.isEmpty():
            return
        self.prepareGeometryChange()
        self.start, self.end, self.lane = start, end, lane
        self._path = curve(start, end, lane)
        self._shape = QPainterPath()

    def show(self, **changes: bool) -> None:
        """Change `hovered` or `lit`, and paint again if that made a difference."""
        for name, value in changes.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                self.update()
        self.setZValue(LIT if self.lit else 0)

    def middle(self) -> QPointF:
        """A point half-way along the wire."""
        return self._path.pointAtPercent(0.5)

    def boundingRect(self) -> QRectF:
        """The curve and the band around it."""
        return self._path.controlPointRect().adjusted(-REACH, -REACH, REACH, REACH)

    def shape(self) -> QPainterPath:
        """A band that is easy to hit; worked out when first asked for."""
        if self._shape.isEmpty():
            stroker = QPainterPathStroker()
            stroker.setWidth(REACH)
            self._shape = stroker.createStroke(self._path)
        return self._shape

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A line, a small arrow at its end, and what flows along it."""
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        colours = theme().colours
        strong = self.lit or self.isSelected()
        ink = colours.accent if strong else colours.quiet if self.hovered else colours.wire
        width = 3.0 if strong else 2.0
        # Far out, a line thinner than a pixel would only grow pale.
        pen = QPen(ink, max(width, 1.0 / zoom))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        flowing = self.flow is not None and not strong and zoom >= 0.3
        if flowing:
            pen.setColor(_faded(ink))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)
        if flowing and self.flow is not None:
            pen.setColor(colours.accent)
            pen.setCapStyle(Qt.PenCapStyle.SquareCap)  # as long as round ones, and painted in half the time
            pen.setDashPattern([DASH, SPACE])
            pen.setDashOffset(-(DASH + SPACE) * self.flow)
            painter.setPen(pen)
            painter.drawPath(self._path)
        if zoom >= 0.3:
            back = self.end - QPointF(1.6 * ARROW, 0.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawPolygon(QPolygonF([self.end, back - QPointF(0, ARROW), back + QPointF(0, ARROW)]))


class WirePreview(QGraphicsItem):
    """The wire that is being drawn: dashed while it leads nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self._path = QPainterPath()
        self._lands = False
        self.setZValue(3)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def run(self, start: QPointF, end: QPointF, lands: bool, lane: float | None = None) -> None:
        """Show a wire from an output's point to an input's; `lands`: letting go would make it, and it
        would run along `lane`."""
        self.prepareGeometryChange()
        self._path, self._lands = curve(start, end, lane), lands

    def boundingRect(self) -> QRectF:
        """The curve and the width of its pen."""
        return self._path.controlPointRect().adjusted(-4, -4, 4, 4)

    def shape(self) -> QPainterPath:
        """Nothing: it catches no mouse."""
        return QPainterPath()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A line in the accent's colour."""
        pen = QPen(theme().colours.accent, 2.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if not self._lands:
            pen.setDashPattern([3.0, 3.0])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path)


def _faded(colour: QColor) -> QColor:
    made = QColor(colour)
    made.setAlphaF(0.45)
    return made
