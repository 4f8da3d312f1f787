"""Blocks that a person keeps: saved to the palette, put into any project, taken off again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from playground.project import Project
from playground.project.inside import inside
from playground.ui.canvas import Canvas, clip
from playground.ui.panels.palette import Palette
from playground.ui.shelf import Shelf
from playground.ui.workspace import Workspace
from tests.ui.canvas.person import Person, chain, overlapping, wires

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "blocks"


@pytest.fixture
def sit(qtbot, folder):
    """Sits a person down in front of a canvas and a palette, with the blocks of this machine."""

    def down(project):
        canvas, palette = Canvas(Workspace(project)), Palette()
        shelf = Shelf(canvas.workspace, folder)
        palette.append_requested.connect(canvas.append)
        palette.forget_requested.connect(shelf.forget)
        canvas.keep_requested.connect(shelf.keep)
        shelf.changed.connect(lambda: palette.show_blocks(shelf.blocks))
        for widget, width in ((canvas, 1000), (palette, 280)):
            qtbot.addWidget(widget)
            widget.resize(width, 600)
            widget.show()
            qtbot.waitExposed(widget)
        person = Person(canvas, qtbot)
        person.palette = palette
        shelf.read()
        return person

    return down


@pytest.fixture
def person(sit):
    """Has kept a block of a Linear and a Tanh, called Unit, three times in a row."""
    made = sit(chain("Input", "Linear", "Tanh", "Add"))
    made.canvas.select(["linear_1", "tanh_1"])
    made.canvas.group()
    made.canvas.shown.apply("", lambda p: renamed(p, "Unit", repeat=3))
    made.canvas.keep_block()
    return made


def renamed(project, name, **changes):
    network = project.network
    block = network.by_id["block_1"].but(name=name, **changes)
    layers = tuple(block if layer.id == "block_1" else layer for layer in network.layers)
    return project.with_network(network.but(layers=layers))


def chip(person, name="Unit"):
    found = person.palette.findChildren(QWidget, f"palette.Block.{name}")
    assert len(found) <= 1
    return found[0] if found else None


def test_a_kept_block_comes_into_any_project_with_its_places(person, sit):
    other = sit(chain("Input", "Linear"))
    assert (chip(other).text(), chip(other).kind.help) == ("Unit", "A block of your own: 2 layers.")
    QTest.mouseDClick(chip(other), Qt.MouseButton.LeftButton)
    assert wires(other.project)[-1] == "linear_1.out->block_1.in"
    block = other.project.network.by_id["block_1"]
    assert (block.title, block.repeat) == ("Unit", 3)
    assert block.network == person.project.network.by_id["block_1"].network
    held = [inside(p.project, ["block_1"]).layout.positions["block_1"] for p in (person, other)]
    assert held[0] == held[1]
    QTest.mouseDClick(chip(other), Qt.MouseButton.LeftButton)
    assert wires(other.project)[-1] == "block_1.out->block_2.in"
    assert not overlapping(other.canvas)
    other.canvas.workspace.undo_stack.undo()
    other.canvas.workspace.undo_stack.undo()
    assert other.project.same_document(chain("Input", "Linear"))


def test_a_kept_block_is_dragged_onto_a_wire(person, sit):
    other = sit(chain("Input", "Linear"))
    accepted, drop = other.carry(chip(other).what, "input_1.out->linear_1.in")
    assert accepted
    drop()
    assert wires(other.project) == ["input_1.out->block_1.in", "block_1.out->linear_1.in"]
    assert inside(other.project, ["block_1"]).layout.positions["block_1"].keys() >= {"linear_1"}


def test_a_search_finds_it_by_its_name(person):
    assert person.palette.shown[0] is chip(person)
    QTest.keyClicks(person.palette.search, "uni")
    assert [found.text() for found in person.palette.shown] == ["Unit"]
    QTest.keyClick(person.palette.search, Qt.Key.Key_Return)
    assert "block_2" in person.project.network.by_id


def test_it_is_taken_off_the_palette_and_can_be_brought_back(person, sit, folder):
    heard = []
    person.canvas.workspace.message.connect(heard.append)
    (forget,) = chip(person).actions()
    forget.trigger()
    assert chip(person) is None
    assert list(folder.iterdir()) == []
    assert "block_1" in person.project.network.by_id
    heard[-1].act()
    assert chip(person) is not None
    assert chip(sit(Project())) is not None


def test_a_second_block_of_a_name_takes_the_place_of_the_first(person):
    heard = []
    person.canvas.workspace.message.connect(heard.append)
    person.canvas.shown.apply("", lambda p: renamed(p, "Unit", repeat=5))
    person.canvas.keep_block()
    assert chip(person).what.layers[0].repeat == 5
    assert "takes the place" in heard[-1].text
    heard[-1].act()
    assert chip(person).what.layers[0].repeat == 3


def test_files_that_are_no_blocks_are_named_and_left_alone(person, sit, folder):
    texts = {
        "broken": "{",
        "layers": clip.write(clip.copy(person.project, ["add_1"], {})),
        "bytes": "\x00\xff",
    }
    for name, text in texts.items():
        (folder / f"{name}.json").write_text(text, encoding="latin-1")
    (folder / "folder.json").mkdir()
    workspace, heard = Workspace(Project()), []
    workspace.message.connect(lambda message: heard.append(message.text))
    shelf = Shelf(workspace, folder)
    shelf.read()
    assert list(shelf.blocks) == ["Unit"]
    assert [name for name in (*texts, "folder") if sum(f"{name}.json" in text for text in heard) != 1] == []
    assert {path.name for path in folder.iterdir()} >= {f"{name}.json" for name in texts}


def test_where_nothing_can_be_written_it_is_said(person, folder):
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_text("in the way", encoding="utf-8")
    person.canvas.shown.apply("", lambda p: renamed(p, "Other"))
    person.canvas.keep_block()
    assert chip(person, "Other") is None
    assert "Other" in person.said[-1]


def test_without_a_folder_blocks_live_as_long_as_the_window(person):
    workspace = Workspace(Project())
    shelf = Shelf(workspace, None)
    shelf.read()
    shelf.keep(chip(person).what)
    assert list(shelf.blocks) == ["Unit"]
    shelf.forget("Unit")
    assert shelf.blocks == {}


def test_a_block_travels_between_windows_with_its_places(person, sit):
    person.canvas.select(["block_1"])
    person.key(Qt.Key.Key_C, CTRL)
    other = sit(chain("Input"))
    other.key(Qt.Key.Key_V, CTRL)
    assert inside(other.project, ["block_1"]).network == inside(person.project, ["block_1"]).network
    assert (
        inside(other.project, ["block_1"]).layout.positions
        == inside(person.project, ["block_1"]).layout.positions
    )
    text = QGuiApplication.clipboard().text().replace('"inside": {', '"inside": {"x": 3, ')
    assert clip.read(text).inside.keys() == {"block_1"}


def test_the_window_keeps_blocks(window):
    window.canvas.select(["linear_1", "tanh_1"])
    window.canvas.group()
    window.actions_.by_name["keep_block"].trigger()
    found = window.palette_panel.findChild(QWidget, "palette.Block.block_1")
    QTest.mouseDClick(found, Qt.MouseButton.LeftButton)
    assert "block_2" in window.workspace.project.network.by_id
