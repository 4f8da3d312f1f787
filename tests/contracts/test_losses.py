"""Every loss against its formula in numpy, on each task it is for, with the coding of its labels."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.catalog import INITIALIZERS, LOSSES, TASKS, LossKind, initializer
from playground.catalog.kinds import InitializerKind
from playground.data.dataset import Dataset
from playground.engine.build import initialise
from playground.engine.check import examine
from playground.engine.shapes import target_class
from playground.engine.train import TrainState
from playground.project import FrozenDict
from tests.contracts.test_layers import FEW, assert_well_declared, values_of
from tests.engine.made import Given, arrays, chain, linear, plan_of, project

Array = NDArray[np.float64]
CASES = [(kind, task, width) for kind in LOSSES.values() for task in kind.tasks for width in (2, 3)]
"""A loss, a task it is for, and the number of classes, or of columns to predict less one."""
every_case = pytest.mark.parametrize(
    ("kind", "task", "width"), CASES, ids=lambda value: str(getattr(value, "name", value))
)
every_kind = pytest.mark.parametrize("kind", LOSSES.values(), ids=lambda kind: kind.name)


def _log_softmax(x: Array) -> Array:
    return x - np.log(np.exp(x).sum(1, keepdims=True))


def _hot(labels: NDArray[np.int64], width: int) -> Array:
    """Yes is 1 and no 0: one column for two classes, else one for each."""
    return labels[:, None].astype(float) if width == 1 else np.eye(width)[labels]


def _cross_entropy(x: Array, labels: Any) -> float:
    return float(-_log_softmax(x)[np.arange(len(x)), labels].mean())


def _binary(x: Array, labels: Any) -> float:
    y, p = labels if labels.ndim == 2 else _hot(labels, x.shape[1]), 1 / (1 + np.exp(-x))
    return float(-(y * np.log(p) + (1 - y) * np.log(1 - p)).mean())


def _half_squared(x: Array, labels: Any) -> float:
    if labels.ndim == 1:
        return float(np.mean(0.5 * (np.tanh(x) - (2 * _hot(labels, x.shape[1]) - 1)) ** 2))
    return float(np.mean(0.5 * (x - labels) ** 2))


def _hinge(x: Array, labels: Any) -> float:
    return float(np.maximum(0, 1 - (2 * _hot(labels, x.shape[1]) - 1) * x).mean())


def _huber(x: Array, labels: Any) -> float:
    far = np.abs(x - labels)
    return float(np.where(far <= 1, 0.5 * far**2, far - 0.5).mean())


ORACLES: dict[str, Callable[[Array, Any], float]] = {
    "CrossEntropyLoss": _cross_entropy,
    "BCEWithLogitsLoss": _binary,
    "HalfSquaredError": _half_squared,
    "HingeLoss": _hinge,
    "MSELoss": lambda x, labels: float(np.mean((x - labels) ** 2)),
    "L1Loss": lambda x, labels: float(np.mean(np.abs(x - labels))),
    "HuberLoss": _huber,
}


def made(kind: LossKind, task: str, width: int, **training: Any) -> TrainState:
    dataset = data_for(task, width)
    layers: list[Given] = ["Flatten"] if task == "reconstruction" else []
    document = project(chain(*layers, linear(4), "Tanh", "Linear"), task=task, loss=kind.name, **training)
    return TrainState(document, dataset, plan_of(document, dataset))


def data_for(task: str, width: int) -> Dataset:
    """Samples for a task: `width` classes, columns to predict less one, or columns of a picture."""
    if task == "classification":
        return arrays(classes=width)
    if task == "multilabel":
        return arrays(several=width)
    if task == "regression":
        return arrays(columns=width - 1)
    pictures = arrays((1, 2, width))
    return replace(pictures, fields={"x": 1 / (1 + np.exp(-pictures.fields["x"]))})


def wanted_of(state: TrainState) -> NDArray[Any]:
    """Class indices N, or the numbers that the output is held against, N K."""
    if state.objective.reconstructs:
        return state.dataset.fields["x"].reshape(len(state.dataset), -1)
    return state.dataset.labels


@every_case
def test_value_is_the_formulas(kind: LossKind, task: str, width: int) -> None:
    state = made(kind, task, width)
    logits = state.net.eval()(state.tensors.fields).detach()
    ours = float(state.objective.loss(logits, state.tensors.target))
    wanted = ORACLES[kind.name](logits.double().numpy(), wanted_of(state))
    assert ours == pytest.approx(wanted, rel=1e-5)


@every_case
def test_learns_to_be_right(kind: LossKind, task: str, width: int) -> None:
    """The way down a loss is the way to right answers (a wrong coding would lead elsewhere)."""
    state = made(kind, task, width, optimizer="Adam", learning_rate=0.03, batch_size=30)
    before = state.evaluate()["train"]
    for _ in range(150):
        state.step()
    after = state.evaluate()["train"]
    assert after.loss < before.loss
    if task == "classification":
        decided = state.objective.decide(state.net.eval()(state.tensors.fields)).numpy()
        assert (decided == state.dataset.labels).mean() > 0.8
    elif task == "multilabel":
        assert after.metrics["label_accuracy"] > 0.9
    elif task == "regression":
        assert after.metrics["mae"] < before.metrics["mae"] / 2
    else:
        assert after.metrics["mse"] < before.metrics["mse"] / 2


@every_case
def test_link_gives_what_is_drawn(kind: LossKind, task: str, width: int) -> None:
    state = made(kind, task, width)
    logits = torch.linspace(-4, 4, 5)[:, None].repeat(1, state.objective.width)
    shown = state.objective.link(logits)
    if task == "regression" or kind.link == "identity":
        assert torch.equal(shown, logits)
    elif kind.link == "softmax":
        assert torch.allclose(shown.sum(1), torch.ones(5))
    elif kind.link in ("sigmoid", "tanh"):
        low = 0.0 if kind.link == "sigmoid" else -1.0
        assert float(shown.min()) > low
        assert float(shown.max()) < 1.0
        assert (shown.diff(dim=0) > 0).all()


@every_case
def test_shares_tell_what_is_decided(kind: LossKind, task: str, width: int) -> None:
    """A row typed in by hand is told in shares: the largest is the class that is decided for, and a
    label is decided for above a half."""
    if task not in ("classification", "multilabel"):
        return
    objective = made(kind, task, width).objective
    logits = torch.linspace(-3, 3, 12)[:, None] * torch.linspace(1, -1, objective.width)
    shares = objective.shares(logits)
    assert shares.shape == (12, width)
    assert float(shares.min()) >= 0
    assert float(shares.max()) <= 1
    if task == "multilabel":
        assert torch.equal(shares > 0.5, objective.decide(logits).bool())
        return
    assert torch.equal(shares.argmax(1), objective.decide(logits))
    if width == 2 or kind.link == "softmax":
        assert torch.allclose(shares.sum(1), torch.ones(12))


@every_kind
def test_signature_and_defaults_are_torchs(kind: LossKind) -> None:
    if not kind.target.startswith("torch."):
        return
    found = inspect.signature(target_class(kind.target).__init__).parameters
    wanted = {name: p.default for name, p in found.items() if name != "self"}
    ours = {p.name: p.default for p in kind.parameters}
    for name, default in wanted.items():
        assert name in kind.deviations or ours.get(name) == default, name
    assert set(ours) <= set(wanted)
    assert set(kind.deviations) == set(wanted) - set(ours), "a deviation that is none"


@every_kind
def test_declaration_is_sound(kind: LossKind) -> None:
    assert kind.help.endswith(".")
    assert kind.formula
    assert kind.tasks
    assert set(kind.tasks) <= set(TASKS)
    for parameter in kind.parameters:
        assert parameter.help.endswith(".")
        assert_well_declared(parameter)


def test_every_task_has_a_default_loss_that_is_for_it() -> None:
    for task in TASKS.values():
        assert task.name in LOSSES[task.default_loss].tasks
        state = made(LOSSES[task.default_loss], task.name, 3)
        assert tuple(state.evaluate()["test"].metrics) == task.metrics
        assert state.objective.facts.target == task.target


@every_kind
@FEW
@given(data=st.data())
def test_what_the_check_lets_pass_trains(kind: LossKind, data: st.DataObject) -> None:
    task = data.draw(st.sampled_from(sorted(TASKS)))
    chosen = {p.name: data.draw(values_of(p), label=p.name) for p in kind.parameters}
    classes = data.draw(st.sampled_from((2, 3))) if task == "classification" else 0
    dataset = arrays(classes=classes, several=3 if task == "multilabel" else 0)
    document = project(
        chain(linear(4), "Tanh", "Linear"), task=task, loss=kind.name, loss_parameters=FrozenDict(chosen)
    )
    report, plan = examine(document, dataset)
    assert (plan is None) == bool(report.errors)
    if plan is not None:
        TrainState(document, dataset, plan).step()


# --- initializers ----------------------------------------------------------------------------------

every_initializer = pytest.mark.parametrize("kind", INITIALIZERS.values(), ids=lambda kind: kind.name)


@every_initializer
def test_initializer_fills_what_it_says(kind: InitializerKind) -> None:
    torch.manual_seed(0)
    module = torch.nn.Conv2d(3, 6, 3)
    marked = 123.0
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(marked)
    initialise(module, "weight", initializer(kind.name))
    initialise(module, "bias", initializer(kind.name))
    assert not (module.weight == marked).any()
    assert module.bias is not None
    assert bool((module.bias == marked).any()) == (kind.least_rank > 1)


@every_initializer
def test_initializer_is_torchs(kind: InitializerKind) -> None:
    function = target_class(kind.target)
    found = inspect.signature(function).parameters
    wanted = {name: p.default for name, p in found.items() if name != "tensor"}
    ours = {p.name: p.default for p in kind.parameters}
    for name, value in ours.items():
        assert name in wanted
        given = inspect.Parameter.empty
        assert wanted[name] in (value, given) or (name, value) == ("nonlinearity", "relu"), name
    for parameter in kind.parameters:
        assert_well_declared(parameter)
        assert parameter.help.endswith(".")
    assert kind.help.endswith(".")
    module = torch.nn.Linear(5, 4)
    torch.manual_seed(3)
    initialise(module, "weight", initializer(kind.name))
    torch.manual_seed(3)
    oracle = function(torch.empty(4, 5), **ours)
    assert torch.equal(module.weight.detach(), oracle)


@every_initializer
@FEW
@given(data=st.data())
def test_what_the_check_lets_pass_can_be_built(kind: InitializerKind, data: st.DataObject) -> None:
    chosen = initializer(
        kind.name, **{p.name: data.draw(values_of(p), label=p.name) for p in kind.parameters}
    )
    network = chain(linear(4), "Tanh", "Linear")
    tensor = data.draw(st.sampled_from(("weight_init", "bias_init")))
    layers = tuple(
        layer.but(**{tensor: chosen}) if layer.kind == "Linear" else layer for layer in network.layers
    )
    document, dataset = project(network.but(layers=layers)), arrays(classes=3)
    report, plan = examine(document, dataset)
    assert (plan is None) == bool(report.errors)
    if plan is not None:
        TrainState(document, dataset, plan)
