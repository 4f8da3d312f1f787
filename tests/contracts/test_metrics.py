"""Every metric of the catalogue against scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics as sk

from playground.catalog import METRICS, TASKS, MetricKind
from playground.engine.metrics import FUNCTIONS, Outcome, measure, per_class
from playground.engine.train import TrainState
from tests.engine.made import arrays, chain, linear, plan_of, project

Array = NDArray[Any]


def _auc(truth: Array, shares: Array) -> float:
    if shares.shape[1] == 2:
        return float(sk.roc_auc_score(truth, shares[:, 1]))
    labels = range(shares.shape[1])
    return float(sk.roc_auc_score(truth, shares, multi_class="ovr", average="macro", labels=labels))


CLASSES: dict[str, Callable[[Array, Array, Array], float]] = {
    "accuracy": lambda truth, said, shares: sk.accuracy_score(truth, said),
    "balanced_accuracy": lambda truth, said, shares: sk.balanced_accuracy_score(truth, said),
    "top_3_accuracy": lambda truth, said, shares: sk.top_k_accuracy_score(
        truth, shares, k=3, labels=range(shares.shape[1])
    ),
    "precision": lambda truth, said, shares: sk.precision_score(
        truth, said, average="macro", zero_division=0
    ),
    "recall": lambda truth, said, shares: sk.recall_score(truth, said, average="macro", zero_division=0),
    "f1": lambda truth, said, shares: sk.f1_score(truth, said, average="macro", zero_division=0),
    "roc_auc": lambda truth, said, shares: _auc(truth, shares),
}
LABELS: dict[str, Callable[[Array, Array, Array], float]] = {
    "exact_match": lambda truth, said, shares: sk.accuracy_score(truth, said),
    "label_accuracy": lambda truth, said, shares: 1 - sk.hamming_loss(truth, said),
    "precision": CLASSES["precision"],
    "recall": CLASSES["recall"],
    "f1": CLASSES["f1"],
    "roc_auc": lambda truth, said, shares: sk.roc_auc_score(truth, shares, average="macro"),
}
NUMBERS: dict[str, Callable[[Array, Array], float]] = {
    "mae": sk.mean_absolute_error,
    "mse": sk.mean_squared_error,
    "rmse": sk.root_mean_squared_error,
    "r2": sk.r2_score,
}


def of_classes(truth: Array, shares: Array) -> Outcome:
    said = torch.tensor(shares.argmax(1))
    return Outcome(shares.shape[1], said, torch.tensor(truth), lambda: torch.tensor(shares))


@pytest.mark.parametrize("name", CLASSES)
@given(classes=st.integers(4, 6), count=st.integers(6, 60), seed=st.integers(0, 999), ties=st.booleans())
def test_of_classes_as_scikit_learn_has_it(
    name: str, classes: int, count: int, seed: int, ties: bool
) -> None:
    random = np.random.default_rng(seed)
    truth = random.permutation(np.arange(count) % classes)
    shares = random.dirichlet(np.ones(classes), count)
    if ties:
        shares = np.round(shares, 1) + 1e-9 * np.arange(classes)
        shares /= shares.sum(1, keepdims=True)
    outcome = of_classes(truth, shares)
    wanted = CLASSES[name](truth, shares.argmax(1), shares)
    assert FUNCTIONS[name](outcome) == pytest.approx(wanted, abs=1e-12)


@given(count=st.integers(2, 60), seed=st.integers(0, 999), levels=st.integers(1, 9))
def test_area_of_two_classes_counts_ties_half(count: int, seed: int, levels: int) -> None:
    random = np.random.default_rng(seed)
    truth = random.permutation(np.arange(count) % 2)
    score = random.integers(0, levels, count) / levels
    shares = np.stack([1 - score, score], 1)
    assert FUNCTIONS["roc_auc"](of_classes(truth, shares)) == pytest.approx(_auc(truth, shares), abs=1e-12)


def of_labels(count: int, labels: int, seed: int, levels: int) -> tuple[Outcome, Array, Array]:
    """Any labels, and shares with ties; with the truth and the shares (N K)."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, (count, labels))
    truth[:2] = [[0], [1]]  # an area wants both
    shares = random.integers(0, levels + 1, truth.shape) / levels
    said = torch.tensor(shares > 0.5).long()
    return Outcome(labels, said, torch.tensor(truth), lambda: torch.tensor(shares)), truth, shares


