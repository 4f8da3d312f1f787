"""A runner on its thread, and someone who waits for its news."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from playground.engine.runner import Runner
from playground.engine.session import Session
from playground.engine.snapshots import Status
from playground.engine.train import TrainState
from playground.project import Problem, Project

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


def with_training(document: Project, **changes: object) -> Project:
    return document.with_content(training=document.content.training.but(**changes))


def state_of(session: Session) -> TrainState:
    assert session.train is not None
    return session.train


def broken_step(state: TrainState) -> float:
    """To be put in the place of a step."""
    raise ZeroDivisionError("the layer broke")
