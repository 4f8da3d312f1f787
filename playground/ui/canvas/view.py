"""CanvasView: the window onto the scene. Ground, zoom, pan, fit, and what lies under the mouse."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QNativeGestureEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QGraphicsItem, QGraphicsView, QPinchGesture, QWidget

from playground.ui.theme import theme
from playground.ui.workspace import Workspace

from .card import NAME, PORT_REACH, LayerCard, PortItem, RepairButton
from .scene import NetworkScene
from .wire import WireItem

LEAST_ZOOM, MOST_ZOOM = 0.02, 4.0
FIT_ZOOM = 1.25
"""Fitting enlarges no further: a small network would look like a poster."""
TOP_PX = 32
"""Left free above the whole network: the choice of the view lies there."""
TOO_SMALL = 1.5
"""The whole network is looked at anew when fitting it would enlarge it by more than this."""
STEP = 1.2
"""Factor of one step of zoom."""
DOTS = 24.0
"""Distance of the ground's dots; farther out, where they would stand closer than CLOSEST screen
pixels, every second one is left out."""
CLOSEST = 18.0
WIDE = 3000.0
"""Ground around the network that can be scrolled to."""
REST_MS = 300
"""After so long without zoom or pan, pictures are drawn finely and the view is remembered."""
HURRIED = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
FINE = HURRIED | QPainter.RenderHint.SmoothPixmapTransform


class CanvasView(QGraphicsView):
    """Shows a NetworkScene. Keeps the whole network in sight until the person zooms or pans."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.shown = workspace.shown
        self.network_scene = NetworkScene(self)
        self.setScene(self.network_scene)
        self.setRenderHints(FINE)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.setMouseTracking(True)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.follows = True
        """Whether the whole network is kept in sight."""
        self._kept_ground: tuple[tuple[float, int, int, float, bool] | None, QPixmap] = (None, QPixmap())
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._rest)
        theme().changed.connect(self._repaint)

    # --- zoom and pan -------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Screen pixels per canvas pixel."""
        return float(self.transform().m11())

    def zoom_at(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by `factor`; what is at `at` (viewport pixels, the middle by default) stays there."""
        point = at or QPointF(self.viewport().rect().center())
        wanted = min(max(self.zoom * factor, LEAST_ZOOM), MOST_ZOOM)
        before = self._scene_point(point)
        self.resetTransform()
        self.scale(wanted, wanted)
        moved = self._scene_point(point) - before
        self._scroll(moved.x() * wanted, moved.y() * wanted)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        self._touched()

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by so many screen pixels."""
        self._scroll(dx, dy)
        self._touched()

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom_at(STEP)

    def zoom_out(self) -> None:
        """One step back."""
        self.zoom_at(1 / STEP)

    def fit(self) -> None:
        """Show the whole network, and keep showing it whole until the next zoom or pan."""
        scale = self._fitting()
        self.resetTransform()
        self.scale(scale, scale)
        self.centerOn(self.content().center() - QPointF(0.0, TOP_PX / 2 / scale))
        self.follows = True
        self._looked()

    def content(self) -> QRectF:
        """The rectangle around all cards, in canvas pixels."""
        area = self.network_scene.content()
        return area if not area.isEmpty() else QRectF(-200, -150, 400, 300)

    def seen(self) -> QRectF:
        """The part of the canvas that is on screen, in canvas pixels."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def reveal(self, layer_id: str) -> None:
        """Bring a card into sight, moving no more than needed."""
        card = self.network_scene.cards[layer_id]
        if self.follows:
            self._keep_whole()
        elif not self.seen().contains(card.box()) or self.covered().intersects(card.box()):
            lowest = round(self.covered().height() * self.zoom)
            self.ensureVisible(card.box(), 40, max(40, lowest))
            self._looked()

    def covered(self) -> QRectF:
        """The part of the canvas, at the lower edge of the view, that something lies over."""
        return QRectF()

    def go_to(self, at: QPointF) -> None:
        """Bring a canvas point into the middle."""
        self.centerOn(at)
        self._touched()

    def restore_view(self) -> None:
        """Look where the document says that it was looked at, else (and in a block) at the whole."""
        view = self.workspace.project.view
        self.widen()
        if self.shown.way or view.zoom is None or view.center is None:
            self.fit()
            return
        zoom = min(max(view.zoom, LEAST_ZOOM), MOST_ZOOM)
        self.resetTransform()
        self.scale(zoom, zoom)
        self.centerOn(QPointF(*view.center))
        self.follows = False
        self._looked()

    def widen(self) -> None:
        """Let the ground reach beyond the network on all sides."""
        area = self.content().adjusted(-WIDE, -WIDE, WIDE, WIDE)
        if area != self.sceneRect():
            self.setSceneRect(area)
        if self.follows:
            self._keep_whole()

    # --- what is where ------------------------------------------------------------------------

    def port_at(self, at: QPointF) -> PortItem | None:
        """The nearest port within reach of a canvas point; far out, reach grows with the zoom."""
        reach = max(PORT_REACH, min(2 * PORT_REACH, PORT_REACH / self.zoom))
        ports = [item for item in self._near(at, reach) if isinstance(item, PortItem)]
        return min(ports, key=lambda port: _distance(port.scenePos(), at), default=None)

    def card_at(self, at: QPointF, besides: LayerCard | None = None) -> LayerCard | None:
        """The card under a canvas point, other than `besides`."""
        cards = [item for item in self._near(at, 0.5) if isinstance(item, LayerCard) and item is not besides]
        return next((card for card in cards if card.box().contains(at)), None)

    def wire_at(self, at: QPointF, near: float = 0.5) -> WireItem | None:
        """The wire within `near` (and, far out, five screen pixels) of the band around it."""
        reach = max(near, 5 / self.zoom)
        return next((item for item in self._near(at, reach) if isinstance(item, WireItem)), None)

    def item_at(self, at: QPointF) -> RepairButton | PortItem | LayerCard | WireItem | None:
        """What the mouse would act on at a canvas point; ports come before the card that they are on.

        Far out, the ports' reach covers a short wire: its middle still belongs to the wire.
        """
        button = next((b for b in self._near(at, 0.5) if isinstance(b, RepairButton)), None)
        port, wire = self.port_at(at), self.wire_at(at)
        if port is not None and wire is not None:
            to_middle = _distance(wire.middle(), at)
            port = port if _distance(port.scenePos(), at) <= to_middle else None
        return button or port or self.card_at(at) or wire

    def item_named(self, name: str) -> QGraphicsItem | None:
        """The card, port or wire of that name."""
        return next((item for item in self.network_scene.items() if item.data(NAME) == name), None)

    def rectangles(self) -> dict[str, QRect]:
        """Where every named card, port and wire is, in viewport pixels."""
        return {
            item.data(NAME): self.mapFromScene(item.mapToScene(item.shape())).boundingRect().toAlignedRect()
            for item in self.network_scene.items()
            if item.data(NAME) and item.isVisible()
        }

    # --- events -------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Wheel pans (with Shift sideways), Ctrl and wheel zooms where the mouse is."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_at(STEP ** (event.angleDelta().y() / 120), event.position())
        else:
            pixels = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
            dx, dy = pixels.x(), pixels.y()
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not dx:
                dx, dy = dy, 0
            self.pan(dx, dy)
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinching zooms, by the touch screen's gesture or the touch pad's own."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_at(1 + event.value(), event.position())
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom_at(pinch.scaleFactor(), QPointF(self.viewport().mapFromGlobal(pinch.centerPoint())))
                return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole in sight, or else the middle."""
        super().resizeEvent(event)
        if self.follows:
            self.fit()
        self._looked()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now is the size known."""
        super().showEvent(event)
        self.restore_view()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """The ground, with dots that fade as they come too close to each other."""
        painter.save()
        painter.resetTransform()
        apart = DOTS * self.zoom
        while apart < CLOSEST:
            apart *= 2
        origin = self.mapFromScene(QPointF(0, 0))
        ground = self._ground(apart)
        painter.drawPixmap(QPointF(origin.x() % apart - apart, origin.y() % apart - apart), ground)
        painter.restore()

    # --- inside -------------------------------------------------------------------------------

    def _keep_whole(self) -> None:
        """Look anew where a part of the network is out of sight, or all of it has become small: as
        long as neither is so, what is under the mouse stays there."""
        if not self.seen().contains(self.content()) or self._fitting() > TOO_SMALL * self.zoom:
            self.fit()

    def _fitting(self) -> float:
        """The zoom at which the whole network is in sight."""
        area, room = self.content().adjusted(-24, -24, 24, 24), self.viewport().rect()
        free = max(room.height() - TOP_PX, 1)
        scale = min(room.width() / area.width(), free / area.height(), FIT_ZOOM)
        return max(scale, LEAST_ZOOM)

    def _ground(self, apart: float) -> QPixmap:
        """The ground of the whole viewport and one dot more, kept until size or zoom change."""
        colours, screen = theme().colours, self.viewport()
        key = (self.zoom, screen.width(), screen.height(), screen.devicePixelRatioF(), theme().dark)
        if self._kept_ground[0] == key:
            return self._kept_ground[1]
        made = QPixmap((screen.size() + QSize(2, 2) * math.ceil(apart)) * screen.devicePixelRatioF())
        made.setDevicePixelRatio(screen.devicePixelRatioF())
        made.fill(colours.ground)
        strength = min(1.0, (self.zoom - 0.15) / 0.5)
        if strength > 0:
            colour = QColor(colours.dot)
            colour.setAlphaF(strength)
            columns, rows = (math.ceil(length / apart) + 2 for length in (screen.width(), screen.height()))
            painter = QPainter(made)  # not antialiased: ten times as fast, and dots look the same
            painter.setPen(QPen(colour, max(2.0, 1.6 * self.zoom)))
            painter.drawPoints([QPointF(i * apart, j * apart) for i in range(columns) for j in range(rows)])
            painter.end()
        self._kept_ground = (key, made)
        return made

    def _near(self, at: QPointF, reach: float) -> list[QGraphicsItem]:
        return self.network_scene.items(QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach))

    def _scene_point(self, at: QPointF) -> QPointF:
        inverse, _ = self.viewportTransform().inverted()
        return inverse.map(at)

    def _scroll(self, dx: float, dy: float) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(dx))
        down.setValue(down.value() - round(dy))

    def _touched(self) -> None:
        self.follows = False
        self._looked()

    def _looked(self) -> None:
        """Something else is in sight now."""
        self._resting.start()

    def _rest(self) -> None:
        if self.renderHints() != FINE:
            self.setRenderHints(FINE)  # which paints anew
        if self.shown.way:
            return  # the document remembers how the whole was looked at
        view = self.workspace.project.view
        middle = self.seen().center()
        if self.follows:
            self.workspace.look(view.but(zoom=None, center=None))
        else:
            self.workspace.look(view.but(zoom=self.zoom, center=(middle.x(), middle.y())))

    def _repaint(self) -> None:
        self.network_scene.update()
        self.viewport().update()


def _distance(one: QPointF, two: QPointF) -> float:
    return math.hypot(one.x() - two.x(), one.y() - two.y())
