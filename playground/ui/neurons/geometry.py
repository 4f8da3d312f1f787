"""Where neurons stand and lines run, and which line is near a point. No widgets.

All lengths are in canvas pixels, y downwards. A line leaves the middle of a tile's right edge and
ends at the middle of a tile's left edge; all lines of a sheaf share their two ends in x, so that
where along them a given x lies is the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.ui.canvas.layout import arrange

from .model import Column, Opened, Sheaf

Floats = NDArray[np.floating]

TILE_MOST, TILE_LEAST = 44.0, 20.0
TALL = 8 * 52.0
"""Height that a column keeps to by shrinking its tiles, while it can."""
HEAD = 72.0
"""Room for the heading above the tiles."""
LABEL = 52.0
"""Room for the names left of the inputs' tiles."""
CARD_WIDTH, CARD_HEIGHT = 104.0, 40.0
GAP_LEAST, GAP, GAP_MOST = 64.0, 112.0, 230.0
"""Between the tiles of two columns: room for lines to part, and for headings side by side."""
ARRANGED = 56.0
"""What `arrange` puts between columns by itself."""

WIDTH_LEAST, WIDTH_MOST, WEIGHT_MOST = 1.0, 10.0, 5.0


@dataclass(frozen=True)
class Box:
    """Where a column stands: its corner, the size of a tile, and the distance from tile to tile.

    `left` and `top` are the corner of the first tile (or of the slim card), `height` that of all tiles.
    """

    left: float
    top: float
    side: float
    pitch: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where lines leave."""
        return self.left + self.width

    def tile(self, unit: int) -> tuple[float, float, float, float]:
        """(x, y, width, height) of a unit's tile."""
        return self.left, self.top + unit * self.pitch, self.side, self.side

    def middles(self, count: int) -> Floats:
        """The heights at which lines touch `count` units."""
        return self.top + np.arange(count) * self.pitch + self.side / 2


