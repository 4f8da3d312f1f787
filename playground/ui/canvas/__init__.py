"""The canvas: the network as cards and wires, and everything a person does to it there."""

from .canvas import MIME, Canvas
from .keys import SHORTCUTS

__all__ = ["MIME", "SHORTCUTS", "Canvas"]
