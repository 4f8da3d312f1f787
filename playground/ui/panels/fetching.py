"""FetchDialog: what could be fetched, how large it is, whose, from where and by which hash; then a bar."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog import words
from playground.data.files import bytes_text
from playground.data.sources import SOURCES, Source, fetched, home
from playground.project import Problem
from playground.ui.theme import theme
from playground.ui.views.naming import named
from playground.ui.widgets.editor import Combo
from playground.ui.widgets.labels import ElidedLabel, ProblemLine, paragraph

from .background import Background

STEPS = 1000
"""Of the bar: Qt counts in 32 bits, and there may be more bytes."""
SIZE = QSize(620, 420)


class FetchDialog(QDialog):
    """Stands beside the window. `done_with(kind, folder)` once all files of a set are there.

    Nothing is loaded before a person presses Fetch; closing the dialog stops it, and what has come is kept
    for the next time.
    """

    done_with = Signal(str, object)
    _told = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fetch")
        self.setWindowTitle(self.tr("Fetch data"))
        self._folder: Path | None = None
        self._stop = threading.Event()
        self._background = Background(self)
        self._told.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        self.choice = named(Combo(self), "fetch.source", self.tr("What to fetch"))
        for source in SOURCES.values():
            self.choice.addItem(source.title, source.kind)
        self.choice.currentIndexChanged.connect(lambda _: self._choose())
        self._size, self._licence = paragraph("", self), paragraph("", self)
        self._page, self._files = paragraph("", self), QLabel(self)
        self._size.setObjectName("fetch.size")
        self._files.setObjectName("fetch.files")
        for label in (self._page, self._files):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._files.setTextFormat(Qt.TextFormat.PlainText)
        self._files.setFont(theme().number_font(self.font()))
        self._place = ElidedLabel("", self, Qt.TextElideMode.ElideMiddle)
        self.elsewhere = named(QPushButton(self.tr("Change…")), "fetch.folder", self.tr("Another folder"))
        self.elsewhere.clicked.connect(self._ask_for_folder)
        self.problem = ProblemLine(self)
        self.bar = named(QProgressBar(self), "fetch.progress", self.tr("Fetched so far"))
        self.bar.setRange(0, STEPS)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fetch = named(QPushButton(), "fetch.go", self.tr("Fetch"))
        self.fetch.setDefault(True)
        self.fetch.clicked.connect(self._fetch)
        self.stop = named(QPushButton(self.tr("Stop")), "fetch.stop", self.tr("Stop fetching"))
        self.stop.clicked.connect(self._end)
        close = named(QPushButton(self.tr("Close")), "fetch.close", self.tr("Close"))
        close.clicked.connect(self.close)
        for button in (self.elsewhere, self.stop, close):
            button.setAutoDefault(False)
        self._arrange(close)
        self.destroyed.connect(self._stop.set)
        self._choose()
        self._show_busy(False)

    def _arrange(self, close: QPushButton) -> None:
        place = QHBoxLayout()
        place.addWidget(self._place, 1)
        place.addWidget(self.elsewhere)
        rows = QFormLayout()
        rows.setSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in (
            (self.tr("Data"), self.choice),
            (self.tr("Size"), self._size),
            (self.tr("Licence"), self._licence),
            (self.tr("Described at"), self._page),
            (self.tr("Files"), self._files),
        ):
            rows.addRow(title, field)
        rows.addRow(self.tr("Into"), place)
        buttons = QHBoxLayout()
        buttons.addWidget(self.bar, 1)
        buttons.addStretch(1)
        for button in (self.stop, close, self.fetch):
            buttons.addWidget(button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(rows)
        column.addStretch(1)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    @property
    def source(self) -> Source:
        """What is chosen."""
        return SOURCES[str(self.choice.currentData())]

    @property
    def folder(self) -> Path:
        """Where it comes."""
        return self._folder or home() / self.source.kind

    def offer(self, kind: str) -> None:
        """Choose data of this kind, if they can be fetched; not while others are."""
        if kind in SOURCES and self.choice.isEnabled():
            self.choice.setCurrentIndex(self.choice.findData(kind))

    def _choose(self) -> None:
        source = self.source
        self._size.setText(bytes_text(source.size))
        self._licence.setText(source.licence)
        self._page.setText(source.page)
        lines = []
        for file in source.files:
            lines += [f"{file.addresses[0]} ({bytes_text(file.size)})", f"SHA-256 {file.sha256}"]
        self._files.setText("\n".join(lines))
        self._place.setText(str(self.folder))
        self.problem.say("")
        there = fetched(source, self.folder) is not None
        self.fetch.setText(self.tr("Use what is there") if there else self.tr("Fetch"))

    def _ask_for_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Fetch into"), str(self.folder.parent))
        if chosen:
            self._folder = Path(chosen)
            self._choose()

    def _fetch(self) -> None:
        source, folder = self.source, self.folder
        self._stop.clear()
        self.problem.say("")
        self._show_busy(True)
        self._background.run(lambda _: self._work(source, folder), self._take, self._refuse)

    def _work(self, source: Source, folder: Path) -> tuple[str, Path]:
        """On a thread of its own."""
        from playground.data.fetch import fetch

        def progress(done: int, total: int) -> bool:
            self._told.emit(done, total)
            return not self._stop.is_set()

        return source.kind, fetch(source, folder, progress)

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setValue(STEPS * done // total)
        if self._stop.is_set():
            return
        self.bar.setFormat(
            self.tr("{done} of {total}").format(done=bytes_text(done), total=bytes_text(total))
        )

    def _end(self) -> None:
        """A server that says nothing just now is waited for a little while."""
        self._stop.set()
        self.stop.setEnabled(False)
        self.bar.setFormat(self.tr("Stopping…"))

    def _show_busy(self, busy: bool) -> None:
        self.stop.setEnabled(True)
        for part in (self.bar, self.stop):
            part.setVisible(busy)
        for control in (self.choice, self.elsewhere, self.fetch):
            control.setEnabled(not busy)

    def _take(self, found: tuple[str, Path]) -> None:
        self._show_busy(False)
        self._choose()
        self.done_with.emit(*found)
        self.close()

    def _refuse(self, problem: Problem) -> None:
        self._show_busy(False)
        severity = "warning" if problem.code == "fetch_stopped" else "error"
        self.problem.say(words.text(problem), severity)
        self._make_room()

    def _make_room(self) -> None:
        """As high as all that is said: what is wrong must not take the place of a file's hash."""
        self._column.activate()
        self.resize(self.width(), max(self.height(), self._column.totalHeightForWidth(self.width())))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whoever closes it wants no more of it."""
        self._stop.set()
        super().closeEvent(event)

    def sizeHint(self) -> QSize:
        """Wide enough for an address."""
        return super().sizeHint().expandedTo(SIZE)
