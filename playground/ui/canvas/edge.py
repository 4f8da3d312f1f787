"""EdgeScroll: a drag that comes near the edge of the view brings what lies beyond it into sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer

EDGE_PX = 32.0
"""How near the edge of the view scrolling begins."""
TICK_MS = 16
FASTEST_PX = 16.0
"""Screen pixels per tick, reached as far outside the view as EDGE_PX is inside it."""


class EdgeScroll(QObject):
    """Scrolls while a drag stays near an edge. `scroll(dx, dy)` is called with screen pixels.

    What counts is how much nearer to an edge the mouse is than it has been during this drag: one that
    comes in from the palette, or begins on a card at the edge, scrolls only when it turns that way.
    """

    def __init__(self, scroll: Callable[[float, float], None], parent: QObject) -> None:
        super().__init__(parent)
        self._scroll = scroll
        self._free: tuple[float, ...] | None = None
        self._speed = QPointF()
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def scrolling(self) -> bool:
        """Whether the drag is near an edge now."""
        return self._timer.isActive()

    def follow(self, at: QPointF, view: QRectF) -> None:
        """The drag is here now, in pixels of the viewport, whose area is `view`."""
        away = (
            at.x() - view.left(),
            at.y() - view.top(),
            view.right() - at.x(),
            view.bottom() - at.y(),
        )
        seen = self._free or away
        self._free = tuple(min(max(now, before), EDGE_PX) for now, before in zip(away, seen))
        left, top, right, bottom = (
            min(max(free - now, 0.0) / (2 * EDGE_PX), 1.0) * FASTEST_PX for now, free in zip(away, self._free)
        )
        self._speed = QPointF(left - right, top - bottom)
        if self._speed.isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """The drag is over."""
        self._timer.stop()
        self._free = None

    def _tick(self) -> None:
        self._scroll(self._speed.x(), self._speed.y())
