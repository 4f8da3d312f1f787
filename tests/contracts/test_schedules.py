"""Every schedule gives the rates of the torch class that it names."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog import SCHEDULES, ScheduleKind, choose_schedule
from playground.engine.schedules import FORMULAS, USUAL_EPOCHS, Plateau, rate
from playground.engine.shapes import target_class
from playground.project import FrozenDict, Stop, TrainingSettings
from tests.contracts.test_layers import FEW, assert_well_declared, values_of

every_kind = pytest.mark.parametrize("kind", SCHEDULES.values(), ids=lambda kind: kind.name)
EPOCH_STEPS = 7


def settings(kind: str, **values: Any) -> TrainingSettings:
    training = choose_schedule(TrainingSettings(learning_rate=0.5), kind)
    return training.but(schedule_parameters=training.schedule_parameters.but(**values))


def rates(training: TrainingSettings, epochs: int) -> list[float]:
    """Our rate of every batch."""
    return [rate(training, step, EPOCH_STEPS) for step in range(epochs * EPOCH_STEPS)]


def torchs(name: str, epochs: int, per: str, **options: Any) -> list[float]:
    """torch's rate of every batch, its schedule told after every batch or epoch."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    schedule = target_class(SCHEDULES[name].target)(optimizer, **options)
    found = []
    for step in range(epochs * EPOCH_STEPS):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if per == "batch" or (step + 1) % EPOCH_STEPS == 0:
            schedule.step()
    return found


@given(every=st.integers(1, 5), gamma=st.floats(0.05, 1.0))
def test_steps(every: int, gamma: float) -> None:
    ours = rates(settings("StepLR", step_size=every, gamma=gamma), 12)
    assert ours == pytest.approx(torchs("StepLR", 12, "epoch", step_size=every, gamma=gamma))


@given(gamma=st.floats(0.05, 1.0))
def test_exponential(gamma: float) -> None:
    ours = rates(settings("ExponentialLR", gamma=gamma), 12)
    assert ours == pytest.approx(torchs("ExponentialLR", 12, "epoch", gamma=gamma))


@given(epochs=st.integers(1, 12), final=st.floats(0.0, 1.0))
def test_cosine(epochs: int, final: float) -> None:
    ours = rates(settings("CosineAnnealingLR", epochs=epochs, final=final), epochs)
    options = {"T_max": epochs * EPOCH_STEPS, "eta_min": 0.5 * final}
    assert ours == pytest.approx(torchs("CosineAnnealingLR", epochs, "batch", **options), abs=1e-9)
    after = rate(settings("CosineAnnealingLR", epochs=epochs, final=final), 10_000, EPOCH_STEPS)
    assert after == pytest.approx(0.5 * final), "it stays in the end"


@given(
    epochs=st.integers(2, 12), rising=st.floats(0.2, 0.9), div=st.floats(1.0, 50.0), end=st.floats(1.0, 1e4)
)
def test_one_cycle(epochs: int, rising: float, div: float, end: float) -> None:
    given_ = {"pct_start": rising, "div_factor": div, "final_div_factor": end}
    ours = rates(settings("OneCycleLR", epochs=epochs, **given_), epochs)
    total = epochs * EPOCH_STEPS
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.5)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.5, total_steps=total, cycle_momentum=False, **given_
    )
    wanted = []
    for step in range(total):
        wanted.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if step < total - 1:
            cycle.step()
    assert ours == pytest.approx(wanted, abs=1e-9)


def test_inverse_time_is_half_after_one_over_decay() -> None:
    training = settings("InverseTimeLR", decay=0.25)
    assert rate(training, 0, EPOCH_STEPS) == 0.5
    assert rate(training, 4 * EPOCH_STEPS, EPOCH_STEPS) == 0.25
    assert rate(training, 12 * EPOCH_STEPS, EPOCH_STEPS) == pytest.approx(0.5 / 4)


