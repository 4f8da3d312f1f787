"""A program start that takes the time: prints seconds to the first painting (passed, and of the
processor), what heavy libraries were loaded by then, and seconds to "ready".

Run as a process of its own, with the time of its launch (`time.time()`) as the argument.
"""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from playground.ui import main

LAUNCHED = float(sys.argv[1])
HEAVY = ("torch", "sklearn", "ziamath", "PIL", "pyqtgraph")


class Watch(QObject):
    """Sees the window's first painting, and when it may be played."""

    painted = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Asks to be called back when the painting that begins here is done."""
        if not self.painted and event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            self.painted = True
            self.heavy = [name for name in HEAVY if name in sys.modules]
            self.timer = QTimer(self, singleShot=True, interval=0)
            self.timer.timeout.connect(lambda: self.first_paint(watched))
            self.timer.start()
        return super().eventFilter(watched, event)

    def first_paint(self, window: QMainWindow) -> None:
        """The window is on the screen."""
        print(time.time() - LAUNCHED, time.process_time(), ",".join(self.heavy) or "-", flush=True)
        window.trainer.status_changed.connect(self.ready)  # type: ignore[attr-defined]

    def ready(self, status: object) -> None:
        """Play may be pressed."""
        if status.state == "paused":  # type: ignore[attr-defined]
            print(time.time() - LAUNCHED, flush=True)
            QApplication.closeAllWindows()


make_application, watch = main.make_application, Watch()


def with_watch() -> QApplication:
    """The program's application, watched."""
    application = make_application()
    application.installEventFilter(watch)
    return application


main.make_application = with_watch
sys.exit(main.run(None, fresh=True))
