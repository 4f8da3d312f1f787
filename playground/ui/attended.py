"""Work on files that a person waits for: the window lives on meanwhile, and may stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from playground.data.dataset import Progress, Reading
from playground.project import refuse

T = TypeVar("T")
SHORT_S = 0.3
"""What is over by then has nothing to show."""
STEPS = 1000
"""Of the bar: Qt counts in 32 bits, and data may have more bytes."""


class _Told(QObject):
    """What the thread has to say, brought to the window's."""

    progress = Signal(object, object)
    ended = Signal()


class _Bar(QProgressDialog):
    """How far it is, and Stop."""

    def __init__(self, text: str, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("opening")
        self.setLabelText(text)
        self.setCancelButtonText(self.tr("Stop"))
        self.setRange(0, STEPS)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumDuration(0)
        self.setAutoClose(False)
        self.setAutoReset(False)

    def show_progress(self, done: int, total: int) -> None:
        """So much of so much."""
        self.setValue(STEPS * done // max(1, total))


def attended(window: QWidget, text: str, work: Callable[[Progress], T]) -> T:
    """`work(progress)` on a thread. Where it takes long, a bar with a button to stop it is shown until it is
    over: what is opened takes the place of what the window holds, so nothing else can be done till then.

    Raises what `work` raises; `loading_stopped` where it was stopped.
    """
    told, stopped, over = _Told(), threading.Event(), threading.Event()
    found: list[T] = []
    raised: list[BaseException] = []

    latest = Reading(0, 1)

    def progress(done: int, total: int) -> bool:
        nonlocal latest
        latest = Reading(done, total)
        told.progress.emit(done, total)
        return not stopped.is_set()

    def run() -> None:
        try:
            found.append(work(progress))
        except BaseException as error:
            raised.append(error)
        over.set()
        told.ended.emit()

    threading.Thread(target=run, name="opening data", daemon=True).start()
    if not over.wait(SHORT_S):
        bar, loop = _Bar(text, window), QEventLoop()
        bar.canceled.connect(stopped.set)
        told.progress.connect(bar.show_progress, Qt.ConnectionType.QueuedConnection)
        told.ended.connect(loop.quit, Qt.ConnectionType.QueuedConnection)
        bar.show_progress(latest.done, latest.total)
        if not over.is_set():
            loop.exec()
        bar.canceled.disconnect()  # Qt says so of every bar that is closed
        bar.close()
        bar.deleteLater()
        if not over.is_set():  # the program is to end
            stopped.set()
            over.wait()
    if raised:
        raise raised[0]
    if stopped.is_set():  # where the work was past asking
        raise refuse("loading_stopped")
    return found[0]
