"""Exact resume: a run put back to a snapshot, in the middle of an epoch or not, is the same run."""

from __future__ import annotations

import itertools

import pytest
import torch

from playground.catalog import OPTIMIZERS
from playground.engine import checkpoint
from playground.engine.train import TrainState
from playground.project import Network, Project
from tests.engine.made import arrays, chain, linear, plan_of, project

DATA = arrays((6,), classes=3, count=47, test=5)
NETWORKS = {
    "plain": chain(linear(6), "Tanh", "Linear"),
    "dropout": chain(linear(6), "Dropout", "RReLU", "Linear"),
    "norm": chain(linear(6), "BatchNorm1d", "Tanh", "Linear"),
}
BEFORE, AFTER = 7, 12
"""42 training samples in batches of 10: step 7 is in the middle of the second epoch."""
COMBINATIONS = list(
    itertools.product(OPTIMIZERS, NETWORKS, ("every epoch", "once", "never"), ({}, {"l1": 0.05}))
)


def fresh(document: Project) -> TrainState:
    return TrainState(document, DATA, plan_of(document, DATA))


def run(state: TrainState, steps: int) -> list[float]:
    """Steps with the run's own random numbers, as a session does."""
    with state.own_random():
        return [float(state.step()) for _ in range(steps)]


def made(optimizer: str, network: Network, **training: object) -> Project:
    return project(network, optimizer=optimizer, learning_rate=OPTIMIZERS[optimizer].rate, **training)


@pytest.mark.parametrize(
    ("optimizer", "network", "shuffle", "penalty"),
    [c for number, c in enumerate(COMBINATIONS) if number % 4 == 0 or c[0] in ("SGD", "Adam")],
)
def test_resumes_to_the_last_bit(
    optimizer: str, network: str, shuffle: str, penalty: dict[str, float]
) -> None:
    document = made(optimizer, NETWORKS[network], shuffle=shuffle, **penalty)
    wanted = fresh(document)
    run(wanted, BEFORE)
    snapshot = checkpoint.take(wanted)
    losses = run(wanted, AFTER)

    again = wanted  # the very state that went on
    checkpoint.put_back(again, snapshot)
    assert run(again, AFTER) == losses

    other = fresh(document)  # and one that knows nothing but the snapshot
    checkpoint.put_back(other, snapshot)
    assert (other.step_count, other.epoch) == (BEFORE, 1)
    assert run(other, AFTER) == losses
    assert checkpoint.digest(other) == checkpoint.digest(wanted)
    assert torch.equal(other.random.cpu, wanted.random.cpu)


def test_a_snapshot_is_a_copy() -> None:
    state = fresh(made("Adam", NETWORKS["norm"]))
    run(state, 3)
    snapshot = checkpoint.take(state)
    digest = checkpoint.digest(state)
    run(state, 5)
    checkpoint.put_back(state, snapshot)
    run(state, 5)
    checkpoint.put_back(state, snapshot)
    assert checkpoint.digest(state) == digest


def test_counters_may_go_on() -> None:
    state = fresh(made("SGD", NETWORKS["plain"]))
    run(state, 3)
    snapshot = checkpoint.take(state)
    run(state, 6)
    checkpoint.put_back(state, snapshot, counters=False)
    assert (state.step_count, state.epoch) == (9, 1)


def test_digest_sees_every_bit_and_name() -> None:
    document = made("SGD", NETWORKS["plain"])
    one, other = fresh(document), fresh(document)
    assert checkpoint.digest(one) == checkpoint.digest(other)
    with torch.no_grad():
        bias = other.net.tensors()["linear_1.bias"]
        bias[0] = torch.nextafter(bias[0], torch.tensor(9.0))
    assert checkpoint.digest(one) != checkpoint.digest(other)
