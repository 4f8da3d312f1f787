"""Help: the list of keys, and what this program is."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from playground import __version__

from .actions import LINE, Actions, menus
from .canvas.keys import SHORTCUTS

translate = QCoreApplication.translate


def keys_text(actions: Actions) -> str:
    """Every key of the window and the canvas, as HTML."""
    rows = []
    for title, entries in menus().items():
        of_menu = []
        for entry in entries:
            action = actions.by_name.get(entry.name)
            keys = action.shortcut().toString() if action is not None and entry is not LINE else ""
            if keys:
                of_menu.append(_row(keys, entry.text))
        rows += [_heading(title.replace("&", "")), *of_menu] if of_menu else []
    rows.append(_heading(translate("Help", "On the canvas")))
    rows += [_row(", ".join(s.keys), translate("Canvas", s.text)) for s in SHORTCUTS]
    rows += [
        _row(keys, text)
        for keys, text in (
            (translate("Help", "Arrows"), translate("Help", "Walk along the wires")),
            (translate("Help", "Shift + arrows"), translate("Help", "Move the selected cards")),
            (translate("Help", "Wheel, Ctrl + wheel"), translate("Help", "Pan, zoom")),
            (translate("Help", "Space or middle button"), translate("Help", "Drag the canvas")),
            (
                translate("Help", "Double click"),
                translate("Help", "On the ground: add a layer; on a card: rename"),
            ),
        )
    ]
    return f"<table cellspacing='0' cellpadding='3'>{''.join(rows)}</table>"


def _heading(text: str) -> str:
    return f"<tr><td colspan='2'><br><b>{text}</b></td></tr>"


def _row(keys: str, text: str) -> str:
    return f"<tr><td width='190'>{keys}</td><td>{text}</td></tr>"


def about_text() -> str:
    """What this program is, and what it runs on, as HTML."""
    what = translate(
        "Help", "Put a neural network together, press play, and watch it learn. Free software (Apache-2.0)."
    )
    return (
        f"<h2>Playground {__version__}</h2><p>{what}</p>"
        f"<p>Python {platform.python_version()}, PySide6 {PySide6.__version__}</p>"
    )


WIDTH_PX, HIGHEST_PX = 480, 560
"""Of a text to read; a longer one is scrolled."""


class TextWindow(QDialog):
    """A text to read beside the window; it does not have to be closed first."""

    def __init__(self, name: str, title: str, html: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = QTextBrowser()
        text.setObjectName(f"{name}.text")
        text.setAccessibleName(title)
        text.setOpenExternalLinks(True)
        text.setHtml(html)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(buttons)
        document = text.document()
        document.setTextWidth(WIDTH_PX)
        around = column.sizeHint().height() - text.sizeHint().height() + 24
        self.resize(WIDTH_PX + 40, min(round(document.size().height()) + around, HIGHEST_PX))
