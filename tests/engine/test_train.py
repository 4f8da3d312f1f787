"""The parts of a step: the order of samples, the penalties, the measures, each against an oracle."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain as join
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import sklearn.metrics as oracle
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import nn

from playground.data.dataset import Scaling
from playground.engine.build import GraphNet
from playground.engine.checkpoint import digest
from playground.engine.optimizers import Penalty
from playground.engine.sampler import Sampler, steps_per_epoch
from playground.engine.tasks import Objective, Score, evaluation
from playground.engine.train import TrainState
from tests.engine.made import Given, arrays, chain, linear, plan_of, project

joined = join.from_iterable
counts = st.integers(1, 40)
sizes = st.integers(1, 50)


def epoch(sampler: Sampler, shuffle: str, size: int) -> list[list[int]]:
    """The batches of one epoch, as the samples themselves."""
    sampler.begin(shuffle)
    batches = []
    while not sampler.done:
        batches.append(sampler.order[sampler.next(size)].tolist())
    return batches


@given(counts, sizes, st.sampled_from(["every epoch", "once", "never"]))
def test_every_sample_comes_once_an_epoch(count: int, size: int, shuffle: str) -> None:
    index = torch.arange(100, 100 + count)
    sampler = Sampler(index, seed=3)
    for _ in range(2):
        batches = epoch(sampler, shuffle, size)
        assert sorted(joined(batches)) == index.tolist()
        assert len(batches) == steps_per_epoch(count, size)


@given(counts, sizes)
def test_a_left_over_sample_joins_the_batch_before(count: int, size: int) -> None:
    """Batches are full but for the last, which is smaller, or larger by one; none is a lone sample
    unless batches are of one."""
    lengths = [len(batch) for batch in epoch(Sampler(torch.arange(count), 0), "never", size)]
    assert all(length == size for length in lengths[:-1])
    assert lengths[-1] <= size + 1
    if size > 1 and count > 1:
        assert min(lengths) > 1
    if size == 1:
        assert lengths == [1] * count


def test_shuffles() -> None:
    index = torch.arange(30)
    runs = {}
    for shuffle in ("every epoch", "once", "never"):
        sampler = Sampler(index, seed=3)
        runs[shuffle] = [list(joined(epoch(sampler, shuffle, 7))) for _ in range(3)]
    generator = torch.Generator().manual_seed(3)
    wanted = [torch.randperm(30, generator=generator).tolist() for _ in range(3)]
    assert runs["every epoch"] == wanted
    assert runs["once"] == [wanted[0]] * 3
    assert runs["never"] == [index.tolist()] * 3


def test_batches_are_the_samples_of_their_turn() -> None:
    """Gathered once an epoch or picked one by one: the same rows with their own labels."""
    dataset = arrays((6,), classes=3)
    document = project(chain("Linear"))
    plan = plan_of(document, dataset)
    state = TrainState(document, dataset, plan)
    other = TrainState(document, dataset, plan)
    other._gather = lambda: None  # type: ignore[method-assign]
    for _ in range(7):
        (fields, target), (picked, wanted) = state.batch(), other.batch()
        assert torch.equal(fields["x"], picked["x"])
        assert torch.equal(target, wanted)
        rows = torch.tensor(dataset.fields["x"])
        for row, label in zip(fields["x"], target, strict=True):
            place = int((rows == row).all(1).nonzero()[0, 0])
            assert dataset.labels[place] == int(label)
            assert place in dataset.train


# --- penalties -------------------------------------------------------------------------------------


class PeersRule:
    """The rule of peers.md, weight by weight, in plain floats of 32 bits."""

    def __init__(self, weights: NDArray[np.float32]) -> None:
        self.weights = weights.copy()
        self.dead = np.zeros(weights.shape, bool)

    def step(self, gradient: NDArray[np.float32], rate: float, l1: float, l2: float) -> None:
        f = np.float32
        for place in np.ndindex(self.weights.shape):
            if self.dead[place]:
                continue
            old = self.weights[place]
            stepped = f(old - f(rate) * gradient[place])
            pull = f(f(rate * l2) * old + f(rate * l1) * np.sign(old))
            moved = f(stepped - pull)
            if l1 and stepped * moved < 0:
                self.dead[place], moved = True, f(0)
            self.weights[place] = moved


@given(
    seed=st.integers(0, 1000),
    rate=st.sampled_from([0.03, 0.3, 1.0]),
    l1=st.sampled_from([0.0, 0.01, 0.3]),
    l2=st.sampled_from([0.0, 0.01, 0.3]),
)
def test_penalty_is_the_peers_rule(seed: int, rate: float, l1: float, l2: float) -> None:
    random = np.random.default_rng(seed)
    start = random.uniform(-0.5, 0.5, (3, 4)).astype(np.float32)
    weight, bias = nn.Parameter(torch.tensor(start)), nn.Parameter(torch.ones(3))
    penalty = Penalty({"a.weight": weight, "a.bias": bias}, {})
    optimizer = torch.optim.SGD([weight, bias], lr=rate)
    peers = PeersRule(start)
    for _ in range(12):
        gradient = random.normal(0, 0.2, start.shape).astype(np.float32)
        weight.grad, bias.grad = torch.tensor(gradient), torch.zeros(3)
        pulls = penalty.before(rate, l1, l2)
        optimizer.step()
        penalty.after(pulls, l1)
        peers.step(gradient, rate, l1, l2)
        assert np.allclose(weight.detach().numpy(), peers.weights, rtol=1e-5, atol=1e-7)
        assert np.array_equal(weight.detach().numpy() == 0, peers.weights == 0)
    assert torch.equal(bias.detach(), torch.ones(3)), "biases are exempt"


def test_penalties_act_in_training() -> None:
    dataset = arrays((6,), classes=2)
    sizes, zeros = [], []
    for penalty in ({}, {"l2": 0.3}, {"l1": 0.3}):
        document = project(chain(linear(8), "Tanh", "Linear"), learning_rate=0.1, **penalty)
        state = TrainState(document, dataset, plan_of(document, dataset))
        for _ in range(60):
            state.step()
        weights = torch.cat([p.detach().reshape(-1) for n, p in state.net.tensors().items() if "weight" in n])
        sizes.append(float(weights.abs().sum()))
        zeros.append(int((weights == 0).sum()))
    assert sizes[1] < sizes[0]
    assert zeros[0] == zeros[1] == 0
    assert zeros[2] > 10


@pytest.mark.parametrize("clip", [{"clip_norm": 1e-3}, {"clip_value": 1e-4}])
def test_clipping_bounds_the_gradient(clip: dict[str, Any]) -> None:
    dataset = arrays((6,), classes=2)
    document = project(chain(linear(8), "Tanh", "Linear"), **clip)
    state = TrainState(document, dataset, plan_of(document, dataset))
    state.step()
    every = torch.cat([p.grad.reshape(-1) for p in state.parameters if p.grad is not None])
    if "clip_norm" in clip:
        assert float(every.norm()) == pytest.approx(1e-3, rel=1e-3)
    else:
        assert float(every.abs().max()) == pytest.approx(1e-4)


# --- measures --------------------------------------------------------------------------------------


@pytest.mark.parametrize("test", [0, 15])
@pytest.mark.parametrize("batch", [7, 4096])
@pytest.mark.parametrize("columns", [1, 3])
def test_regression_is_measured_as_scikit_learn_does(test: int, batch: int, columns: int) -> None:
    """Loss on what the network sees, MAE in the data's units, R2; whole sets and parts, in pieces."""
    scaling = Scaling(
        np.linspace(5, 6, columns).astype(np.float32), np.linspace(2, 3, columns).astype(np.float32)
    )
    dataset = arrays((6,), columns=columns, test=test, scaling=scaling)
    document = project(chain("Linear"), task="regression")
    state = TrainState(document, dataset, plan_of(document, dataset))
    for _ in range(10):
        state.step()
    out = state.net.eval()(state.tensors.fields).detach().numpy()
    index = dataset.train
    found = evaluated(
        state.net,
        state.objective,
        state.tensors.fields,
        state.tensors.target,
        index,
        state.tensors.scale,
        batch,
    )
    truth, guess = dataset.labels[index], out[index]
    assert found.loss == pytest.approx(oracle.mean_squared_error(truth, guess), rel=1e-5)
    units = [scaled * scaling.std + scaling.mean for scaled in (truth, guess)]
    assert found.metrics["mae"] == pytest.approx(oracle.mean_absolute_error(*units), rel=1e-5)
    assert found.metrics["r2"] == pytest.approx(oracle.r2_score(*units), rel=1e-4)


