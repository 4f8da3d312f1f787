"""What a view shows while it has nothing to show: a quiet picture and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from playground.ui.theme import glyph, theme

ICON_PX = 40


class EmptyState(QWidget):
    """A faint icon with a sentence below it, in the middle."""

    def __init__(self, name: str, icon: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon_name = icon
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        for label in (self._icon, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(self._icon)
        column.addWidget(self._text)
        column.addStretch(1)
        theme().changed.connect(self._dress)
        self.say(text)
        self._dress()

    def say(self, text: str) -> None:
        """Another sentence."""
        self._text.setText(text)
        self.setAccessibleName(text)

    def _dress(self) -> None:
        colours = theme().colours
        self._icon.setPixmap(glyph(self._icon_name, colours.wire, ICON_PX, self.devicePixelRatioF()))
        palette = self._text.palette()
        palette.setColor(self._text.foregroundRole(), colours.quiet)
        self._text.setPalette(palette)
