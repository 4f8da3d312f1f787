"""Same seed, same numbers: however training is cut into pieces, and whoever looks on."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
import pytest
import torch

from playground import api
from playground.data import make_dataset
from playground.engine.checkpoint import digest
from playground.engine.mailbox import History
from playground.engine.probes import Probes
from playground.engine.runner import Runner
from playground.engine.session import Session
from playground.engine.snapshots import PROBES, Request
from playground.project import Project, Stop
from tests.engine.made import chain, linear, points, project, session

EPOCHS = 4
NETWORK = chain(linear(8), "BatchNorm1d", "RReLU", "Dropout", linear(6), "Tanh", "Linear")
"""Everything that draws random numbers or keeps statistics."""


@pytest.fixture
def document() -> Project:
    data = points(parameters={"samples": 63}, validation=0.2, test=0.2)
    return project(NETWORK, data, seed=11, optimizer="Adam", learning_rate=0.01, stop=Stop(epochs=EPOCHS))


def one_go(document: Project) -> Session:
    made = session(document)
    made.advance()
    return made


def small_steps(document: Project) -> Session:
    made = session(document)
    while made.status == "playing":
        made.advance(steps=1)
    return made


def no_time(document: Project) -> Session:
    """A chunk of no time does one step."""
    made = session(document)
    while made.status == "playing":
        assert made.advance(seconds=0.0) == 1
    return made


def epochs(document: Project) -> Session:
    made = session(document)
    while made.status == "playing":
        assert made.train is not None
        made.advance(epochs=made.train.epoch + 1)
    return made


ELSEWHERE = ("curve", "augmented", "samples")
"""Pictures of other data than points of the plane, or of other networks."""


def looked_at(document: Project) -> Session:
    """With every picture asked for between any two steps, and random numbers drawn by others."""
    made, probes = session(document), Probes()
    assert made.train is not None
    while made.status == "playing":
        made.advance(steps=1)
        torch.rand(3)
        for kind in PROBES:
            assert (probes.answer(Request(kind, resolution=5), made.train) is None) == (kind in ELSEWHERE)
        made.train.evaluate()
    return made


def paused(document: Project) -> Session:
    made = session(document)
    while made.status == "playing":
        made.advance(steps=3)
        made.pause()
        assert made.advance(steps=5) == 0
        if made.status == "paused":
            made.play()
    return made


def reset(document: Project) -> Session:
    """Trained for a while, then begun again."""
    made = session(document)
    made.advance(steps=7)
    made.reset()
    made.play()
    made.advance()
    return made


def through_api(document: Project) -> Session:
    return api.train(document).session


WAYS: dict[str, Callable[[Project], Session]] = {
    way.__name__: way for way in (small_steps, no_time, epochs, looked_at, paused, reset, through_api)
}


def scalars(history: History) -> dict[str, tuple[list[int], list[float]]]:
    return {name: tuple(column.tolist() for column in history.values(name)[::3]) for name in history.names()}


@pytest.mark.parametrize("way", WAYS)
def test_same_weights_and_curves_in_pieces(document: Project, way: str) -> None:
    wanted, found = one_go(document), WAYS[way](document)
    assert wanted.train is not None
    assert found.train is not None
    assert digest(found.train) == digest(wanted.train)
    assert torch.equal(found.train.random.cpu, wanted.train.random.cpu)
    assert scalars(found.history) == scalars(wanted.history)
    assert found.scores == wanted.scores
    assert (found.status, found.stopped_by) == ("finished", "epochs")


@pytest.mark.parametrize("watched", [False, True])
def test_same_weights_on_the_thread(document: Project, watched: bool) -> None:
    wanted = one_go(document)
    assert wanted.train is not None
    finished = threading.Event()
    runner = Runner(lambda: finished.set() if runner_state() == "finished" else None)

    def runner_state() -> str:
        return runner.status.state

    try:
        runner.open(document)
        if watched:
            runner.pictures.fixed_rate = 1e6
            runner.watch({Request(kind, resolution=5) for kind in PROBES})
        runner.play()
        while watched and not finished.is_set():
            runner.pictures.take()
            runner.drawn(0.0)
            finished.wait(0.001)
        assert finished.wait(30)
        answers: list[str] = []
        answered = threading.Event()

        def ask(session: Session) -> None:
            assert session.train is not None
            answers.append(digest(session.train))
            answered.set()

        runner.call(ask)
        assert answered.wait(10)
        assert answers == [digest(wanted.train)]
        assert scalars(runner.history) == scalars(wanted.history)
    finally:
        assert runner.close()


def test_another_seed_gives_other_numbers(document: Project) -> None:
    first = api.train(document)
    other = api.train(document, seed=12)
    assert first.result.weights_sha256 != other.result.weights_sha256
    assert first.result.seed == 11
    assert other.result.seed == 12
    assert np.array_equal(
        make_dataset(document.content.data).train, make_dataset(document.content.data).train
    )


def test_an_edit_before_the_first_step_is_as_if_it_had_always_been(document: Project) -> None:
    """Followed there by many edits, or opened so: the same numbers."""
    training = document.content.training
    edited = document.with_network(chain(linear(5), "Tanh", "Linear")).with_content(
        training=training.but(learning_rate=0.1, optimizer="SGD", optimizer_parameters={}, batch_size=7),
        data=document.content.data.but(seed=3, features=("x1", "x2", "x1_x2")),
    )
    made = session(document, play=False)
    made.follow(document.with_network(edited.network), make_dataset(document.content.data))
    made.follow(edited.with_content(data=document.content.data), make_dataset(document.content.data))
    made.follow(edited, make_dataset(edited.content.data))
    made.play()
    made.advance()
    wanted = one_go(edited)
    assert made.train is not None
    assert wanted.train is not None
    assert digest(made.train) == digest(wanted.train)
    assert scalars(made.history) == scalars(wanted.history)


def test_nobody_elses_random_numbers_are_disturbed(document: Project) -> None:
    torch.manual_seed(9)
    wanted = torch.rand(4)
    torch.manual_seed(9)
    made = session(document)
    made.advance()
    made.reset()
    assert torch.equal(torch.rand(4), wanted)


def test_batch_losses_are_one_a_step(document: Project) -> None:
    made = one_go(document)
    assert made.train is not None
    steps, _, _, losses = made.history.values("batch_loss")
    assert steps.tolist() == list(range(1, made.train.step_count + 1))
    assert np.isfinite(losses).all()
    ends, epoch_numbers, _, _ = made.history.values("train_loss")
    assert epoch_numbers.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert ends.tolist() == [made.train.epoch_steps * n for n in (1, 2, 3, 4)]
