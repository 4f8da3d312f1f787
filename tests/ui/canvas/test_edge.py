"""A drag near the edge of the view brings what lies beyond into sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from playground.ui.canvas.edge import EdgeScroll
from tests.ui.canvas.person import chain, wires


@pytest.fixture
def near(show):
    """In front of a network of which the view shows its left end only."""
    person = show(chain("Input", "Linear", "Tanh", "Linear", "Tanh", "Linear", "Add"))
    person.canvas.zoom_at(2.0 / person.canvas.zoom)
    person.canvas.go_to(person.canvas.card("linear_1").box().center())
    assert not person.canvas.seen().intersects(person.canvas.card("add_1").box())
    return person


def edge(person, inside=4):
    """A point just inside the right edge."""
    view = person.canvas.viewport().rect()
    return QPoint(view.right() - inside, view.center().y())


def sees(person, name):
    """Whether a card is wholly in sight."""
    return person.canvas.seen().contains(person.canvas.card(name).box())


def test_a_card_goes_along_to_ground_that_was_out_of_sight(near):
    start = near.canvas.card("linear_1").pos()
    near.press("linear_1")
    near.move(near.point("linear_1") + QPoint(40, 0))
    near.move(edge(near))
    near.qtbot.waitUntil(lambda: sees(near, "add_1"))
    shown = near.canvas.mapToScene(edge(near))
    near.qtbot.waitUntil(lambda: near.canvas.mapToScene(edge(near)).x() > shown.x() + 100)
    near.release(edge(near))
    held = near.canvas.card("linear_1").box()
    assert held.contains(near.canvas.mapToScene(edge(near)))
    assert near.canvas.workspace.undo_stack.count() == 1
    seen = near.canvas.seen()
    near.canvas.workspace.undo_stack.undo()
    assert near.canvas.card("linear_1").pos() == start
    assert near.canvas.seen() == seen


def test_a_wire_reaches_a_card_that_was_out_of_sight_and_no_further(near):
    near.press("linear_1.out")
    near.move(edge(near, inside=60))
    near.move(edge(near, inside=-30))
    near.qtbot.waitUntil(lambda: near.canvas.seen().right() >= near.canvas.content().right())
    assert near.canvas.seen().right() < near.canvas.content().right() + 4
    near.release("add_1.in.1")
    assert "linear_1.out->add_1.in" in wires(near.project)


def test_a_rubber_band_grows_as_the_view_goes_along(near):
    near.press(QPoint(40, 40))
    near.move(edge(near, inside=60))
    near.move(edge(near))
    near.qtbot.waitUntil(lambda: "add_1" in near.canvas.selected())
    near.release(edge(near))
    assert {"linear_1", "tanh_1", "linear_2", "add_1"} <= set(near.canvas.selected())


def test_a_rubber_band_leaves_a_view_alone_that_shows_everything(person):
    seen = person.canvas.seen()
    person.press(QPoint(40, 40))
    person.move(edge(person, inside=60))
    person.move(edge(person, inside=-60))
    person.qtbot.waitUntil(lambda: person.canvas.selected() == ("input_1", "linear_1", "tanh_1", "add_1"))
    person.release(edge(person))
    assert person.canvas.seen() == seen
    assert person.canvas.follows


def test_a_layer_from_the_palette_scrolls_only_when_it_turns_back_to_the_edge(near):
    middle = near.canvas.viewport().rect().center().y()
    way = [QPoint(x, middle) for x in (1, 4, 10, 20, 60)]
    seen = near.canvas.seen()
    near.carry("ReLU", *way)
    assert near.canvas.seen() == seen
    assert not near.canvas.findChild(EdgeScroll).scrolling
    near.carry("ReLU", *way, way[0])
    near.qtbot.waitUntil(lambda: sees(near, "input_1"))
    near.canvas.dragLeaveEvent(None)
    assert not near.canvas.findChild(EdgeScroll).scrolling


def test_a_press_near_the_edge_scrolls_nothing(near):
    seen = near.canvas.seen()
    near.press(edge(near))
    near.move(edge(near, inside=5))
    assert not near.canvas.findChild(EdgeScroll).scrolling
    near.release(edge(near))
    assert near.canvas.seen() == seen


def test_giving_up_at_the_edge_ends_the_scrolling(near):
    start = near.canvas.card("linear_1").pos()
    near.press("linear_1")
    near.move(edge(near, inside=60))
    near.move(edge(near))
    near.qtbot.waitUntil(lambda: sees(near, "linear_2"))
    near.key(Qt.Key.Key_Escape)
    assert not near.canvas.findChild(EdgeScroll).scrolling
    assert near.canvas.card("linear_1").pos() == start
