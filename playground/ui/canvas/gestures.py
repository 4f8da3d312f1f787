"""Gestures: what a drag does from press to release, one object per drag.

A gesture only previews while it moves; the document changes once, when it is finished, so a drag is
one step of undo and giving up (Escape) costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPen
from PySide6.QtWidgets import QApplication, QGraphicsRectItem

from playground.catalog import new_layer
from playground.project import Wire
from playground.ui.theme import theme

from . import edits
from .card import NAME, LayerCard, PortItem
from .edits import CARD, Slot
from .layout import Place, free_place, snap
from .wire import WireItem, WirePreview

if TYPE_CHECKING:
    from .canvas import Canvas

translate = QCoreApplication.translate

CARRIED = 0.7
"""Opacity of a card that is let go somewhere else than where it is seen."""


class Gesture:
    """One drag. Points are in canvas pixels, but for `screen`, which is in viewport pixels."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.scene = canvas.network_scene

    def move(self, at: QPointF, screen: QPointF) -> None:
        """The mouse is here now: show what letting go would do."""

    def finish(self, at: QPointF, screen: QPointF) -> None:
        """The mouse was let go here: do it."""

    def cancel(self) -> None:
        """Given up: leave everything as it was."""

    def key(self, event: QKeyEvent) -> bool:
        """A key while the gesture lasts; whether it meant something."""
        if event.key() == Qt.Key.Key_Escape:
            self.canvas.give_up()
            return True
        return False


class PanView(Gesture):
    """Drags the ground."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, canvas: Canvas, screen: QPointF) -> None:
        super().__init__(canvas)
        self._last = screen

    def move(self, at: QPointF, screen: QPointF) -> None:
        """The ground follows the mouse."""
        moved, self._last = screen - self._last, screen
        self.canvas.pan(moved.x(), moved.y())


class MoveCards(Gesture):
    """Drags the selected cards; a press that does not move selects the one under the mouse.

    A single card without wires is put into the wire that it is let go on. One that has wires is only
    moved: what it does in the network stays as it is.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, canvas: Canvas, card: LayerCard, at: QPointF, screen: QPointF) -> None:
        super().__init__(canvas)
        self._card = card
        self._from, self._screen = at, screen
        self._places = self.scene.places()
        self._names = self.scene.selected_layers()
        self._moving = False
        self._moved: dict[str, Place] = {}
        self._wires = WireLight(canvas, card)
        self._loose = len(self._names) == 1 and edits.is_loose(self.scene.network, card.layer.id)

    def move(self, at: QPointF, screen: QPointF) -> None:
        """The cards follow on the grid, once it is clear that this is a drag."""
        way = (screen - self._screen).manhattanLength()
        if not self._moving and way >= QApplication.startDragDistance():
            self._lift(True)
        if self._moving:
            x, y = self._places[self._card.layer.id]
            dx = snap(x + at.x() - self._from.x()) - x
            dy = snap(y + at.y() - self._from.y()) - y
            self._moved = {n: (self._places[n][0] + dx, self._places[n][1] + dy) for n in self._names}
            self.scene.place(self._moved)
        if self._moving and self._loose:
            # It was grasped somewhere: what counts is where the mouse is, or the middle of the card.
            lit = self._wires.find(at) or self._wires.find(self._card.box().center())
            self._wires.light(lit)
            self._card.setOpacity(CARRIED if lit else 1.0)

    def finish(self, at: QPointF, screen: QPointF) -> None:
        """One step of undo for the whole drag."""
        if not self._moving:
            self.canvas.select([self._card.layer.id])
            return
        wire = self._wires.lit
        self._lift(False)
        if wire is not None:
            self.canvas.put_into(self._card.layer.id, wire)
            return
        moved, sizes = self._moved, self.scene.sizes()
        self.canvas.workspace.apply(translate("Canvas", "Move"), lambda p: edits.move(p, moved, sizes))

    def cancel(self) -> None:
        """Back to where they stood."""
        self._lift(False)
        self.scene.place({name: self._places[name] for name in self._names})

    def _lift(self, lifted: bool) -> None:
        """Cards in the hand lie above the others."""
        self._moving = lifted
        self._wires.light(None)
        self.scene.passing = self._card.layer.id if lifted and self._loose else None
        for name in self._names:
            self.scene.cards[name].setZValue(2 if lifted else 1)
        self._card.setOpacity(1.0)


