"""History and Latest: every number kept, any stretch drawn from few points, against plain numpy."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.engine.mailbox import FACTOR, Growing, History, Latest

lengths = st.integers(1, 3000)
seeds = st.integers(0, 2**16)
Floats = NDArray[np.float32]


def dense(length: int, seed: int, first: int = 1) -> tuple[History, Floats]:
    """A loss for each step, written in pieces of any size."""
    random = np.random.default_rng(seed)
    values = random.standard_normal(length).astype(np.float32)
    history, done = History(), 0
    while done < length:
        piece = int(random.integers(1, 400))
        history.extend("batch_loss", first + done, values[done : done + piece].tolist())
        done += piece
        if random.random() < 0.3:
            history.curve("batch_loss", points=int(random.integers(2, 50)))  # builds part of the pyramid
    return history, values


def sparse(length: int, seed: int) -> tuple[History, NDArray[np.int64], Floats]:
    """A value now and then."""
    random = np.random.default_rng(seed)
    steps = np.cumsum(random.integers(1, 40, length))
    values = random.standard_normal(length).astype(np.float32)
    history = History()
    for step, value in zip(steps, values, strict=True):
        history.append("test_loss", int(step), float(value))
    return history, steps, values


@given(lengths, seeds)
def test_every_value_is_kept(length: int, seed: int) -> None:
    history, values = dense(length, seed)
    steps, _, _, found = history.values("batch_loss")
    assert np.array_equal(found, values)
    assert np.array_equal(steps, np.arange(1, length + 1))
    assert history.length("batch_loss") == length
    assert history.last("batch_loss") == pytest.approx(float(values[-1]))
    other, at, numbers = sparse(length, seed)
    steps, _, _, found = other.values("test_loss")
    assert np.array_equal(found, numbers)
    assert np.array_equal(steps, at)


@given(lengths, seeds, st.integers(2, 200))
def test_a_whole_curve_holds_every_extreme(length: int, seed: int, points: int) -> None:
    """Few points, and yet the lowest and the highest of all values are among them."""
    history, values = dense(length, seed)
    curve = history.curve("batch_loss", points=points)
    assert len(curve.x) == len(curve.low) == len(curve.high) <= points + 2
    assert np.all(np.diff(curve.x) > 0)
    assert np.all(curve.low <= curve.high)
    assert curve.low.min() == values.min()
    assert curve.high.max() == values.max()
    assert curve.x[0] >= 1
    assert curve.x[-1] == length, "the newest value closes the curve"
    if length <= points:
        assert np.array_equal(curve.x, np.arange(1, length + 1))
        assert np.array_equal(curve.low, values)
        assert np.array_equal(curve.high, values)


@given(lengths, seeds, st.integers(2, 200))
def test_places_follow_what_is_asked_for_not_the_length(length: int, seed: int, points: int) -> None:
    history, _ = dense(length, seed)
    curve = history.curve("batch_loss", points=points)
    assert min(length, points) / 2 - 1 <= len(curve.x) <= points + 2


@given(lengths, seeds, st.integers(2, 60), st.integers(1, 500))
def test_values_in_front_come_as_densely(length: int, seed: int, points: int, before: int) -> None:
    history, _ = dense(length, seed)
    low = length / 2
    curve = history.curve("batch_loss", low=low, points=points)
    more = history.curve("batch_loss", low=low, points=points, before=before)
    assert more.size == curve.size
    assert set(curve.x) <= set(more.x)
    assert len(more.x) <= 4 * (points + 2)
    assert more.x[0] <= max(low - min(before, length), 1) + curve.size


@given(lengths, seeds, st.integers(2, 60))
def test_each_point_of_a_curve_stands_for_its_neighbours(length: int, seed: int, points: int) -> None:
    """Every value lies between low and high of the point nearest to it, or of the one beside that."""
    history, values = dense(length, seed)
    curve = history.curve("batch_loss", points=points)
    for index in range(0, length, max(1, length // 50)):
        right = int(np.searchsorted(curve.x, index + 1))
        near = slice(max(right - 1, 0), right + 2)
        assert curve.low[near].min() <= values[index] <= curve.high[near].max()


@given(lengths, seeds, st.integers(2, 60), st.data())
def test_a_stretch_covers_what_is_asked_for(length: int, seed: int, points: int, data: st.DataObject) -> None:
    history, values = dense(length, seed)
    low = data.draw(st.floats(-10, length + 10))
    high = data.draw(st.floats(low, length + 20))
    curve = history.curve("batch_loss", low=low, high=high, points=points)
    steps = np.arange(1, length + 1)
    inside = values[(steps >= low) & (steps <= high)]
    assert len(curve.x) <= points + FACTOR + 2
    if len(inside):
        assert curve.low.min() <= inside.min()
        assert curve.high.max() >= inside.max()
        assert curve.low.min() >= values.min()


@given(lengths, seeds, st.integers(2, 60))
def test_sparse_series_keep_their_steps(length: int, seed: int, points: int) -> None:
    history, steps, values = sparse(length, seed)
    curve = history.curve("test_loss", points=points)
    assert curve.low.min() == values.min()
    assert curve.high.max() == values.max()
    assert set(curve.x) <= set(steps.astype(float))
    assert curve.x[-1] == steps[-1]
    low, high = float(steps[length // 3]), float(steps[2 * length // 3])
    part = history.curve("test_loss", low=low, high=high, points=length + 1)
    wanted = (steps >= low) & (steps <= high)
    assert set(steps[wanted].astype(float)) <= set(part.x)
    assert len(part.x) <= wanted.sum() + 3


@given(st.integers(2, 300), seeds)
def test_axes_are_interpolated_from_the_clock(length: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    history, _ = dense(length, seed)
    marks = np.unique(random.integers(1, length + 1, 8))
    epochs, seconds = marks / 25, np.cumsum(random.random(len(marks)))
    for step, epoch, second in zip(marks, epochs, seconds, strict=True):
        history.set_clock(int(step), float(epoch), float(second))
    steps = np.arange(1, length + 1)
    for axis, along in (("epoch", epochs), ("seconds", seconds)):
        wanted = np.interp(steps, [0, *marks], [0, *along])
        curve = history.curve("batch_loss", axis=axis, points=length)  # type: ignore[arg-type]
        assert np.allclose(curve.x, wanted)
    _, found_epochs, found_seconds, _ = history.values("batch_loss")
    assert np.allclose(found_epochs, np.interp(steps, [0, *marks], [0, *epochs]))
    assert np.allclose(found_seconds, np.interp(steps, [0, *marks], [0, *seconds]))


def test_a_stretch_of_seconds() -> None:
    history, values = dense(1000, 0)
    history.set_clock(500, 5.0, 1.0)
    history.set_clock(1000, 10.0, 11.0)
    curve = history.curve("batch_loss", axis="seconds", low=6.0, high=11.0, points=2000)
    assert curve.x[0] <= 6.0 <= curve.x[2]
    assert curve.x[-1] == 11.0
    assert np.array_equal(curve.low, values[-len(curve.low) :])
    assert len(curve.x) == pytest.approx(250, abs=3)


def test_what_is_not_a_number_hides_nothing() -> None:
    history = History()
    values = [1.0] * 100 + [float("nan")] * 5 + [float("inf")] + [9.0] * 100
    history.extend("batch_loss", 1, values)
    curve = history.curve("batch_loss", points=10)
    assert np.nanmin(curve.low) == 1.0
    assert np.nanmax(curve.high) == float("inf")


def test_nothing_yet() -> None:
    history = History()
    assert history.names() == ()
    assert history.last("batch_loss") is None
    assert history.length("batch_loss") == 0
    curve = history.curve("batch_loss", axis="epoch", low=0, high=1)
    assert len(curve.x) == len(curve.low) == len(curve.high) == 0


def test_versions_tell_of_news() -> None:
    history, seen = History(), set[int]()
    for change in (
        lambda: history.append("test_loss", 1, 0.5),
        lambda: history.extend("batch_loss", 1, [0.5]),
        lambda: history.mark(1, 0.1, 0.2, "rate"),
    ):
        seen.add(history.version)
        change()
    assert history.version not in seen
    assert [(m.step, m.text) for m in history.marks] == [(1, "rate")]


@given(st.lists(st.integers(1, 700), min_size=1, max_size=12))
def test_growing_keeps_old_views(pieces: list[int]) -> None:
    growing, wanted, views = Growing(np.float32), list[float](), []
    for number, piece in enumerate(pieces):
        values = [float(number)] * piece
        wanted += values
        if number % 2:
            growing.extend(np.asarray(values, np.float32))
        else:
            for value in values:
                growing.append(value)
        views.append((growing.view(), len(wanted)))
        assert len(growing) == len(wanted)
    for view, length in views:
        assert np.array_equal(view, np.asarray(wanted[:length], np.float32))


def test_one_writes_while_another_reads() -> None:
    """What a reader sees is always a beginning of what is written."""
    history, enough = History(), threading.Event()

    def write() -> None:
        for start in range(0, 2_000_000, 100):
            history.extend("batch_loss", start + 1, [float(i) for i in range(start, start + 100)])
            history.set_clock(start + 100, start / 1000, start / 5000)
            if enough.is_set():
                break

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(40):
            curve = history.curve("batch_loss", axis="epoch", points=100)
            assert np.all(np.diff(curve.high) >= 0)
            if history.names():
                steps, _, _, values = history.values("batch_loss")
                assert np.array_equal(values, np.arange(len(values), dtype=np.float32))
                assert len(steps) == len(values)
    finally:
        enough.set()
        writer.join()
    assert history.last("batch_loss") == history.length("batch_loss") - 1


def test_latest_keeps_the_newest_of_each() -> None:
    slots: Latest[str] = Latest()
    assert slots.take() == []
    slots.put("surface", "old")
    slots.put("maps", "other")
    slots.put("surface", "new")
    assert sorted(slots.take()) == ["new", "other"]
    assert slots.take() == []
