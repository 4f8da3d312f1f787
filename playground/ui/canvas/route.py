"""How wires run: straight across the gap between two cards, or over the heads of those in between.

Pure functions, no Qt. A box is (left, top, right, bottom) in canvas pixels.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Box = tuple[float, float, float, float]
Point = tuple[float, float]
Name = TypeVar("Name", bound=Hashable)

CLEARANCE = 20.0
"""Free space between a card and a wire that passes it."""

LANE = 14.0
"""Distance of wires that run beside each other."""

NEAR = 12.0
"""A forward wire shorter than this needs the loop of a backward one."""


def lanes(ends: Mapping[Name, tuple[Point, Point]], boxes: Sequence[Box]) -> dict[Name, float]:
    """For each wire (from, to) that would cross a card, or leads backwards: the y of the lane that it
    takes. Wires that are not named in the answer run straight.

    Shorter wires take the nearer lanes, so that nested skip links never cross.
    """
    found: dict[Name, float] = {}
    taken: list[tuple[float, float, float]] = []
    for name, (start, end) in sorted(ends.items(), key=lambda item: abs(item[1][1][0] - item[1][0][0])):
        left, right = min(start[0], end[0]), max(start[0], end[0])
        backwards = end[0] < start[0] + NEAR
        between = [b for b in boxes if b[0] < right - 1 and left + 1 < b[2]]
        if not backwards and not any(_crosses(start, end, box) for box in between):
            continue
        level = min((b[1] for b in between), default=min(start[1], end[1])) - CLEARANCE
        if backwards:
            floor = max((b[3] for b in between if b[1] <= start[1] <= b[3]), default=start[1])
            if end[1] > floor + 3 * CLEARANCE:
                # To the line below: between the two lines, not over the head of the upper one.
                level = floor + CLEARANCE
                while any(abs(level - y) < LANE and a < right and left < b for a, b, y in taken):
                    level += LANE
            else:
                level = min(level, min(start[1], end[1]) - 4 * CLEARANCE)
        while any(abs(level - y) < LANE and a < right and left < b for a, b, y in taken):
            level -= LANE
        taken.append((left, right, level))
        found[name] = level
    return found


def _crosses(start: Point, end: Point, box: Box) -> bool:
    """Whether the curve from start to end passes through the box, a little air included."""
    left, top, right, bottom = box
    for step in range(1, 16):
        t = step / 16
        # The same curve that is drawn: a cubic whose inner points lie half-way across.
        bend = (end[0] - start[0]) / 2
        x = start[0] + 3 * bend * t * (1 - t) * (1 - t) + 3 * (end[0] - bend - start[0]) * t * t * (1 - t)
        x += (end[0] - start[0]) * t**3
        y = start[1] + (end[1] - start[1]) * (3 * t * t - 2 * t**3)
        if left - 2 < x < right + 2 and top - 6 < y < bottom + 6:
            return True
    return False