class RubberBand(Gesture):
    """Selects the cards that a rectangle touches, in addition to what `kept` names."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas, at: QPointF, kept: tuple[str, ...]) -> None:
        super().__init__(canvas)
        self._from, self._kept = at, kept
        self._before = self.scene.selected_layers()
        self._band = QGraphicsRectItem()
        self._band.setPen(QPen(theme().colours.accent, 0))
        self._band.setBrush(_translucent(theme().colours.accent))
        self._band.setZValue(4)
        self.scene.addItem(self._band)
        self.canvas.select(kept)

    def move(self, at: QPointF, screen: QPointF) -> None:
        """Select as the band grows."""
        band = QRectF(self._from, at).normalized()
        self._band.setRect(band)
        touched = [name for name, card in self.scene.cards.items() if card.box().intersects(band)]
        self.canvas.select([*self._kept, *touched])

    def finish(self, at: QPointF, screen: QPointF) -> None:
        """Only the band goes."""
        self.scene.removeItem(self._band)

    def cancel(self) -> None:
        """The selection from before comes back."""
        self.scene.removeItem(self._band)
        self.canvas.select(self._before)


class DrawWire(Gesture):
    """Draws a wire from a port, in either direction. Ports where it may land light up."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas, port: PortItem, screen: QPointF) -> None:
        super().__init__(canvas)
        self._screen = screen
        self._slot = port.slot
        self._layer, self._port = port.card.layer.id, port.port
        self._origin = port.scenePos()
        network = self.scene.network
        if self._slot is None:
            legal = {slot.name for slot in edits.legal_slots(network, self._layer, self._port)}
        else:
            legal = {f"{layer}.{name}" for layer, name in edits.legal_sources(network, self._slot)}
        self._legal = legal
        for card in self.scene.cards.values():
            card.light(legal)
        port.card.set_look(dimmed=False)
        self._preview = WirePreview()
        self.scene.addItem(self._preview)
        self._show(self._origin, None)

    def move(self, at: QPointF, screen: QPointF) -> None:
        """The loose end follows the mouse, and jumps to the port where it would land."""
        self._show(at, self._target(at))

    def finish(self, at: QPointF, screen: QPointF) -> None:
        """Connect; on open ground, ask what layer to put there."""
        self._clear()
        if (screen - self._screen).manhattanLength() < QApplication.startDragDistance():
            return
        target, port = self._target(at), self.canvas.port_at(at)
        card = port.card if port is not None else self.canvas.card_at(at)
        if target is not None:
            self._connect(target.card.layer.id, target.port, target.slot)
        elif card is not None and card.layer.id != self._layer:
            self._try(card)
        elif card is None and self._slot is None:
            self.canvas.search(at, source=(self._layer, self._port))

    def cancel(self) -> None:
        """Nothing was changed."""
        self._clear()

    def _target(self, at: QPointF) -> PortItem | None:
        """The lit port that letting go here would connect to: the one under the mouse, else the
        first free one of the card under it, else its first."""
        port = self.canvas.port_at(at)
        if port is not None and port.name in self._legal:
            return port
        card = port.card if port is not None else self.canvas.card_at(at)
        if card is None:
            return None
        lit = [port for port in card.ports() if port.name in self._legal]
        return next((port for port in lit if not port.wired), lit[0] if lit else None)

    def _try(self, card: LayerCard) -> None:
        """Connect to a card that cannot be connected to, so that the refusal says why."""
        if self._slot is None:
            slots = edits.slots(self.scene.network, card.layer)
            if slots:
                self._connect(card.layer.id, slots[0].port, slots[0])
                return
            sentence = translate("Canvas", "{0} takes nothing in: wires only start there.")
            self.canvas.workspace.say(sentence.format(card.layer.title), "warning")
        else:
            ports = edits.outputs(self.scene.network, card.layer)
            self._connect(card.layer.id, ports[0], None)

    def _connect(self, layer: str, port: str, slot: Slot | None) -> None:
        if self._slot is None and slot is not None:
            self.canvas.connect_ports(self._layer, self._port, slot)
        elif self._slot is not None:
            self.canvas.connect_ports(layer, port, self._slot)

    def _show(self, at: QPointF, target: PortItem | None) -> None:
        end = target.scenePos() if target else at
        start, end = (self._origin, end) if self._slot is None else (end, self._origin)
        self._preview.run(start, end, target is not None)

    def _clear(self) -> None:
        self.scene.removeItem(self._preview)
        for card in self.scene.cards.values():
            card.light(None)


