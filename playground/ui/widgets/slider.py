"""ValueSlider: a slim slider over any scale. A drag is one gesture; a click jumps to its place."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from playground.ui.theme import theme

from .scale import Scale

PLACES = 1000
"""Places along the slider, as Qt counts them (and tells a screen reader)."""
GROOVE = 4.0
HANDLE = 7.0
"""Half its width."""


class ValueSlider(QSlider):
    """Shows a value on its scale. `moved(value, begins)` while a person moves it; `begins` is True
    at the first move of a drag or a newly pressed key, so that what follows can be one undo step."""

    moved = Signal(float, bool)

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._scale = scale
        self._number = scale.value(0.0)
        self._begins = True
        self.setRange(0, PLACES)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self.update)

    @property
    def number(self) -> float:
        """The value it stands for."""
        return self._number

    def show_number(self, value: float) -> None:
        """Show a value that comes from outside."""
        self._number = value
        self.setProperty("number", value)
        self.setValue(round(self._scale.share(value) * PLACES))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a drag of use."""
        return QSize(96, 24)

    def minimumSizeHint(self) -> QSize:
        """Still to be hit."""
        return QSize(48, 24)

    # --- hands --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The handle jumps to the mouse and follows it."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._begins = True
        self._go(self._scale.value(self._share(event.position())))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        if self.isSliderDown():
            self._go(self._scale.value(self._share(event.position())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of the drag."""
        self.setSliderDown(False)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, the page keys by ten, Home and End go to the ends."""
        keys = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }
        key = Qt.Key(event.key())
        if key in keys:
            wanted = self._scale.stepped(self._number, keys[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            wanted = self._scale.value(0.0 if key == Qt.Key.Key_Home else 1.0)
        else:
            event.ignore()
            return
        self._begins = not event.isAutoRepeat()
        self._go(wanted)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the panel: a slider under the mouse must not move by chance."""
        event.ignore()

    def _go(self, value: float) -> None:
        if value != self._number:
            self.show_number(value)
            begins, self._begins = self._begins, False
            self.moved.emit(value, begins)

    def _share(self, at: QPointF) -> float:
        return min(1.0, max(0.0, (at.x() - HANDLE - 1) / max(1.0, self.width() - 2 * HANDLE - 2)))

    # --- paint --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """A groove, filled up to a round handle."""
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        left, right = HANDLE + 1, self.width() - HANDLE - 1
        at = left + self._scale.share(self._number) * (right - left)
        live = self.isEnabled()
        painter.setBrush(colours.dot)
        painter.drawRoundedRect(QRectF(left, middle - GROOVE / 2, right - left, GROOVE), 2, 2)
        painter.setBrush(colours.accent if live else colours.wire)
        painter.drawRoundedRect(QRectF(left, middle - GROOVE / 2, at - left, GROOVE), 2, 2)
        if self.hasFocus():
            halo = QColor(colours.accent)
            halo.setAlphaF(0.28)
            painter.setBrush(halo)
            painter.drawEllipse(QPointF(at, middle), HANDLE + 4, HANDLE + 4)
        hot = live and (self.underMouse() or self.isSliderDown())
        painter.setBrush(colours.accent if hot else colours.surface)
        painter.setPen(QPen(colours.accent if live else colours.wire, 2))
        painter.drawEllipse(QPointF(at, middle), HANDLE - 1, HANDLE - 1)
