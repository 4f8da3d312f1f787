"""Gestures: what a drag does from press to release, one object per drag.

A gesture only previews while it moves; the document changes once, when it is finished, so a drag is
one step of undo and giving up (Escape) costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPen
from PySide6.QtWidgets import QApplication, QGraphicsRectItem

from playground.project import Wire
from playground.ui.theme import theme

from . import edits
from .card import NAME, LayerCard
from .clip import Clip
from .edits import CARD
from .layout import Place, free_place, snap
from .wire import WireItem

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

    def reach(self) -> QRectF | None:
        """How far the view follows a drag that comes near its edge, in canvas pixels; None: it stays."""
        return None

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
        self.canvas.shown.apply(translate("Canvas", "Move"), lambda p: edits.move(p, moved, sizes))

    def cancel(self) -> None:
        """Back to where they stood."""
        self._lift(False)
        self.scene.place({name: self._places[name] for name in self._names})

    def reach(self) -> QRectF | None:
        """Anywhere: there may be more ground wanted."""
        return self.scene.sceneRect() if self._moving else None

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

    def reach(self) -> QRectF | None:
        """As far as there is something to select."""
        return self.canvas.content()


class DropLayer(Gesture):
    """A layer dragged from the palette: onto the ground, or onto a wire that takes it in."""

    def __init__(self, canvas: Canvas, what: str | Clip) -> None:
        super().__init__(canvas)
        self._what = what
        layer = edits.coming(self.scene.network, what if isinstance(what, str) else what.layers[0])
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
        self.canvas.put(self._what, self._spot(at), wire)

    def cancel(self) -> None:
        """Take the preview away."""
        self._wires.light(None)
        self.scene.removeItem(self._ghost)

    def reach(self) -> QRectF | None:
        """As far as the network, and ground for a card beyond it."""
        width, height = 1.5 * CARD[0], 1.5 * CARD[1]
        return self.canvas.content().adjusted(-width, -height, width, height)

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


def _translucent(colour: QColor) -> QColor:
    made = QColor(colour)
    made.setAlphaF(0.12)
    return made