@given(epochs=st.integers(1, 12), step=st.integers(0, 90))
def test_a_drawn_curve_goes_by_equal_ratios(epochs: int, step: int) -> None:
    """numpy's interpolation of the logarithms; beyond its ends the curve stays."""
    points = ((0.1, 0.02), (0.25, 1.0), (0.8, 0.5), (0.9, 1e-4))
    ours = rate(settings("Drawn", epochs=epochs, points=points), step, EPOCH_STEPS)
    along, shares = zip(*points, strict=True)
    wanted = 0.5 * np.exp(np.interp(step / (epochs * EPOCH_STEPS), along, np.log(shares)))
    assert ours == pytest.approx(wanted)


@given(
    losses=st.lists(st.floats(0.0, 2.0), min_size=1, max_size=40),
    factor=st.floats(0.1, 0.9),
    patience=st.integers(0, 4),
    threshold=st.sampled_from([0.0, 1e-4, 0.1]),
)
def test_plateau(losses: list[float], factor: float, patience: int, threshold: float) -> None:
    values = {"factor": factor, "patience": patience, "threshold": threshold}
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    torchs_own = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, eps=0.0, **values)
    plateau = Plateau()
    for loss in losses:
        plateau = plateau.after(loss, values)
        torchs_own.step(loss)
        assert plateau.factor == pytest.approx(optimizer.param_groups[0]["lr"])
    training = settings("ReduceLROnPlateau", **values)
    assert rate(training, 5, EPOCH_STEPS, plateau) == pytest.approx(0.5 * plateau.factor)


def test_warm_up_grows_from_nothing_to_the_schedule() -> None:
    training = settings("ExponentialLR", gamma=0.5).but(warmup_epochs=2)
    without = settings("ExponentialLR", gamma=0.5)
    warm = 2 * EPOCH_STEPS
    shares = [rate(training, s, EPOCH_STEPS) / rate(without, s, EPOCH_STEPS) for s in range(warm)]
    assert shares == pytest.approx([(s + 1) / warm for s in range(warm)])
    assert rates(training, 5)[warm:] == rates(without, 5)[warm:]


def test_a_length_that_is_left_open_follows_the_run() -> None:
    training = settings("CosineAnnealingLR")
    assert rate(training, USUAL_EPOCHS * EPOCH_STEPS, EPOCH_STEPS) == pytest.approx(0.0)
    shorter = training.but(stop=Stop(epochs=10))
    assert rate(shorter, 10 * EPOCH_STEPS, EPOCH_STEPS) == pytest.approx(0.0)
    assert rate(shorter, 5 * EPOCH_STEPS, EPOCH_STEPS) == pytest.approx(0.25)


@every_kind
@FEW
@given(data=st.data())
def test_every_rate_is_a_rate(kind: ScheduleKind, data: st.DataObject) -> None:
    chosen = {p.name: data.draw(values_of(p), label=p.name) for p in kind.parameters}
    training = TrainingSettings(schedule=kind.name, schedule_parameters=FrozenDict(chosen), warmup_epochs=1)
    for step in (0, 1, 10, 1000, 10**7):
        value = rate(training, step, EPOCH_STEPS)
        assert math.isfinite(value)
        assert 0.0 <= value <= training.learning_rate * (1 + 1e-9)


@every_kind
def test_declaration_is_sound(kind: ScheduleKind) -> None:
    assert kind.help.endswith((".", ")."))
    assert kind.formula
    assert kind.name in FORMULAS
    for parameter in kind.parameters:
        assert parameter.help.endswith((".", ")."))
        assert_well_declared(parameter)
    if not kind.target:
        return
    wanted = inspect.signature(target_class(kind.target).__init__).parameters
    ours = {p.name: p.default for p in kind.parameters}
    for name in set(wanted) - {"self"}:
        if name in kind.deviations:
            assert kind.deviations[name]
        else:
            assert ours[name] == wanted[name].default, name
    assert set(kind.deviations) <= set(wanted), "a deviation that is none"
