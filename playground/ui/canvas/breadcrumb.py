"""Breadcrumb: the way to the block that is open on the canvas, each step a button back to it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from playground.ui.theme import theme

translate = QCoreApplication.translate

LEFT, TOP = 12, 52
"""Below the switch between cards and neurons."""
WIDEST = 160
"""A long name is cut at so many pixels."""


class Breadcrumb(QWidget):
    """`Network › block_1`, hidden while the whole is shown. `chosen(depth)`: back to that step."""

    chosen = Signal(int)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("breadcrumb")
        self.setAccessibleName(translate("Canvas", "The way to the open block"))
        self._titles: tuple[str, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 10, 2)
        self._row.setSpacing(4)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.move(LEFT, TOP)
        self.hide()
        theme().changed.connect(self._dress)
        self._dress()

    def show_way(self, titles: tuple[str, ...]) -> None:
        """The names of the blocks, from the outermost inwards; none hides it."""
        if titles == self._titles:
            return
        self._titles = titles
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        names = [translate("Canvas", "Network"), *titles]
        for depth, name in enumerate(names[:-1]):
            self._row.addWidget(self._button(depth, name))
            self._row.addWidget(QLabel("›"))
        last = QLabel(self._fitting(names[-1]))
        last.setObjectName("breadcrumb.here")
        self._row.addWidget(last)
        self.setVisible(bool(titles))
        self.adjustSize()
        self.raise_()

    def sizeHint(self) -> QSize:
        """As much as its row wants."""
        return self._row.sizeHint()

    def _button(self, depth: int, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"breadcrumb.{depth}")
        button.setText(self._fitting(name))
        button.setAccessibleName(translate("Canvas", "Back to {0}").format(name))
        button.setToolTip(button.accessibleName())
        button.setAutoRaise(True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.chosen.emit(depth))
        return button

    def _fitting(self, name: str) -> str:
        return self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, WIDEST)

    def _dress(self) -> None:
        c = theme().colours
        self.setStyleSheet(
            f"#breadcrumb {{ background: {c.surface.name()}; border: 1px solid {c.line.name()};"
            f" border-radius: 6px; }}"
            f"QLabel {{ color: {c.quiet.name()}; }}"
            f"QLabel#breadcrumb\\.here {{ color: {c.text.name()}; font-weight: 600; }}"
            f"QToolButton {{ color: {c.accent.name()}; border: 1px solid transparent; padding: 4px 6px; }}"
            f"QToolButton:hover {{ background: {c.raised.name()}; border-radius: 4px; }}"
            f"QToolButton:focus {{ border: 1px solid {c.accent.name()}; border-radius: 4px; }}"
        )
