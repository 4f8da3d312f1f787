"""What keys do on the canvas, by real events; every drag has a keyboard way."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence

from playground.ui.canvas import SHORTCUTS, Canvas
from playground.ui.canvas.search import LayerSearch, RenameField, matching
from tests.ui.canvas.person import START, chain, overlapping, wires

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key
NOT_A_NUMBER = (
    '{"format": "nn-playground-layers", "version": 1, "wires": [], "places": {}, '
    '"layers": [{"id": "a", "kind": "Linear", "parameters": {"x": NaN}}]}'
)


def test_deleting_heals_the_chain(person):
    person.click("tanh_1")
    person.key(Key.Key_Delete)
    assert wires(person.project) == [START[0], "linear_1.out->add_1.in"]
    assert person.canvas.selected() == ("linear_1",)
    assert "tanh_1" not in person.project.layout.positions["main"]
    person.canvas.workspace.undo_stack.undo()
    assert wires(person.project) == START
    assert person.canvas.card("tanh_1").isVisible()


def test_copy_and_paste_keep_the_wires_among_copies(person):
    person.click("linear_1")
    person.click("tanh_1", keys=CTRL)
    person.key(Key.Key_C, CTRL)
    person.key(Key.Key_V, CTRL)
    assert wires(person.project) == [*START, "linear_2.out->tanh_2.in"]
    assert person.canvas.selected() == ("linear_2", "tanh_2")
    assert not overlapping(person.canvas)


def test_pasting_with_wires_keeps_what_fed_them(person):
    person.click("linear_1")
    person.key(Key.Key_C, CTRL)
    person.key(Key.Key_V, CTRL | SHIFT)
    assert wires(person.project) == [*START, "input_1.out->linear_2.in"]


def test_layers_travel_between_windows(person, show):
    person.click("linear_1")
    person.key(Key.Key_X, CTRL)
    assert wires(person.project) == ["input_1.out->tanh_1.in", START[2]]
    other = show(chain("Input"))
    other.key(Key.Key_V, CTRL)
    assert [layer.kind for layer in other.project.network.layers] == ["Input", "Linear"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "[" * 100_000,
        '{"format": "nn-playground-layers", "version": 2}',
        '{"format": "nn-playground-layers", "version": 1, "layers": 3, "wires": [], "places": {}}',
        '{"format": "nn-playground-layers", "version": 1, "layers": [{}], "wires": [], "places": {}}',
        '{"format": "nn-playground-layers", "version": 1, "layers": [7], "wires": [], "places": {}}',
        NOT_A_NUMBER,
        "x" * 5_000_000,
    ],
    ids=range(9),
)
def test_a_hostile_clipboard_is_refused_by_a_sentence(person, text):
    before = person.project
    QGuiApplication.clipboard().setText(text)
    person.key(Key.Key_V, CTRL)
    assert person.project is before
    assert person.said[-1].endswith(".")


def test_a_clipboard_with_a_circle_is_refused(person):
    layers = [{"id": name, "kind": "Linear"} for name in "ab"]
    circle = [{"source": "a", "target": "b"}, {"source": "b", "target": "a"}]
    text = {"format": "nn-playground-layers", "version": 1, "layers": layers, "wires": circle, "places": {}}
    QGuiApplication.clipboard().setText(json.dumps(text))
    person.key(Key.Key_V, CTRL)
    assert "circle" in person.said[-1]
    assert wires(person.project) == START


def test_duplicate_leaves_the_clipboard_alone(person):
    QGuiApplication.clipboard().setText("mine")
    person.click("linear_1")
    person.key(Key.Key_D, CTRL)
    assert QGuiApplication.clipboard().text() == "mine"
    assert person.canvas.selected() == ("linear_2",)


def test_renaming_in_place(person):
    person.click("linear_1")
    person.key(Key.Key_F2)
    field = person.canvas.findChild(RenameField)
    person.qtbot.keyClicks(field, "First")
    person.qtbot.keyClick(field, Key.Key_Return)
    assert person.project.network.by_id["linear_1"].name == "First"
    person.key(Key.Key_F2)
    again = next(f for f in person.canvas.findChildren(RenameField) if f.isVisible())
    person.qtbot.keyClicks(again, "Second")
    person.qtbot.keyClick(again, Key.Key_Escape)
    assert person.project.network.by_id["linear_1"].name == "First"
    assert person.canvas.workspace.undo_stack.count() == 1


def test_arrows_walk_along_wires(person):
    seen = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Left, Key.Key_Left):
        person.key(key)
        seen.append(person.canvas.selected()[0])
    assert seen == ["input_1", "linear_1", "tanh_1", "linear_1", "input_1", "input_1"]
    assert person.canvas.card("input_1").look.current


def test_up_and_down_go_to_the_nearest_branch(show):
    person = show(chain("Input", "Linear"))
    person.click("input_1")
    person.canvas.search(person.canvas.card("input_1").output_point("out"), source=("input_1", "out"))
    field = person.canvas.findChild(LayerSearch).field
    person.qtbot.keyClicks(field, "linear")
    person.qtbot.keyClick(field, Key.Key_Return)
    person.click("linear_1")
    person.key(Key.Key_Down)
    assert person.canvas.selected() == ("linear_2",)
    person.key(Key.Key_Up)
    assert person.canvas.selected() == ("linear_1",)


def test_nudges_in_a_row_are_one_step(person):
    person.click("linear_1")
    start = person.canvas.card("linear_1").pos()
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Down):
        person.key(key, SHIFT)
    assert (person.canvas.card("linear_1").pos() - start).toTuple() == (8.0, 16.0)
    assert person.canvas.workspace.undo_stack.count() == 1


def test_a_wire_is_drawn_without_the_mouse(person):
    person.click("input_1")
    person.key(Key.Key_C)
    person.key(Key.Key_Right)
    while person.canvas.gesture.chosen.name != "add_1.in.1":
        person.key(Key.Key_Right)
    person.key(Key.Key_Return)
    assert wires(person.project) == [*START, "input_1.out->add_1.in"]
    assert person.canvas.gesture is None


def test_drawing_by_keys_can_be_given_up(person):
    person.click("input_1")
    items = len(person.canvas.network_scene.items())
    person.key(Key.Key_C)
    person.key(Key.Key_Down)
    person.key(Key.Key_Escape)
    assert wires(person.project) == START
    assert len(person.canvas.network_scene.items()) == items


def test_the_last_layer_feeds_nobody(person):
    person.click("add_1")
    person.key(Key.Key_C)
    assert person.canvas.gesture is None
    assert "no layer" in person.said[-1]


def test_slash_searches_and_appends_after_the_selected(person):
    person.click("linear_1")
    person.qtbot.keyClicks(person.canvas, "/")
    field = person.canvas.findChild(LayerSearch).field
    person.qtbot.keyClicks(field, "gelu")
    person.qtbot.keyClick(field, Key.Key_Return)
    assert wires(person.project) == [
        START[0],
        "gelu_1.out->tanh_1.in",
        START[2],
        "linear_1.out->gelu_1.in",
    ]
    assert person.canvas.hasFocus()
    assert not overlapping(person.canvas)


def test_appending_goes_behind_the_end_of_the_chain(person):
    person.canvas.select([])
    assert person.canvas.append("Linear") == "linear_2"
    assert wires(person.project)[-1] == "add_1.out->linear_2.in"
    assert person.canvas.card("linear_2").pos().x() > person.canvas.card("add_1").pos().x() + 128
    assert not overlapping(person.canvas)


def test_bypass_toggles(person):
    person.click("tanh_1")
    person.key(Key.Key_M, CTRL)
    assert person.project.network.by_id["tanh_1"].bypassed
    assert person.canvas.card("tanh_1").face.faint
    person.key(Key.Key_M, CTRL)
    assert not person.project.network.by_id["tanh_1"].bypassed


def test_select_all_then_nothing(person):
    person.key(Key.Key_A, CTRL)
    assert len(person.canvas.selected()) == 4
    person.key(Key.Key_Escape)
    assert person.canvas.selected() == ()


def test_arranging_is_one_step_and_shows_all(person):
    person.drag("linear_1", person.point("linear_1") + person.point("linear_1") * 0.3)
    person.key(Key.Key_L, CTRL)
    tops = {card.pos().y() for card in person.canvas.network_scene.cards.values()}
    assert len(tops) == 1
    person.canvas.zoom_in()
    person.key(Key.Key_F)
    assert person.canvas.seen().contains(person.canvas.content())


def test_every_shortcut_names_a_method_and_no_key_twice():
    keys = [QKeySequence(key) for shortcut in SHORTCUTS for key in shortcut.keys]
    assert len(set(keys)) == len(keys)
    assert all(callable(getattr(Canvas, shortcut.method)) for shortcut in SHORTCUTS)


def test_search_puts_names_before_help():
    assert matching("relu")[0].name == "ReLU"
    assert matching("convolution")
    assert matching("zzzz") == []
    assert len(matching("")) > 30


def test_a_screen_reader_hears_what_is_selected(person):
    person.click("linear_1")
    assert "4 layers, 3 wires." in person.canvas.accessibleDescription()
    assert "linear_1" in person.canvas.accessibleDescription()
