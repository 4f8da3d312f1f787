"""Background: work that reads files, done on a thread, its result brought back to the window's."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from playground.catalog import problem
from playground.data.dataset import Progress, Reading
from playground.project import Problem, Refused

LONG_S, TOLD_S = 0.4, 0.1
"""How long work may take without a word, and how often it tells how far it is then."""
Work = Callable[[Progress], Any]
log = logging.getLogger(__name__)


class Background(QObject):
    """Runs one function at a time; of several that wait, only the newest is run.

    The answer (`done`) or the refusal (`refused`: `reading_failed`, where nobody foresaw it) comes in the
    window's thread, unless something newer was asked for in the meantime. `reading(Reading)` says how far
    it is, once that takes a while.
    """

    reading = Signal(object)
    _ended = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._waiting: tuple[int, Work] | None = None
        self._busy = False
        self._stopped = threading.Event()
        self._done: Callable[[Any], object] = _nothing
        self._refused: Callable[[Problem], object] = _nothing
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._busy

    def run(
        self,
        function: Work,
        done: Callable[[Any], object],
        refused: Callable[[Problem], object],
    ) -> None:
        """Ask for `function(progress)`; it may raise Refused."""
        self._number += 1
        self._done, self._refused = done, refused
        self._waiting = (self._number, function)
        if not self._busy:
            self._start()

    def stop(self) -> None:
        """Whatever runs is to stop, and refuses to answer then."""
        self._stopped.set()

    def cancel(self) -> None:
        """Whatever comes from now on is not wanted any more."""
        self._number += 1
        self._waiting = None

    def _start(self) -> None:
        if self._waiting is None:
            return
        number, function = self._waiting
        self._waiting = None
        self._busy = True
        self._stopped.clear()
        threading.Thread(
            target=self._work, args=(number, function), name="reading a file", daemon=True
        ).start()

    def _work(self, number: int, function: Work) -> None:
        told_at = time.monotonic() + LONG_S - TOLD_S

        def progress(done: int, total: int) -> bool:
            nonlocal told_at
            if (now := time.monotonic()) - told_at >= TOLD_S:
                told_at = now
                self.reading.emit(Reading(done, total))
            return not self._stopped.is_set()

        answer, trouble = None, None
        try:
            answer = function(progress)
        except Refused as refused:
            trouble = refused.problem
        except Exception as error:  # else it would be busy for ever
            log.exception("reading failed")
            trouble = problem("reading_failed", reason=str(error) or type(error).__name__)
        self._ended.emit(number, answer, trouble)

    def _end(self, number: int, answer: Any, trouble: Problem | None) -> None:
        self._busy = False
        self.reading.emit(Reading())
        self._start()
        if number != self._number:
            return
        if trouble is not None:
            self._refused(trouble)
        else:
            self._done(answer)


def _nothing(_: object) -> None:
    """Nobody asked."""
