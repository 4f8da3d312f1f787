"""What cards show, how they follow the document, and how the canvas looks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage

from playground.catalog import LayerReport, Report, fix, problem
from playground.project.network import change_layer, replace_layer
from playground.ui.canvas.body import CardBody, card_font, elided, wrapped
from playground.ui.canvas.face import number_text, shape_text
from playground.ui.canvas.route import lanes
from playground.ui.theme import DARK, LIGHT, theme
from tests.ui.canvas.person import START, chain, overlapping, wires


def report(*problems):
    layers = {
        "input_1": LayerReport("input_1", "Input", (1, 8, 8)),
        "linear_1": LayerReport("linear_1", "Linear", (16, 8, 8), 1216),
    }
    return Report(layers=layers, problems=problems)


FLATTEN = problem(
    "linear_wants_flat",
    network="main",
    layer="linear_1",
    shape="1 x 8 x 8",
    repair=fix("insert_before", kind="Flatten"),
)


def test_a_card_shows_shape_parameters_and_problem(person):
    canvas = person.canvas
    canvas.workspace.set_report(report(FLATTEN))
    card = canvas.card("linear_1")
    assert (card.face.shape, card.face.parameters) == ("16 × 8 × 8", "1,216")
    assert "Flatten" in card.toolTip()
    assert card.face.failed
    assert card.repair_button.isVisible()
    assert not canvas.card("tanh_1").repair_button.isVisible()
    canvas.workspace.set_report(report())
    assert not card.repair_button.isVisible()


def test_a_click_on_the_repair_repairs_and_makes_room(person):
    person.canvas.workspace.set_report(report(FLATTEN))
    person.click("linear_1.repair")
    assert wires(person.project)[:2] == ["input_1.out->flatten_1.in", "flatten_1.out->linear_1.in"]
    assert not overlapping(person.canvas)
    person.canvas.workspace.undo_stack.undo()
    assert wires(person.project) == START


def test_two_ports_that_are_not_alike_say_what_they_take(show):
    person = show(chain("Input", "Linear", "Subtract"))
    assert [port.name for port in person.canvas.card("subtract_1").inputs] == [
        "subtract_1.in.0",
        "subtract_1.other.0",
    ]
    person.drag("input_1.out", "subtract_1.other.0")
    assert wires(person.project)[-1] == "input_1.out->subtract_1.other"
    first, other = person.canvas.card("subtract_1").inputs
    assert (first.toolTip(), other.toolTip()) == ("What is taken from.", "What is taken away.")
    assert [port.toolTip() for port in person.canvas.card("linear_1").inputs] == [""]


def with_block():
    """Input -> a block of a Linear and a Tanh, three times -> Linear."""
    outer = chain("Input", "Identity", "Linear")
    inside = chain("Input", "Linear", "Tanh").network
    block = outer.network.by_id["identity_1"].but(kind="Block", network=inside, repeat=3)
    return outer.with_network(replace_layer(outer.network, "identity_1", block))


def test_a_block_shows_what_it_holds_and_what_is_wrong_in_it(show):
    person = show(with_block())
    card = person.canvas.card("identity_1")
    assert card.face.known
    assert (card.face.title, card.face.subtitle) == ("identity_1 × 3", "2 layers")
    assert card.face.icon == "category_block"
    assert card.value == "identity_1__3__tanh_1"
    wrong = FLATTEN.but(layer="identity_1__1__linear_1")
    whole = {"identity_1": LayerReport("identity_1", "Block", (4,), 52)}
    person.canvas.workspace.set_report(Report(problems=(wrong,), blocks=whole))
    assert (card.face.shape, card.face.parameters) == ("4", "52")
    assert "linear_1 of identity_1" in card.face.sentence
    person.click("identity_1.repair")
    inside = person.project.network.by_id["identity_1"].network
    assert "input_1.out->flatten_1.in" in [wire.name for wire in inside.wires]
    assert wires(person.project) == ["input_1.out->identity_1.in", "identity_1.out->linear_1.in"]


def test_a_bypassed_card_says_so(person):
    person.click("tanh_1")
    person.canvas.toggle_bypass()
    assert person.canvas.card("tanh_1").face.subtitle == "Bypassed"


def test_only_what_an_edit_touched_is_touched(person):
    canvas, scene = person.canvas, person.canvas.network_scene
    cards, items = dict(scene.cards), dict(scene.wires)
    faces = {name: card.face for name, card in cards.items()}
    canvas.workspace.apply(
        "Rename", lambda p: p.with_network(change_layer(p.network, "tanh_1", name="Squeeze"))
    )
    assert scene.cards == cards
    assert scene.wires == items
    changed = [name for name, card in cards.items() if card.face is not faces[name]]
    assert changed == ["tanh_1"]


def test_undo_brings_back_cards_wires_and_places(person):
    places = person.canvas.network_scene.places()
    person.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    person.key(Qt.Key.Key_Delete)
    assert not person.canvas.network_scene.cards
    assert not person.canvas.network_scene.wires
    person.canvas.workspace.undo_stack.undo()
    assert person.canvas.network_scene.places() == places
    assert {item.name for item in person.canvas.network_scene.wires.values()} == set(START)


def test_a_picture_is_seen_on_the_card(person):
    canvas = person.canvas
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    canvas.card("linear_1").set_picture(image)
    middle = canvas.mapFromScene(canvas.card("linear_1").mapToScene(QPointF(64, 96)))
    assert canvas.viewport().grab().toImage().pixelColor(middle) == QColor("#ff00ff")
    canvas.card("linear_1").set_picture(None)
    assert canvas.viewport().grab().toImage().pixelColor(middle) != QColor("#ff00ff")


def test_it_follows_the_theme(person):
    corner = person.canvas.viewport().rect().bottomLeft()
    seen = {}
    for choice, colours in (("light", LIGHT), ("dark", DARK)):
        theme().apply(choice)
        image = person.canvas.viewport().grab().toImage()
        inside = person.canvas.rectangles()["linear_1"]
        seen[choice] = image.pixelColor(inside.left() + 20, inside.bottom() - 6)
        assert image.pixelColor(corner.x() + 3, corner.y() - 3) in (colours.ground, colours.dot)
        assert seen[choice] == colours.surface
    theme().apply("light")


def test_flow_moves_and_stops(person):
    canvas = person.canvas
    still = canvas.viewport().grab().toImage()
    canvas.set_flow(0.25)
    one = canvas.viewport().grab().toImage()
    canvas.set_flow(0.75)
    two = canvas.viewport().grab().toImage()
    canvas.set_flow(None)
    assert still != one != two
    assert canvas.viewport().grab().toImage() == still


def test_another_body_takes_its_own_room(person):
    class Tall(CardBody):
        size = (256.0, 400.0)

    scene = person.canvas.network_scene
    scene.set_body("linear_1", Tall())
    card = scene.cards["linear_1"]
    assert card.box().size().toTuple() == (256.0, 400.0)
    assert person.canvas.item_named(START[1]).start == card.output_point("out")


@pytest.mark.parametrize("zoom", [0.1, 0.3, 0.45, 1.0, 3.0])
@pytest.mark.parametrize("choice", ["light", "dark"])
def test_every_zoom_paints_without_complaint(show, zoom, choice):
    person = show(chain("Input", "Linear", "Tanh", "Linear"))
    person.canvas.workspace.set_report(report(FLATTEN))
    person.canvas.select(["tanh_1"], current="tanh_1")
    person.canvas.workspace.apply(
        "Bypass", lambda p: p.with_network(change_layer(p.network, "tanh_1", bypassed=True))
    )
    theme().apply(choice)
    person.canvas.zoom_at(zoom / person.canvas.zoom)
    image = person.canvas.grab().toImage()
    theme().apply("light")
    shades = {image.pixel(x, image.height() // 2) for x in range(image.width())}
    assert len(shades) > 3


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (7, "7"),
        (1216, "1,216"),
        (12_345, "12.3 k"),
        (99_960, "100 k"),
        (999_400, "999 k"),
        (999_600, "1.00 M"),
        (4_000_000, "4.00 M"),
        (10**12, "1000 G"),
    ],
)
def test_counts_are_short(number, text):
    assert number_text(number) == text


def test_shapes_read_as_sizes():
    assert shape_text((16, 8, 8)) == "16 × 8 × 8"
    assert shape_text(()) == "1"
    assert shape_text(None) == ""


def test_a_long_sentence_is_cut_with_an_ellipsis(qapp):
    lines = wrapped("word " * 200, card_font(12), 100, 60)
    assert 2 <= len(lines) <= 5
    assert lines[-1].endswith("…")
    assert wrapped("short", card_font(12), 100, 60) == ["short"]
    assert "".join(wrapped("adaptiveavgpool2d_12", card_font(18), 100, 90)) == "adaptiveavgpool2d_12"


def test_wires_pass_over_cards_in_lanes_of_their_own():
    boxes = [(200.0 * i, 0.0, 200.0 * i + 128, 184.0) for i in range(6)]

    def wire(a, b):
        return (a * 200 + 128.0, 96.0), (b * 200.0, 96.0)

    found = lanes({"next": wire(0, 1), "skip": wire(1, 3), "far": wire(0, 5), "back": wire(4, 2)}, boxes)
    assert "next" not in found
    assert found["skip"] < 0
    assert found["far"] < found["skip"]
    assert found["back"] < 0


def test_names_that_are_cut_still_tell_layers_apart(qapp):
    font = card_font(13, bold=True)
    cut = {elided(f"a_long_name_of_layer_{number}", font, 80.0, middle=True) for number in range(1, 5)}
    assert len(cut) == 4
    assert all("…" in name for name in cut)
