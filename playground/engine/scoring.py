"""Loss and metrics of whole splits, measured a part of the work at a time.

Of many samples they take seconds, in which a pause, an edit or a drawn digit must not wait.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Mapping

from .tasks import Score
from .train import TrainState


class Scoring:
    """The `latest` scores by split (none before they were first measured), and those under way."""

    def __init__(self) -> None:
        self.latest: Mapping[str, Score] = {}
        self.of_epoch = False
        """Whether what is measured is the end of an epoch, and not just a network that was edited."""
        self.put_off = False
        """Whether something is to be measured once nothing is trained."""
        self._state: TrainState | None = None
        self._step = 0
        self._parts: Generator[None, None, dict[str, Score]] | None = None

    @property
    def goes_on(self) -> bool:
        """Whether something is left to measure."""
        return self._parts is not None

    def begin(self, state: TrainState, of_epoch: bool = False) -> None:
        """Measures `state` as it is now; what was under way is of weights or data that are no more. An
        epoch that ended there is still to be scored."""
        self.of_epoch, self.put_off = self.of_epoch or of_epoch, False
        self._state, self._step, self._parts = state, state.step_count, state.evaluation()

    def of(self, state: TrainState) -> Mapping[str, Score]:
        """The scores of `state` as it is now: the latest; measured in one go where it has gone on since."""
        if self._is_of(state) and not (self.goes_on or self.put_off):
            return self.latest
        return state.evaluate()

    def _is_of(self, state: TrainState) -> bool:
        return self._state is state and self._step == state.step_count

    def rest(self, state: TrainState) -> None:
        """Nothing is trained for now: `state` is measured where it has gone on since it last was."""
        if self.put_off or not (self.goes_on or self._is_of(state)):
            self.begin(state)

    def give_way(self) -> None:
        """To training, which changes what is measured; the end of an epoch does not."""
        if self._parts is not None and not self.of_epoch:
            self._parts, self.put_off = None, True

    def advance(self, seconds: float = math.inf) -> bool:
        """Goes on for about `seconds`; whether it came to its end just now."""
        if self._parts is None or self._state is None:
            return False
        until = time.perf_counter() + seconds
        try:
            with self._state.looking():
                while True:
                    next(self._parts)
                    if time.perf_counter() >= until:
                        return False
        except StopIteration as end:
            self._parts, self.latest = None, end.value
            return True
        except Exception:
            self._state = self._parts = None
            self.of_epoch = False  # an epoch that cannot be scored goes without
            raise
