"""The window at a real X screen and a real pointer: what events that Qt makes itself cannot show."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.drawing import DrawWire

from .hand import Hand, middle

pytestmark = pytest.mark.xvfb


@pytest.fixture
def hand(qtbot, window):
    """A hand in front of the window as it starts."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Hand(qtbot)


def on(canvas, name):
    """Where a card, a port or the middle of a wire is on the screen."""
    if "->" in name:
        return canvas.viewport().mapToGlobal(canvas.mapFromScene(canvas.item_named(name).middle()))
    return canvas.viewport().mapToGlobal(canvas.rectangles()[name].center())


def chip(window, kind):
    """Where a chip of the palette is, scrolled into sight."""
    found = window.findChild(QWidget, f"palette.{kind}")
    window.palette_panel.ensureWidgetVisible(found)
    return middle(found)


def wires(window):
    """The names of all wires."""
    return [wire.name for wire in window.workspace.project.network.wires]


def test_a_layer_is_dragged_from_the_palette_onto_a_wire(window, hand):
    canvas, (_, name, *_) = window.canvas, wires(window)
    source, target = name.split("->")
    hand.drag(chip(window, "Linear"), (on(canvas, name), lambda: canvas.item_named(name).lit))
    assert f"{source}->linear_4.in" in wires(window)
    assert f"linear_4.out->{target}" in wires(window)
    assert canvas.selected() == ("linear_4",)


def test_a_layer_carried_out_of_the_window_leaves_everything_as_it_was(window, hand):
    canvas, before = window.canvas, window.workspace.project
    over = (middle(canvas), lambda: canvas.gesture is not None)
    hand.drag(chip(window, "Linear"), over, (middle(window.topbar), lambda: canvas.gesture is None))
    assert window.workspace.project.same_document(before)
    assert not any(item.lit for item in canvas.network_scene.wires.values())


def test_a_card_without_wires_is_dragged_onto_a_wire(window, hand):
    canvas, (_, name, *_) = window.canvas, wires(window)
    relu = canvas.put("ReLU", (0.0, 300.0))
    steps = window.workspace.undo_stack.count()
    hand.drag(on(canvas, relu), (on(canvas, name), lambda: canvas.item_named(name).lit))
    assert f"{name.partition('->')[0]}->{relu}.in" in wires(window)
    assert window.workspace.undo_stack.count() == steps + 1


def test_a_skip_connection_is_drawn_from_port_to_port(window, hand, qtbot):
    canvas = window.canvas
    canvas.select(["linear_2"])
    add = canvas.append("Add")
    start, end = on(canvas, "linear_1.out"), on(canvas, f"{add}.in.1")

    def seen():
        lit = [port.name for port in canvas.card(add).ports() if port.lit]
        return isinstance(canvas.gesture, DrawWire) and f"{add}.in.1" in lit

    hand.drag(start, (end, seen))
    qtbot.waitUntil(lambda: f"linear_1.out->{add}.in" in wires(window))


def test_a_double_click_in_the_palette_appends(window, hand, qtbot):
    last = window.workspace.project.network.order[-1]
    hand.click(chip(window, "ReLU"), times=2)
    qtbot.waitUntil(lambda: f"{last}.out->relu_1.in" in wires(window))


def test_play_is_pressed_and_it_learns(window, hand, qtbot):
    play = window.findChild(QWidget, "play")
    hand.click(middle(play))
    qtbot.waitUntil(lambda: window.trainer.status.step > 20, timeout=20_000)
    hand.click(middle(play))
    qtbot.waitUntil(lambda: window.trainer.status.state == "paused", timeout=20_000)


def test_a_card_is_dragged_and_the_drag_undone_by_key(window, hand, qtbot):
    canvas = window.canvas
    card, places = canvas.card("linear_2"), window.workspace.project.layout
    start = card.pos()
    at = on(canvas, "linear_2")
    hand.drag(at, (at + QPoint(0, 90), lambda: card.pos().y() > start.y() + 40))
    qtbot.waitUntil(lambda: "linear_2" in canvas.selected())
    assert card.pos().x() == start.x()
    hand.key("ctrl+z")
    qtbot.waitUntil(lambda: window.workspace.project.layout == places)


def test_the_wheel_zooms_where_the_pointer_is(window, hand):
    canvas = window.canvas
    at, zoom = on(canvas, "linear_2"), canvas.zoom
    below = canvas.mapToScene(canvas.viewport().mapFromGlobal(at))
    hand.wheel(at, 4, "ctrl", lambda: canvas.zoom > 1.1 * zoom)
    moved = canvas.mapToScene(canvas.viewport().mapFromGlobal(at)) - below
    assert moved.manhattanLength() < 3
