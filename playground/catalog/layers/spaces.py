"""Families of layers that are alike along a line, on a picture and in a volume: declared once for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.catalog.kinds import LayerKind, Parameter


@dataclass(frozen=True)
class Space:
    """Where the numbers of a channel lie: along how many axes, and what people call all that."""

    axes: int
    data: str
    """`picture`: a sample of it."""
    sides: str
    """`Height and width`: its axes."""
    point: str
    """`pixel`: one place in it."""
    letters: str
    """Its axes in a formula: H \\times W."""
    misfit: str
    """Code of the sentence for samples with another number of axes."""
    unit: str = ""

    @property
    def ranks(self) -> tuple[int, ...]:
        """The length of the shapes that come in, N and C counted."""
        return (self.axes + 2,)

    def named(self, stem: str) -> str:
        """torch's name of the family's member: `Conv2d`."""
        return f"{stem}{self.axes}d"

    def size(self, name: str, default: int | None, help: str, **given: Any) -> Parameter:
        """A parameter that is one number, or one for each axis. `help` may speak of the {data}, its
        {sides} and {point}s."""
        words = help.format(data=self.data, sides=self.sides, point=self.point)
        kind: Any = "int" if self.axes == 1 else "size"
        return Parameter(name, kind, default, axes=self.axes, unit=self.unit, help=words, **given)


LINE = Space(1, "sequence", "Length", "step", "L", "wants_sequences")
PICTURE = Space(2, "picture", "Height and width", "pixel", r"H \times W", "wants_pictures", "px")
VOLUME = Space(3, "volume", "Depth, height and width", "voxel", r"D \times H \times W", "wants_volumes")
SPACES = (PICTURE, LINE, VOLUME)
"""The common one first: in this order they stand in the palette."""
MAPS = (3, 4, 5)
"""Ranks of layers that take channels with places, along whichever number of axes."""


def family(declare: Callable[[Space], LayerKind]) -> tuple[LayerKind, ...]:
    """What `declare` says of each space."""
    return tuple(declare(space) for space in SPACES)
