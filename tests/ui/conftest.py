"""The whole window on screen, its engine ready, and tidied away afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from playground.ui.main import make_application
from playground.ui.theme import theme
from playground.ui.window import Window, open_window

READY_MS = 60_000
"""Loading torch may take long on a busy machine."""


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Every control looks as it does in the window, whatever was tested before."""
    make_application()
    if theme().choice != "light" or not qapp.styleSheet():
        theme().apply("light")


@pytest.fixture
def larger_type(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """Makes all type larger, as the window does; afterwards it has its usual size."""
    usual = qapp.font()

    def enlarge() -> None:
        larger = qapp.font()
        larger.setPointSizeF(usual.pointSizeF() * 1.8)
        qapp.setFont(larger)
        theme().take_font()

    yield enlarge
    qapp.setFont(usual)
    theme().take_font()


@pytest.fixture
def opened(qtbot) -> Iterator[Callable[..., Window]]:
    """Opens windows (`opened(path)`), waits until each is ready to train, and closes them all."""
    windows: list[Window] = []

    def open_one(path: Path | None = None, wait: bool = True) -> Window:
        window = open_window(path, fresh=True)
        windows.append(window)
        if wait:
            qtbot.waitUntil(lambda: window.trainer.status.state != "starting", timeout=READY_MS)
        return window

    yield open_one
    for window in windows:
        window.workspace.mark_saved(Path("tidied-away.json"))
        window.close()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def window(opened) -> Window:
    """The window as it starts: the spiral, ready to play."""
    return opened()
