"""Weights put aside while training goes well, to come back to when it does not."""

from __future__ import annotations

import math
from collections.abc import Mapping

from . import checkpoint
from .tasks import Score
from .train import TrainState

GOOD_S = 0.25
"""How often, at most, good weights are put aside."""


class Keeper:
    """Of one run, the last good weights (against divergence) and the best ones (for patience).

    `lost` says that the weights in training are ruined, and that the good ones are to be had.
    """

    def __init__(self) -> None:
        self.lost = False
        self.best_epoch = 0
        self._good: checkpoint.Snapshot | None = None
        self._good_at = 0.0
        self._good_loss = math.inf
        self._best: checkpoint.Snapshot | None = None
        self._best_loss = math.inf

    @property
    def can_rescue(self) -> bool:
        """Whether weights are lost that can be had back."""
        return self.lost and self._good is not None

    def renew(self, state: TrainState) -> None:
        """What `state` holds is good from now on: somebody chose it."""
        self._good, self._good_loss = checkpoint.take(state), math.inf

    def forget_best(self) -> None:
        """Losses from before cannot be held against those to come: the network, the loss or the data
        are others."""
        self._best, self._best_loss = None, math.inf

    def look(self, state: TrainState, scores: Mapping[str, Score], elapsed_s: float) -> None:
        """After an epoch: puts aside what is worth it."""
        loss = scores["train"].loss
        if math.isfinite(loss):
            self._good_loss = min(self._good_loss, loss)
            due = self._good is None or elapsed_s - self._good_at >= GOOD_S
            if due and loss <= 2 * self._good_loss:
                self._good, self._good_at = checkpoint.take(state), elapsed_s
        if state.training.stop.patience is not None and "validation" in scores:
            loss = scores["validation"].loss
            if loss < self._best_loss:
                self._best, self._best_loss, self.best_epoch = checkpoint.take(state), loss, state.epoch

    def rescue(self, state: TrainState) -> None:
        """The good weights, if there are any; the counters go on (a curve runs one way only)."""
        if self._good is not None:
            checkpoint.put_back(state, self._good, counters=False)
            self.lost = False

    def put_best_back(self, state: TrainState) -> None:
        """The weights of the best validation loss, if there are any; the counters go on, and so do the
        random numbers: an epoch may be scored between two steps or after a pause, which is all the same."""
        if self._best is not None:
            random = state.random
            checkpoint.put_back(state, self._best, counters=False)
            state.random = random
            self.best_epoch = state.epoch
