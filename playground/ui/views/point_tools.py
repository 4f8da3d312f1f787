"""The tools for points on the plane: look, add, move, erase, relabel, and which class is added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from playground.ui.theme import theme

from .naming import named

Tool = Literal["look", "add", "move", "erase", "relabel"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
KEYS: dict[Tool, str] = {"look": "L", "add": "A", "move": "M", "erase": "E", "relabel": "R"}
ICONS: dict[Tool, str] = {
    "look": "eye",
    "add": "plus",
    "move": "move",
    "erase": "erase",
    "relabel": "relabel",
}
CHIP_PX = 14


class PointTools(QWidget):
    """A row of tools, and chips for the classes while a tool needs one. `tool_changed(tool)`."""

    tool_changed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tools = QButtonGroup(self)
        self._chips = QButtonGroup(self)
        self._labels: tuple[float, ...] = ()
        self._shown: tuple[tuple[float, str, str], ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        texts: dict[Tool, str] = {
            "look": self.tr("Look: point at a place to read the prediction there (L)"),
            "add": self.tr("Add points: left button this class, right button or Shift the other (A)"),
            "move": self.tr("Move a point: drag it (M)"),
            "erase": self.tr("Erase points: click them (E)"),
            "relabel": self.tr("Relabel points: click them (R)"),
        }
        for number, tool in enumerate(TOOLS):
            button = named(QToolButton(self), f"output.tool.{tool}", texts[tool])
            button.setCheckable(True)
            button.setAutoRaise(True)
            theme().wear(button, ICONS[tool])
            self._tools.addButton(button, number)
            self._row.addWidget(button)
        self._row.addSpacing(8)
        self._row.addStretch(1)
        self._tools.idToggled.connect(self._tool_toggled)
        theme().changed.connect(self._paint_chips)
        self._tools.button(0).setChecked(True)

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return TOOLS[self._tools.checkedId()]

    def set_tool(self, tool: Tool) -> None:
        """Take up a tool; where no label can be given, there is nothing to do but to look."""
        if not self._labels:
            tool = "look"
        self._tools.button(TOOLS.index(tool)).setChecked(True)

    def _tool_toggled(self, number: int, on: bool) -> None:
        if on:
            for chip in self._chips.buttons():
                chip.setVisible(TOOLS[number] in ("add", "relabel"))
            self.tool_changed.emit(TOOLS[number])

    # --- classes ------------------------------------------------------------------------------

    @property
    def label(self) -> float:
        """What the left button gives a point: the index of a class, or a number."""
        return self._labels[self._chips.checkedId()] if self._labels else 0.0

    @property
    def other_label(self) -> float:
        """What the right button gives: the next class, or the number of the other sign."""
        if not self._labels:
            return 0.0
        at = self._chips.checkedId()
        if min(self._labels) < 0:
            return self._labels[len(self._labels) - 1 - at]
        return self._labels[(at + 1) % len(self._labels)]

    def choose(self, number: int) -> bool:
        """Take the class of that chip (from 0); whether there is one."""
        if number < len(self._labels):
            self._chips.button(number).setChecked(True)
            return True
        return False

    def set_labels(self, labels: Sequence[tuple[float, str, QColor]]) -> None:
        """The labels that can be given: value, name and colour of each. The tools hide where there are
        none."""
        self.setVisible(bool(labels))
        shown = tuple((value, name, colour.name()) for value, name, colour in labels)
        if shown == self._shown:
            return
        self._shown = shown
        chosen = self._chips.checkedId()
        for chip in self._chips.buttons():
            self._chips.removeButton(chip)
            chip.hide()
            chip.deleteLater()
        self._labels = tuple(value for value, _, _ in labels)
        if not labels:
            self.set_tool("look")
        for number, (_, name, _) in enumerate(labels):
            text = self.tr("Class {name} ({key})").format(name=name, key=number + 1)
            chip = named(QToolButton(self), f"output.class.{number}", text)
            chip.setCheckable(True)
            chip.setAutoRaise(True)
            chip.setVisible(self.tool in ("add", "relabel"))
            self._chips.addButton(chip, number)
            self._row.insertWidget(self._row.count() - 1, chip)
        if labels:
            default = len(labels) - 1 if len(labels) <= 3 else 0
            self._chips.button(chosen if 0 <= chosen < len(labels) else default).setChecked(True)
        self._paint_chips()

    def _paint_chips(self) -> None:
        for chip, (_, _, colour) in zip(self._chips.buttons(), self._shown, strict=True):
            pixmap = QPixmap(CHIP_PX * 2, CHIP_PX * 2)
            pixmap.setDevicePixelRatio(2.0)
            pixmap.fill(QColor(0, 0, 0, 0))
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme().colours.line)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(CHIP_PX / 2, CHIP_PX / 2), 6.0, 6.0)
            painter.end()
            chip.setIcon(QIcon(pixmap))
