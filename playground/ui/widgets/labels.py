"""Labels: one that cuts long text, headings, and the line that says what is wrong with a control."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.ui.theme import glyph, theme

ROW_LABEL = "Weight decay xx"
"""Labels of rows are as wide as this text."""


class ElidedLabel(QLabel):
    """One line of text, cut with an ellipsis where it does not fit; the tooltip has all of it."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Another text."""
        self._full = text
        super().setText(text)
        self._hint()

    def minimumSizeHint(self) -> QSize:
        """May shrink to an ellipsis."""
        return QSize(self.fontMetrics().horizontalAdvance("…") + 8, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Whether all of it fits is known now."""
        super().resizeEvent(event)
        self._hint()

    def _hint(self) -> None:
        if not self.property("own_tip"):
            cut = self.fontMetrics().horizontalAdvance(self._full) > self.width()
            self.setToolTip(self._full if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut to the room there is."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.contentsRect()
        text = self.fontMetrics().elidedText(self._full, self._mode, area.width())
        painter.drawText(area, int(self.alignment()) | Qt.TextFlag.TextSingleLine, text)


class RowLabel(ElidedLabel):
    """As wide as the labels of all forms, whatever the size of type, so that their controls begin at
    one line; or, `free`, as wide as its text."""

    def __init__(self, text: str, parent: QWidget | None = None, free: bool = False) -> None:
        super().__init__(text, parent)
        self._free = free
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(line_height(self))
        if not self._free:
            self.setFixedWidth(self.fontMetrics().horizontalAdvance(ROW_LABEL))


class SteadyLabel(QLabel):
    """One line that changes often. Its size is fixed and grows where a text needs more than the
    `widest` so far: with any freedom left, each new text would have the whole window laid out."""

    def __init__(self, text: str = "", parent: QWidget | None = None, widest: str = "") -> None:
        super().__init__(text, parent)
        self._widest = max(widest, text, key=len)
        self._fix_size()

    def setText(self, text: str) -> None:
        """Another text."""
        if text == self.text():
            return
        if self.fontMetrics().horizontalAdvance(text) > self.width():
            self._widest = text
            self._fix_size()
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fix_size()

    def _fix_size(self) -> None:
        metrics = self.fontMetrics()
        self.setFixedSize(metrics.horizontalAdvance(self._widest), metrics.height())


def line_height(widget: QWidget) -> int:
    """How high a row of controls is in a widget's type, in pixels."""
    return max(26, widget.fontMetrics().height() + 10)


def quiet(label: QLabel) -> QLabel:
    """The label in the quiet colour. A role of the palette, and no palette of its own, which a style
    sheet may take away: so it follows the theme as well."""
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def bold(label: QLabel, weight: QFont.Weight = QFont.Weight.DemiBold) -> QLabel:
    """The label in a heavier face."""
    font = label.font()
    font.setWeight(weight)
    label.setFont(font)
    return label


def heading(text: str, parent: QWidget | None = None) -> QLabel:
    """The title of a group of controls."""
    label = bold(QLabel(text, parent))
    label.setProperty("heading", True)
    return quiet(label)


def paragraph(text: str = "", parent: QWidget | None = None) -> QLabel:
    """A quiet sentence or two that wrap."""
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return quiet(label)


def breakable(text: str) -> str:
    """`text` with places to break inside very long words (a path, a row of a table), which would
    otherwise make whatever holds them as wide as they are."""

    def parts(word: re.Match[str]) -> str:
        return "\u200b".join(re.findall(r".{1,15}[,;/_]|.{1,16}", word[0]))

    return re.sub(r"\S{25,}", parts, text)


class ProblemLine(QWidget):
    """Says what is wrong, in words, with the button that mends it. Hidden while nothing is.

    What is inside is made with the first sentence: most lines of a window never have one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._does: Callable[[], object] | None = None
        self._said, self._severity = "", "error"
        self._made = False
        self.hide()

    def _make(self) -> None:
        self._made = True
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._icon.setContentsMargins(0, 1, 0, 0)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QToolButton(self)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setProperty("repair", True)
        self._button.clicked.connect(self._act)
        theme().wear(self._button, "wrench")
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._text)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addLayout(column, 1)
        theme().changed.connect(self._dress)

    @property
    def text(self) -> str:
        """The sentence; empty while nothing is wrong."""
        return self._said if not self.isHidden() else ""

    @property
    def button(self) -> QToolButton:
        """What mends it; hidden where nothing can."""
        if not self._made:
            self._make()
        return self._button

    def say(
        self,
        text: str,
        severity: str = "error",
        repair: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show a sentence; an empty one hides the line."""
        if not text and self.isHidden():
            return
        self._said, self._severity, self._does = text, severity, act
        button = self.button
        self._text.setText(breakable(text))
        button.setText(f" {repair}")
        button.setAccessibleName(repair)
        button.setVisible(bool(repair))
        self.setVisible(bool(text))
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type wants another icon."""
        super().changeEvent(event)
        if self._made and event.type() == QEvent.Type.FontChange:
            self._dress()

    def _act(self) -> None:
        if self._does is not None:
            self._does()

    def _dress(self) -> None:
        """Errors are red; a warning is quieter, and only its icon has a colour."""
        warns = self._severity == "warning"
        roles = QPalette.ColorRole
        self._text.setForegroundRole(roles.WindowText if warns else roles.BrightText)
        colour = theme().colours.warning if warns else theme().colours.error
        size = self.fontMetrics().height()
        icon = glyph("warning" if warns else "error", colour, size, self.devicePixelRatioF())
        self._icon.setPixmap(icon)
        self._icon.setFixedWidth(size)
