"""The whole window, offscreen, to be measured while it trains."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from playground.project import Project
from playground.ui import files
from playground.ui.window import Window, open_window

from .loops import EXAMPLES

PATIENCE_S = 120.0


def until(condition: Callable[[], bool]) -> None:
    """Lets the window live until `condition` holds."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def live(seconds: float) -> None:
    """Lets the window live for a while, as `QApplication.exec` does."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


@contextmanager
def opened(example: str | Project) -> Iterator[Window]:
    """The window on an example (by name, or with its data filled in) that plays for ever, ready; closed
    afterwards."""
    window = open_window(EXAMPLES / f"{example}.json" if isinstance(example, str) else None, fresh=True)
    if isinstance(example, Project):
        window.show_document(example)
    try:
        until(lambda: window.trainer.status.state != "starting")
        project = window.workspace.project
        training = project.content.training
        endless = training.but(stop=training.stop.but(epochs=None))
        window.workspace.edit("Without end", project.with_content(training=endless))
        until(window.trainer.settled)
        yield window
    finally:
        window.workspace.mark_saved(Path("measured.json"))
        with patch.object(files, "LONG_TRAINING_S", math.inf):  # nobody is there to be asked
            window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()


@contextmanager
def playing(window: Window) -> Iterator[None]:
    """Trains at full speed; paused and at rest afterwards."""
    trainer, step = window.trainer, window.trainer.status.step
    trainer.play()
    until(lambda: trainer.status.state == "playing" and trainer.status.step > step)
    try:
        yield
    finally:
        trainer.pause()
        until(trainer.settled)


def steps_done(window: Window) -> int:
    """How many steps this run has made."""
    return window.trainer.history.length("batch_loss")
