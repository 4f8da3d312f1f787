"""The learning-rate range test (Smith, 2017): a short run whose rate grows from step to step.

While the loss falls the rate is good; where it turns up it is too much.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from playground.data.dataset import Dataset
from playground.project import Project

from .optimizers import set_rate
from .shapes import Plan
from .train import Diverged, TrainState

SMOOTHING = 0.9
RUNAWAY = 4.0
"""The test ends when the smoothed loss is so many times the smallest one."""
SETTLING = 5
"""The first steps, by which the loss is judged to have fallen: hardly anything is learned in them."""
FALLEN = 0.95


@dataclass(frozen=True)
class RangeTest:
    """The rates tried, the smoothed loss at each, and the rate to suggest (None where no loss fell)."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggestion: float | None


def range_test(
    project: Project,
    dataset: Dataset,
    plan: Plan,
    device: str = "cpu",
    *,
    low: float = 1e-6,
    high: float = 10.0,
    steps: int = 120,
    stop: Callable[[], bool] = lambda: False,
) -> RangeTest:
    """Trains a network of its own, from the initial weights, while the rate grows from `low` to `high`
    in equal ratios; whatever else is training is not disturbed. `stop` ends it early."""
    training = project.content.training.but(schedule="Constant", warmup_epochs=0, accumulate=1)
    state = TrainState(project.with_content(training=training), dataset, plan, device)
    rates, losses, mean = list[float](), list[float](), 0.0
    with state.own_random():
        for step in range(steps):
            rate = low * (high / low) ** (step / (steps - 1))
            set_rate(state.optimizer, rate)
            try:
                loss = state.step()
            except Diverged:
                break
            mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
            smoothed = mean / (1 - SMOOTHING ** (step + 1))
            if not math.isfinite(smoothed) or (losses and smoothed > RUNAWAY * min(losses)):
                break
            rates.append(rate)
            losses.append(smoothed)
            if stop():
                break
    return RangeTest(tuple(rates), tuple(losses), suggest(rates, losses))


def suggest(rates: list[float], losses: list[float]) -> float | None:
    """A tenth of the rate at which the loss is smallest; None where it has not really fallen.

    The steepest place would say the same of a smooth curve, but batches are noisy and the smallest
    loss is not.
    """
    if len(losses) <= SETTLING:
        return None
    least = min(range(SETTLING, len(losses)), key=lambda place: losses[place])
    before = sum(losses[:SETTLING]) / SETTLING
    return rates[least] / 10 if losses[least] < FALLEN * before else None
