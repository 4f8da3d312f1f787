"""What the file menu asks a person: which file, where to, and whether unsaved work may go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from playground.data import is_data, settings_for, starter
from playground.data.dataset import Progress
from playground.project import Project

from .attended import attended
from .documents import Documents
from .trainer import Trainer
from .workspace import Workspace

LONG_TRAINING_S = 60.0
"""Weights that were trained for longer are not thrown away without a question."""


class Files(QObject):
    """New, open and save with their questions; Documents does what was answered.

    A child of the window, whose dialogs stand above it.
    """

    def __init__(self, workspace: Workspace, documents: Documents, trainer: Trainer, window: QWidget) -> None:
        super().__init__(window)
        self._trainer = trainer
        self._workspace = workspace
        self._documents = documents
        self._window = window

    def new(self) -> None:
        """An empty project."""
        if self.may_leave():
            self._documents.new()
            self._opened()

    def open(self, path: Path) -> bool:
        """A project of a file, or data, in a file or a folder (a starter network for them)."""
        if not self.may_leave():
            return False
        opened = self._new_from_data(path) if is_data(path) else self._documents.open(path)
        if opened:
            self._opened()
        return opened

    def _opened(self) -> None:
        """What was said of the document before, or of a file that could not be opened, is over."""
        self._workspace.say("")

    def choose(self) -> None:
        """Asks which project to open."""
        text, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open"), self._folder(), self.tr("Projects (*.json);;All files (*)")
        )
        if text:
            self.open(Path(text))

    def choose_weights(self) -> None:
        """Asks for a file of weights; what fits of them is taken."""
        text, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Take weights from"), self._folder(), self.tr("Weights (*.safetensors)")
        )
        if text:
            self._trainer.take_weights(Path(text))

    def choose_table(self) -> None:
        """Asks for a table to make a project for."""
        text, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a table"),
            self._folder(),
            self.tr("Tables (*.csv *.tsv *.txt *.data *.parquet);;All files (*)"),
        )
        if text:
            self.open(Path(text))

    def choose_pictures(self) -> None:
        """Asks for a folder of pictures to make a project for."""
        text = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open a folder of pictures"), self._folder()
        )
        if text:
            self.open(Path(text))

    def _new_from_data(self, path: Path) -> bool:
        def read(progress: Progress) -> Project:
            return starter(settings_for(path.absolute(), progress=progress), progress=progress)

        text = self.tr("Reading {name}").format(name=path.name)
        project = self._workspace.attempt(lambda: attended(self._window, text, read))
        if project is not None:
            self._documents.new(project)
        return project is not None

    def open_example(self, name: str) -> bool:
        """An untitled copy of an example; whether it was opened."""
        opened = self.may_leave() and self._documents.new_from_example(name)
        if opened:
            self._opened()
        return opened

    def save(self, choose: bool = False) -> bool:
        """Saves where it was, or asks where; whether it was saved."""
        path = self._workspace.path
        if path is None or choose:
            path = self._where_to(path)
        return path is not None and self._documents.save(path)

    def _where_to(self, path: Path | None) -> Path | None:
        """Asks where to save; whoever types a name without its ending is asked before a file of the
        whole name is overwritten."""
        dialog = QFileDialog(self._window, self.tr("Save as"), self._folder(), self.tr("Projects (*.json)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile("untitled.json" if path is None else path.name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return Path(chosen[0]) if chosen else None

    def _folder(self) -> str:
        path = self._workspace.path
        return str(path.parent if path is not None else Path.home())

    def may_leave(self) -> bool:
        """Asks once where unsaved work would be lost; whether the document may go."""
        trained = self._documents.unsaved_training_s
        if not self._workspace.unsaved and trained < LONG_TRAINING_S:
            return True
        text = self.tr("Save the changes to this project first?")
        if not self._workspace.unsaved:
            minutes = round(trained / 60)
            text = self.tr("Save the weights first? They were trained for {0} min.").format(minutes)
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._window,
            self.tr("Unsaved changes"),
            text,
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    def offer_recovery(self) -> None:
        """Says that a crash left unsaved work behind, and offers it."""
        for item in self._documents.recoverable()[:1]:
            name = item.document.name if item.document is not None else self.tr("an untitled project")
            self._workspace.say(
                self.tr("Unsaved changes of {0} were kept when the program ended.").format(name),
                "warning",
                self.tr("Bring them back"),
                lambda item=item: self.may_leave() and self._documents.recover(item),  # type: ignore[misc]
            )

    # --- menus ---------------------------------------------------------------------------------------

    def fill_recent(self, menu: QMenu) -> None:
        """An entry for every file opened or saved of late."""
        menu.clear()
        for path in self._documents.recent:
            action = menu.addAction(path.name)
            action.setToolTip(str(path))
            action.setEnabled(path.exists())
            action.triggered.connect(lambda checked=False, there=path: self.open(there))
        menu.addSeparator()
        menu.addAction(self.tr("Forget these"), self._documents.forget_recent)
        menu.setEnabled(bool(self._documents.recent))
