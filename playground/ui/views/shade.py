"""Shade: what a network predicts over the plane, as colours. Numbers in, pixels out; no widgets.

Axes: K outputs (after the loss's link), R resolution, rows from the top. Two classes and single
numbers go from orange over neutral to blue; more classes mix their colours by probability. Labels,
of which a place may have several or none, mix theirs and leave the ground where there is none.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from playground.data.dataset import Dataset
from playground.ui.colour_maps import Rgba, colour_values, signed_table
from playground.ui.theme import NEGATIVE, POSITIVE, SERIES, theme

Link = Literal["softmax", "sigmoid", "tanh", "identity"]
Floats = NDArray[np.floating]

STRENGTH = 160 / 255
"""How much of the full colour a surface takes, as the peers' do: points on it stay brighter."""
BANDS = 8
"""Into how many steps "discretize" divides the range of a number."""
FINE = 4
"""How much finer a discretized map is drawn than it was computed: edges become lines, not stairs."""


def class_colour(index: int, count: int) -> QColor:
    """The colour of a class: orange and blue for two, else Okabe and Ito's."""
    if count <= 2:
        return QColor((NEGATIVE, POSITIVE)[index % 2])
    colour = SERIES[index % len(SERIES)]
    # Black is no colour on a dark ground.
    return QColor("#C9CED6") if colour == "#000000" and theme().dark else QColor(colour)


def value_limit(dataset: Dataset) -> float:
    """The number that has the full colour: 1 for classes and labels, else the largest in the data."""
    if dataset.target != "numbers" or not len(dataset.labels):
        return 1.0
    largest = float(np.abs(dataset.labels).max())
    if 0.8 <= largest <= 1.25:
        return 1.0  # the peers' own scale
    return float(f"{largest:.2g}") if largest > 0.0 else 1.0


def signed(values: NDArray[Any], link: Link) -> Floats:
    """K ... outputs for two classes as -1 (the first) to +1 (the second)."""
    if len(values) >= 2:
        shares = class_shares(values[:2], link)
        return np.asarray(shares[1] - shares[0])
    return np.asarray(2.0 * values[0] - 1.0 if link == "sigmoid" else values[0])


def class_shares(values: NDArray[Any], link: Link) -> NDArray[Any]:
    """K ... outputs as shares that sum to 1 along the first axis."""
    if link == "softmax":
        return values
    if link == "identity":  # margins: the larger, the surer
        shifted = np.exp(values - values.max(axis=0))
        return np.asarray(shifted / shifted.sum(axis=0))
    positive = values if link == "sigmoid" else (values + 1.0) / 2.0
    positive = np.clip(positive, 1e-6, None)
    return np.asarray(positive / positive.sum(axis=0))


def probabilities(values: NDArray[Any], link: Link, count: int) -> Floats:
    """K ... outputs as one share for each of `count` classes, also where one output stands for two."""
    if count == 2 and len(values) == 1:
        second = (1.0 + np.clip(signed(values, link), -1.0, 1.0)) / 2.0
        return np.stack([1.0 - second, second])
    return class_shares(values, link)


def finer(values: NDArray[Any], times: int = FINE) -> NDArray[Any]:
    """K R R values read between the points, `times` as fine: K (times R) (times R)."""
    side = values.shape[-1]
    at = np.linspace(0.0, side - 1.0, side * times)
    low = np.minimum(at.astype(np.intp), max(side - 2, 0))
    share = (at - low).astype(values.dtype)
    high = np.minimum(low + 1, side - 1)
    rows = values[:, low] * (1 - share)[:, None] + values[:, high] * share[:, None]
    return np.asarray(rows[:, :, low] * (1 - share) + rows[:, :, high] * share)


def label_colours(shares: NDArray[Any]) -> Rgba:
    """The colours (... 4) of places that have each label by a share of 0 to 1 (K ...): the labels' own,
    mixed, the fainter the less of any there is."""
    count = len(shares)
    colours = np.array([label_colour(index).getRgb() for index in range(count)], np.float32)
    neutral = np.array(theme().colours.neutral.getRgb(), np.float32)
    some = 1 - np.prod(1 - shares, axis=0)[..., None]
    mixed = np.tensordot(shares / np.maximum(shares.sum(axis=0), 1e-6), colours, axes=(0, 0))
    found = some * mixed + (1 - some) * neutral
    found[~np.isfinite(found).all(axis=-1)] = 0.0
    return np.asarray(np.clip(found, 0.0, 255.0).round(), np.uint8)


def label_colour(index: int) -> QColor:
    """The colour of a label: those of many classes, since labels are mixed with each other."""
    return class_colour(index, len(SERIES))


def surface(
    values: NDArray[Any],
    link: Link,
    dataset: Dataset,
    discretize: bool = False,
    label: int | None = None,
) -> Rgba:
    """K R R outputs as R R colours (4 R, where discretized), mixed with the ground of the theme; of
    labels all, or one by itself."""
    if discretize:
        values = finer(values)
    if dataset.target == "labels":
        shares = values if label is None else values[label]
        if discretize:
            shares = np.where(np.isfinite(shares), shares > 0.5, np.nan)
        if label is None:
            return faded(label_colours(shares))
        return faded(colour_values(2 * shares - 1, table(), -1.0, 1.0))
    if dataset.target == "numbers":
        limit = value_limit(dataset)
        level = values[0]
        return faded(colour_values(banded(level, limit) if discretize else level, table(), -limit, limit))
    count = max(len(dataset.classes), 2)
    if count == 2:
        level = signed(values, link)
        return faded(colour_values(np.where(level < 0, -1, 1) if discretize else level, table(), -1.0, 1.0))
    shares = class_shares(values, link)
    colours = np.array([class_colour(index, count).getRgb() for index in range(len(shares))], np.float32)
    if discretize:
        return faded(colours.astype(np.uint8)[shares.argmax(axis=0)])
    mixed = np.tensordot(shares, colours, axes=(0, 0))  # R R 4
    mixed[~np.isfinite(mixed).all(axis=-1)] = 0.0
    return faded(np.clip(mixed, 0.0, 255.0).astype(np.uint8))


def unit_map(values: NDArray[Any], limit: float) -> Rgba:
    """R R values of one neuron as colours: -limit orange, +limit blue."""
    return faded(colour_values(values, table(), -limit, limit))


def banded(level: NDArray[Any], limit: float) -> NDArray[Any]:
    """Values in BANDS equal steps between -limit and limit, each taking the middle of its step."""
    step = 2.0 * limit / BANDS
    last = limit - step / 2
    banded: NDArray[Any] = np.clip(np.floor(level / step) * step + step / 2, -last, last)
    return banded


def table() -> Rgba:
    """The colours of signed values in the theme in force."""
    return signed_table(theme().dark)


def faded(rgba: Rgba) -> Rgba:
    """Colours mixed with the theme's surface, so that points stand out on them. In place where the
    array is ours to write to; what was transparent (not a number) stays so."""
    surface = theme().colours.surface
    ground = np.array((surface.red(), surface.green(), surface.blue()), np.float32)
    rgba[..., :3] = (rgba[..., :3] * np.float32(STRENGTH) + ground * np.float32(1 - STRENGTH)).astype(
        np.uint8
    )
    return rgba
