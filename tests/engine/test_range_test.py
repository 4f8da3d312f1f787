"""The learning-rate range test: it finds a rate that learns well, and disturbs nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.engine.checkpoint import digest
from playground.engine.range_test import RUNAWAY, RangeTest, range_test, suggest
from playground.project import Project
from tests.engine.made import arrays, chain, linear, plan_of, project, session

DATA = arrays((4,), classes=2, count=200)


def document(**training: object) -> Project:
    return project(chain(linear(16), "Tanh", "Linear"), **training)


def test_suggests_a_rate_that_learns_well() -> None:
    found = range_test(document(), DATA, plan_of(document(), DATA))
    assert found.suggestion is not None
    losses = {}
    for rate in (found.suggestion, found.suggestion / 1000):
        made = session(document(learning_rate=rate), DATA)
        made.advance(steps=40)
        losses[rate] = made.train.evaluate()["train"].loss if made.train else 9.0
    assert losses[found.suggestion] < 0.5 * losses[found.suggestion / 1000]


def test_rates_grow_in_equal_ratios_until_it_runs_away() -> None:
    found = range_test(document(), DATA, plan_of(document(), DATA), high=1e6)
    ratios = np.diff(np.log(found.rates))
    assert ratios == pytest.approx(ratios[0])
    assert len(found.rates) < 120
    assert max(found.losses) <= RUNAWAY * min(found.losses) + max(found.losses[:1])


def test_twice_the_same_and_nothing_else_is_disturbed() -> None:
    made = session(document(), DATA)
    made.advance(steps=5)
    assert made.train is not None
    before, numbers = digest(made.train), torch.get_rng_state()
    one = range_test(document(), DATA, made.train.plan)
    assert one == range_test(document(), DATA, made.train.plan)
    assert digest(made.train) == before
    assert torch.equal(torch.get_rng_state(), numbers)


def test_ends_when_it_is_told_to() -> None:
    calls = iter([False, False, True])
    found = range_test(document(), DATA, plan_of(document(), DATA), stop=lambda: next(calls))
    assert len(found.rates) == 3
    assert found == RangeTest(found.rates, found.losses, None)


def test_nothing_is_suggested_where_nothing_falls() -> None:
    rates = list(np.logspace(-5, 0, 40))
    assert suggest(rates, list(np.linspace(1.0, 2.0, 40))) is None
    valley = [1.0 + (np.log10(r) + 1) ** 2 for r in rates]
    assert suggest(rates, valley) == pytest.approx(1e-2, rel=0.5), "a tenth of where it is lowest"
