"""What every test keeps to: offscreen by default, and nothing left behind.

Python warnings and Qt messages fail a test by the settings in pyproject.toml; threads, running
timers and top-level widgets that a test leaves behind fail it here.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
# Tests run side by side: threads of torch that wait for each other on a busy core stand still.
os.environ.setdefault("OMP_NUM_THREADS", "1")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PATIENCE_S = 2.0
"""How long a thread that is ending, or a widget that waits for its deletion, may take."""

settings.register_profile(
    "fast",
    max_examples=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile(
    "nightly", parent=settings.get_profile("fast"), max_examples=2_000, derandomize=False
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


def pytest_xvfb_disable(config: pytest.Config) -> bool:
    """No virtual screen where Qt draws into memory."""
    return os.environ["QT_QPA_PLATFORM"] == "offscreen"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need a real screen and pointer say so instead of failing where there is none."""
    lacking = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        lacking.append("QT_QPA_PLATFORM=xcb")
    if lacking:
        for item in items:
            if item.get_closest_marker("xvfb"):
                item.add_marker(pytest.mark.skip(reason=f"needs {' and '.join(lacking)}"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets that lies beside the checkout."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no shared/data folder beside the checkout")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Fails a test that leaves a thread running, unless it is some library's daemon."""
    before = set(threading.enumerate())
    yield
    end = time.monotonic() + PATIENCE_S
    left = [thread for thread in threading.enumerate() if thread not in before and _is_ours(thread)]
    for thread in left:
        thread.join(max(0.0, end - time.monotonic()))
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"threads left running: {names}"


@pytest.fixture(autouse=True)
def no_windows_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test of the window that leaves a top-level widget or a running timer."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    windows = _top_level_widgets()
    # Only what the test itself makes is looked through: all that torch brings takes half a second.
    gc.freeze()
    try:
        yield
        left = _still_there(_top_level_widgets, windows)
        assert not left, f"top-level widgets left open: {left}"
        left = _still_there(_running_timers, [])
        assert not left, f"timers left running: {[(timer, timer.parent()) for timer in left]}"
        gc.collect()
    finally:
        gc.unfreeze()


def _is_ours(thread: threading.Thread) -> bool:
    module = getattr(getattr(thread, "_target", None), "__module__", None) or type(thread).__module__
    return not thread.daemon or module.startswith("playground")


def _still_there(find: Callable[[], list[Any]], before: list[Any]) -> list[Any]:
    """What `find` finds beyond `before` even after Qt and Python have tidied up."""
    from PySide6.QtCore import QCoreApplication, QEvent

    known = set(map(id, before))
    end = time.monotonic() + PATIENCE_S
    while (left := [thing for thing in find() if id(thing) not in known]) and time.monotonic() < end:
        del left
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
    return left


def _top_level_widgets() -> list[Any]:
    """Every top-level widget less tooltips, which Qt keeps for the next one."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = widgets.QApplication.instance() if widgets else None
    if application is None:
        return []
    every = application.topLevelWidgets()
    return [widget for widget in every if widget.metaObject().className() != "QTipLabel"]


def _running_timers() -> list[Any]:
    """Every active QTimer that repeats (a single shot ends by itself) and is younger than the test."""
    core, shiboken = sys.modules.get("PySide6.QtCore"), sys.modules.get("shiboken6")
    if core is None or shiboken is None:
        return []
    # The type itself: isinstance also asks `__class__`, which objects of torch answer with a warning.
    every = [thing for thing in gc.get_objects() if issubclass(type(thing), core.QTimer)]
    return [t for t in every if shiboken.isValid(t) and t.isActive() and not t.isSingleShot()]
