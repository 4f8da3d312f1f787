"""CardBody: how a card looks and where its ports sit. The card itself only holds and places it.

Another body may take the place of the plain one (a Linear layer opened into its neurons): it says
its own size, its ports' points, and paints.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
)

from playground.ui.theme import draw_icon, theme

from .edits import CARD
from .face import Face
from .layout import Size
from .still import Still, hurried

RADIUS = 8.0
EDGE = 3.0
"""Height of the category's colour along the upper edge."""
HEADER = 40.0
PICTURE = 112.0
MARGIN = 8.0
PORT_GAP = 24.0
"""Distance of ports on one side: no target is smaller than 24 px."""

FULL_ABOVE = 0.5
"""Zoom from which a card shows all its words; below, its title in large letters."""
READABLE = 0.85
LARGEST = 1.5
"""Below a zoom of READABLE words are written larger on the card, by a factor of at most LARGEST."""
TWO_LINES = 1.15
"""The header has room for two lines of words that are larger by no more than this."""
SMALLER = 0.75
"""A long name is written smaller, by no more than this, before it is cut."""
TITLE_ABOVE = 0.22
"""Zoom from which a card shows words at all."""

FEW = 32
"""Pictures of at most so many pixels a side keep their pixels when enlarged."""
FAINT = 0.4
"""Opacity of what takes no part: a bypassed layer's picture, a card that no wire may end at."""


@dataclass
class Look:
    """How a card is being looked at, apart from what it shows."""

    selected: bool = False
    hovered: bool = False
    current: bool = False
    """Has the keyboard."""
    dimmed: bool = False
    """No wire that is being drawn may land here."""


