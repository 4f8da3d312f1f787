"""The points of a dataset on the plane as dots to draw, and what a point or a prediction is called."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from playground.data.dataset import Dataset
from playground.ui.colour_maps import signed_table
from playground.ui.theme import theme

from .plane import Dots
from .shade import Link, class_colour, class_shares, label_colours, signed, value_limit

LEVELS = 32
"""How many colours the points of a regression have."""


def dots_of(dataset: Dataset, label: int | None = None) -> Dots | None:
    """The points of a plane in the colours of their classes, or of their numbers; of labels in those of
    all that a point has, or by whether it has that one."""
    if dataset.points is None:
        return None
    test = np.zeros(len(dataset), np.bool_)
    test[dataset.test] = True
    if dataset.target == "classes":
        count = max(len(dataset.classes), 2)
        palette = tuple(class_colour(index, count) for index in range(count))
        return Dots(dataset.points, dataset.labels, palette, test)
    if dataset.target == "labels":
        if label is not None:
            return Dots(
                dataset.points, dataset.labels[:, label], (class_colour(0, 2), class_colour(1, 2)), test
            )
        sets, which = np.unique(dataset.labels, axis=0, return_inverse=True)
        mixed = zip(label_colours(sets.T.astype(np.float32)).tolist(), sets.sum(axis=1).tolist(), strict=True)
        # A point without any would not be seen in the colour of the ground.
        colours = tuple(QColor(*colour) if number else theme().colours.wire for colour, number in mixed)
        return Dots(dataset.points, which.reshape(-1), colours, test)
    limit = value_limit(dataset)
    share = (dataset.labels[:, 0] / limit + 1.0) / 2.0
    levels = np.clip((share * (LEVELS - 1)).round(), 0, LEVELS - 1).astype(np.intp)
    return Dots(dataset.points, levels, _levels(), test)


def _levels() -> tuple[QColor, ...]:
    table = signed_table(theme().dark)
    return tuple(QColor(*table[round(at)].tolist()) for at in np.linspace(0, len(table) - 1, LEVELS))


def number_text(value: float) -> str:
    """Three significant digits, with a real minus."""
    if value and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.2e}".replace("-", "−")
    return f"{float(f'{value:.3g}'):g}".replace("-", "−")


def prediction_text(outputs: NDArray[Any], link: Link, dataset: Dataset) -> str:
    """K outputs at one place in words: `blue 93 %`, `A 93 %, C 60 %`, or a number."""
    if not np.isfinite(outputs).all():
        return "–"
    if dataset.target == "numbers":
        return number_text(float(outputs[0]))
    if dataset.target == "labels":
        shares = {name: float(share) for name, share in zip(dataset.classes, outputs)}
        said = [f"{name} {share:.0%}" for name, share in shares.items() if share > 0.5]
        return (", ".join(said) or "–").replace("%", " %")
    if len(dataset.classes) <= 2:
        level = float(signed(outputs, link))
        name = dataset.classes[int(level >= 0)] if len(dataset.classes) == 2 else ""
        if link == "identity":
            return f"{name} ({number_text(level)})"
        return f"{name} {(1 + abs(level)) / 2:.0%}".replace("%", " %")
    believed = class_shares(outputs, link)
    best = int(believed.argmax())
    return f"{dataset.classes[best]} {float(believed[best]):.0%}".replace("%", " %")
