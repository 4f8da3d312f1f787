"""Hint: what an empty canvas says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QWidget

from playground.ui.theme import theme

translate = QCoreApplication.translate


EXAMPLES = "Ctrl+Shift+O"
"""The keys that show the examples."""


class Hint(QLabel):
    """How to begin, in the middle of the canvas; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("canvas.hint")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme().changed.connect(self._word)
        self._word()

    def _word(self) -> None:
        colours = theme().colours
        title = translate("Canvas", "Build a network")
        rest = translate("Canvas", "Drag a layer here, double-click anywhere, or press / to search")
        keys = QKeySequence(EXAMPLES).toString(QKeySequence.SequenceFormat.NativeText)
        rest += "<br>" + translate("Canvas", "or begin with an example: {0}").format(keys)
        self.setText(
            f'<div style="font-size: 20px; font-weight: 600; color: {colours.text.name()}">{title}</div>'
            f'<div style="font-size: 14px; color: {colours.quiet.name()}; margin-top: 8px">{rest}</div>'
        )
