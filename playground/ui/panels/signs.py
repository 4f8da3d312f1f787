"""Signs: a small drawing for each kind of data that is no cloud of points, so that tiles are told apart."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPen, QPolygonF

from playground.catalog import DatasetKind
from playground.ui.theme import draw_icon, theme

SHIRT = ((0.66, 0.1), (1.0, 0.3), (0.88, 0.52), (0.76, 0.44), (0.76, 0.95))
"""The right half of a shirt, its neck left out, in shares of the area; the left half mirrors it."""


def draw_sign(painter: QPainter, area: QRectF, kind: DatasetKind) -> None:
    """Draw the sign of a kind of data within a square."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind.name in ("digits", "mnist"):
        _draw_digit(painter, area, *(("3", 8) if kind.name == "digits" else ("5", 14)))
    elif kind.name == "idx":
        _draw_digit(painter, area, "01", 16)
    elif kind.name == "fashion_mnist":
        _draw_shirt(painter, area)
    elif kind.name == "pictures":
        draw_icon(painter, "open", theme().colours.quiet, area)
    elif kind.family == "image":
        _draw_photograph(painter, area)
    elif kind.family == "curve":
        _draw_line(painter, area, by_hand=kind.name == "pairs")
    else:
        _draw_table(painter, area, kind.task == "regression")


def _draw_digit(painter: QPainter, area: QRectF, text: str, pixels: int) -> None:
    """Digits of so many pixels a side, as the data have them."""
    image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
    image.fill(theme().colours.surface)
    inner = QPainter(image)
    font = QFont(painter.font())
    font.setPixelSize(round(1.1 * pixels / len(text)))
    font.setWeight(QFont.Weight.Bold)
    inner.setFont(font)
    inner.setPen(theme().colours.text)
    inner.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, text)
    inner.end()
    painter.drawImage(area, image)
    _frame(painter, area)


def _draw_shirt(painter: QPainter, area: QRectF) -> None:
    """What is worn."""
    half = [QPointF(area.left() + x * area.width(), area.top() + y * area.height()) for x, y in SHIRT]
    other = [QPointF(area.left() + area.right() - at.x(), at.y()) for at in reversed(half)]
    neck = QPointF(area.center().x(), area.top() + 0.25 * area.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colours.quiet)
    painter.drawPolygon(QPolygonF([*half, *other, neck]))


def _draw_photograph(painter: QPainter, area: QRectF) -> None:
    """Sky, sun and a meadow: the pictures have colours."""
    painter.fillRect(area, QColor("#56B4E9"))
    low = QRectF(area.left(), area.top() + 0.6 * area.height(), area.width(), 0.4 * area.height())
    painter.fillRect(low, QColor("#009E73"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#F0E442"))
    painter.drawEllipse(area.topLeft() + QPointF(0.68 * area.width(), 0.32 * area.height()), 3.0, 3.0)
    _frame(painter, area)


def _draw_line(painter: QPainter, area: QRectF, by_hand: bool) -> None:
    """Points along a line, or three and a plus for those that are typed in."""
    colours = theme().colours

    def at(x: float, y: float) -> QPointF:
        return QPointF(area.left() + x * area.width(), area.top() + y * area.height())

    painter.setPen(QPen(QBrush(QColor("#F59322")), 1.4))
    if by_hand:
        painter.setPen(QPen(QBrush(colours.quiet), 1.4))
        painter.drawLine(at(0.62, 0.78), at(0.98, 0.78))
        painter.drawLine(at(0.8, 0.6), at(0.8, 0.96))
    else:
        painter.drawLine(at(0.0, 0.95), at(1.0, 0.1))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#0877BD"))
    for x, y in (
        ((0.15, 0.68), (0.45, 0.62), (0.62, 0.28)) if by_hand else ((0.15, 0.7), (0.5, 0.62), (0.8, 0.18))
    ):
        painter.drawEllipse(at(x, y), 1.9, 1.9)


def _draw_table(painter: QPainter, area: QRectF, numbers: bool) -> None:
    """A small table whose last column is to be predicted: classes, or a rising number."""
    colours = theme().colours
    painter.setPen(QPen(colours.wire, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, 3, 3)
    row, column = area.height() / 3, area.width() / 3
    for number in (1, 2):
        y, x = area.top() + number * row, area.left() + number * column
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    painter.setPen(Qt.PenStyle.NoPen)
    shades = ("#56B4E9", "#0072B2", "#0072B2") if numbers else ("#E69F00", "#009E73", "#CC79A7")
    for number, shade in enumerate(shades):
        cell = QRectF(area.left() + 2 * column, area.top() + number * row, column, row)
        painter.setBrush(QColor(shade))
        painter.drawRect(cell.adjusted(1.2, 1.2, -1.2, -1.2))


def _frame(painter: QPainter, area: QRectF) -> None:
    painter.setPen(QPen(theme().colours.wire, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
