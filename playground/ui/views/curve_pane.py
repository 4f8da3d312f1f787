"""A pane of the curves: the lines of one metric with their legend, fetched as the plot needs them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.catalog import METRICS
from playground.engine.mailbox import Curve, History

from .curve_plot import CurvePlot, Dot
from .legend import Legend
from .line import Values
from .series import Series, Strength, Stretch, metric_label, series_of, value_text
from .smoothing import reach, smooth

GHOST = "previous"
PLACE_PX = 1.25
"""Least distance of two places of a thinned line, which is itself about two pixels thick."""


@dataclass(frozen=True)
class Drawn:
    """A line as it was drawn: where (x), its values there (smoothed), and the values around it, which
    differ where it is thinned."""

    series: Series
    x: Values
    middle: Values
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    thinned: bool


def _where_seen(low: Values, high: Values, height_px: int) -> slice:
    """From the first to the last place where a band is thicker than a pixel: elsewhere the line itself
    covers it. A smooth curve of any length then costs no more than a short one."""
    pixel = (np.fmax.reduce(high) - np.fmin.reduce(low)) / max(height_px, 1)
    thick = np.flatnonzero(high - low > (pixel if np.isfinite(pixel) else 0.0))
    return slice(max(int(thick[0]) - 1, 0), int(thick[-1]) + 2) if len(thick) else slice(0, 0)


class CurvePane(QWidget):
    """The curves of one measure: "loss", or a metric such as "accuracy"."""

    def __init__(self, name: str, measure: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.measure = measure
        self.plot = CurvePlot(f"curves.plot.{name}", self)
        self.legend = Legend(self)
        self._drawn: list[Drawn] = []
        self.free_y = False
        """Whether a person chose the stretch of y, which then stays."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.legend)
        column.addWidget(self.plot, 1)
        self.set_measure(measure)

    @property
    def _is_share(self) -> bool:
        return self.measure in METRICS and METRICS[self.measure].share

    def set_measure(self, measure: str) -> None:
        """Show another measure."""
        self.measure = measure
        title = metric_label(measure)
        self.legend.set_title(title)
        self.plot.set_percent(self._is_share)
        self.plot.setAccessibleName(self.tr("{measure} curves").format(measure=title))
        self.plot.keep_lines(())
        self._drawn = []

    @property
    def shown(self) -> list[str]:
        """The names of the series that are drawn now."""
        return [drawn.series.name for drawn in self._drawn]

    # --- drawing ------------------------------------------------------------------------------

    def draw(self, history: History, ghost: History | None, stretch: Stretch, weight: float) -> None:
        """Draw the series of `history` within `stretch`, smoothed with `weight`; `ghost` behind."""
        there = {series: history.length(series.name) > 0 for series in series_of(self.measure)}
        self._drawn = []
        kept: set[str] = set()
        keys: set[str] = set()
        values = [np.empty(0)]
        for series, present in there.items():
            before = self._of_ghost(ghost, series, stretch, weight)
            if present or before is not None:
                keys.add(series.name)
                self.legend.entry(series.name, series.label).set_pen(series.pen())
            if not self.legend.shows(series.name):
                continue
            if before is not None:
                kept |= self._line(f"{series.name}/{GHOST}", series, before, "ghost")
                values.append(before.middle)
            if present:
                drawn = self._fetch(history, series, stretch, weight)
                self._drawn.append(drawn)
                kept |= self._lines(drawn, weight > 0.0 and series.part != "batch")
                values.append(self._for_range(drawn))
        if ghost is not None:
            keys.add(GHOST)
            entry = self.legend.entry(GHOST, self.tr("previous run"))
            entry.set_pen(Series("", "train").pen("ghost"))
        self.legend.keep(keys)
        self.plot.keep_lines(kept)
        y = self.plot.to_plot(np.concatenate(values))
        y_range = self.plot.box.viewRange()[1] if self.free_y else self._y_range(y[np.isfinite(y)])
        self.plot.set_ranges((stretch.low, stretch.high), (y_range[0], y_range[1]))

    def _of_ghost(
        self, ghost: History | None, series: Series, stretch: Stretch, weight: float
    ) -> Drawn | None:
        hidden = not self.legend.shows(GHOST)
        if ghost is None or hidden or series.part == "batch" or not ghost.length(series.name):
            return None
        return self._fetch(ghost, series, stretch, weight)

    def _fetch(self, history: History, series: Series, stretch: Stretch, weight: float) -> Drawn:
        """A stretch of a series, in places at least PLACE_PX apart (the history has them at most twice as
        far apart)."""
        weight = 0.0 if series.part == "batch" else weight
        points, before = (
            int(self.plot.width_px / PLACE_PX),
            ceil(reach(weight)),
        )  # the mean needs what came before
        curve = history.curve(series.name, stretch.axis, stretch.low, stretch.high, points, before)
        middle = smooth(_middle(curve), weight, curve.size)
        return Drawn(series, curve.x, middle, curve.low, curve.high, curve.size > 1)

    def _lines(self, drawn: Drawn, smoothed: bool) -> set[str]:
        """The line of a series; where it is smoothed, the raw one behind it; where it is thinned out,
        a band from the lowest to the highest value near each x: no peak is lost."""
        series, keys = drawn.series, set()
        if drawn.thinned:
            low, high = (self.plot.to_plot(edge) for edge in (drawn.low, drawn.high))
            seen = _where_seen(low, high, self.plot.height())
            if seen.stop > seen.start:
                keys.add(f"{series.name}/band")
                band = (drawn.x[seen], low[seen], high[seen])
                self.plot.set_band(f"{series.name}/band", *band, series.band_colour(), 0.5)
        elif smoothed:
            keys.add(f"{series.name}/raw")
            raw = self.plot.to_plot(drawn.low)
            self.plot.set_line(f"{series.name}/raw", drawn.x, raw, series.pen("raw"), 2.0)
        if series.part != "batch" or not drawn.thinned:
            keys |= self._line(series.name, series, drawn, "full")
        return keys

    def _line(self, key: str, series: Series, drawn: Drawn, strength: Strength) -> set[str]:
        depth = 0.0 if series.part == "batch" else 1.0 if strength == "ghost" else 3.0
        self.plot.set_line(key, drawn.x, self.plot.to_plot(drawn.middle), series.pen(strength), depth)
        return {key}

    def _for_range(self, drawn: Drawn) -> Values:
        """The values that must be in view: of the batches' noise all but the wildest hundredth."""
        if drawn.series.part != "batch":
            return np.concatenate([drawn.middle, drawn.low, drawn.high])
        finite = np.concatenate([drawn.low, drawn.high])
        finite = finite[np.isfinite(finite)]
        return np.quantile(finite, (0.01, 0.99)).astype(np.float64) if len(finite) else np.empty(0)

    def _y_range(self, y: Values) -> tuple[float, float]:
        """Room for every value; a loss stands on zero, an accuracy ends at 100 %."""
        if not len(y):
            return (-3.0, 0.0) if self.plot.log else (0.0, 1.0)
        low, high = float(y.min()), float(y.max())
        if self.plot.log:
            room = max(0.05 * (high - low), 0.05)
            return low - room, high + room
        if self.measure not in METRICS or METRICS[self.measure].better == "low":
            high = high if high > 0.0 else 1.0
            return min(low, 0.0) - 0.04 * high, 1.06 * high
        room = 0.06 * (high - low) if high > low else max(0.05 * abs(high), 0.05)
        if self._is_share:
            return max(low - room, -0.01), min(high + room, 1.02)
        return low - room, high + room

    # --- read-outs ----------------------------------------------------------------------------

    def point_at(self, x: float | None, history: History) -> None:
        """The crosshair at x, with every line's value there in the legend; None: the newest values."""
        dots: list[Dot] = []
        for drawn in self._drawn:
            series = drawn.series
            value = history.last(series.name) if x is None else _at(drawn, x)
            text = value_text(value, self.measure)
            self.legend.entry(series.name, series.label).set_value(value, text)
            if x is not None and value is not None and series.part != "batch":
                # Where the legend has no room for values they stand beside the crosshair.
                words = "" if self.legend.says_values else f"{series.label} {text}"
                dots.append(Dot(float(self.plot.to_plot(np.array([value]))[0]), series.colour, words))
        self.legend.fit()
        self.plot.set_cursor(x, dots)


def _middle(curve: Curve) -> Values:
    return (curve.low.astype(np.float64) + curve.high) / 2.0


def _at(drawn: Drawn, x: float) -> float | None:
    """The value of a line at x, between the two places around it; None beyond its ends."""
    if not len(drawn.x) or not drawn.x[0] <= x <= drawn.x[-1]:
        return None
    return float(np.interp(x, drawn.x, drawn.middle))