class DropLayer(Gesture):
    """A layer dragged from the palette: onto the ground, or onto a wire that takes it in."""

    def __init__(self, canvas: Canvas, kind: str) -> None:
        super().__init__(canvas)
        self._kind = kind
        layer = new_layer(self.scene.network, kind)
        self._inserts = edits.passage(layer) is not None
        self._ghost = LayerCard(layer)
        self._wires = WireLight(canvas, self._ghost)
        self._ghost.setData(NAME, None)  # no part of the network yet
        self._ghost.setOpacity(CARRIED)
        self._ghost.setZValue(4)
        self._ghost.hide()
        self.scene.addItem(self._ghost)

    def move(self, at: QPointF, screen: QPointF) -> None:
        """Show the place, or light up the wire."""
        self._wires.light(self._wires.find(at) if self._inserts else None)
        self._ghost.setPos(QPointF(*self._spot(at)))
        self._ghost.setVisible(self._wires.lit is None)

    def finish(self, at: QPointF, screen: QPointF) -> None:
        """Put the layer there."""
        self.move(at, screen)
        wire = self._wires.lit
        self.cancel()
        self.canvas.put(self._kind, self._spot(at), wire)

    def cancel(self) -> None:
        """Take the preview away."""
        self._wires.light(None)
        self.scene.removeItem(self._ghost)

    def _spot(self, at: QPointF) -> Place:
        """The card under the mouse by its middle, on the grid, where it covers no other."""
        wanted = (snap(at.x() - CARD[0] / 2), snap(at.y() - CARD[1] / 2))
        return free_place(wanted, CARD, edits.boxes(self.scene.places(), self.scene.sizes()))


class WireLight:
    """Lights up the wire that a layer would be put into; `carried` is its card, which hides nothing."""

    def __init__(self, canvas: Canvas, carried: LayerCard) -> None:
        self._canvas, self._carried = canvas, carried
        self._item: WireItem | None = None

    @property
    def lit(self) -> Wire | None:
        """The wire that is lit up."""
        return self._item.wire if self._item else None

    def find(self, at: QPointF) -> WireItem | None:
        """The wire near a canvas point on open ground."""
        if self._canvas.card_at(at, self._carried) is not None:
            return None
        return self._canvas.wire_at(at, 16.0)

    def light(self, item: WireItem | None) -> None:
        """Light up this one and no other."""
        if item is not self._item:
            if self._item is not None:
                self._item.show(lit=False)
            if item is not None:
                item.show(lit=True)
            self._item = item


class ConnectByKeys(Gesture):
    """Draws a wire without the mouse: arrow keys choose where it lands, Enter makes it."""

    def __init__(self, canvas: Canvas, layer_id: str) -> None:
        super().__init__(canvas)
        network = self.scene.network
        self._source = layer_id
        self._port = edits.outputs(network, network.by_id[layer_id])[0]
        legal = edits.legal_slots(network, layer_id, self._port)
        points = {slot.name: self._point(slot) for slot in legal}
        self.slots = sorted(legal, key=lambda slot: points[slot.name].toTuple())
        fed = {wire.target for wire in network.outgoing[layer_id]}
        free = [i for i, slot in enumerate(self.slots) if slot.wire is None and slot.layer not in fed]
        self._chosen = free[0] if free else 0
        self._preview = WirePreview()
        self.scene.addItem(self._preview)
        self._show()

    @property
    def chosen(self) -> Slot:
        """Where Enter would connect to."""
        return self.slots[self._chosen]

    def key(self, event: QKeyEvent) -> bool:
        """Arrows choose, Enter connects, Escape gives up; other keys wait."""
        forth = event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Tab)
        back = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backtab)
        if forth or back:
            self._chosen = (self._chosen + (1 if forth else -1)) % len(self.slots)
            self._show()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.canvas.give_up()
            self.canvas.connect_ports(self._source, self._port, self.chosen)
        else:
            super().key(event)
        return True

    def cancel(self) -> None:
        """Take the preview away."""
        self.scene.removeItem(self._preview)
        for card in self.scene.cards.values():
            card.light(None)

    def _show(self) -> None:
        for card in self.scene.cards.values():
            card.light({self.chosen.name})
            card.set_look(dimmed=False)
        start = self.scene.cards[self._source].output_point(self._port)
        self._preview.run(start, self._point(self.chosen), lands=True)
        self.canvas.reveal(self.chosen.layer)

    def _point(self, slot: Slot) -> QPointF:
        ports = self.scene.cards[slot.layer].inputs
        return next(port.scenePos() for port in ports if port.slot == slot)


def _translucent(colour: QColor) -> QColor:
    made = QColor(colour)
    made.setAlphaF(0.12)
    return made
