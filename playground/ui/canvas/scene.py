"""NetworkScene: the cards and wires of the model, kept equal to the document by identity."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from playground.catalog import Report
from playground.project import Layer, Network, Project, Wire

from . import edits
from .body import CardBody
from .card import AIR, LayerCard
from .layout import GAP_X, Place, Size
from .route import Box, Point, lanes
from .wire import WireItem

FAR = GAP_X * 2
"""A forward wire shorter than this, in a fitting gap, cannot cross a card."""


class NetworkScene(QGraphicsScene):
    """Cards by layer id, wires by Wire. Only what an edit touched is touched here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[str, LayerCard] = {}
        self.wires: dict[Wire, WireItem] = {}
        self.network = Network()
        self.passing: str | None = None
        """A card that is being dragged and could be put into a wire: no wire gives way to it."""
        self._flow: float | None = None
        self._content: QRectF | None = None

    def sizes(self) -> dict[str, Size]:
        """Size of every card, by layer id."""
        return {name: card.body.size for name, card in self.cards.items()}

    def places(self) -> dict[str, Place]:
        """Where every card stands now, a drag included."""
        return {name: (card.pos().x(), card.pos().y()) for name, card in self.cards.items()}

    def content(self) -> QRectF:
        """The rectangle around all cards and what they paint beyond their boxes."""
        if self._content is None:
            self._content = QRectF()
            for card in self.cards.values():
                self._content |= card.box().adjusted(-AIR, -AIR, AIR, AIR)
        return self._content

    def show_project(self, project: Project) -> None:
        """Bring cards and wires up to the document; what is the same object is left alone."""
        network, before = project.network, self.network
        if network is not before:
            self._show_layers(network, before)
            self._show_wires(network)
            self.network = network
        self.place(edits.places(project, self.sizes()))

    def show_report(self, report: Report, learns: Callable[[Layer], Layer]) -> None:
        """Let every card show what a check found of it, and how it `learns` where it stands."""
        for name, card in self.cards.items():
            card.show_report(report.card(name), report.of(name), learns(card.layer))

    def place(self, places: Mapping[str, Place]) -> None:
        """Put cards at these places and run all wires anew."""
        for name, (x, y) in places.items():
            card = self.cards[name]
            if (card.pos().x(), card.pos().y()) != (x, y):
                card.setPos(x, y)
        self._content = None
        self._run_wires()

    def lane(self, start: QPointF, end: QPointF) -> float | None:
        """The lane that a new wire between these points would take."""
        return self._lanes({**self._ends(), None: (start, end)}).get(None)

    def set_body(self, layer_id: str, body: CardBody) -> None:
        """Give a card another body, and its wires their new ends."""
        self.cards[layer_id].set_body(body)
        self.place({})

    def set_flow(self, phase: float | None) -> None:
        """What flows along the wires stands at `phase` (in dashes); None: nothing flows."""
        if phase == self._flow:
            return
        self._flow = phase
        for item in self.wires.values():
            item.flow = phase
            item.update()

    def selected_layers(self) -> tuple[str, ...]:
        """Ids of the selected cards, in the order of the network."""
        return tuple(
            layer.id
            for layer in self.network.layers
            if layer.id in self.cards and self.cards[layer.id].isSelected()
        )

    def selected_wires(self) -> tuple[Wire, ...]:
        """The selected wires."""
        return tuple(wire for wire, item in self.wires.items() if item.isSelected())

    # --- inside -------------------------------------------------------------------------------

    def _show_layers(self, network: Network, before: Network) -> None:
        for name in [name for name in self.cards if name not in network.by_id]:
            self.removeItem(self.cards.pop(name))
        for layer in network.layers:
            card = self.cards.get(layer.id)
            if card is None:
                card = self.cards[layer.id] = LayerCard(layer)
                self.addItem(card)
            elif card.layer is not layer:
                card.show_layer(layer)
            elif network.incoming[layer.id] == before.incoming.get(layer.id) and network.outgoing[
                layer.id
            ] == before.outgoing.get(layer.id):
                continue
            feeding = {wire.source_port for wire in network.outgoing[layer.id]}
            card.show_ports(edits.slots(network, layer), edits.outputs(network, layer), feeding)

    def _show_wires(self, network: Network) -> None:
        wanted = set(network.wires)
        for wire in [wire for wire in self.wires if wire not in wanted]:
            self.removeItem(self.wires.pop(wire))
        for wire in network.wires:
            if wire not in self.wires:
                item = self.wires[wire] = WireItem(wire)
                item.flow = self._flow
                self.addItem(item)

    def _run_wires(self) -> None:
        ends = self._ends()
        lane = self._lanes(ends)
        for wire, item in self.wires.items():
            item.run(*ends[wire], lane.get(wire))

    def _ends(self) -> dict[Wire | None, tuple[QPointF, QPointF]]:
        """Where every wire starts and ends."""
        slots = {port.slot.wire: port for card in self.cards.values() for port in card.inputs if port.slot}
        return {
            wire: (self.cards[wire.source].output_point(wire.source_port), slots[wire].scenePos())
            for wire in self.wires
        }

    def _lanes(self, ends: Mapping[Wire | None, tuple[QPointF, QPointF]]) -> dict[Wire | None, float]:
        """The lanes of the wires that cannot run straight."""
        long: dict[Wire | None, tuple[Point, Point]] = {
            wire: (a.toTuple(), b.toTuple()) for wire, (a, b) in ends.items() if not 0 <= b.x() - a.x() <= FAR
        }
        boxes: list[Box] = []
        if long:
            standing = (card.box() for name, card in self.cards.items() if name != self.passing)
            boxes = [(box.left(), box.top(), box.right(), box.bottom()) for box in standing]
        return lanes(long, boxes)
