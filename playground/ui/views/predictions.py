"""Predictions: test images with what the network takes them for, right and wrong marked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.catalog import LOSSES
from playground.data import Dataset, label_text
from playground.engine.snapshots import Picture, Request
from playground.ui.theme import theme
from playground.ui.watching import Watching
from playground.ui.widgets.labels import SteadyLabel
from playground.ui.workspace import Workspace

from .dots import number_text
from .draw import DrawView
from .image_grid import Entry, ImageGrid
from .images import images_of
from .naming import named
from .shade import Link, probabilities

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

PREDICTIONS = Request("predictions")


class PredictionsView(Watching):
    """A count of what is right, a filter, and the grid. `sample_selected(index)` in the data's order."""

    sample_selected = Signal(int)

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(trainer, {PREDICTIONS}, parent)
        self._workspace = workspace
        self._dataset: Dataset | None = None
        self._entries: list[Entry] = []
        self.count = named(SteadyLabel(parent=self), "output.right")
        self.count.setFont(theme().number_font(self.font()))
        self.wrong_only = named(
            QCheckBox(self.tr("Wrong only"), self),
            "output.wrong_only",
            self.tr("Show wrong predictions only"),
        )
        self.wrong_only.toggled.connect(lambda _: self._show())
        self.grid = named(ImageGrid("output.predictions", self), "output.predictions", self.tr("Predictions"))
        self.grid.setToolTip("")
        self.grid.chosen.connect(self.sample_selected)
        top = QHBoxLayout()
        top.addWidget(self.count)
        top.addStretch(1)
        top.addWidget(self.wrong_only)
        self.drawing = named(
            QPushButton(self.tr("Draw"), self), "output.draw", self.tr("Draw a picture by hand")
        )
        self.drawing.setCheckable(True)
        top.addWidget(self.drawing)
        self.draw = DrawView(trainer, self)
        self.draw.hide()
        self.drawing.toggled.connect(self._choose_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 4, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.grid, 1)
        column.addWidget(self.draw, 1)

    def set_dataset(self, dataset: Dataset) -> None:
        """Other images."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self.grid.entries.set_images(images_of(dataset))
            self._entries = []
            self._show()
            can_draw = images_of(dataset).shape[1] == 1 and dataset.target == "classes"
            self.drawing.setVisible(can_draw)
            if can_draw:
                self.draw.set_dataset(dataset)
            else:
                self.drawing.setChecked(False)

    def _choose_page(self, draws: bool) -> None:
        """The pad in the place of the grid, or the grid again."""
        self.draw.setVisible(draws)
        self.drawing.setText(self.tr("Predictions") if draws else self.tr("Draw"))
        for part in (self.grid, self.count, self.wrong_only):
            part.setVisible(not draws)

    @property
    def link(self) -> Link:
        """How the loss turns what the network gives into what it predicts."""
        loss = LOSSES.get(self._workspace.project.content.training.loss)
        return loss.link if loss is not None else "identity"

    def take(self, picture: Picture) -> None:
        """What the network says of each test picture."""
        samples, predicted = picture.arrays["index"], picture.arrays["predicted"]
        dataset = self._dataset
        if dataset is None or not _fits(samples, predicted, dataset):
            return  # of data that are no more
        if dataset.target == "classes":
            shares = probabilities(predicted.T, self.link, len(dataset.classes))
            guesses = shares.argmax(axis=0)
            self._entries = [
                self._entry(dataset, sample, int(guess), round(float(share), 2))
                for sample, guess, share in zip(
                    samples.tolist(), guesses, np.take_along_axis(shares, guesses[None], 0)[0], strict=True
                )
            ]
        else:
            self._entries = [
                Entry(sample, number_text(float(values[0])), None, None, partial(label_text, dataset, sample))
                for sample, values in zip(samples.tolist(), predicted, strict=True)
            ]
        self._show()

    def _entry(self, dataset: Dataset, sample: int, guess: int, share: float) -> Entry:
        truth = int(dataset.labels[sample])
        right = guess == truth
        said, meant = dataset.classes[guess], dataset.classes[truth]
        text = said if right else self.tr("{said}, is {meant}").format(said=said, meant=meant)

        def spoken() -> str:
            percent = f"{share:.0%}".replace("%", " %")
            verdict = self.tr("right") if right else self.tr("wrong, it is {meant}").format(meant=meant)
            return self.tr("Sample {number}: taken for {said} ({percent}), {verdict}").format(
                number=sample + 1, said=said, percent=percent, verdict=verdict
            )

        return Entry(sample, text, right, share, spoken)

    def _show(self) -> None:
        judged = [entry.right for entry in self._entries if entry.right is not None]
        right = sum(judged)
        self.count.setProperty("value", right / len(judged) if judged else None)
        self.count.setText(
            self.tr("{right} of {all} right").format(right=right, all=len(judged)) if judged else ""
        )
        wrong_only = self.wrong_only.isChecked()
        self.grid.entries.set_entries(
            [entry for entry in self._entries if not (wrong_only and entry.right is not False)]
        )


def _fits(samples: NDArray[Any], predicted: NDArray[Any], dataset: Dataset) -> bool:
    """Whether these predictions can be of these data: a network of other data may still answer."""
    count = len(dataset.classes)
    outputs = predicted.shape[-1] if predicted.ndim > 1 else 1
    known = not len(samples) or int(samples.max()) < len(dataset)
    return known and (dataset.target != "classes" or outputs == count or (outputs == 1 and count == 2))
