"""Documents: new, open, save, recent files, and unsaved work that outlives a crash. No dialogs here.

Whatever goes wrong is said in one sentence through the workspace, and leaves what is open as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSettings, QTimer, Signal

from playground import api
from playground.assets import asset
from playground.catalog import words
from playground.data import moved, with_fitted
from playground.data.sources import SOURCES, fetched
from playground.project import Problem, Project, Refused, recovery, storage

from .trainer import Trainer
from .workspace import Workspace

AUTOSAVE_MS = 1000
"""Unsaved work is written so long after the last change."""
RECENT = 12
START = "spiral"
log = logging.getLogger(__name__)


class Documents(QObject):
    """The files of one window. `settings` and `folder` are where the machine keeps recent files and
    unsaved work; None (a fresh window, a test) keeps neither."""

    recent_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        trainer: Trainer,
        settings: QSettings | None = None,
        folder: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._trainer = trainer
        self._settings = settings
        self._folder = folder
        self._saved_run, self._saved_s = -1, 0.0
        self._recovery: recovery.Recovery | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.autosave)
        workspace.changed.connect(lambda before, after: self._changed())

    # --- opening -----------------------------------------------------------------------------------

    def new(self, project: Project | None = None) -> None:
        """An untitled project: empty, or the one given (an example, a starter)."""
        self._leave()
        self._workspace.open(project or Project())

    def start(self) -> None:
        """What a window shows that was opened without a file: a network that solves the spiral."""
        self.new_from_example(START)

    def new_from_example(self, name: str) -> bool:
        """An untitled copy of an example, on the published data that it wants if they were fetched."""
        project = self._workspace.attempt(lambda: api.load(asset("examples", f"{name}.json")))
        if project is not None:
            kind = project.content.data.kind
            there = fetched(SOURCES[kind]) if kind in SOURCES else None
            self.new(api.with_settings(project, {"data.folder": str(there)}) if there else project)
        return project is not None

    def open(self, path: Path) -> bool:
        """The project of a file; whether it could be opened."""
        project = self._workspace.attempt(lambda: api.load(path))
        if project is None:
            return False
        self._leave()
        self._workspace.open(project, path.resolve())
        self._remember(path.resolve())
        return True

    # --- saving ------------------------------------------------------------------------------------

    def save(self, path: Path | None = None) -> bool:
        """Writes the document to `path` (where it was, unless given) and its weights beside it;
        whether it was written."""
        workspace = self._workspace
        target = path or workspace.path
        if target is None:
            return False
        target = target if target.suffix else target.with_suffix(".json")
        old, new = None if workspace.path is None else workspace.path.parent, target.resolve().parent

        def respell(project: Project) -> Project:
            """A data file is found from the project's folder: its path follows the project."""
            data = project.content.data if old == new else moved(project.content.data, old, new)
            return project if data is project.content.data else project.with_content(data=data)

        try:
            data = with_fitted(workspace.project.content.data, self._trainer.dataset)
            api.save(respell(workspace.project.with_content(data=data)), target)
        except Refused as refused:
            workspace.say(words.text(refused.problem), "error", problem=refused.problem)
            return False
        workspace.mark_saved(target.resolve(), respell)
        self._forget_unsaved()
        self._remember(target.resolve())
        self._trainer.save_weights(storage.weights_path(target), self._weights_written)
        return True

    def _weights_written(self, trouble: Problem | None) -> None:
        if trouble is None:
            status = self._trainer.status
            self._saved_run, self._saved_s = status.run, status.elapsed_s
            self._workspace.say(QCoreApplication.translate("Documents", "Saved, with its weights"))
        else:
            text = QCoreApplication.translate("Documents", "The project was saved, but not its weights: {0}")
            self._workspace.say(text.format(words.text(trouble)), "error", problem=trouble)

    @property
    def unsaved_training_s(self) -> float:
        """How long the weights have been trained that no file holds."""
        status = self._trainer.status
        saved = self._saved_s if status.run == self._saved_run else 0.0
        return max(status.elapsed_s - saved, 0.0)

    # --- recent files --------------------------------------------------------------------------------

    @property
    def recent(self) -> Sequence[Path]:
        """Files opened or saved last, newest first; those that are gone come last."""
        if self._settings is None:
            return ()
        stored = self._settings.value("recent", [])
        texts = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        paths = [Path(str(text)) for text in texts]
        return sorted(paths, key=lambda path: not path.exists())

    def forget_recent(self) -> None:
        """Empties the list of recent files."""
        if self._settings is not None:
            self._settings.remove("recent")
            self.recent_changed.emit()

    def _remember(self, path: Path) -> None:
        if self._settings is not None:
            others = [str(p) for p in self.recent if p != path]
            self._settings.setValue("recent", [str(path), *others][:RECENT])
            self.recent_changed.emit()

    # --- unsaved work --------------------------------------------------------------------------------

    def recoverable(self) -> Sequence[recovery.Recoverable]:
        """Unsaved work that a crash left behind, newest first."""
        return recovery.list_recoverable(self._folder) if self._folder is not None else ()

    def recover(self, item: recovery.Recoverable) -> bool:
        """Opens what a crash left; it stays recoverable until it is saved."""
        if self._folder is None:
            return False
        try:
            project = item.load()
            self._leave()
            self._recovery = recovery.Recovery(self._folder, after=item)
        except Refused as refused:
            self._workspace.say(words.text(refused.problem), "error", problem=refused.problem)
            return False
        self._workspace.open(project, item.document, saved=False)
        return True

    def _changed(self) -> None:
        if self._folder is None:
            return
        if self._workspace.unsaved:
            self._timer.start()
        else:
            self._timer.stop()

    def autosave(self) -> None:
        """Writes unsaved work to the recovery folder. A disk that refuses is logged: nothing that
        the person could do at this moment would help, and their own save will say it."""
        if self._folder is None or not self._workspace.unsaved:
            return
        try:
            if self._recovery is None:
                self._recovery = recovery.Recovery(self._folder)
            self._recovery.snapshot(self._workspace.project, self._workspace.path)
        except Refused as refused:
            log.warning("unsaved work was not kept: %s", words.text(refused.problem))

    def _forget_unsaved(self) -> None:
        self._timer.stop()
        if self._recovery is not None:
            self._recovery.clear()

    def _leave(self) -> None:
        """The document is left in good order (saved, or thrown away on purpose)."""
        self._timer.stop()
        if self._recovery is not None:
            self._recovery.close()
            self._recovery = None

    def close(self) -> None:
        """The window closes: nothing of this document is recoverable any more."""
        self._leave()
