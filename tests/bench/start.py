"""A program start that takes the time: prints seconds to the first painting (passed, and of the
processor), what heavy libraries were loaded by then, and seconds to "ready".

Run as a process of its own, with the time of its launch (`time.time()`) as the argument.
"""

# ruff: noqa: E402
from __future__ import annotations

import sys
import time
from pathlib import Path

from playground.__main__ import prepare

prepare()

from playground.cli import main
from playground.ui import window

# isort: split
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

LAUNCHED = float(sys.argv[1])
HEAVY = ("torch", "sklearn", "ziamath", "PIL", "pyqtgraph")


class Watch(QObject):
    """Sees the window's first painting, and when it may be played. It looks at the window alone: one
    that saw all events of the program would cost a tenth of what it measures."""

    painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Asks to be called back when the painting that begins here is done."""
        if not self.painted and event.type() == QEvent.Type.Paint:
            self.painted = True
            self.heavy = [name for name in HEAVY if name in sys.modules]
            self.timer = QTimer(self, singleShot=True, interval=0)
            self.timer.timeout.connect(lambda: self.first_paint(watched))
            self.timer.start()
        return super().eventFilter(watched, event)

    def first_paint(self, shown: QObject) -> None:
        """The window is on the screen."""
        print(time.time() - LAUNCHED, time.process_time(), ",".join(self.heavy) or "-", flush=True)
        shown.trainer.status_changed.connect(self.ready)  # type: ignore[attr-defined]

    def ready(self, status: object) -> None:
        """Play may be pressed."""
        if status.state == "paused":  # type: ignore[attr-defined]
            print(time.time() - LAUNCHED, flush=True)
            QApplication.closeAllWindows()


open_window, watch = window.open_window, Watch()


def open_watched(path: Path | str | None = None, fresh: bool = False) -> window.Window:
    """The program's window, watched."""
    opened = open_window(path, fresh)
    opened.installEventFilter(watch)
    return opened


window.open_window = open_watched
sys.exit(main(["--fresh"]))
