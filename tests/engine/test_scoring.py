"""Whole splits are measured a part at a time: nobody waits for it, and no epoch goes without its scores."""

from __future__ import annotations

import math
import threading
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import pytest

from playground.engine import record, train
from playground.engine import session as sessions
from playground.engine.checkpoint import digest
from playground.engine.session import Session
from playground.engine.tasks import Score
from playground.engine.train import TrainState
from playground.project import Project, Stop
from tests.engine.made import arrays, chain, linear, project, session
from tests.engine.watched import Watched, state_of, with_training

DATA = arrays((6,), classes=3, count=60, test=15)
DOCUMENT = project(chain(linear(8), "Tanh", "Linear"), stop=Stop(epochs=3), learning_rate=0.1)
PARTS = 3


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty-five samples in three parts, fifteen in one; and an edit waits for no part but the first."""
    monkeypatch.setattr(train, "evaluation_batch", lambda plan: 15)
    monkeypatch.setattr(sessions, "MOMENT_S", 0.0)


def at_the_end_of_an_epoch(document: Project = DOCUMENT) -> Session:
    """An epoch's last step is done, and its scores are under way."""
    made = session(document, DATA)
    made.score()
    while not made.scoring.goes_on:
        made.advance(seconds=0.0)
    assert made.train is not None
    assert made.train.epoch == 1
    return made


def epochs_scored(made: Session) -> list[int]:
    """The steps at which an epoch stands in the history."""
    if not made.history.length("train_loss"):
        return []
    return [int(step) for step in made.history.values("train_loss")[0]]


def no_room(*given: Any) -> Generator[None, None, Score]:
    """Scores that cannot be made."""
    raise MemoryError
    yield


def weights_changed(made: Session) -> Project:
    assert made.project is not None
    return made.project.with_network(chain(linear(8), "ReLU", "Linear"))


@pytest.mark.usefixtures("small_parts")
def test_an_epoch_counts_once_it_is_scored() -> None:
    made = at_the_end_of_an_epoch()
    steps = made.train.step_count if made.train else 0
    assert epochs_scored(made) == []
    calls = 0
    while made.scoring.goes_on:
        assert made.advance(seconds=0.0) in (0, 1), "a call that ends the scoring goes on training"
        calls += 1
    assert calls >= PARTS - 1
    assert epochs_scored(made) == [steps]


@pytest.mark.usefixtures("small_parts")
def test_in_parts_or_in_one_go_the_numbers_are_the_same() -> None:
    whole, parts = session(DOCUMENT, DATA), session(DOCUMENT, DATA)
    whole.advance()
    while parts.status == "playing":
        parts.advance(seconds=0.0)
    assert (whole.stopped_by, parts.stopped_by) == ("epochs", "epochs")
    assert parts.scores == whole.scores
    for name in ("train_loss", "test_loss", "test_accuracy"):
        np.testing.assert_array_equal(parts.history.values(name)[3], whole.history.values(name)[3])


@pytest.mark.usefixtures("small_parts")
def test_a_pause_leaves_the_scores_to_be_finished() -> None:
    made = at_the_end_of_an_epoch()
    made.pause()
    assert made.advance() == 0
    assert made.score()
    assert len(epochs_scored(made)) == 1
    assert made.status == "paused"


@pytest.mark.usefixtures("small_parts")
def test_an_edit_begins_the_scores_anew_and_loses_no_epoch() -> None:
    made = at_the_end_of_an_epoch()
    made.follow(weights_changed(made), DATA)
    assert made.scoring.goes_on
    made.advance()
    assert made.stopped_by == "epochs"
    assert len(epochs_scored(made)) == 3


@pytest.mark.usefixtures("small_parts")
def test_a_setting_that_changes_no_score_leaves_them_alone() -> None:
    made = at_the_end_of_an_epoch()
    made.score(0.0)
    under_way = made.scoring._parts
    made.follow(with_training(made.project or DOCUMENT, learning_rate=0.01), DATA)
    assert made.scoring._parts is under_way


@pytest.mark.usefixtures("small_parts")
def test_no_numbers_of_other_data_are_shown_while_new_ones_are_measured() -> None:
    made = session(DOCUMENT, DATA)
    made.score()
    assert set(made.scores) == {"train", "test"}
    made.reset()
    assert made.scores == {}
    made.score()
    assert set(made.scores) == {"train", "test"}