@pytest.mark.parametrize("name", LABELS)
@given(count=st.integers(2, 60), labels=st.integers(2, 5), seed=st.integers(0, 999), levels=st.integers(1, 9))
def test_of_labels_as_scikit_learn_has_it(name: str, count: int, labels: int, seed: int, levels: int) -> None:
    outcome, truth, shares = of_labels(count, labels, seed, levels)
    wanted = LABELS[name](truth, (shares > 0.5).astype(int), shares)
    assert FUNCTIONS[name](outcome) == pytest.approx(wanted, abs=1e-12)


@given(count=st.integers(2, 40), labels=st.integers(2, 5), seed=st.integers(0, 999))
def test_label_by_label_as_scikit_learn_has_it(count: int, labels: int, seed: int) -> None:
    outcome, truth, shares = of_labels(count, labels, seed, 9)
    said = (shares > 0.5).astype(int)
    found = per_class(outcome)
    wanted = sk.precision_recall_fscore_support(truth, said, zero_division=0)
    for name, values in zip(("precision", "recall", "f1", "support"), wanted, strict=True):
        assert found[name].tolist() == pytest.approx(list(values))
    right = [sk.accuracy_score(truth[:, k], said[:, k]) for k in range(labels)]
    assert found["accuracy"].tolist() == pytest.approx(right)


@pytest.mark.parametrize("name", NUMBERS)
@given(count=st.integers(2, 60), columns=st.integers(1, 3), seed=st.integers(0, 999))
def test_of_numbers_as_scikit_learn_has_it(name: str, count: int, columns: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    wanted = random.standard_normal((count, columns)) * 50
    predicted = wanted + random.standard_normal((count, columns)) * 20
    outcome = Outcome(predicted=torch.tensor(predicted), wanted=torch.tensor(wanted))
    assert FUNCTIONS[name](outcome) == pytest.approx(NUMBERS[name](wanted, predicted), rel=1e-9)


@given(classes=st.integers(2, 5), count=st.integers(1, 40), seed=st.integers(0, 999))
def test_per_class_as_scikit_learn_has_it(classes: int, count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, count)
    outcome = of_classes(truth, random.dirichlet(np.ones(classes), count))
    assert outcome.decided is not None
    found = per_class(outcome)
    wanted = sk.precision_recall_fscore_support(
        truth, outcome.decided.numpy(), labels=range(classes), zero_division=0
    )
    for name, values in zip(("precision", "recall", "f1", "support"), wanted, strict=True):
        assert found[name].tolist() == pytest.approx(list(values))


def test_what_is_not_defined_is_left_out() -> None:
    alone = of_classes(np.zeros(5, int), np.tile([0.7, 0.3], (5, 1)))
    assert measure(("accuracy", "roc_auc"), alone) == {"accuracy": 1.0}


@pytest.mark.parametrize("kind", METRICS.values(), ids=lambda kind: kind.name)
def test_every_metric_is_worded_and_measured(kind: MetricKind) -> None:
    assert kind.help.endswith(".")
    assert kind.formula
    if kind.name == "kl":
        return  # of networks with a Sample layer only
    assert kind.name in FUNCTIONS
    for target in kind.targets:
        _is_measured(kind.name, target)


def _is_measured(name: str, target: str) -> None:
    task = next(task for task in TASKS.values() if task.target == target)
    dataset = arrays(classes=3 if target == "classes" else 0, several=3 if target == "labels" else 0)
    document = project(
        chain(linear(4), "Tanh", "Linear"), task=task.name, loss=task.default_loss, metrics=(name,)
    )
    scores = TrainState(document, dataset, plan_of(document, dataset)).evaluate()
    for score in scores.values():
        assert set(score.metrics) == {*task.metrics, name}
        assert all(math.isfinite(value) for value in score.metrics.values())


def test_every_task_names_metrics_of_its_own() -> None:
    assert set(METRICS) - set(FUNCTIONS) == {"kl"}
    for task in TASKS.values():
        assert task.metrics
        assert all(task.target in METRICS[name].targets for name in task.metrics)
