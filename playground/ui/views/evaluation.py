"""Evaluation: every metric of every part of the data, and of every class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from playground.catalog import METRICS
from playground.engine.snapshots import Picture, Request
from playground.ui.theme import theme
from playground.ui.watching import Watching

from .naming import named
from .series import Part, part_label, value_text

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

EVALUATION = Request("evaluation")
PARTS: tuple[Part, ...] = ("train", "validation", "test")
PER_CLASS = ("precision", "recall", "f1")


class EvaluationView(Watching):
    """A table of metrics by part, and one of classes or labels."""

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(trainer, {EVALUATION}, parent)
        self.setObjectName("evaluation")
        self.setAccessibleName(self.tr("Evaluation"))
        self.metrics = named(Table(self), "evaluation.metrics", self.tr("Metrics by part of the data"))
        self.classes = named(Table(self), "evaluation.classes", self.tr("Metrics by class"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 4, 8, 4)
        self._row.setSpacing(16)
        self._row.addWidget(self.metrics, 1)
        self._row.addWidget(self.classes, 1)

    def take(self, picture: Picture) -> None:
        """Every metric of every part, and of every class."""
        arrays = picture.arrays
        parts = [part for part in PARTS if f"{part}.loss" in arrays]
        measured = [name for name in ("loss", *METRICS) if any(f"{part}.{name}" in arrays for part in parts)]
        titles = [METRICS[name].title if name in METRICS else self.tr("Loss") for name in measured]
        self.metrics.show_cells(
            titles,
            [part_label(part) for part in parts],
            [
                [
                    value_text(float(arrays[f"{part}.{name}"]) if f"{part}.{name}" in arrays else None, name)
                    for part in parts
                ]
                for name in measured
            ],
        )
        table, dataset = arrays.get("classes"), self._trainer.dataset
        shown = table is not None and dataset is not None and len(table) == len(dataset.classes)
        self.classes.setVisible(shown)
        if table is not None and dataset is not None and shown:
            titles = [*(METRICS[name].title for name in PER_CLASS), self.tr("Samples")]
            cells = [
                [*(value_text(float(v), "f1") for v in line[:3]), f"{int(line[3]):,}"]
                for line in table.tolist()
            ]
            if "accuracies" in arrays:
                titles = [METRICS["accuracy"].title, *titles]
                shares = arrays["accuracies"].tolist()
                cells = [[value_text(share, "accuracy"), *line] for share, line in zip(shares, cells)]
            self.classes.show_cells(list(dataset.classes), titles, cells)
        self._share_room()

    def _share_room(self) -> None:
        """Each table gets as much as its headings want, so that none is cut while the other has room."""
        for place, table in enumerate((self.metrics, self.classes)):
            if self._row.stretch(place) != table.wanted_width():
                self._row.setStretch(place, table.wanted_width())


class Table(QTableWidget):
    """Texts in rows and columns, to be read and copied, not changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setFrameShape(QTableWidget.Shape.NoFrame)
        self.setFont(theme().number_font(self.font()))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self._dress()
        theme().changed.connect(self._dress)

    def _dress(self) -> None:
        """Quiet headings on the panel's own ground, a thin line below each row."""
        colours = theme().colours
        line, quiet = colours.line.name(), colours.quiet.name()
        self.setStyleSheet(
            f"QTableWidget, QHeaderView {{ background: transparent; border: none; }}"
            f"QTableWidget::item {{ border-bottom: 1px solid {line}; }}"
            f"QHeaderView::section, QTableCornerButton::section"
            f" {{ background: transparent; border: none; color: {quiet}; padding: 1px 3px; }}"
            f"QHeaderView::section:vertical {{ border-bottom: 1px solid {line}; }}"
        )
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may be enough, or too little."""
        super().resizeEvent(event)
        self._share_columns()

    def _share_columns(self) -> None:
        """Columns of one width are quieter; where they would cut a heading, each has what it needs."""
        modes = QHeaderView.ResizeMode
        mode = modes.Stretch if self.width() >= self.wanted_width() else modes.ResizeToContents
        if self.columnCount() and self.horizontalHeader().sectionResizeMode(0) != mode:
            self.horizontalHeader().setSectionResizeMode(mode)

    def wanted_width(self) -> int:
        """What all headings take up in columns of one width, in pixels."""
        across, count = self.horizontalHeader(), self.columnCount()
        columns = count * max((across.sectionSizeHint(column) for column in range(count)), default=0)
        beside = self.verticalHeader().sizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return columns + beside

    def show_cells(self, rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
        """Other texts; only those that differ are touched."""
        if (self.rowCount(), self.columnCount()) != (len(rows), len(columns)):
            self.setRowCount(len(rows))
            self.setColumnCount(len(columns))
        self.setVerticalHeaderLabels(list(rows))
        self.setHorizontalHeaderLabels(list(columns))
        for row, line in enumerate(cells):
            for column, text in enumerate(line):
                item = self.item(row, column)
                if item is None:
                    item = QTableWidgetItem()
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    self.setItem(row, column, item)
                if item.text() != text:
                    item.setText(text)
        self._share_columns()

    def texts(self) -> list[list[str]]:
        """What stands in the cells."""
        return [
            [item.text() if (item := self.item(row, column)) else "" for column in range(self.columnCount())]
            for row in range(self.rowCount())
        ]