@pytest.mark.usefixtures("small_parts")
def test_a_run_that_was_reset_in_the_middle_gets_its_epoch_back() -> None:
    made = at_the_end_of_an_epoch()
    made.reset()
    made.score()
    assert epochs_scored(made) == []
    made.restore()
    made.score()
    assert len(epochs_scored(made)) == 1


def test_scores_that_cannot_be_made_are_an_error_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = session(DOCUMENT, DATA)
    monkeypatch.setattr(train, "evaluation", no_room)
    with pytest.raises(MemoryError):
        made.advance()
    assert not made.scoring.goes_on


@pytest.mark.usefixtures("small_parts")
def test_an_epoch_that_cannot_be_scored_does_not_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    made = session(DOCUMENT, DATA)
    with monkeypatch.context() as patch:
        patch.setattr(train, "evaluation", no_room)
        with pytest.raises(MemoryError):
            made.advance()
    made.play()
    made.advance(steps=1)
    made.follow(weights_changed(made), DATA)
    made.score()
    assert epochs_scored(made) == [], "in the middle of the next one"


def test_an_edit_whose_scores_cannot_be_made_is_made_and_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is trained is what the document says."""
    made = session(DOCUMENT, DATA)
    made.advance(steps=2)
    edited = weights_changed(made)
    with monkeypatch.context() as patch:
        patch.setattr(train, "evaluation", no_room)
        with pytest.raises(MemoryError):
            made.follow(edited, DATA)
    assert made.train is not None
    assert (made.project, made.train.plan.network) == (edited, edited.network)
    made.follow(DOCUMENT, DATA)
    assert made.train.plan.network == DOCUMENT.network


@pytest.mark.usefixtures("small_parts")
def test_scores_that_were_put_off_are_made_once_nothing_can_be_trained() -> None:
    made = session(DOCUMENT, DATA)
    made.advance(steps=2)
    made.follow(weights_changed(made), DATA)
    assert made.advance(seconds=0.0) == 1
    made.follow(DOCUMENT.with_network(chain(linear(8), "Tanh", linear(7))), DATA)
    assert made.status == "blocked"
    made.score()
    assert made.scores == state_of(made).evaluate()


@pytest.mark.usefixtures("small_parts")
def test_a_run_that_ends_while_nothing_can_be_trained_has_ended_afterwards() -> None:
    last = with_training(DOCUMENT, stop=Stop(epochs=1))
    made = at_the_end_of_an_epoch(last)
    made.follow(last.with_network(chain(linear(8), "Tanh", linear(7))), DATA)
    assert made.status == "blocked"
    made.score()
    assert len(epochs_scored(made)) == 1
    assert made.status == "blocked"
    made.play()
    assert made.advance(steps=1) == 0
    made.follow(last, DATA)
    assert (made.status, made.stopped_by) == ("finished", "epochs")


@pytest.mark.usefixtures("small_parts")
def test_a_pause_while_the_last_epoch_is_scored_changes_no_number_to_come() -> None:
    """Dropout draws on from where it is, although the weights go back to the best."""
    layers = chain(linear(8), "Tanh", "Dropout", "Linear")
    document = project(layers, stop=Stop(patience=2), learning_rate=0.5)
    data = arrays((6,), classes=3, count=75, test=15, validation=15)
    made = [session(document, data), session(document, data)]
    made[0].advance()
    while made[1].status == "playing":
        made[1].advance(seconds=0.0)
        if made[1].scoring.goes_on:
            made[1].pause()
            made[1].score()
        if made[1].status == "paused":
            made[1].play()
    assert [run.stopped_by for run in made] == ["patience", "patience"]
    for run in made:
        run.play()
        run.advance(steps=5)
    assert digest(state_of(made[0])) == digest(state_of(made[1]))


def test_the_clock_is_not_set_at_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "evaluation_batch", lambda plan: 1)
    monkeypatch.setattr(sessions, "MOMENT_S", 0.0)
    monkeypatch.setattr(record, "CLOCK_S", math.inf)
    made = at_the_end_of_an_epoch()
    told: list[int] = []
    monkeypatch.setattr(made.history, "set_clock", lambda step, epoch, seconds: told.append(step))
    calls = 0
    while not epochs_scored(made):
        made.advance(seconds=0.0)
        calls += 1
    assert calls > 10 * PARTS
    assert told == []


def test_an_edit_there_is_no_room_for_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is trained, what it is trained on, and what is followed stay one."""
    made = session(DOCUMENT, DATA)
    made.advance(steps=2)
    more = arrays((6,), classes=3, count=90, test=15)
    with monkeypatch.context() as patch:
        patch.setattr(train.Tensors, "of", lambda *given: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            made.follow(weights_changed(made), more)
    assert made.train is not None
    assert (made.dataset, made.project, made.train.project) == (DATA, DOCUMENT, DOCUMENT)
    assert made.train.dataset is DATA
    made.advance(steps=2)
    made.follow(weights_changed(made), more)
    assert made.train.dataset is more
    assert made.advance(steps=2) == 2


@pytest.mark.usefixtures("small_parts")
def test_training_does_not_wait_for_scores_of_an_edit() -> None:
    made = session(DOCUMENT, DATA)
    assert made.scoring.goes_on, "those of the initial weights"
    assert made.advance(seconds=0.0) == 1
    assert not made.scoring.goes_on
    made.pause()
    assert made.score()
    assert made.train is not None
    assert made.scores == made.train.evaluate(), "they are measured once it rests"


# --- on the thread ------------------------------------------------------------------------------------


class Gate:
    """Scores that do not come to an end before it is opened."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.reached = threading.Event()

    def evaluation(self, *given: Any) -> Generator[None, None, Score]:
        """As the engine's."""
        while not self.open.is_set():
            self.reached.set()
            yield
        return (yield from EVALUATION(*given))


EVALUATION = train.evaluation


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate()
    monkeypatch.setattr(train, "evaluation", made.evaluation)
    monkeypatch.setattr("playground.engine.runner.make_dataset", lambda *given, **more: DATA)
    monkeypatch.setattr("playground.engine.reading.make_dataset", lambda *given, **more: DATA)
    return made


@pytest.fixture
def ended(gate: Gate) -> Iterator[Watched]:
    """Plays; the first epoch is over and its scores do not come to an end."""
    made = Watched()
    made.runner.open(DOCUMENT.with_content(training=DOCUMENT.training.but(stop=Stop())))
    made.until_settled()
    gate.open.clear()
    made.runner.play()
    made.until(lambda: gate.reached.is_set() and made.runner.status.scoring)
    yield made
    gate.open.set()
    assert made.runner.close()


def test_pause_and_predictions_do_not_wait_for_scores(ended: Watched, gate: Gate) -> None:
    told: list[object] = []
    ended.runner.predict({"x": DATA.fields["x"][:2]}, told.append)
    ended.until(lambda: told)
    ended.runner.pause()
    ended.until_state("paused")
    assert ended.runner.status.scoring
    assert not ended.runner.settled.is_set()
    gate.open.set()
    ended.until_settled()
    assert not ended.runner.status.scoring
    assert ended.runner.history.length("test_loss") == 1


def test_edits_do_not_wait_for_scores(ended: Watched, gate: Gate) -> None:
    assert ended.runner.status.state == "playing"
    ended.runner.follow(with_training(DOCUMENT, learning_rate=0.01, stop=Stop()))
    assert ended.ask(lambda made: made.train.training.learning_rate) == 0.01
    step = ended.runner.status.step
    gate.open.set()
    ended.until_steps(step + 1)


def test_scores_of_an_edit_do_not_hurry_slow_motion(ended: Watched, gate: Gate) -> None:
    runner = ended.runner
    runner.pause()
    gate.open.set()
    ended.until_settled()
    step = runner.status.step + 1
    runner.set_speed(0.001)
    runner.play()
    ended.until_steps(step)
    gate.open.clear()
    runner.follow(with_training(DOCUMENT, stop=Stop()).with_network(chain(linear(8), "ReLU", "Linear")))
    ended.until(lambda: runner.status.scoring)
    gate.open.set()
    ended.until(lambda: not runner.status.scoring)
    assert ended.ask(lambda made: made.train.step_count) == step
    assert ended.ask(lambda made: made.scores == made.train.evaluate())


def test_an_epoch_that_is_asked_for_is_another_one(ended: Watched, gate: Gate) -> None:
    """Pressed while the last one is still being scored."""
    ended.runner.pause()
    ended.until_state("paused")
    ended.runner.step_epoch()
    gate.open.set()
    ended.until(lambda: ended.runner.status.epoch == 2 and ended.runner.status.state == "paused")
    ended.until_settled()
    assert ended.runner.history.length("test_loss") == 2


def test_one_epoch_stays_one_although_nothing_can_be_trained_while_it_is_scored(
    ended: Watched, gate: Gate
) -> None:
    runner = ended.runner
    runner.pause()
    gate.open.set()
    ended.until_settled()
    gate.open.clear()
    epochs = runner.status.epoch + 1
    runner.step_epoch()
    ended.until(lambda: runner.status.epoch == epochs and runner.status.scoring)
    whole = with_training(DOCUMENT, stop=Stop())
    runner.follow(whole.with_network(chain(linear(8), "Tanh", linear(7))))
    ended.until_state("blocked")
    gate.open.set()
    ended.until_settled()
    runner.follow(whole)
    assert ended.ask(lambda made: made.status) == "paused"
    assert runner.history.length("test_loss") == epochs


def test_a_step_that_is_asked_for_is_made_after_the_scores(ended: Watched, gate: Gate) -> None:
    ended.runner.pause()
    ended.until_state("paused")
    step = ended.runner.status.step
    told: list[object] = []
    ended.runner.step()
    ended.runner.step()
    ended.runner.predict({"x": DATA.fields["x"][:2]}, told.append)
    ended.until(lambda: told)
    assert ended.runner.status.step == step, "what is asked after them need not wait"
    gate.open.set()
    ended.until(lambda: ended.runner.status.step == step + 2)
    assert ended.runner.status.state == "paused"


def test_steps_that_wait_are_forgotten_by_a_reset(ended: Watched, gate: Gate) -> None:
    ended.runner.step()
    ended.until_state("paused")
    ended.runner.reset()
    gate.open.set()
    ended.until_settled()
    assert ended.runner.status.step == 0


def test_scores_that_stand_are_not_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = session(DOCUMENT, DATA)

    def again(state: TrainState) -> None:
        raise AssertionError("measured twice")

    with monkeypatch.context() as patch:
        patch.setattr(TrainState, "evaluate", again)
        assert made.scoring.of(state_of(made)) == made.scores
        made.play()
        made.advance()
        assert made.status == "finished"
        assert made.scoring.of(state_of(made)) == made.scores
        made.play()
        made.advance(steps=1)
        with pytest.raises(AssertionError, match="twice"):
            made.scoring.of(state_of(made))
    assert made.scoring.of(state_of(made)) == state_of(made).evaluate() != made.scores
    made.reset()
    first = made.scoring.of(state_of(made))
    assert first == made.scores == state_of(made).evaluate()


@pytest.mark.usefixtures("small_parts")
def test_scores_under_way_or_put_off_are_not_those_that_stand() -> None:
    made = at_the_end_of_an_epoch()
    assert made.scoring.of(state_of(made)) == state_of(made).evaluate() != made.scores
    made.score()
    made.follow(weights_changed(made), DATA)
    assert made.scoring.goes_on
    assert made.scoring.of(state_of(made)) == state_of(made).evaluate() != made.scores
    made.play()
    made.advance(seconds=0.0)
    assert made.scoring.put_off
    assert made.scoring.of(state_of(made)) == state_of(made).evaluate()


def test_a_pause_within_an_epoch_is_scored_as_it_stands() -> None:
    made = session(DOCUMENT, DATA)
    made.play()
    made.advance(steps=1)
    assert made.scores != state_of(made).evaluate(), "while it trains, those of the last epoch stand"
    made.pause()
    made.score()
    assert made.scores == state_of(made).evaluate()
    assert epochs_scored(made) == [], "it is no end of an epoch"
    assert not made.scoring.goes_on
    made.pause()
    assert not made.scoring.goes_on, "nothing has changed since"
