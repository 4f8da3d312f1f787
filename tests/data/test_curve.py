"""One number in, one number out: the line by its formula, pairs as they are typed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.words import text
from playground.data import defaults_for, make_dataset
from playground.data.curve import parse_pairs
from playground.project import FrozenDict, Refused


def test_a_line_without_noise_is_the_line() -> None:
    settings = defaults_for("line")
    parameters = settings.parameters.but(noise=0.0, slope=-1.5, intercept=0.25, samples=40)
    data = make_dataset(settings.but(parameters=parameters))
    x = data.fields["x"]
    assert x.shape == (40, 1)
    assert float(np.abs(x).max()) <= 1.0
    assert data.labels == pytest.approx(-1.5 * x + 0.25, abs=1e-6)


def test_noise_has_its_spread() -> None:
    settings = defaults_for("line")
    parameters = settings.parameters.but(noise=0.5, samples=20_000)
    data = make_dataset(settings.but(parameters=parameters))
    assert float((data.labels - 3 * data.fields["x"] - 2).std()) == pytest.approx(0.5, rel=0.03)


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=2, max_size=9))
def test_pairs_come_back(pairs: list[tuple[int, int]]) -> None:
    typed = "; ".join(f"{x / 4} {y / 4}".replace(".", ",") for x, y in pairs)
    assert parse_pairs(typed) == [(x / 4, y / 4) for x, y in pairs]
    assert parse_pairs(typed.replace("; ", "\n")) == parse_pairs(typed + ";")


@pytest.mark.parametrize(
    "typed", ["1 2; 3", "1 2; a b", "1 2; 3 4 5", "1 2; 1 nan", "1 2", "", "1e400 1; 2 2"]
)
def test_what_is_no_pair_is_said(typed: str) -> None:
    settings = defaults_for("pairs").but(parameters=FrozenDict({"pairs": typed}))
    with pytest.raises(Refused) as refused:
        make_dataset(settings)
    assert text(refused.value.problem)


def test_three_points_of_a_table_are_the_data() -> None:
    settings = defaults_for("pairs").but(test=0.0, validation=0.0)
    data = make_dataset(settings)
    assert data.fields["x"].ravel().tolist() == [1.0, 2.0, 3.0]
    assert data.labels.ravel().tolist() == [5.0, 8.0, 11.0]
    assert len(data.train) == 3
