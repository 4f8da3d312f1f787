"""Reading data on the training thread: told of, stopped, and given up where other data are wanted."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from playground.catalog import words
from playground.data import defaults_for, settings_for, starter
from playground.data.dataset import Dataset, Reading
from playground.engine import reading
from playground.engine.runner import Runner
from playground.project import Project
from tests.data.image_files import write_pictures
from tests.engine.made import chain, project

PATIENCE_S = 20.0


class Listener:
    """A runner, what it told, and what is done the first time that it tells of reading."""

    def __init__(self) -> None:
        self.at_once: Callable[[], object] = lambda: None
        self.told: list[Reading] = []
        self._news: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.runner = Runner(self._notify)

    def _notify(self) -> None:
        # On the training thread: what is asked here, is asked in the midst of reading.
        for item in self.runner.news.take():
            if isinstance(item, Reading):
                self.told.append(item)
                if len(self.told) == 1:
                    self.at_once()
            self._news.put(item)

    def dataset(self) -> Dataset:
        """The next one that is there."""
        while True:
            item = self._news.get(timeout=PATIENCE_S)
            if isinstance(item, Dataset):
                return item

    def over(self) -> None:
        """Waits until reading has ended, one way or another."""
        while self._news.get(timeout=PATIENCE_S) != Reading():
            pass


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setattr(reading, "QUICK_S", -1.0)
    monkeypatch.setattr(reading, "TOLD_S", -1.0)
    made = Listener()
    yield made
    assert made.runner.close(PATIENCE_S)


@pytest.fixture
def pictures(tmp_path: Path) -> Project:
    found = starter(settings_for(write_pictures(tmp_path)))
    changed: Project = found.with_content(
        data=found.content.data.but(parameters=found.content.data.parameters.but(size=7))
    )
    return changed


def test_it_tells_how_far_it_has_come(listener: Listener, pictures: Project) -> None:
    listener.runner.open(pictures)
    assert len(listener.dataset()) == 20
    assert listener.told == [*(Reading(done, 20) for done in range(21)), Reading()]


def test_it_stops_and_reads_again(listener: Listener, pictures: Project) -> None:
    listener.at_once = listener.runner.stop_reading
    listener.runner.open(pictures)
    listener.over()
    assert listener.told[-2:] == [Reading(0, 20), Reading()]
    answers: queue.SimpleQueue[object] = queue.SimpleQueue()
    listener.runner.call(lambda session: answers.put((session.status, session.problem)))
    state, problem = answers.get(timeout=PATIENCE_S)  # type: ignore[misc]
    assert (state, problem.code) == ("blocked", "loading_stopped")
    assert words.text(problem)
    assert words.repair_text(problem) == "Read again"
    listener.runner.follow(pictures)
    assert len(listener.dataset()) == 20


def test_it_gives_up_what_is_outdated(listener: Listener, pictures: Project) -> None:
    other = project(chain("Linear"), defaults_for("moons"))
    listener.at_once = lambda: listener.runner.follow(other)
    listener.runner.open(pictures)
    assert listener.dataset().kind == "moons"
    assert Reading(10, 20) not in listener.told


def test_another_learning_rate_does_not_begin_again(listener: Listener, pictures: Project) -> None:
    training = pictures.content.training.but(learning_rate=0.5)
    listener.at_once = lambda: listener.runner.follow(pictures.with_content(training=training))
    listener.runner.open(pictures)
    assert len(listener.dataset()) == 20
    assert [told.done for told in listener.told].count(5) == 1
