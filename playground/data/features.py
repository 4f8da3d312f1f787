"""Features: the inputs that are made from the two coordinates of a point, before any layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.catalog import problem
from playground.project import Refused

from .dataset import Floats


@dataclass(frozen=True)
class Feature:
    """One input made from a point: its id, what a person reads, its formula, and the function."""

    name: str
    label: str
    formula: str
    function: Callable[[Floats, Floats], Floats]


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x1", "X₁", "x_1", lambda x1, x2: x1),
        Feature("x2", "X₂", "x_2", lambda x1, x2: x2),
        Feature("x1_squared", "X₁²", "x_1^2", lambda x1, x2: x1 * x1),
        Feature("x2_squared", "X₂²", "x_2^2", lambda x1, x2: x2 * x2),
        Feature("x1_x2", "X₁X₂", "x_1 x_2", lambda x1, x2: x1 * x2),
        Feature("sin_x1", "sin X₁", r"\sin x_1", lambda x1, x2: np.sin(x1)),
        Feature("sin_x2", "sin X₂", r"\sin x_2", lambda x1, x2: np.sin(x2)),
    )
}
"""The seven of TensorFlow Playground, in its order."""


def chosen(names: Sequence[str]) -> tuple[Feature, ...]:
    """The features of those names, in the order given.

    Raises Refused (`no_features`, `unknown_feature`).
    """
    if not names:
        raise Refused(problem("no_features", setting="data.features"))
    for name in names:
        if name not in FEATURES:
            known = ", ".join(FEATURES)
            raise Refused(problem("unknown_feature", setting="data.features", feature=name, known=known))
    return tuple(FEATURES[name] for name in names)


def labels(names: Sequence[str]) -> tuple[str, ...]:
    """What a person reads for those features: X₁, X₁², sin X₂. Raises Refused as `chosen`."""
    return tuple(feature.label for feature in chosen(names))


def apply(points: NDArray[np.floating], names: Sequence[str]) -> Floats:
    """The features of `points` (N 2) as N F, float32. Raises Refused as `chosen`."""
    x1 = np.ascontiguousarray(points[:, 0], dtype=np.float32)
    x2 = np.ascontiguousarray(points[:, 1], dtype=np.float32)
    return np.stack([feature.function(x1, x2) for feature in chosen(names)], axis=1, dtype=np.float32)
