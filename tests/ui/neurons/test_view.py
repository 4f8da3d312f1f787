"""The neuron view under mouse and keys, by real events."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from playground.catalog import problem
from playground.catalog.report import Report
from playground.data import defaults_for
from playground.engine.snapshots import Status
from playground.project import Project
from playground.ui import motion
from playground.ui.neurons.model import Number, Unit
from playground.ui.neurons.view import MAPS, WEIGHTS
from playground.ui.theme import NEGATIVE, POSITIVE, theme
from tests.ui.neurons.networks import project, spiral
from tests.ui.neurons.viewer import BIAS_2, WEIGHT_1

SHIFT = Qt.KeyboardModifier.ShiftModifier


def pixel(viewer, at):
    """The colour on screen at a point of the canvas, without what is hovered."""
    viewer.leave()
    return viewer.canvas.viewport().grab().toImage().pixelColor(at)


def near(one, two, most=24):
    return all(abs(a - b) <= most for a, b in zip(one.getRgb()[:3], two.getRgb()[:3]))


def turn(viewer, at, angle, keys):
    port = viewer.canvas.viewport()
    event = QWheelEvent(
        QPointF(at),
        QPointF(port.mapToGlobal(at)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(port, event)


# --- what is asked for ------------------------------------------------------------------------------


def test_maps_and_weights_are_asked_for_only_while_seen(viewer):
    assert viewer.trainer.watched[viewer.view] == {MAPS, WEIGHTS}
    viewer.view.hide()
    assert viewer.view not in viewer.trainer.watched
    viewer.view.show()
    assert viewer.trainer.watched[viewer.view] == {MAPS, WEIGHTS}


def test_pictures_of_a_network_that_is_no_more_are_dropped(viewer):
    old = viewer.trainer.show(WEIGHTS, **{"linear_1.weight": np.zeros((3, 2))})
    viewer.trainer.status = Status(state="paused", revision=1)
    new = viewer.trainer.show(WEIGHTS, **{"linear_1.weight": np.ones((3, 2))})
    viewer.trainer.picture.emit(old)
    assert viewer.canvas.neurons.weights is new.arrays


def test_another_document_starts_without_the_numbers_of_the_last(viewer):
    viewer.workspace.open(spiral())
    assert viewer.canvas.neurons.weights == {}
    assert "input_1[6]" in viewer.canvas.rectangles()
    viewer.hover("linear_1.weight[0,0]")
    assert "weight ?" in viewer.find("neurons.hover").text()
    viewer.click("linear_1.weight[0,0]")
    assert viewer.find("neurons.editor").isHidden()


# --- what is drawn ----------------------------------------------------------------------------------


def test_tiles_lines_and_biases_have_the_colours_of_their_numbers(viewer):
    tile = viewer.canvas.rectangles()["input_1[0]"]
    assert near(pixel(viewer, QPoint(tile.left() + 2, tile.center().y())), NEGATIVE)
    assert near(pixel(viewer, QPoint(tile.right() - 2, tile.center().y())), POSITIVE)
    assert near(pixel(viewer, tile.center()), theme().colours.neutral)
    # Clamped at one: 2 is as blue as 1, -7 as orange as -1.
    assert near(pixel(viewer, viewer.point("linear_1.weight[1,0]")), POSITIVE)
    assert near(pixel(viewer, viewer.point("linear_1.weight[2,0]")), NEGATIVE)
    assert near(pixel(viewer, viewer.point("linear_1.bias[1]")), NEGATIVE)


def test_the_map_of_a_neuron_is_its_value_after_the_activation(viewer):
    tile = viewer.canvas.rectangles()["linear_1[0]"]
    edge = pixel(viewer, QPoint(tile.right() - 2, tile.center().y()))
    assert not near(edge, POSITIVE)  # tanh_1 gives 0.1 there, linear_1 itself would give 5


def test_colours_follow_the_theme(viewer):
    middle = viewer.point("input_1[0]")
    theme().apply("dark")
    try:
        assert near(pixel(viewer, middle), theme().colours.neutral)
        assert near(pixel(viewer, QPoint(3, 300)), theme().colours.ground)
    finally:
        theme().apply("light")
    assert near(pixel(viewer, middle), theme().colours.neutral)


def test_headings_say_name_and_number(viewer):
    assert viewer.find("neurons.linear_1").accessibleName() == "linear_1 · Tanh, 3 neurons"
    assert viewer.find("neurons.linear_1.count").property("value") == 3
    assert viewer.find("neurons.input_1").accessibleName() == "input_1, 2 features"
    assert viewer.find("neurons.layers").text() == "1 hidden layer"


def test_headings_stand_above_their_columns_and_not_on_each_other(show):
    viewer = show(project(["Input", *["Linear 8", "LeakyReLU"] * 6, "Linear 1"]))
    headings = sorted(viewer.canvas.headings.values(), key=lambda heading: heading.x())
    for left, right in pairwise(headings):
        assert left.geometry().right() < right.x()
    for heading in headings:
        tile = viewer.canvas.rectangles()[f"{heading.column}[0]"]
        assert heading.geometry().bottom() < tile.top()
        assert abs(heading.geometry().center().x() - tile.center().x()) <= 2


def test_hundred_neurons_are_64_and_a_note_and_thousands_of_lines_are_thinned(show):
    viewer = show(project(["Input", "Linear 100", "Tanh", "Linear 64", "Linear 1"]))
    names = viewer.canvas.rectangles()
    assert "linear_1[63]" in names
    assert "linear_1[64]" not in names
    assert viewer.find("neurons.linear_1.count").property("value") == 100
    assert viewer.canvas.neurons.lines.thinned
    assert viewer.find("neurons.note").text()
    viewer.canvas.select(Unit("linear_2", 5))
    drawn = [name for name in viewer.canvas.rectangles() if name.startswith("linear_2.weight[5,")]
    assert len(drawn) == 64


def test_the_strongest_lines_into_each_neuron_are_drawn(show):
    viewer = show(project(["Input", "Linear 64", "Tanh", "Linear 64", "Linear 1"]))
    weight = np.random.default_rng(0).normal(size=(64, 64))
    viewer.trainer.show(WEIGHTS, **{"linear_2.weight": weight})
    lines = viewer.canvas.neurons.lines
    drawn = lines.seen(1).reshape(64, 64)
    assert (drawn.sum(axis=1) == 8).all()
    for row, mask in zip(np.abs(weight), drawn, strict=True):
        assert row[mask].min() > row[~mask].max()


def test_a_layer_with_a_problem_is_marked(viewer):
    wrong = problem("bad_parameter", layer="tanh_1", setting="x", name="x", value="1", range="2")
    viewer.workspace.set_report(Report({}, (wrong,)))
    assert viewer.canvas.neurons.columns["linear_1"].failed
    assert "\n" in viewer.find("neurons.linear_1").toolTip()
    viewer.workspace.set_report(Report())
    assert not viewer.canvas.neurons.columns["linear_1"].failed


# --- the mouse --------------------------------------------------------------------------------------


def test_hovering_a_line_says_its_weight(viewer):
    viewer.hover("linear_1.weight[0,1]")
    card = viewer.find("neurons.hover")
    assert card.isVisible()
    assert card.text() == "weight −0.53: from X₂ to linear_1[0]"
    viewer.hover("linear_2.bias[0]")
    assert card.text() == "bias −0.4 of linear_2[0]"
    viewer.hover(QPoint(4, 590))
    assert not card.isVisible()


def test_the_hover_card_stays_within_the_canvas(viewer):
    viewer.hover("linear_2.bias[0]")
    card = viewer.find("neurons.hover")
    assert viewer.canvas.viewport().rect().contains(card.geometry())


def test_hovering_a_neuron_shows_its_map_and_its_lines(viewer):
    viewer.hover("linear_1[1]")
    values, title = viewer.maps[-1]
    assert title == "linear_1[1]"
    assert values.shape == (50, 50)
    assert values.max() == pytest.approx(0.2)
    assert viewer.canvas.neurons.lines.looked == Unit("linear_1", 1)
    viewer.hover("input_1[1]")
    assert viewer.maps[-1][1] == "X₂"
    count = len(viewer.maps)
    viewer.tell()
    assert len(viewer.maps) == count + 1  # what is looked at lives
    viewer.leave()
    assert viewer.maps[-1] == (None, "")
    assert viewer.canvas.neurons.lines.looked is None


def test_clicking_a_line_edits_its_number(viewer):
    viewer.click("linear_1.weight[1,0]")
    field = viewer.find("neurons.editor.value")
    assert field.property("value") == 2.0
    assert viewer.canvas.viewport().rect().contains(viewer.find("neurons.editor").geometry())
    viewer.type("0,75")
    layer, tensor, index, value, before, _ = viewer.trainer.typed[-1]
    assert (layer, tensor, index, value) == ("linear_1", "weight", (1, 0), 0.75)
    assert before == WEIGHT_1[1, 0]
    assert viewer.find("neurons.editor").isHidden()


def test_while_a_weight_is_edited_it_stands_out_and_the_output_is_seen(viewer):
    viewer.click("linear_1[0]")
    viewer.click("linear_1.weight[1,0]")
    viewer.leave()
    assert viewer.maps[-1] == (None, "")
    assert viewer.canvas.neurons.lines.marked == Number("linear_1", "weight", (1, 0))
    viewer.type("1")
    assert viewer.canvas.neurons.lines.marked is None


def test_clicking_the_bias_of_the_output_edits_it(viewer):
    viewer.click("linear_2.bias[0]")
    viewer.type("1")
    assert viewer.trainer.typed[-1][:4] == ("linear_2", "bias", (0,), 1.0)
    assert viewer.trainer.typed[-1][4] == BIAS_2[0]


def test_a_slide_is_one_gesture_and_the_next_one_another(viewer):
    viewer.click("linear_1.weight[1,0]")
    slider = viewer.find("neurons.editor.slider")
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        viewer.qtbot.keyClick(slider, key)
    values = [given[3] for given in viewer.trainer.typed]
    assert values == [2.05, 2.0]
    assert len({given[5] for given in viewer.trainer.typed}) == 2
    viewer.trainer.typed.clear()
    for x in (60, 70, 80):
        kind = viewer.qtbot.mousePress if x == 60 else viewer.qtbot.mouseMove
        if kind == viewer.qtbot.mousePress:
            kind(slider, Qt.MouseButton.LeftButton, pos=QPoint(x, 12))
        else:
            kind(slider, pos=QPoint(x, 12))
    viewer.qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(80, 12))
    assert len({given[5] for given in viewer.trainer.typed}) == 1


def test_what_is_being_typed_is_left_alone_by_training(viewer):
    viewer.click("linear_1.weight[1,0]")
    field = viewer.find("neurons.editor.value")
    viewer.trainer.show(WEIGHTS, **{"linear_1.weight": WEIGHT_1 + 1})
    assert field.property("value") == 3.0
    viewer.qtbot.keyClicks(field, "0.1")
    viewer.trainer.show(WEIGHTS, **{"linear_1.weight": WEIGHT_1 + 2})
    assert field.text() == "0.1"


def test_escape_gives_up_and_another_focus_closes(viewer):
    viewer.click("linear_1.weight[1,0]")
    field = viewer.find("neurons.editor.value")
    viewer.qtbot.keyClicks(field, "9")
    viewer.qtbot.keyClick(field, Qt.Key.Key_Escape)
    viewer.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert viewer.find("neurons.editor").isHidden()
    assert viewer.trainer.typed == []
    viewer.click("linear_1.weight[1,0]")
    viewer.find("neurons.linear_1.plus").setFocus()
    assert viewer.find("neurons.linear_1.plus").hasFocus()
    assert viewer.find("neurons.editor").isHidden()


def test_a_click_on_a_neuron_keeps_its_map_until_the_next(viewer):
    viewer.click("linear_1[2]")
    viewer.leave()
    assert viewer.maps[-1][1] == "linear_1[2]"
    viewer.click("linear_1[2]")
    viewer.leave()
    assert viewer.maps[-1] == (None, "")


def test_ctrl_and_wheel_zoom_and_f_fits(viewer):
    zoom = viewer.canvas.zoom
    turn(viewer, QPoint(450, 300), 240, Qt.KeyboardModifier.ControlModifier)
    assert viewer.canvas.zoom == pytest.approx(zoom * 1.44)
    viewer.key(Qt.Key.Key_F)
    assert viewer.canvas.zoom == pytest.approx(zoom)
    seen = viewer.canvas.viewport().rect()
    assert all(seen.contains(area) for name, area in viewer.canvas.rectangles().items() if name.endswith("]"))


def test_what_is_too_high_is_scrolled_at_full_size_and_f_shows_it_whole(show):
    viewer = show(project(["Input", "Linear 64", "Tanh", "Linear 1"]))
    assert viewer.canvas.zoom == pytest.approx(1.0)
    seen = viewer.canvas.viewport().rect()
    assert seen.contains(viewer.find("neurons.linear_1").geometry())
    viewer.key(Qt.Key.Key_F)
    found = viewer.canvas.rectangles()
    assert seen.contains(found["linear_1[0]"])
    assert seen.contains(found["linear_1[63]"])


def test_the_ground_can_be_dragged(viewer):
    for _ in range(4):
        viewer.canvas.zoom_by(1.2)
    start = viewer.point("linear_1[0]")
    ground = QPoint(450, viewer.canvas.viewport().height() - 6)
    viewer.qtbot.mousePress(viewer.canvas.viewport(), Qt.MouseButton.LeftButton, pos=ground)
    viewer.qtbot.mouseMove(viewer.canvas.viewport(), ground - QPoint(10, 40))
    viewer.qtbot.mouseRelease(viewer.canvas.viewport(), Qt.MouseButton.LeftButton, pos=ground)
    assert viewer.point("linear_1[0]").y() < start.y()


# --- plus and minus ---------------------------------------------------------------------------------


def test_plus_and_minus_change_neurons_by_one_step_of_undo_each(viewer):
    def size():
        return viewer.project.network.by_id["linear_1"].parameters["out_features"]

    viewer.press("neurons.linear_1.plus")
    viewer.press("neurons.linear_1.plus")
    assert size() == 5
    assert "linear_1[4]" in viewer.canvas.rectangles()
    assert viewer.workspace.undo_stack.count() == 2
    viewer.workspace.undo_stack.undo()
    assert size() == 4
    for _ in range(3):
        viewer.press("neurons.linear_1.minus")
    assert size() == 1
    assert not viewer.find("neurons.linear_1.minus").isEnabled()


def test_the_output_and_the_inputs_have_no_plus(viewer):
    for name in ("linear_2", "input_1"):
        assert not viewer.find(f"neurons.{name}.plus").isVisible()


def test_plus_and_minus_change_layers_and_can_be_undone(viewer):
    start = viewer.project
    viewer.press("neurons.add_layer")
    assert viewer.find("neurons.layers").property("value") == 2
    assert viewer.find("neurons.linear_3").accessibleName() == "linear_3 · Tanh, 2 neurons"
    viewer.press("neurons.remove_layer")
    assert viewer.project.network.wires == start.network.wires
    viewer.press("neurons.remove_layer")
    assert not viewer.find("neurons.remove_layer").isEnabled()
    for _ in range(3):
        viewer.workspace.undo_stack.undo()
    assert viewer.project.same_document(start)


# --- keys -------------------------------------------------------------------------------------------


def test_arrows_walk_from_neuron_to_neuron(viewer):
    viewer.key(Qt.Key.Key_Right)
    assert viewer.canvas.unit == Unit("input_1", 0)
    walked = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        viewer.key(key)
        walked.append(viewer.canvas.unit.name)
    assert walked == ["linear_1[0]", "linear_1[1]", "linear_2[0]", "linear_2[0]", "linear_1[1]"]
    assert viewer.maps[-1][1] == "linear_1[1]"
    assert "linear_1[1]" in viewer.canvas.accessibleDescription()
    viewer.key(Qt.Key.Key_Escape)
    assert viewer.canvas.unit is None
    assert viewer.maps[-1] == (None, "")


def test_enter_edits_the_bias_and_shift_walks_the_weights(viewer):
    viewer.canvas.select(Unit("linear_1", 1))
    viewer.key(Qt.Key.Key_Return)
    viewer.type("2")
    assert viewer.trainer.typed[-1][:4] == ("linear_1", "bias", (1,), 2.0)
    assert viewer.canvas.hasFocus()
    viewer.key(Qt.Key.Key_Down, SHIFT)
    assert "weight 2: from X₁" in viewer.canvas.accessibleDescription()
    viewer.key(Qt.Key.Key_Return)
    viewer.type("3")
    assert viewer.trainer.typed[-1][:4] == ("linear_1", "weight", (1, 0), 3.0)


# --- other states -----------------------------------------------------------------------------------


def test_dashes_flow_while_training_and_stand_while_not(viewer, monkeypatch):
    monkeypatch.setattr("playground.ui.neurons.view.less_motion", lambda: False)
    lines = viewer.canvas.neurons.lines
    assert lines.flow is None
    viewer.trainer.status = Status(state="playing")
    viewer.tell()
    first = lines.flow
    viewer.tell()
    assert first is not None
    assert lines.flow != first
    viewer.trainer.status = Status(state="paused")
    viewer.trainer.status_changed.emit(viewer.trainer.status)
    assert lines.flow is None


def test_nothing_flows_when_the_system_asks_for_less_motion(viewer, monkeypatch):
    monkeypatch.setattr("playground.ui.neurons.view.less_motion", lambda: True)
    viewer.trainer.status = Status(state="playing")
    viewer.tell()
    assert viewer.canvas.neurons.lines.flow is None


@pytest.mark.parametrize(("factor", "asks"), [("0", True), ("0.5", False), (None, False)])
def test_the_system_is_asked_for_less_motion(tmp_path, factor, asks):
    file = tmp_path / "kdeglobals"
    if factor is not None:
        file.write_text(f"[KDE]\nAnimationDurationFactor={factor}\n", encoding="utf-8")
    assert motion._kde_asks(file) is asks


def test_data_that_are_no_plane_say_why_and_offer_the_canvas(show):
    document = project()
    document = document.with_content(data=defaults_for("iris"))
    document = document.but(view=document.view.but(neurons=True))
    viewer = show(document)
    assert viewer.find("neurons.empty").isVisible()
    assert "plane" in viewer.find("neurons.empty").accessibleName()
    assert viewer.view not in viewer.trainer.watched
    viewer.press("neurons.show_canvas")
    assert not viewer.project.view.neurons
    viewer.workspace.edit("Data", viewer.project.with_content(data=project().content.data))
    assert not viewer.find("neurons.empty").isVisible()
    assert viewer.trainer.watched[viewer.view] == {MAPS, WEIGHTS}


def test_an_empty_network_says_so(show):
    viewer = show(Project())
    assert "Input" in viewer.find("neurons.empty").accessibleName()


def test_features_come_and_go_with_the_data(show):
    viewer = show(spiral())
    assert "input_1[6]" in viewer.canvas.rectangles()
    data = viewer.project.content.data.but(features=("x1_x2",))
    viewer.workspace.edit("Features", viewer.project.with_content(data=data))
    assert "input_1[1]" not in viewer.canvas.rectangles()
    assert viewer.canvas.neurons.opened.columns["input_1"].called(0) == "X₁X₂"


def test_a_bundle_and_a_skip_link_are_drawn(show):
    chain = ["Input", "Linear 6", "Tanh", "Linear 6", "ReLU", "Add", "Linear 1"]
    viewer = show(project(chain, [("tanh_1", "add_1")]))
    wire = theme().colours.wire
    picture = viewer.canvas.viewport().grab().toImage()
    above = viewer.canvas.rectangles()["linear_2[0]"]
    column = [picture.pixelColor(above.center().x(), y) for y in range(above.top())]
    assert any(near(colour, wire, 40) for colour in column)


def test_every_control_has_a_name(viewer):
    from PySide6.QtWidgets import QAbstractButton

    for button in viewer.view.findChildren(QAbstractButton):
        assert button.objectName()
        assert button.accessibleName()
    assert QColor(viewer.view.palette().color(viewer.view.backgroundRole())) == theme().colours.ground
