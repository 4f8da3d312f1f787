"""The order in which training samples come, and how many batches that makes."""

from __future__ import annotations

import torch
from torch import Tensor


class Sampler:
    """The order in which training samples come, with a generator of its own.

    A smaller last batch is kept, but a single left-over sample joins the batch before it (batch
    norm cannot work on one), unless batches are of one anyway.
    """

    def __init__(self, index: Tensor, seed: int) -> None:
        self.index = index
        self.generator = torch.Generator().manual_seed(seed)
        self.order = index
        self.position = 0
        self.started = False
        self.once: Tensor | None = None
        """The order that "once" keeps, when it was drawn."""

    def begin(self, shuffle: str) -> None:
        """A new epoch."""
        if shuffle == "every epoch":
            self.order = self._shuffled()
        elif shuffle == "once":
            if self.once is None:
                self.once = self._shuffled()
            self.order = self.once
        else:
            self.order = self.index
        self.position, self.started = 0, True

    def _shuffled(self) -> Tensor:
        places = torch.randperm(len(self.index), generator=self.generator)
        return self.index[places.to(self.index.device)]

    def next(self, size: int) -> slice:
        """The places in `order` that the next batch takes."""
        end = min(self.position + size, len(self.order))
        if size > 1 and len(self.order) - end == 1:
            end += 1
        part = slice(self.position, end)
        self.position = end
        return part

    @property
    def done(self) -> bool:
        """Whether the epoch is over."""
        return self.position >= len(self.order)


def steps_per_epoch(samples: int, batch: int) -> int:
    """How many batches an epoch has, by the sampler's rule."""
    full, rest = divmod(samples, batch)
    return full + (rest > 1 or full == 0)
