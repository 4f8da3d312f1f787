"""The spiral in a workspace, with a trainer that only pretends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from playground.assets import asset
from playground.catalog import check
from playground.catalog.report import LayerReport, Report
from playground.data import make_dataset
from playground.project import storage
from playground.ui.workspace import Workspace
from tests.ui.fakes import FakeTrainer


@pytest.fixture(autouse=True)
def _nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine's user has fetched counts for no test."""
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture
def workspace(qapp: QApplication) -> Workspace:
    """The first example, with a report as a check would give it."""
    made = Workspace(storage.load(asset("examples", "spiral.json")))
    layers = {
        layer.id: LayerReport(layer.id, layer.kind, (8,), 64 if layer.kind == "Linear" else 0, 112)
        for layer in made.project.network.layers
    }
    made.set_report(Report(layers, check(made.project)))
    return made


@pytest.fixture
def trainer(workspace: Workspace) -> FakeTrainer:
    """With the data of the example."""
    made = FakeTrainer(workspace)
    made.dataset = make_dataset(workspace.project.content.data)
    return made


@pytest.fixture
def shown(qtbot: Any) -> Callable[[QWidget], QWidget]:
    """Shows a panel as wide as a dock."""

    def show(panel: QWidget) -> QWidget:
        qtbot.addWidget(panel)
        panel.resize(280, 900)
        panel.show()
        QApplication.processEvents()
        return panel

    return show


def find(panel: QWidget, name: str) -> Any:
    """The control of that name; there is one and only one."""
    found = panel.findChildren(QWidget, name)
    assert len(found) == 1, (name, found)
    return found[0]


def type_in(field: Any, text: str) -> None:
    """Replaces what stands in a field."""
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def unnamed(panel: QWidget) -> list[QWidget]:
    """Visible controls that the keyboard reaches and that have no name for who hears them."""
    return [
        widget
        for widget in panel.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and widget.isVisibleTo(panel)
        and not widget.accessibleName()
    ]
