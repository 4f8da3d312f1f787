"""What is written down of a run: the losses of its batches and epochs, the time, and what was changed."""

from __future__ import annotations

import time
from collections.abc import Mapping

from playground.project import Project

from .changes import Changes, compare, describe
from .mailbox import History
from .tasks import Score
from .train import TrainState

CLOCK_S = 0.05
"""How often the history is told what time it is."""
ONE_CHANGE_S = 1.0
"""Changes of the same settings that come faster than this are one change."""


class Record:
    """The `history` of one run, and the seconds that it has trained."""

    def __init__(self) -> None:
        self.history = History()
        self.elapsed_s = 0.0
        self._clock_at = 0.0
        self._marked: tuple[Project, tuple[object, ...], float] | None = None
        """The project before the last change, what kind of change it was, and when."""

    def go_on_from(self, state: TrainState) -> None:
        """Begins where another run has ended."""
        self.history.set_clock(state.step_count, float(state.epoch), 0.0)

    def batches(self, state: TrainState, first_step: int, losses: list[float]) -> None:
        """The losses of the batches from `first_step` on."""
        if losses:
            self.history.extend("batch_loss", first_step, losses)
        if self.elapsed_s - self._clock_at >= CLOCK_S or (losses and state.sampler.done):
            self._clock_at = self.elapsed_s
            self.history.set_clock(state.step_count, _epochs(state), self.elapsed_s)

    def epoch(self, state: TrainState, scores: Mapping[str, Score]) -> None:
        """What an epoch has come to, by split."""
        for split, score in scores.items():
            self.history.append(f"{split}_loss", state.step_count, score.loss)
            for name, value in score.metrics.items():
                self.history.append(f"{split}_{name}", state.step_count, value)
        if state.scheduled:
            self.history.append("learning_rate", state.step_count, state.rate)

    def change(self, state: TrainState, old: Project, new: Project, changes: Changes) -> None:
        """A mark on the curve. Changes of the same things that follow each other closely (a slider that
        is being dragged) are one change: their mark tells from where to where."""
        if not state.step_count:
            return
        kind = (changes.settings, changes.network, changes.data, bool(changes.typed or changes.undone))
        now = time.monotonic()
        before, last_kind, at = self._marked or (old, kind, now)
        again = self._marked is not None and last_kind == kind and now - at < ONE_CHANGE_S
        if not again:
            before = old
        self._marked = (before, kind, now)
        if label := describe(before, new, compare(before, new) if again else changes):
            self.mark(state, label, replaces=again)

    def mark(self, state: TrainState, text: str, replaces: bool = False) -> None:
        """A mark with this text, where training stands; instead of the last one, if it `replaces` it."""
        if state.step_count:
            self.history.mark(state.step_count, _epochs(state), self.elapsed_s, text, replaces=replaces)


def _epochs(state: TrainState) -> float:
    """Epochs done, with the part of the one that is under way."""
    sampler = state.sampler
    return state.epoch + (sampler.position / max(len(sampler.order), 1) if not sampler.done else 0.0)
