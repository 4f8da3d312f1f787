"""Reconstructions: test images beside what the network makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.engine.snapshots import Picture, Request
from playground.project import Network
from playground.ui.theme import theme
from playground.ui.watching import Watching
from playground.ui.widgets.labels import SteadyLabel

from .dots import number_text
from .image_grid import IMAGE_PX, PAD_PX, Entry, ImageGrid
from .naming import named

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

PREDICTIONS = Request("predictions")
SAMPLES = Request("samples")


class ReconstructionsView(Watching):
    """A grid of pairs: what went in on the left, what comes out on the right, and how far they are
    apart. `sample_selected(index)` in the data's order."""

    sample_selected = Signal(int)

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(trainer, {PREDICTIONS}, parent)
        self._index: NDArray[np.int64] = np.empty(0, np.int64)
        self.error = named(SteadyLabel(parent=self), "output.reconstruction_error")
        self.error.setFont(theme().number_font(self.font()))
        name, wide = "output.reconstructions", 2 * IMAGE_PX + PAD_PX
        self.grid = named(ImageGrid(name, self, wide), name, self.tr("Reconstructions"))
        self.grid.chosen.connect(lambda place: self.sample_selected.emit(int(self._index[place])))
        self.made = named(ImageGrid("output.samples", self), "output.samples", self.tr("New pictures"))
        self.made.hide()
        self.invent = named(
            QPushButton(self.tr("New pictures"), self),
            "output.invent",
            self.tr("Show pictures made of codes of chance"),
        )
        self.invent.setCheckable(True)
        self.invent.toggled.connect(self._choose_page)
        top = QHBoxLayout()
        top.addWidget(self.error)
        top.addStretch(1)
        top.addWidget(self.invent)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 4, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.grid, 1)
        column.addWidget(self.made, 1)

    def show_network(self, network: Network) -> None:
        """Only a network with a Sample layer can make pictures of its own."""
        can = any(layer.kind == "Sample" for layer in network.layers)
        self.invent.setVisible(can)
        if not can:
            self.invent.setChecked(False)

    def _choose_page(self, invents: bool) -> None:
        """Made of chance, or made of the test images."""
        self.made.setVisible(invents)
        self.grid.setVisible(not invents)
        self.invent.setText(self.tr("Reconstructions") if invents else self.tr("New pictures"))
        self.want({SAMPLES} if invents else {PREDICTIONS})

    def take(self, picture: Picture) -> None:
        """Pictures given back, or made of chance."""
        if picture.request == SAMPLES:
            images = picture.arrays["images"]
            if images.ndim == 4:
                self.made.entries.replace_images(
                    np.clip(images, 0.0, 1.0), [Entry(place, "") for place in range(len(images))]
                )
            return
        truth, made = picture.arrays["truth"], picture.arrays["predicted"]
        if truth.ndim != 4 or truth.shape != made.shape:
            return  # of a task that is no more
        self._index = picture.arrays["index"]
        errors = np.square(made - truth).mean(axis=(1, 2, 3))
        self.error.setProperty("value", float(errors.mean()))
        self.error.setText(
            self.tr("In and out, {error} apart on average").format(error=number_text(float(errors.mean())))
        )
        self.grid.entries.replace_images(
            pairs(truth, made), [self._entry(place, float(error)) for place, error in enumerate(errors)]
        )

    def _entry(self, place: int, error: float) -> Entry:
        spoken = self.tr("Sample {number}: {error} apart").format(
            number=int(self._index[place]) + 1, error=number_text(error)
        )
        return Entry(place, number_text(error), None, None, lambda: spoken)


def pairs(truth: NDArray[Any], made: NDArray[Any]) -> NDArray[np.float32]:
    """Two images (N C H W each) side by side with a gap between them: N C H 2W + gap."""
    gap = max(truth.shape[3] * PAD_PX // IMAGE_PX, 1)
    between = np.zeros((*truth.shape[:3], gap), np.float32)
    return np.concatenate([truth, between, np.clip(made, 0.0, 1.0)], axis=3, dtype=np.float32)
