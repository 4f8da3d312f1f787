"""Style rules: what a palette cannot say of fields, buttons, boxes, menus and tables."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir

from playground.assets import asset

if TYPE_CHECKING:
    from .theme import Colours


def sheet(colours: Colours) -> str:
    """The rules in these colours, for the whole application: a sheet of a panel's own would have every
    control in it dressed once more."""
    names = {f.name: getattr(colours, f.name).name() for f in fields(colours)}
    names["check"] = "white" if colours.on_accent.lightnessF() > 0.5 else "black"
    # Pictures are named by a search path: a folder with a blank in its name would break the rules.
    QDir.setSearchPaths("icons", [str(asset("icons", "chevron_grey.svg").parent)])
    return re.sub(r"@(\w+)", lambda found: names[found[1]], _RULES)


_RULES = """
QToolTip { color: @text; background: @surface; border: 1px solid @line; padding: 4px 6px; }
QMenu { background: @surface; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: @raised; color: @text; }
QMenu::item:disabled { color: @quiet; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 10px; }
QScrollBar:horizontal { height: 10px; }
QScrollBar::handle { background: @wire; border: 2px solid transparent; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 28px; margin: 2px 3px; }
QScrollBar::handle:horizontal { min-width: 28px; margin: 3px 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QMenu::icon { padding-left: 8px; }
QSlider { min-height: 18px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 10px; margin: -5px 0; border-radius: 7px;
    border: 2px solid @accent; background: @surface; }
QSlider::handle:horizontal:hover { background: @raised; }
QSlider::handle:horizontal:focus { border-color: @text; }

QLineEdit {
    background: @surface; border: 1px solid @line; border-radius: 5px; padding: 3px 5px;
    selection-background-color: @accent; selection-color: @on_accent;
}
QLineEdit:hover { border-color: @wire; }
QLineEdit:focus { border: 1px solid @accent; }
QLineEdit:disabled { color: @quiet; background: @ground; }
QLineEdit[wrong="true"] { border: 1px solid @error; }

QComboBox {
    background: @surface; border: 1px solid @line; border-radius: 5px; padding: 3px 4px 3px 7px;
    selection-background-color: @line; selection-color: @text;
}
QComboBox:hover { border-color: @wire; }
QComboBox:focus, QComboBox:on { border-color: @accent; }
QComboBox:disabled { color: @quiet; background: @ground; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox::down-arrow { image: url(icons:chevron_grey.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView {
    background: @surface; border: 1px solid @line; padding: 4px; outline: none;
    selection-background-color: @raised; selection-color: @text;
}

QToolButton, QPushButton {
    background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 3px 8px;
    color: @text;
}
QToolButton[snug="true"], QFileDialog QToolButton { padding: 1px; }
QTabBar QToolButton { padding: 0; background: @ground; }
QDialogButtonBox QPushButton { min-width: 56px; }
QToolButton:hover, QPushButton:hover { background: @raised; }
QToolButton:pressed, QPushButton:pressed { background: @line; }
QToolButton:focus, QPushButton:focus { border-color: @accent; }
QToolButton:checked { background: @raised; border-color: @wire; }
QToolButton:disabled, QPushButton:disabled { color: @quiet; }
QPushButton, QToolButton[framed="true"], QToolButton[repair="true"] {
    border: 1px solid @line; background: @surface;
}
QPushButton:hover, QToolButton[framed="true"]:hover, QToolButton[repair="true"]:hover { border-color: @wire; }
QPushButton:focus, QToolButton[framed="true"]:focus, QToolButton[repair="true"]:focus {
    border-color: @accent;
}
QPushButton:default { background: @accent; color: @on_accent; border-color: @accent; }
QPushButton:default:focus { border-color: @text; }
QPushButton:default:disabled { background: @ground; color: @quiet; border-color: @line; }
QCheckBox { spacing: 7px; }
QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid @wire; border-radius: 4px; background: @surface;
}
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked {
    background: @accent; border-color: @accent; image: url(icons:check_@check.svg);
}
QCheckBox::indicator:checked:focus { border: 1px solid @text; }
QCheckBox::indicator:disabled { background: @ground; border-color: @line; }
QScrollArea { border: none; background: transparent; }
QTableView {
    background: @surface; border: 1px solid @line; border-radius: 6px; gridline-color: @line;
    selection-background-color: @raised; selection-color: @text; alternate-background-color: @ground;
}
QHeaderView::section {
    background: @surface; color: @quiet; border: none; border-bottom: 1px solid @line; padding: 4px 6px;
}
QTableCornerButton::section { background: @surface; border: none; }
"""
