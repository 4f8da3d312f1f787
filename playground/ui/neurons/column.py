"""ColumnItem: a layer opened into its neurons, each a map of the plane; or a slim card."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.catalog import LAYERS
from playground.ui.canvas.body import card_font, elided
from playground.ui.canvas.card import NAME
from playground.ui.colour_maps import picture, signed_colour, signed_colours
from playground.ui.theme import ICONS, draw_icon, theme

from .geometry import LABEL, Box
from .model import Column, Number, Unit

translate = QCoreApplication.translate

BIAS_MOST, BIAS_LEAST = 8.0, 5.0
"""Side of the square that shows a bias, on the largest and the smallest tile."""
BIAS_REACH = 3.0
"""How far beyond a bias the mouse still catches it."""
COARSE = 30.0
"""Tiles smaller than this show every second point of their map: there is no room for all."""


class Spot(QGraphicsItem):
    """Catches the mouse for a neuron or a bias, and carries its name; the column paints it."""

    def __init__(self, target: Unit | Number, area: QRectF, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self.target = target
        self._area = area
        self.setData(NAME, target.name)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """What catches the mouse."""
        return self._area

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Nothing: one call for the whole column is cheaper than one for each neuron."""


class ColumnItem(QGraphicsItem):
    """One column; `set_maps` and `set_biases` bring what is live, `look` says what stands out."""

    def __init__(self, column: Column, box: Box) -> None:
        super().__init__()
        self.column, self.box = column, box
        self._maps: QImage | None = None
        self._biases: list[QColor] = []
        self._points = 1
        self.looked: int | None = None
        self.current: int | None = None
        """The neuron that has the keyboard."""
        self.marked: Number | None = None
        self.failed = False
        """Whether the layer has a problem."""
        self.setData(NAME, column.id)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        for unit in range(column.shown):
            Spot(Unit(column.id, unit), QRectF(*box.tile(unit)), self)
            if column.has_bias:
                area = self.bias_area(unit).adjusted(-BIAS_REACH, -BIAS_REACH, BIAS_REACH, BIAS_REACH)
                Spot(Number(column.id, "bias", (unit,)), area, self).setZValue(1)

    # --- what is live -------------------------------------------------------------------------

    def set_maps(self, maps: NDArray[Any] | None) -> None:
        """The value of every unit over the plane, U R R; None where nothing is known."""
        if maps is None or maps.ndim != 3 or not self.column.shown:
            self._maps = None
        else:
            step = 2 if self.box.side < COARSE else 1
            seen = maps[: self.column.shown, ::step, ::step]
            self._points = seen.shape[1]
            # All tiles in one image, one below the other.
            self._maps = picture(signed_colours(seen).reshape(-1, seen.shape[2], 4))
        self.update()

    def set_biases(self, biases: NDArray[Any] | None) -> None:
        """The bias of every neuron."""
        self._biases = [] if biases is None else [signed_colour(float(value)) for value in biases]
        self.update()

    # --- where things are ---------------------------------------------------------------------

    def bias_area(self, unit: int) -> QRectF:
        """The square at a neuron's lower left."""
        x, y, _, side = self.box.tile(unit)
        size = BIAS_MOST if side > COARSE else BIAS_LEAST
        return QRectF(x - size - 3.0, y + side - size, size, size)

    def boundingRect(self) -> QRectF:
        """Tiles, biases, names, the rings around them, and the note below."""
        box = self.box
        return QRectF(box.left, box.top, box.width, box.height).adjusted(-LABEL - 8, -8, 60, 24)

    # --- painting -----------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Tiles with their maps and biases, or the card."""
        if not self.column.shown:
            self._paint_card(painter)
            return
        colours = theme().colours
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        known = 0 if self._maps is None else self._maps.height() // self._points
        for unit in range(self.column.shown):
            tile = QRectF(*self.box.tile(unit))
            painter.fillRect(tile, colours.neutral)
            if self._maps is not None and unit < known:
                # Half a pixel less on each side: smoothing must not reach into the next tile's map.
                source = QRectF(0.5, unit * self._points + 0.5, self._points - 1.0, self._points - 1.0)
                painter.drawImage(tile, self._maps, source)
            self._paint_rim(painter, unit, tile)
            if self.column.has_bias:
                self._paint_bias(painter, unit)
        self._paint_labels(painter)

    def _paint_rim(self, painter: QPainter, unit: int, tile: QRectF) -> None:
        colours = theme().colours
        strong = unit in (self.looked, self.current)
        rim = QColor(colours.text)
        rim.setAlphaF(0.28)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colours.error if self.failed else colours.accent if strong else rim, 1.0))
        painter.drawRect(tile.adjusted(0.5, 0.5, -0.5, -0.5))
        if strong:
            painter.setPen(QPen(colours.accent, 2.0 if unit == self.looked else 2.5))
            out = 2.0 if unit != self.current else 3.0
            painter.drawRoundedRect(tile.adjusted(-out, -out, out, out), 3.0, 3.0)

    def _paint_bias(self, painter: QPainter, unit: int) -> None:
        colours = theme().colours
        marked = self.marked == Number(self.column.id, "bias", (unit,))
        area = self.bias_area(unit)
        painter.setPen(QPen(colours.accent if marked else colours.wire, 2.0 if marked else 1.0))
        painter.setBrush(self._biases[unit] if unit < len(self._biases) else colours.neutral)
        painter.drawRect(area.adjusted(-2, -2, 2, 2) if marked else area)

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setFont(font := card_font(13))
        painter.setPen(theme().colours.text)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for unit, label in enumerate(self.column.labels[: self.column.shown]):
            x, y, _, side = self.box.tile(unit)
            area = QRectF(x - LABEL - 8, y, LABEL, side)
            painter.drawText(area, right, elided(label, font, area.width()))
        rest = (self.column.units or 0) - self.column.shown
        if rest > 0:
            box = self.box
            note = translate("Neurons", "+{0} more").format(rest)
            area = QRectF(box.left - 40, box.top + box.height - 20, box.width + 80, 20)
            painter.setFont(card_font(12))
            painter.setPen(theme().colours.quiet)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, note)

    def _paint_card(self, painter: QPainter) -> None:
        colours, box = theme().colours, self.box
        kind = LAYERS.get(self.column.kind)
        category = kind.category if kind else "Other"
        area = QRectF(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1)
        painter.setPen(QPen(colours.error if self.failed else colours.line, 1.0))
        painter.setBrush(colours.surface)
        painter.drawRoundedRect(area, 8.0, 8.0)
        icon = ICONS.get(category, "category_other")
        draw_icon(
            painter, icon, theme().category(category), QRectF(area.x() + 9, area.center().y() - 8, 16, 16)
        )
        font = card_font(12, bold=True)
        painter.setFont(font)
        painter.setPen(colours.text)
        words = area.adjusted(31, 0, -8, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, elided(self.column.title, font, words.width()))
