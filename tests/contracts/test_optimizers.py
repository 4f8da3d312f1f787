"""Every optimizer steps on tensors of every rank and says of itself what torch says."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from playground.catalog import OPTIMIZERS, choose_optimizer
from playground.catalog.kinds import OptimizerKind
from playground.engine.check import examine
from playground.engine.optimizers import make_optimizer, update_settings
from playground.engine.shapes import target_class
from playground.engine.train import TrainState
from playground.project import FrozenDict, TrainingSettings
from tests.contracts.test_layers import FEW, assert_well_declared, values_of
from tests.engine.made import arrays, chain, linear, project

every_kind = pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=lambda kind: kind.name)
SHAPES = ((), (5,), (4, 3), (2, 3, 4), (2, 3, 3, 3))
CPU = torch.device("cpu")


def settings_of(kind: OptimizerKind, **parameters: Any) -> TrainingSettings:
    chosen = choose_optimizer(TrainingSettings(), kind.name)
    return chosen.but(optimizer_parameters=kind.complete(parameters))


def tensors() -> list[nn.Parameter]:
    torch.manual_seed(0)
    return [nn.Parameter(torch.randn(shape)) for shape in SHAPES]


def descend(optimizer: torch.optim.Optimizer, parameters: list[nn.Parameter], steps: int) -> None:
    """Steps down sum of w^2."""
    for _ in range(steps):
        for parameter in parameters:
            parameter.grad = 2 * parameter.detach()
        optimizer.step()


@every_kind
def test_steps_on_every_rank(kind: OptimizerKind) -> None:
    parameters = tensors()
    before = [p.detach().clone() for p in parameters]
    descend(make_optimizer(settings_of(kind), parameters, CPU), parameters, 3)
    for old, new in zip(before, parameters, strict=True):
        assert torch.isfinite(new).all()
        assert float(new.detach().square().sum()) < float(old.square().sum())


@every_kind
def test_is_torchs_own_with_torchs_defaults(kind: OptimizerKind) -> None:
    """With our form untouched: the very numbers of the class called with nothing but the rate."""
    ours, theirs = tensors(), tensors()
    training = settings_of(kind)
    descend(make_optimizer(training, ours, CPU), ours, 5)
    options = {"fused": True} if kind.fused else {}
    descend(target_class(kind.target)(theirs, lr=training.learning_rate, **options), theirs, 5)
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


@every_kind
def test_fused_is_said_where_torch_has_it(kind: OptimizerKind) -> None:
    options = inspect.signature(target_class(kind.target).__init__).parameters
    try:
        one = tensors()[1:2]
        descend(target_class(kind.target)(one, fused=True), one, 1)
        works = "fused" in options
    except (TypeError, RuntimeError):
        works = False
    assert kind.fused == works


@every_kind
def test_signature_and_defaults_are_torchs(kind: OptimizerKind) -> None:
    found = inspect.signature(target_class(kind.target).__init__).parameters
    wanted = {name: p.default for name, p in found.items() if name not in ("self", "params")}
    ours = {p.name: p.default for p in kind.parameters}
    for name, default in wanted.items():
        if name not in ours:
            assert name in kind.deviations, f"{name} is missing, without a reason"
        else:
            assert ours[name] == default, f"{name}: {ours[name]} here, {default} in torch"
    assert set(ours) <= set(wanted)
    for name, reason in kind.deviations.items():
        assert name not in ours, f"{name} is there after all"
        assert reason


@every_kind
def test_declaration_is_sound(kind: OptimizerKind) -> None:
    assert kind.help.endswith(".")
    assert kind.rate > 0
    for parameter in kind.parameters:
        assert parameter.help.endswith("."), parameter.name
        assert_well_declared(parameter)


def test_left_out_are_those_that_cannot() -> None:
    """Every optimizer of torch.optim is here, but those that need a closure or other gradients."""
    theirs = {
        name
        for name, value in vars(torch.optim).items()
        if inspect.isclass(value) and issubclass(value, torch.optim.Optimizer)
    }
    assert theirs - set(OPTIMIZERS) == {"Optimizer", "LBFGS", "SparseAdam", "Muon"}


@every_kind
def test_settings_change_while_it_runs(kind: OptimizerKind) -> None:
    """Numbers put into a running optimizer act as if it had been made with them, state and all."""
    training = settings_of(kind)
    changed = training.but(learning_rate=training.learning_rate / 2)
    one = kind.parameter("weight_decay")
    if one is not None:
        changed = changed.but(optimizer_parameters=changed.optimizer_parameters.but(weight_decay=0.25))
    ours, theirs = tensors(), tensors()
    optimizer, oracle = make_optimizer(training, ours, CPU), make_optimizer(training, theirs, CPU)
    descend(optimizer, ours, 2)
    descend(oracle, theirs, 2)
    update_settings(optimizer, changed)
    fresh = make_optimizer(changed, theirs, CPU)
    fresh.load_state_dict({**oracle.state_dict(), "param_groups": fresh.state_dict()["param_groups"]})
    descend(optimizer, ours, 2)
    descend(fresh, theirs, 2)
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


@every_kind
@FEW
@given(data=st.data())
def test_what_the_check_lets_pass_trains(kind: OptimizerKind, data: st.DataObject) -> None:
    """Whatever values its form allows: either a problem is named, or steps work."""
    chosen = {p.name: data.draw(values_of(p), label=p.name) for p in kind.parameters}
    document = project(
        chain(linear(4), "Tanh", "Linear"), optimizer=kind.name, optimizer_parameters=FrozenDict(chosen)
    )
    dataset = arrays(classes=3)
    report, plan = examine(document, dataset)
    assert (plan is None) == bool(report.errors)
    if plan is not None:
        state = TrainState(document, dataset, plan)
        state.step()
        state.step()
