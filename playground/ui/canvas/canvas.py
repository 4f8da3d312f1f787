"""Canvas: the network to see and to change. Turns mouse and keys into gestures and commands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from playground.catalog import Report
from playground.project import Project
from playground.ui.workspace import Workspace

from . import edits
from .blocks import BlockCommands
from .card import LayerCard, PortItem, RepairButton
from .carry import unpack
from .drawing import ConnectByKeys, DrawWire
from .edge import EdgeScroll
from .gestures import DropLayer, Gesture, MoveCards, PanView, RubberBand
from .hint import Hint
from .keys import ARROWS, METHODS
from .menus import menu_for
from .minimap import MARGIN, Minimap
from .wire import WireItem

translate = QCoreApplication.translate

Target = RepairButton | PortItem | LayerCard | WireItem | None


class Canvas(BlockCommands):
    """The network of a workspace as cards and wires."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.setObjectName("canvas")
        self.setAccessibleName(translate("Canvas", "Network"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAcceptDrops(True)
        self.gesture: Gesture | None = None
        self._edges = EdgeScroll(self._scroll_on, self)
        self._mouse = QPointF()
        self._space = False
        self._hovered: Target = None
        self._hint = Hint(self)
        self.minimap = Minimap(self)
        self.shown.changed.connect(self._follow)
        workspace.opened.connect(self.restore_view)
        self.shown.report_changed.connect(self._show_report)
        self.selection_changed.connect(self._describe)
        self._show_project(self.shown.project)
        self._show_report(self.shown.report)

    def set_flow(self, phase: float | None) -> None:
        """Let dashes flow along the wires while training: `phase` counts dashes, None stops it."""
        self.network_scene.set_flow(phase)

    def card(self, layer_id: str) -> LayerCard | None:
        """The card of a layer."""
        return self.network_scene.cards.get(layer_id)

    def connect_by_keys(self) -> None:
        """Draw a wire from the selected card with arrow keys and Enter."""
        chosen = self.selected()
        if len(chosen) != 1:
            self.workspace.say(translate("Canvas", "Select the one layer from which the wire starts."))
            return
        network = self.network_scene.network
        port = edits.outputs(network, network.by_id[chosen[0]])[0]
        if not edits.legal_slots(network, chosen[0], port):
            self.workspace.say(translate("Canvas", "There is no layer that this one could feed."))
            return
        self._start(ConnectByKeys(self, chosen[0]))
        self.workspace.say(
            translate("Canvas", "Arrow keys choose where the wire ends, Enter connects, Escape gives up.")
        )

    def give_up(self) -> None:
        """End the gesture that is going on, if any, and leave everything as it was."""
        if self.gesture is not None:
            self._let_go(self.gesture).cancel()

    def covered(self) -> QRectF:
        """Where the overview is."""
        if not self.minimap.isVisible():
            return QRectF()
        return self.mapToScene(
            self.minimap.geometry().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        ).boundingRect()

    # --- mouse --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin the gesture that fits what is under the mouse."""
        self.give_up()
        screen, at = event.position(), self.mapToScene(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._start(PanView(self, screen))
        elif left:
            self._press(self.item_at(at), at, screen, event.modifiers())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or light up what is under the mouse."""
        if self.gesture is not None:
            self._go_on(self.gesture, event.position())
        else:
            self._hover(self.item_at(self.mapToScene(event.position().toPoint())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the gesture."""
        if self.gesture is not None and not isinstance(self.gesture, ConnectByKeys):
            at = self.mapToScene(event.position().toPoint())
            self._let_go(self.gesture).finish(at, event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On the ground: search and add a layer there. On a card: open a block, rename a layer."""
        at = self.mapToScene(event.position().toPoint())
        item = self.item_at(at)
        if event.button() != Qt.MouseButton.LeftButton or isinstance(item, RepairButton):
            return
        self.give_up()
        if item is None:
            self.search(at)
        elif isinstance(item, LayerCard):
            self.select([item.layer.id])
            self.open_or_rename()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._hover(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Pan or zoom, with the gesture going on under the mouse."""
        super().wheelEvent(event)
        if self.gesture is not None:
            self._go_on(self.gesture, event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu for what is under the mouse, or, by key, for what is selected."""
        at = self.mapToScene(event.pos())
        where = event.globalPos()
        item = self.item_at(at)
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            chosen = self.selected()
            item = self.card(chosen[-1]) if chosen else None
            if item is not None:
                at = item.box().center()
            where = self.viewport().mapToGlobal(self.mapFromScene(at))
        if isinstance(item, PortItem | RepairButton):
            item = item.card
        if isinstance(item, LayerCard) and not item.isSelected():
            self.select([item.layer.id])
        elif isinstance(item, WireItem):
            self._select_wire(item)
        menu = menu_for(self, item, at)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    # --- keys ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Claims its own keys from the window's shortcuts while it has the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if self._knows(event):
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            # A gesture may use Tab, which would otherwise move the focus before keyPressEvent.
            tab = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if tab and self.gesture is not None and self.gesture.key(event):
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The gesture's keys, arrows, then the list of shortcuts."""
        if self.gesture is not None and self.gesture.key(event):
            return
        if event.key() == Qt.Key.Key_Space:
            self._hold_space(True)
        elif event.key() == Qt.Key.Key_Escape:
            self.step_back()
        elif event.key() in ARROWS and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.nudge(ARROWS[event.key()])
        elif event.key() in ARROWS:
            self.walk(ARROWS[event.key()])
        elif (method := METHODS.get(_sequence(event))) is not None:
            getattr(self, method)()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space let go: the mouse selects again."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """By Tab: show where the keyboard is."""
        super().focusInEvent(event)
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and not self.selected():
            self.walk("right")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard went elsewhere: so does its ring."""
        super().focusOutEvent(event)
        self._hold_space(False)
        for card in self.network_scene.cards.values():
            card.set_look(current=False)

    # --- from the palette ---------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A layer or block from the palette comes in; anything else is for the window."""
        what = unpack(event.mimeData())
        if what is not None:
            self.give_up()
            self.gesture = DropLayer(self, what)
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go."""
        if isinstance(self.gesture, DropLayer):
            self._go_on(self.gesture, event.position())
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self.give_up()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put it there."""
        if isinstance(self.gesture, DropLayer):
            at = self.mapToScene(event.position().toPoint())
            self._let_go(self.gesture).finish(at, event.position())
            event.acceptProposedAction()
            self.setFocus()

    # --- following the document ---------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies over the canvas keeps its place."""
        super().resizeEvent(event)
        self._hint.setGeometry(self.rect())

    def _looked(self) -> None:
        super()._looked()
        self.minimap.refresh()

    def _follow(self, before: Project, after: Project) -> None:
        rewired = before.network is not after.network
        if rewired or before.layout is not after.layout:
            if self.gesture is not None and rewired:
                self.give_up()
            self._show_project(after)
        elif self.shown.way:  # the blocks around may have changed
            self._show_report(self.shown.report)

    def _show_project(self, project: Project) -> None:
        self._hover(None)
        self.network_scene.show_project(project)
        self.network_scene.show_report(self.shown.report, self.shown.learns)
        self._hint.setVisible(not project.network.layers)
        self.widen()
        self.minimap.redraw()
        self._tell_selection()
        self._describe()

    def _show_report(self, report: Report) -> None:
        self.network_scene.show_report(report, self.shown.learns)
        self._describe()

    # --- inside -------------------------------------------------------------------------------

    def _press(self, item: Target, at: QPointF, screen: QPointF, keys: Qt.KeyboardModifier) -> None:
        adding = bool(keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
        if isinstance(item, RepairButton):
            self.repair(item.card.layer.id)
        elif isinstance(item, PortItem):
            self._start(DrawWire(self, item, screen))
        elif isinstance(item, LayerCard):
            name = item.layer.id
            if adding:
                self.select(set(self.selected()) ^ {name})
            else:
                if not item.isSelected():
                    self.select([name])
                self._start(MoveCards(self, item, at, screen))
        elif isinstance(item, WireItem):
            self._select_wire(item)
        else:
            self._start(RubberBand(self, at, self.selected() if adding else ()))

    def _select_wire(self, item: WireItem) -> None:
        self.select([])
        item.setSelected(True)

    def _start(self, gesture: Gesture) -> None:
        self._hover(None)
        self.gesture = gesture
        self.viewport().setCursor(gesture.cursor)

    def _go_on(self, gesture: Gesture, screen: QPointF) -> None:
        """The mouse is here now; near the edge the view goes along."""
        self._mouse = screen
        gesture.move(self.mapToScene(screen.toPoint()), screen)
        if gesture.reach() is not None:
            self._edges.follow(screen, self.viewport().rect().toRectF())

    def _scroll_on(self, dx: float, dy: float) -> None:
        """One step of scrolling at the edge, no further than the gesture reaches."""
        area = self.gesture.reach() if self.gesture is not None else None
        if self.gesture is None or area is None:
            return
        seen, zoom = self.seen(), self.zoom
        left, top = max(0.0, seen.left() - area.left()), max(0.0, seen.top() - area.top())
        right, bottom = max(0.0, area.right() - seen.right()), max(0.0, area.bottom() - seen.bottom())
        dx = round(min(max(dx, -right * zoom), left * zoom))
        dy = round(min(max(dy, -bottom * zoom), top * zoom))
        if dx or dy:
            self.pan(dx, dy)
            self.gesture.move(self.mapToScene(self._mouse.toPoint()), self._mouse)

    def _let_go(self, gesture: Gesture) -> Gesture:
        """The gesture that was going on, which is over now."""
        self.gesture = None
        self._edges.stop()
        self._hold_space(self._space)
        return gesture

    def _hold_space(self, held: bool) -> None:
        self._space = held
        if self.gesture is None:
            if held:
                self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
            else:
                self.viewport().unsetCursor()

    def _hover(self, item: Target) -> None:
        if item is self._hovered:
            return
        for target, hovered in ((self._hovered, False), (item, True)):
            if isinstance(target, PortItem):
                target.card.set_look(hovered=hovered)
            elif isinstance(target, LayerCard):
                target.set_look(hovered=hovered)
            elif isinstance(target, RepairButton):
                target.hovered = hovered
                target.update()
            elif isinstance(target, WireItem):
                target.show(hovered=hovered)
        self._hovered = item
        cursor = Qt.CursorShape.ArrowCursor
        if isinstance(item, PortItem):
            cursor = Qt.CursorShape.CrossCursor
        elif isinstance(item, RepairButton):
            cursor = Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if self._space else cursor)

    def _knows(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        ours = event.key() in ARROWS or event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape)
        return _sequence(event) in METHODS or (plain and ours)

    def _describe(self, *_: object) -> None:
        """Tell a screen reader what there is and what is selected."""
        network = self.network_scene.network
        text = translate("Canvas", "{0} layers, {1} wires.").format(len(network.layers), len(network.wires))
        for name in self.selected():
            face = self.network_scene.cards[name].face
            parts = [face.title, face.subtitle, face.shape, face.sentence]
            text += " " + translate("Canvas", "Selected: {0}.").format(", ".join(p for p in parts if p))
        self.setAccessibleDescription(text)


def _sequence(event: QKeyEvent) -> QKeySequence:
    """The key with its modifiers, but for Shift where it only makes the character, and the keypad."""
    keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.text() in ("/", "+", "=", "-"):
        keys &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(int(keys.value) | int(event.key()))
