"""Nothing that happens in the thread takes it down."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.catalog import words
from playground.engine.session import Session
from playground.engine.snapshots import Request
from playground.engine.train import TrainState
from playground.project import Project, Stop
from tests.engine.made import points, project
from tests.engine.watched import Watched, broken_step, state_of, with_training


@pytest.mark.parametrize("how", ["play", "step", "step_epoch"])
def test_an_exception_in_a_step_is_told_and_survived(
    watched: Watched,
    document: Project,
    how: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    runner = watched.runner
    runner.open(document)
    runner.step_epoch()
    watched.until(lambda: runner.status.epoch == 1 and runner.status.state == "paused")
    with monkeypatch.context() as patch:
        patch.setattr(TrainState, "update", broken_step)
        getattr(runner, how)()
        status = watched.until_state("failed")
    assert status.problem is not None
    assert status.problem.code == "training_failed"
    assert "the layer broke" in words.text(status.problem)
    assert "training_failed" in [p.code for p in watched.problems()]
    assert any(record.exc_info for record in caplog.records), "the traceback is in the log"
    watched.ask(lambda session: None)
    assert runner.status.state == "failed", "it does not try again by itself"
    logged = len(caplog.records)
    runner.play()
    watched.until_steps(status.step + 10)
    assert runner.status.problem is None
    assert len(caplog.records) == logged
    steps = runner.history.values("batch_loss")[0]
    assert np.array_equal(steps, np.arange(1, len(steps) + 1))


def test_a_failing_layer_of_the_network(
    watched: Watched, document: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    watched.runner.open(document)
    watched.until_state("paused")

    def broken(x: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: not enough memory")

    def break_it(session: Session) -> None:
        net = state_of(session).net
        net._chain = (broken,)

    watched.ask(break_it)
    watched.runner.play()
    status = watched.until_state("failed")
    assert status.problem is not None
    assert status.problem.code == "out_of_memory"


def test_a_failing_picture_is_not_asked_for_again_and_again(
    watched: Watched, document: Project, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[Request] = []

    def fail(probes: object, request: Request, state: TrainState) -> None:
        calls.append(request)
        raise KeyError("no such field")

    monkeypatch.setattr("playground.engine.probes.Probes.answer", fail)
    watched.runner.open(document)
    watched.runner.watch({Request("surface")})
    watched.until(lambda: watched.problems())
    for _ in range(20):
        watched.ask(lambda session: None)
    assert len(calls) == 1


def test_a_command_that_fails_takes_nothing_down(
    watched: Watched, document: Project, caplog: pytest.LogCaptureFixture
) -> None:
    watched.runner.open(document)
    watched.runner.play()
    watched.until_steps(3)

    def wrong(session: Session) -> None:
        raise ValueError("what was that")

    watched.runner.call(wrong)
    watched.until(watched.problems)
    step = watched.runner.status.step
    watched.until_steps(step + 10)
    assert watched.runner.status.state == "playing"
    watched.runner.set_device("warp")
    watched.until(lambda: "no_such_device" in [p.code for p in watched.problems()])
    assert watched.runner.status.device == "cpu"


def test_divergence_is_told_and_offered_back(watched: Watched, document: Project) -> None:
    runner = watched.runner
    slow = project(document.network, points("plane"), task="regression", learning_rate=0.01)
    runner.open(slow)
    runner.play()
    watched.until_steps(10)
    runner.follow(with_training(slow, learning_rate=900.0))
    status = watched.until_state("diverged")
    assert status.can_restore == "good"
    assert status.problem is not None
    assert status.problem.code == "diverged"
    runner.restore()
    watched.until_state("paused")
    finite = watched.ask(
        lambda session: all(bool(t.isfinite().all()) for t in state_of(session).net.state().values())
    )
    assert finite


def test_a_finished_run_says_so(watched: Watched, document: Project) -> None:
    watched.runner.open(with_training(document, stop=Stop(epochs=5)))
    watched.runner.play()
    status = watched.until_state("finished")
    assert (status.stopped_by, status.epoch) == ("epochs", 5)
