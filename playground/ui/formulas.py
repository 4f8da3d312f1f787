"""Formulas: LaTeX as pictures in the colours of the theme, drawn late and kept.

ziamath turns LaTeX into SVG, Qt draws that. It is imported on a thread once the window is there
(`warm_up`), else the first click on a layer would wait for it. A formula that cannot be drawn is
shown as its text.
"""

from __future__ import annotations

import base64
import importlib
import threading
from functools import lru_cache

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.catalog import Kind, Parameter
from playground.ui.theme import theme

UNIT = 20.0
"""Size of type that formulas are made in; they are scaled when drawn."""
SHARPNESS = 2.0
"""Pixels per point in a tooltip's picture, so that it is sharp on a fine screen."""


def warm_up() -> None:
    """Imports what draws formulas, on a thread of its own."""
    load = threading.Thread(
        target=importlib.import_module, args=("ziamath.zmath",), name="loading formulas", daemon=True
    )
    load.start()


@lru_cache(maxsize=512)
def svg(latex: str, colour: str = "#000000") -> bytes | None:
    """The formula as SVG in type of 20 px; None where it cannot be drawn."""
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # Qt's SVG has no nested symbols: it would draw fraction bars only
    try:
        return str(Latex(latex, size=UNIT, color=colour).svg()).encode()
    except Exception:  # whatever its parser stumbles over: the text is shown instead
        return None


@lru_cache(maxsize=512)
def _renderer(latex: str, colour: str) -> QSvgRenderer | None:
    drawing = svg(latex, colour)
    if drawing is None:
        return None
    renderer = QSvgRenderer(QByteArray(drawing))
    return renderer if renderer.isValid() else None


def size_of(latex: str, type_px: float) -> QSizeF:
    """Width and height of the formula in type of `type_px`; empty where it cannot be drawn."""
    renderer = _renderer(latex, theme().colours.text.name())
    return QSizeF() if renderer is None else renderer.viewBoxF().size() * (type_px / UNIT)


class FormulaView(QWidget):
    """A formula, as large as the type around it, smaller where there is less room."""

    def __init__(self, latex: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latex = latex
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(latex)
        if not latex:
            self.hide()
        theme().changed.connect(self.update)

    def show_formula(self, latex: str) -> None:
        """Another formula; an empty one takes no room."""
        self._latex = latex
        self.setAccessibleName(latex)
        self.setVisible(bool(latex))
        self.updateGeometry()
        self.update()

    def _type(self) -> float:
        return self.fontMetrics().height() * 1.05

    def sizeHint(self) -> QSize:
        """What the formula takes; nothing while nobody can see it, so that it is not drawn in vain."""
        if not self._latex or not self.isVisible():
            return QSize(0, 0)
        size = size_of(self._latex, self._type())
        if size.isEmpty():
            return QSize(self.fontMetrics().horizontalAdvance(self._latex), self.fontMetrics().height() + 8)
        return QSize(round(size.width()) + 2, round(size.height()) + 10)

    def showEvent(self, event: QShowEvent) -> None:
        """Only now does it take its room."""
        super().showEvent(event)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """May be drawn smaller."""
        return QSize(40, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The formula, or its text."""
        if not self._latex:
            return
        colour = theme().colours.text
        painter = QPainter(self)
        renderer = _renderer(self._latex, colour.name())
        if renderer is None:
            painter.setPen(colour)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self._latex)
            return
        size = size_of(self._latex, self._type())
        scale = min(1.0, self.width() / size.width())
        size *= scale
        top = (self.height() - size.height()) / 2
        renderer.render(painter, QRectF(0, top, size.width(), size.height()))


def _picture(latex: str) -> str:
    """The formula as an image inside rich text; its text where it cannot be drawn."""
    colour = theme().colours.text.name()
    renderer = _renderer(latex, colour)
    if renderer is None:
        return f"<code>{_plain(latex)}</code>"
    size = size_of(latex, QToolTip.font().pixelSize() if QToolTip.font().pixelSize() > 0 else 16.0)
    pixmap = QPixmap((size * SHARPNESS).toSize())
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    bytes_ = QByteArray()
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pixmap.save(buffer, "PNG")
    data = base64.b64encode(bytes_.data()).decode()
    width, height = round(size.width()), round(size.height())
    return f'<img src="data:image/png;base64,{data}" width="{width}" height="{height}">'


def kind_tip(kind: Kind, hint: str = "") -> str:
    """What hovering a kind says: its title, its sentence, its formula, and what to do with it."""
    parts = [f"<b>{_plain(kind.title)}</b>"]
    if kind.help:
        parts.append(f"<br>{_plain(kind.help)}")
    if kind.formula:
        parts.append(f'<p style="margin-top:8px;margin-bottom:4px">{_picture(kind.formula)}</p>')
    if hint:
        parts.append(f'<p style="color:{theme().colours.quiet.name()};margin-top:4px">{_plain(hint)}</p>')
    return _wrapped("".join(parts))


def parameter_tip(parameter: Parameter, default: str, useful: str, kind: Kind | None = None) -> str:
    """What hovering a control says: its title, its sentence, the formula of its kind, and a quiet
    line of its default and useful range (both in words already)."""
    parts = [f"<b>{_plain(parameter.title)}</b>"]
    if parameter.help:
        parts.append(f"<br>{_plain(parameter.help)}")
    if kind is not None and kind.formula:
        parts.append(f'<p style="margin-top:8px;margin-bottom:4px">{_picture(kind.formula)}</p>')
    line = " · ".join(part for part in (default, useful) if part)
    if line:
        parts.append(f'<p style="color:{theme().colours.quiet.name()};margin-top:4px">{_plain(line)}</p>')
    return _wrapped("".join(parts))


def _plain(text: str) -> str:
    """Text as HTML."""
    from html import escape

    return escape(text)


def _wrapped(text: str) -> str:
    """Rich text that wraps at a readable width."""
    return f'<table width="300"><tr><td>{text}</td></tr></table>'
