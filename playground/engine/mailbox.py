"""What passes from the trainer to everyone else: the newest picture, and every number.

`Latest` holds one picture per request and forgets the older: pictures follow frames. `History`
holds every scalar of a run and draws any stretch of it in a time that does not depend on its
length: numbers follow steps. One thread writes, any may read; nobody waits for anybody.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from .snapshots import Mark

T = TypeVar("T")
Axis = Literal["step", "epoch", "seconds"]
FACTOR = 8
"""How many entries of one level of the pyramid the next level joins."""


class Latest(Generic[T]):
    """One slot per key, the newest wins. Taking empties the slot."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: dict[Hashable, T] = {}

    def put(self, key: Hashable, value: T) -> None:
        """Leaves `value`; an older one that nobody took is forgotten."""
        with self._lock:
            self._slots[key] = value

    def take(self) -> list[T]:
        """All that came since the last time."""
        with self._lock:
            values = list(self._slots.values())
            self._slots.clear()
        return values


class Growing:
    """An append-only array. Appending is amortised O(1); a reader's view stays valid for ever."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self._array: NDArray[Any] = np.empty(1024, dtype)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, value: float) -> None:
        """One more value at the end."""
        if self._length == len(self._array):
            # A reader may hold the old array: it is left as it is, never resized in place.
            self._array = np.concatenate([self._array, np.empty_like(self._array)])
        self._array[self._length] = value
        self._length += 1

    def extend(self, values: NDArray[Any]) -> None:
        """Several more values at the end."""
        needed = self._length + len(values)
        if needed > len(self._array):
            room = max(needed, 2 * len(self._array)) - len(self._array)
            self._array = np.concatenate([self._array, np.empty(room, self._array.dtype)])
        self._array[self._length : needed] = values
        self._length = needed

    def view(self) -> NDArray[Any]:
        """All values so far. Not to be written to."""
        length = self._length  # read before the array: a longer array is fine, a shorter is not
        return self._array[:length]


@dataclass(frozen=True)
class Curve:
    """A stretch of a series, ready to draw: x (float64, n) with the lowest and the highest value
    near each x (float32, n); the two are the same where every value is there. Each place stands for
    `size` values."""

    x: NDArray[np.float64]
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    size: int = 1


class _Series:
    """The values of one scalar with their steps, and a pyramid of their minima and maxima.

    A series without `steps` has a value for each step from `first` on.
    """

    def __init__(self, dense: bool, first: int) -> None:
        self.values = Growing(np.float32)
        self.steps = None if dense else Growing(np.int64)
        self.first = first
        self._levels: list[tuple[Growing, Growing]] = []

    def steps_view(self, length: int) -> NDArray[np.int64]:
        if self.steps is None:
            return np.arange(self.first, self.first + length, dtype=np.int64)
        steps: NDArray[np.int64] = self.steps.view()[:length]
        return steps

    @property
    def newest(self) -> int:
        """The step of the last value."""
        length = len(self.values)
        return self.first + length - 1 if self.steps is None else int(self.steps.view()[length - 1])

    def index_of(self, step: float) -> int:
        """How many values stand before `step`."""
        if self.steps is None:
            return int(np.clip(np.ceil(step) - self.first, 0, len(self.values)))
        # Of the steps' own type: a float among integers would have all of them converted, each time.
        whole = np.int64(np.clip(np.ceil(step), 0, 2.0**62))
        return int(np.searchsorted(self.steps.view(), whole))

    def level(self, number: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Minima and maxima of FACTOR**number values each (whole groups only). Only what is new
        since the last call is worked on. Called by one reader, the window's thread."""
        if number == 0:
            values = self.values.view()
            return values, values
        while len(self._levels) < number:
            self._levels.append((Growing(np.float32), Growing(np.float32)))
        below_low, below_high = self.level(number - 1)
        low, high = self._levels[number - 1]
        done, ready = len(low), len(below_low) // FACTOR
        if ready > done:
            part = slice(done * FACTOR, ready * FACTOR)
            low.extend(np.fmin.reduce(below_low[part].reshape(-1, FACTOR), axis=1))
            high.extend(np.fmax.reduce(below_high[part].reshape(-1, FACTOR), axis=1))
        return low.view(), high.view()


