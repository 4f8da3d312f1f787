"""Playground: build neural networks, press play, and watch them learn.

The rooms, each importing only those below it:

    ui        the window: canvas, panels, views (PySide6; never torch)
    cli, api  the command line, and what `import playground` offers
    engine    the mathematics: networks as torch modules, the loop, what is measured
    data      datasets as numpy arrays, and any table of the user's
    catalog   what exists, as data: layers, optimizers, losses, tasks, and their words
    project   the document: immutable values, and the files they live in
    gallery   the examples that ship with the program, and what is said of each

    import playground
    project = playground.load("spiral.json")
    print(playground.check(project).parameters)
    print(playground.train(project, epochs=50).result.test_loss)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import check, load, save, train

__version__ = "0.1.0"
__all__ = ["check", "load", "save", "train"]


def __getattr__(name: str) -> Any:
    """The four functions of `api`, imported when first asked for: the rooms stay light."""
    if name in __all__:
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
