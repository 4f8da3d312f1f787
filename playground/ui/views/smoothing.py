"""Exponential smoothing by TensorBoard's formula, so that numbers agree with what people know."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

SETTLED = 1e-3
"""A value whose weight has fallen below this no longer moves the line visibly."""


def smooth(values: NDArray[np.floating], weight: float, group: int = 1) -> NDArray[np.float64]:
    """`values` (n), each replaced by the debiased exponential mean of itself and those before it.

    s_t = w s_(t-1) + (1 - w) x_t, drawn as s_t / (1 - w^t): TensorBoard's formula, whose first
    point is the first value and not a step from zero. What is not finite stays as it is and is
    skipped by the mean. `group` says how many measured values each of `values` stands for: a
    thinned-out curve is smoothed as strongly as the whole one, at any zoom.
    """
    if weight <= 0.0:
        return np.asarray(values, np.float64)
    keep = weight**group
    smoothed = np.empty(len(values), np.float64)
    mean, bias = 0.0, 1.0
    for index, value in enumerate(values.tolist()):
        if math.isfinite(value):
            mean = keep * mean + (1.0 - keep) * value
            bias *= keep
            value = mean / (1.0 - bias)
        smoothed[index] = value
    return smoothed


def reach(weight: float) -> float:
    """How many values back smoothing with `weight` can be seen: 0 for none, 690 for 0.99."""
    return math.log(SETTLED) / math.log(weight) if weight > 0.0 else 0.0
