"""Work that a person waits for: short work shows nothing, long work a bar that stops it."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressDialog, QPushButton, QWidget

from playground.project import Refused, refuse
from playground.ui.attended import attended


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def bar() -> QProgressDialog | None:
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QProgressDialog) and w.isVisible()]
    return shown[0] if shown else None


def test_short_work_is_done_at_once(window):
    assert attended(window, "Reading", lambda progress: progress(1, 2)) is True
    assert bar() is None


def test_what_it_refuses_is_refused(window):
    def work(progress):
        raise refuse("file_not_found", file="x")

    with pytest.raises(Refused, match="file_not_found"):
        attended(window, "Reading", work)


def test_long_work_shows_how_far_it_is_and_is_stopped(window, qtbot):
    may_go_on = threading.Event()
    seen, stopped = [], []

    def work(progress):
        progress(3 * 2**31, 4 * 2**31)
        may_go_on.wait(20)
        stopped.append(not progress(1, 1))

    def look():
        shown = bar()
        if shown is None or shown.value() == 0:
            QTimer.singleShot(10, look)
            return
        seen.append((shown.value() / shown.maximum(), shown.labelText()))
        QTest.mouseClick(shown.findChild(QPushButton), Qt.MouseButton.LeftButton)
        may_go_on.set()

    QTimer.singleShot(10, look)
    with pytest.raises(Refused, match="loading_stopped"):  # although the work itself went to its end
        attended(window, "Reading it", work)
    assert stopped == [True], "it was asked to stop"
    assert seen == [(0.75, "Reading it")]
    assert bar() is None


def test_long_work_that_nobody_stops_gives_what_it_found(window):
    seen = threading.Event()

    def look():
        if bar() is None:
            QTimer.singleShot(10, look)
        else:
            seen.set()

    QTimer.singleShot(10, look)
    assert attended(window, "Reading it", lambda progress: seen.wait(20)) is True
    assert bar() is None


@pytest.fixture
def an_end_of_the_program():
    """After `exit`, every loop ends at once until the application has run again."""
    yield
    QTimer.singleShot(0, QApplication.quit)
    QApplication.exec()


def test_the_end_of_the_program_ends_it(window, an_end_of_the_program):
    def work(progress):
        waits = threading.Event()
        while progress(1, 2):
            waits.wait(0.01)
        raise refuse("file_not_found", file="x")

    def leave():
        if bar() is None:
            QTimer.singleShot(10, leave)
        else:
            QApplication.exit(0)

    QTimer.singleShot(10, leave)
    with pytest.raises(Refused, match="file_not_found"):
        attended(window, "Reading", work)
    assert bar() is None
