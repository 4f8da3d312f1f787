"""The canvas: the network as cards and wires, and everything a person does to it there."""

from .canvas import Canvas
from .keys import SHORTCUTS

__all__ = ["SHORTCUTS", "Canvas"]
