"""Fetching from the window: all is said first, then a bar, Stop, and the data in use."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.data.sources import SOURCES, RemoteFile, fetched
from playground.ui.panels.data import DataPanel
from playground.ui.panels.fetching import FetchDialog
from tests.data.image_files import write_mnist
from tests.data.web import Site, serving

from .conftest import find, unnamed


@pytest.fixture
def site(tmp_path, monkeypatch) -> Iterator[Site]:
    """A small MNIST, and the program sent there for it."""
    folder = write_mnist(tmp_path / "published", ending=".gz")
    contents = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    with serving({f"/{name}": content for name, content in contents.items()}) as site:
        files = tuple(
            RemoteFile(name, len(c), hashlib.sha256(c).hexdigest(), (f"{site.address}/{name}",))
            for name, c in contents.items()
        )
        monkeypatch.setitem(SOURCES, "mnist", replace(SOURCES["mnist"], files=files))
        yield site


@pytest.fixture
def panel(workspace, trainer, shown) -> Any:
    made = shown(DataPanel(workspace, trainer))
    QTest.mouseClick(find(made, "data.kinds.fold"), Qt.MouseButton.LeftButton)
    return made


@pytest.fixture
def dialog(panel, site) -> FetchDialog:
    assert not find(panel, "data.fetch").isVisible()
    QTest.mouseClick(find(panel, "data.kind.mnist"), Qt.MouseButton.LeftButton)
    assert find(panel, "data.fetch").isVisible()
    QTest.mouseClick(find(panel, "data.fetch"), Qt.MouseButton.LeftButton)
    return panel.findChild(FetchDialog)


def press(dialog: FetchDialog, name: str) -> None:
    QTest.mouseClick(find(dialog, name), Qt.MouseButton.LeftButton)


def test_all_is_said_before_anything_is_loaded(dialog, site):
    source = SOURCES["mnist"]
    told = find(dialog, "fetch.files").text()
    for file in source.files:
        assert file.sha256 in told
        assert file.addresses[0] in told
    assert find(dialog, "fetch.size").text().endswith(("bytes", "kB"))
    assert dialog._licence.text() == source.licence
    assert site.asked == []
    assert unnamed(dialog) == []
    QTest.keyClick(dialog.choice, Qt.Key.Key_End)
    assert "162.2 MB" in find(dialog, "fetch.size").text()
    assert site.asked == []


def test_what_was_fetched_is_learned_from(dialog, panel, workspace, qtbot, tmp_path):
    press(dialog, "fetch.go")
    data = workspace.project.content.data
    assert data.parameters["folder"] == ""
    qtbot.waitUntil(lambda: workspace.project.content.data.parameters["folder"] != "")
    assert dialog.isHidden()
    there = fetched(SOURCES["mnist"])
    assert there is not None
    assert there.is_relative_to(tmp_path / "home")
    assert workspace.project.content.data.parameters["folder"] == there.as_posix()
    QTest.mouseClick(find(panel, "data.kind.spiral"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(find(panel, "data.kind.mnist"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workspace.project.content.data.parameters.get("folder") == there.as_posix())


def test_the_dialog_follows_the_kind_chosen(dialog, panel):
    assert dialog.source.kind == "mnist"
    dialog.close()
    QTest.mouseClick(find(panel, "data.kind.cifar10"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(find(panel, "data.fetch"), Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.source.kind == "cifar10"


def test_what_goes_wrong_is_one_sentence(dialog, site, qtbot, workspace):
    site.files["/t10k-labels-idx1-ubyte.gz"] = b"another file"
    press(dialog, "fetch.go")
    qtbot.waitUntil(lambda: "it offers 12 bytes" in dialog.problem.text)
    assert dialog.isVisible()
    files = find(dialog, "fetch.files")
    qtbot.waitUntil(lambda: files.height() >= files.sizeHint().height())
    assert find(dialog, "fetch.go").isEnabled()
    assert workspace.undo_stack.count() == 1, "MNIST was chosen, and that is all"


def test_stop_keeps_what_has_come(dialog, site, qtbot):
    site.gate = threading.Event()
    press(dialog, "fetch.go")
    qtbot.waitUntil(lambda: dialog.bar.value() > 0)
    assert "of" in dialog.bar.text()
    press(dialog, "fetch.stop")
    site.gate.set()
    qtbot.waitUntil(lambda: "the next attempt" in dialog.problem.text)
    assert not dialog.bar.isVisible()
    assert list(dialog.folder.glob("*.part")), "for the next attempt"
    press(dialog, "fetch.go")
    qtbot.waitUntil(lambda: fetched(SOURCES["mnist"]) is not None)
