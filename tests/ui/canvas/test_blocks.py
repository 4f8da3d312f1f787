"""Blocks by mouse and keys: grouped, opened, edited inside, closed and taken apart."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton

from playground.catalog import LayerReport, Report, fix, problem
from playground.project.inside import inside
from playground.project.network import change_layer
from playground.ui.canvas.search import RenameField
from tests.ui.canvas.person import START, overlapping, wires

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
AROUND = ["input_1.out->block_1.in", "block_1.out->add_1.in"]


@pytest.fixture
def grouped(person):
    """Linear and Tanh have become a block."""
    person.click("linear_1")
    person.click("tanh_1", keys=CTRL)
    person.key(Key.Key_G, CTRL)
    QTest.keyClick(field(person), Key.Key_Escape)
    return person


def field(person):
    """The field that asks for a name."""
    fields = person.canvas.viewport().findChildren(RenameField)
    return next((field for field in fields if field.isVisible()), None)


def undo(person):
    person.canvas.workspace.undo_stack.undo()


def inner(person, *way):
    return inside(person.project, way or ["block_1"])


def here(person):
    """What the breadcrumb says, None while it is hidden."""
    crumb = person.canvas.breadcrumb
    return crumb.findChild(QLabel, "breadcrumb.here").text() if crumb.isVisible() else None


def test_selected_layers_become_a_block_under_a_name(person):
    places = dict(person.project.layout.positions["main"])
    person.click("linear_1")
    person.click("tanh_1", keys=CTRL)
    person.key(Key.Key_G, CTRL)
    assert wires(person.project) == AROUND
    assert person.canvas.selected() == ("block_1",)
    QTest.keyClicks(field(person), "Unit")
    QTest.keyClick(field(person), Key.Key_Return)
    assert person.canvas.card("block_1").face.title == "Unit"
    assert not overlapping(person.canvas)
    held = inner(person).layout.positions["block_1"]
    assert {name: held[name] for name in ("linear_1", "tanh_1")} == {
        name: places[name] for name in ("linear_1", "tanh_1")
    }
    undo(person)
    undo(person)
    assert wires(person.project) == START
    assert person.project.layout.positions["main"] == places


def test_a_selection_that_is_no_block_is_refused_in_words(person):
    person.key(Key.Key_A, CTRL)
    person.key(Key.Key_G, CTRL)
    assert "input_1 brings the data in" in person.said[-1]
    assert field(person) is None
    assert wires(person.project) == START
    person.click("linear_1")
    person.click("add_1", keys=CTRL)
    person.key(Key.Key_G, CTRL)
    assert "(input_1, tanh_1)" in person.said[-1]
    assert person.canvas.workspace.undo_stack.count() == 0


def test_ungrouping_puts_the_layers_back(grouped):
    before = grouped.project
    undo(grouped)
    start = grouped.project
    grouped.canvas.workspace.undo_stack.redo()
    grouped.click("block_1")
    grouped.key(Key.Key_G, CTRL | SHIFT)
    assert set(wires(grouped.project)) == set(START)
    assert grouped.project.layout.positions == start.layout.positions
    assert grouped.canvas.selected() == ("linear_1", "tanh_1")
    undo(grouped)
    assert grouped.project.same_document(before)


def repeated(times):
    def changed(project):
        block = project.network.by_id["block_1"].but(repeat=times)
        network = project.network
        layers = tuple(block if layer.id == "block_1" else layer for layer in network.layers)
        return project.with_network(network.but(layers=layers))

    return changed


def test_a_block_that_repeats_comes_apart_without_overlap(grouped):
    grouped.canvas.shown.apply("Repeat", repeated(3))
    grouped.key(Key.Key_G, CTRL | SHIFT)
    assert len(grouped.project.network.layers) == 8
    assert not overlapping(grouped.canvas)


def test_a_double_click_opens_a_block_and_escape_closes_it(grouped):
    canvas = grouped.canvas
    assert here(grouped) is None
    grouped.double_click("block_1")
    assert here(grouped) == "block_1"
    assert list(canvas.network_scene.cards) == ["input_1", "linear_1", "tanh_1"]
    assert not overlapping(canvas)
    assert canvas.seen().contains(canvas.content())
    grouped.click("tanh_1")
    grouped.key(Key.Key_Escape)
    assert (canvas.selected(), here(grouped)) == ((), "block_1")
    grouped.key(Key.Key_Escape)
    assert (canvas.selected(), here(grouped)) == (("block_1",), None)
    grouped.key(Key.Key_Escape)
    assert canvas.selected() == ()


def test_everything_works_inside(grouped):
    """Keys, drags, wires and the palette edit what is in the open block, each as one step of undo."""
    canvas, outside = grouped.canvas, grouped.project
    grouped.key(Key.Key_Return)
    grouped.click("tanh_1")
    grouped.key(Key.Key_Delete)
    assert wires(inner(grouped)) == ["input_1.out->linear_1.in"]
    _, drop = grouped.carry("ReLU", "input_1.out->linear_1.in")
    drop()
    assert wires(inner(grouped)) == ["input_1.out->relu_1.in", "relu_1.out->linear_1.in"]
    before = inner(grouped).layout.positions["block_1"]["linear_1"]
    grouped.drag("linear_1", grouped.point("linear_1") + canvas.viewport().rect().center() / 8)
    assert inner(grouped).layout.positions["block_1"]["linear_1"] != before
    assert wires(grouped.project) == AROUND
    assert canvas.workspace.undo_stack.count() == 4
    for _ in range(3):
        undo(grouped)
    assert grouped.project.same_document(outside)
    assert here(grouped) == "block_1"
    undo(grouped)
    assert here(grouped) is None
    assert sorted(canvas.network_scene.cards) == ["add_1", "input_1", "linear_1", "tanh_1"]
    assert wires(grouped.project) == START


def test_a_block_in_a_block_and_the_way_back(grouped):
    grouped.double_click("block_1")
    grouped.click("tanh_1")
    grouped.key(Key.Key_G, CTRL)
    QTest.keyClicks(field(grouped), "Inner")
    QTest.keyClick(field(grouped), Key.Key_Return)
    grouped.key(Key.Key_Return)
    assert here(grouped) == "Inner"
    assert list(grouped.canvas.network_scene.cards) == ["input_1", "tanh_1"]
    assert inner(grouped, "block_1", "block_1").network.by_id.keys() == {"input_1", "tanh_1"}
    buttons = grouped.canvas.breadcrumb.findChildren(QToolButton)
    assert [button.text() for button in buttons] == ["Network", "block_1"]
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert here(grouped) is None
    assert grouped.canvas.selected() == ("block_1",)
    grouped.key(Key.Key_G, CTRL | SHIFT)
    assert wires(grouped.project)[-1] == "linear_1.out->block_2.in"
    assert inner(grouped, "block_2").layout.positions["block_1"].keys() == {"input_1", "tanh_1"}


def test_a_deleted_block_is_forgotten_whole(grouped):
    grouped.key(Key.Key_Delete)
    assert list(grouped.project.layout.positions) == ["main"]
    assert wires(grouped.project) == ["input_1.out->add_1.in"]


def test_what_is_known_inside_is_shown_inside(grouped):
    """Shapes are those of the first turn; a repair is done inside."""
    wrong = problem(
        "linear_wants_flat",
        network="main",
        layer="block_1__2__linear_1",
        shape="1 x 8 x 8",
        repair=fix("insert_before", kind="Flatten"),
    )
    layers = {
        name: LayerReport(name, "Linear", (width,), 12)
        for name, width in (("block_1__1__tanh_1", 4), ("block_1__2__tanh_1", 6))
    }
    grouped.canvas.workspace.set_report(Report(layers, (wrong,)))
    grouped.double_click("block_1")
    assert grouped.canvas.card("tanh_1").face.shape == "4"
    assert grouped.canvas.shown.measured("tanh_1") == "block_1__1__tanh_1"
    grouped.click("linear_1.repair")
    assert wires(inner(grouped))[0] == "input_1.out->flatten_1.in"
    assert not overlapping(grouped.canvas)


def test_a_block_says_how_it_learns_and_so_do_the_cards_inside(grouped):
    """What is set on the block while it is open, by undo or from elsewhere, reaches its cards too."""

    def learning(**changes):
        return lambda project: project.with_network(change_layer(project.network, "block_1", **changes))

    workspace = grouped.canvas.workspace
    workspace.apply("Rate", learning(rate_scale=0.5))
    assert grouped.canvas.card("block_1").face.subtitle == "Rate × 0.5 · 2 layers"
    grouped.double_click("block_1")
    assert grouped.canvas.card("linear_1").face.subtitle == "Rate × 0.5"
    assert grouped.canvas.card("tanh_1").face.subtitle == "", "it has nothing to learn"
    workspace.apply("Freeze", learning(frozen=True))
    assert grouped.canvas.card("linear_1").face.subtitle == "Frozen"
    assert "Frozen" in grouped.canvas.card("linear_1").toolTip()
    assert grouped.canvas.card("linear_1").face.frozen
    workspace.undo_stack.undo()
    workspace.undo_stack.undo()
    assert grouped.canvas.card("linear_1").face.subtitle == ""


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize(
    ("card", "offers"), [("block_1", {"group", "ungroup", "open_block"}), ("add_1", {"group"})]
)
def test_the_menu_of_a_card_offers_what_is_possible(grouped, card, offers):
    at = grouped.point(card)
    port = grouped.canvas.viewport()
    QApplication.sendEvent(port, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at)))
    menu = grouped.canvas.findChild(QMenu, "canvas_menu")
    names = {action.objectName().removeprefix("canvas_menu.") for action in menu.actions()}
    assert names & {"group", "ungroup", "open_block"} == offers
    menu.close()
    grouped.qtbot.waitUntil(lambda: grouped.canvas.findChild(QMenu, "canvas_menu") is None)


def test_the_view_of_the_whole_comes_back(grouped):
    canvas = grouped.canvas
    canvas.zoom_in()
    zoom = canvas.zoom
    grouped.qtbot.waitUntil(lambda: grouped.project.view.zoom == zoom)
    grouped.key(Key.Key_Return)
    assert canvas.follows
    grouped.key(Key.Key_Escape)
    assert canvas.zoom == zoom
