"""LinesItem: every line between neurons, painted by one item.

A few hundred lines are curves with dashes that flow; more are straight, and those thinner than two
pixels hairlines: a curve costs 30 microseconds, a hairline in a batch of its colour one to four. Of
thousands between two columns only the strongest into each neuron are drawn, for the eye's sake too:
those of the neuron looked at are drawn all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.ui.canvas.wire import curve
from playground.ui.colour_maps import signed_table
from playground.ui.theme import theme

from .geometry import Lines, line_widths
from .model import Number, Unit

MANY = 600
"""Lines above which they are straight and nothing flows."""
THINNED = 512
"""Lines between two columns above which the weak ones are left out."""
HAIRLINE = 2.0
"""Among many, lines thinner than this are one pixel wide."""
DASH, SPACE = 9.0, 3.0
"""Of the flow, in pixels."""
ASIDE = 0.16
"""Opacity of the lines that do not belong to the neuron looked at."""
THREAD = 1.5
REACH = 8.0
"""How far from a line the mouse still catches it."""


class LinesItem(QGraphicsItem):
    """Lines with a width and a colour each, bundles as plain wires."""

    def __init__(self) -> None:
        super().__init__()
        self.sheaves: list[Lines] = []
        self._bundles: list[QPainterPath] = []
        self._paths: list[list[QPainterPath]] = []
        self._bounds = QRectF()
        self._order: list[tuple[int, int]] = []
        self._widths: list[list[float]] = []
        self._levels: list[list[int]] = []
        self._colours: list[QColor] = []
        self._drawn: list[NDArray[np.bool_]] = []
        self.flow: float | None = None
        """How far the dashes have come, in dashes; None while nothing flows."""
        self.looked: Unit | None = None
        """The neuron whose lines stand out."""
        self.marked: Number | None = None
        """The line under the mouse or the keyboard."""
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(-1)

    # --- what is shown ------------------------------------------------------------------------

    @property
    def many(self) -> bool:
        """Whether there are too many for curves."""
        return sum(map(len, self.sheaves)) > MANY

    @property
    def thinned(self) -> bool:
        """Whether weak lines are left out somewhere."""
        return any(len(lines) > THINNED for lines in self.sheaves)

    def show_lines(self, sheaves: Sequence[Lines], bundles: Sequence[QPainterPath]) -> None:
        """Other lines, or the same at other places."""
        self.prepareGeometryChange()
        self.sheaves, self._bundles = list(sheaves), list(bundles)
        straight = self.many
        self._paths = [] if straight else [[_path(s, i) for i in range(len(s))] for s in self.sheaves]
        area = QRectF()
        for lines in self.sheaves:
            if len(lines):
                ends = np.concatenate([lines.starts, lines.ends])
                area |= QRectF(lines.x0, ends.min(), lines.x1 - lines.x0, float(np.ptp(ends)) + 1.0)
        for path in self._bundles:
            area |= path.controlPointRect()
        self._bounds = area.adjusted(-REACH, -REACH, REACH, REACH)
        self.show_weights([lines.weights for lines in self.sheaves])

    def show_weights(self, weights: Sequence[NDArray[np.floating]]) -> None:
        """Other numbers on the same lines, sheaf by sheaf."""
        for lines, values in zip(self.sheaves, weights, strict=True):
            lines.weights[:] = values
        widths = [line_widths(lines.weights) for lines in self.sheaves]
        self._widths = [w.tolist() for w in widths]
        self._levels = [_levels(lines.weights).tolist() for lines in self.sheaves]
        self._drawn = [_strongest(lines) for lines in self.sheaves]
        places = [(s, i) for s, mask in enumerate(self._drawn) for i in np.flatnonzero(mask).tolist()]
        self._order = sorted(places, key=lambda place: self._widths[place[0]][place[1]])
        self._dress()

    def _dress(self) -> None:
        self._colours = [QColor(*row) for row in signed_table(theme().dark).tolist()]
        self.update()

    # --- what is where ------------------------------------------------------------------------

    def number_at(self, at: QPointF, reach: float = REACH) -> Number | None:
        """The weight whose line is nearest to a canvas point, no farther than `reach` px."""
        best, found = reach, None
        for s, lines in enumerate(self.sheaves):
            if lines.sheaf.kind != "weights":
                continue
            near = lines.nearest(at.x(), at.y(), self.many, self.seen(s))
            if near is not None and near[1] <= best:
                best, found = near[1], number_of(lines, near[0])
        return found

    def seen(self, s: int) -> NDArray[np.bool_]:
        """Which lines of sheaf number `s` are painted."""
        if self.looked is None:
            return self._drawn[s]
        return self._drawn[s] | _touching(self.sheaves[s], self.looked)

    def spots(self) -> dict[Number, QPointF]:
        """For each weight whose line is painted, a point where it is best told from others."""
        found = {}
        for s, lines in enumerate(self.sheaves):
            if lines.sheaf.kind == "weights" and len(lines):
                x, y = lines.clear_spots(self.many)
                for i in np.flatnonzero(self.seen(s)).tolist():
                    found[number_of(lines, i)] = QPointF(x[i], y[i])
        return found

    def boundingRect(self) -> QRectF:
        """All lines, and the width of the widest."""
        return self._bounds

    # --- painting -----------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Bundles, then lines, those of the neuron looked at in front of the rest."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setOpacity(1.0 if self.looked is None else 2 * ASIDE)
        painter.setPen(QPen(theme().colours.wire, 2.0, c=Qt.PenCapStyle.RoundCap))
        for path in self._bundles:
            painter.drawPath(path)
        draw = self._draw_many if self.many else self._draw_few
        if self.looked is None:
            painter.setOpacity(1.0)
            draw(painter, self._order)
        else:
            own = [_touching(lines, self.looked) for lines in self.sheaves]
            if not self.many:  # a haze of thousands would say nothing
                painter.setOpacity(ASIDE)
                draw(painter, [(s, i) for s, i in self._order if not own[s][i]])
            painter.setOpacity(1.0)
            mine = [(s, i) for s, mask in enumerate(own) for i in np.flatnonzero(mask).tolist()]
            draw(painter, sorted(mine, key=lambda place: self._widths[place[0]][place[1]]))
        self._draw_mark(painter)
        painter.setOpacity(1.0)

    def _draw_few(self, painter: QPainter, order: Sequence[tuple[int, int]]) -> None:
        pen = QPen()
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        for s, i in order:
            width = self._widths[s][i]
            if self.sheaves[s].sheaf.kind == "threads":
                painter.setPen(QPen(theme().colours.wire, THREAD))
            else:
                pen.setColor(self._colours[self._levels[s][i]])
                pen.setWidthF(width)
                if self.flow is not None:
                    pen.setDashPattern([DASH / width, SPACE / width])
                    pen.setDashOffset(-self.flow * (DASH + SPACE) / width)
                painter.setPen(pen)
            painter.drawPath(self._paths[s][i])

    def _draw_many(self, painter: QPainter, order: Sequence[tuple[int, int]]) -> None:
        """Hairlines in batches of one colour first, then the wider ones."""
        thin = [(s, i) for s, i in order if self._widths[s][i] < HAIRLINE]
        thin.sort(key=lambda place: _depth(self._levels[place[0]][place[1]] // 8))
        for level, places in groupby(thin, key=lambda place: self._levels[place[0]][place[1]] // 8):
            painter.setPen(QPen(self._colours[min(level * 8 + 4, 255)], 1.0))
            painter.drawLines([_line(self.sheaves[s], i) for s, i in places])
        for s, i in order[len(thin) :]:
            painter.setPen(QPen(self._colours[self._levels[s][i]], self._widths[s][i]))
            painter.drawLine(_line(self.sheaves[s], i))

    def _draw_mark(self, painter: QPainter) -> None:
        """The line under the mouse or the keyboard: its own colour within a rim of the accent's."""
        if self.marked is None or self.marked.tensor != "weight":
            return
        for s, lines in enumerate(self.sheaves):
            if lines.sheaf.kind != "weights" or lines.sheaf.target != self.marked.column:
                continue
            here = (lines.targets == self.marked.index[0]) & (lines.sources == self.marked.index[1])
            for i in np.flatnonzero(here):
                path, width = _path(lines, int(i), self.many), self._widths[s][i]
                for colour, wide in (
                    (theme().colours.accent, width + 4.0),
                    (theme().colours.ground, width + 1.5),
                    (self._colours[self._levels[s][i]], width),
                ):
                    painter.setPen(QPen(colour, wide))
                    painter.drawPath(path)


