"""What several tests of the engine begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from playground.project import Project
from tests.engine.made import chain, linear, points, project
from tests.engine.watched import PATIENCE_S, Watched


@pytest.fixture
def watched() -> Iterator[Watched]:
    """A runner that is closed afterwards."""
    made = Watched()
    yield made
    assert made.runner.close(PATIENCE_S), "close always ends"


@pytest.fixture
def document() -> Project:
    """A small network on points."""
    return project(chain(linear(8), "Tanh", linear(6), "Tanh", "Linear"), points(), learning_rate=0.02)
