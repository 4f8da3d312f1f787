"""TablePreview: the first rows of a table, and above them what each column is, and what is done with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from playground.data.choices import QUESTIONS, Question, answer, answers
from playground.data.columns import ColumnInfo
from playground.data.summary import TableInfo
from playground.ui.theme import glyph, theme
from playground.ui.views.naming import named
from playground.ui.widgets.editor import Combo
from playground.ui.widgets.labels import ProblemLine, line_height, paragraph
from playground.ui.workspace import Workspace

Index = QModelIndex | QPersistentModelIndex
SIZE = QSize(1080, 620)
NARROWEST, WIDEST = 116, 260
"""Pixels of a column, in small type."""
NAMES = "QHeaderView::section:horizontal {{ color: {text}; font-weight: 600; }}"
ARROW = 12
"""Pixels of the sign that a cell can be chosen in."""


class ChoicesModel(QAbstractTableModel):
    """A row for each question, a column for each of the file's."""

    chosen = Signal(object, str, str)
    """(ColumnInfo, question, answer that a person gave)"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[ColumnInfo, ...] = ()

    def set_columns(self, columns: tuple[ColumnInfo, ...]) -> None:
        """Other columns, or the same taken otherwise."""
        if [column.name for column in columns] != [column.name for column in self._columns]:
            self.beginResetModel()
            self._columns = columns
            self.endResetModel()
            return
        self._columns = columns
        if columns:
            last = self.index(len(QUESTIONS) - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def asked(self, index: Index) -> tuple[ColumnInfo, Question]:
        """The column and the question of a cell."""
        return self._columns[index.column()], QUESTIONS[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """One row for each question."""
        return 0 if parent.isValid() else len(QUESTIONS)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """As many as the file has."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of columns, and the questions."""
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole and across:
            return self._columns[section].name
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Type"), self.tr("Role"), self.tr("Treatment"), self.tr("Missing"))[section]
        if role == Qt.ItemDataRole.ToolTipRole and across:
            return self._about(self._columns[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """An answer, what it means, its colour."""
        if not index.isValid():
            return None
        column, question = self.asked(index)
        found = answer(column, question)
        if role == Qt.ItemDataRole.EditRole:
            return found
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(column, question, found)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.meaning(index)
        if role == Qt.ItemDataRole.ForegroundRole:
            colours = theme().colours
            if column.treatment == "target":
                return colours.accent
            return colours.quiet if column.treatment == "ignore" or not found else colours.text
        return None

    def _shown(self, column: ColumnInfo, question: Question, found: str) -> str:
        if question == "missing" and found and column.missing:
            return self.tr("{answer} ({count})").format(answer=found, count=f"{column.missing:,}")
        return found or "–"

    def _about(self, column: ColumnInfo) -> str:
        distinct = self.tr("{distinct} different values, such as {example}").format(
            distinct=f"{column.distinct:,}", example=column.example
        )
        left_out = self.tr("Left out: {reason}").format(reason=column.reason) if column.reason else ""
        return "\n".join(part for part in (column.name, distinct, left_out) if part)

    def meaning(self, index: Index) -> str:
        """What the answer in a cell comes to, in words."""
        column, question = self.asked(index)
        found = answer(column, question)
        meanings = {
            "number": self.tr("Its cells are read as numbers."),
            "category": self.tr("Its cells are texts of which there are a few different ones."),
            "date": self.tr("Its cells are read as days since 1970, such as 2024-05-31."),
            "picture": self.tr("Names of picture files, seen from the folder of the table."),
            "text": self.tr("Free text: left out, unless it is made a category."),
            "empty": self.tr("It holds no values."),
            "input": self.tr("The network sees it."),
            "target": self.tr("It is what is predicted."),
            "also target": self.tr("It is predicted as well: several numbers, or labels that may all fit."),
            "ignore": self.tr("It is left out."),
            "standardise": self.tr("Mean 0 and spread 1, as measured in the training part."),
            "min-max": self.tr("Brought to 0 to 1, as measured in the training part."),
            "as-is": self.tr("The numbers as they are: large ones make training slow or unstable."),
            "one-hot": self.tr("One input for each text: 1 for its own, 0 for the others."),
            "ordinal": self.tr("One input: the place of the text in the order of the alphabet, 0 to 1."),
            "fill": self.tr("Cells without a value count as the median, or as a category of their own."),
            "drop": self.tr("Rows without a value here are left out."),
        }
        reason = column.reason if question == "role" and column.treatment == "ignore" else ""
        why = self.tr("Left out: {reason}.").format(reason=reason) if reason else meanings.get(found, "")
        return f"{column.name}: {why}" if why else column.name

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What has answers to choose from can be edited."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if answers(*self.asked(index)) else found

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A person chose another answer."""
        column, question = self.asked(index)
        fits = value in answers(column, question) and value != answer(column, question)
        if role != Qt.ItemDataRole.EditRole or not fits:
            return False
        self.chosen.emit(column, question, value)
        return True


class ChoiceDelegate(QStyledItemDelegate):
    """Draws a sign where there is something to choose, and offers it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The answer, and an arrow down."""
        super().paint(painter, option, index)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            scale = painter.device().devicePixelRatio()
            arrow = glyph("chevron_grey", theme().colours.quiet, ARROW, scale)
            area = option.rect
            painter.drawPixmap(area.right() - ARROW - 4, area.center().y() - ARROW // 2 + 1, arrow)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A list that opens at once."""
        combo = Combo(parent)
        model = index.model()
        assert isinstance(model, ChoicesModel), "the delegate is the choices' own"
        combo.addItems(answers(*model.asked(index)))
        title = model.headerData(index.row(), Qt.Orientation.Vertical)
        combo.setAccessibleName(f"{model.asked(index)[0].name}, {title}")
        combo.activated.connect(lambda _: self._take(combo))
        return combo

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what it is now."""
        if isinstance(editor, Combo):
            editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.showPopup()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take over what was chosen."""
        if isinstance(editor, Combo):
            model.setData(index, editor.currentText())

    def _take(self, combo: Combo) -> None:
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)


class RowsModel(QAbstractTableModel):
    """The first rows of the file, as they stand there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._info: TableInfo | None = None

    def set_info(self, info: TableInfo) -> None:
        """Another file, or the same read another way."""
        self.beginResetModel()
        self._info = info
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """The rows that are at hand."""
        return 0 if parent.isValid() or self._info is None else len(self._info.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """As many as the file has."""
        return 0 if parent.isValid() or self._info is None else len(self._info.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; numbers to the right, what is left out in the quiet colour."""
        if self._info is None or not index.isValid():
            return None
        column = self._info.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._info.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.type == "number" else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column.treatment == "ignore":
            return theme().colours.quiet
        return None


class TablePreview(QDialog):
    """`chosen(ColumnInfo, question, answer)` when a person answers otherwise.

    Stands beside the window and does not have to be closed first. Arrow keys walk from cell to cell, the
    space bar opens what there is to choose, Ctrl+Z takes a choice back.
    """

    chosen = Signal(object, str, str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.preview")
        self.setWindowTitle(self.tr("Columns"))
        self._what = paragraph("", self)
        self._what.setObjectName("data.preview.what")
        self.problem = ProblemLine(self)
        self.problem.setObjectName("data.preview.problem")
        self.choices, self.rows = ChoicesModel(self), RowsModel(self)
        self.choices.chosen.connect(self.chosen)
        self.top = self._view("data.preview.choices", self.tr("What each column is"), self.choices)
        self.below = self._view("data.preview.rows", self.tr("The first rows"), self.rows)
        self.top.setItemDelegate(ChoiceDelegate(self.top))
        # One click opens a list, walking from cell to cell by keys does not.
        by_keys = QAbstractItemView.EditTrigger
        self.top.setEditTriggers(by_keys.EditKeyPressed | by_keys.AnyKeyPressed)
        self.top.clicked.connect(self._open)
        self.top.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.top.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.below.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.below.horizontalHeader().hide()
        self.below.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._join()
        self._help = paragraph("", self)
        self._help.setObjectName("data.preview.help")
        close = named(QPushButton(self.tr("Close")), "data.preview.close", self.tr("Close"))
        close.clicked.connect(self.close)
        foot = QHBoxLayout()
        foot.addWidget(self._help, 1)
        foot.addWidget(close, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for part in (self._what, self.problem):
            column.addWidget(part)
        above = QHBoxLayout()
        above.addWidget(self.top)
        above.addSpacing(self.below.verticalScrollBar().sizeHint().width())  # of one width with the rows
        column.addLayout(above)
        column.addWidget(self.below, 1)
        column.addLayout(foot)
        QShortcut(QKeySequence.StandardKey.Undo, self, workspace.undo_stack.undo)
        QShortcut(QKeySequence.StandardKey.Redo, self, workspace.undo_stack.redo)
        self.top.selectionModel().currentChanged.connect(lambda now, _: self._explain(now))
        self.choices.dataChanged.connect(lambda *_: self._explain(self.top.currentIndex()))
        self.choices.modelReset.connect(self._widen)
        theme().changed.connect(self._dress)
        self._dress()
        self.resize(SIZE.boundedTo(self.screen().availableSize()))

    def _view(self, name: str, title: str, model: QAbstractTableModel) -> QTableView:
        view = named(QTableView(self), name, title)
        view.setToolTip("")
        view.setModel(model)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (view.horizontalHeader(), view.verticalHeader()):
            header.setHighlightSections(False)
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        view.horizontalHeader().setDefaultAlignment(left)
        view.verticalHeader().setDefaultAlignment(left)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        return view

    def _join(self) -> None:
        """The two tables scroll and widen as one."""
        bar = self.below.horizontalScrollBar()
        bar.valueChanged.connect(self.top.horizontalScrollBar().setValue)
        self.top.horizontalScrollBar().valueChanged.connect(bar.setValue)
        self.top.horizontalHeader().sectionResized.connect(
            lambda section, _, width: self.below.setColumnWidth(section, width)
        )

    def show_info(self, info: TableInfo) -> None:
        """What reading the file found."""
        self.problem.say("")
        self.rows.set_info(info)
        self.choices.set_columns(info.columns)
        self._what.setText(
            self.tr("The first {shown} of {rows} rows. Choose above them what each column is.").format(
                shown=f"{len(info.rows):,}", rows=f"{info.read:,}"
            )
        )

    def _widen(self) -> None:
        """Each column as wide as its name and cells, within bounds; rows as high as a control."""
        height, metrics = line_height(self), self.fontMetrics()
        beside = metrics.horizontalAdvance("Treatment xx") + 12
        narrowest = max(NARROWEST, metrics.horizontalAdvance("standardise xxxx"))
        for view in (self.top, self.below):
            view.verticalHeader().setDefaultSectionSize(height)
            view.verticalHeader().setFixedWidth(beside)
        self.below.resizeColumnsToContents()
        header = self.top.horizontalHeader()
        for section in range(self.choices.columnCount()):
            wanted = max(self.below.columnWidth(section), header.sectionSizeHint(section))
            width = min(max(wanted + 8, narrowest), WIDEST)
            self.top.setColumnWidth(section, width)
            self.below.setColumnWidth(section, width)
        self.top.setFixedHeight(header.sizeHint().height() + height * len(QUESTIONS) + 2)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type: once all parts have it, they are measured again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._widen)

    def go_to(self, column: int) -> None:
        """Stand on the role of a column."""
        self.top.setCurrentIndex(self.choices.index(QUESTIONS.index("role"), column))

    def _open(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.top.edit(index)

    def _explain(self, index: QModelIndex) -> None:
        self._help.setText(self.choices.meaning(index) if index.isValid() else "")

    def _dress(self) -> None:
        self.setStyleSheet(NAMES.format(text=theme().colours.text.name()))
