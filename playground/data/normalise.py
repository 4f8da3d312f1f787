"""Normalising pictures: what is subtracted from every channel and what it is divided by.

The pixels stay as they were read, bytes mostly; a network takes them as numbers from 0 to 1 and scales
them where they enter, so that pictures drawn by hand go the same way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.catalog import Parameter
from playground.catalog.words.data import note

from .dataset import Floats, Scaling

NONE, STANDARDISE, SIGNED = "none", "standardise", "-1 to 1"
NORMALISE = Parameter(
    "normalise",
    "choice",
    NONE,
    choices=(NONE, STANDARDISE, SIGNED),
    help="How the pixels, 0 to 1, enter the network: as they are; with mean 0 and spread 1 in each channel "
    "of the training part; or from -1 to 1.",
)
NAMES = ("normalise", "picture_normalise")
"""What the parameter is called: of pictures, and of those that rows of a table name."""
TOO_EVEN = 1e-4
"""A channel with a smaller spread is as good as constant."""
AT_A_TIME = 1024
"""Pictures that are looked at together."""


def fit(images: NDArray[np.generic], train: NDArray[np.int64], way: str) -> Scaling | None:
    """The scaling of pictures N C H W whose training part is `train`, for numbers from 0 to 1 (mean and
    std are C 1 1); None where they enter as they are. A channel that is the same everywhere keeps its unit.
    """
    channels = images.shape[1]
    if way == NONE:
        return None
    if way == SIGNED:
        half = np.full((channels, 1, 1), 0.5, np.float32)
        return Scaling(half, half)
    mean, square = np.zeros(channels), np.zeros(channels)
    for start in range(0, len(train), AT_A_TIME):
        part = images[np.sort(train[start : start + AT_A_TIME])]
        share = len(part) / len(train)
        mean += share * _mean(part)
        square += share * _mean(np.square(part, dtype=np.float32))
    unit = 255.0 if images.dtype == np.uint8 else 1.0
    std = np.sqrt(np.maximum(square - mean**2, 0.0))
    std[std < TOO_EVEN * unit] = unit
    shift, spread = ((found / unit).reshape(channels, 1, 1).astype(np.float32) for found in (mean, std))
    return Scaling(shift, spread)


def said(scaling: Scaling) -> str:
    """A sentence with the numbers."""
    return note("normalised", shift=_listed(scaling.mean), unit=_listed(scaling.std))


def _listed(values: Floats) -> str:
    return ", ".join(f"{value:.4g}" for value in values.ravel())


def _mean(part: NDArray[np.generic]) -> NDArray[np.float64]:
    """The mean of each channel."""
    found: NDArray[np.float64] = part.mean(axis=(0, 2, 3), dtype=np.float64)
    return found
