"""Still: what of a card stays the same from one live picture to the next, painted once and kept."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from .layout import Size

SPILL = 8.0
"""How far a card's box and the rings around it reach beyond its size."""
ROUGH = 2.0
"""While the view is being zoomed, a picture kept at another zoom will do up to this factor."""


def snapped(transform: QTransform, scale: float) -> QTransform:
    """The same place, but for the part of a pixel by which it misses one of the screen's (`scale` of
    them to a pixel of the window)."""
    x, y = transform.dx(), transform.dy()
    return transform * QTransform.fromTranslate(round(x * scale) / scale - x, round(y * scale) / scale - y)


def hurried(painter: QPainter) -> bool:
    """Whether the view is being zoomed: then it leaves away this hint, and speed is what counts."""
    return not painter.testRenderHint(QPainter.RenderHint.SmoothPixmapTransform)


class Still:
    """One picture, kept for as long as nothing that it shows changes."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._shows: object = None
        self._zoom, self._scale = 1.0, 1.0
        self._margin = 0

    def paint(
        self,
        painter: QPainter,
        shows: object,
        size: Size,
        zoom: float,
        work: Callable[[QPainter], None],
    ) -> None:
        """Paints what `work` paints in canvas pixels around a box of `size`; calls it only where what
        was kept is of something else than `shows`, or of another zoom."""
        scale = painter.device().devicePixelRatio()
        same = shows == self._shows and scale == self._scale
        if same and zoom != self._zoom and hurried(painter) and 1 / ROUGH < zoom / self._zoom < ROUGH:
            pixel = 1 / (self._zoom * scale)
            area = QRectF(self._pixmap.rect())
            target = QRectF(-self._margin * pixel, -self._margin * pixel, *(area.size() * pixel).toTuple())
            painter.drawPixmap(target, self._pixmap, area)
            return
        if not same or zoom != self._zoom:
            self._shows, self._zoom, self._scale = shows, zoom, scale
            self._keep(painter, size, work)
        transform, margin = painter.worldTransform(), self._margin / scale
        painter.resetTransform()
        painter.drawPixmap(QPointF(transform.dx() - margin, transform.dy() - margin), self._pixmap)
        painter.setWorldTransform(transform)

    def _keep(self, painter: QPainter, size: Size, work: Callable[[QPainter], None]) -> None:
        pixels = self._zoom * self._scale
        self._margin = ceil(SPILL * pixels)
        width, height = (ceil(length * pixels) + 2 * self._margin for length in size)
        self._pixmap = QPixmap(width, height)
        self._pixmap.setDevicePixelRatio(self._scale)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        inner = QPainter(self._pixmap)
        inner.setRenderHints(painter.renderHints())
        inner.translate(self._margin / self._scale, self._margin / self._scale)
        inner.scale(self._zoom, self._zoom)
        work(inner)
        inner.end()
