"""TablePart: a file of the user's: which one, how it is read, what its columns are, what it gave."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog import words
from playground.data import DATASETS
from playground.data.choices import Question, choose
from playground.data.columns import ColumnInfo
from playground.data.csv_file import DELIMITERS, PICTURE_SETTINGS
from playground.data.parquet import NAME as PARQUET
from playground.data.summary import TableInfo
from playground.project import FrozenDict, Problem, Refused
from playground.ui.forms import Form
from playground.ui.theme import theme
from playground.ui.widgets.labels import heading, paragraph
from playground.ui.workspace import Workspace

from .preview import TablePreview

Index = QModelIndex | QPersistentModelIndex
ROWS_SEEN = 8
"""Columns of the file that are seen at once; the others are scrolled to."""
KIND = DATASETS["csv"]


class ColumnsModel(QAbstractTableModel):
    """The columns of a file: name, how each is treated, and how many values are missing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._info: TableInfo | None = None

    def set_info(self, info: TableInfo | None) -> None:
        """Another file, or the same read another way."""
        self.beginResetModel()
        self._info = info
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """One row for each column of the file."""
        return 0 if parent.isValid() or self._info is None else len(self._info.columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Name, treatment, missing."""
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (self.tr("Column"), self.tr("Use as"), self.tr("Gaps"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell, its tooltip, its colour."""
        if self._info is None or not index.isValid():
            return None
        column = self._info.columns[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            gaps = f"{column.missing:,}" if column.missing else ""
            return (column.name, column.treatment, gaps)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            example = self.tr("{distinct} different values, such as {example}").format(
                distinct=f"{column.distinct:,}", example=column.example
            )
            left_out = self.tr("Left out: {reason}").format(reason=column.reason) if column.reason else ""
            return "\n".join(part for part in (column.name, example, left_out) if part)
        if role == Qt.ItemDataRole.ForegroundRole:
            colours = theme().colours
            if column.treatment == "target":
                return colours.accent
            return colours.quiet if column.treatment == "ignore" else colours.text
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 2:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class TablePart(QWidget):
    """`changed(name, value, gesture)` as a form's, for the parameters of a CSV file; `chosen(parameters)`
    when a person says otherwise what a column is."""

    changed = Signal(str, object, object)
    chosen = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: FrozenDict = KIND.defaults
        self.form = Form(
            KIND.parameters,
            "data",
            workspace.new_gesture,
            self,
            hidden=("columns", "sha256"),
            wide=("header",),
            kind=KIND,
        )
        self.form.changed.connect(self.changed)
        self.model = ColumnsModel(self)
        self.view = QTableView(self)
        self.view.setObjectName("data.columns")
        self.view.setAccessibleName(self.tr("Columns of the file"))
        self.view.setModel(self.model)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.activated.connect(lambda index: self.look(index.row()))
        self.view.doubleClicked.connect(lambda index: self.look(index.row()))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setTabKeyNavigation(False)
        self.view.setShowGrid(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(max(26, self.fontMetrics().height() + 10))
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        self._columns = heading(self.tr("Columns"), self)
        self.edit = QToolButton(self)
        self.edit.setObjectName("data.columns.edit")
        self.edit.setText(" " + self.tr("Preview and change…"))
        self.edit.setAccessibleName(self.tr("Preview and change columns"))
        self.edit.setToolTip(self.tr("Type, role and treatment of each column, above the first rows"))
        self.edit.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.edit.setProperty("framed", True)
        theme().wear(self.edit, "eye")
        self.edit.clicked.connect(lambda: self.look())
        self._workspace = workspace
        self._info: TableInfo | None = None
        self.preview: TablePreview | None = None
        self._how = paragraph("", self)
        self._how.setObjectName("data.guessed")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.form, self._how, self._columns, self.view):
            column.addWidget(widget)
        column.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_info(None)

    def show_values(self, values: FrozenDict) -> None:
        """The parameters as the document has them."""
        self._values = KIND.complete(values)
        self.form.set_values(self._values)

    def show_info(self, info: TableInfo | None) -> None:
        """What reading the file found; None while nothing is known."""
        self._info = info
        self.model.set_info(info)
        known = info is not None
        if self.preview is not None:
            self.preview.setEnabled(known)
            if info is not None:
                self.preview.show_info(info)
        for widget in (self._columns, self.view, self._how, self.edit):
            widget.setVisible(known)
        names = tuple(column.name for column in info.columns) if info is not None else ()
        guess = self.tr("guessed: {name}").format(name=info.target) if info else self.tr("guessed")
        self.form.offer("target", ("", *names), [guess, *names])
        pictures = info is not None and any(column.treatment == "picture" for column in info.columns)
        for name in PICTURE_SETTINGS:
            self.form.rows[name].show(pictures)
        if info is None:
            return
        rows = min(len(info.columns), ROWS_SEEN)
        line = self.view.verticalHeader().defaultSectionSize()
        self.view.setFixedHeight(line * rows + self.view.horizontalHeader().sizeHint().height() + 4)
        if info.delimiter == PARQUET:
            self._how.setText(self.tr("Read as Parquet, which says itself what its columns are."))
            return
        self._how.setText(
            self.tr("Read as {encoding}, cells parted by {delimiter}, with a decimal {sign}.").format(
                encoding=info.encoding,
                delimiter=_delimiter(info.delimiter),
                sign=self.tr("comma") if info.decimal == "," else self.tr("point"),
            )
        )

    def look(self, column: int = 0) -> None:
        """Open the preview, at one of the columns."""
        if self._info is None:
            return
        if self.preview is None:
            self.preview = TablePreview(self._workspace, self)
            self.preview.chosen.connect(self._choose)
        self.preview.show_info(self._info)
        self.preview.go_to(column)
        self.preview.show()
        self.preview.activateWindow()

    def say(self, problem: Problem) -> None:
        """Why a choice in the preview cannot be."""
        if self.preview is not None:
            self.preview.problem.say(words.text(problem))

    def _choose(self, column: ColumnInfo, question: Question, value: str) -> None:
        try:
            self.chosen.emit(choose(self._values, column, question, value))
        except Refused as refused:
            self.say(refused.problem)


def _delimiter(name: str) -> str:
    """A delimiter by a name that can be read."""
    return name if len(name) > 1 or name not in DELIMITERS else f"“{name}”"
