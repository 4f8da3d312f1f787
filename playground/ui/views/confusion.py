"""The confusion matrix: what is (rows) against what the network says (columns), with numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from playground.ui.colour_maps import viridis_table
from playground.ui.theme import theme

LARGEST_PX = 64.0
LEAST_PX = 130
"""Height below which the cells cannot be read."""
NUMBER_FROM_PX = 16.0


class ConfusionMatrix(QWidget):
    """Counts by truth and prediction; a cell's colour is its share of its row (viridis)."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMouseTracking(True)
        self._counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._names: tuple[str, ...] = ()
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As large as the panel gives."""
        return QSize(320, 320)

    def minimumSizeHint(self) -> QSize:
        """Enough to be read, whatever else wants the room."""
        return QSize(120, LEAST_PX)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Counts, rows by truth."""
        return self._counts

    def set_counts(self, counts: NDArray[np.int64], names: tuple[str, ...]) -> None:
        """Other counts (C C, rows: truth) of classes with these names."""
        self._counts, self._names = counts, names
        right = int(np.trace(counts))
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setAccessibleDescription(
            self.tr("{right} of {all} right").format(right=right, all=int(counts.sum()))
        )
        self.update()

    def _widest(self) -> float:
        metrics = QFontMetricsF(self.font())
        return max((metrics.horizontalAdvance(name) for name in self._names), default=0.0)

    def _names_px(self) -> float:
        """Room for the names of the rows."""
        return min(self._widest(), self.width() * 0.3)

    def _grid(self) -> tuple[QRectF, float, float]:
        """Where the cells are, how large one is, and how much room is above for the names of the columns:
        these stand upright where they are wider than a cell."""
        height = QFontMetricsF(self.font()).height()
        left = self._names_px() + 14 + height
        widest = self._widest()
        side = self._side(left, 2 * height + 10)
        above = height
        if widest > side - 2:
            above = max(height, min(widest + 4, self.height() * 0.3))
            side = self._side(left, height + above + 10)
        left += max(0.0, (self.width() - left - 6 - side * len(self._counts)) / 2)
        extent = side * max(len(self._counts), 1)
        return QRectF(left, height + above + 10, extent, extent), side, above

    def _side(self, left: float, top: float) -> float:
        count = max(len(self._counts), 1)
        room = min((self.width() - left - 6) / count, (self.height() - top - 6) / count)
        return max(min(room, LARGEST_PX), 2.0)

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """Truth and prediction of the cell under a place."""
        grid, side, _ = self._grid()
        if not len(self._counts) or not grid.contains(place):
            return None
        last = len(self._counts) - 1
        row, column = (place.y() - grid.top()) / side, (place.x() - grid.left()) / side
        return min(int(row), last), min(int(column), last)

    def colour(self, row: int, column: int) -> QColor:
        """A cell's colour: viridis by its share of its row."""
        total = int(self._counts[row].sum())
        share = self._counts[row, column] / total if total else 0.0
        return QColor(*viridis_table()[round(share * 255)].tolist())

    def event(self, event: QEvent) -> bool:
        """Says a cell in words."""
        if isinstance(event, QHelpEvent):
            cell = self.cell_at(QPointF(event.pos()))
            if cell is None:
                QToolTip.hideText()
            else:
                row, column = cell
                count, total = int(self._counts[row, column]), int(self._counts[row].sum())
                text = self.tr("{count} of {total} that are {truth} are taken for {guess}").format(
                    count=count, total=total, truth=self._names[row], guess=self._names[column]
                )
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cells, their numbers where there is room, names along both sides."""
        if not len(self._counts):
            return
        painter = QPainter(self)
        grid, side, above = self._grid()
        metrics = QFontMetricsF(self.font())
        colours = theme().colours
        painter.setFont(theme().number_font(self.font()))
        for row in range(len(self._counts)):
            for column in range(len(self._counts)):
                cell = QRectF(grid.left() + column * side, grid.top() + row * side, side, side)
                colour = self.colour(row, column)
                painter.fillRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), colour)
                text = str(int(self._counts[row, column]))
                if side >= NUMBER_FROM_PX and metrics.horizontalAdvance(text) <= side - 2:
                    painter.setPen(QColor("#000000" if _is_bright(colour) else "#FFFFFF"))
                    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(colours.quiet)
        height = metrics.height()
        heading = QRectF(grid.left(), 0, max(grid.width(), 120.0), height)
        painter.drawText(heading, Qt.AlignmentFlag.AlignLeft, self.tr("predicted"))
        painter.save()
        painter.translate(grid.left() - self._names_px() - height - 12, grid.center().y())
        painter.rotate(-90)
        along = QRectF(-grid.height() / 2, 0, max(grid.height(), 60.0), height)
        painter.drawText(along, Qt.AlignmentFlag.AlignHCenter, self.tr("truth"))
        painter.restore()
        painter.setPen(colours.text)
        every = max(1, int(np.ceil(height / side)))
        for index, name in list(enumerate(self._names))[::every]:
            room = self._names_px() + 2
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            middle = grid.top() + (index + 0.5) * side
            where = QRectF(grid.left() - room - 6, middle - height / 2, room, height)
            painter.drawText(where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short)
            if above <= height:
                where = QRectF(grid.left() + index * side, grid.top() - height - 4, side, height)
                painter.drawText(where, Qt.AlignmentFlag.AlignHCenter, name)
                continue
            painter.save()
            painter.translate(grid.left() + (index + 0.5) * side, grid.top() - 4)
            painter.rotate(-90)
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, above)
            where = QRectF(0, -height / 2, above, height)
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)
            painter.restore()


def _is_bright(colour: QColor) -> bool:
    """Whether black has more contrast on it than white: relative luminance (WCAG) above 0.179."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179
