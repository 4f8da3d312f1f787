"""A person in front of the canvas: real mouse and key events."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from playground.project import Project
from playground.ui.canvas import edits
from playground.ui.canvas.carry import pack


def chain(*kinds):
    """A project with these layers one behind the other."""
    project = Project()
    for kind in kinds:
        project = edits.append(project, {}, kind)
    return project


def wires(project):
    """Names of all wires, in their order."""
    return [wire.name for wire in project.network.wires]


START = ["input_1.out->linear_1.in", "linear_1.out->tanh_1.in", "tanh_1.out->add_1.in"]
"""The wires that the fixture `person` starts with."""


class Person:
    """Points, drags and types. Points are in viewport pixels of the canvas, or names of items."""

    def __init__(self, canvas, qtbot):
        self.canvas, self.qtbot = canvas, qtbot
        self.said = []
        canvas.workspace.message.connect(lambda message: self.said.append(message.text))

    @property
    def project(self):
        return self.canvas.workspace.project

    def point(self, what):
        """Where `what` is: the middle of a card, port or wire, or the point itself."""
        if isinstance(what, QPoint):
            return what
        if "->" in what:
            item = self.canvas.item_named(what)
            return self.canvas.mapFromScene(item.middle())
        return self.canvas.rectangles()[what].center()

    def mouse(self, kind, at, button=Qt.MouseButton.LeftButton, keys=Qt.KeyboardModifier.NoModifier):
        port = self.canvas.viewport()
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
        changed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
        event = QMouseEvent(kind, QPointF(at), QPointF(port.mapToGlobal(at)), changed, held, keys)
        QApplication.sendEvent(port, event)

    def press(self, at, **how):
        self.mouse(QEvent.Type.MouseButtonPress, self.point(at), **how)

    def move(self, at, **how):
        self.mouse(QEvent.Type.MouseMove, self.point(at), **how)

    def release(self, at, **how):
        self.mouse(QEvent.Type.MouseButtonRelease, self.point(at), **how)

    def click(self, at, **how):
        self.press(at, **how)
        self.release(at, **how)

    def double_click(self, at):
        at = self.point(at)
        self.click(at)
        self.mouse(QEvent.Type.MouseButtonDblClick, self.point(at))
        self.release(at)

    def drag(self, start, end, **how):
        start, end = self.point(start), self.point(end)
        self.press(start, **how)
        for share in (0.3, 0.7, 1.0):
            self.move(start + (end - start) * share, **how)
        self.release(end, **how)

    def key(self, key, keys=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(self.canvas, key, keys)

    def carry(self, what, *way):
        """Drag a layer or block from a palette along these points, without letting go at the last."""
        mime = pack(what)
        how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        port, points = self.canvas.viewport(), [self.point(at) for at in way]
        enter = QDragEnterEvent(points[0], *how)
        QApplication.sendEvent(port, enter)
        for at in points if enter.isAccepted() else ():
            QApplication.sendEvent(port, QDragMoveEvent(at, *how))
        drop = QDropEvent(QPointF(points[-1]), *how)
        return enter.isAccepted(), lambda: QApplication.sendEvent(port, drop)


def overlapping(canvas):
    """Pairs of cards that overlap."""
    cards = list(canvas.network_scene.cards.values())
    pairs = [(a, b) for a in cards for b in cards if a is not b]
    return [(a.layer.id, b.layer.id) for a, b in pairs if a.box().intersects(b.box())]
