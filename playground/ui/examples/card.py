"""ExampleCard: an example as a picture, its title and its line."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPixmap, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.gallery import Example
from playground.ui.panels.tiles import RADIUS, Tile
from playground.ui.theme import theme

WIDTH = 276
THUMBNAIL = 96
PAD = 8


class ExampleCard(Tile):
    """One example. `opened` on a double click; it is chosen as a button is, by mouse and by arrow keys.

    Its picture is read once the card has been seen without: the window is there at once.
    """

    opened = Signal()

    def __init__(self, example: Example, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.example = example
        self._thumbnail: QPixmap | None = None
        self._asked = False
        self.setObjectName(f"examples.card.{example.name}")
        self.setText(example.title)
        self.setAccessibleName(example.title)
        self.setAccessibleDescription(example.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for the picture, or for the title over three lines of text."""
        lines = 4 * self.fontMetrics().lineSpacing() + 2
        return QSize(WIDTH, max(THUMBNAIL, lines) + 2 * PAD + 2)

    def minimumSizeHint(self) -> QSize:
        """No less than that."""
        return self.sizeHint()

    @property
    def thumbnail(self) -> QPixmap | None:
        """The picture in the theme in force; None before it was read."""
        return self._thumbnail

    def _forget(self) -> None:
        self._thumbnail, self._asked = None, False
        self.update()

    def _read(self) -> None:
        self._thumbnail = QPixmap(str(self.example.thumbnail(theme().dark)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture to the left, the words to its right."""
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self, self._read)
        painter = QPainter(self)
        area = self._frame(painter).adjusted(PAD, PAD, -PAD, -PAD)
        spot = QRectF(area.left(), area.top(), THUMBNAIL, THUMBNAIL)
        draw_thumbnail(painter, spot, self._thumbnail)
        words = area.adjusted(THUMBNAIL + 10, -2, 0, 2)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        painter.setPen(theme().colours.text)
        title = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignTop, title)
        painter.setFont(self.font())
        painter.setPen(theme().colours.quiet)
        wrapped = QTextOption()
        wrapped.setWrapMode(QTextOption.WrapMode.WordWrap)
        painter.setClipRect(words)
        painter.drawText(words.adjusted(0, metrics.lineSpacing() + 2, 0, 0), self.example.line, wrapped)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setChecked(True)
            self.opened.emit()


def draw_thumbnail(painter: QPainter, area: QRectF, picture: QPixmap | None) -> None:
    """The picture with round corners; an empty field where there is none yet."""
    shape = QPainterPath()
    shape.addRoundedRect(area, RADIUS - 2, RADIUS - 2)
    painter.fillPath(shape, theme().colours.raised)
    if picture is not None and not picture.isNull():
        painter.save()
        painter.setClipPath(shape)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(area, picture, picture.rect().toRectF())
        painter.restore()
