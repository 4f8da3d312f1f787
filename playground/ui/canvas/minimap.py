"""Minimap: the whole network in a corner, shown while it does not fit on screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPicture
from PySide6.QtWidgets import QWidget

from playground.ui.theme import theme

from .view import CanvasView

translate = QCoreApplication.translate

WIDTH, HEIGHT, MARGIN = 184, 112, 12


class Minimap(QWidget):
    """Cards as blocks of their category's colour and a frame around what is seen; a click jumps."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._picture: QPicture | None = None
        theme().changed.connect(self.redraw)
        self.setObjectName("minimap")
        self.setAccessibleName(translate("Canvas", "Overview of the network"))
        self.setToolTip(translate("Canvas", "Click to go there"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(WIDTH, HEIGHT)
        self.hide()

    def redraw(self) -> None:
        """The network itself changed: draw its blocks anew."""
        self._picture = None
        self.refresh()

    def refresh(self) -> None:
        """Something else is in sight."""
        room = self._view.rect()
        self.move(room.right() - WIDTH - MARGIN, room.bottom() - HEIGHT - MARGIN)
        fits = room.width() < 3 * WIDTH or room.height() < 2 * HEIGHT
        fits = fits or self._view.seen().contains(self._view.content().adjusted(12, 12, -12, -12))
        self.setVisible(not fits)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Blocks and a frame."""
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        back = QColor(colours.surface)
        back.setAlphaF(0.94)
        painter.setBrush(back)
        painter.setPen(QPen(colours.line, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        scale, origin = self._scale()
        painter.drawPicture(0, 0, self._blocks(scale, origin))
        seen = self._view.seen()
        frame = QRectF(origin + seen.topLeft() * scale, seen.size() * scale)
        painter.setPen(QPen(colours.accent, 1.5))
        veil = QColor(colours.accent)
        veil.setAlphaF(0.10)
        painter.setBrush(veil)
        painter.drawRoundedRect(frame.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there."""
        scale, origin = self._scale()
        self._view.go_to((event.position() - origin) / scale)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more; the canvas below is not to hear of it."""
        event.accept()

    def _blocks(self, scale: float, origin: QPointF) -> QPicture:
        if self._picture is None:
            self._picture = QPicture()
            painter = QPainter(self._picture)
            painter.setPen(Qt.PenStyle.NoPen)
            for card in self._view.network_scene.cards.values():
                box = card.box()
                corner = origin + box.topLeft() * scale
                width, height = max(2.0, box.width() * scale), max(2.0, box.height() * scale)
                painter.fillRect(
                    QRectF(corner.x(), corner.y(), width, height), theme().category(card.face.category)
                )
            painter.end()
        return self._picture

    def _scale(self) -> tuple[float, QPointF]:
        """Minimap pixels per canvas pixel, and where the canvas' (0, 0) lies."""
        area = self._view.content()
        scale = min((WIDTH - 16) / area.width(), (HEIGHT - 16) / area.height())
        middle = QPointF(WIDTH / 2, HEIGHT / 2)
        return scale, middle - area.center() * scale
