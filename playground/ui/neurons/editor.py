"""NumberEditor: a small panel beside a line or a bias in which its number is typed or slid."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.ui.theme import theme
from playground.ui.widgets.number import NumberField
from playground.ui.widgets.scale import Linear
from playground.ui.widgets.slider import ValueSlider

from .geometry import WEIGHT_MOST
from .model import Number

STEP = 0.05


class NumberEditor(QFrame):
    """Edits one number at a time. `edited(value, gesture)`: edits of one gesture are one step of undo.

    Closes on Enter, Escape, or when the keyboard goes elsewhere; `closed()` follows.
    """

    edited = Signal(float, object)
    closed = Signal()

    def __init__(self, gestures: Callable[[], int], parent: QWidget) -> None:
        super().__init__(parent)
        self.number: Number | None = None
        """What is edited; None while closed."""
        self._gestures = gestures
        self._ground = parent
        self._gesture = 0
        self.setObjectName("neurons.editor")
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        scale = Linear(-WEIGHT_MOST, WEIGHT_MOST, STEP)
        self.slider = ValueSlider(scale, self)
        self.slider.setObjectName("neurons.editor.slider")
        self.slider.setMinimumWidth(140)
        self.slider.moved.connect(self._slide)
        self.field = NumberField(False, math.isfinite, "", self)
        self.field.setObjectName("neurons.editor.value")
        self.field.setFixedWidth(84)
        self.field.stepper = lambda value, steps: float(f"{value + steps * STEP:.6g}")
        self.field.committed.connect(self._type)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addLayout(row)
        self.setFocusProxy(self.field)
        self._dress()
        theme().changed.connect(self._dress)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusObjectChanged.connect(self._focus_moved)
        self.hide()

    def show_value(self, value: float) -> None:
        """The number as it is now; what a person is typing or dragging is left alone."""
        if self.field.isModified() or self.slider.isSliderDown():
            return
        selected = self.field.hasSelectedText()
        self.field.show_number(value)
        self.slider.show_number(value)
        if selected:
            self.field.selectAll()

    def open_at(self, point: QPoint, number: Number, words: str, value: float) -> None:
        """Show up beside a point of the parent, within it, with the number ready to be typed over;
        `words` say which number it is."""
        self.number = number
        self._title.setText(words)
        self.setAccessibleName(words)
        self.field.setAccessibleName(words)
        self.slider.setAccessibleName(self.tr("{0}, slider").format(words))
        self.field.setModified(False)
        self.show_value(value)
        self.adjustSize()
        room = self._ground.rect().adjusted(4, 4, -4, -4)
        x = min(point.x() + 12, room.right() - self.width())
        y = point.y() + 12
        if y + self.height() > room.bottom():
            y = point.y() - self.height() - 12
        self.move(max(x, room.left()), max(y, room.top()))
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def shut(self) -> None:
        """Go away; what was typed so far is taken if it is a number."""
        if self.number is None:
            return
        self.field.commit()
        self.number = None
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Escape close; the field has had them first."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            self.shut()
            self._ground.setFocus()
            event.accept()
            return
        super().keyPressEvent(event)

    def _slide(self, value: float, begins: bool) -> None:
        if begins:
            self._gesture = self._gestures()
        self.field.setModified(False)
        self.field.show_number(value)
        self.edited.emit(value, self._gesture)

    def _type(self, value: float, repeats: bool) -> None:
        if not repeats:
            self._gesture = self._gestures()
        self.slider.show_number(value)
        self.edited.emit(float(value), self._gesture)

    def _focus_moved(self, new: QObject | None) -> None:
        # Nothing at all: another window has the keyboard, and this one keeps what is open.
        if isinstance(new, QWidget) and new is not self and not self.isAncestorOf(new):
            self.shut()

    def _dress(self) -> None:
        c = theme().colours
        self.setStyleSheet(
            f"NumberEditor {{ background: {c.surface.name()};"
            f" border: 1px solid {c.line.name()}; border-radius: 8px; }}"
        )
