"""What the colours of a surface mean, and what it says where the mouse is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.ui.colour_maps import picture, signed_table
from playground.ui.theme import theme

from .shade import faded

BAR_PX = 96.0
GAP_PX = 8.0


@dataclass(frozen=True)
class Scale:
    """A bar from orange to blue with a word at each end."""

    low: str
    high: str


@dataclass(frozen=True)
class Classes:
    """A dot and a name per class."""

    names: tuple[str, ...]
    colours: tuple[str, ...]


class LegendBar(QWidget):
    """A line below the plane."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFont(theme().number_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._legend: Scale | Classes | None = None
        self._text = ""
        self._at: float | None = None
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """One line of text."""
        return QSize(200, round(QFontMetricsF(self.font()).height()) + 4)

    def set_legend(self, legend: Scale | Classes | None) -> None:
        """What the colours mean."""
        if legend != self._legend:
            self._legend = legend
            names = (
                legend.names if isinstance(legend, Classes) else (legend.low, legend.high) if legend else ()
            )
            self.setAccessibleName(self.tr("Colours: {names}").format(names=", ".join(names)))
            self.update()

    @property
    def text(self) -> str:
        """What is said of the place under the mouse; empty while it is elsewhere."""
        return self._text

    def say(self, text: str, at: float | None = None) -> None:
        """What stands under the mouse; `at` (-1 to 1) marks it on the bar."""
        if (text, at) != (self._text, self._at):
            self._text, self._at = text, at
            self.setAccessibleDescription(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names and colours to the left; the words on the place to the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        area = QRectF(self.rect())
        if self._text:
            width = metrics.horizontalAdvance(self._text)
            painter.setPen(theme().colours.text)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._text)
            area.setRight(area.right() - width - 2 * GAP_PX)
        if isinstance(self._legend, Scale):
            self._paint_scale(painter, metrics, area, self._legend)
        elif isinstance(self._legend, Classes):
            self._paint_classes(painter, metrics, area, self._legend)

    def _paint_scale(self, painter: QPainter, metrics: QFontMetricsF, area: QRectF, scale: Scale) -> None:
        low, high = metrics.horizontalAdvance(scale.low), metrics.horizontalAdvance(scale.high)
        named = low + high + 2 * GAP_PX + BAR_PX / 2 <= area.width()
        bar = QRectF(area.left() + (low + GAP_PX if named else 0), area.center().y() - 4, BAR_PX, 8)
        bar.setRight(min(bar.right(), area.right() - (high + GAP_PX if named else 0)))
        if bar.width() < 16:
            return
        painter.drawImage(bar, picture(faded(signed_table(theme().dark).copy()[None])))
        painter.setPen(theme().colours.quiet)
        middle = Qt.AlignmentFlag.AlignVCenter
        if named:
            painter.drawText(QRectF(area.left(), area.top(), low + 2, area.height()), middle, scale.low)
            end = QRectF(bar.right() + GAP_PX, area.top(), high + 2, area.height())
            painter.drawText(end, middle, scale.high)
        if self._at is not None:
            x = bar.left() + bar.width() * (min(max(self._at, -1.0), 1.0) + 1.0) / 2.0
            painter.setPen(QPen(theme().colours.text, 2.0))
            painter.drawLine(QPointF(x, bar.top() - 3), QPointF(x, bar.bottom() + 3))

    def _paint_classes(
        self, painter: QPainter, metrics: QFontMetricsF, area: QRectF, classes: Classes
    ) -> None:
        x = area.left()
        for name, colour in zip(classes.names, classes.colours, strict=True):
            end = x + 14 + metrics.horizontalAdvance(name)
            if end > area.right():
                return
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(x + 5, area.center().y()), 4.5, 4.5)
            painter.setPen(theme().colours.quiet)
            where = QRectF(x + 14, area.top(), end - x, area.height())
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, name)
            x = end + GAP_PX