def card_font(pixels: int, bold: bool = False) -> QFont:
    """The interface's font at a size in canvas pixels."""
    font = theme().number_font(QGuiApplication.font())
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class CardBody:
    """The plain card: header with icon and title, a live picture, output shape and parameters."""

    def __init__(self) -> None:
        self.picture: QImage | None = None
        self._scaled: tuple[QImage, QPixmap] | None = None
        self._still = Still()
        self._lines: tuple[tuple[str, int], list[str]] = (("", 0), [])

    @property
    def size(self) -> Size:
        """Width and height in canvas pixels, multiples of the grid."""
        return CARD

    def port(self, incoming: bool, index: int, count: int) -> QPointF:
        """The point of port `index` of `count` on its side, in the card's coordinates."""
        width, _ = self.size
        middle = HEADER + PICTURE / 2
        return QPointF(0.0 if incoming else width, middle + (index - (count - 1) / 2) * PORT_GAP)

    def title_area(self) -> QRectF:
        """Where the title stands, and a field to rename it."""
        return QRectF(32.0, EDGE + 2, self.size[0] - 32.0 - MARGIN, HEADER - EDGE - 4)

    def picture_area(self) -> QRectF:
        """Where the live picture is."""
        return QRectF(MARGIN, HEADER, self.size[0] - 2 * MARGIN, PICTURE)

    def paint(self, painter: QPainter, face: Face, look: Look, zoom: float) -> None:
        """Paint the card, less its ports, at a zoom that decides how much is worth painting."""
        if zoom < TITLE_ABOVE:
            self._paint_block(painter, face, look)
        else:
            shape = None if self.picture is None else self.picture.width() == self.picture.height()
            shows = (face, tuple(vars(look).values()), shape, QGuiApplication.font().family(), theme().dark)
            self._still.paint(
                painter, shows, self.size, zoom, lambda p: self._paint_still(p, face, look, zoom)
            )
        if self.picture is not None and self._is_live(face):
            whole = painter.opacity()
            painter.setOpacity(whole * (FAINT if look.dimmed else 1.0) * (FAINT if face.faint else 1.0))
            self._paint_scaled(painter, self.picture, self.picture_area())
            painter.setOpacity(whole)

    def _is_live(self, face: Face) -> bool:
        return self.picture is not None and not self.picture.isNull() and not face.failed

    def _paint_still(self, painter: QPainter, face: Face, look: Look, zoom: float) -> None:
        """All but the live picture."""
        self._paint_box(painter, face, look)
        if look.dimmed:
            painter.setOpacity(FAINT)
        self._paint_place(painter, face, zoom)
        if zoom >= FULL_ABOVE:
            self._paint_words(painter, face, _larger(zoom))
        else:
            self._paint_large_title(painter, face)

    def _paint_box(self, painter: QPainter, face: Face, look: Look) -> None:
        colours, (width, height) = theme().colours, self.size
        if look.current:
            painter.setPen(QPen(colours.accent, 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(-5, -5, width + 10, height + 10), RADIUS + 5, RADIUS + 5)
        colour = colours.accent if look.selected else colours.wire if look.hovered else _border(face)
        pen = QPen(colour, 2.0 if look.selected else 1.0)
        if face.faint:
            pen.setDashPattern([4.0, 3.0])
            pen.setColor(colours.accent if look.selected else colours.wire)
        painter.setPen(pen)
        painter.setBrush(colours.surface)
        painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, height - 1), RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.line if face.faint or look.dimmed else theme().category(face.category))
        painter.drawPath(_edge(width, height, inset=1.5 if look.selected else 0.5))

    def _paint_block(self, painter: QPainter, face: Face, look: Look) -> None:
        """The box from far away, where corners and fine lines cannot be seen."""
        colours, box = theme().colours, QRectF(0, 0, *self.size)
        marked = look.selected or look.current or face.problem is not None
        if marked:
            ink = colours.accent if look.selected or look.current else _border(face)
            painter.fillRect(box.adjusted(-8, -8, 8, 8), ink)
        painter.fillRect(box, colours.surface)
        painter.fillRect(QRectF(0, 0, box.width(), 3 * EDGE), theme().category(face.category))

    def _paint_place(self, painter: QPainter, face: Face, zoom: float) -> None:
        """What is behind the live picture, or in its place."""
        area, colours = self.picture_area(), theme().colours
        if self.picture is None or self.picture.width() != self.picture.height() or face.failed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.raised)
            painter.drawRoundedRect(area, 4.0, 4.0)
        if face.failed and zoom >= FULL_ABOVE:
            self._paint_sentence(painter, face.sentence, area.adjusted(6, 6, -6, -6), _larger(zoom))
        elif not self._is_live(face):
            mark = QRectF(0, 0, 40, 40)
            mark.moveCenter(area.center())
            draw_icon(painter, face.icon, colours.dot.darker(106) if not theme().dark else colours.wire, mark)

    def _paint_scaled(self, painter: QPainter, picture: QImage, area: QRectF) -> None:
        """The picture, as large as fits, scaled once for the present zoom and kept for the next paint."""
        area = painter.worldTransform().mapRect(area)
        scale = painter.device().devicePixelRatio()
        size = picture.size().scaled((area.size() * scale).toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(0, 0), QSizeF(size) / scale)
        place.moveCenter(area.center())
        painter.save()
        painter.resetTransform()
        if self._scaled is None or self._scaled[0] is not picture or self._scaled[1].size() != size:
            # While the view is being zoomed, scaling well would be too slow for each step.
            self._scaled = None if hurried(painter) else (picture, _scaled(picture, size, scale))
        if self._scaled is None:
            painter.drawImage(place, picture)
        else:
            painter.drawPixmap(place.topLeft().toPoint(), self._scaled[1])
        painter.restore()

    def _paint_words(self, painter: QPainter, face: Face, larger: float) -> None:
        colours, (width, height) = theme().colours, self.size
        draw_icon(painter, face.icon, theme().category(face.category), QRectF(MARGIN, 13, 18, 18))
        area = self.title_area()
        small = card_font(round(12 * larger))
        # Two lines of large words would overlap: far out the name is what matters.
        subtitle = face.subtitle if larger <= TWO_LINES else ""
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colours.quiet if face.faint else colours.text)
        row = area if not subtitle else QRectF(area.x(), area.y(), area.width(), area.height() / 2)
        self._paint_title(painter, face.title, row, round(13 * larger))
        painter.setFont(small)
        painter.setPen(colours.quiet)
        if subtitle:
            row.translate(0, area.height() / 2 - 1)
            painter.drawText(row, left, elided(subtitle, small, area.width()))
        footer = QRectF(MARGIN + 1, HEADER + PICTURE, width - 2 * MARGIN - 2, height - HEADER - PICTURE)
        self._paint_footer(painter, face, footer, small)

    def _paint_footer(self, painter: QPainter, face: Face, footer: QRectF, font: QFont) -> None:
        """Shape on the left; parameters on the right where there is room beside it, and their mark: a lock
        where they rest."""
        colours, metrics = theme().colours, QFontMetricsF(font)
        count = metrics.horizontalAdvance(face.parameters)
        shape = fitting(face.shape, font, footer.width() - (count + 8 if count else 0))
        if "…" in shape:
            count, shape = 0.0, fitting(face.shape, font, footer.width())
        if count:
            painter.drawText(
                footer, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, face.parameters
            )
            if metrics.horizontalAdvance(shape) + count + 23 <= footer.width():
                mark = QRectF(footer.right() - count - 15, footer.center().y() - 6, 12, 12)
                draw_icon(painter, "lock" if face.frozen else "parameters", colours.quiet, mark)
        if not face.faint:
            painter.setPen(colours.text)
        painter.drawText(footer, Qt.AlignmentFlag.AlignVCenter, shape)

    def _paint_large_title(self, painter: QPainter, face: Face) -> None:
        area = QRectF(MARGIN, EDGE, self.size[0] - 2 * MARGIN, HEADER - EDGE)
        painter.setPen(theme().colours.quiet if face.faint else theme().colours.text)
        self._paint_title(painter, face.title, area, 22)

    def _paint_title(self, painter: QPainter, title: str, area: QRectF, pixels: int) -> None:
        """A name, smaller where that makes it fit: its end (linear_2) tells it from the others."""
        whole = QFontMetricsF(card_font(pixels, bold=True)).horizontalAdvance(title)
        fits = int(pixels * min(1.0, area.width() / whole)) if whole else pixels
        font = card_font(max(fits, round(SMALLER * pixels)), bold=True)
        painter.setFont(font)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, elided(title, font, area.width(), middle=True))

    def _paint_sentence(self, painter: QPainter, sentence: str, area: QRectF, larger: float) -> None:
        font = card_font(round(12 * larger))
        key = (sentence, font.pixelSize())
        if self._lines[0] != key:
            self._lines = (key, wrapped(sentence, font, area.width(), area.height()))
        painter.setFont(font)
        painter.setPen(theme().colours.error)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, "\n".join(self._lines[1]))