def number_of(lines: Lines, i: int) -> Number:
    """The weight that line `i` of a sheaf stands for."""
    return Number(lines.sheaf.target, "weight", (int(lines.targets[i]), int(lines.sources[i])))


def _strongest(lines: Lines) -> NDArray[np.bool_]:
    """Which lines are drawn: all of a few; of many, the strongest into each neuron."""
    drawn = np.ones(len(lines), np.bool_)
    if len(lines) > THINNED and lines.sheaf.kind == "weights":
        sources = int(lines.sources.max()) + 1
        size = np.nan_to_num(np.abs(lines.weights)).reshape(-1, sources)
        most = max(THINNED // len(size), 2)
        strongest = np.argpartition(-size, most, axis=1)[:, :most]
        chosen = np.zeros_like(size, dtype=np.bool_)
        np.put_along_axis(chosen, strongest, True, axis=1)
        drawn = chosen.ravel()
    return drawn


def _levels(weights: NDArray[np.floating]) -> NDArray[np.integer]:
    """The row of the table of signed colours for each weight, clamped at -1 and 1."""
    clamped = np.clip(np.nan_to_num(weights, nan=0.0), -1.0, 1.0)
    return np.asarray(np.rint((clamped + 1.0) * 127.5), np.intp)


def _touching(lines: Lines, unit: Unit) -> NDArray[np.bool_]:
    """Which lines begin or end at a neuron."""
    begins = (lines.sources == unit.index) & (lines.sheaf.source == unit.column)
    ends = (lines.targets == unit.index) & (lines.sheaf.target == unit.column)
    return np.asarray(begins | ends)


def _path(lines: Lines, i: int, straight: bool = False) -> QPainterPath:
    start = QPointF(lines.x0, lines.starts[i])
    end = QPointF(lines.x1, lines.ends[i])
    if not straight:
        return curve(start, end)
    path = QPainterPath(start)
    path.lineTo(end)
    return path


def _line(lines: Lines, i: int) -> QLineF:
    return QLineF(lines.x0, lines.starts[i], lines.x1, lines.ends[i])


def _depth(level: int) -> tuple[int, int]:
    """Sorts batches so that the strongest colours come last."""
    return abs(level - 16), level
