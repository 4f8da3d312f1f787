"""When training ends where it has to end by itself: on the command line, and in cross-validation."""

from __future__ import annotations

from . import paths
from .project import Project
from .settings import Stop

DEFAULT_EPOCHS = 100
"""How long to train where neither the project nor whoever trains it says when to stop."""


def ending(project: Project, epochs: int | None = None) -> Project:
    """The project with an end to its training: after `epochs`, else as it says itself, else after
    DEFAULT_EPOCHS. Raises Refused for epochs that cannot be."""
    if epochs is None and project.content.training.stop == Stop():
        epochs = DEFAULT_EPOCHS
    return project if epochs is None else paths.put(project, "content.training.stop.epochs", epochs)
