"""Trainer: the window's only door to training.

torch is imported on a thread while the window is already there; until `ready` the trainer says
"starting" and remembers what it was asked. From then on the runner trains on its own thread, and a
frame clock in the window's thread fetches what is new: pictures follow frames, never steps.
"""

from __future__ import annotations

import gc
import queue
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from playground.data import row_fields
from playground.data.dataset import Dataset, Reading
from playground.engine.mailbox import History
from playground.engine.snapshots import Checked, FoldScores, Picture, Request, Status
from playground.project import HandEdit, Problem, Project, storage
from playground.project.ending import ending

from .workspace import Workspace

if TYPE_CHECKING:
    from playground.engine.runner import Runner

FRAME_MS = 16
"""How often, at most, the window takes up news: about once a frame of the screen."""
CURVES_S = 0.25
"""While it trains, curves are drawn no more often than this: they grow by a few pixels a second, and
drawing them costs as much as all pictures together."""
ON_CARDS = ("maps", "activations")
"""Pictures of the network itself, painted together with what flows along its wires."""


class Trainer(QObject):
    """Follows the workspace's document, and carries out what the buttons ask.

    `ready()` comes once, when torch is there. `status_changed(Status)`, `picture(Picture)`,
    `history_changed()`, `data_changed(Dataset)`, `reading(Reading)`, `message(Problem | str)` and
    `predicted(object)`
    come from the frame clock, at most once a frame each.
    """

    ready = Signal()
    status_changed = Signal(object)
    picture = Signal(object)
    history_changed = Signal()
    data_changed = Signal(object)
    reading = Signal(object)
    message = Signal(object)
    predicted = Signal(object)
    rate_found = Signal(object)
    validated = Signal(object)
    closed = Signal()
    _woken = Signal()
    _loaded = Signal(object)
    _answered = Signal(object, object)
    _written = Signal(object, object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._runner: Runner | None = None
        self._waiting: list[Callable[[Runner], None]] = []
        self._watched: dict[object, frozenset[Request]] = {}
        self._status = Status()
        self._history_version = -1
        self._history_seen: History | None = None
        self._history_told_at = 0.0
        self._empty = History()
        self._dataset: Dataset | None = None
        self._message = ""
        self._news = threading.Event()
        self._clock = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._frame)
        # A timer of no length fires once the painting that was asked for is done.
        self._afterwards = QTimer(self, singleShot=True, interval=0)
        self._afterwards.timeout.connect(self._go_on)
        self._turns: list[Callable[[Runner], None]] = []
        self._framed_at = self._begun = 0.0
        self._woken.connect(self._plan_frame, Qt.ConnectionType.QueuedConnection)
        self._loader: threading.Thread | None = None
        self._closing = False
        self._loaded.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._written.connect(lambda done, trouble: done(trouble), Qt.ConnectionType.QueuedConnection)
        workspace.changed.connect(self._follow)
        workspace.opened.connect(self.open)

    # --- beginning and end -------------------------------------------------------------------------

    def start(self) -> None:
        """Loads the engine on a thread; `ready` follows."""
        self._loader = threading.Thread(target=self._load, name="loading the engine", daemon=True)
        self._loader.start()

    def _load(self) -> None:
        from playground.engine.runner import Runner

        if not gc.get_freeze_count():
            # The libraries' half a million objects stay as long as the program: without this, Python
            # looks through them all again and again, 200 ms each time, in which nothing moves.
            gc.freeze()
        gc.enable()  # the program starts without (see `playground.__main__`)
        runner = Runner(self._wake)
        if self._closing:
            runner.close()
        else:
            self._loaded.emit(runner)

    def _begin(self, runner: Runner) -> None:
        if self._closing:
            runner.close()
            return
        self._runner = runner
        self.open()
        for command in self._waiting:
            command(runner)
        self._waiting.clear()
        self._watch()
        self._plan_frame()  # for what it said before we knew it
        self.ready.emit()

    def open(self) -> None:
        """A run for the document as it is, with the weights beside its file."""
        path = self._workspace.path
        project = self._workspace.project
        weights = None if path is None else storage.weights_path(path)
        folder = None if path is None else path.parent
        if self._runner is not None:
            self._runner.open(project, folder, weights)

    def close(self, timeout_s: float = 10.0) -> bool:
        """Ends the threads; True when they have ended."""
        self._closing = True
        self._clock.stop()
        self._afterwards.stop()
        if self._loader is not None:
            self._loader.join(timeout_s)
        ended = self._runner.close(timeout_s) if self._runner is not None else True
        self._runner = None
        return ended

    @property
    def is_ready(self) -> bool:
        """Whether the engine is there."""
        return self._runner is not None

    # --- reading -----------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        """Where training stands."""
        return self._status

    @property
    def history(self) -> History:
        """Every number of this run."""
        return self._runner.history if self._runner is not None else self._empty

    @property
    def ghost(self) -> History | None:
        """Every number of the run before the last reset."""
        return self._runner.ghost if self._runner is not None else None

    @property
    def dataset(self) -> Dataset | None:
        """The data in use; None before they were made."""
        return self._dataset

    # --- asking ------------------------------------------------------------------------------------

    def _ask(self, command: Callable[[Runner], None]) -> None:
        if self._runner is None:
            self._waiting.append(command)
        else:
            command(self._runner)

    def play(self) -> None:
        """Trains until paused."""
        self._ask(lambda runner: runner.play())

    def pause(self) -> None:
        """Stops between two steps."""
        self._ask(lambda runner: runner.pause())

    def toggle(self) -> None:
        """Plays, or pauses what plays."""
        if self._status.state == "playing":
            self.pause()
        else:
            self.play()

    def step(self) -> None:
        """One batch."""
        self._ask(lambda runner: runner.step())

    def step_epoch(self) -> None:
        """To the end of the epoch."""
        self._ask(lambda runner: runner.step_epoch())

    def reset(self) -> None:
        """The same initial weights."""
        self._ask(lambda runner: runner.reset())

    def restore(self) -> None:
        """Brings back what `status.can_restore` names."""
        self._ask(lambda runner: runner.restore())

    def new_seed(self) -> None:
        """Other initial weights, as an edit that can be undone."""
        seed = SystemRandom().randrange(100_000)
        project = self._workspace.project
        training = project.content.training.but(seed=seed)
        self._workspace.edit(
            QCoreApplication.translate("Trainer", "New seed"), project.with_content(training=training)
        )

    def stop_reading(self) -> None:
        """Ends the reading of data where it is."""
        self._ask(lambda runner: runner.stop_reading())

    def read_again(self) -> None:
        """Reads the data of the document, after it was stopped."""
        project, path = self._workspace.project, self._workspace.path
        self._ask(lambda runner: runner.follow(project, None if path is None else path.parent))

    def set_speed(self, steps_per_second: float | None) -> None:
        """At most so many steps a second; None for full speed."""
        self._ask(lambda runner: runner.set_speed(steps_per_second))

    def set_device(self, device: str) -> None:
        """Goes on with the same weights on another device."""
        self._ask(lambda runner: runner.set_device(device))

    def set_weight(
        self,
        layer: str,
        tensor: str,
        index: tuple[int, ...],
        value: float,
        before: float,
        gesture: int | None = None,
    ) -> None:
        """Types a number into a tensor; `before` is the number that stood there. Can be undone."""
        project = self._workspace.project
        typed = HandEdit(layer=layer, tensor=tensor, index=index, value=value, before=before)
        last = project.content.hand_edits
        if (
            gesture is not None
            and last
            and (last[-1].layer, last[-1].tensor, last[-1].index)
            == (
                layer,
                tensor,
                index,
            )
        ):
            typed = typed.but(before=last[-1].before)
            last = last[:-1]
        after = project.with_content(hand_edits=(*last, typed))
        self._workspace.edit(QCoreApplication.translate("Trainer", "Edit weight"), after, gesture)

    def watch(self, owner: object, requests: Iterable[Request]) -> None:
        """From now on `owner` sees these pictures, and no others."""
        wanted = frozenset(requests)
        if self._watched.get(owner, frozenset()) == wanted:
            return
        if wanted:
            self._watched[owner] = wanted
        else:
            self._watched.pop(owner, None)
        self._watch()

    def _watch(self) -> None:
        if self._runner is not None:
            every: frozenset[Request] = frozenset().union(*self._watched.values())
            self._runner.watch(every)

    def predict_row(self, values: dict[str, str]) -> None:
        """Predicts a row of a table typed in by hand; `predicted` follows.

        Raises Refused where a text is no number.
        """
        dataset = self._dataset
        if dataset is None or dataset.table is None:
            return
        fields = row_fields(dataset, values)
        self._ask(lambda runner: runner.predict(fields, lambda out: self._answered.emit(dataset, out)))

    def predict_picture(self, pixels: NDArray[np.float32]) -> None:
        """Predicts a picture (C H W, 0 to 1) drawn by hand; `predicted` follows."""
        dataset = self._dataset
        if dataset is None:
            return
        fields = {next(iter(dataset.fields)): pixels[None]}
        self._ask(lambda runner: runner.predict(fields, lambda out: self._answered.emit(dataset, out)))

    def _answer(self, dataset: Dataset, out: Any) -> None:
        row = np.asarray(out)[0]
        if dataset.target == "numbers":
            self.predicted.emit({"names": list(dataset.target_names), "values": [float(v) for v in row]})
            return
        names = "labels" if dataset.target == "labels" else "classes"
        self.predicted.emit({names: list(dataset.classes), "probabilities": [float(v) for v in row]})

    def take_weights(self, path: Path) -> None:
        """Whatever of a file's weights fits this network; a message says how much that was."""
        self._ask(lambda runner: runner.take_weights(path))

    def find_rate(self) -> None:
        """A learning-rate range test; `rate_found` follows, with a RangeTest or None."""
        self._ask(lambda runner: runner.find_rate(self.rate_found.emit))

    def cross_validate(self, folds: int, epochs: int | None = None) -> None:
        """Cross-validation of the document as it is, to its own end or after `epochs`; `validated`
        follows, with a FoldScores, as it goes on."""
        project, path = ending(self._workspace.project, epochs), self._workspace.path
        folder = None if path is None else path.parent
        self._ask(lambda runner: runner.cross_validate(project, folds, folder))

    def stop_validation(self) -> None:
        """Ends cross-validation."""
        self._ask(lambda runner: runner.stop_validation())

    def save_weights(self, path: Path, done: Callable[[Problem | None], None]) -> None:
        """Writes the weights; `done` is called here with what went wrong, or None."""
        self._ask(lambda runner: runner.save(path, lambda trouble: self._written.emit(done, trouble)))

    def settled(self) -> bool:
        """Whether nothing is under way: not training, all pictures of this step on the screen."""
        runner = self._runner
        told = not self._news.is_set() and not self._turns
        return runner is not None and runner.settled.is_set() and told

    def result(self) -> dict[str, Any]:
        """The object that `playground train --json` prints, of the run as it stands. Waits for the
        training thread (a moment)."""
        from playground.api import result_of

        if self._runner is None:
            return {}
        answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._runner.call(
            lambda session: answers.put(result_of(session).as_dict() if session.train is not None else {})
        )
        return answers.get(timeout=60.0)

    def set_picture_rate(self, per_second: float | None) -> None:
        """Pictures a second whatever they cost, None for the adaptive rate."""

        def fix(runner: Runner) -> None:
            runner.pictures.fixed_rate = per_second

        self._ask(fix)

    # --- the frame clock ---------------------------------------------------------------------------

    def _follow(self, before: Project, after: Project) -> None:
        if self._workspace.opening:
            return  # another document has a run of its own, which takes over nothing from this one
        if before.content is not after.content and self._runner is not None:
            path = self._workspace.path
            self._runner.follow(after, None if path is None else path.parent)

    def _wake(self) -> None:
        """There is news. Called from the training thread: one word, however much there is."""
        if not self._news.is_set():
            self._news.set()
            self._woken.emit()

    def _plan_frame(self) -> None:
        """A frame now, or as soon as the last one is FRAME_MS ago."""
        if not self._clock.isActive():
            since_ms = (time.perf_counter() - self._framed_at) * 1000
            self._clock.start(max(0, round(FRAME_MS - since_ms)))

    def _frame(self) -> None:
        """Fetches what is new and tells it, a part at a time: each is painted before the next, and
        whoever clicks or drags meanwhile waits for no more than one."""
        runner = self._runner
        if runner is None:
            return
        if self._turns:  # it still tells the last
            self._clock.start(FRAME_MS)
            return
        self._framed_at = time.perf_counter()
        self._begun = time.thread_time()
        self._news.clear()
        self._tell_news(runner)
        self._tell_status(runner)
        pictures = runner.pictures.take()
        self._show([picture for picture in pictures if picture.request.kind in ON_CARDS])
        others = [picture for picture in pictures if picture.request.kind not in ON_CARDS]
        self._turns = [lambda _: self._show(others), self._tell_history, self._tell_cost]
        self._afterwards.start()

    def _go_on(self) -> None:
        """The next part of a frame."""
        if self._runner is not None:
            self._turns.pop(0)(self._runner)
            if self._turns:
                self._afterwards.start()

    def _tell_news(self, runner: Runner) -> None:
        for item in runner.news.take():
            if isinstance(item, Checked):
                self._workspace.set_report(item.report)
            elif isinstance(item, Dataset):
                self._dataset = item
                self.data_changed.emit(item)
            elif isinstance(item, FoldScores):
                self.validated.emit(item)
            elif isinstance(item, Reading):
                self.reading.emit(item)
            elif isinstance(item, Problem):
                self.message.emit(item)

    def _tell_status(self, runner: Runner) -> None:
        status = runner.status
        if status is not self._status:
            self._status = status
            self.status_changed.emit(status)
            if status.message and status.message != self._message:
                self.message.emit(status.message)
            self._message = status.message

    def _show(self, pictures: list[Picture]) -> None:
        for picture in pictures:
            self.picture.emit(picture)

    def _tell_history(self, runner: Runner) -> None:
        history, now = runner.history, time.perf_counter()
        other, grown = history is not self._history_seen, history.version != self._history_version
        soon = self._status.state == "playing" and now - self._history_told_at < CURVES_S
        if other or (grown and not soon):
            self._history_seen, self._history_version = history, history.version
            self._history_told_at = now
            self.history_changed.emit()

    def _tell_cost(self, runner: Runner) -> None:
        runner.drawn(time.thread_time() - self._begun)
