"""The decision surface and the points on it, with real mouse and key events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QToolButton

from playground.data import defaults_for, make_dataset
from playground.engine.snapshots import Picture, Request
from playground.ui.theme import NEGATIVE, POSITIVE, theme
from playground.ui.views.dots import dots_of
from playground.ui.views.shade import label_colour
from playground.ui.views.surface import SURFACE, SurfaceView
from playground.ui.workspace import Workspace
from tests.ui.fakes import FakeTrainer
from tests.ui.views.conftest import WorkspaceOn

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
HALVES = np.tile(np.linspace(-1, 1, 100), (100, 1))[None]
Open = Callable[[Workspace], SurfaceView]


@pytest.fixture
def opened(qtbot: Any, trainer: FakeTrainer) -> Open:
    theme().apply("light")

    def make(workspace: Workspace) -> SurfaceView:
        view = SurfaceView(workspace, trainer)  # type: ignore[arg-type]
        qtbot.addWidget(view)
        view.resize(360, 460)
        view.show()
        return view

    return make


def place(view: SurfaceView, x1: float, x2: float) -> QPoint:
    return view.plane.to_px(x1, x2).toPoint()


def click(view: SurfaceView, x1: float, x2: float, button: Any = LEFT, keys: Any = NO_KEYS) -> None:
    QTest.mouseClick(view.plane, button, keys, place(view, x1, x2))


def take(view: SurfaceView, tool: str) -> None:
    QTest.mouseClick(view.findChild(QToolButton, f"output.tool.{tool}"), LEFT)


def points(workspace: Workspace) -> tuple[tuple[float, float, float], ...]:
    data = workspace.project.content.data
    assert data.kind == "drawn"
    found: tuple[tuple[float, float, float], ...] = data.parameters["points"]
    return found


def drag(view: SurfaceView, *way: tuple[float, float]) -> None:
    QTest.mousePress(view.plane, LEFT, NO_KEYS, place(view, *way[0]))
    for x1, x2 in way[1:]:
        QTest.mouseMove(view.plane, place(view, x1, x2))
    QTest.mouseRelease(view.plane, LEFT, NO_KEYS, place(view, *way[-1]))


# --- the picture ------------------------------------------------------------------------------------


def test_it_asks_for_the_surface_only_while_it_can_be_seen(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    view = opened(workspace_on("spiral"))
    assert trainer.watched == {view: frozenset({Request("surface", resolution=100)})}
    view.hide()
    assert trainer.watched == {}


def test_the_surface_is_painted_in_the_colours_of_the_classes(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    view = opened(workspace_on("spiral", loss="HalfSquaredError", samples=10))
    trainer.show(SURFACE, values=HALVES)
    shot = view.plane.grab().toImage()

    def distance(x1: float, colour: QColor) -> int:
        seen = QColor(shot.pixel(place(view, x1, 5.9)))
        mixed = [round(c * 160 / 255 + 95) for c in colour.getRgb()[:3]]
        return max(abs(a - b) for a, b in zip(seen.getRgb()[:3], mixed, strict=True))

    assert distance(-5.8, NEGATIVE) < 12
    assert distance(5.8, POSITIVE) < 12


def test_pictures_of_an_older_network_are_dropped(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    view = opened(workspace_on("spiral", loss="HalfSquaredError"))
    trainer.status = replace(trainer.status, run=2, revision=3)
    trainer.picture.emit(Picture(SURFACE, 2, 2, 10, {"values": HALVES}))
    trainer.picture.emit(Picture(SURFACE, 1, 9, 10, {"values": HALVES}))
    assert view.plane.image is None
    trainer.picture.emit(Picture(SURFACE, 2, 3, 10, {"values": HALVES}))
    assert view.plane.image is not None


def test_hovering_reads_coordinates_and_prediction(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    view = opened(workspace_on("spiral", loss="HalfSquaredError"))
    trainer.show(SURFACE, values=HALVES)
    QTest.mouseMove(view.plane, place(view, 3.0, -2.0))
    assert view.legend.text == "(3, −2)  blue 75 %"
    trainer.show(SURFACE, values=-HALVES)
    assert view.legend.text == "(3, −2)  orange 75 %"


def test_several_classes_are_named_with_their_probability(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    view = opened(workspace_on("blobs", classes=3))
    shares = np.array([0.1, 0.2, 0.7])[:, None, None] * np.ones((3, 100, 100))
    trainer.show(SURFACE, values=shares)
    QTest.mouseMove(view.plane, place(view, 0.0, 0.0))
    assert view.legend.text.endswith("C 70 %")


def test_labels_are_mixed_or_shown_one_by_one(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    """Of several labels the surface mixes the colours; the keyboard chooses one, which is shown as yes
    or no. Where no label fits, the ground is seen."""
    view = opened(workspace_on("discs", loss="BCEWithLogitsLoss", classes=3))
    shares = np.array([0.9, 0.8, 0.1])[:, None, None] * np.ones((3, 100, 100))
    shares[:, :, :50] = 0.0
    trainer.show(SURFACE, values=shares)
    QTest.mouseMove(view.plane, place(view, 4.0, 0.0))
    assert view.legend.text.endswith("A 90 %, B 80 %")
    shot = view.plane.grab().toImage()
    assert shot.pixel(place(view, -5.8, 5.9)) != shot.pixel(place(view, 5.8, 5.9))
    QTest.mouseMove(view.plane, place(view, -4.0, 0.0))
    assert view.legend.text.endswith("–")
    QTest.keyClick(view.label, Qt.Key.Key_Down)
    assert view.label.currentText() == "A"
    assert view.legend.accessibleName() == "Colours: not A, A"
    QTest.keyClick(view.label, Qt.Key.Key_End)
    assert view.label.currentText() == "C"
    shot = view.plane.grab().toImage()
    seen = QColor(shot.pixel(place(view, 5.8, 5.9)))
    assert seen.red() > seen.blue(), "C is not there: orange"


def test_points_with_labels_have_the_colours_of_all_of_them() -> None:
    dataset = make_dataset(defaults_for("discs"))
    dots = dots_of(dataset)
    assert dots is not None
    for labels in np.unique(dataset.labels, axis=0):
        which = np.flatnonzero((dataset.labels == labels).all(1))
        assert len(set(dots.colours[which].tolist())) == 1
        colour = dots.palette[dots.colours[which[0]]].getRgb()[:3]
        own = [label_colour(at).getRgb()[:3] for at in np.flatnonzero(labels)]
        assert colour == (
            pytest.approx(np.mean(own, axis=0), abs=1) if own else theme().colours.wire.getRgb()[:3]
        )


def test_points_with_labels_cannot_be_drawn(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("discs", loss="BCEWithLogitsLoss")
    view = opened(workspace)
    assert not view.tools.isVisible()
    QTest.keyClick(view.plane, Qt.Key.Key_A)
    click(view, 1.0, 1.0)
    assert workspace.project.content.data.kind == "discs"
    assert view.tools.tool == "look"


def test_discretize_and_test_points_are_kept_in_the_document(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("spiral", loss="HalfSquaredError")
    view = opened(workspace)
    trainer.show(SURFACE, values=HALVES)
    for name in ("discretize", "show_test"):
        before = getattr(workspace.project.view, name)
        box = view.findChild(QCheckBox, f"output.{name}")
        QTest.mouseClick(box, LEFT, NO_KEYS, QPoint(8, box.height() // 2))
        assert getattr(workspace.project.view, name) is not before
    assert view.plane.image is not None
    assert view.plane.image.width() == 400  # edges are drawn finer than computed
    assert not view.plane.show_test
    assert not workspace.unsaved


def test_another_map_can_take_the_place_of_the_surface(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    view = opened(workspace_on("spiral", loss="HalfSquaredError"))
    trainer.show(SURFACE, values=HALVES)
    surface = view.plane.image
    view.show_map(np.full((50, 50), 2.0), "linear_1[3]")
    QTest.mouseMove(view.plane, place(view, -1.0, -1.0))
    QTest.mouseMove(view.plane, place(view, 1.0, 1.0))
    assert view.legend.text.endswith("2")
    trainer.show(SURFACE, values=HALVES)
    assert view.plane.image is not None
    assert view.plane.image.width() == 50
    view.clear_map()
    assert view.plane.image == surface


# --- points -----------------------------------------------------------------------------------------


def test_looking_edits_nothing(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("spiral")
    click(opened(workspace), 2.0, 2.0)
    assert workspace.project.content.data.kind == "spiral"


def test_clicks_add_points_of_either_class_and_can_be_undone(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("spiral")
    start = workspace.project
    view = opened(workspace)
    take(view, "add")
    click(view, 5.5, 5.5)
    click(view, -5.5, 5.5, RIGHT)
    click(view, -5.5, -5.5, LEFT, Qt.KeyboardModifier.ShiftModifier)
    added = points(workspace)[500:]
    assert [label for _, _, label in added] == [1.0, 0.0, 0.0]
    np.testing.assert_allclose([p[:2] for p in added], [(5.5, 5.5), (-5.5, 5.5), (-5.5, -5.5)], atol=0.03)
    assert workspace.undo_stack.count() == 3
    for _ in range(3):
        workspace.undo_stack.undo()
    assert workspace.project.same_document(start)


def test_the_first_edit_keeps_every_other_point_and_its_part(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("gauss")
    before = make_dataset(workspace.project.content.data)
    view = opened(workspace)
    take(view, "add")
    click(view, 0.0, 5.8)
    after = make_dataset(workspace.project.content.data)
    assert before.points is not None
    assert after.points is not None
    training = {tuple(p) for p in before.points[before.train].tolist()}
    kept = {tuple(p) for p in after.points[after.train].tolist()}
    assert len(training - kept) <= 1


def test_a_brush_adds_many_points_as_one_step(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("spiral")
    view = opened(workspace)
    take(view, "add")
    QTest.keyClick(view.plane, Qt.Key.Key_1)
    drag(view, (5.0, -5.5), (5.05, -5.5), (5.5, -5.5), (5.9, -5.0))
    assert [label for _, _, label in points(workspace)[500:]] == [0.0, 0.0, 0.0]
    assert workspace.undo_stack.count() == 1


def test_a_drag_moves_one_point_as_one_step(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("blobs", classes=4, samples=40)
    view = opened(workspace)
    data = make_dataset(workspace.project.content.data)
    assert data.points is not None
    x1, x2 = data.points[7].tolist()
    take(view, "move")
    drag(view, (x1, x2), (x1 + 1, x2), (0.0, 0.0))
    moved = points(workspace)
    assert len(moved) == 40
    before = {tuple(p) for p in data.points.astype(np.float64).round(4).tolist()}
    new = [p for p in moved if tuple(round(float(np.float32(v)), 4) for v in p[:2]) not in before]
    assert len(new) == 1
    np.testing.assert_allclose(new[0][:2], (0.0, 0.0), atol=0.05)
    assert new[0][2] == data.labels[7]
    assert workspace.undo_stack.count() == 1


def test_points_are_erased_and_relabelled(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("drawn", points=((0.0, 0.0, 0.0), (3.0, 3.0, 0.0), (-3.0, 3.0, 1.0)))
    view = opened(workspace)
    take(view, "relabel")
    QTest.keyClick(view.plane, Qt.Key.Key_2)
    click(view, 3.0, 3.0)
    assert (3.0, 3.0, 1.0) in points(workspace)
    take(view, "erase")
    click(view, 3.0, 3.0)
    click(view, 5.0, -5.0)  # nothing there
    assert points(workspace) == ((0.0, 0.0, 0.0), (-3.0, 3.0, 1.0))
    workspace.undo_stack.undo()
    workspace.undo_stack.undo()
    assert points(workspace)[1] == (3.0, 3.0, 0.0)


def test_a_point_of_the_chosen_class_gets_the_other(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("drawn", points=((0.0, 0.0, 0.0), (-3.0, 3.0, 1.0)))
    view = opened(workspace)
    take(view, "relabel")
    QTest.keyClick(view.plane, Qt.Key.Key_1)
    click(view, 0.0, 0.0)
    assert (0.0, 0.0, 1.0) in points(workspace)
    click(view, 0.0, 0.0)
    assert (0.0, 0.0, 0.0) in points(workspace)


def test_the_last_point_can_go_and_a_first_come(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("drawn", points=((1.0, 1.0, 0.0),))
    view = opened(workspace)
    take(view, "erase")
    click(view, 1.0, 1.0)
    assert points(workspace) == ()
    assert len(view.plane.places()) == 0
    take(view, "add")
    click(view, 2.0, 2.0)
    assert len(points(workspace)) == 1
    assert len(view.plane.places()) == 1


def test_hidden_test_points_are_not_touched(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("gauss")
    workspace.look(workspace.project.view.but(show_test=False))
    view = opened(workspace)
    take(view, "erase")
    data = make_dataset(workspace.project.content.data)
    assert data.points is not None
    test, train = data.points[data.test], data.points[data.train]
    distance = np.linalg.norm(test[:, None] - train[None], axis=2).min(axis=1)
    x1, x2 = test[int(distance.argmax())].tolist()
    click(view, x1, x2)
    assert workspace.project.content.data.kind == "gauss"


def test_keys_do_what_the_mouse_does(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("drawn", points=((1.0, 1.0, 0.0), (-2.0, 0.0, 1.0)))
    view = opened(workspace)
    plane = view.plane
    plane.setFocus()
    QTest.keyClick(plane, Qt.Key.Key_A)
    QTest.keyClick(plane, Qt.Key.Key_Right)
    QTest.keyClick(plane, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(plane, Qt.Key.Key_1)
    QTest.keyClick(plane, Qt.Key.Key_Space)
    assert points(workspace)[2] == (0.25, 0.05, 0.0)
    QTest.keyClick(plane, Qt.Key.Key_M)
    QTest.keyClick(plane, Qt.Key.Key_Space)
    QTest.keyClick(plane, Qt.Key.Key_Left)
    QTest.keyClick(plane, Qt.Key.Key_Left)
    QTest.keyClick(plane, Qt.Key.Key_Space)
    assert points(workspace)[2] == (-0.25, 0.05, 0.0)
    assert workspace.undo_stack.count() == 2
    QTest.keyClick(plane, Qt.Key.Key_Space)
    QTest.keyClick(plane, Qt.Key.Key_Right)
    QTest.keyClick(plane, Qt.Key.Key_Escape)
    assert points(workspace)[2] == (-0.25, 0.05, 0.0)
    QTest.keyClick(plane, Qt.Key.Key_E)
    QTest.keyClick(plane, Qt.Key.Key_N)
    QTest.keyClick(plane, Qt.Key.Key_Space)
    assert len(points(workspace)) == 2


def test_numbers_can_be_drawn_too(opened: Open, workspace_on: WorkspaceOn) -> None:
    workspace = workspace_on("multi_gauss", loss="MSELoss", samples=50)
    view = opened(workspace)
    take(view, "add")
    click(view, 5.9, 5.9)
    click(view, 5.9, 5.9, RIGHT)
    assert [label for _, _, label in points(workspace)[50:]] == [1.0, -1.0]
    assert workspace.project.content.data.parameters["target"] == "numbers"
