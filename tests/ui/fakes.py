"""A trainer that does nothing by itself: tests of views set what it knows and emit its signals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from playground.data.dataset import Dataset
from playground.engine.mailbox import History
from playground.engine.snapshots import Picture, Request, Status


class FakeTrainer(QObject):
    """The signals and properties of the window's trainer; what was asked of it is kept."""

    ready = Signal()
    status_changed = Signal(object)
    picture = Signal(object)
    history_changed = Signal()
    message = Signal(object)
    data_changed = Signal(object)
    reading = Signal(object)
    predicted = Signal(object)
    rate_found = Signal(object)
    validated = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.status = Status(state="paused")
        self.history = History()
        self.ghost: History | None = None
        self.dataset: Dataset | None = None
        self.is_ready = True
        self.watched: dict[object, frozenset[Request]] = {}
        self.rows: list[dict[str, str]] = []
        self.drawn: list[Any] = []
        self.asked: list[str] = []
        self.validations: list[tuple[int, int | None]] = []
        self.typed: list[tuple[Any, ...]] = []

    def watch(self, owner: object, requests: Iterable[Request]) -> None:
        """Keeps what `owner` asks for; nothing where that is nothing."""
        wanted = frozenset(requests)
        self.watched.pop(owner, None)
        if wanted:
            self.watched[owner] = wanted

    def predict_row(self, values: dict[str, str]) -> None:
        """Keeps the row; a test emits `predicted` itself."""
        self.rows.append(values)

    def predict_picture(self, pixels: Any) -> None:
        """Keeps the picture; a test emits `predicted` itself."""
        self.drawn.append(pixels)

    def cross_validate(self, folds: int, epochs: int | None = None) -> None:
        """Keeps what was asked for; a test emits `validated` itself."""
        self.validations.append((folds, epochs))

    def set_weight(self, *given: Any) -> None:
        """Keeps (layer, tensor, index, value, before, gesture)."""
        self.typed.append(given)

    def __getattr__(self, name: str) -> Any:
        """play, pause, step, ...: only noted in `asked`."""
        if name not in (
            "play",
            "pause",
            "toggle",
            "step",
            "step_epoch",
            "reset",
            "restore",
            "new_seed",
            "find_rate",
            "stop_validation",
            "stop_reading",
            "read_again",
        ):
            raise AttributeError(name)
        return lambda: self.asked.append(name)

    # --- what a test makes it say ---

    def set_dataset(self, dataset: Dataset) -> None:
        """Other data are there."""
        self.dataset = dataset
        self.data_changed.emit(dataset)

    def show(self, request: Request, **arrays: Any) -> Picture:
        """A picture of the present run and revision arrives."""
        made = Picture(
            request,
            self.status.run,
            self.status.revision,
            self.status.step,
            {name: np.asarray(array) for name, array in arrays.items()},
        )
        self.picture.emit(made)
        return made


def spiral_history(epochs: int = 200, steps_per_epoch: int = 25, seed: int = 0) -> History:
    """A run that looks like one: noisy batches, an evaluation per epoch, some accuracy."""
    generator = np.random.default_rng(seed)
    history = History()
    along = np.arange(1, epochs * steps_per_epoch + 1) / steps_per_epoch
    batch = 0.7 * np.exp(-along / (epochs / 4)) + 0.02
    history.extend("batch_loss", 1, (batch * generator.lognormal(0.0, 0.4, len(batch))).tolist())
    for epoch in range(1, epochs + 1):
        step = epoch * steps_per_epoch
        history.set_clock(step, float(epoch), epoch * 0.05)
        loss = 0.7 * np.exp(-epoch / (epochs / 4)) + 0.02
        history.append("train_loss", step, loss * generator.lognormal(0.0, 0.05))
        history.append("test_loss", step, (loss + 0.02) * generator.lognormal(0.0, 0.08))
        history.append("train_accuracy", step, 1.0 - 0.5 * np.exp(-epoch / (epochs / 5)))
        history.append("test_accuracy", step, 0.98 - 0.48 * np.exp(-epoch / (epochs / 5)))
    return history
