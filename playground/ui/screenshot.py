"""The real window as a picture: offscreen, after training in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.project import Problem, Project, refuse

if TYPE_CHECKING:
    from .theme import Choice
    from .window import Window

PATIENCE_S = 3600.0
"""How long to wait for training to end."""


@dataclass(frozen=True)
class Shown:
    """What the window of a picture came to."""

    result: dict[str, Any]
    """As `playground train --json` prints it; empty where there is nothing to train."""
    problem: Problem | None
    """Why it could not train, or went astray."""


def screenshot(
    project: Project,
    path: Path,
    out: Path,
    *,
    epochs: int | None = None,
    size: tuple[int, int] = (1280, 800),
    theme: Choice = "light",
    view: str | None = None,
    scale: float = 1.0,
    map_file: Path | None = None,
) -> Shown:
    """Shows `project` (of the file `path`) in a window of `size` points, trains it there, and
    writes the picture; returns the window's own result.

    After a divergence the picture shows what happened, and the result is that of the last good
    weights, as in `playground train`. Raises Refused where the picture or the map cannot be written.
    """
    with window_of(project, path, epochs=epochs, size=size, theme=theme, scale=scale) as window:
        if view is not None:
            window.show_view(view)
        wait(window.trainer.settled)
        if epochs is not None:
            train(window)
        window.fit()
        window.curves.refresh()
        wait(window.trainer.settled)
        settle()
        if not window.grab().save(str(out)):
            raise refuse("cannot_write", path=str(out), reason="no picture could be saved there")
        if map_file is not None:
            _write_map(map_file, window.rectangles())
        problem = window.trainer.status.problem
        if window.trainer.status.state == "diverged":
            window.trainer.restore()
        return Shown(window.trainer.result(), problem)


@contextmanager
def window_of(
    project: Project,
    path: Path,
    *,
    epochs: int | None = None,
    size: tuple[int, int] = (1280, 800),
    theme: Choice = "light",
    scale: float = 1.0,
) -> Iterator[Window]:
    """A window offscreen that shows `project` (of the file `path`), ready to train, and to stop after
    `epochs`; it is closed afterwards. `scale`: pixels per point, the same for all windows of a process."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if scale != 1.0:
        os.environ["QT_SCALE_FACTOR"] = f"{scale:g}"
    if epochs is not None:
        stop = project.content.training.stop.but(epochs=epochs)
        project = project.with_content(training=project.content.training.but(stop=stop))

    from .main import make_application, qt_in_the_log

    with qt_in_the_log():
        make_application()

        from .window import open_window

        window = open_window(None, fresh=True)
        try:
            window.use_theme(theme)
            window.resize(*size)
            window.use_layout("train")
            window.show_document(project, path)
            wait(lambda: window.trainer.is_ready)
            yield window
        finally:
            window.trainer.close()
            window.workspace.undo_stack.setClean()
            window.deleteLater()
            settle()


def train(window: Window) -> None:
    """Plays until training ends, well or badly; of no effect where there is nothing to train."""
    if window.trainer.status.state != "blocked":
        window.trainer.play()
        wait(lambda: window.trainer.status.state in ("finished", "diverged", "failed"))


def _write_map(path: Path, rectangles: dict[str, list[int]]) -> None:
    try:
        path.write_text(json.dumps(rectangles, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise refuse("cannot_write", path=str(path), reason=error.strerror or str(error)) from None


def settle() -> None:
    """Lets the window paint what it still has to."""
    from PySide6.QtCore import QCoreApplication

    QCoreApplication.processEvents()


def wait(condition: Callable[[], bool]) -> None:
    """Lets the window live until `condition` holds.

    Raises TimeoutError after PATIENCE_S.
    """
    import time

    from PySide6.QtCore import QCoreApplication, QEventLoop

    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to rest")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
