"""Run news: what becomes of training, said in words the moment it happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from playground.catalog import words
from playground.engine.snapshots import Status

from .messages import Messages
from .workspace import Workspace

if TYPE_CHECKING:
    from .trainer import Trainer


class RunNews(QObject):
    """Follows the trainer's state for a window. `waits_for` says why there is nothing to play."""

    def __init__(
        self,
        workspace: Workspace,
        trainer: Trainer,
        messages: Messages,
        waits_for: Callable[[Status], str],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace, self._trainer, self._messages = workspace, trainer, messages
        self._waits_for, self._window = waits_for, window
        self._state = trainer.status.state
        self._said = ""
        trainer.status_changed.connect(self._follow)

    def _follow(self, status: Status) -> None:
        if status.state != self._state:
            before, self._state = self._state, status.state
            if before == "diverged":
                self._messages.toast.hide()  # whatever was done about it, its offer is out of date
            self._say(before, status)
        why = self._waits_for(status)
        if status.state == "blocked" and why != self._said:
            self._workspace.say(why)
        self._said = why

    def _say(self, before: str, status: Status) -> None:
        if status.state == "finished":
            reasons = {
                "epochs": self.tr("all epochs are done"),
                "target": self.tr("the target is reached"),
                "patience": self.tr("no better for a while, the best weights are back"),
            }
            text = self.tr("Finished: {0}.").format(reasons.get(status.stopped_by, status.stopped_by))
            self._workspace.say(text)
            QApplication.alert(self._window)
        elif status.state == "diverged" and status.problem is not None:
            self._workspace.say(
                words.text(status.problem),
                "error",
                self.tr("Bring back good weights"),
                self._trainer.restore,
                status.problem,
            )
        elif before in ("starting", "blocked", "finished") and status.state == "paused":
            self._workspace.say(self.tr("Ready: press play."))
        elif before in ("paused", "finished") and status.state == "playing":
            self._workspace.say("")
