"""Tiles: data sets to pick by their picture, and the features of the plane as small maps."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from playground.catalog import DatasetKind
from playground.data import FEATURES, defaults_for, make_dataset
from playground.ui.colour_maps import picture, signed_colours
from playground.ui.formulas import kind_tip
from playground.ui.theme import theme
from playground.ui.views.dots import dots_of

from .signs import draw_sign

SAMPLES = 200
"""Points in a thumbnail, as many as the peers draw."""
SIDE = 40
MAP = 20
RADIUS = 6


class Tile(QAbstractButton):
    """Base: a frame that shows the mouse, the keyboard and the choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self._forget)

    def _forget(self) -> None:
        self.update()

    def _frame(self, painter: QPainter) -> QRectF:
        """Paints ground and edge; returns the area inside."""
        colours = theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().toRectF().adjusted(1, 1, -1, -1)
        painter.setBrush(colours.raised if self.underMouse() else colours.surface)
        chosen = self.isChecked()
        edge = colours.accent if chosen else colours.wire if self.underMouse() else colours.line
        painter.setPen(QPen(edge, 2.0 if chosen else 1.0))
        painter.drawRoundedRect(area, RADIUS, RADIUS)
        if self.hasFocus():
            ring = QPen(colours.text if chosen else colours.accent, 1.0, Qt.PenStyle.DotLine)
            painter.setPen(ring)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(2.5, 2.5, -2.5, -2.5), RADIUS - 2, RADIUS - 2)
        return area


class KindTile(Tile):
    """One kind of data: its points, or for pictures and tables a small drawing and its name."""

    def __init__(self, kind: DatasetKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._drawn: QPixmap | None = None
        self.setObjectName(f"data.kind.{kind.name}")
        self.setText(kind.title)
        self.setAccessibleName(kind.title)
        self.setAccessibleDescription(kind.help)
        across = QSizePolicy.Policy.Fixed if self.is_picture else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    @property
    def is_picture(self) -> bool:
        """Whether its points are the whole tile."""
        return self.kind.family == "plane"

    def sizeHint(self) -> QSize:
        """A square, or one line of text."""
        if self.is_picture:
            return QSize(SIDE, SIDE)
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 44, max(28, metrics.height() + 12))

    def help_text(self) -> str:
        """What hovering it says."""
        return kind_tip(self.kind)

    def _forget(self) -> None:
        self._drawn = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The points, or a drawing and the name."""
        painter = QPainter(self)
        area = self._frame(painter)
        if self.is_picture:
            painter.drawPixmap(0, 0, self._thumbnail())
            return
        side = min(area.height() - 10, 18.0)
        spot = QRectF(8, (self.height() - side) / 2, side, side)
        draw_sign(painter, spot, self.kind)
        painter.setPen(theme().colours.text)
        left = round(spot.right()) + 7
        text = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() - left - 6
        )
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)

    def _thumbnail(self) -> QPixmap:
        """The points of the set without the frame, drawn once per theme and size."""
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        if self._drawn is None or self._drawn.size() != size:
            self._drawn = QPixmap(size)
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._drawn)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_points(painter)
            painter.end()
        return self._drawn

    def _draw_points(self, painter: QPainter) -> None:
        inside = self.rect().toRectF().adjusted(5, 5, -5, -5)
        if self.kind.name == "drawn":
            _draw_pencil(painter, inside)
            return
        settings = defaults_for(self.kind.name)
        settings = settings.but(parameters=settings.parameters.but(samples=SAMPLES))
        dataset = make_dataset(settings)
        dots = dots_of(dataset)
        if dots is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        size = (inside.width(), inside.height())
        places = (dots.places / (2 * dataset.plane) * (1, -1) + 0.5) * size + (inside.left(), inside.top())
        before = None
        for (x, y), level in zip(places.tolist(), dots.colours.tolist(), strict=True):
            if level != before:
                painter.setBrush(dots.palette[level])
                before = level
            painter.drawEllipse(QPointF(x, y), 1.2, 1.2)


def _draw_pencil(painter: QPainter, area: QRectF) -> None:
    """A few points and a plus: put your own."""
    colours = theme().colours
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y, positive in ((0.2, 0.7, False), (0.38, 0.84, False), (0.7, 0.22, True), (0.86, 0.4, True)):
        painter.setBrush(QColor("#0877BD" if positive else "#F59322"))
        painter.drawEllipse(QPointF(area.left() + x * area.width(), area.top() + y * area.height()), 2.2, 2.2)
    middle = area.center()
    painter.setPen(QPen(colours.quiet, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(middle - QPointF(5, 0), middle + QPointF(5, 0))
    painter.drawLine(middle - QPointF(0, 5), middle + QPointF(0, 5))


class FeatureTile(Tile):
    """An input made from the two coordinates: its map over the plane, and its name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.feature = FEATURES[name]
        self._map: QImage | None = None
        self.setObjectName(f"data.features.{name}")
        self.setText(self.feature.label)
        self.setAccessibleName(self.feature.label)
        self.setToolTip(self.tr("Input {name}").format(name=self.feature.label))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The map over its name."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 10, MAP + metrics.height() + 11)

    def minimumSizeHint(self) -> QSize:
        """No less than that."""
        return self.sizeHint()

    def _forget(self) -> None:
        self._map = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The map is pale while the feature is off."""
        painter = QPainter(self)
        area = self._frame(painter)
        if self._map is None:
            self._map = self._draw_map()
        spot = QRectF(area.left() + 4, area.top() + 4, area.width() - 8, MAP)
        clip = QPainterPath()
        clip.addRoundedRect(spot, 3, 3)
        painter.save()
        painter.setClipPath(clip)
        painter.setOpacity(1.0 if self.isChecked() else 0.3)
        painter.drawImage(spot, self._map)
        painter.restore()
        painter.setPen(theme().colours.text if self.isChecked() else theme().colours.quiet)
        below = QRectF(area.left(), spot.bottom() + 1, area.width(), area.bottom() - spot.bottom() - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())

    def _draw_map(self) -> QImage:
        axis = np.linspace(-6.0, 6.0, 2 * MAP, dtype=np.float32)
        x1, x2 = np.meshgrid(axis, axis[::-1])
        values = self.feature.function(x1, x2)
        return picture(signed_colours(values, float(np.abs(values).max())))
