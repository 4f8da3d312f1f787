"""Samples as images: the arrays of a data set, and one of them in colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from playground.data import Dataset
from playground.ui.colour_maps import colour_values, picture
from playground.ui.theme import theme


def images_of(dataset: Dataset) -> NDArray[Any]:
    """The samples as images: N C H W, float32 from 0 to 1 or bytes."""
    return next(array for array in dataset.fields.values() if array.ndim == 4)


def image_of(pixels: NDArray[Any]) -> QImage:
    """One sample (C H W; 0 to 1, or bytes) as an image: colours as they are, one channel as ink on
    paper."""
    whole = 255.0 if pixels.dtype == np.uint8 else 1.0
    if len(pixels) >= 3:
        rgba = np.full((*pixels.shape[1:], 4), 255, np.uint8)
        rgba[..., :3] = np.clip(np.moveaxis(pixels[:3], 0, -1) * (255.0 / whole) + 0.5, 0, 255)
        return picture(rgba)
    colours = theme().colours
    paper, ink = (np.array(c.getRgb(), np.float64) for c in (colours.surface, colours.text))
    table = (paper + (ink - paper) * np.linspace(0, 1, 256)[:, None]).round().astype(np.uint8)
    return picture(colour_values(pixels[0], table, 0.0, whole))
