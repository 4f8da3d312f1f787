"""The program with a window: start, run, end."""

from __future__ import annotations

import faulthandler
import logging
import os
import platform
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QStandardPaths, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from playground import __version__
from playground.catalog import words
from playground.project import refuse

log = logging.getLogger(__name__)
NAME = "Playground"
STYLE = ("-style", "Fusion")
"""What our style sheet stands on. As an argument, because a call that sets it would have PySide6 make
its class of styles with all their hundreds of constants, which the start of the program waits for."""


def guard_versions(python: Sequence[object], qt: Sequence[object]) -> None:
    """Raises Refused (`unsafe_qt`) where this pair of Python and PySide6 cannot be trusted.

    PySide6 6.12 on Python 3.11 loses references to None and aborts after seconds of plotting.
    """
    if _two(python) < (3, 12) and _two(qt) >= (6, 12):
        raise refuse("unsafe_qt", qt=".".join(map(str, qt[:3])), python=f"{python[0]}.{python[1]}")


def _two(version: Sequence[object]) -> tuple[int, int]:
    return int(str(version[0])), int(str(version[1]))


def state_folder() -> Path:
    """Where logs and recovery lie: the machine's place for an application's own data."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(place)


def run(file: Path | None, fresh: bool = False, reset_settings: bool = False) -> int:
    """Opens the window and runs it until it is closed; returns the exit code.

    Raises Refused where there is no screen (`no_screen`), or no PySide6 to be trusted (`unsafe_qt`).
    """
    guard_versions(sys.version_info, PySide6.__version_info__)
    if _no_display():
        raise refuse("no_screen", reason="DISPLAY is not set")
    with _no_abort():
        application = make_application()
    _keep_log(None if fresh else state_folder())

    from .window import open_window, reset_stored_settings

    if reset_settings:
        reset_stored_settings()
    window = open_window(file, fresh=fresh)
    code = application.exec()
    window.trainer.close()
    return code


def make_application() -> QApplication:
    """The application object, named so that settings find their place."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        if not existing.styleSheet():  # somebody else's; a new style under our sheet takes half a second
            existing.setStyle("Fusion")
        return existing
    QApplication.setApplicationName(NAME)
    QApplication.setOrganizationName("nn-playground")
    QApplication.setApplicationVersion(__version__)
    return QApplication([NAME, *STYLE])


def _no_display() -> bool:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return False
    return not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY")


@contextmanager
def _no_abort() -> Iterator[None]:
    """Where Qt cannot open the screen it aborts the process: meanwhile that is one sentence, and the
    exit code of bad input, instead."""
    said: list[str] = []

    def hear(level: QtMsgType, context: object, text: str) -> None:
        said.append(text.rstrip("."))
        if level == QtMsgType.QtFatalMsg:
            sentence = words.text(refuse("no_screen", reason=said[0]).problem)
            sys.stderr.write(f"playground: {sentence}\n")
            sys.stderr.flush()
            os._exit(2)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _keep_log(folder: Path | None) -> None:
    """Faults end up in a log file and never in a dialog; the window lives on where it can."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            crashes = (folder / "crash.log").open("a", encoding="utf-8")
        except OSError as error:
            log.warning("no crash log: %s", error)
        else:
            crashes.write(f"-- Playground {__version__}, Python {platform.python_version()}\n")
            crashes.flush()
            faulthandler.enable(crashes)
            logging.getLogger().addHandler(logging.StreamHandler(crashes))
    sys.excepthook = _log_exception
    threading.excepthook = lambda given: _log_exception(
        given.exc_type, given.exc_value or given.exc_type(), given.exc_traceback
    )
    qInstallMessageHandler(_log_qt)


def _log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    log.error("%s", "".join(traceback.format_exception(kind, error, trace)))


@contextmanager
def qt_in_the_log() -> Iterator[None]:
    """What Qt has to say goes to the log meanwhile, not to standard error."""
    before = qInstallMessageHandler(_log_qt)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _log_qt(level: QtMsgType, context: object, text: str) -> None:
    if "propagateSizeHints" not in text:  # the offscreen platform says this of every window
        log.log(logging.DEBUG if level == QtMsgType.QtDebugMsg else logging.WARNING, "Qt: %s", text)