def tile_sizes(count: int) -> tuple[float, float]:
    """Side of a tile, and distance from tile to tile, in a column of `count`."""
    gap = 8.0 if count <= 8 else 4.0
    side = min(TILE_MOST, max(TILE_LEAST, float(TALL // max(count, 1)) - gap))
    return side, side + gap


def place(opened: Opened, gap: float = GAP) -> dict[str, Box]:
    """A box for every column, `gap` between neighbours.

    Where columns stand one behind the other, their headings stand at one height.
    """
    heights = {name: _tiles_height(column) for name, column in opened.columns.items()}
    arrows = [(sheaf.source, sheaf.target) for sheaf in opened.sheaves]
    if _is_chain(opened):
        tallest = max(heights.values(), default=0.0)
        rooms = dict.fromkeys(heights, tallest)
    else:
        rooms = heights
    widths = {name: _width(column) for name, column in opened.columns.items()}
    sizes = {name: (widths[name] + gap - ARRANGED, rooms[name] + HEAD) for name in opened.columns}
    found: dict[str, Box] = {}
    for name, (x, y) in arrange(sizes, arrows).items():
        column = opened.columns[name]
        label = LABEL if column.labels else 0.0
        side, pitch = tile_sizes(column.shown)
        width = side if column.shown else CARD_WIDTH
        top = y + HEAD + (rooms[name] - heights[name]) / 2
        found[name] = Box(x + label, top, side, pitch, width, heights[name])
    return found


def heading_bottom(opened: Opened, boxes: Mapping[str, Box], name: str) -> float:
    """The height above which a column's heading stands: the same for all of a chain."""
    if _is_chain(opened):
        return min(box.top for box in boxes.values())
    return boxes[name].top


def spread(boxes: Mapping[str, Box], width: float) -> float:
    """The gap at which columns that stand `GAP` apart would fill `width`, as far as is good."""
    steps = len({box.left for box in boxes.values()}) - 1
    if steps < 1:
        return GAP
    return min(max(GAP + (width - bounds(boxes)[2]) / steps, GAP_LEAST), GAP_MOST)


def bounds(boxes: Mapping[str, Box]) -> tuple[float, float, float, float]:
    """(x, y, width, height) around all columns with their headings and names."""
    if not boxes:
        return -200.0, -150.0, 400.0, 300.0
    left = min(box.left for box in boxes.values()) - LABEL - 12.0
    top = min(box.top for box in boxes.values()) - HEAD
    right = max(box.right for box in boxes.values()) + LABEL
    bottom = max(box.top + box.height for box in boxes.values())
    return left, top, right - left, bottom - top


def _is_chain(opened: Opened) -> bool:
    """Whether every column feeds and is fed by one at most."""
    sources = [sheaf.source for sheaf in opened.sheaves]
    targets = [sheaf.target for sheaf in opened.sheaves]
    single = len(set(sources)) == len(sources) and len(set(targets)) == len(targets)
    return single and len(opened.sheaves) == len(opened.columns) - 1


def _tiles_height(column: Column) -> float:
    if not column.shown:
        return CARD_HEIGHT
    side, pitch = tile_sizes(column.shown)
    note = 20.0 if column.units is not None and column.units > column.shown else 0.0
    return (column.shown - 1) * pitch + side + note


def _width(column: Column) -> float:
    if not column.shown:
        return CARD_WIDTH
    return tile_sizes(column.shown)[0] + (LABEL if column.labels else 0.0)


# --- lines ----------------------------------------------------------------------------------------


def line_widths(weights: Floats) -> Floats:
    """Pixels: from 1 at zero to 10 at |w| = 5 and beyond; what is no number is as thin as zero."""
    size = np.minimum(np.nan_to_num(np.abs(weights), nan=0.0, posinf=WEIGHT_MOST), WEIGHT_MOST)
    return np.asarray(WIDTH_LEAST + (WIDTH_MOST - WIDTH_LEAST) * size / WEIGHT_MOST)


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of one sheaf: from `x0` to `x1`, line i from `starts[i]` to `ends[i]`.

    `sources` and `targets` are the units they join, `weights` their numbers (NaN: not known, or none).
    """

    sheaf: Sheaf
    x0: float
    x1: float
    starts: Floats
    ends: Floats
    sources: NDArray[np.integer]
    targets: NDArray[np.integer]
    weights: Floats

    def __len__(self) -> int:
        return len(self.starts)

    def heights(self, x: float, straight: bool) -> Floats:
        """How high each line is at `x`."""
        share = along((x - self.x0) / (self.x1 - self.x0), straight)
        return np.asarray(self.starts + (self.ends - self.starts) * share)

    def nearest(
        self, x: float, y: float, straight: bool, seen: NDArray[np.bool_]
    ) -> tuple[int, float] | None:
        """The line nearest to a point, of those `seen`, and its distance; None where none is there."""
        if not seen.any() or not self.x0 <= x <= self.x1:
            return None
        # A little to the right, for the slope: off a steep line, straight down is far and sideways near.
        step = (self.x1 - self.x0) / 64
        here, there = self.heights(x, straight), self.heights(x + step, straight)
        distance = np.where(seen, np.abs(here - y) * step / np.hypot(there - here, step), np.inf)
        best = int(distance.argmin())
        return best, float(distance[best])

    def clear_spots(self, straight: bool) -> tuple[Floats, Floats]:
        """For each line, the place (x, y) between its ends where it is farthest from all others."""
        shares = np.linspace(0.2, 0.8, 13)
        x = self.x0 + (self.x1 - self.x0) * shares
        heights = np.stack([self.heights(at, straight) for at in x])
        order = heights.argsort(axis=1)
        apart = np.diff(np.take_along_axis(heights, order, axis=1), axis=1)
        edge = np.full((len(x), 1), np.inf)
        room = np.empty_like(heights)
        gaps = np.minimum(np.hstack([edge, apart]), np.hstack([apart, edge]))
        np.put_along_axis(room, order, gaps, axis=1)
        best = room.argmax(axis=0)
        return x[best], heights[best, np.arange(len(self))]


def along(share: float, straight: bool) -> float:
    """How much of its climb a line has behind it at a share of its way in x.

    A curved line is the cubic with its inner points half-way across: x = 3/2 t - 3/2 t^2 + t^3
    and y = 3 t^2 - 2 t^3, both from 0 to 1. The first is solved for t by Newton's method.
    """
    share = min(max(share, 0.0), 1.0)
    if straight:
        return share
    t = share
    for _ in range(6):
        t -= (1.5 * t - 1.5 * t * t + t**3 - share) / (1.5 - 3.0 * t + 3.0 * t * t)
    return 3.0 * t * t - 2.0 * t**3


def lines_of(sheaf: Sheaf, opened: Opened, boxes: Mapping[str, Box], weight: Floats | None) -> Lines:
    """The lines of a sheaf that has any: a weight each (`weight`: out x in), or a thread each."""
    source, target = opened.columns[sheaf.source], opened.columns[sheaf.target]
    a, b = boxes[sheaf.source], boxes[sheaf.target]
    if sheaf.kind == "weights":
        targets, sources = (axis.ravel() for axis in np.indices((target.shown, source.shown)))
        values = np.full((target.shown, source.shown), np.nan)
        if weight is not None and weight.ndim == 2:  # a picture may be one edit behind
            rows, columns = min(target.shown, weight.shape[0]), min(source.shown, weight.shape[1])
            values[:rows, :columns] = weight[:rows, :columns]
        weights = values.ravel()
    else:
        count = max(min(source.shown, target.shown - sheaf.offset), 0)
        sources = np.arange(count)
        targets = sources + sheaf.offset
        weights = np.full(count, np.nan)
    return Lines(
        sheaf,
        a.right,
        b.left,
        a.middles(source.shown)[sources],
        b.middles(target.shown)[targets],
        sources,
        targets,
        weights,
    )


def is_straight_across(sheaf: Sheaf, boxes: Mapping[str, Box]) -> bool:
    """Whether nothing stands between the two columns of a sheaf."""
    a, b = boxes[sheaf.source], boxes[sheaf.target]
    between = (box for name, box in boxes.items() if name not in (sheaf.source, sheaf.target))
    return not any(a.right < box.right and box.left < b.left for box in between)
