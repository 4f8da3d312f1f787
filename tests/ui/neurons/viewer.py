"""A person in front of the neuron view: real mouse and key events."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from playground.ui.neurons.view import MAPS, WEIGHTS

WEIGHT_1 = np.array([[0.5, -0.53], [2.0, 0.25], [-7.0, 0.0]], np.float32)
"""linear_1.weight, 3 x 2."""
BIAS_1 = np.array([0.1, -1.5, 0.9], np.float32)
WEIGHT_2 = np.array([[1.0, -1.0, 0.3]], np.float32)
BIAS_2 = np.array([-0.4], np.float32)


class Viewer:
    """Points and types at things by their names."""

    def __init__(self, view, workspace, trainer, qtbot):
        self.view, self.workspace, self.trainer, self.qtbot = view, workspace, trainer, qtbot
        self.canvas = view.canvas
        self.maps = []
        view.map_hovered.connect(lambda values, title: self.maps.append((values, title)))

    def tell(self):
        """A picture of every neuron and of every weight arrives."""
        side = np.linspace(-1, 1, 50, dtype=np.float32)
        plane = np.broadcast_to(side, (50, 50))
        self.trainer.show(
            MAPS,
            extent=[6.0],
            input_1=np.stack([plane, plane.T]),
            linear_1=np.stack([plane * 5] * 3),
            tanh_1=np.stack([plane * 0.1, plane * 0.2, plane * 0.3]),
            linear_2=plane[None],
        )
        tensors = {"weight": WEIGHT_1, "bias": BIAS_1}, {"weight": WEIGHT_2, "bias": BIAS_2}
        named = {
            f"linear_{number}.{name}": value
            for number, layer in enumerate(tensors, 1)
            for name, value in layer.items()
        }
        self.trainer.show(WEIGHTS, **named)

    @property
    def project(self):
        return self.workspace.project

    def point(self, what):
        """The middle of what has that name, in viewport pixels, or the point itself."""
        return what if isinstance(what, QPoint) else self.canvas.rectangles()[what].center()

    def find(self, name):
        """The widget of that name."""
        return self.view.findChild(QWidget, name)

    def mouse(self, kind, at, button=Qt.MouseButton.LeftButton):
        port = self.canvas.viewport()
        moves = kind == QEvent.Type.MouseMove
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease or moves else button
        changed = Qt.MouseButton.NoButton if moves else button
        where = QPointF(self.point(at))
        event = QMouseEvent(
            kind, where, QPointF(port.mapToGlobal(where)), changed, held, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(port, event)

    def hover(self, at):
        self.mouse(QEvent.Type.MouseMove, at)

    def leave(self):
        QApplication.sendEvent(self.canvas.viewport(), QEvent(QEvent.Type.Leave))

    def click(self, at):
        self.hover(at)
        self.mouse(QEvent.Type.MouseButtonPress, at)
        self.mouse(QEvent.Type.MouseButtonRelease, at)

    def press(self, name):
        """Click the button of that name."""
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)

    def key(self, key, keys=Qt.KeyboardModifier.NoModifier):
        self.qtbot.keyClick(self.canvas, key, keys)

    def type(self, text):
        """Type a number into the open editor and press Enter."""
        field = self.find("neurons.editor.value")
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)
