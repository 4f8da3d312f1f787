"""What the mouse does on the canvas, by real events."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from playground.project import Layer, Network, Project
from playground.ui.canvas import edits
from playground.ui.canvas.search import LayerSearch, RenameField
from playground.ui.canvas.wire import WirePreview
from tests.ui.canvas.person import START, chain, overlapping, wires

CTRL = Qt.KeyboardModifier.ControlModifier


def test_dropping_a_layer_on_a_wire_inserts_it(person):
    wire = person.canvas.item_named(START[1])
    taken, drop = person.carry("Linear", START[1])
    assert taken
    assert wire.lit
    drop()
    assert wires(person.project)[1:3] == ["linear_1.out->linear_2.in", "linear_2.out->tanh_1.in"]
    assert person.canvas.selected() == ("linear_2",)
    assert not overlapping(person.canvas)
    person.canvas.workspace.undo_stack.undo()
    assert wires(person.project) == START


def test_dropping_on_the_ground_places_it_there(person):
    at = QPoint(500, 560)
    _, drop = person.carry("ReLU", at)
    drop()
    assert wires(person.project) == START
    box = person.canvas.card("relu_1").box()
    middle = person.canvas.mapToScene(at)
    assert abs(box.center().x() - middle.x()) <= 4
    assert box.x() % 8 == box.y() % 8 == 0
    assert not overlapping(person.canvas)


def test_a_card_without_wires_that_is_dragged_onto_a_wire_is_put_into_it(person):
    canvas = person.canvas
    relu = canvas.put("ReLU", (0.0, 600.0))
    places, steps = person.project.layout, canvas.workspace.undo_stack.count()
    card, wire = canvas.card(relu), canvas.item_named(START[1])
    person.press(relu)
    person.move(person.point(START[1]))
    assert wire.lit
    assert wire.zValue() > card.zValue()
    person.move(QPoint(500, 40))
    assert not wire.lit
    person.move(person.point(START[1]))
    person.release(person.point(START[1]))
    assert wires(person.project)[1:3] == ["linear_1.out->relu_1.in", "relu_1.out->tanh_1.in"]
    assert canvas.selected() == (relu,)
    assert not overlapping(canvas)
    assert canvas.workspace.undo_stack.count() == steps + 1
    canvas.workspace.undo_stack.undo()
    assert wires(person.project) == START
    assert person.project.layout == places


def test_a_card_that_is_held_by_its_corner_counts_by_its_middle(person):
    canvas = person.canvas
    relu = canvas.put("ReLU", (0.0, 600.0))
    corner = canvas.rectangles()[relu].topLeft() + QPoint(20, 14)
    person.press(corner)
    way = person.point(START[1]) - person.point(relu)
    person.move(corner + way / 2)
    person.move(corner + way)
    person.release(corner + way)
    assert "linear_1.out->relu_1.in" in wires(person.project)


@pytest.mark.parametrize("name", ["tanh_1", "input_2"])
def test_a_card_that_has_wires_or_takes_nothing_in_is_only_moved(person, name):
    canvas = person.canvas
    canvas.put("Input", (0.0, 600.0))
    middle = canvas.mapToScene(person.point(START[0]))
    person.press(name)
    person.move(person.point(START[0]))
    assert not canvas.item_named(START[0]).lit
    person.release(person.point(START[0]))
    assert wires(person.project) == START
    assert (canvas.card(name).box().center() - middle).manhattanLength() < 16


def test_a_drag_onto_a_wire_can_be_given_up(person):
    canvas = person.canvas
    relu = canvas.put("ReLU", (0.0, 600.0))
    start = canvas.card(relu).pos()
    person.press(relu)
    person.move(person.point(START[1]))
    person.key(Qt.Key.Key_Escape)
    assert not canvas.item_named(START[1]).lit
    assert (canvas.card(relu).pos(), canvas.card(relu).opacity()) == (start, 1.0)
    assert wires(person.project) == START


def test_a_skip_link_does_not_run_away_from_a_card_that_may_go_into_it(person):
    canvas = person.canvas
    person.drag("linear_1.out", "add_1.in.1")
    link = canvas.item_named("linear_1.out->add_1.in")
    relu = canvas.put("ReLU", (0.0, 600.0))
    lane = link.lane
    person.press(relu)
    person.move(person.point(link.name))
    assert link.lane == lane
    assert link.lit
    person.release(person.point(link.name))
    assert "linear_1.out->relu_1.in" in wires(person.project)


def test_a_layer_carried_over_open_ground_still_finds_a_wire(show):
    person = show(edits.move(chain("Input", "Linear"), {"linear_1": (600.0, 0.0)}, {}))
    at = person.point(START[0])
    _, drop = person.carry("ReLU", at - QPoint(0, 60), at - QPoint(0, 30), at)
    assert person.canvas.item_named(START[0]).lit
    drop()
    assert wires(person.project) == ["input_1.out->relu_1.in", "relu_1.out->linear_1.in"]


def test_what_is_dropped_in_sight_moves_nothing_on_screen(show):
    person = show(chain("Input", "Linear"))
    before = person.canvas.rectangles()
    at = QPoint(860, 300)
    _, drop = person.carry("ReLU", at)
    drop()
    after = person.canvas.rectangles()
    assert {name: after[name] for name in before} == before
    assert after["relu_1"].contains(at)


def test_what_leaves_sight_or_becomes_small_is_looked_at_anew(person):
    zoom = person.canvas.zoom
    for _ in range(8):
        person.canvas.append("ReLU")
    assert person.canvas.zoom < zoom / 2
    assert person.canvas.seen().contains(person.canvas.content())
    while person.canvas.workspace.undo_stack.canUndo():
        person.canvas.workspace.undo_stack.undo()
    assert person.canvas.zoom > zoom / 1.5


def test_a_layer_carried_away_again_leaves_nothing(person):
    before = len(person.canvas.network_scene.items())
    person.carry("Linear", START[1])
    person.canvas.dragLeaveEvent(None)
    assert len(person.canvas.network_scene.items()) == before
    assert not person.canvas.item_named(START[1]).lit
    assert wires(person.project) == START


def test_what_is_no_layer_is_not_taken(person):
    taken, _ = person.carry("Nonsense", QPoint(500, 560))
    assert not taken


def test_a_new_wire_moves_no_card(show):
    chained = chain("Input", "Linear", "Tanh", "Linear")
    person = show(chained.but(layout=Project().layout))  # as an example comes: nobody has placed a card
    before = {name: card.pos() for name, card in person.canvas.network_scene.cards.items()}
    person.drag("linear_1.out", "linear_2.in.0")
    assert "linear_1.out->linear_2.in" in wires(person.project)
    assert {name: card.pos() for name, card in person.canvas.network_scene.cards.items()} == before


def test_a_skip_link_goes_into_the_free_place_of_add(person):
    person.drag("linear_1.out", "add_1.in.1")
    assert wires(person.project) == [*START, "linear_1.out->add_1.in"]
    assert "add_1.in.2" in person.canvas.rectangles()
    assert person.canvas.item_named("linear_1.out->add_1.in").lane is not None
    person.canvas.workspace.undo_stack.undo()
    assert wires(person.project) == START
    assert person.canvas.item_named("add_1.in.2") is None


def test_the_preview_runs_where_the_wire_will(person):
    def preview():
        items = person.canvas.network_scene.items()
        return next(item for item in items if isinstance(item, WirePreview)).boundingRect().top()

    end = person.point("add_1.in.1")
    heads = person.canvas.card("tanh_1").box().top()
    person.press("linear_1.out")
    person.move(end - QPoint(60, 0))
    assert preview() > heads
    person.move(end)
    assert preview() < heads
    lane = preview()
    person.release(end)
    drawn = person.canvas.item_named("linear_1.out->add_1.in")
    assert abs(drawn.lane - lane) < 8


def test_a_wire_can_be_drawn_backwards_and_onto_a_card(person):
    person.drag("add_1.in.1", "input_1.out")
    person.drag("linear_1.out", "add_1")
    assert wires(person.project)[3:] == ["input_1.out->add_1.in", "linear_1.out->add_1.in"]


def test_a_single_input_lets_go_of_its_old_wire(person):
    person.drag("input_1.out", "tanh_1.in.0")
    assert wires(person.project) == [START[0], "input_1.out->tanh_1.in", START[2]]


def test_only_legal_ports_light_up(person):
    canvas = person.canvas
    person.press("linear_1.out")
    person.move(QPoint(500, 500))
    lit = {port.name for card in canvas.network_scene.cards.values() for port in card.ports() if port.lit}
    assert lit == {"add_1.in.0", "add_1.in.1"}
    assert canvas.card("input_1").look.dimmed
    person.key(Qt.Key.Key_Escape)
    assert canvas.gesture is None
    assert not canvas.card("input_1").look.dimmed
    assert wires(person.project) == START


@pytest.mark.parametrize("target", ["linear_1.in.0", "linear_1"])
def test_a_circle_is_refused_with_words(person, target):
    person.drag("add_1.out", target)
    assert wires(person.project) == START
    assert "circle" in person.said[-1]
    assert person.canvas.workspace.undo_stack.count() == 0


def test_an_input_says_that_it_takes_nothing(person):
    person.drag("linear_1.out", "input_1")
    assert "takes nothing" in person.said[-1]


def test_letting_go_on_the_ground_asks_for_a_layer(person):
    person.drag("linear_1.out", QPoint(500, 520))
    field = person.canvas.findChild(LayerSearch)
    person.qtbot.keyClicks(field.field, "relu")
    person.qtbot.keyClick(field.field, Qt.Key.Key_Return)
    assert wires(person.project)[-1] == "linear_1.out->relu_1.in"


def test_a_drag_moves_by_one_step_of_undo_and_on_the_grid(person):
    start = person.canvas.card("linear_1").pos()
    at = person.point("linear_1")
    person.drag("linear_1", at + QPoint(37, 111))
    moved = person.canvas.card("linear_1").pos()
    assert moved != start
    assert moved.x() % 8 == moved.y() % 8 == 0
    assert person.project.layout.positions["main"]["linear_1"] == moved.toTuple()
    assert person.canvas.workspace.undo_stack.count() == 1
    person.canvas.workspace.undo_stack.undo()
    assert person.canvas.card("linear_1").pos() == start


def test_wires_follow_a_card_while_it_is_dragged(person):
    person.press("linear_1")
    person.move(person.point("linear_1") + QPoint(0, 100))
    card = person.canvas.card("linear_1")
    assert person.canvas.item_named(START[0]).end == card.input_point(0)
    assert person.canvas.item_named(START[1]).start == card.output_point("out")
    person.key(Qt.Key.Key_Escape)
    assert person.canvas.item_named(START[0]).end == card.input_point(0)
    assert person.canvas.workspace.undo_stack.count() == 0


def test_a_click_selects_and_ctrl_click_adds(person):
    chosen = []
    person.canvas.selection_changed.connect(chosen.append)
    person.click("linear_1")
    person.click("tanh_1", keys=CTRL)
    person.click("linear_1", keys=CTRL)
    assert chosen == [("linear_1",), ("linear_1", "tanh_1"), ("tanh_1",)]
    person.click(QPoint(20, 20))
    assert person.canvas.selected() == ()


def test_a_rubber_band_selects_what_it_touches(person):
    left, right = person.canvas.rectangles()["linear_1"], person.canvas.rectangles()["tanh_1"]
    items = len(person.canvas.network_scene.items())
    person.drag(left.topLeft() - QPoint(20, 40), right.center())
    assert person.canvas.selected() == ("linear_1", "tanh_1")
    assert len(person.canvas.network_scene.items()) == items


def test_a_wire_is_selected_and_deleted(person):
    person.click(START[1])
    assert person.canvas.item_named(START[1]).isSelected()
    person.key(Qt.Key.Key_Delete)
    assert wires(person.project) == [START[0], START[2]]


def test_double_click_on_the_ground_opens_the_search(person):
    person.double_click(QPoint(500, 540))
    field = person.canvas.findChild(LayerSearch)
    person.qtbot.keyClicks(field.field, "soft")
    person.qtbot.keyClick(field.field, Qt.Key.Key_Down)
    kind = field.list.currentItem().text()
    person.qtbot.keyClick(field.field, Qt.Key.Key_Return)
    added = person.project.network.layers[-1]
    assert added.kind == kind
    assert not person.project.network.incoming[added.id]
    person.qtbot.waitUntil(lambda: person.canvas.findChild(LayerSearch) is None)


def test_double_click_on_a_card_renames_it(person):
    person.double_click("linear_1")
    field = person.canvas.findChild(RenameField)
    person.qtbot.keyClicks(field, "Hidden")
    person.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert person.project.network.by_id["linear_1"].name == "Hidden"
    face = person.canvas.card("linear_1").face
    assert (face.title, face.subtitle) == ("Hidden", "Linear")


def wheel(canvas, at, turn, keys):
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.viewport().mapToGlobal(at)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def test_ctrl_and_wheel_zoom_about_the_mouse(person):
    at = person.point("linear_1")
    below, zoom = person.canvas.mapToScene(at), person.canvas.zoom
    wheel(person.canvas, at, 240, CTRL)
    assert person.canvas.zoom == pytest.approx(zoom * 1.44)
    moved = person.canvas.mapToScene(at) - below
    assert moved.manhattanLength() < 3
    assert not person.canvas.follows


def test_wheel_and_middle_button_pan(person):
    canvas = person.canvas
    start = canvas.rectangles()["linear_1"].topLeft()
    wheel(canvas, QPoint(500, 500), 120, Qt.KeyboardModifier.NoModifier)
    assert canvas.rectangles()["linear_1"].topLeft() - start == QPoint(0, 60)
    wheel(canvas, QPoint(500, 500), 120, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.rectangles()["linear_1"].topLeft() - start == QPoint(60, 60)
    person.drag(QPoint(500, 500), QPoint(440, 440), button=Qt.MouseButton.MiddleButton)
    assert canvas.rectangles()["linear_1"].topLeft() == start
    person.qtbot.keyPress(canvas, Qt.Key.Key_Space)
    person.drag("linear_1", person.point("linear_1") + QPoint(10, 0))
    person.qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.rectangles()["linear_1"].topLeft() - start == QPoint(10, 0)
    assert canvas.workspace.undo_stack.count() == 0


def test_where_one_looks_is_kept_but_nothing_unsaved(person):
    person.canvas.zoom_in()
    person.qtbot.waitUntil(lambda: person.project.view.zoom is not None)
    assert person.project.view.zoom == pytest.approx(person.canvas.zoom)
    assert not person.canvas.workspace.unsaved
    person.canvas.fit()
    person.qtbot.waitUntil(lambda: person.project.view.zoom is None)


def test_the_minimap_appears_when_the_network_does_not_fit_and_jumps(show):
    person = show(chain("Input", *["Linear"] * 30))
    canvas = person.canvas
    assert not canvas.minimap.isVisible()
    for _ in range(12):
        canvas.zoom_in()
    assert canvas.minimap.isVisible()
    person.qtbot.mouseClick(canvas.minimap, Qt.MouseButton.LeftButton, pos=QPoint(12, 56))
    assert canvas.seen().contains(canvas.card("input_1").box().center())
    person.qtbot.mouseClick(canvas.minimap, Qt.MouseButton.LeftButton, pos=QPoint(172, 56))
    assert canvas.seen().contains(canvas.card("linear_30").box().center())


def test_a_card_that_is_walked_to_is_not_under_the_minimap(show):
    person = show(chain("Input", *["Linear"] * 30))
    canvas = person.canvas
    canvas.zoom_at(1.0 / canvas.zoom)
    corner = canvas.minimap.geometry().center()
    for number in range(1, 31):
        canvas.pan(*(corner - canvas.rectangles()[f"linear_{number}"].center()).toTuple())
        canvas.reveal(f"linear_{number}")
        assert not canvas.rectangles()[f"linear_{number}"].intersects(canvas.minimap.geometry())


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("where", ["linear_1", START[1], "ground"])
def test_menus_offer_what_keys_and_drags_do(person, where):
    at = QPoint(500, 560) if where == "ground" else person.point(where)
    person.qtbot.mouseClick(person.canvas.viewport(), Qt.MouseButton.RightButton, pos=at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, person.canvas.viewport().mapToGlobal(at))
    QApplication.sendEvent(person.canvas.viewport(), event)
    menu = person.canvas.findChild(QMenu, "canvas_menu")
    names = {action.objectName().removeprefix("canvas_menu.") for action in menu.actions()}
    wanted = {
        "linear_1": {"rename", "toggle_bypass", "connect_by_keys", "copy", "cut", "duplicate", "delete"},
        START[1]: {"delete"},
        "ground": {"paste", "select_all", "tidy", "fit"},
    }[where]
    assert wanted <= names
    menu.close()
    person.qtbot.waitUntil(lambda: person.canvas.findChild(QMenu, "canvas_menu") is None)


def test_an_empty_canvas_says_how_to_begin(show):
    person = show(Project())
    hint = person.canvas.findChild(object, "canvas.hint")
    assert hint.isVisible()
    person.canvas.append("Input")
    assert not hint.isVisible()


def test_an_unknown_kind_is_an_inert_card(show):
    layer = Layer(id="odd_1", kind="Frobnicate", parameters={"a": 1})
    person = show(Project().with_network(Network(layers=(layer,))))
    card = person.canvas.card("odd_1")
    assert not card.face.known
    person.drag("odd_1", person.point("odd_1") + QPoint(40, 0))
    assert person.project.network.by_id["odd_1"] is layer
