"""The `playground` command: `main` takes it apart, the other modules carry it out."""

from .main import main

__all__ = ["main"]
