"""One plot of the curves: lines, marks and crosshair; pan and zoom by mouse and keys.

x runs along steps, epochs or seconds; y is a loss or a metric, linear or logarithmic (then the
plot's own coordinate is log10). Lines come thinned out: as many places as there are pixels.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QGraphicsGridLayout, QGraphicsWidget, QToolTip, QWidget

from playground.ui.theme import theme

from .axis import Axis, ValueAxis
from .line import Line, Values

LABEL_ROWS = 3
LABEL_GAP_PX = 6.0
JOIN_PX = 24.0


class Dot(NamedTuple):
    """Where the crosshair crosses a line: y as `to_plot` gives it, and words for it or none."""

    y: float
    colour: QColor
    text: str = ""


class CurvePlot(pg.GraphicsView):  # type: ignore[misc]
    """A plot that draws what it is given.

    `pointed(x)` follows the mouse (None when it leaves), `moved()` a range that a person chose,
    `asked_fit()` a key or double click that wants everything seen again.
    """

    pointed = Signal(object)
    moved = Signal()
    asked_fit = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.paint_ms = 0.0
        self._log = False
        self._lines: dict[str, Line] = {}
        self._marks: tuple[tuple[float, str], ...] = ()
        self._cursor: float | None = None
        self._mouse: QPointF | None = None
        self._dots: list[Dot] = []
        self.setFrameShape(self.Shape.NoFrame)
        # A range that grows moves everything; one rectangle is also far quicker to clip to than many.
        self.setViewportUpdateMode(self.ViewportUpdateMode.FullViewportUpdate)
        self.setMouseTracking(True)
        self._x_axis = Axis("bottom")
        self._y_axis = ValueAxis("left")
        # A view box and two axes are all that is needed: pyqtgraph's PlotItem would bring its own
        # menus, fourteen of them, which outlive it.
        self.box = pg.ViewBox(enableMenu=False)
        self.box.disableAutoRange()
        self.box.sigRangeChangedManually.connect(self._moved_by_hand)
        frame = QGraphicsWidget()
        grid = QGraphicsGridLayout(frame)
        grid.setContentsMargins(4, 4, 8, 0)
        grid.setSpacing(0)
        grid.addItem(self._y_axis, 0, 0)
        grid.addItem(self.box, 0, 1)
        grid.addItem(self._x_axis, 1, 1)
        grid.setColumnStretchFactor(1, 1)
        grid.setRowStretchFactor(0, 1)
        self._y_axis.linkToView(self.box)
        self._x_axis.linkToView(self.box)
        self.setCentralItem(frame)
        self.dress()

    # --- what is drawn ------------------------------------------------------------------------

    @property
    def log(self) -> bool:
        """Whether y is logarithmic."""
        return self._log

    def set_log(self, log: bool) -> None:
        """Draw y by its logarithm; lines must be given again."""
        self._log = log
        self._y_axis.setLogMode(x=False, y=log)

    def set_percent(self, percent: bool) -> None:
        """Write y in percent."""
        self._y_axis.percent = percent
        self._y_axis.update()

    def to_plot(self, values: NDArray[np.floating]) -> Values:
        """Measured values as places on the y axis: log10 where that is chosen, NaN for what has none."""
        y = np.asarray(values, np.float64)
        if not self._log:
            return y
        return np.log10(y, out=np.full(len(y), np.nan), where=y > 0.0)

    def set_line(self, key: str, x: Values, y: Values, pen: QPen, depth: float) -> None:
        """Draw or replace a line through x, y (n; y as `to_plot` gives it). `depth` orders lines."""
        self._line(key, depth).draw(x, y, pen)

    def set_band(self, key: str, x: Values, low: Values, high: Values, colour: QColor, depth: float) -> None:
        """Fill what lies between two lines (n each). Far cheaper than a line to and fro."""
        known = np.isfinite(low) & np.isfinite(high)
        if not known.all():
            x, low, high = x[known], low[known], high[known]
        around = (np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]]))
        self._line(key, depth).fill(*around, colour)

    def _line(self, key: str, depth: float) -> Line:
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line(depth)
            self.box.addItem(line, ignoreBounds=True)
        return line

    def keep_lines(self, keys: Iterable[str]) -> None:
        """Take away every line that is not among `keys`."""
        for key in self._lines.keys() - set(keys):
            self.box.removeItem(self._lines.pop(key))

    @property
    def lines(self) -> dict[str, tuple[Values, Values]]:
        """What is drawn, by key: x and y as given (of a logarithmic plot, log10)."""
        return {key: line.points for key, line in self._lines.items()}

    def set_marks(self, marks: tuple[tuple[float, str], ...]) -> None:
        """Thin labelled lines at x where something was changed."""
        if marks != self._marks:
            self._marks = marks
            self.viewport().update()

    def set_cursor(self, x: float | None, dots: list[Dot]) -> None:
        """The crosshair at x, with a dot on each line."""
        if (x, dots) != (self._cursor, self._dots):
            self._cursor, self._dots = x, dots
            self.viewport().update()

    @property
    def crosshair(self) -> list[Dot]:
        """The dots on the lines where the mouse is."""
        return self._dots

    @property
    def width_px(self) -> int:
        """How many pixels x has."""
        return max(200, int(self.box.width()))

    def x_range(self) -> tuple[float, float]:
        """The stretch of x in view."""
        low, high = self.box.viewRange()[0]
        return float(low), float(high)

    def set_ranges(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show this stretch of both axes (y as `to_plot` gives it)."""
        self.box.setRange(xRange=x, yRange=y, padding=0.0)
        self.box.prepareForPaint()  # left to the painting, it would ask for another one

    def dress(self) -> None:
        """Take the colours of the theme in force."""
        colours = theme().colours
        self.setBackground(colours.surface)
        for axis in (self._x_axis, self._y_axis):
            axis.dress(self.font())

    # --- hands --------------------------------------------------------------------------------

    def _moved_by_hand(self, _axes: object) -> None:
        self.moved.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The crosshair follows the mouse."""
        super().mouseMoveEvent(event)
        self._mouse = event.position()
        self.pointed.emit(self.pointed_x)

    def leaveEvent(self, event: Any) -> None:
        """No mouse, no crosshair."""
        super().leaveEvent(event)
        self._mouse = None
        self.pointed.emit(None)

    @property
    def pointed_x(self) -> float | None:
        """Where the mouse is along x, also after the axis has grown under it; None outside."""
        if self._mouse is None or not self.box.sceneBoundingRect().contains(self._mouse):
            return None
        return float(self.box.mapSceneToView(self._mouse).x())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click shows everything again."""
        super().mouseDoubleClickEvent(event)
        self.asked_fit.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """+ and - zoom, arrows pan, F, 0 and Home show everything."""
        key, keys = event.key(), Qt.Key
        zooms = {keys.Key_Plus: 0.8, keys.Key_Equal: 0.8, keys.Key_Minus: 1.25}
        pans = {
            keys.Key_Left: (-0.1, 0.0),
            keys.Key_Right: (0.1, 0.0),
            keys.Key_Up: (0.0, 0.1),
            keys.Key_Down: (0.0, -0.1),
        }
        if key in (keys.Key_F, keys.Key_0, keys.Key_Home):
            self.asked_fit.emit()
        elif key in zooms:
            self.box.scaleBy((zooms[keys(key)], zooms[keys(key)]))
            self.moved.emit()
        elif key in pans:
            (x_low, x_high), (y_low, y_high) = self.box.viewRange()
            right, up = pans[keys(key)]
            self.box.translateBy(x=right * (x_high - x_low), y=up * (y_high - y_low))
            self.moved.emit()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: Any) -> bool:
        """A mark whose label found no room says its text when pointed at."""
        if isinstance(event, QHelpEvent):
            near = [text for at, text in self._joined_marks() if abs(at - event.pos().x()) <= 4]
            QToolTip.showText(event.globalPos(), "\n".join(near), self)
            return True
        return bool(super().viewportEvent(event))

    # --- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints and notes how long that took."""
        start = time.perf_counter()
        super().paintEvent(event)
        self.paint_ms = (time.perf_counter() - start) * 1000

    def _x_px(self, x: float) -> float:
        return float(self.box.mapViewToScene(QPointF(x, 0.0)).x())

    def drawForeground(self, painter: QPainter, rect: QRectF | Any) -> None:
        """Marks and crosshair, in pixels, above the lines."""
        super().drawForeground(painter, rect)
        area = self.box.sceneBoundingRect()
        painter.save()
        painter.resetTransform()
        painter.setTransform(self.viewportTransform())
        painter.setClipRect(area)
        painter.setFont(self.font())
        self._paint_marks(painter, area)
        self._paint_cursor(painter, area)
        painter.restore()

    def mark_labels(self) -> list[tuple[float, QRectF, str]]:
        """Where the marks stand: x in px, the label's rectangle (empty where there is no room), text.

        Labels stand to the right of their lines in up to three rows and never touch each other.
        The same change again and again in a short while (a drag) is one mark that says how often.
        """
        area = self.box.sceneBoundingRect()
        metrics = QFontMetricsF(self.font())
        height = metrics.height()
        ends = [-np.inf] * LABEL_ROWS
        placed = []
        for at, text in self._joined_marks():
            if not area.left() - 1 <= at <= area.right() + 1:
                continue
            width = metrics.horizontalAdvance(text)
            where = QRectF()
            for row, end in enumerate(ends):
                left = at + LABEL_GAP_PX / 2
                if left > end + LABEL_GAP_PX and left + width <= area.right():
                    where = QRectF(left, area.top() + 2 + row * height, width, height)
                    ends[row] = left + width
                    break
            placed.append((at, where, text))
        return placed

    def _joined_marks(self) -> list[tuple[float, str]]:
        """The marks by x in px and text; equal ones that follow closely are joined with the first."""
        groups: list[tuple[float, float, str, int]] = []
        for x, text in self._marks:
            at = self._x_px(x)
            if groups and groups[-1][2] == text and at - groups[-1][1] < JOIN_PX:
                first, _, _, count = groups.pop()
                groups.append((first, at, text, count + 1))
            else:
                groups.append((at, at, text, 1))
        return [(first, text if count == 1 else f"{text} × {count}") for first, _, text, count in groups]

    def _paint_marks(self, painter: QPainter, area: QRectF) -> None:
        colours = theme().colours
        line = QPen(colours.wire, 1.0, Qt.PenStyle.SolidLine)
        behind = QColor(colours.surface)
        behind.setAlphaF(0.65)
        placed = self.mark_labels()
        painter.setPen(line)
        for at, _, _ in placed:
            painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
        painter.setPen(colours.quiet)
        for _, where, text in placed:
            if not where.isEmpty():
                painter.fillRect(where.adjusted(-1, 0, 1, 0), behind)
                painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_cursor(self, painter: QPainter, area: QRectF) -> None:
        if self._cursor is None:
            return
        colours = theme().colours
        at = self._x_px(self._cursor)
        painter.setPen(QPen(colours.quiet, 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
        painter.setPen(QPen(colours.surface, 1.5))
        for dot in self._dots:
            if np.isfinite(dot.y):
                painter.setBrush(dot.colour)
                painter.drawEllipse(self.box.mapViewToScene(QPointF(self._cursor, dot.y)), 4.0, 4.0)
        texts = [dot for dot in self._dots if dot.text]
        if not texts:
            return
        metrics = QFontMetricsF(self.font())
        width = max(metrics.horizontalAdvance(dot.text) for dot in texts) + 26
        card = QRectF(at + 10, area.top() + 4, width, metrics.height() * len(texts) + 8)
        if card.right() > area.right():
            card.moveRight(at - 10)
        painter.setPen(colours.line)
        painter.setBrush(colours.surface)
        painter.drawRoundedRect(card, 4, 4)
        for number, dot in enumerate(texts):
            row = QRectF(card.left(), card.top() + 4 + number * metrics.height(), width, metrics.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(dot.colour)
            painter.drawEllipse(QPointF(row.left() + 10, row.center().y()), 4.0, 4.0)
            painter.setPen(colours.text)
            painter.drawText(row.adjusted(20, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, dot.text)