def _larger(zoom: float) -> float:
    """The factor by which words are written larger at a zoom."""
    return min(max(READABLE / zoom, 1.0), LARGEST)


def _border(face: Face) -> QColor:
    colours = theme().colours
    if face.problem is None:
        return colours.line
    return colours.error if face.failed else colours.warning


def _scaled(picture: QImage, size: QSize, scale: float) -> QPixmap:
    """A picture at `size` device pixels; one of few pixels (the maps of a small layer) keeps them."""
    smooth = picture.width() > FEW or size.width() < picture.width()
    mode = Qt.TransformationMode.SmoothTransformation if smooth else Qt.TransformationMode.FastTransformation
    made = QPixmap.fromImage(picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode))
    made.setDevicePixelRatio(scale)
    return made


@lru_cache(maxsize=64)
def _edge(width: float, height: float, inset: float) -> QPainterPath:
    """The strip of colour along the upper side of the rounded box, inside its border."""
    path = QPainterPath()
    box = QRectF(inset, inset, width - 2 * inset, height - 2 * inset)
    path.addRoundedRect(box, RADIUS - inset, RADIUS - inset)
    strip = QPainterPath()
    strip.addRect(QRectF(0, 0, width, EDGE + inset))
    return path.intersected(strip)


def elided(text: str, font: QFont, width: float, middle: bool = False) -> str:
    """As much of `text` as fits, with an ellipsis where it does not: at its end or in its middle."""
    return _elided(text, font.family(), font.pixelSize(), font.weight(), width, middle)


@lru_cache(maxsize=2048)
def _elided(text: str, family: str, pixels: int, weight: int, width: float, middle: bool) -> str:
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    return QFontMetricsF(font).elidedText(text, mode, width)


def fitting(text: str, font: QFont, width: float) -> str:
    """`text`, without its spaces where it is too wide, elided where that does not help."""
    if QFontMetricsF(font).horizontalAdvance(text) <= width:
        return text
    return elided(text.replace(" ", ""), font, width)


def wrapped(text: str, font: QFont, width: float, height: float) -> list[str]:
    """`text` in lines that fit into width x height; the last ends in an ellipsis where it is cut."""
    metrics = QFontMetricsF(font)
    most = max(1, int(height // metrics.lineSpacing()))
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    starts = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(text)]
    lines = [text[a:b].strip() for a, b in zip(starts, ends, strict=True)]
    if len(lines) > most:
        rest = text[starts[most - 1] :]
        lines = [*lines[: most - 1], metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]
    return lines
