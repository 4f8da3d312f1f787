"""Scales: where a value stands on a slider, which value a place means, and what one step is. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from playground.catalog import Parameter

ONE_TWO_FIVE = (1.0, 2.0, 5.0)
ZERO_SHARE = 0.04
"""The part at the left end of a logarithmic slider that stands for zero, where zero is allowed."""
MAGNET = 0.012
"""Within which part of the slider a place is pulled to a power of two, where whole numbers lie closer
than pixels: 32 filters and batches of 128 are what people mean, and a narrow slider has 45 pixels."""


class Scale(Protocol):
    """A way to lay values along a slider. Shares run from 0 (left) to 1 (right)."""

    def share(self, value: float) -> float:
        """Where `value` stands; ends are not passed."""

    def value(self, share: float) -> float:
        """The round value that a place means."""

    def stepped(self, value: float, steps: int) -> float:
        """The value so many keyboard steps away from `value`, within the ends."""


@dataclass(frozen=True)
class Linear:
    """Even steps from `low` to `high`."""

    low: float
    high: float
    step: float

    def share(self, value: float) -> float:
        """Where `value` stands."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def value(self, share: float) -> float:
        """The nearest whole number of steps from the low end."""
        return self._snapped(self.low + share * (self.high - self.low))

    def stepped(self, value: float, steps: int) -> float:
        """So many steps on."""
        return self._snapped(value + steps * self.step)

    def _snapped(self, value: float) -> float:
        whole = self.low + round((value - self.low) / self.step) * self.step
        return _clean(min(self.high, max(self.low, whole)))


@dataclass(frozen=True)
class Logarithmic:
    """Equal distances for equal factors from `low` to `high`, by 1, 2, 5, 10, 20, ...

    With `zero`, the left end stands for 0. With `whole`, values are whole numbers, a keyboard step is
    1, and places near a power of two mean it.
    """

    low: float
    high: float
    zero: bool = False
    whole: bool = False

    def share(self, value: float) -> float:
        """Where `value` stands."""
        start = ZERO_SHARE if self.zero else 0.0
        if value <= 0 or value < self.low:
            return 0.0 if self.zero else start
        along = math.log(value / self.low) / math.log(self.high / self.low)
        return start + (1.0 - start) * min(1.0, max(0.0, along))

    def value(self, share: float) -> float:
        """The nearest of 1, 2, 5 (by ratio), or the whole number there."""
        start = ZERO_SHARE if self.zero else 0.0
        if self.zero and share < start / 2:
            return 0.0
        along = max(0.0, (share - start) / (1.0 - start))
        exact = self.low * (self.high / self.low) ** min(1.0, along)
        if self.whole:
            even = 2.0 ** round(math.log2(exact))
            meant = even if abs(self.share(even) - along) < MAGNET else round(exact)
            return float(min(self.high, max(self.low, meant)))
        near = [_near(exact, number) for number in (-1, 0, 1)]
        best = min(near, key=lambda stop: abs(math.log(stop / exact)))
        return min(self.high, max(self.low, best))

    def stepped(self, value: float, steps: int) -> float:
        """So many of 1, 2, 5 on (whole numbers: so many ones)."""
        if self.whole:
            return float(min(self.high, max(self.low, round(value) + steps)))
        for _ in range(abs(steps)):
            value = self._next(value, 1 if steps > 0 else -1)
        return value

    def _next(self, value: float, direction: int) -> float:
        if value <= 0 or (value < self.low * 1.001 and direction < 0):
            return self.low if direction > 0 else (0.0 if self.zero else self.low)
        stops = (_near(value, number) for number in (-2, -1, 0, 1, 2))
        if direction > 0:
            found = min(stop for stop in stops if stop > value * 1.001)
        else:
            found = max(stop for stop in stops if stop < value / 1.001)
        return min(self.high, max(self.low, found))


def _near(value: float, offset: int) -> float:
    """The number of 1, 2, 5 times a power of ten at or below `value`, or `offset` places further."""
    power = math.floor(math.log10(value) + 1e-9)
    leading = value / 10.0**power
    place = sum(leading >= digit * 0.999 for digit in ONE_TWO_FIVE) - 1 + offset
    return float(f"{ONE_TWO_FIVE[place % 3]:g}e{power + place // 3}")


def _clean(value: float) -> float:
    """Without the dust of binary fractions: 0.15000000000000002 is 0.15."""
    return float(f"{value:.12g}")


def scale_of(parameter: Parameter) -> Scale | None:
    """The slider of a numeric parameter; None where it has no ends to show."""
    ends = parameter.slider
    if ends is None:
        if parameter.minimum is None or parameter.maximum is None or parameter.maximum > 1000:
            return None
        if parameter.log and parameter.minimum <= 0:
            return None
        ends = (parameter.minimum, parameter.maximum)
    low, high = float(ends[0]), float(ends[1])
    whole = parameter.type in ("int", "size")
    if parameter.log:
        zero = parameter.minimum == 0 and not parameter.above
        return Logarithmic(low, high, zero, whole)
    return Linear(low, high, parameter.step or (1.0 if whole else _step(high - low)))


def _step(width: float) -> float:
    """A round step that divides `width` into about a hundred."""
    return _near(width / 100.0, 0)
