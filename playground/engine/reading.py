"""Reading data on the training thread: it can be told of, stopped, and is given up once it is outdated."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from playground.data import make_dataset
from playground.data.dataset import Dataset, Reading
from playground.project import DataSettings

QUICK_S, TOLD_S = 0.3, 0.1
"""Reading that takes longer than the first is told of, as often as the second says."""


class Reader:
    """Makes datasets. `tell` is called from the thread that reads; all else may be called from any."""

    def __init__(self, tell: Callable[[Reading], None]) -> None:
        self._tell = tell
        self._stopped = threading.Event()
        self.closed = False
        """Whether nothing is to be read any more."""
        self._wanted = DataSettings()

    def want(self, data: DataSettings) -> None:
        """From now on these are the data: reading of others ends."""
        self._wanted = data

    def wants(self, data: DataSettings) -> bool:
        """Whether these are still the data that are wanted."""
        # Mostly it is the very same value, and 60,000 pictures ask.
        return self._wanted is data or self._wanted == data

    def stop(self) -> None:
        """Reading ends where it is."""
        self._stopped.set()

    def close(self) -> None:
        """Nothing is read any more."""
        self.closed = True

    def read(self, data: DataSettings, folder: Path | None) -> Dataset:
        """The data. Raises Refused, `loading_stopped` among others."""
        self._stopped.clear()
        begun = told = time.perf_counter()

        def progress(done: int, total: int) -> bool:
            nonlocal told
            now = time.perf_counter()
            if now - begun > QUICK_S and now - told > TOLD_S:
                told = now
                self._tell(Reading(done, total))
            return self.wants(data) and not self.closed and not self._stopped.is_set()

        try:
            return make_dataset(data, folder, progress)
        finally:
            if told > begun:
                self._tell(Reading())
