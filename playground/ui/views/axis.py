"""Axes of a plot: figures along a side, and the grid behind the lines.

pyqtgraph's axes know their ranges, their room and the mouse. What they draw is drawn here, a tenth as
long: while a network trains, that is done many times a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.ui.theme import theme

from .ticks import ticks

TICK_PX = 22.0
"""Figures above each other stand at least so far apart."""
BESIDE_PX, DIGIT_PX = 24.0, 8.0
"""Figures beside each other: the room between them, and that of each digit."""
GAP_PX = 4.0
"""Between two figures beside each other, at least."""
TEXT_PX = 9.0
"""From a figure to its end of the grid's line."""


class Axis(pg.AxisItem):  # type: ignore[misc]
    """The x axis, and what all axes share."""

    def __init__(self, side: str) -> None:
        super().__init__(side)
        self.enableAutoSIPrefix(False)
        self.setGrid(255)  # says that the axis paints over the whole plot; with what, `paint` says
        self.setZValue(-1000)  # behind the lines; the box that holds them stands at -100
        self.setStyle(tickLength=4)

    def dress(self, font: QFont) -> None:
        """Take the font and the colours in force."""
        self.setTickFont(theme().number_font(font))

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float | None, list[float]]]:
        """Round numbers, as many as have room in `size` px, with their distance."""
        room = BESIDE_PX + DIGIT_PX * len(f"{high:.0f}") if self.orientation == "bottom" else TICK_PX
        values = ticks(low, high, max(int(size / room) + 1, 3))
        return [(values[1] - values[0] if len(values) > 1 else 1.0, values)]

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        """The side's line, and for each value a line through the plot and a figure beside it."""
        plot = self.linkedView()
        room, area = self.rect(), plot.mapRectToItem(self, plot.boundingRect())
        below = self.orientation == "bottom"
        low, high = self.range
        length = area.width() if below else area.height()
        if not (high > low and length > 0):
            return
        levels = self.tickValues(low, high, length)
        texts = [text for gap, values in levels for text in self.tickStrings(values, 1.0, gap or 1.0)]
        share = [(value - low) / (high - low) for _, values in levels for value in values]
        if below:
            at = [area.left() + part * length for part in share]
            lines = [QLineF(x, area.top(), x, area.bottom()) for x in at]
            lines.append(QLineF(area.bottomLeft(), area.bottomRight()))
        else:
            at = [area.bottom() - part * length for part in share]
            lines = [QLineF(area.left(), y, area.right(), y) for y in at]
            lines.append(QLineF(area.topLeft(), area.bottomLeft()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme().colours.line))
        painter.drawLines(lines)
        font = self.style["tickFont"]
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(theme().colours.quiet)
        widths = [metrics.horizontalAdvance(text) for text in texts]
        height = metrics.height()
        free = np.inf  # from the right: beside the last figure, which is moved inwards, there may be no room
        for place, width, text in reversed(list(zip(at, widths, texts, strict=True))):
            if below:
                left = min(max(place - width / 2, room.left()), room.right() - width)
                if left + width + GAP_PX > free:
                    continue
                free = left
                where = QRectF(left, room.top() + TEXT_PX - 4, width, height)
            else:
                top = min(max(place - height / 2, room.top()), room.bottom() - height)
                where = QRectF(room.right() - TEXT_PX - width, top, width, height)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
        self._updateMaxTextSize(height if below else max(widths, default=0.0))


class ValueAxis(Axis):
    """The y axis: shares in percent where `percent` is set, and no crowd of figures on a log scale."""

    percent = False

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float | None, list[float]]]:
        """Round numbers, or powers of ten."""
        if self.logMode:
            return self.logTickValues(low, high, size, [])
        return super().tickValues(low, high, size)

    def logTickValues(
        self, low: float, high: float, size: float, _ticks: object
    ) -> list[tuple[float | None, list[float]]]:
        """Powers of ten, as far apart as their figures need, with 2 and 5 between where there is room."""
        decade_px = size / max(high - low, 1e-9)
        every = max(1, int(np.ceil(TICK_PX / decade_px)))
        whole = range(int(np.floor(low)), int(np.ceil(high)) + 1)
        decades = [float(power) for power in whole if power % every == 0 and low <= power <= high]
        room = 5 * TICK_PX if len(decades) > 1 else 3 * TICK_PX
        times = (2, 5) if decade_px >= room else (3,) if decade_px >= 2.2 * TICK_PX else ()
        between = [power + float(np.log10(factor)) for power in whole for factor in times]
        return [(1.0, decades), (None, [value for value in between if low <= value <= high])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Ticks in words; not more decimals than their distance needs."""
        if not self.percent or self.logMode:
            strings: list[str] = super().tickStrings(values, scale, spacing)
            return strings
        decimals = max(0, int(np.ceil(-np.log10(spacing * 100) - 1e-9))) if spacing > 0 else 0
        return [f"{value:.{decimals}%}".replace("%", " %") for value in values]
