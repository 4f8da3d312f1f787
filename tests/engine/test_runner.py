"""The thread: commands in, snapshots out, and nothing that happens in it takes it down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground.catalog import words
from playground.data import DATASETS, make_dataset
from playground.data.dataset import Dataset
from playground.engine.checkpoint import digest
from playground.engine.pictures import SLOWEST_S
from playground.engine.range_test import RangeTest
from playground.engine.runner import Runner
from playground.engine.session import Session
from playground.engine.snapshots import ANYWHERE, Checked, Picture, Request, Status
from playground.engine.train import TrainState
from playground.project import DataSettings, HandEdit, Problem, Project, Stop
from playground.project.network import change_layer, remove_layers, set_parameter
from tests.engine.made import chain, linear, points, project

PATIENCE_S = 20.0


class Watched:
    """A runner, and someone who waits for its news."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.runner = Runner(self._notify)
        self.said: list[object] = []

    def _notify(self) -> None:
        with self.changed:
            self.changed.notify_all()

    def until(self, holds: Callable[[], Any]) -> Any:
        """Waits until `holds` gives something true, and returns it."""
        end = time.monotonic() + PATIENCE_S
        with self.changed:
            while not (found := holds()):
                assert time.monotonic() < end, f"waited in vain; {self.runner.status}"
                self.changed.wait(0.05)
        return found

    def until_state(self, *states: str) -> Status:
        status: Status = self.until(
            lambda: self.runner.status if self.runner.status.state in states else None
        )
        return status

    def until_steps(self, steps: int) -> None:
        self.until(lambda: self.runner.status.step >= steps)

    def ask(self, question: Callable[[Session], Any]) -> Any:
        """The answer of the training thread, between two steps."""
        answers: list[Any] = []

        def answer(session: Session) -> None:
            answers.append(question(session))
            self._notify()

        self.runner.call(answer)
        return self.until(lambda: answers)[0]

    def until_settled(self) -> None:
        """Waits until nothing is under way, drawing whatever is to be drawn."""

        def settled() -> bool:
            if not self.runner.settled.is_set():
                self.runner.drawn(0.0)
            return self.runner.settled.is_set()

        self.until(settled)

    def problems(self) -> list[Problem]:
        """Every problem said so far."""
        self.said += self.runner.news.take()
        return [item for item in self.said if isinstance(item, Problem)]


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    assert made.runner.close(PATIENCE_S), "close always ends"


@pytest.fixture
def document() -> Project:
    return project(chain(linear(8), "Tanh", linear(6), "Tanh", "Linear"), points(), learning_rate=0.02)


def with_training(document: Project, **changes: object) -> Project:
    return document.with_content(training=document.content.training.but(**changes))


def state_of(session: Session) -> TrainState:
    assert session.train is not None
    return session.train


# --- beginning and end ---------------------------------------------------------------------------------


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
            monkeypatch.setattr(TrainState, "step", _raise)
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


def _raise(state: TrainState) -> float:
    raise ZeroDivisionError("the layer broke")


# --- commands -------------------------------------------------------------------------------------------


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


# --- the table, on the thread ------------------------------------------------------------------------------


