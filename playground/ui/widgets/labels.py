"""Labels: one that cuts long text, headings, and the line that says what is wrong with a control."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
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


def quiet(label: QLabel) -> QLabel:
    """The label in the quiet colour of the theme in force, and of those to come."""
    _Tint(label, "quiet").put()
    return label


def tinted(label: QLabel, colour: str) -> QLabel:
    """The label in a colour of the theme by its name ("error", "warning", "accent")."""
    _Tint(label, colour).put()
    return label


class _Tint(QWidget):
    """Lives with a label and gives it its colour again when the theme changes."""

    def __init__(self, label: QLabel, colour: str) -> None:
        super().__init__(label)
        self.hide()
        self._label, self._colour = label, colour
        theme().changed.connect(self.put)

    def put(self) -> None:
        palette = QPalette(self._label.palette())
        palette.setColor(QPalette.ColorRole.WindowText, getattr(theme().colours, self._colour))
        self._label.setPalette(palette)


def bold(label: QLabel, weight: QFont.Weight = QFont.Weight.DemiBold) -> QLabel:
    """The label in a heavier face."""
    font = label.font()
    font.setWeight(weight)
    label.setFont(font)
    return label


def as_row_label(label: QLabel) -> QLabel:
    """The label as wide as those of all forms, so that their controls begin at one line."""
    label.setFixedWidth(label.fontMetrics().horizontalAdvance(ROW_LABEL))
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


class ProblemLine(QWidget):
    """Says what is wrong, in words, with the button that mends it. Hidden while nothing is."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self._does: Callable[[], object] | None = None
        self._severity = "error"
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
        self.hide()

    @property
    def text(self) -> str:
        """The sentence; empty while nothing is wrong."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def button(self) -> QToolButton:
        """What mends it; hidden where nothing can."""
        return self._button

    def say(
        self,
        text: str,
        severity: str = "error",
        repair: str = "",
        act: Callable[[], object] | None = None,
    ) -> None:
        """Show a sentence; an empty one hides the line."""
        self._severity, self._does = severity, act
        self._text.setText(text)
        self._button.setText(repair)
        self._button.setAccessibleName(repair)
        self._button.setVisible(bool(repair))
        self.setVisible(bool(text))
        self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type wants another icon."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _act(self) -> None:
        self.pressed.emit()
        if self._does is not None:
            self._does()

    def _dress(self) -> None:
        colour = theme().colours.warning if self._severity == "warning" else theme().colours.error
        palette = self._text.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self._text.setPalette(palette)
        size = self.fontMetrics().height()
        icon = "warning" if self._severity == "warning" else "error"
        self._icon.setPixmap(glyph(icon, colour, size, self.devicePixelRatioF()))
        self._icon.setFixedWidth(size)
