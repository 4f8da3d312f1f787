"""Live pictures on the cards: what every layer puts out, as it learns.

On the plane each unit is a small map; of a picture or a table row, every number is one square.
"""

from __future__ import annotations

from math import ceil, isfinite, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHideEvent, QImage, QShowEvent

from playground.data.dataset import Dataset
from playground.engine.snapshots import Picture, Request, Status

from .canvas import Canvas
from .colour_maps import Rgba, picture, signed_colours
from .theme import theme
from .trainer import Trainer
from .views.images import image_of

MOST_TILES = 16
"""Maps of a layer that are shown: more would be too small to read on a card."""
RESOLUTION = 24
"""Points along each side of a map: a card's picture is about 110 px wide."""
MOST_CELLS = 1024
"""Numbers of a vector that are shown as squares."""


class CardPictures(QObject):
    """Watches what the canvas shows and paints it onto its cards.

    `sample` is the sample whose way through the network is shown, for data that are no plane.
    """

    def __init__(self, canvas: Canvas, trainer: Trainer) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._trainer = trainer
        self._newest: Picture | None = None
        self.sample: int | None = None
        trainer.picture.connect(self._take)
        trainer.data_changed.connect(self._data_changed)
        trainer.status_changed.connect(self._follow)
        theme().changed.connect(self._paint)
        canvas.shown.went.connect(lambda before: self._paint())
        canvas.installEventFilter(self)
        self._watch()

    def show_sample(self, index: int | None) -> None:
        """Shows the way of this sample from now on."""
        self.sample = index
        self._watch()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Nothing is measured for a canvas that nobody sees."""
        if isinstance(event, QShowEvent | QHideEvent):
            self._watch()
        return super().eventFilter(watched, event)

    def _forget(self) -> None:
        """What was measured on other data or in another document says nothing any more."""
        self._newest = None
        self.sample = None
        for card in self._canvas.network_scene.cards.values():
            card.set_picture(None)

    def _data_changed(self, dataset: Dataset) -> None:
        self._forget()
        self._watch()

    def _follow(self, status: Status) -> None:
        """Where there is no network yet (another document was opened, its data are missing) there is
        nothing to show either."""
        if not status.run and self._newest is not None:
            self._forget()

    def _watch(self) -> None:
        dataset = self._trainer.dataset
        if dataset is None or not self._canvas.isVisible():
            self._trainer.watch(self, ())
        elif dataset.family == "plane":
            self._trainer.watch(self, {Request("maps", resolution=RESOLUTION)})
        else:
            self._trainer.watch(self, {Request("activations", sample=self.sample)})

    def _take(self, newest: Picture) -> None:
        status = self._trainer.status
        wanted = newest.request.kind == "activations" or newest.request.resolution == RESOLUTION
        if newest.request.kind in ("maps", "activations") and wanted and newest.run == status.run:
            self._newest = newest
            self._paint()

    def _paint(self) -> None:
        if self._newest is None or not self._canvas.isVisible():
            return
        arrays = self._newest.arrays
        plane = self._newest.request.kind == "maps"
        measured = self._canvas.shown.measured
        for card in self._canvas.network_scene.cards.values():
            values = arrays.get(measured(card.value))
            grey = not plane and card.layer.kind == "Input" and not self._canvas.shown.way
            card.set_picture(None if values is None else drawn(values, plane, grey))


def drawn(values: NDArray[Any], plane: bool, grey: bool = False) -> QImage:
    """A layer's values as a picture: U R R maps of the plane, C H W maps, or U numbers.

    `grey` says that C H W is the picture itself, 0..1, and no measurement of it.
    """
    if grey and values.ndim == 3:
        return image_of(values)
    if plane or values.ndim == 3:
        return picture(mosaic(values[:MOST_TILES]))
    return picture(squares(values.reshape(-1)[:MOST_CELLS]))


def limit_of(values: NDArray[Any]) -> float:
    """The number that has the full colour: 1, or more where the values go further."""
    if not values.size:
        return 1.0
    largest = float(np.abs(values).max())
    if not isfinite(largest):
        largest = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    return max(1.0, largest)


def mosaic(maps: NDArray[Any]) -> Rgba:
    """U H W maps side by side, a pixel apart, as nearly square as they go: H' W' 4."""
    count, height, width = maps.shape
    columns = ceil(sqrt(count))
    rows = ceil(count / columns)
    gap = 1 if count > 1 else 0
    tiles = np.zeros((rows * columns, height + gap, width + gap, 4), np.uint8)
    tiles[:count, :height, :width] = signed_colours(maps, limit_of(maps))
    grid = tiles.reshape(rows, columns, *tiles.shape[1:]).swapaxes(1, 2)
    sheet: Rgba = grid.reshape(rows * (height + gap), columns * (width + gap), 4)
    return sheet[: len(sheet) - gap, : sheet.shape[1] - gap]


def squares(values: NDArray[Any]) -> Rgba:
    """Numbers as squares, row by row, as nearly square as they go: rows columns 4."""
    columns = ceil(sqrt(len(values)))
    rows = ceil(len(values) / columns)
    sheet = np.zeros((rows * columns, 4), np.uint8)
    sheet[: len(values)] = signed_colours(values, limit_of(values))
    return sheet.reshape(rows, columns, 4)