def evaluated(net: GraphNet, objective: Objective, fields: Any, target: Any, index: Any, *more: Any) -> Score:
    """What `evaluation` comes to, after as many parts as it says."""
    parts = evaluation(net, objective, fields, target, torch.as_tensor(index), *more)
    pauses = 0
    while True:
        try:
            next(parts)
        except StopIteration as end:
            assert pauses == -(-len(index) // more[-1]) - 1
            score: Score = end.value
            return score
        pauses += 1


@pytest.mark.parametrize("loss", ["CrossEntropyLoss", "BCEWithLogitsLoss", "HalfSquaredError", "HingeLoss"])
@pytest.mark.parametrize("classes", [2, 4])
@pytest.mark.parametrize("batch", [7, 4096])
def test_classes_are_measured_as_scikit_learn_does(loss: str, classes: int, batch: int) -> None:
    dataset = arrays((6,), classes=classes, test=15)
    document = project(chain("Linear"), loss=loss, learning_rate=0.01)
    state = TrainState(document, dataset, plan_of(document, dataset))
    state.step()
    logits = state.net.eval()(state.tensors.fields).detach().numpy()
    decided = (logits[:, 0] > 0).astype(int) if logits.shape[1] == 1 else logits.argmax(1)
    for index in (dataset.train, dataset.test, np.arange(len(dataset))):
        score = evaluated(
            state.net,
            state.objective,
            state.tensors.fields,
            state.tensors.target,
            index,
            None,
            batch,
        )
        wanted = oracle.accuracy_score(dataset.labels[index], decided[index])
        assert score.metrics["accuracy"] == pytest.approx(wanted)
        if loss == "CrossEntropyLoss":
            shares = np.exp(logits[index].astype(float))
            shares /= shares.sum(1, keepdims=True)
            labels = list(range(classes))
            entropy = oracle.log_loss(dataset.labels[index], shares, labels=labels)
            assert score.loss == pytest.approx(entropy, rel=1e-4)


def test_evaluation_leaves_no_trace() -> None:
    """Running statistics, random numbers and the training mode stay as they are."""
    layers: tuple[Given, ...] = (linear(8), "BatchNorm1d", "Dropout", "RReLU", "Linear")
    dataset = arrays((6,), classes=3)
    document = project(chain(*layers))
    state = TrainState(document, dataset, plan_of(document, dataset))
    state.step()
    before, random = state.net.state(), torch.get_rng_state()
    first, second = state.evaluate(), state.evaluate()
    assert first == second
    assert torch.equal(torch.get_rng_state(), random)
    after = state.net.state()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert all(module.training for module in state.net.modules())


def test_splits_that_are_empty_are_left_out() -> None:
    dataset = arrays((6,), classes=3, test=0)
    document = project(chain("Linear"))
    assert set(TrainState(document, dataset, plan_of(document, dataset)).evaluate()) == {"train"}
    dataset = arrays((6,), classes=3, test=5, validation=5)
    scores = TrainState(document, dataset, plan_of(document, dataset)).evaluate()
    assert set(scores) == {"train", "validation", "test"}


def test_epochs_are_counted_by_batches() -> None:
    dataset = arrays((6,), classes=3, count=31, test=0)
    document = project(chain("Linear"), batch_size=10)
    state = TrainState(document, dataset, plan_of(document, dataset))
    assert state.epoch_steps == 3
    ends = []
    for _ in range(9):
        state.step()
        ends.append(state.epoch)
    assert ends == [0, 0, 1, 1, 1, 2, 2, 2, 3]
    assert all(b - a in (0, 1) for a, b in pairwise(ends))


@pytest.mark.parametrize("task", ["classification", "reconstruction"])
def test_pictures_as_bytes_are_the_pictures_as_floats(task: str) -> None:
    """A quarter of the memory, and the very same numbers."""
    floats = arrays((1, 4, 4), classes=3)
    pixels = np.random.default_rng(0).integers(0, 256, floats.fields["x"].shape, np.uint8)
    layers: list[Given] = ["Flatten", linear(6), "Tanh", "Linear"]
    document = project(chain(*layers), task=task, optimizer="Adam", learning_rate=0.01)
    digests, scores = [], []
    for made in (pixels, (torch.tensor(pixels).float() / 255).numpy()):
        dataset = replace(floats, fields={"x": made})
        state = TrainState(document, dataset, plan_of(document, dataset))
        for _ in range(10):
            state.step()
        digests.append(digest(state))
        scores.append(state.evaluate())
    assert digests[0] == digests[1]
    assert scores[0] == scores[1]
