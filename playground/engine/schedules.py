"""The learning rate as it changes while it trains, each schedule as a formula of the time.

A factor of the learning rate, by the number of batches done and those of an epoch: no state, so that
a rate changed in between, a pause or a rewind need no care. Only the plateau remembers something, and
that is part of the training state. No torch here: the window draws the curves before it is loaded.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.project import TrainingSettings

USUAL_EPOCHS = 100
"""How long a schedule lasts where neither it nor the run has an end."""


@dataclass(frozen=True)
class Plateau:
    """What a schedule that waits for plateaus remembers, as torch's ReduceLROnPlateau has it."""

    factor: float = 1.0
    best: float = math.inf
    bad_epochs: int = 0

    def after(self, loss: float, values: Mapping[str, Any]) -> Plateau:
        """After an epoch with this validation loss."""
        if loss < self.best * (1 - values["threshold"]):
            return Plateau(self.factor, loss, 0)
        if self.bad_epochs + 1 > values["patience"]:
            return Plateau(self.factor * values["factor"], self.best, 0)
        return Plateau(self.factor, self.best, self.bad_epochs + 1)


def _steps(values: Mapping[str, Any], step: int, epoch_steps: int) -> float:
    return float(values["gamma"] ** (step // epoch_steps // values["step_size"]))


def _exponential(values: Mapping[str, Any], step: int, epoch_steps: int) -> float:
    return float(values["gamma"] ** (step // epoch_steps))


def _inverse_time(values: Mapping[str, Any], step: int, epoch_steps: int) -> float:
    return float(1 / (1 + values["decay"] * (step // epoch_steps)))


def _cosine(values: Mapping[str, Any], step: int, epoch_steps: int) -> float:
    done = min(step / (values["epochs"] * epoch_steps), 1.0)
    return float(values["final"] + (1 - values["final"]) * (1 + math.cos(math.pi * done)) / 2)


def _one_cycle(values: Mapping[str, Any], step: int, epoch_steps: int) -> float:
    last = values["epochs"] * epoch_steps - 1
    top = values["pct_start"] * (last + 1) - 1
    low = 1 / values["div_factor"]
    if step <= top and top > 0:
        return _between(low, 1.0, step / top)
    end = low / values["final_div_factor"]
    return _between(1.0, end, min((step - top) / max(last - top, 1e-12), 1.0))


def _between(start: float, end: float, share: float) -> float:
    """From start to end along half a cosine."""
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))


def _drawn(values: Mapping[str, Any], step: int, epoch_steps: int) -> float:
    points = values["points"]
    done = min(step / (values["epochs"] * epoch_steps), 1.0)
    after = bisect_right(points, done, key=lambda point: float(point[0]))
    if after in (0, len(points)):
        return float(points[min(after, len(points) - 1)][1])
    (x0, y0), (x1, y1) = points[after - 1], points[after]
    return float(y0 * (y1 / y0) ** ((done - x0) / (x1 - x0)))


FORMULAS: Mapping[str, Callable[[Mapping[str, Any], int, int], float]] = {
    "Constant": lambda values, step, epoch_steps: 1.0,
    "StepLR": _steps,
    "ExponentialLR": _exponential,
    "InverseTimeLR": _inverse_time,
    "CosineAnnealingLR": _cosine,
    "OneCycleLR": _one_cycle,
    "Drawn": _drawn,
    "ReduceLROnPlateau": lambda values, step, epoch_steps: 1.0,  # `Plateau` has the factor
}


def rate(training: TrainingSettings, step: int, epoch_steps: int, plateau: Plateau | None = None) -> float:
    """The learning rate of the batch that follows `step` batches."""
    values = dict(training.schedule_parameters)
    if values.get("epochs", 1) is None:
        values["epochs"] = training.stop.epochs or USUAL_EPOCHS
    factor = FORMULAS[training.schedule](values, step, epoch_steps)
    if plateau is not None:
        factor *= plateau.factor
    warm = training.warmup_epochs * epoch_steps
    if step < warm:
        factor *= (step + 1) / warm
    return training.learning_rate * factor
