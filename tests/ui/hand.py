"""A hand at a real X screen: moves its pointer, presses its buttons and turns its wheel by xdotool."""

from __future__ import annotations

import subprocess
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

Condition = Callable[[], bool]
Step = tuple[tuple[str, ...], Condition]
"""What to tell xdotool, and what has to hold before the next step."""

PATIENCE_S = 20.0
"""How long a step may take to show on a busy machine."""
STEPS = 5
"""A pointer that jumps would leave out what happens on the way."""


def anyway() -> bool:
    """What needs no waiting for."""
    return True


class Hand:
    """Drags, clicks and turns the wheel. Points are global, in pixels of the screen.

    While Qt drags something out of the window it runs an event loop of its own: the steps are
    therefore taken by a timer, which goes on in there.
    """

    def __init__(self, qtbot) -> None:
        self._qtbot = qtbot
        self.at = QCursor.pos()

    def drag(self, start: QPoint, *stops: tuple[QPoint, Condition]) -> None:
        """Drag from `start` by way of stops; at each, wait for what is to be seen there, then go on,
        and at the last let go."""
        there = [step for end, seen in stops for step in (*self._way(end), ((), seen))]
        self._act(*self._way(start), (("mousedown", "1"), anyway), *there, (("mouseup", "1"), anyway))

    def click(self, at: QPoint, times: int = 1) -> None:
        """Click `times` in a row."""
        click = ("click", "--repeat", str(times), "--delay", "50", "1")
        self._act(*self._way(at), (click, anyway))

    def wheel(self, at: QPoint, button: int, key: str, turned: Condition) -> None:
        """Turn the wheel by one notch (button 4 away, 5 towards one) while a key is held."""
        self._act(
            *self._way(at),
            (("keydown", key), anyway),
            (("click", str(button)), turned),
            (("keyup", key), anyway),
        )

    def key(self, key: str) -> None:
        """Press a key, as xdotool names it."""
        self._act((("key", key), anyway))

    def _way(self, end: QPoint) -> list[Step]:
        """To a point, by way of others."""
        start, self.at = self.at, end
        return [self._step(start + (end - start) * (number / STEPS)) for number in range(1, STEPS + 1)]

    def _step(self, at: QPoint) -> Step:
        return ("mousemove", str(at.x()), str(at.y())), lambda: QCursor.pos() == at

    def _act(self, *steps: Step) -> None:
        """Take one step after the other. One that does not show gives up: an endless drag would
        hold the screen."""
        todo, missed = deque(steps), list[str]()
        words: tuple[str, ...] = ()
        condition: Condition = anyway
        deadline = time.monotonic() + PATIENCE_S

        def tick() -> None:
            nonlocal words, condition, deadline
            if condition():
                if todo:
                    words, condition = todo.popleft()
                    deadline = time.monotonic() + PATIENCE_S
                    self._tell(*words)
                else:
                    timer.stop()
            elif time.monotonic() > deadline:
                timer.stop()
                missed.append(f"nothing came of {words}")
                self._tell("key", "Escape")
                self._tell("mouseup", "1")

        timer = QTimer(interval=15)
        timer.timeout.connect(tick)
        timer.start()
        self._qtbot.waitUntil(lambda: not timer.isActive(), timeout=round(1000 * PATIENCE_S * len(steps)))
        assert not missed, missed[0]

    def _tell(self, *words: str) -> None:
        if words:
            subprocess.run(["xdotool", *words], check=True)


def middle(widget: QWidget) -> QPoint:
    """The middle of a widget on the screen."""
    return widget.mapToGlobal(widget.rect().center())
