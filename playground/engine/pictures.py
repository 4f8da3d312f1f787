"""Which pictures are due, and how often the window is told.

Pictures follow frames: they are made only for requests that somebody watches, only once the window
has drawn the last ones, and within a share of the time that counts the window's own painting.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from .mailbox import Latest
from .probes import Interrupted, Probes
from .session import Session
from .snapshots import Picture, Request
from .train import TrainState

SLOWEST_S, FASTEST_S = 1 / 2, 1 / 30
"""The window is told at least twice and at most thirty times a second."""
SHARE = 0.05
"""The share of a run's time that telling may take: making pictures, and all that the window does."""
DEAR_S = 0.02
"""A picture that takes longer than this is not made for every frame while it trains ..."""
DEAR_SHARE = 0.03
"""... but as seldom as this share of the time asks, each by itself."""
SLOW_SHARE = 0.25
"""The same where the speed is limited: most of the time is idle then."""

Stamp = tuple[int, int, int]
"""Run, revision and step that a picture is of."""
NEVER = (0, 0, 0, True)
"""Stamp of a picture that was not made yet, and that nothing went wrong."""


class Pictures:
    """Makes the pictures that are watched. Belongs to the training thread, but for `take`.

    `fixed_rate` (pictures a second, whatever they cost) is for measurements; None adapts. A long
    picture is given up when `urgent` says that a command waits, and made again later.
    """

    def __init__(self, urgent: Callable[[], bool]) -> None:
        self.fixed_rate: float | None = None
        self.wanted: frozenset[Request] = frozenset()
        self._ready: Latest[Picture] = Latest()
        self._made: dict[Request, tuple[int, int, int, bool]] = {}
        """By request: the stamp of the last picture, and whether it could be made."""
        self._costs: dict[Request, float] = {}
        self._made_at: dict[Request, float] = {}
        self._paint_s = 0.0
        self._drawn = True
        self._times: list[float] = []
        self._probes = Probes(urgent)

    def take(self) -> list[Picture]:
        """The newest picture of each request, since the last time. Any thread."""
        return self._ready.take()

    def forget(self) -> None:
        """Every picture is out of date, even where no step was made."""
        self._made.clear()

    def drawn(self, paint_s: float) -> None:
        """The window has painted what it was told, in so many seconds of the processor."""
        self._drawn = True
        self._paint_s = 0.7 * self._paint_s + 0.3 * paint_s

    # --- what is due -------------------------------------------------------------------------------

    def settled(self, session: Session) -> bool:
        """Whether every watched picture is of this very step, and painted."""
        return self._drawn and not self.stale(session)

    def stale(self, session: Session) -> bool:
        """Whether some watched picture is not of this very step."""
        stamp = _stamp(session)
        return stamp is not None and any(self._outdated(request, stamp) for request in self.wanted)

    def _outdated(self, request: Request, stamp: Stamp) -> bool:
        """Whether the last picture is of another step; one that failed is not tried again before the
        network changes."""
        run, revision, step, succeeded = self._made.get(request, NEVER)
        failed = not succeeded and (run, revision) == stamp[:2]
        return (run, revision, step) != stamp and not failed

    def rest_s(self, session: Session, limited: bool) -> float:
        """Seconds from one time that the window is told to the next, while it trains; `limited` says
        that it trains slower than it could."""
        if self._renewed(session):
            return FASTEST_S
        if self.fixed_rate is not None:
            return 1 / self.fixed_rate
        costs = [self._costs.get(request, 0.0) for request in self.wanted]
        cost = sum(cost for cost in costs if cost <= DEAR_S) + self._paint_s
        return min(max(cost / (SLOW_SHARE if limited else SHARE), FASTEST_S), SLOWEST_S)

    def _renewed(self, session: Session) -> bool:
        """Whether the network is another one than in the last pictures."""
        stamp = _stamp(session)
        return stamp is not None and any(
            self._made.get(request, NEVER)[:2] != stamp[:2] for request in self.wanted
        )

    def per_second(self) -> float:
        """How many times a second pictures were made, of late."""
        times = [t for t in self._times if time.perf_counter() - t < 2.0]
        return (len(times) - 1) / (times[-1] - times[0]) if len(times) > 2 else 0.0

    # --- making them -------------------------------------------------------------------------------

    def make(self, session: Session, failed: Callable[[Exception], None]) -> bool:
        """Makes every watched picture that is not of this step, once the window has drawn the last
        ones; whether there is any. One that cannot be made is told to `failed`."""
        train, stamp = session.train, _stamp(session)
        if train is None or stamp is None or not self._drawn:
            return False
        due = [request for request in self.wanted if self._outdated(request, stamp)]
        if session.status == "playing":
            due = [request for request in due if self._may_be_made(request, stamp)]
        made = [self._make(request, train, stamp, failed) for request in due]
        if any(made):
            self._drawn = False
            self._times = [*self._times[-30:], time.perf_counter()]
        return any(made)

    def _may_be_made(self, request: Request, stamp: Stamp) -> bool:
        """Whether it is cheap, or was last made long enough ago, or is of another network."""
        cost = self._costs.get(request, 0.0)
        renewed = self._made.get(request, NEVER)[:2] != stamp[:2]
        since = time.perf_counter() - self._made_at.get(request, 0.0)
        return cost <= DEAR_S or renewed or since >= cost / DEAR_SHARE

    def _make(
        self, request: Request, train: TrainState, stamp: Stamp, failed: Callable[[Exception], None]
    ) -> bool:
        begun = time.thread_time()
        try:
            arrays = self._probes.answer(request, train)
        except Interrupted:
            return False
        except Exception as error:
            self._made[request] = (*stamp, False)
            failed(error)
            return False
        cost = time.thread_time() - begun
        self._made[request] = (*stamp, True)
        self._made_at[request] = time.perf_counter()
        if arrays is None:  # it makes no sense for these data
            return False
        self._costs[request] = 0.7 * self._costs.get(request, cost) + 0.3 * cost
        self._ready.put(request, Picture(request, *stamp, arrays=arrays, cost_ms=cost * 1e3))
        return True


def _stamp(session: Session) -> Stamp | None:
    train = session.train
    return None if train is None else (session.run, session.revision, train.step_count)
