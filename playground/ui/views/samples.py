"""Samples: the data to look at before anything is trained on them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedLayout, QTableView, QVBoxLayout, QWidget

from playground.data import Dataset, label_text, target_text
from playground.data.table import RawTable
from playground.ui.theme import theme

from .dots import dots_of
from .image_grid import Entry, ImageGrid
from .images import images_of
from .naming import named
from .plane import Dots, Plane

IMAGES_MOST = 2000
"""A grid of more would be scrolled through by nobody."""
ROWS_MEASURED = 50
"""Columns are made as wide as these many rows need."""
Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """Some rows of a table, with the label first; texts are made when they are seen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._samples: NDArray[np.int64] = np.empty(0, np.int64)

    def set_rows(self, dataset: Dataset, samples: NDArray[np.int64]) -> None:
        """Other rows, by sample."""
        self.beginResetModel()
        self._dataset, self._samples = dataset, samples
        self.endResetModel()

    @property
    def _table(self) -> RawTable | None:
        table = self._dataset.extra.get("rows") if self._dataset is not None else None
        return table if isinstance(table, RawTable) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """How many samples."""
        return 0 if parent.isValid() else len(self._samples)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """The label and the columns."""
        return 0 if parent.isValid() or self._table is None else 1 + len(self._table.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell as it would be typed."""
        table, dataset = self._table, self._dataset
        if table is None or dataset is None or not index.isValid():
            return None
        column = index.column() - 1
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = column >= 0 and table.types[column] == "number"
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        sample = int(self._samples[index.row()])
        return label_text(dataset, sample) if column < 0 else list(table.texts(sample).values())[column]

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of columns, numbers of rows (from 1, as in the file)."""
        table, dataset = self._table, self._dataset
        if role != Qt.ItemDataRole.DisplayRole or table is None or dataset is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(int(self._samples[section]) + 1)
        return target_text(dataset) if section == 0 else table.names[section - 1]


class SampleBrowser(QWidget):
    """Points on the plane, a grid of images, or the rows of a table; of all parts or of one.

    `sample_selected(index)` when one is chosen, in the data's own order.
    """

    sample_selected = Signal(int)

    def __init__(self, dataset: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("samples")
        self.setAccessibleName(self.tr("Samples"))
        self._dataset = dataset
        self.part = named(QComboBox(self), "samples.part", self.tr("Which part of the data"))
        self.count = named(QLabel(self), "samples.count")
        self.count.setFont(theme().number_font(self.font()))
        self.plane = Plane("samples.plane", self)
        self.grid = named(ImageGrid("samples.grid", self), "samples.grid", self.tr("Images"))
        self.grid.setToolTip("")
        self.table = QTableView(self)
        self.table.setObjectName("samples.table")
        self.table.setAccessibleName(self.tr("Rows"))
        self.table.setFrameShape(QTableView.Shape.NoFrame)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._rows = RowsModel(self)
        self.table.setModel(self._rows)
        self.table.horizontalHeader().setResizeContentsPrecision(ROWS_MEASURED)
        QShortcut(QKeySequence.StandardKey.Cancel, self, self.close)
        self._pages = QStackedLayout()
        for page in (self.plane, self.grid, self.table):
            self._pages.addWidget(page)
        top = QHBoxLayout()
        top.addWidget(self.part)
        top.addWidget(self.count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(top)
        column.addLayout(self._pages, 1)
        self.part.currentIndexChanged.connect(lambda _: self._show())
        self.grid.chosen.connect(self.sample_selected)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.plane.pressed.connect(self._point_chosen)
        theme().changed.connect(self._show)
        self.set_dataset(dataset)

    def set_dataset(self, dataset: Dataset) -> None:
        """Other data."""
        self._dataset = dataset
        self.part.blockSignals(True)
        self.part.clear()
        parts = (
            (self.tr("All"), np.arange(len(dataset))),
            (self.tr("Train"), dataset.train),
            (self.tr("Validation"), dataset.validation),
            (self.tr("Test"), dataset.test),
        )
        for name, samples in parts:
            if len(samples):
                self.part.addItem(f"{name} ({len(samples):,})", samples)
        self.part.blockSignals(False)
        if dataset.family == "image":
            self.grid.entries.set_images(images_of(dataset))
        self._show()

    @property
    def samples(self) -> NDArray[np.int64]:
        """The samples that are shown."""
        return np.sort(np.asarray(self.part.currentData(), np.int64))

    def _show(self) -> None:
        dataset, samples = self._dataset, self.samples
        self.count.setText("")
        if dataset.family == "plane":
            self._pages.setCurrentWidget(self.plane)
            self.plane.extent = dataset.plane
            dots = dots_of(dataset)
            assert dots is not None, "a plane has points"
            chosen = Dots(dots.places[samples], dots.colours[samples], dots.palette, dots.test[samples])
            self.plane.set_dots(chosen)
        elif dataset.family == "image":
            self._pages.setCurrentWidget(self.grid)
            shown = samples[:IMAGES_MOST].tolist()
            if len(samples) > IMAGES_MOST:
                self.count.setText(self.tr("the first {count:,}").format(count=IMAGES_MOST))
            self.grid.entries.set_entries([self._entry(sample) for sample in shown])
        else:
            self._pages.setCurrentWidget(self.table)
            self._rows.set_rows(dataset, samples)
            self.table.resizeColumnsToContents()

    def _entry(self, sample: int) -> Entry:
        label = label_text(self._dataset, sample)
        spoken = self.tr("Sample {number}: {label}").format(number=sample + 1, label=label)
        return Entry(sample, label, spoken=lambda: spoken)

    def _row_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.sample_selected.emit(int(self.samples[current.row()]))

    def _point_chosen(self, x1: float, x2: float, _button: object) -> None:
        found = self.plane.nearest(x1, x2)
        self.plane.mark(found)
        if found is not None:
            self.sample_selected.emit(int(self.samples[found]))
            self.count.setText(label_text(self._dataset, int(self.samples[found])))
