"""NeuronScene: the columns and lines of one network, and the numbers that they show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsScene

from playground.ui.canvas.route import lanes
from playground.ui.canvas.wire import curve

from .column import ColumnItem, Spot
from .geometry import HEAD, Box, bounds, is_straight_across, lines_of, place
from .lines import LinesItem
from .model import Number, Opened, Sheaf, Unit

Arrays = Mapping[str, NDArray[Any]]


class NeuronScene(QGraphicsScene):
    """Holds the newest maps and weights, so that another arrangement shows them at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened = Opened({}, (), None)
        self.boxes: dict[str, Box] = {}
        self.columns: dict[str, ColumnItem] = {}
        self.lines = LinesItem()
        self.addItem(self.lines)
        self.maps: Arrays = {}
        self.weights: Arrays = {}
        self.failed: frozenset[str] = frozenset()

    # --- what is shown ------------------------------------------------------------------------

    def show_network(self, opened: Opened, gap: float) -> None:
        """Another network, or another distance between its columns."""
        self.opened = opened
        self.boxes = place(opened, gap)
        for item in self.columns.values():
            self.removeItem(item)
        self.columns = {name: ColumnItem(column, self.boxes[name]) for name, column in opened.columns.items()}
        for item in self.columns.values():
            self.addItem(item)
        sheaves = [s for s in opened.sheaves if self._has_lines(s)]
        wires = [s for s in opened.sheaves if not self._has_lines(s)]
        self.lines.show_lines(
            [lines_of(s, opened, self.boxes, self._weight(s)) for s in sheaves], self._bundles(wires)
        )
        self.look(self.lines.looked)
        self.show_maps(self.maps)
        self.show_weights(self.weights)
        self.show_failed(self.failed)
        x, y, width, height = bounds(self.boxes)
        self.setSceneRect(QRectF(x, y, width, height))

    def show_maps(self, maps: Arrays) -> None:
        """A new picture of every neuron."""
        self.maps = maps
        for name, item in self.columns.items():
            item.set_maps(maps.get(self.opened.columns[name].maps))

    def show_weights(self, weights: Arrays) -> None:
        """New numbers for lines and biases."""
        self.weights = weights
        sheaves = self.lines.sheaves
        self.lines.show_weights(
            [lines_of(ln.sheaf, self.opened, self.boxes, self._weight(ln.sheaf)).weights for ln in sheaves]
        )
        for name, item in self.columns.items():
            item.set_biases(weights.get(f"{self.opened.columns[name].tensors}.bias"))

    def show_failed(self, failed: frozenset[str]) -> None:
        """Mark the columns that hold a layer with a problem."""
        self.failed = failed
        for item in self.columns.values():
            item.failed = not failed.isdisjoint(item.column.layers)
            item.update()

    def look(self, unit: Unit | None) -> None:
        """Let one neuron and its lines stand out."""
        self.lines.looked = unit
        self.lines.update()
        for name, item in self.columns.items():
            item.looked = unit.index if unit is not None and unit.column == name else None
            item.update()

    def mark(self, number: Number | None) -> None:
        """Let one weight or bias stand out."""
        self.lines.marked = number
        self.lines.update()
        for item in self.columns.values():
            item.marked = number
            item.update()

    def set_current(self, unit: Unit | None) -> None:
        """Show which neuron has the keyboard."""
        for name, item in self.columns.items():
            item.current = unit.index if unit is not None and unit.column == name else None
            item.update()

    def set_flow(self, flow: float | None) -> None:
        """How far the dashes have come; None stops them."""
        if flow != self.lines.flow:
            self.lines.flow = flow
            self.lines.update()

    # --- reading ------------------------------------------------------------------------------

    def value(self, number: Number) -> float | None:
        """A weight or bias as it was last seen; None while it is not known."""
        tensor = self.weights.get(self.opened.key(number))
        if tensor is None or tensor.ndim != len(number.index):
            return None
        if any(i >= size for i, size in zip(number.index, tensor.shape, strict=True)):
            return None
        return float(tensor[number.index])

    def map_of(self, unit: Unit) -> NDArray[Any] | None:
        """The map of a neuron, R R; None while it is not known."""
        maps = self.maps.get(self.opened.columns[unit.column].maps)
        return maps[unit.index] if maps is not None and unit.index < len(maps) else None

    def target_at(self, at: QPointF, reach: float) -> Unit | Number | None:
        """The bias, neuron or weight at a canvas point, in this order."""
        spots = [item for item in self.items(at) if isinstance(item, Spot)]
        spots.sort(key=lambda spot: isinstance(spot.target, Unit))
        return spots[0].target if spots else self.lines.number_at(at, reach)

    def numbers_of(self, unit: Unit) -> list[Number]:
        """The bias of a neuron, then the weights that lead to it; those that are drawn."""
        column = self.opened.columns[unit.column]
        found = [Number(unit.column, "bias", (unit.index,))] if column.has_bias else []
        for sheaf in self.opened.into(unit.column):
            if sheaf.kind == "weights":
                shown = self.opened.columns[sheaf.source].shown
                found += [Number(unit.column, "weight", (unit.index, i)) for i in range(shown)]
        return found

    def place_of(self, number: Number) -> QPointF:
        """A canvas point on a weight's line, or the middle of a bias."""
        if number.tensor == "bias":
            return self.columns[number.column].bias_area(number.index[0]).center()
        return self.lines.spots().get(number, QPointF())

    # --- inside -------------------------------------------------------------------------------

    def _weight(self, sheaf: Sheaf) -> NDArray[np.floating] | None:
        return self.weights.get(f"{self.opened.columns[sheaf.target].tensors}.weight")

    def _has_lines(self, sheaf: Sheaf) -> bool:
        return sheaf.kind != "bundle" and is_straight_across(sheaf, self.boxes)

    def _bundles(self, wires: list[Sheaf]) -> list[QPainterPath]:
        """One wire from middle to middle each, over the heads of the columns in between."""
        ends = {}
        for sheaf in wires:
            a, b = self.boxes[sheaf.source], self.boxes[sheaf.target]
            ends[sheaf] = ((a.right, a.top + a.height / 2), (b.left, b.top + b.height / 2))
        boxes = [(b.left - 8, b.top - HEAD, b.right + 8, b.top + b.height) for b in self.boxes.values()]
        lane = lanes(ends, boxes)
        return [curve(QPointF(*a), QPointF(*b), lane.get(sheaf)) for sheaf, (a, b) in ends.items()]
