"""Where an arrow key leads among neurons, and among the numbers of one. No widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .geometry import Box
from .model import Number, Opened, Unit


def next_unit(opened: Opened, boxes: Mapping[str, Box], here: Unit | None, way: str) -> Unit | None:
    """Up and down within a column; left and right to the nearest neuron of a column that is wired to
    this one. From nowhere, the first. None where the way ends."""
    if here is None:
        first = next((column for column in opened.columns.values() if column.shown), None)
        return Unit(first.id, 0) if first is not None else None
    if way in ("up", "down"):
        index = here.index + (1 if way == "down" else -1)
        return Unit(here.column, index) if 0 <= index < opened.columns[here.column].shown else None
    height = _middle(boxes[here.column], here.index)
    near = [
        Unit(name, index)
        for name in _beside(opened, here.column, way)
        for index in range(opened.columns[name].shown)
    ]
    return min(near, key=lambda unit: abs(_middle(boxes[unit.column], unit.index) - height), default=None)


def next_number(numbers: Sequence[Number], here: Number | None, way: str) -> Number | None:
    """The next one down or right, the one before up or left, around the ends."""
    if not numbers:
        return None
    if here not in numbers:
        return numbers[0]
    step = 1 if way in ("down", "right") else -1
    return numbers[(numbers.index(here) + step) % len(numbers)]


def _beside(opened: Opened, column: str, way: str) -> list[str]:
    """Columns with tiles that this one feeds (right) or is fed by, slim cards stepped over."""
    if way == "right":
        near = [sheaf.target for sheaf in opened.sheaves if sheaf.source == column]
    else:
        near = [sheaf.source for sheaf in opened.sheaves if sheaf.target == column]
    found: list[str] = []
    for name in near:
        found += [name] if opened.columns[name].shown else _beside(opened, name, way)
    return found


def _middle(box: Box, index: int) -> float:
    return box.top + index * box.pitch + box.side / 2
