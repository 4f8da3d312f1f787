"""Keys of the canvas: the list that the canvas obeys and that Help shows; and walking along wires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from playground.project import Network

from .layout import Place

Direction = Literal["left", "right", "up", "down"]


@dataclass(frozen=True)
class Shortcut:
    """Keys (any of them), the method of Canvas that they call, and what it does in words."""

    keys: tuple[str, ...]
    method: str
    text: str


def translate(context: str, text: str) -> str:
    """Marks a text for the translators' tool, which goes by this name; it is translated when shown."""
    return text


SHORTCUTS = (
    Shortcut(("/",), "search", translate("Canvas", "Search a layer and add it")),
    Shortcut(("C",), "connect_by_keys", translate("Canvas", "Draw a wire with the keyboard")),
    Shortcut(("Delete", "Backspace"), "delete", translate("Canvas", "Delete")),
    Shortcut(("Ctrl+D",), "duplicate", translate("Canvas", "Duplicate")),
    Shortcut(("Ctrl+C",), "copy", translate("Canvas", "Copy")),
    Shortcut(("Ctrl+X",), "cut", translate("Canvas", "Cut")),
    Shortcut(("Ctrl+V",), "paste", translate("Canvas", "Paste")),
    Shortcut(("Ctrl+Shift+V",), "paste_wired", translate("Canvas", "Paste with incoming wires")),
    Shortcut(("Ctrl+A",), "select_all", translate("Canvas", "Select all")),
    Shortcut(("F2",), "rename", translate("Canvas", "Rename")),
    Shortcut(("Ctrl+M",), "toggle_bypass", translate("Canvas", "Bypass")),
    Shortcut(("Ctrl+G",), "group", translate("Canvas", "Group as a block")),
    Shortcut(("Ctrl+Shift+G",), "ungroup", translate("Canvas", "Ungroup the block")),
    Shortcut(("Return", "Enter"), "open_block", translate("Canvas", "Open the block")),
    Shortcut(("Ctrl+L",), "tidy", translate("Canvas", "Arrange all cards")),
    Shortcut(("F", "0"), "fit", translate("Canvas", "Show the whole network")),
    Shortcut(("+", "=", "Ctrl++", "Ctrl+="), "zoom_in", translate("Canvas", "Zoom in")),
    Shortcut(("-", "Ctrl+-"), "zoom_out", translate("Canvas", "Zoom out")),
)

METHODS = {QKeySequence(key): shortcut.method for shortcut in SHORTCUTS for key in shortcut.keys}
ARROWS: Mapping[int, Direction] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
}


def neighbour(network: Network, places: Mapping[str, Place], here: str | None, way: Direction) -> str | None:
    """The card that an arrow key leads to: right along an outgoing wire, left along an incoming one
    (of several, the one nearest in height), up and down to the nearest card there. From nowhere, the
    first card. None where the way ends."""
    if here is None or here not in network.by_id:
        return next(iter(network.order), None)
    x, y = places[here]
    if way in ("left", "right"):
        if way == "right":
            names = [wire.target for wire in network.outgoing[here]]
        else:
            names = [wire.source for wire in network.incoming[here]]
        return min(names, key=lambda n: (abs(places[n][1] - y), abs(places[n][0] - x)), default=None)
    sign = 1 if way == "down" else -1
    there = [name for name in places if (places[name][1] - y) * sign > 0]
    # Sideways distance counts double, so that the card in the same column comes first.
    return min(there, key=lambda n: abs(places[n][1] - y) + 2 * abs(places[n][0] - x), default=None)
