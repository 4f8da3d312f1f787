"""Cross-validation between the steps of training: the numbers of the command line, and no harm done."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground import api
from playground.catalog import words
from playground.data import make_dataset
from playground.data.dataset import Dataset
from playground.engine import train
from playground.engine.checkpoint import digest
from playground.engine.folds import FoldRun, row_of
from playground.engine.snapshots import FoldScores
from playground.engine.train import TrainState
from playground.project import DataSettings, FrozenDict, Project, Stop
from playground.project.network import set_parameter
from tests.engine.made import chain, linear, points, project
from tests.engine.watched import Watched, state_of


@pytest.fixture
def document() -> Project:
    """With dropout, so that a stray random number would be found out."""
    layers = chain(linear(8), "Tanh", "Dropout", linear(6), "Tanh", "Linear")
    return project(layers, points(), stop=Stop(epochs=4), learning_rate=0.1)


def told(watched: Watched) -> list[FoldScores]:
    watched.said += watched.runner.news.take()
    return [item for item in watched.said if isinstance(item, FoldScores)]


def end_of(watched: Watched) -> FoldScores:
    found: FoldScores = watched.until(
        lambda: next((scores for scores in told(watched) if not scores.running), None)
    )
    return found


def test_the_numbers_are_those_of_the_command_line(watched: Watched, document: Project) -> None:
    watched.runner.open(document)
    watched.runner.cross_validate(document, 3)
    found = end_of(watched)
    wanted = api.cross_validate(document, 3).scores
    assert found.of == len(found.rows) == 3
    assert found.problem is None
    assert found.share == 1.0
    for name, values in wanted.numbers.items():
        assert found.numbers[name] == values
    assert found.mean["test_loss"] == wanted.mean["test_loss"]
    assert found.spread["test_accuracy"] == wanted.spread["test_accuracy"]


def test_the_end_of_a_fold_is_scored_in_parts(document: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the window does not stand still at each."""

    def whole(state: TrainState) -> None:
        raise AssertionError("scored in one go")

    def load(data: DataSettings) -> Dataset:
        return make_dataset(data, keep=False)

    monkeypatch.setattr(train, "evaluation_batch", lambda plan: 5)
    monkeypatch.setattr(TrainState, "evaluate", whole)
    run = FoldRun(document, 2, load, row_of)
    while not run.finished:
        run.advance(0.0)
    assert all(row["test_loss"] is not None for row in run.results)


def test_what_is_trained_meanwhile_is_trained_as_if_alone(watched: Watched, document: Project) -> None:
    """Both draw dropout from torch's one generator, turn by turn."""
    longer = document.with_content(training=document.content.training.but(stop=Stop(epochs=60)))
    alone = api.train(longer)
    runner = watched.runner
    runner.open(longer)
    runner.cross_validate(document, 4)
    runner.play()
    end_of(watched)
    watched.until_state("finished")
    assert watched.ask(lambda session: digest(state_of(session))) == alone.result.weights_sha256


def test_the_data_that_are_trained_on_are_not_forgotten(watched: Watched, document: Project) -> None:
    """Many folds are many data: an edit afterwards goes on with the same samples, and in their order."""
    runner = watched.runner
    runner.open(document)
    runner.step()
    watched.until(lambda: runner.status.step == 1)
    short = document.with_content(training=document.content.training.but(stop=Stop(epochs=1)))
    runner.cross_validate(short, 12)
    end_of(watched)
    before = watched.ask(lambda session: (state_of(session).dataset, state_of(session).sampler.order))
    runner.follow(document.with_content(training=document.content.training.but(learning_rate=0.2)))
    after = watched.ask(lambda session: (state_of(session).dataset, state_of(session).sampler.order))
    assert watched.ask(lambda session: state_of(session).training.learning_rate) == 0.2
    assert after[0] is before[0]
    assert after[1] is before[1]


def test_it_is_ended_in_the_middle(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    endless = document.with_content(training=document.content.training.but(stop=Stop(epochs=10**6)))
    runner.cross_validate(endless, 5)
    watched.until(lambda: told(watched))
    assert not runner.settled.is_set()
    runner.stop_validation()
    assert end_of(watched).rows == ()
    watched.until_settled()


def test_another_document_ends_it(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    endless = document.with_content(training=document.content.training.but(stop=Stop(epochs=10**6)))
    runner.cross_validate(endless, 5)
    watched.until(lambda: told(watched))
    runner.open(document)
    assert end_of(watched).rows == ()


def test_what_cannot_be_trained_is_said(watched: Watched, document: Project) -> None:
    broken = document.with_network(set_parameter(document.network, "linear_3", "out_features", 7))
    watched.runner.open(document)
    watched.runner.cross_validate(broken, 3)
    found = end_of(watched)
    assert found.problem is not None
    assert "linear_3" in words.text(found.problem)
    assert found.rows == ()


def test_data_that_are_not_there_are_said(watched: Watched, document: Project, tmp_path: Path) -> None:
    data = document.content.data.but(kind="csv", parameters=FrozenDict({"path": "gone.csv"}))
    watched.runner.open(document)
    watched.runner.cross_validate(document.with_content(data=data), 3, tmp_path)
    found = end_of(watched)
    assert found.problem is not None
    assert "gone.csv" in words.text(found.problem)


def test_numbers_that_some_fold_has_not_are_left_out() -> None:
    rows = ({"test_loss": 1.0, "test_f1": None, "test_r2": float("inf")}, {"test_loss": 2.0, "test_r2": 1.0})
    scores = FoldScores(2, rows)
    assert scores.numbers == {"test_loss": (1.0, 2.0)}
    assert scores.mean == {"test_loss": 1.5}
    assert scores.spread == {"test_loss": pytest.approx(0.5**0.5)}
    assert FoldScores(2).numbers == {}
