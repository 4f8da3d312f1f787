"""NeuronCanvas: zoom, pan, mouse and keys over the scene of neurons. Decides nothing about edits."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from playground.ui.canvas.card import NAME
from playground.ui.theme import theme

from .geometry import GAP, HEAD, bounds, heading_bottom, spread
from .lines import REACH
from .model import Number, Opened, Unit
from .parts import Heading, HoverCard
from .scene import NeuronScene
from .walk import next_number, next_unit
from .words import hover_text

LEAST_ZOOM, MOST_ZOOM, FIT_ZOOM = 0.15, 4.0, 1.35
READABLE_ZOOM = 0.6
"""The whole is kept in sight by itself only down to this zoom; F goes further."""
STEP = 1.2
MARGIN_PX = 20
HEADING_PX = 64
ARROWS = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


class NeuronCanvas(QGraphicsView):
    """Signals: `looked_at(Unit | None)` when a neuron is hovered or selected, or none any more;
    `number_chosen(Number, QPoint)` when one is to be edited, at a point of the viewport;
    `stepped(column, +1 | -1)` when a heading's plus or minus is pressed; `current_changed()`."""

    looked_at = Signal(object)
    number_chosen = Signal(object, QPoint)
    stepped = Signal(str, int)
    current_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("neurons.canvas")
        self.setAccessibleName(self.tr("Neurons"))
        self.neurons = NeuronScene(self)
        self.setScene(self.neurons)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        # Headings are widgets on the viewport; scrolling it piece by piece would drag them along twice.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.follows = True
        """Whether the whole is kept in sight."""
        self.unit: Unit | None = None
        """The neuron that has the keyboard."""
        self.number: Number | None = None
        """The weight or bias of it that Enter edits."""
        self.headings: dict[str, Heading] = {}
        self._hovered: Unit | Number | None = None
        self._edited: Number | None = None
        self._looked: Unit | None = None
        self._pan: QPointF | None = None
        self._moved = False
        self._card = HoverCard(self.viewport())
        theme().changed.connect(self._arrange)

    # --- what is shown ------------------------------------------------------------------------

    def show_network(self, opened: Opened) -> None:
        """Another network; what has the keyboard keeps it where it still exists."""
        self._hover(None, QPointF())
        names = {c.id: c.hidden for c in self.neurons.opened.columns.values()}
        if names != {c.id: c.hidden for c in opened.columns.values()}:
            self._make_headings(opened)
        self.neurons.opened = opened
        if self.unit is not None and not self._exists(self.unit):
            self.select(None)
        self._arrange()

    def select(self, unit: Unit | None, number: Number | None = None) -> None:
        """Give the keyboard to a neuron, and to one of its numbers."""
        self.unit, self.number = unit, number
        self.neurons.set_current(unit)
        self._show_marked()
        self._look(unit)
        if unit is not None:
            x, y, width, height = self.neurons.boxes[unit.column].tile(unit.index)
            area = QRectF(x, y, width, height)
            if not self.mapToScene(self.viewport().rect()).boundingRect().contains(area):
                self.ensureVisible(area, 40, 60)
        self.current_changed.emit()

    def set_edited(self, number: Number | None) -> None:
        """Let the weight or bias stand out that is being edited."""
        self._edited = number
        self._show_marked()

    def rectangles(self) -> dict[str, QRect]:
        """Where every named column, neuron, bias and line is, in viewport pixels; a line by a point
        where it is best told from others."""
        found = {
            item.data(NAME): self.mapFromScene(item.mapToScene(item.boundingRect())).boundingRect()
            for item in self.neurons.items()
            if item.data(NAME)
        }
        for number, spot in self.neurons.lines.spots().items():
            at = self.mapFromScene(spot)
            found[number.name] = QRect(at.x() - 1, at.y() - 1, 3, 3)
        return found

    # --- zoom and pan -------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """Screen pixels per canvas pixel."""
        return float(self.transform().m11())

    def fit(self) -> None:
        """Show the whole network, and keep showing it."""
        self._fit(self._upright(), LEAST_ZOOM)

    def zoom_by(self, factor: float) -> None:
        """Nearer or farther; what is under the mouse stays there."""
        wanted = min(max(self.zoom * factor, LEAST_ZOOM), MOST_ZOOM)
        self.scale(wanted / self.zoom, wanted / self.zoom)
        self.follows = False
        self._place_headings()

    def _fit(self, upright: float, least: float) -> None:
        x, y, width, height = bounds(self.neurons.boxes)
        room = self.viewport().rect()
        wide = (room.width() - 2 * MARGIN_PX) / width
        scale = max(min(wide, upright, FIT_ZOOM), least)
        self.resetTransform()
        self.scale(scale, scale)
        margin, heading = MARGIN_PX / scale, HEADING_PX / scale
        area = QRectF(x, y + HEAD - heading, width, height - HEAD + heading)
        # A pixel less than what is seen, so that no scroll bar comes up for a rounding.
        margin -= 1 / scale
        wires = self.neurons.lines.boundingRect()
        self.setSceneRect(area.adjusted(-margin, -margin / 2, margin, margin) | wires)
        self.centerOn(area.center())
        self.follows = True
        self._place_headings()

    def _upright(self) -> float:
        """The zoom at which the columns fill the height; headings have their own size at any zoom."""
        height = bounds(self.neurons.boxes)[3] - HEAD
        return (self.viewport().height() - 2 * MARGIN_PX - HEADING_PX) / max(height, 1.0)

    def _arrange(self) -> None:
        self.neurons.show_network(self.neurons.opened, GAP)
        if not self.follows:
            self._place_headings()
            return
        # The height decides the zoom; then the columns move together or apart to fill the width. What
        # is too high to be seen whole is scrolled anyway: then at full size.
        upright = self._upright()
        zoom = min(upright if upright >= READABLE_ZOOM else 1.0, FIT_ZOOM)
        gap = spread(self.neurons.boxes, (self.viewport().width() - 2 * MARGIN_PX) / zoom)
        if gap != GAP:
            self.neurons.show_network(self.neurons.opened, gap)
        self._fit(zoom, READABLE_ZOOM)

    # --- headings -----------------------------------------------------------------------------

    def _make_headings(self, opened: Opened) -> None:
        for heading in self.headings.values():
            heading.hide()
            heading.deleteLater()
        self.headings = {}
        for column in opened.columns.values():
            if column.shown:
                heading = self.headings[column.id] = Heading(column.id, column.hidden, self.viewport())
                heading.stepped.connect(lambda step, name=column.id: self.stepped.emit(name, step))
                heading.entered.connect(lambda: self._hover(None, QPointF()))
                heading.show()

    def _place_headings(self) -> None:
        """Above their columns, at their own size, as wide as the way to the next column allows; where
        the upper end of a column is out of sight, at the upper edge."""
        boxes = self.neurons.boxes
        lefts = sorted({box.left for box in boxes.values()})
        gaps = [b - a for a, b in pairwise(lefts)]
        for name, heading in self.headings.items():
            if name not in boxes:
                continue
            box = boxes[name]
            bottom = heading_bottom(self.neurons.opened, boxes, name)
            at = self.mapFromScene(QPointF(box.left + box.width / 2, bottom))
            heading.fit(round(min(max(min(gaps, default=200.0) * self.zoom - 6, 56), 190)))
            end = self.mapFromScene(QPointF(box.left, box.top + box.height)).y() - heading.height()
            top = max(at.y() - heading.height() - 6, min(2, end))
            heading.set_veiled(top > at.y() - heading.height() - 6)
            heading.move(round(at.x() - heading.width() / 2), top)

    # --- mouse --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the ground, or of what is under the mouse."""
        self._moved = False
        target = self._target(event.position())
        middle = event.button() == Qt.MouseButton.MiddleButton
        if middle or (event.button() == Qt.MouseButton.LeftButton and target is None):
            self._pan = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or light up what is under the mouse."""
        if self._pan is None:
            self._hover(self._target(event.position()), event.position())
            return
        moved = event.position() - self._pan
        if self._moved or moved.manhattanLength() > 3:
            self._moved, self._pan = True, event.position()
            across, down = self.horizontalScrollBar(), self.verticalScrollBar()
            across.setValue(across.value() - round(moved.x()))
            down.setValue(down.value() - round(moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a weight or a bias edits it, on a neuron selects it, on the ground nothing."""
        panned, self._pan = self._pan is not None and self._moved, None
        if panned or event.button() != Qt.MouseButton.LeftButton:
            return
        target = self._target(event.position())
        if isinstance(target, Number):
            # No neuron is selected by this: the output is what one wants to see change.
            self._hover(None, event.position())
            self.select(None)
            self.number_chosen.emit(target, event.position().toPoint())
        else:
            self.select(None if target == self.unit else target)

    def viewportEvent(self, event: QEvent) -> bool:
        """The mouse is elsewhere."""
        if event.type() == QEvent.Type.Leave:
            self._hover(None, QPointF())
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl zooms where the mouse is, else scrolls."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(STEP ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    # --- keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Claims its own keys from the window's shortcuts while it has the keyboard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() in (*ARROWS, Qt.Key.Key_F, Qt.Key.Key_Return, Qt.Key.Key_Escape):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from neuron to neuron, with Shift along its weights; Enter edits; F fits."""
        key = event.key()
        if key in ARROWS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._walk_numbers(ARROWS[Qt.Key(key)])
        elif key in ARROWS:
            found = next_unit(self.neurons.opened, self.neurons.boxes, self.unit, ARROWS[Qt.Key(key)])
            if found is not None:
                self.select(found)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.unit is not None:
            numbers = self.neurons.numbers_of(self.unit)
            if numbers:
                number = self.number or numbers[0]
                self.select(self.unit, number)
                self.number_chosen.emit(number, self.mapFromScene(self.neurons.place_of(number)))
        elif key == Qt.Key.Key_Escape and self.unit is not None:
            self.select(None)
        elif key in (Qt.Key.Key_F, Qt.Key.Key_0):
            self.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / STEP)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By Tab: show where the keyboard is."""
        super().focusInEvent(event)
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and self.unit is None:
            self.select(next_unit(self.neurons.opened, self.neurons.boxes, None, "right"))

    # --- events of the view -------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole in sight."""
        super().resizeEvent(event)
        self._arrange()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Headings go along."""
        super().scrollContentsBy(dx, dy)
        self._place_headings()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """A plain ground: the lines are busy enough."""
        painter.fillRect(rect, theme().colours.ground)

    # --- inside -------------------------------------------------------------------------------

    def _exists(self, unit: Unit) -> bool:
        column = self.neurons.opened.columns.get(unit.column)
        return column is not None and unit.index < column.shown

    def _target(self, at: QPointF) -> Unit | Number | None:
        return self.neurons.target_at(self.mapToScene(at.toPoint()), REACH / max(self.zoom, 0.5))

    def _hover(self, target: Unit | Number | None, at: QPointF) -> None:
        changed, self._hovered = target != self._hovered, target
        if isinstance(target, Number):
            self._card.say(self.describe(target), at.x(), at.y())
        else:
            self._card.hide()
        if not changed:
            return
        self._show_marked()
        # Beside a neuron lies a line of it: the map that was looked at does not stay for that.
        self._look(target if isinstance(target, Unit) else self.unit)
        clickable = target is not None
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor
        )

    def describe(self, number: Number) -> str:
        """A number and where it stands, in words."""
        return hover_text(number, self.neurons.value(number), self.neurons.opened)

    def refresh_card(self) -> None:
        """The numbers have changed: so does what the hover card says."""
        if isinstance(self._hovered, Number) and not self._card.isHidden():
            self._card.setText(self.describe(self._hovered))
            self._card.adjustSize()

    def _show_marked(self) -> None:
        hovered = self._hovered if isinstance(self._hovered, Number) else None
        self.neurons.mark(hovered or self._edited or self.number)

    def _look(self, unit: Unit | None) -> None:
        self.neurons.look(unit)
        if unit != self._looked:
            self._looked = unit
            self.looked_at.emit(unit)

    def _walk_numbers(self, way: str) -> None:
        if self.unit is not None:
            number = next_number(self.neurons.numbers_of(self.unit), self.number, way)
            if number is not None:
                self.select(self.unit, number)
