"""Cross-validation: as many runs as folds, each of which tests on another part of the samples.

No thread here, as in `Session`: `advance` works for a while and returns, so that the command line may
run it in a loop, and the training thread between the steps of what the window trains.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

import torch

from playground.data.dataset import Dataset
from playground.project import DataSettings, Fold, Problem, Project, Refused, refuse

from .session import Session
from .snapshots import FoldScores, Row
from .trouble import problem_of

T = TypeVar("T")
TOLD_S = 0.1
"""How often it is told how far it is."""
log = logging.getLogger(__name__)


class FoldRun(Generic[T]):
    """Trains `project`, which has to come to an end by itself, once for each of `folds`, and keeps in
    `results` what `read` finds in each run. `load` makes the data of a fold.

    Nothing of what is trained elsewhere is touched.
    """

    def __init__(
        self,
        project: Project,
        folds: int,
        load: Callable[[DataSettings], Dataset],
        read: Callable[[Session], T],
        device: str = "cpu",
    ) -> None:
        self.project, self.folds, self.device = project, folds, device
        self._load, self._read = load, read
        self.results: list[T] = []
        self.session: Session | None = None
        """The run of the fold that is under way."""
        self.finished = False

    def advance(self, seconds: float) -> None:
        """Trains for about `seconds`, or makes the next fold ready. Raises Refused where the project
        cannot train."""
        with _threads(self.project.training.threads):
            if self.session is None:
                self.session = self._begin()
                return
            self.session.advance(seconds)
            if self.session.status == "diverged":
                self.session.restore()
            if self.session.status != "playing" and self.session.score(seconds):
                self._end(self.session)

    def stop(self) -> None:
        """Ends it here; the fold that is under way counts as far as it has come."""
        with _threads(self.project.training.threads):
            if self.session is not None:
                self.session.pause()
                self._end(self.session)
        self.finished = True

    @property
    def share(self) -> float:
        """How much of all is done, 0 to 1, as far as the last epoch is known."""
        part, last = 0.0, self.project.training.stop.epochs
        if last and self.session is not None and self.session.train is not None:
            part = self.session.train.epoch / last
        return min((len(self.results) + part) / self.folds, 1.0)

    def _begin(self) -> Session:
        data = self.project.content.data.but(fold=Fold(index=len(self.results), of=self.folds))
        session, dataset = Session(self.device), self._load(data)
        if self.folds > len(dataset):
            raise refuse("too_many_folds", folds=self.folds, samples=len(dataset))
        session.follow(self.project.with_content(data=data), dataset)
        if session.problem is not None:
            raise Refused(session.problem)
        session.play()
        return session

    def _end(self, session: Session) -> None:
        self.results.append(self._read(session))
        self.session = None
        self.finished = len(self.results) == self.folds


@contextmanager
def _threads(number: int) -> Iterator[None]:
    """torch's threads as these runs want them; another run on the same thread has its own."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Validation:
    """Cross-validation between the steps of another run: `tell` gets a FoldScores about ten times a
    second while it goes on, and at its end."""

    def __init__(self, tell: Callable[[FoldScores], None]) -> None:
        self._tell = tell
        self._run: FoldRun[Row] | None = None
        self._told_at = 0.0

    @property
    def goes_on(self) -> bool:
        """Whether there is anything to do."""
        return self._run is not None

    def begin(
        self, project: Project, folds: int, load: Callable[[DataSettings], Dataset], device: str
    ) -> None:
        """From now on this one."""
        self.stop()
        self._run = FoldRun(project, folds, load, row_of, device)

    def advance(self, seconds: float) -> None:
        """Goes on for about `seconds`; whatever goes wrong ends it, and is told."""
        run = self._run
        if run is None:
            return
        before = len(run.results)
        try:
            run.advance(seconds)
        except Refused as refused:
            self.stop(refused.problem)
        except Exception as error:
            log.exception("cross-validation stopped")
            self.stop(problem_of(error, run.device))
        else:
            now = time.perf_counter()
            if len(run.results) > before or now - self._told_at >= TOLD_S:
                self._told_at = now
                self._tell(FoldScores(run.folds, tuple(run.results), run.share, not run.finished))
            if run.finished:
                self._run = None

    def stop(self, trouble: Problem | None = None) -> None:
        """Ends it here; only folds that were trained to their end count."""
        run, self._run = self._run, None
        if run is not None:
            self._tell(FoldScores(run.folds, tuple(run.results), run.share, False, trouble))


def row_of(session: Session) -> Row:
    """The numbers of a fold's run that has come to its end: test_loss, test_accuracy, ..."""
    row: dict[str, float | None] = {}
    for split, score in session.scores.items():
        row[f"{split}_loss"] = score.loss
        row |= {f"{split}_{name}": value for name, value in score.metrics.items()}
    return row