def test_edits_while_it_plays(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.play()
    network = document.network
    edits = [
        with_training(document, learning_rate=0.1),
        document.with_network(set_parameter(network, "linear_1", "out_features", 12)),
        document.with_network(remove_layers(network, ["linear_2"], heal=True)),
        document,
        document.with_network(change_layer(network, "tanh_1", bypassed=True)),
        document.with_content(data=document.content.data.but(seed=4)),
        with_training(document, optimizer="Adam", optimizer_parameters={}, learning_rate=0.01),
        document.with_positions({"linear_1": (1.0, 2.0)}),
    ]
    for edit in edits:
        step = runner.status.step
        runner.follow(edit)
        watched.until_steps(step + 20)
        assert runner.status.state == "playing"
    assert runner.status.run == 1, "nothing of this begins a new run"
    assert watched.problems() == []
    steps = runner.history.values("batch_loss")[0]
    assert np.array_equal(steps, np.arange(1, len(steps) + 1))


def test_a_hand_edit_while_paused(watched: Watched, document: Project) -> None:
    watched.runner.open(document)
    watched.runner.step()
    edit = HandEdit(layer="linear_1", tensor="bias", index=(3,), value=2.5, before=0.0)
    watched.runner.follow(document.with_content(hand_edits=(edit,)))
    assert watched.ask(lambda session: float(state_of(session).net.state()["linear_1.bias"][3])) == 2.5


def test_blocked_and_resumed_after_the_repair(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.play()
    watched.until_steps(20)
    runner.follow(document.with_network(set_parameter(document.network, "linear_3", "out_features", 9)))
    status = watched.until_state("blocked")
    assert status.problem is not None
    assert status.problem.code == "output_does_not_fit"
    assert status.step >= 20
    runner.follow(document)
    watched.until_state("playing")
    watched.until_steps(status.step + 10)
    assert runner.status.problem is None


def test_blocked_while_paused_stays_paused(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    watched.until_state("paused")
    runner.follow(document.with_network(set_parameter(document.network, "linear_3", "out_features", 9)))
    watched.until_state("blocked")
    runner.follow(document)
    watched.until_state("paused")
    assert watched.ask(lambda session: session.status) == "paused"


def test_pause_while_blocked_is_remembered(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.play()
    watched.until_steps(5)
    runner.follow(document.with_network(set_parameter(document.network, "linear_3", "out_features", 9)))
    watched.until_state("blocked")
    runner.pause()
    runner.follow(document)
    watched.until_state("paused")
    assert watched.ask(lambda session: session.status) == "paused"


def test_data_that_cannot_be_made_block_and_come_back(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.play()
    watched.until_steps(5)
    data = document.content.data
    runner.follow(document.with_content(data=data.but(validation=0.6, test=0.6)))
    status = watched.until_state("blocked")
    assert status.problem is not None
    assert words.text(status.problem)
    runner.follow(document)
    watched.until_state("playing")


def test_another_document_while_it_trains(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.play()
    watched.until_steps(30)
    seen = runner.status
    trained = watched.ask(lambda session: session)
    other = project(chain(linear(3), "ReLU", "Linear"), points("circle"), seed=5)
    runner.open(other)
    opened = watched.until(lambda: runner.status if runner.status.run > seen.run else None)
    assert (opened.state, opened.step) == ("paused", 0)
    assert opened.revision > seen.revision
    left = trained.train.step_count
    assert watched.ask(lambda session: state_of(session).project.network) == other.network
    assert trained.train.step_count == left, "nobody trains the old one any more"
    wanted = Session()
    wanted.follow(other, make_dataset(other.content.data))
    assert watched.ask(lambda session: digest(state_of(session))) == digest(state_of(wanted))


def test_weights_beside_the_document_come_with_it(
    watched: Watched, document: Project, tmp_path: Path
) -> None:
    runner, path = watched.runner, tmp_path / "net.safetensors"
    runner.open(document)
    runner.step_epoch()
    watched.until(lambda: runner.status.epoch == 1)
    troubles: list[Problem | None] = []
    runner.save(path, troubles.append)
    wanted = watched.ask(lambda session: digest(state_of(session)))
    assert troubles == [None]
    runner.open(project(document.network, points("circle")))
    runner.open(document, None, path)
    status = watched.until(lambda: runner.status if runner.status.epoch == 1 else None)
    assert status.step == 3
    assert watched.ask(lambda session: digest(state_of(session))) == wanted
    runner.play()
    watched.until_steps(9)
    assert runner.history.values("batch_loss")[0][0] == 4, "the curve goes on where the weights are"


def test_weights_wait_for_data_that_are_missing(watched: Watched, document: Project, tmp_path: Path) -> None:
    """The file of the data was moved: neither saving meanwhile nor finding it loses what was learned."""
    runner, path, copy = watched.runner, tmp_path / "net.safetensors", tmp_path / "copy.safetensors"
    runner.open(document)
    runner.step_epoch()
    watched.until(lambda: runner.status.epoch == 1)
    troubles: list[Problem | None] = []
    runner.save(path, troubles.append)
    wanted = watched.ask(lambda session: digest(state_of(session)))
    gone = DataSettings(kind="csv", parameters=DATASETS["csv"].complete({"path": str(tmp_path / "gone.csv")}))
    runner.open(document.with_content(data=gone), None, path)
    watched.until_state("blocked")
    runner.save(path, troubles.append)
    runner.save(copy, troubles.append)
    watched.until(lambda: len(troubles) == 3)
    assert troubles == [None] * 3
    assert copy.read_bytes() == path.read_bytes()
    runner.follow(document)
    watched.until(lambda: runner.status.state == "paused" and runner.status.epoch == 1)
    assert watched.ask(lambda session: digest(state_of(session))) == wanted


def test_weights_that_do_not_fit_are_said(watched: Watched, document: Project, tmp_path: Path) -> None:
    runner, path = watched.runner, tmp_path / "net.safetensors"
    runner.open(document)
    troubles: list[Problem | None] = []
    runner.save(path, troubles.append)
    other = document.with_network(chain(linear(3), "Linear"))
    runner.open(other, None, path)
    assert [p.code for p in watched.until(watched.problems)] == ["weights_do_not_fit"]
    path.write_bytes(b"nonsense")
    runner.open(document, None, path)
    watched.until(lambda: len(watched.problems()) > 1)
    assert watched.problems()[-1].code == "bad_weights_file"
    assert all(words.text(p) for p in watched.problems())
    assert watched.until_state("paused").step == 0
    runner.save(tmp_path / "no folder" / "net.safetensors", troubles.append)
    watched.ask(lambda session: None)
    assert [trouble and trouble.code for trouble in troubles] == [None, "file_no_folder"]


# --- what goes wrong in it ----------------------------------------------------------------------------------


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
        patch.setattr(TrainState, "update", _raise)
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


# --- pictures -----------------------------------------------------------------------------------------------


def until_picture(watched: Watched) -> list[Picture]:
    found: list[Picture] = watched.until(watched.runner.pictures.take)
    return found


def test_every_kind_of_picture_is_made(watched: Watched, document: Project) -> None:
    watched.runner.open(document)
    requests = {Request(kind, resolution=7) for kind in ("surface", "maps", *ANYWHERE)}
    watched.runner.watch(requests)
    found: dict[Request, Picture] = {}

    def collect() -> bool:
        for picture in watched.runner.pictures.take():
            found[picture.request] = picture
        watched.runner.drawn(0.001)
        return set(found) == requests

    watched.until(collect)
    side = 7
    by_kind = {request.kind: picture.arrays for request, picture in found.items()}
    assert by_kind["surface"]["values"].shape == (2, side, side)
    assert by_kind["maps"]["linear_1"].shape == (8, side, side)
    assert by_kind["activations"]["linear_2"].shape == (6,)
    assert by_kind["weights"]["linear_1.weight"].shape == (8, 2)
    assert by_kind["predictions"]["predicted"].shape == (30, 2)
    assert by_kind["fit"]["confusion"].sum() == 30
    assert all(picture.cost_ms >= 0 for picture in found.values())


def test_nothing_new_while_the_last_is_not_drawn(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.pictures.fixed_rate = 1e6
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    first = until_picture(watched)
    runner.play()
    watched.until_steps(first[0].step + 300)
    assert runner.pictures.take() == [], "one slot, and it waits for the window"
    runner.drawn(0.0)
    second = until_picture(watched)
    assert [p.request for p in second] == [p.request for p in first]
    assert second[0].step > first[0].step


def test_an_undrawn_picture_gives_way_to_the_newest(watched: Watched, document: Project) -> None:
    """Nobody took the old one, but the window has drawn: there is still only one."""
    runner = watched.runner
    runner.pictures.fixed_rate = 1e6
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    runner.play()
    for target in range(50, 300, 50):
        runner.drawn(0.0)
        watched.until_steps(target)
    runner.pause()
    runner.drawn(0.0)
    watched.until_settled()
    pictures = runner.pictures.take()
    assert len(pictures) == 1
    assert pictures[0].step == runner.status.step


def test_no_pictures_when_nobody_watches(
    watched: Watched, document: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.engine.probes import Probes

    runner = watched.runner
    runner.pictures.fixed_rate = 1e6
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    until_picture(watched)
    runner.watch(())
    runner.drawn(0.0)
    watched.ask(lambda session: None)
    asked: list[Request] = []
    answer = Probes.answer

    def note(probes: Probes, request: Request, state: TrainState) -> Any:
        asked.append(request)
        return answer(probes, request, state)

    monkeypatch.setattr(Probes, "answer", note)
    runner.play()
    watched.until_steps(runner.status.step + 200)
    assert asked == []
    assert runner.pictures.take() == []


def test_pictures_go_on_while_paused(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    watched.until_state("paused")
    runner.watch({Request("surface", resolution=5)})
    assert len(until_picture(watched)) == 1
    runner.drawn(0.0)
    watched.until(runner.settled.is_set)
    assert runner.pictures.take() == [], "the same picture is not made twice"
    runner.watch({Request("surface", resolution=9)})
    runner.drawn(0.0)
    assert until_picture(watched)[0].arrays["values"].shape == (2, 9, 9)


def test_stale_pictures_can_be_told(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.watch({Request("maps", resolution=5)})
    first = until_picture(watched)[0]
    assert (first.run, first.revision) == (runner.status.run, runner.status.revision)
    runner.drawn(0.0)
    runner.step()
    second = watched.until(lambda: [p for p in runner.pictures.take() if p.step == 1])[0]
    runner.drawn(0.0)
    wide = document.with_network(set_parameter(document.network, "linear_1", "out_features", 3))
    runner.follow(wide)
    third = watched.until(lambda: [p for p in runner.pictures.take() if "linear_1" in p.arrays])[0]
    assert third.revision > second.revision
    assert third.arrays["linear_1"].shape[0] == 3
    runner.drawn(0.0)
    runner.reset()
    fourth = watched.until(lambda: [p for p in runner.pictures.take() if p.run > third.run])[0]
    assert fourth.step == 0


def test_slow_pictures_take_a_small_share(
    watched: Watched, document: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture of 20 ms, painting of 20 ms: at 3 % not even one a second, so the slowest rate it is."""
    from playground.engine.probes import Probes

    answer = Probes.answer

    def slow(probes: Probes, request: Request, state: TrainState) -> Any:
        end = time.perf_counter() + 0.02
        while time.perf_counter() < end:
            pass
        return answer(probes, request, state)

    monkeypatch.setattr(Probes, "answer", slow)
    runner = watched.runner
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    runner.play()
    times: list[float] = []

    def collect() -> bool:
        if runner.pictures.take():
            times.append(time.perf_counter())
            runner.drawn(0.02)
        return len(times) >= 4

    watched.until(collect)
    gaps = np.diff(times)[1:]
    assert gaps.min() > 0.6 * SLOWEST_S


def test_settled_means_that_nothing_is_under_way(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    for step in range(1, 21):
        runner.step()
        watched.until_settled()
        assert runner.status.step == step
        assert runner.pictures.take()[0].step == step


# --- asking -----------------------------------------------------------------------------------------


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
