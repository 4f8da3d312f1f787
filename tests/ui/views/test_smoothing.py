"""Smoothing against TensorBoard's formula written out in another way."""

from __future__ import annotations

import numpy as np
import pytest

from playground.ui.views.smoothing import reach, smooth


def by_weights(values: np.ndarray, weight: float) -> np.ndarray:
    """The same mean as a sum: each value weighs w^age, and the weights are divided by their sum."""
    result = []
    for end in range(1, len(values) + 1):
        weights = weight ** np.arange(end - 1, -1, -1)
        result.append(float(weights @ values[:end] / weights.sum()))
    return np.array(result)


@pytest.mark.parametrize("weight", [0.1, 0.6, 0.99])
def test_smoothing_is_the_debiased_exponential_mean(weight: float) -> None:
    values = np.random.default_rng(0).normal(size=60)
    np.testing.assert_allclose(smooth(values, weight), by_weights(values, weight), rtol=1e-10)


def test_no_smoothing_leaves_the_values_alone() -> None:
    values = np.array([3.0, 1.0, 2.0])
    assert smooth(values, 0.0).tolist() == [3.0, 1.0, 2.0]


def test_a_first_value_is_itself_and_a_constant_stays() -> None:
    assert smooth(np.array([5.0, 5.0, 5.0]), 0.9) == pytest.approx([5.0, 5.0, 5.0])


def test_what_is_not_finite_is_shown_and_skipped() -> None:
    smoothed = smooth(np.array([1.0, np.nan, np.inf, 3.0]), 0.5)
    assert smoothed[0] == 1.0
    assert np.isnan(smoothed[1])
    assert np.isinf(smoothed[2])
    assert smoothed[3] == pytest.approx((0.5 * 1.0 + 1.0 * 3.0) / 1.5)


def test_a_thinned_out_curve_is_smoothed_as_strongly_as_the_whole() -> None:
    values = np.repeat(np.random.default_rng(1).normal(size=50), 8)
    whole = smooth(values, 0.9)[7::8]
    np.testing.assert_allclose(smooth(values[7::8], 0.9, group=8), whole, rtol=1e-10)


def test_reach_is_where_a_weight_has_faded() -> None:
    assert 0.99 ** reach(0.99) == pytest.approx(1e-3)
    assert reach(0.0) == 0.0
