"""Fit: truth against prediction of a table, and a row of one's own predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.data import Dataset
from playground.engine.snapshots import Picture, Request
from playground.ui.theme import theme
from playground.ui.watching import Watching
from playground.ui.widgets.labels import SteadyLabel
from playground.ui.workspace import Workspace

from .confusion import ConfusionMatrix
from .dots import number_text
from .naming import named
from .predict_row import PredictRow
from .scatter import Scatter, mean_absolute_error, r_squared

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

FIT = Request("fit")


class FitView(Watching):
    """A scatter of numbers or a confusion matrix of classes, how good that is, and the row below. Of
    several numbers or labels one is shown, a label as yes and no."""

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(trainer, {FIT}, parent)
        self._dataset: Dataset | None = None
        self._picture: Picture | None = None
        self.summary = named(SteadyLabel(parent=self), "output.summary")
        self.summary.setFont(theme().number_font(self.font()))
        self.target = named(QComboBox(self), "output.target", self.tr("Which target"))
        self.target.currentIndexChanged.connect(lambda _: self._show())
        self.scatter = Scatter("output.scatter", self)
        self.confusion = ConfusionMatrix("output.confusion", self)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.scatter)
        self._pages.addWidget(self.confusion)
        self.opener = named(QToolButton(self), "output.predict_row", self.tr("Predict a row"))
        self.opener.setText(self.tr("Predict a row"))
        self.opener.setCheckable(True)
        self.opener.setAutoRaise(True)
        self.opener.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.opener.setArrowType(Qt.ArrowType.RightArrow)
        self.opener.toggled.connect(self._open_row)
        self.row = PredictRow(trainer, self)
        self.row.hide()
        top = QHBoxLayout()
        top.addWidget(self.summary)
        top.addStretch(1)
        top.addWidget(self.target)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 6, 8, 4)
        self._column.setSpacing(4)
        self._column.addLayout(top)
        self._column.addLayout(self._pages, 3)
        self._column.addWidget(self.opener)
        self._column.addWidget(self.row, 2)

    def set_dataset(self, dataset: Dataset) -> None:
        """Another table."""
        if dataset is self._dataset:
            return
        self._dataset, self._picture = dataset, None
        numbers = dataset.target == "numbers"
        self._pages.setCurrentWidget(self.scatter if numbers else self.confusion)
        self.target.blockSignals(True)
        self.target.clear()
        names = dataset.classes if dataset.target == "labels" else dataset.target_names
        self.target.addItems(list(names))
        self.target.blockSignals(False)
        self.target.setVisible(dataset.target != "classes" and len(names) > 1)
        self.summary.setText("")
        self.scatter.set_values(np.empty(0), np.empty(0))
        self.confusion.set_counts(np.zeros((0, 0), np.int64), ())
        self.opener.setVisible(dataset.table is not None)
        if dataset.table is not None:
            self.row.set_dataset(dataset)

    def _open_row(self, open_: bool) -> None:
        self.opener.setArrowType(Qt.ArrowType.DownArrow if open_ else Qt.ArrowType.RightArrow)
        self.row.setVisible(open_)
        self.row.ask()

    def take(self, picture: Picture) -> None:
        """What is predicted, against what is true."""
        if self._dataset is None:
            return
        self._picture = picture
        self._show()
        self.row.ask()  # the network has learned: its answer may be another one

    def _show(self) -> None:
        dataset, picture = self._dataset, self._picture
        if dataset is None or picture is None:
            return
        if dataset.target == "classes":
            counts = picture.arrays.get("confusion")
            if counts is None or len(counts) != len(dataset.classes):
                return  # of data that are no more
            self.confusion.set_counts(counts, dataset.classes)
            right, every = int(np.trace(counts)), int(counts.sum())
            self._say(
                right / every if every else None,
                self.tr("{share} right: {right} of {all}").format(
                    share=_share(right, every), right=f"{right:,}", all=f"{every:,}"
                ),
            )
            return
        column = max(self.target.currentIndex(), 0)
        if dataset.target == "labels":
            self._show_label(dataset, picture, column)
            return
        pairs = (picture.arrays[name] for name in ("truth", "predicted"))
        truth, predicted = (np.asarray(a, np.float64).reshape(len(a), -1)[:, column] for a in pairs)
        self.scatter.set_values(truth, predicted)
        if not len(truth):
            return
        error, r2 = mean_absolute_error(truth, predicted), r_squared(truth, predicted)
        name = dataset.target_names[column]
        text = self.tr("{name}: MAE {error}, R² {r2}")
        self._say(error, text.format(name=name, error=number_text(error), r2=number_text(r2)))

    def _show_label(self, dataset: Dataset, picture: Picture, column: int) -> None:
        truth, predicted = picture.arrays["truth"], picture.arrays["predicted"]
        if truth.dtype != dataset.labels.dtype or truth.shape[1:] != (len(dataset.classes),):
            return  # of data that are no more
        counts = np.zeros((2, 2), np.int64)
        np.add.at(counts, (truth[:, column].astype(int), predicted[:, column].astype(int)), 1)
        name = dataset.classes[column]
        self.confusion.set_counts(counts, (self.tr("not {name}").format(name=name), name))
        right, whole = np.trace(counts) / max(len(truth), 1), (truth == predicted).all(axis=1)
        text = self.tr("{name}: {share} right; all labels right in {whole}").format(
            name=name, share=f"{right:.1%}", whole=f"{whole.mean() if len(whole) else 0.0:.1%}"
        )
        self._say(float(right) if len(truth) else None, text.replace("%", " %"))

    def _say(self, value: float | None, text: str) -> None:
        self.summary.setProperty("value", value)
        self.summary.setText(text)


def _share(right: int, every: int) -> str:
    """In per cent; all of them only where it is all of them."""
    share = right / max(every, 1)
    return f"{min(share, 0.999) if right < every else share:.1%}".replace("%", " %")