class History:
    """Every scalar of a run, by name, with the marks of what was changed.

    "batch_loss" has a value for each step; others one for each evaluation (train_loss, test_loss,
    validation_loss, train_accuracy, ...). Epochs and seconds of any step come from a clock that the
    writer sets now and then, interpolated between.
    """

    def __init__(self) -> None:
        self._series: dict[str, _Series] = {}
        # Steps as floats as well: interpolating would have to copy them all, each time.
        self._clock = (Growing(np.float64), Growing(np.float64), Growing(np.float64))
        self._marks: tuple[Mark, ...] = ()
        self.version = 0
        self.set_clock(0, 0.0, 0.0)

    # --- writing (the trainer's thread) ---

    def set_clock(self, step: int, epoch: float, seconds: float) -> None:
        """Says that `step` was reached at this epoch (fractions count) and after these seconds."""
        for column, value in zip(self._clock, (step, epoch, seconds), strict=True):
            column.append(value)

    def append(self, name: str, step: int, value: float) -> None:
        """One value, measured after `step` steps."""
        series = self._series.get(name)
        if series is None:
            series = self._series[name] = _Series(dense=False, first=0)
        assert series.steps is not None
        series.steps.append(step)
        series.values.append(value)
        self.version += 1

    def extend(self, name: str, first_step: int, values: list[float]) -> None:
        """The values of consecutive steps, the first of them after `first_step` steps."""
        series = self._series.get(name)
        if series is None:
            series = self._series[name] = _Series(dense=True, first=first_step)
        series.values.extend(np.asarray(values, np.float32))
        self.version += 1

    def mark(self, step: int, epoch: float, seconds: float, text: str, replaces: bool = False) -> None:
        """Notes that something was changed here; with `replaces`, the last mark gives way to this."""
        earlier = self._marks[:-1] if replaces else self._marks
        self._marks = (*earlier, Mark(step, epoch, seconds, text))
        self.version += 1

    # --- reading (any thread; `curve` from one thread only) ---

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What was changed, and when."""
        return self._marks

    def names(self) -> tuple[str, ...]:
        """The series that hold anything."""
        return tuple(self._series)

    def length(self, name: str) -> int:
        """How many values a series has; 0 for one that is not there."""
        series = self._series.get(name)
        return 0 if series is None else len(series.values)

    def last(self, name: str) -> float | None:
        """The newest value, None where there is none."""
        length = self.length(name)
        return float(self._series[name].values.view()[length - 1]) if length else None

    def end(self, axis: Axis = "step") -> float:
        """Where the newest value of any series stands on `axis`; 0 where there is none."""
        filled = [series for series in tuple(self._series.values()) if len(series.values)]
        newest = max((float(series.newest) for series in filled), default=0.0)
        return float(self._to_axis(np.array([newest]), axis)[0])

    def values(
        self, name: str
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]]:
        """Everything: steps, epochs, seconds and values, each of the series' length."""
        series = self._series[name]
        values = series.values.view()
        steps = series.steps_view(len(values))
        return steps, self._to_axis(steps, "epoch"), self._to_axis(steps, "seconds"), values

    def curve(
        self,
        name: str,
        axis: Axis = "step",
        low: float | None = None,
        high: float | None = None,
        points: int = 2000,
        before: int = 0,
    ) -> Curve:
        """The stretch of a series between `low` and `high` on `axis`, in at most about `points`
        places, and at least half as many where there are so many values: O(points) whatever the
        length, but for what was added since the last call. `before` asks for so many values more in
        front of it, as densely (three times the stretch at most)."""
        series = self._series.get(name)
        if series is None or not len(series.values):
            nothing = np.empty(0, np.float32)
            return Curve(np.empty(0), nothing, nothing)
        first = 0 if low is None else max(series.index_of(self._to_step(low, axis)) - 1, 0)
        end = len(series.values)
        if high is not None:
            end = min(series.index_of(self._to_step(high, axis)) + 2, end)
        count, points = end - first, max(points, 2)
        first = max(first - min(before, 3 * count), 0)
        number = 0
        while count // FACTOR ** (number + 1) >= points:
            number += 1
        # The coarsest level that has enough places, joined by as many as it has too many. Places
        # stand at multiples of their size, so that a line does not tremble while it grows.
        joined = max(-(-count // (FACTOR**number * points)), 1)
        size = FACTOR**number * joined
        lows, highs = series.level(number)
        start, stop = first // size, min(-(-end // size), len(lows) // joined)
        lows, highs = lows[start * joined : stop * joined], highs[start * joined : stop * joined]
        # Few long rows go far quicker than many short ones.
        lows = functools.reduce(np.fmin, lows.reshape(-1, joined).T)
        highs = functools.reduce(np.fmax, highs.reshape(-1, joined).T)
        places = (np.arange(start, start + len(lows)) * size + (size - 1) / 2).clip(0, len(series.values) - 1)
        if series.steps is None:
            steps = places + series.first
        else:
            steps = series.steps.view()[places.astype(np.int64)].astype(np.float64)
        x = self._to_axis(steps, axis)
        covered = (start + len(lows)) * size
        if size > 1 and (covered < end or end == len(series.values)):
            # Places stand for whole groups only: what is left of the last one, and in any case the
            # newest value, closes the curve.
            tail = series.values.view()[min(covered, end - 1) : end]
            last_step = series.first + end - 1 if series.steps is None else series.steps.view()[end - 1]
            x = np.concatenate([x, self._to_axis(np.asarray([last_step], np.float64), axis)])
            lows = np.concatenate([lows, np.fmin.reduce(tail, keepdims=True)])
            highs = np.concatenate([highs, np.fmax.reduce(tail, keepdims=True)])
        return Curve(x, lows, highs, size)

    def _to_axis(self, steps: NDArray[np.float64] | NDArray[np.int64], axis: Axis) -> NDArray[np.float64]:
        if axis == "step":
            return steps.astype(np.float64)
        at, epochs, seconds = (column.view() for column in self._clock)
        there = epochs if axis == "epoch" else seconds
        length = min(len(at), len(there))
        along: NDArray[np.float64] = np.interp(steps, at[:length], there[:length])
        return along

    def _to_step(self, value: float, axis: Axis) -> float:
        if axis == "step":
            return value
        at, epochs, seconds = (column.view() for column in self._clock)
        there = epochs if axis == "epoch" else seconds
        length = min(len(at), len(there))
        return float(np.interp(value, there[:length], at[:length]))
