"""Watching: a view that asks the engine for pictures while it can be seen, and for nothing while not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from playground.engine.snapshots import Picture, Request

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer


class Watching(QWidget):
    """A live view. It says with `want` which pictures it shows, and overrides `take`."""

    def __init__(self, trainer: Trainer, wanted: Iterable[Request], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self._wanted = frozenset(wanted)
        self._in_front = True
        trainer.picture.connect(self._receive)

    def want(self, requests: Iterable[Request]) -> None:
        """From now on these pictures."""
        self._wanted = frozenset(requests)
        self._ask()

    @property
    def in_front(self) -> bool:
        """Whether the tab that it is in is in front."""
        return self._in_front

    def set_in_front(self, in_front: bool) -> None:
        """Whether the tab that it is in is in front: Qt calls what lies behind another tab visible."""
        self._in_front = in_front
        self._ask()

    def take(self, picture: Picture) -> None:
        """Shows a picture that was asked for, of the network as it is now."""

    def showEvent(self, event: QShowEvent) -> None:
        """It can be seen."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """It cannot."""
        super().hideEvent(event)
        self._ask()

    def _ask(self) -> None:
        seen = self._in_front and self.isVisible()
        self._trainer.watch(self, self._wanted if seen else ())

    def _receive(self, picture: Picture) -> None:
        status = self._trainer.status
        of_now = (picture.run, picture.revision) >= (status.run, status.revision)
        if of_now and picture.request in self._wanted and self.isVisible():
            self.take(picture)
