"""A trainer that only pretends, and workspaces on the data a test names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from playground.data import defaults_for
from playground.project import Content, FrozenDict, Project, TrainingSettings
from playground.ui.workspace import Workspace
from tests.ui.fakes import FakeTrainer

WorkspaceOn = Callable[..., Workspace]


@pytest.fixture
def trainer(qapp: QApplication) -> FakeTrainer:
    return FakeTrainer()


@pytest.fixture
def workspace_on(qapp: QApplication) -> WorkspaceOn:
    """A workspace on data of a kind: `workspace_on("blobs", classes=3, loss="MSELoss")`."""

    def make(kind: str, loss: str = "CrossEntropyLoss", **parameters: Any) -> Workspace:
        data = defaults_for(kind)
        data = data.but(parameters=FrozenDict({**data.parameters, **parameters}))
        return Workspace(Project(content=Content(data=data, training=TrainingSettings(loss=loss))))

    return make
