"""Style rules of panels and toasts: what fields, buttons, boxes and tables look like in the theme."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtCore import QDir

from playground.assets import asset
from playground.ui.theme import Colours


def sheet(colours: Colours) -> str:
    """The rules for the colours in force, for `QWidget.setStyleSheet` of a panel."""
    names = {f.name: getattr(colours, f.name).name() for f in fields(colours)}
    names["check"] = "white" if colours.on_accent.lightnessF() > 0.5 else "black"
    # Pictures are named by a search path: a folder with a blank in its name would break the rules.
    QDir.setSearchPaths("icons", [str(asset("icons", "chevron_grey.svg").parent)])
    text = _RULES
    for name, value in names.items():
        text = text.replace(f"@{name};", f"{value};").replace(f"@{name} ", f"{value} ")
        text = text.replace(f"@{name}.", f"{value}.")
    return text


_RULES = """
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
