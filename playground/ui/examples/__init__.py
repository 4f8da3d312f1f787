"""The Examples window: every example that ships with the program, to look through and to open."""

from .window import ExamplesWindow

__all__ = ["ExamplesWindow"]
