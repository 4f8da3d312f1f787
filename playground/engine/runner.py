"""The thread: commands in, snapshots out.

One thread trains. Others post commands, which are looked at between chunks of about 5 ms, and read
`status` (a frozen value), `pictures` (one slot per request) and `history`. While it trains, all that
is told is told at once, so that the window wakes and paints once for all of it.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from playground.catalog import Report
from playground.data import make_dataset
from playground.data.dataset import Dataset, Reading
from playground.project import DataSettings, Problem, Project, Refused

from .checkpoint import copy_weights, write_weights
from .devices import devices
from .folds import Validation
from .mailbox import History, Latest
from .pictures import Pictures
from .probes import predict
from .range_test import RangeTest, range_test
from .reading import Reader
from .session import Session
from .snapshots import Checked, FoldScores, Request, Status
from .standing import Standing
from .trouble import problem_of

CHUNK_S = 0.005
"""How long it trains between two looks at the commands."""

Command = Callable[[Session], None]
log = logging.getLogger(__name__)


class Runner:
    """A Session on a thread of its own. Every method returns at once; `close` waits for the end.

    `notify` is called from the thread whenever there is news (status, pictures, checks): it must
    only wake somebody up.
    """

    def __init__(self, notify: Callable[[], None] = lambda: None) -> None:
        self.status = Status(devices=devices())
        self.news: Latest[object] = Latest()
        self.dataset: Dataset | None = None
        self.history = History()
        self.ghost: History | None = None
        self._notify = notify
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self.pictures = Pictures(urgent=lambda: not self._commands.empty())
        self._session = Session()
        self._speed: float | None = None
        self._until: int | None = None
        """Pauses once so many epochs are behind: "one epoch" was pressed."""
        self._steps_left = 0
        self._next_step = 0.0
        self._newest: Latest[tuple[Project, Path | None]] = Latest()
        self._followed: tuple[Project, Path | None] | None = None
        self._standing = Standing()
        self._told_at = 0.0
        self._said = ""
        self._problem: Problem | None = None
        self._resume = False
        self._weights: Path | None = None
        """Of the document, while nothing can take them yet (its data are missing, say)."""
        self.settled = threading.Event()
        """Set while nothing is under way: not training, no command waiting, every watched picture of
        this very step made and painted."""
        self._reader = Reader(self._tell_reading)
        self._validation = Validation(self._tell_folds)
        self._alive = True
        self._thread = threading.Thread(target=self._run, name="training", daemon=True)
        self._thread.start()

    # --- commands: any thread ----------------------------------------------------------------------

    def open(self, project: Project, folder: Path | None = None, weights: Path | None = None) -> None:
        """Another document: a run of its own, with the weights of a file where there is one."""
        self._newest.take()
        self._reader.want(project.content.data)
        self._post(lambda session: self._open(project, folder, weights))

    def follow(self, project: Project, folder: Path | None = None) -> None:
        """Trains `project` from now on; data files are found from `folder`. Of several that come
        faster than they can be followed, the last counts."""
        self._reader.want(project.content.data)
        self._newest.put("project", (project, folder))
        self._post(self._follow_newest)

    def stop_reading(self) -> None:
        """Ends the reading of data where it is; they are read when they are next followed."""
        self._reader.stop()

    def play(self) -> None:
        """Trains until paused or a stop condition is met."""
        self._post(self._play)

    def pause(self) -> None:
        """Stops between two steps."""
        self._post(self._pause)

    def step(self) -> None:
        """One batch."""
        self._post(self._one_more_step)

    def step_epoch(self) -> None:
        """To the end of the epoch."""
        self._post(self._play_epoch)

    def reset(self) -> None:
        """The same initial weights; the trained ones are kept."""
        self._post(self._reset)

    def restore(self) -> None:
        """The weights that `status.can_restore` names."""
        self._post(lambda session: session.restore())

    def load(self, path: Path) -> None:
        """Weights from a file."""
        self._post(lambda session: session.load(path))

    def take_weights(self, path: Path) -> None:
        """Whatever of a file's weights agrees in name and shape; the status says how much it was."""
        self._post(lambda session: self._take_weights(session, path))

    def save(self, path: Path, done: Callable[[Problem | None], None]) -> None:
        """Writes the weights; `done` is called on the training thread with what went wrong, or None."""
        self._post(lambda session: self._save(session, path, done))

    def set_speed(self, steps_per_second: float | None) -> None:
        """At most so many steps a second; None for as fast as can be."""
        self._post(lambda session: self._set_speed(steps_per_second))

    def set_device(self, device: str) -> None:
        """Goes on with the same weights on another device."""
        self._post(lambda session: self._move(session, device))

    def watch(self, requests: Iterable[Request]) -> None:
        """From now on makes these pictures, and no others."""
        wanted = frozenset(requests)
        self._post(lambda session: setattr(self.pictures, "wanted", wanted))

    def drawn(self, paint_s: float) -> None:
        """The window has painted what it was told, in so many seconds of the processor."""
        self._post(lambda session: self.pictures.drawn(paint_s))

    def predict(self, fields: dict[str, NDArray[np.float32]], done: Callable[[object], None]) -> None:
        """Predicts rows (N ...); `done` is called on the training thread with an array."""
        self._post(lambda session: _predict(session, fields, done))

    def find_rate(self, done: Callable[[RangeTest | None], None]) -> None:
        """A learning-rate range test; `done` is called on the training thread, with None where there is
        nothing to train. Whatever is asked meanwhile ends it early."""
        self._post(lambda session: done(_find_rate(session, lambda: not self._commands.empty())))

    def cross_validate(self, project: Project, folds: int, folder: Path | None = None) -> None:
        """Trains `project` once for each fold, between the steps of what is trained, which is not
        disturbed; `news` gets a FoldScores now and then, and at its end."""

        def load(data: DataSettings) -> Dataset:
            return make_dataset(data, folder, lambda done, total: not self._reader.closed, keep=False)

        self._post(lambda session: self._validation.begin(project, folds, load, session.device))

    def stop_validation(self) -> None:
        """Ends cross-validation; what it has found so far stays."""
        self._post(lambda session: self._validation.stop())

    def call(self, command: Command) -> None:
        """Anything else, between two steps (tests, the screenshot command)."""
        self._post(command)

    def close(self, timeout_s: float = 10.0) -> bool:
        """Ends the thread once it has done what it was told before, but for reading data; True when it
        has ended."""
        self._reader.close()
        self._post(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # --- the thread --------------------------------------------------------------------------------

    def _run(self) -> None:
        # The first line of the worker: called elsewhere, it does not hold here, and torch's threads
        # then fight over the cores (1,600 against 7 steps a second on two busy ones).
        torch.set_num_threads(1)
        sys.setswitchinterval(0.0005)
        while self._alive:
            try:
                self._turn()
            except Exception as error:
                self._fail(error)

    def _fail(self, error: Exception) -> None:
        """An exception that nobody expected ends the training, not the thread."""
        log.exception("training stopped")
        trouble = problem_of(error, self._session.device)
        self._session.status, self._session.problem = "failed", trouble
        self._say(trouble)
        self._publish()

    def _turn(self) -> None:
        self._obey(wait_s=self._idle_s())
        if not self._alive:
            return
        session = self._session
        if session.status != "playing" or not self._due():
            session.score(CHUNK_S)
            self._make_steps(session)
        else:
            if self._speed is not None:
                session.advance(CHUNK_S, steps=1, epochs=self._until)
                self._next_step = time.perf_counter() + 1 / self._speed
            else:
                session.advance(CHUNK_S, epochs=self._until)
            if session.problem is not None:
                self._say(session.problem)
        self._pause_at_epoch(session)
        self._validation.advance(CHUNK_S)
        self._tell()
        idle = not (session.status == "playing" or session.scoring.goes_on or self._validation.goes_on)
        if idle and self._commands.empty() and self.pictures.settled(session):
            self.settled.set()
            if not self._commands.empty():  # came in between
                self.settled.clear()

    def _idle_s(self) -> float:
        """How long the thread may sleep until a command comes."""
        session = self._session
        if self._validation.goes_on or session.scoring.goes_on:
            return 0.0
        if session.status == "playing":
            if self._speed is None:
                return 0.0
            return max(0.0, min(self._next_step - time.perf_counter(), 0.05))
        return 0.02 if self.pictures.stale(session) else 0.5

    def _due(self) -> bool:
        return self._speed is None or time.perf_counter() >= self._next_step

    def _post(self, command: Command | None) -> None:
        self.settled.clear()
        self._commands.put(command)

    def _obey(self, wait_s: float) -> None:
        """Carries out all commands; sleeps up to `wait_s` for the first."""
        try:
            command = self._commands.get(timeout=wait_s) if wait_s > 0 else self._commands.get_nowait()
        except queue.Empty:
            return
        before = (self._session.status, self._session.run, self._session.revision)
        while True:
            if command is None:
                self._alive = False
                return
            try:
                command(self._session)
            except Refused as refused:
                self._say(refused.problem)
            except Exception as error:
                log.exception("a command failed")
                self._say(problem_of(error, self._session.device))
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                break
        after = (self._session.status, self._session.run, self._session.revision)
        if before != after:
            self._publish()

    # --- what commands do ----------------------------------------------------------------------------

    def _open(self, project: Project, folder: Path | None, weights: Path | None) -> None:
        old, self._session = self._session, Session(self._session.device)
        self._session.run, self._session.revision = old.run, old.revision
        self.pictures.forget()
        self._validation.stop()
        self._resume, self._until, self._steps_left = False, None, 0
        self._weights = weights if weights is not None and weights.exists() else None
        self._follow(self._session, project, folder)
        self._load_waiting(self._session)

    def _follow_newest(self, session: Session) -> None:
        for project, folder in self._newest.take():
            self._follow(session, project, folder)
        self._load_waiting(session)

    def _load_waiting(self, session: Session) -> None:
        if session.train is not None and self._weights is not None:
            weights, self._weights = self._weights, None
            session.load(weights)

    def _save(self, session: Session, path: Path, done: Callable[[Problem | None], None]) -> None:
        try:
            if session.train is not None:
                write_weights(session.train, path)
            elif self._weights is not None and self._weights != path:
                copy_weights(self._weights, path)
                self._weights = path
        except Refused as refused:
            done(refused.problem)
        else:
            done(None)

    def _follow(self, session: Session, project: Project, folder: Path | None) -> None:
        data = project.content.data
        self._followed = (project, folder)
        try:
            dataset = self._reader.read(data, folder)
        except Refused as refused:
            if refused.problem.code == "loading_stopped" and not self._reader.wants(data):
                return  # others are followed next
            self._resume = self._resume or session.status == "playing"
            session.block(refused.problem)
            self.news.put("checked", Checked(session.report, session.revision))
            self._publish()
            return
        playing = session.status == "playing" or self._resume
        self._take_data(dataset)
        kept = session.follow(project, dataset)
        self.pictures.forget()  # a number typed in by hand shows at once, although no step was made
        self._resume = playing and session.status == "blocked"
        if playing and session.status == "paused":
            session.play()
        self.news.put("checked", Checked(session.report, session.revision))
        self._said = kept
        self._publish()

    def _take_data(self, dataset: Dataset) -> None:
        """Tells of other data before a network takes them up, which may take a while where they are
        many; what was wrong with those before is said no longer."""
        if dataset is not self.dataset:
            self.dataset = dataset
            self.news.put("dataset", dataset)
            if ((self.status.problem and self.status.problem.setting) or "").startswith("data."):
                self.status = replace(self.status, problem=None)
                self.news.put("checked", Checked(Report(), self._session.revision))
            self._notify()

    def _move(self, session: Session, device: str) -> None:
        """What is right here may be wrong there, and the other way round."""
        session.move(device)
        if self._followed is not None:
            self._follow(session, *self._followed)

    def _tell_reading(self, reading: Reading) -> None:
        self.news.put("reading", reading)
        self._notify()

    def _take_weights(self, session: Session, path: Path) -> None:
        if session.train is not None:
            self._said = session.take_weights(path)
            self.pictures.forget()
            self._publish()

    def _play(self, session: Session) -> None:
        self._until, self._steps_left = None, 0
        session.play()
        self._next_step = 0.0

    def _play_epoch(self, session: Session) -> None:
        session.play()
        self._until = None if session.train is None else session.train.epoch + 1
        self._steps_left = 0
        self._next_step = 0.0

    def _pause_at_epoch(self, session: Session) -> None:
        if self._until is None or session.train is None:
            return
        self._until = min(self._until, session.train.epoch + 1)  # the run may have begun anew
        if session.train.epoch >= self._until and not session.scoring.goes_on:
            self._pause(session)

    def _pause(self, session: Session) -> None:
        self._resume, self._until, self._steps_left = False, None, 0
        session.pause()

    def _reset(self, session: Session) -> None:
        self._resume, self._until, self._steps_left = False, None, 0
        session.reset()

    def _one_more_step(self, session: Session) -> None:
        session.pause()
        self._until = None
        self._steps_left += 1
        self._make_steps(session)

    def _make_steps(self, session: Session) -> None:
        """Those that were asked for, once the epoch before them is scored: nobody waits for that."""
        while self._steps_left and not session.scoring.of_epoch:
            self._steps_left -= 1
            session.play()
            if session.status == "playing":
                try:
                    session.advance(CHUNK_S, steps=1)
                except Exception as error:
                    self._fail(error)
                session.pause()

    def _tell_folds(self, scores: FoldScores) -> None:
        self.news.put("folds", scores)
        self._notify()

    def _set_speed(self, steps_per_second: float | None) -> None:
        self._speed = steps_per_second
        self._next_step = 0.0

    def _say(self, trouble: Problem) -> None:
        self._problem = trouble
        self.news.put(("problem", trouble), trouble)
        self._notify()

    # --- status --------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Makes the pictures that are due and says where training stands, both at once."""
        now, session = time.perf_counter(), self._session
        if session.status == "playing" and now - self._told_at < self.pictures.rest_s(
            session, limited=self._speed is not None
        ):
            return
        if self.pictures.make(session, self._picture_failed) or self._changed():
            self._told_at = now
            self._publish()

    def _picture_failed(self, error: Exception) -> None:
        log.error("a picture failed", exc_info=error)
        self._say(problem_of(error, self._session.device))

    def _publish(self) -> None:
        """Says where training stands."""
        session = self._session
        self.history, self.ghost = session.history, session.ghost
        per_second = self.pictures.per_second()
        self.status = self._standing.status(session, self._said, self._problem, per_second)
        self._notify()

    def _changed(self) -> bool:
        session, shown = self._session, self.status
        step = 0 if session.train is None else session.train.step_count
        other = (shown.state, shown.step, shown.run) != (session.status, step, session.run)
        measures = session.scoring.goes_on
        return other or shown.scoring != measures or (measures and session.status == "playing")


def _predict(
    session: Session, fields: dict[str, NDArray[np.float32]], done: Callable[[object], None]
) -> None:
    if session.train is not None:
        done(predict(session.train, fields))


def _find_rate(session: Session, stop: Callable[[], bool]) -> RangeTest | None:
    if session.train is None or session.project is None or session.dataset is None:
        return None
    if session.status == "blocked":
        return None
    return range_test(session.project, session.dataset, session.train.plan, session.device, stop=stop)
