"""What is dragged from the palette onto a canvas: a kind of layer by its name, or a block as a clip."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from playground.catalog import LAYERS

from . import clip
from .clip import Clip, ClipError

KIND = "application/x-playground-layer"
"""The name of a layer kind as UTF-8 text."""
BLOCK = "application/x-playground-block"
"""A block as the text of a clip (see `clip.write`)."""


def pack(what: str | Clip) -> QMimeData:
    """What a drag carries; other programs take it for text."""
    data = QMimeData()
    text = what if isinstance(what, str) else clip.write(what)
    data.setData(KIND if isinstance(what, str) else BLOCK, text.encode())
    data.setText(text)
    return data


def unpack(data: QMimeData) -> str | Clip | None:
    """What a drag carries, None for anything that is not ours."""
    if data.hasFormat(BLOCK):
        try:
            return clip.read_block(_text(data, BLOCK))
        except ClipError:
            return None
    kind = _text(data, KIND)
    return kind if kind in LAYERS else None


def _text(data: QMimeData, name: str) -> str:
    return bytes(data.data(name).data()).decode("utf-8", "replace")
