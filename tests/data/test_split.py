"""Split: disjoint parts that cover everything, by the peers' rule or class by class."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sklearn.model_selection import train_test_split

from playground.data.split import split
from playground.project import Fold, Refused

shares = st.sampled_from([0.0, 0.1, 0.15, 0.2, 0.3, 0.45])


@given(
    count=st.integers(1, 300),
    validation=shares,
    test=shares,
    seed=st.integers(0, 1000),
    classes=st.one_of(st.none(), st.integers(1, 12)),
)
def test_parts_are_disjoint_and_cover_all(
    count: int, validation: float, test: float, seed: int, classes: int | None
) -> None:
    labels = None
    if classes is not None:
        labels = np.random.default_rng(seed).integers(0, classes, count)
    parts = split(count, validation, test, seed, labels)
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(count))
    assert all(part.dtype == np.int64 for part in parts)
    assert len(parts.train) >= 1
    if test == 0:
        assert len(parts.test) == 0
    if validation == 0:
        assert len(parts.validation) == 0
    assert abs(len(parts.train) - count * (1 - validation - test)) <= 1


@pytest.mark.parametrize("count", [10, 333, 500, 1200, 20_000])
@pytest.mark.parametrize("percent", range(10, 100, 10))
def test_the_peers_rule_is_the_floor(count: int, percent: int) -> None:
    parts = split(count, 0.0, (100 - percent) / 100, seed=3)
    assert len(parts.train) == count * percent // 100


@given(
    sizes=st.lists(st.integers(1, 60), min_size=1, max_size=9),
    test=st.sampled_from([0.1, 0.2, 0.5]),
    validation=st.sampled_from([0.0, 0.1, 0.25]),
)
def test_every_class_is_divided_alike_and_trains(sizes: list[int], test: float, validation: float) -> None:
    labels = np.repeat(np.arange(len(sizes)), sizes)
    parts = split(len(labels), validation, test, 5, labels)
    share = len(parts.train) / len(labels)
    trains = np.bincount(labels[parts.train], minlength=len(sizes))
    if len(parts.train) >= len(sizes):
        assert trains.min() >= 1
        borrowed = sum(size * share < 1 for size in sizes)
        assert np.abs(trains - np.array(sizes) * share).max() <= 1 + borrowed


def test_as_even_as_scikit_learn() -> None:
    labels = np.repeat([0, 1, 2], [50, 71, 30])
    mine = split(len(labels), 0.0, 0.2, 0, labels)
    theirs, _ = train_test_split(np.arange(len(labels)), train_size=len(mine.train), stratify=labels)
    difference = np.bincount(labels[mine.train]) - np.bincount(labels[theirs])
    assert np.abs(difference).max() <= 1


def test_the_seed_decides_and_the_order_is_shuffled() -> None:
    first, again, other = (split(500, 0.1, 0.2, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again))
    assert not np.array_equal(first.train, other.train)
    assert (np.diff(first.train) < 0).mean() == pytest.approx(0.5, abs=0.1)


def test_one_more_sample_moves_hardly_any_other() -> None:
    before, after = split(200, 0.0, 0.3, 7), split(201, 0.0, 0.3, 7)
    changed = set(before.test.tolist()) ^ set(after.test.tolist())
    assert len(changed) <= 3


def test_shares_that_leave_nothing_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        split(100, 0.5, 0.5, 0)
    assert refused.value.problem.code == "shares_too_large"


@given(
    count=st.integers(4, 300),
    folds=st.integers(2, 12),
    validation=shares,
    seed=st.integers(0, 1000),
    classes=st.one_of(st.none(), st.integers(1, 8)),
)
def test_every_sample_tests_in_one_fold(
    count: int, folds: int, validation: float, seed: int, classes: int | None
) -> None:
    labels = None if classes is None else np.random.default_rng(seed).integers(0, classes, count)
    parts = [
        split(count, validation, 0.5, seed, labels, Fold(index=index, of=folds)) for index in range(folds)
    ]
    tested = np.concatenate([part.test for part in parts])
    assert np.array_equal(np.sort(tested), np.arange(count))
    for part in parts:
        assert np.array_equal(np.sort(np.concatenate(part)), np.arange(count))
        rest = count - len(part.test)
        assert abs(len(part.validation) - rest * validation) <= 1
        if labels is not None:  # as even as StratifiedKFold: each class differs by one sample at most
            for label in np.unique(labels):
                exact = np.count_nonzero(labels == label) / folds
                assert abs(np.count_nonzero(labels[part.test] == label) - exact) < 1


def test_a_fold_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError, match="none of 3"):
        Fold(index=3, of=3)
