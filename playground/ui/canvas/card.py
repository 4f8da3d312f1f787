"""LayerCard: one layer on the canvas, with its ports and the button that repairs it."""

from __future__ import annotations

from collections.abc import Container, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from playground.catalog import LayerReport
from playground.catalog.wiring import value_of
from playground.project import Layer, Problem
from playground.ui.theme import draw_icon, theme

from .body import FULL_ABOVE, CardBody, Look, card_font, elided
from .edits import Slot
from .face import Face, face_of, port_help
from .still import snapped

NAME = 0
"""Key under which an item keeps its name (`item.data(NAME)`)."""

PORT_RADIUS = 4.5
PORT_REACH = 12.0
"""Half the side of the square that catches the mouse around a port."""
AIR = 16.0
"""How far a card paints beyond its box: ports, rings, the badge."""


class PortItem(QGraphicsItem):
    """Where a wire ends or starts. Catches the mouse; the card paints it.

    `slot` is the input slot, None for an output; `port` is the port's name.
    """

    def __init__(self, card: LayerCard, port: str, slot: Slot | None) -> None:
        super().__init__(card)
        self.card = card
        self.port = port
        self.slot = slot
        self.wired = slot is not None and slot.wire is not None
        """Whether a wire ends or starts here."""
        self.lit = False
        """Whether a wire that is being drawn may land here."""
        self.name = slot.name if slot else f"{card.layer.id}.{port}"
        self.setData(NAME, self.name)
        self.setToolTip(port_help(card.layer, port) if slot else "")
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """The square that catches the mouse."""
        return QRectF(-PORT_REACH, -PORT_REACH, 2 * PORT_REACH, 2 * PORT_REACH)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Nothing: one call for the whole card is cheaper than one for each port."""


class RepairButton(QGraphicsItem):
    """The pill below a card that applies its problem's repair."""

    def __init__(self, card: LayerCard) -> None:
        super().__init__(card)
        self.card = card
        self.hovered = False
        self._text = ""
        self._area = QRectF()

    def show_text(self, text: str) -> None:
        """Say `text`; an empty one hides the button."""
        self.prepareGeometryChange()
        self._text = text
        self.setData(NAME, f"{self.card.layer.id}.repair")
        width, height = self.card.body.size
        wide = min(QFontMetricsF(card_font(12, bold=True)).horizontalAdvance(text) + 40, width + 48)
        self._area = QRectF((width - wide) / 2, height + 6, wide, 26)
        self.setToolTip(text)
        self.setVisible(bool(text))

    def boundingRect(self) -> QRectF:
        """The pill and the width of its pen."""
        return self._area.adjusted(-1, -1, 1, 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """A pill with a wrench."""
        colours = theme().colours
        painter.setPen(QPen(colours.accent, 1.0))
        painter.setBrush(colours.accent if self.hovered else colours.surface)
        painter.drawRoundedRect(self._area, 13, 13)
        ink = colours.on_accent if self.hovered else colours.accent
        if option.levelOfDetailFromTransform(painter.worldTransform()) < FULL_ABOVE:
            mark = QRectF(0, 0, 20, 20)
            mark.moveCenter(self._area.center())
            draw_icon(painter, "wrench", ink, mark)
            return
        draw_icon(painter, "wrench", ink, QRectF(self._area.x() + 9, self._area.y() + 6, 14, 14))
        font = card_font(12, bold=True)
        painter.setFont(font)
        painter.setPen(ink)
        text = self._area.adjusted(28, 0, -10, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, elided(self._text, font, text.width() + 1))


class LayerCard(QGraphicsObject):
    """One layer: its face, its live picture, its ports. `objectName` is the layer's id."""

    def __init__(self, layer: Layer, body: CardBody | None = None) -> None:
        super().__init__()
        self.layer = layer
        self.value = value_of(layer)
        """The id under which what the layer puts out is measured."""
        self.body = body or CardBody()
        self.look = Look()
        self.inputs: list[PortItem] = []
        self.outputs: list[PortItem] = []
        self._report: LayerReport | None = None
        self._problems: tuple[Problem, ...] = ()
        self._learns = layer
        self.face: Face = face_of(layer, None, ())
        self.repair_button = RepairButton(self)
        self.setObjectName(layer.id)
        self.setData(NAME, layer.id)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsSelectable)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)  # gestures belong to the view
        self.setZValue(1)
        self._refresh()

    # --- what it shows ------------------------------------------------------------------------

    def show_layer(self, layer: Layer) -> None:
        """The layer has changed."""
        self.layer = layer
        self.value = value_of(layer)
        self._learns = layer
        self._refresh()

    def show_report(self, report: LayerReport | None, problems: tuple[Problem, ...], learns: Layer) -> None:
        """A new check has spoken, of the layer and of the blocks around it, with which it `learns`;
        nothing happens where it says the same as before."""
        if (report, problems, learns) != (self._report, self._problems, self._learns):
            self._report, self._problems, self._learns = report, problems, learns
            self._refresh()

    def show_ports(self, slots: Sequence[Slot], outputs: Sequence[str], feeding: Container[str]) -> None:
        """The wires that end here, or the ports, have changed; `feeding` are outputs with wires."""
        if [port.slot for port in self.inputs] != list(slots):
            self._discard(self.inputs)
            self.inputs = [PortItem(self, slot.port, slot) for slot in slots]
        if [port.port for port in self.outputs] != list(outputs):
            self._discard(self.outputs)
            self.outputs = [PortItem(self, name, None) for name in outputs]
        for port in self.outputs:
            port.wired = port.port in feeding
        self._place_ports()
        self.update()

    def set_picture(self, picture: QImage | None) -> None:
        """The live picture of what the layer puts out; None for none."""
        # In the screen's own format, since it is drawn more often than it is made.
        native = QImage.Format.Format_ARGB32_Premultiplied
        self.body.picture = picture.convertToFormat(native) if picture is not None else None
        self.update(self.body.picture_area())

    def set_body(self, body: CardBody) -> None:
        """Another body: other size, other ports' places, other painting."""
        self.prepareGeometryChange()
        body.picture = self.body.picture
        self.body = body
        self._place_ports()
        self._refresh()

    def set_look(self, **changes: bool) -> None:
        """Change members of `look`, and paint again if that made a difference."""
        for name, value in changes.items():
            if getattr(self.look, name) != value:
                setattr(self.look, name, value)
                self.update()

    @property
    def problem(self) -> Problem | None:
        """The problem that the card shows."""
        return self.face.problem

    # --- where it is --------------------------------------------------------------------------

    def box(self) -> QRectF:
        """The card without what stands out, in canvas pixels."""
        return QRectF(self.pos().x(), self.pos().y(), *self.body.size)

    def input_point(self, index: int) -> QPointF:
        """Where the wire of input slot `index` ends, in canvas pixels."""
        return self.pos() + self.body.port(True, index, len(self.inputs))

    def output_point(self, port: str) -> QPointF:
        """Where the wires of an output port start, in canvas pixels."""
        names = [item.port for item in self.outputs]
        return self.pos() + self.body.port(False, names.index(port), len(names))

    def ports(self) -> list[PortItem]:
        """Inputs, then outputs, top to bottom."""
        return [*self.inputs, *self.outputs]

    def light(self, ports: set[str] | None) -> None:
        """Light up the ports of these names; None: nothing is being drawn."""
        for port in self.ports():
            port.lit = ports is not None and port.name in ports
        dimmed = ports is not None and not any(port.lit for port in self.ports())
        self.set_look(dimmed=dimmed)
        self.update()

    # --- Qt -----------------------------------------------------------------------------------

    def boundingRect(self) -> QRectF:
        """The box and what stands out of it."""
        width, height = self.body.size
        return QRectF(-AIR, -AIR, width + 2 * AIR, height + 2 * AIR)

    def shape(self) -> QPainterPath:
        """The box."""
        path = QPainterPath()
        path.addRect(QRectF(0, 0, *self.body.size))
        return path

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Body, ports, badge."""
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        painter.setWorldTransform(snapped(painter.worldTransform(), painter.device().devicePixelRatio()))
        self.look.selected = self.isSelected()
        self.body.paint(painter, self.face, self.look, zoom)
        if zoom >= 0.3 or any(port.lit for port in self.ports()):
            self._paint_ports(painter)
        if self.face.problem is not None:
            self._paint_badge(painter)

    def _paint_ports(self, painter: QPainter) -> None:
        colours = theme().colours
        for port in self.ports():
            point = port.pos()
            if port.lit:
                halo = colours.accent.toRgb()
                halo.setAlpha(60)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(halo)
                painter.drawEllipse(point, 11.0, 11.0)
            if port.slot is not None and port.wired and not (port.lit or self.look.hovered):
                continue  # the wire's arrow shows it
            spare = port.slot is not None and port.slot.variadic and not port.wired
            ink = colours.accent if port.lit else colours.wire
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(ink if port.lit or port.wired else colours.surface)
            radius = PORT_RADIUS - 1 if spare and not port.lit else PORT_RADIUS
            painter.drawEllipse(point, radius, radius)

    def _paint_badge(self, painter: QPainter) -> None:
        colours = theme().colours
        area = QRectF(self.body.size[0] - 13, -9, 22, 22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.surface)
        painter.drawEllipse(area)
        name = "error" if self.face.failed else "warning"
        draw_icon(painter, name, colours.error if self.face.failed else colours.warning, area)

    # --- inside -------------------------------------------------------------------------------

    def _refresh(self) -> None:
        self.face = face_of(self.layer, self._report, self._problems, self._learns)
        self.setToolTip(self.face.tooltip)
        self.repair_button.show_text(self.face.repair)
        self.update()

    def _place_ports(self) -> None:
        for incoming, ports in ((True, self.inputs), (False, self.outputs)):
            for index, port in enumerate(ports):
                port.setPos(self.body.port(incoming, index, len(ports)))

    def _discard(self, ports: list[PortItem]) -> None:
        for port in ports:
            port.setParentItem(None)  # type: ignore[arg-type]  # the stub forgets None
            if (scene := port.scene()) is not None:
                scene.removeItem(port)
