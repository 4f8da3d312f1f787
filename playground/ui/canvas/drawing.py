"""Gestures that draw a wire: from port to port with the mouse, or with arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from . import edits
from .card import LayerCard, PortItem
from .edits import Slot
from .gestures import Gesture
from .wire import WirePreview

if TYPE_CHECKING:
    from .canvas import Canvas

translate = QCoreApplication.translate


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
        self._landing: PortItem | None = None
        self._lane: float | None = None
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

    def reach(self) -> QRectF | None:
        """As far as there are ports."""
        return self.canvas.content()

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
        if target is not self._landing:
            self._landing = target
            self._lane = self.scene.lane(start, end) if target else None
        self._preview.run(start, end, target is not None, self._lane)

    def _clear(self) -> None:
        self.scene.removeItem(self._preview)
        for card in self.scene.cards.values():
            card.light(None)


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
        end = self._point(self.chosen)
        self._preview.run(start, end, lands=True, lane=self.scene.lane(start, end))
        self.canvas.reveal(self.chosen.layer)

    def _point(self, slot: Slot) -> QPointF:
        ports = self.scene.cards[slot.layer].inputs
        return next(port.scenePos() for port in ports if port.slot == slot)
