"""Where cards stand: a layered arrangement from left to right, and room for new cards. No Qt.

Positions are upper left corners (x, y) and sizes (width, height) in canvas pixels, y downwards,
both by layer id. Everything here is a pure function and keeps to a grid of 8 px.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

Place = tuple[float, float]
Size = tuple[float, float]
Arrow = tuple[str, str]

GRID = 8
GAP_X, GAP_Y = 56, 40
"""Free space between columns, wide enough for a wire to bend in, and between rows."""
LINE_GAP = 88
"""Free space between lines: skip links of the lower one and the wire that leads to it run there."""

COLUMNS = 8
"""A network of more columns is laid in several lines, like text: on one line its cards would be too
small to read."""

SWEEPS = 8
"""Passes over the columns: more than eight have never moved a card in our examples."""


def snap(value: float) -> float:
    """The nearest point of the grid."""
    return float(round(value / GRID) * GRID)


def arrange(sizes: Mapping[str, Size], arrows: Iterable[Arrow], most: int | None = None) -> dict[str, Place]:
    """A place for every card: columns by longest path, rows by barycentre, no two overlapping.

    More than `most` columns are laid in lines of about equal length, one below the other. The
    arrows must not lead in a circle. What is not connected with each other stands below each other.
    The upper left corner of the whole is (0, 0).
    """
    known = {(a, b) for a, b in arrows if a in sizes and b in sizes}
    before: dict[str, list[str]] = {name: [] for name in sizes}
    after: dict[str, list[str]] = {name: [] for name in sizes}
    for a, b in sorted(known):
        before[b].append(a)
        after[a].append(b)
    placed: dict[str, Place] = {}
    floor = 0.0
    for part in _parts(sizes, before, after):
        columns = _ordered(_columns(part, before), before, after)
        for line in _lines(columns, most):
            corners = _corners(line, sizes, _within(before, line), _within(after, line))
            top = min(y for _, y in corners.values())
            placed |= {name: (x, y - top + floor) for name, (x, y) in corners.items()}
            floor = max(placed[name][1] + sizes[name][1] for name in corners)
            floor = -(-(floor + (LINE_GAP if most else GAP_Y)) // GRID) * GRID
    return placed


def complete(
    stored: Mapping[str, Place], sizes: Mapping[str, Size], arrows: Sequence[Arrow]
) -> dict[str, Place]:
    """The stored places, and for cards without one a free place right of what feeds them."""
    places = {name: place for name, place in stored.items() if name in sizes}
    if not places:
        return arrange(sizes, arrows, COLUMNS)
    for name in sizes:
        if name not in places:
            feeders = [places[a] for a, b in arrows if b == name and a in places]
            x, y = max(feeders) if feeders else (0.0, 0.0)
            wanted = (x + sizes[name][0] + GAP_X, y) if feeders else (x, y)
            places[name] = free_place(wanted, sizes[name], _boxes(places, sizes))
    return places


def free_place(
    wanted: Place, size: Size, taken: Iterable[tuple[float, float, float, float]], gap: float = GRID * 2
) -> Place:
    """The place nearest below (or at) `wanted` where a card of `size` overlaps none of `taken`
    (x, y, width, height)."""
    x, y = snap(wanted[0]), snap(wanted[1])
    beside = sorted(box for box in taken if box[0] < x + size[0] + gap and x < box[0] + box[2] + gap)
    moved = True
    while moved:
        moved = False
        for _, top, _, height in beside:
            if top < y + size[1] + gap and y < top + height + gap:
                y = -(-(top + height + gap) // GRID) * GRID
                moved = True
    return x, y


def make_room(
    places: Mapping[str, Place], sizes: Mapping[str, Size], new: str, gap: float = GAP_X
) -> dict[str, Place]:
    """Moves whatever stands right of the left edge of `new` further right, if `new` lacks room.

    Everything there moves alike, so what did not overlap before does not overlap after. Returns the
    places that changed.
    """
    x, y = places[new]
    width, height = sizes[new]
    lacking = 0.0
    for name, (left, top) in places.items():
        beside = top < y + height and y < top + sizes[name][1]
        if name != new and beside and left >= x - width / 2:
            lacking = max(lacking, x + width + gap - left)
    if lacking <= 0:
        return {}
    shift = -(-lacking // GRID) * GRID
    return {n: (left + shift, top) for n, (left, top) in places.items() if n != new and left >= x - width / 2}


def bounds(places: Mapping[str, Place], sizes: Mapping[str, Size]) -> tuple[float, float, float, float]:
    """(x, y, width, height) around all cards; nothing wide at (0, 0) where there is none."""
    boxes = _boxes(places, sizes)
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    return left, top, max(b[0] + b[2] for b in boxes) - left, max(b[1] + b[3] for b in boxes) - top


def _boxes(places: Mapping[str, Place], sizes: Mapping[str, Size]) -> list[tuple[float, float, float, float]]:
    return [(x, y, *sizes[name]) for name, (x, y) in places.items() if name in sizes]


def _lines(columns: list[list[str]], most: int | None) -> list[list[list[str]]]:
    """The columns in lines of at most `most`, all about equally long."""
    if most is None or len(columns) <= most:
        return [columns]
    count = -(-len(columns) // most)
    length = -(-len(columns) // count)
    return [columns[start : start + length] for start in range(0, len(columns), length)]


def _within(near: Mapping[str, list[str]], line: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """The neighbours that stand on the same line."""
    here = {name for column in line for name in column}
    return {name: [other for other in near[name] if other in here] for name in here}


# --- the four steps of a layered arrangement ------------------------------------------------------


def _parts(
    names: Iterable[str], before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> list[list[str]]:
    """Groups of cards that are connected, in the order of their first member."""
    seen: set[str] = set()
    parts = []
    for name in names:
        if name in seen:
            continue
        part, todo = [], [name]
        seen.add(name)
        while todo:
            here = todo.pop()
            part.append(here)
            for near in (*before[here], *after[here]):
                if near not in seen:
                    seen.add(near)
                    todo.append(near)
        parts.append(part)
    return parts


def _columns(part: Sequence[str], before: Mapping[str, list[str]]) -> list[list[str]]:
    """Cards by the length of the longest path that leads to them."""
    depth: dict[str, int] = {}
    todo = list(part)
    while todo:
        name = todo[-1]
        missing = [a for a in before[name] if a not in depth]
        if missing:
            todo.extend(missing)
            continue
        todo.pop()
        depth[name] = 1 + max((depth[a] for a in before[name]), default=-1)
    columns: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in sorted(part):
        columns[depth[name]].append(name)
    return columns


def _ordered(
    columns: list[list[str]], before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> list[list[str]]:
    """Each column sorted by the mean row of its neighbours, forth and back (barycentre method of
    Sugiyama, Tagawa and Toda 1981, over all neighbours and not only the next column's)."""
    columns = [list(column) for column in columns]
    row = {name: float(i) for column in columns for i, name in enumerate(column)}
    for sweep in range(SWEEPS):
        near = before if sweep % 2 == 0 else after
        for column in columns if sweep % 2 == 0 else reversed(columns):
            mean = {n: sum(row[m] for m in near[n]) / len(near[n]) if near[n] else row[n] for n in column}
            column.sort(key=lambda n: (mean[n], row[n]))
            middle = (len(column) - 1) / 2
            row.update({name: i - middle for i, name in enumerate(column)})
    return columns


def _corners(
    columns: Sequence[Sequence[str]],
    sizes: Mapping[str, Size],
    before: Mapping[str, list[str]],
    after: Mapping[str, list[str]],
) -> dict[str, Place]:
    """Upper left corners: columns side by side, each card as near to its neighbours' middle as its
    column allows."""
    middle = {name: 0.0 for column in columns for name in column}
    for sweep in range(SWEEPS):
        near = before if sweep % 2 == 0 else after
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = [
                sum(middle[m] for m in near[n]) / len(near[n]) if near[n] else middle[n] for n in column
            ]
            heights = [sizes[name][1] for name in column]
            middle.update(zip(column, _apart(wanted, heights), strict=True))
    corners: dict[str, Place] = {}
    x = 0.0
    for column in columns:
        for name in column:
            corners[name] = (x, snap(middle[name] - sizes[name][1] / 2))
        for above, below in pairwise(column):  # the grid may have eaten some of the gap
            lowest = corners[above][1] + sizes[above][1] + GAP_Y - GRID
            corners[below] = (x, max(corners[below][1], -(-lowest // GRID) * GRID))
        x = -(-(x + max(sizes[name][0] for name in column) + GAP_X) // GRID) * GRID
    return corners


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Middles in the given order, GAP_Y apart, with the least sum of squared moves from `wanted`.

    With the heights taken off this is isotonic regression: neighbours that would collide are
    pooled and share their mean (pool adjacent violators).
    """
    offsets = [0.0]
    for above, below in pairwise(heights):
        offsets.append(offsets[-1] + (above + below) / 2 + GAP_Y)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, number = want - offset, 1
        while pools and pools[-1][0] >= mean:
            other, count = pools.pop()
            mean, number = (mean * number + other * count) / (number + count), number + count
        pools.append((mean, number))
    settled = [mean for mean, number in pools for _ in range(number)]
    return [base + offset for base, offset in zip(settled, offsets, strict=True)]
