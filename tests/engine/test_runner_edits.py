"""The table 'Editing while it trains', on the thread."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from playground.catalog import words
from playground.data import DATASETS, make_dataset
from playground.data.dataset import Dataset
from playground.engine.checkpoint import digest
from playground.engine.session import Session
from playground.engine.snapshots import Checked
from playground.project import DataSettings, HandEdit, Problem, Project
from playground.project.network import change_layer, remove_layers, set_parameter
from tests.engine.made import chain, linear, points, project
from tests.engine.watched import PATIENCE_S, Watched, state_of, with_training


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


def test_data_are_told_of_before_they_are_trained_on(
    watched: Watched, document: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner, go_on = watched.runner, threading.Event()
    follow = Session.follow

    def slowly(session: Session, project: Project, dataset: Dataset) -> str:
        assert go_on.wait(PATIENCE_S)
        return follow(session, project, dataset)

    monkeypatch.setattr(Session, "follow", slowly)
    data = document.content.data
    try:
        runner.open(document.with_content(data=data.but(validation=0.6, test=0.6)))
        watched.until(lambda: runner.status.problem)
        runner.follow(document)
        told = watched.until(lambda: runner.news.take())
        while not any(isinstance(news, Dataset) for news in told):
            told = watched.until(lambda: runner.news.take())
        assert not any(news.report.problems for news in told if isinstance(news, Checked))
        assert runner.status.problem is None
        assert runner.status.state == "blocked"
    finally:
        go_on.set()
    watched.until_state("paused")


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
