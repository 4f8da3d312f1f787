"""Series: which curves there are, in which plot, and how each is drawn.

Train is solid, validation dotted, test dashed, in every plot; the colours are Okabe and Ito's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPen

from playground.catalog import METRICS
from playground.engine.mailbox import Axis
from playground.ui.theme import theme

Part = Literal["batch", "train", "validation", "test"]
PARTS: tuple[Part, ...] = ("batch", "train", "validation", "test")

_COLOURS: dict[Part, tuple[str, str]] = {
    "batch": ("#5B6472", "#A0A8B5"),
    "train": ("#0072B2", "#56B4E9"),
    "validation": ("#009E73", "#2FC79B"),
    "test": ("#D55E00", "#E69F00"),
}
"""On light and on dark: Okabe and Ito's blue, green and vermilion, and their lighter sisters."""

_DASHES: dict[Part, Qt.PenStyle] = {
    "batch": Qt.PenStyle.SolidLine,
    "train": Qt.PenStyle.SolidLine,
    "validation": Qt.PenStyle.DotLine,
    "test": Qt.PenStyle.DashLine,
}

Strength = Literal["full", "raw", "ghost", "noise"]
_STRENGTHS: dict[Strength, tuple[float, float]] = {
    "full": (1.75, 1.0),
    "raw": (1.0, 0.3),
    "ghost": (1.0, 0.5),
    "noise": (1.0, 0.2),
}
"""Width in px and opacity."""
BAND = 0.22
"""Opacity of a band."""


@dataclass(frozen=True)
class Series:
    """One curve: its name in the history, and the part of the data that it was measured on."""

    name: str
    part: Part

    @property
    def label(self) -> str:
        """What the legend calls it."""
        return part_label(self.part)

    def pen(self, strength: Strength = "full") -> QPen:
        """How the curve is drawn; its own width does not grow with the zoom."""
        width, opacity = _STRENGTHS["noise" if self.part == "batch" else strength]
        colour = self.colour
        colour.setAlphaF(opacity)
        style = Qt.PenStyle.SolidLine if strength == "raw" else _DASHES[self.part]
        pen = QPen(colour, width, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)
        pen.setCosmetic(True)
        return pen

    def band_colour(self) -> QColor:
        """The colour between the lowest and the highest value of a thinned-out curve."""
        colour = self.colour
        colour.setAlphaF(BAND)
        return colour

    @property
    def colour(self) -> QColor:
        """The colour in the theme in force."""
        return QColor(_COLOURS[self.part][theme().dark])


@dataclass(frozen=True)
class Stretch:
    """What to draw: which axis runs along x, and from where to where."""

    axis: Axis
    low: float
    high: float


def part_label(part: Part) -> str:
    """A part of the data in words."""
    return {
        "batch": QCoreApplication.translate("Series", "batch"),
        "train": QCoreApplication.translate("Series", "train"),
        "validation": QCoreApplication.translate("Series", "validation"),
        "test": QCoreApplication.translate("Series", "test"),
    }[part]


def metric_label(metric: str) -> str:
    """A metric in words; the name itself where nobody has worded it."""
    if metric in METRICS:
        return METRICS[metric].title
    return QCoreApplication.translate("Series", "Loss") if metric == "loss" else metric


def series_of(metric: str) -> tuple[Series, ...]:
    """The curves of one plot: of the loss (with the batches') or of a metric."""
    return tuple(Series(f"{part}_{metric}", part) for part in PARTS if part != "batch" or metric == "loss")


def metrics_in(names: tuple[str, ...]) -> tuple[str, ...]:
    """The metrics other than the loss that a history holds, in the catalogue's order."""
    found = {name.partition("_")[2] for name in names if name.partition("_")[0] in PARTS} - {"loss"}
    return tuple(m for m in METRICS if m in found) + tuple(sorted(found - set(METRICS)))


def value_text(value: float | None, metric: str) -> str:
    """A value to three significant digits, a share in percent; a dash for none."""
    if value is None or value != value:
        return "–"
    if metric in METRICS and METRICS[metric].share:
        return f"{value:.1%}".replace("%", " %")
    if value != 0.0 and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.2e}"
    return f"{value:#.3g}".rstrip(".")
