"""The thread: it begins and ends, commands go in, answers come out."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest

from playground.data.dataset import Dataset
from playground.engine.checkpoint import digest
from playground.engine.range_test import RangeTest
from playground.engine.snapshots import Checked, Status
from playground.engine.train import TrainState
from playground.project import Project, Stop
from playground.project.network import set_parameter
from tests.engine.watched import PATIENCE_S, Watched, broken_step, state_of, with_training

# --- beginning and end -----------------------------------------------------------------------------------


def test_starts_and_says_what_there_is(watched: Watched, document: Project) -> None:
    assert watched.runner.status.state == "starting"
    assert "cpu" in watched.runner.status.devices
    watched.runner.play()  # nothing to play yet
    watched.runner.open(document)
    status = watched.until_state("paused")
    assert (status.step, status.epoch, status.steps_per_epoch) == (0, 0, 3)
    assert set(status.losses) == {"train", "test"}
    assert set(status.metrics) == {"train_accuracy", "test_accuracy"}
    news = watched.runner.news.take()
    assert any(isinstance(item, Dataset) for item in news)
    assert [item.report.problems for item in news if isinstance(item, Checked)] == [()]


@pytest.mark.parametrize("when", ["at once", "idle", "playing", "slowly", "blocked", "failed"])
def test_close_always_ends(
    document: Project, when: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = Watched()
    if when != "at once":
        if when == "failed":
            monkeypatch.setattr(TrainState, "step", broken_step)
        broken = document.with_network(set_parameter(document.network, "linear_3", "out_features", 9))
        made.runner.open(broken if when == "blocked" else document)
        made.until_state("paused", "blocked")
        if when == "slowly":
            made.runner.set_speed(0.01)
        if when not in ("idle", "blocked"):
            made.runner.play()
            made.until_state("failed" if when == "failed" else "playing")
    assert made.runner.close(PATIENCE_S)
    made.runner.play()  # nobody listens any more
    assert made.runner.close(PATIENCE_S), "closing twice is no mistake"


# --- commands --------------------------------------------------------------------------------------------


def test_play_pause_step_and_epoch(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.play()
    watched.until_steps(50)
    runner.pause()
    stopped = watched.until_state("paused").step
    runner.step()
    watched.until(lambda: runner.status.step == stopped + 1)
    assert watched.until_state("paused").step == stopped + 1

    def ends_epoch() -> Status:
        """The status at the end of the epoch that `step_epoch` goes to."""
        wanted = runner.status.step // 3 + 1
        runner.step_epoch()
        watched.until(lambda: runner.status.epoch == wanted)
        return watched.until_state("paused")

    assert ends_epoch().step % 3 == 0
    before = runner.status.step
    assert ends_epoch().step == before + 3


def test_speed_is_kept(watched: Watched, document: Project) -> None:
    watched.runner.open(document)
    watched.runner.set_speed(50.0)
    watched.runner.play()
    watched.until_steps(2)
    begun, first = time.perf_counter(), watched.runner.status.step
    watched.until_steps(first + 10)
    took = time.perf_counter() - begun
    assert took >= 9 / 50
    watched.runner.set_speed(None)
    watched.until_steps(first + 500)


def test_commands_from_many_threads(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)

    def hammer(number: int) -> None:
        for _ in range(20):
            (runner.play, runner.pause, runner.step, runner.step_epoch, runner.reset)[number % 5]()
            runner.follow(with_training(document, learning_rate=0.01 + number / 1000))

    threads = [threading.Thread(target=hammer, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    runner.follow(with_training(document, learning_rate=0.5))
    runner.pause()
    assert watched.ask(lambda session: state_of(session).training.learning_rate) == 0.5
    assert watched.problems() == []
    assert runner.status.state == "paused"


def test_of_many_edits_the_last_counts(watched: Watched, document: Project) -> None:
    watched.runner.open(document)
    watched.runner.play()
    for number in range(300):
        watched.runner.follow(with_training(document, learning_rate=(number + 1) / 1000))
    assert watched.ask(lambda session: state_of(session).training.learning_rate) == 0.3


# --- asking ----------------------------------------------------------------------------------------------


def test_predicts_rows_of_ones_own(watched: Watched, document: Project) -> None:
    watched.runner.open(document)
    answers: list[Any] = []
    rows = np.array([[1.0, 2.0], [-3.0, 0.5]], np.float32)
    watched.runner.predict({"x": rows}, answers.append)
    watched.ask(lambda session: None)
    shares = answers[0]
    assert shares.shape == (2, 2)
    assert np.allclose(shares.sum(1), 1.0, atol=1e-6)


def test_figures_of_a_run(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(with_training(document, stop=Stop(epochs=100_000)))
    runner.play()
    status = watched.until(lambda: runner.status if runner.status.steps_per_s else None)
    assert status.samples_per_s == pytest.approx(10 * status.steps_per_s)
    assert status.remaining_s is not None
    assert status.elapsed_s > 0
    assert status.batch_loss is not None
    runner.pause()
    watched.until_state("paused")
    paused = watched.ask(lambda session: session.elapsed_s)
    assert watched.ask(lambda session: session.elapsed_s) == paused, "the clock stands while paused"


def test_a_range_test_leaves_training_alone(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.step_epoch()
    watched.until(lambda: runner.status.epoch == 1)
    before = watched.ask(lambda session: digest(state_of(session)))
    found: list[RangeTest | None] = []
    runner.find_rate(found.append)
    watched.until(lambda: found)
    assert found[0] is not None
    assert found[0].suggestion is not None
    assert watched.ask(lambda session: digest(state_of(session))) == before
    assert runner.status.step == runner.status.steps_per_epoch


def test_what_is_right_on_one_device_may_be_wrong_on_another(
    watched: Watched, document: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document is looked at anew where it is moved to, and goes on where it is mended."""
    runner = watched.runner
    half = document.with_content(training=document.content.training.but(precision="bfloat16"))
    runner.open(half)
    runner.play()
    watched.until_steps(1)
    monkeypatch.setattr("playground.engine.check.precisions", lambda device: ("float32",))
    runner.set_device("cpu")
    status = watched.until_state("blocked")
    assert status.problem is not None
    assert status.problem.code == "no_such_precision"
    monkeypatch.undo()
    runner.set_device("cpu")
    watched.until_state("playing")
