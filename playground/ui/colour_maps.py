"""Colour maps: numbers as colours. Signed values go from orange (-) over a neutral of the theme to blue
(+), magnitudes through viridis; both can be told apart by eyes that see no red or green."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from .theme import DARK, LIGHT, NEGATIVE, POSITIVE, theme

Rgba = NDArray[np.uint8]

VIRIDIS = np.array(
    [
        (0.2777273272234177, 0.005407344544966578, 0.3340998053353061),
        (0.1050930431085774, 1.404613529898575, 1.384590162594685),
        (-0.3308618287255563, 0.214847559468213, 0.09509516302823659),
        (-4.634230498983486, -5.799100973351585, -19.33244095627987),
        (6.228269936347081, 14.17993336680509, 56.69055260068105),
        (4.776384997670288, -13.74514537774601, -65.35303263337234),
        (-5.435455855934631, 4.645852612178535, 26.3124352495832),
    ]
)
"""Viridis as a polynomial of degree six per channel, lowest power first: Matt Zucker's published fit
(shadertoy.com/view/WlfXRN, public domain) to the map of Smith and van der Walt."""


@lru_cache(maxsize=2)
def signed_table(dark: bool) -> Rgba:
    """256 colours (rows of R G B A, 0-255) from the lowest over zero to the highest; read-only."""
    neutral = (DARK if dark else LIGHT).neutral
    ends = np.array([c.getRgb() for c in (NEGATIVE, neutral, POSITIVE)], dtype=np.float64)
    at = np.linspace(0.0, 2.0, 256)
    table = np.stack([np.interp(at, (0, 1, 2), ends[:, channel]) for channel in range(4)], axis=1)
    return _read_only(np.rint(table))


@lru_cache(maxsize=1)
def viridis_table() -> Rgba:
    """256 colours (rows of R G B A, 0-255) for magnitudes, low to high; read-only."""
    powers = np.linspace(0.0, 1.0, 256)[:, None] ** np.arange(len(VIRIDIS))
    rgb = np.clip(powers @ VIRIDIS, 0.0, 1.0) * 255
    return _read_only(np.concatenate([np.rint(rgb), np.full((256, 1), 255.0)], axis=1))


def _read_only(table: NDArray[np.float64]) -> Rgba:
    made = np.ascontiguousarray(table.astype(np.uint8))
    made.setflags(write=False)
    return made


def colour_values(values: NDArray[Any], table: Rgba, low: float, high: float) -> Rgba:
    """`values` (any axes) looked up between `low` and `high`, with R G B A as the last axis.

    What is not a number becomes transparent; what lies outside takes the colour of the end.
    """
    if not high > low:
        low, high = low - 0.5, high + 0.5
    last = len(table) - 1
    with np.errstate(invalid="ignore", over="ignore"):
        place = (np.asarray(values, dtype=np.float64) - low) * (last / (high - low))
        index = np.rint(np.clip(place, 0, last)).astype(np.intp)
    # A colour looked up as one number takes a quarter of the time of one in four parts.
    made: Rgba = table.view(np.uint32)[:, 0].take(index, mode="clip")[..., None].view(np.uint8)
    unknown = np.isnan(place)
    if unknown.any():
        made[unknown] = 0
    return made


def signed_colours(values: NDArray[Any], limit: float = 1.0) -> Rgba:
    """Signed values in the theme in force: -limit is orange, 0 neutral, +limit blue."""
    return colour_values(values, signed_table(theme().dark), -limit, limit)


def signed_colour(value: float, limit: float = 1.0) -> QColor:
    """One signed value as a colour."""
    return QColor(*(int(channel) for channel in signed_colours(np.array(value), limit)))


def picture(rgba: Rgba) -> QImage:
    """An H W 4 array as an image of its own (the array may go)."""
    pixels = np.ascontiguousarray(rgba)
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
