"""Fold: a heading that opens and closes what is below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from playground.ui.theme import theme


class FoldButton(QAbstractButton):
    """The heading: a chevron and a text."""

    def __init__(self, text: str, strong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strong = strong
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """One line, high enough to hit."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 28, max(24, metrics.height() + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Quiet until the mouse is there."""
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = colours.text if self._strong or self.underMouse() else colours.quiet
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 1.5))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        x, y = 6.0, self.height() / 2
        down = [(-3, -1.5), (0, 1.5), (3, -1.5)]
        right = [(-1.5, -3), (1.5, 0), (-1.5, 3)]
        points = [QPointF(x + dx, y + dy) for dx, dy in (down if self.isChecked() else right)]
        painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(QPolygonF(points))
        font = self.font()
        font.setWeight(font.Weight.DemiBold if self._strong else font.Weight.Normal)
        painter.setFont(font)
        area = self.rect().adjusted(16, 0, 0, 0)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Fold(QWidget):
    """A FoldButton over `body`, which is seen only while the fold is open. Given as a function, it is
    made when it is first wanted."""

    toggled = Signal(bool)

    def __init__(
        self,
        title: str,
        body: QWidget | Callable[[], QWidget],
        open: bool = False,
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.button = FoldButton(title, strong, self)
        self._body = body
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.button)
        self._column = column
        if isinstance(body, QWidget):
            column.addWidget(body)
            body.setVisible(open)
        self.button.setChecked(open)
        self.button.toggled.connect(self._toggle)

    @property
    def body(self) -> QWidget:
        """What is under the heading."""
        return self.make()

    def make(self) -> QWidget:
        """What is under the heading, made now if it was not yet."""
        if not isinstance(self._body, QWidget):
            self._body = self._body()
            self._column.addWidget(self._body)
            self._body.setVisible(self.button.isChecked())
        return self._body

    def set_open(self, open: bool) -> None:
        """Open or close it."""
        self.button.setChecked(open)

    def _toggle(self, open: bool) -> None:
        self.body.setVisible(open)
        self.toggled.emit(open)
