"""The curves view, with a trainer that only pretends and a history that is real."""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QSlider,
    QToolButton,
    QWidget,
)

from playground.engine.mailbox import History
from playground.project import Project
from playground.ui.views.curve_plot import ValueAxis
from playground.ui.views.curves import CurvesView
from playground.ui.views.legend import Legend
from playground.ui.views.series import series_of
from playground.ui.views.smoothing import smooth
from playground.ui.workspace import Workspace
from tests.ui.fakes import FakeTrainer, spiral_history


@pytest.fixture
def workspace(qapp: QApplication) -> Workspace:
    return Workspace(Project())


@pytest.fixture
def view(qtbot: Any, workspace: Workspace, trainer: FakeTrainer) -> CurvesView:
    made = CurvesView(workspace, trainer)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1000, 260)
    made.show()
    return made


def play(trainer: FakeTrainer, history: History | None = None) -> History:
    trainer.history = history or spiral_history(60)
    trainer.history_changed.emit()
    return trainer.history


def lines(view: CurvesView) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    return view.loss_pane.plot.lines


def test_it_says_what_it_is_for_until_there_is_something(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer
) -> None:
    empty = view.findChild(object, "curves.empty")
    assert empty.isVisible()
    assert "Loss" in empty.accessibleName()
    play(trainer)
    qtbot.waitUntil(lambda: not empty.isVisible())


def test_lines_are_the_history_by_epoch(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    history = play(trainer)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    _, epochs, _, values = history.values("train_loss")
    x, y = lines(view)["train_loss"]
    np.testing.assert_allclose(x, epochs)
    np.testing.assert_allclose(y, values)
    assert set(view.metric_pane.plot.lines) == {"train_accuracy", "test_accuracy"}


def test_x_can_be_steps_or_seconds(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    history = play(trainer)
    axis = view.findChild(QComboBox, "curves.axis")
    steps, _, seconds, _ = history.values("test_loss")
    axis.setCurrentIndex(1)
    np.testing.assert_allclose(lines(view)["test_loss"][0], steps)
    axis.setCurrentIndex(2)
    np.testing.assert_allclose(lines(view)["test_loss"][0], seconds)


def test_smoothing_slider_draws_the_mean_and_keeps_the_raw_line(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer, workspace: Workspace
) -> None:
    history = play(trainer)
    slider = view.findChild(QSlider, "curves.smoothing")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert workspace.project.view.smoothing == 0.99
    assert not workspace.unsaved
    values = history.values("train_loss")[3]
    np.testing.assert_allclose(lines(view)["train_loss"][1], smooth(values, 0.99), rtol=1e-6)
    np.testing.assert_allclose(lines(view)["train_loss/raw"][1], values)
    assert "batch_loss/raw" not in lines(view)


def test_smoothing_does_not_change_with_the_zoom(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer, workspace: Workspace
) -> None:
    history = play(trainer, spiral_history(2000, 2))
    workspace.look(workspace.project.view.but(smoothing=0.9))
    expected = smooth(history.values("train_loss")[3], 0.9)
    view.loss_pane.plot.box.setXRange(1500, 1520, padding=0)
    view.loss_pane.plot.moved.emit()
    x, y = lines(view)["train_loss"]
    inside = (x >= 1500) & (x <= 1520)
    assert inside.sum() == 21
    np.testing.assert_allclose(y[inside], expected[x[inside].astype(int) - 1], rtol=2e-3)


def test_log_axis_is_kept_in_the_document(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer, workspace: Workspace
) -> None:
    history = play(trainer)
    log = view.findChild(QCheckBox, "curves.log")
    QTest.mouseClick(log, Qt.MouseButton.LeftButton, pos=QPoint(8, log.height() // 2))
    assert workspace.project.view.log_loss
    np.testing.assert_allclose(lines(view)["train_loss"][1], np.log10(history.values("train_loss")[3]), 1e-5)
    np.testing.assert_allclose(
        view.metric_pane.plot.lines["train_accuracy"][1], history.values("train_accuracy")[3]
    )
    workspace.look(workspace.project.view.but(log_loss=False))
    assert not log.isChecked()


def test_a_loss_of_zero_leaves_a_gap_on_a_log_axis(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer, workspace: Workspace
) -> None:
    history = History()
    history.set_clock(3, 3.0, 1.0)
    for step, value in enumerate((1.0, 0.0, 0.1), 1):
        history.append("train_loss", step, value)
    workspace.look(workspace.project.view.but(log_loss=True))
    play(trainer, history)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    np.testing.assert_allclose(lines(view)["train_loss"][1], [0.0, np.nan, -1.0], atol=1e-6)


def point(plot: Any, epoch: float) -> QPointF:
    """Moves the mouse over a plot; returns where it is."""
    place = plot.box.mapViewToScene(QPointF(epoch, 0.1)).toPoint()
    nothing, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    at, over = QPointF(place), QPointF(plot.viewport().mapToGlobal(place))
    QApplication.sendEvent(
        plot.viewport(), QMouseEvent(QEvent.Type.MouseMove, at, over, nothing, nothing, keys)
    )
    return at


def test_crosshair_reads_every_series(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    history = play(trainer)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    plot = view.loss_pane.plot
    x = plot.box.mapSceneToView(point(plot, 30.0)).x()
    for name in ("train_loss", "test_loss", "test_accuracy"):
        _, epochs, _, values = history.values(name)
        entry = view.findChild(QToolButton, f"curves.show.{name}")
        assert entry.property("value") == pytest.approx(np.interp(x, epochs, values), rel=1e-5)
    plot.leaveEvent(QEvent(QEvent.Type.Leave))
    entry = view.findChild(QToolButton, "curves.show.train_loss")
    assert entry.property("value") == pytest.approx(history.last("train_loss"))


def test_the_crosshair_stays_under_the_mouse_while_the_run_goes_on(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer
) -> None:
    history = play(trainer)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    plot = view.loss_pane.plot
    before = plot.box.mapSceneToView(at := point(plot, 30.0)).x()
    history.set_clock(90 * 25, 90.0, 4.0)
    history.append("train_loss", 90 * 25, 0.01)
    trainer.history_changed.emit()
    qtbot.waitUntil(lambda: plot.x_range()[1] == pytest.approx(90.0))
    assert plot.crosshair
    position = view.findChild(QLabel, "curves.position").property("value")
    assert position == pytest.approx(plot.box.mapSceneToView(at).x())
    assert position > before


def test_values_stand_beside_the_crosshair_where_the_legend_has_no_room(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer
) -> None:
    play(trainer)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    plot = view.loss_pane.plot
    plot.pointed.emit(30.0)
    assert [dot.text for dot in plot.crosshair] == ["", ""]
    view.resize(620, 260)
    plot.pointed.emit(30.0)
    texts = [dot.text for dot in plot.crosshair]
    assert [text.split()[0] for text in texts] == ["train", "test"]
    value = view.findChild(QToolButton, "curves.show.train_loss").property("value")
    assert float(texts[0].split()[1]) == pytest.approx(value, rel=5e-3)


@pytest.mark.parametrize(("low", "high"), [(-0.2, 0.1), (-2.2, 0.3), (-9.0, 1.0), (-40.0, 3.0)])
def test_figures_on_a_log_axis_have_room(qapp: QApplication, low: float, high: float) -> None:
    levels = ValueAxis("left").logTickValues(low, high, 150.0, [])
    ticks = sorted(value for _, values in levels for value in values)
    assert ticks
    assert all(low <= tick <= high for tick in ticks)
    assert all((b - a) * 150.0 / (high - low) >= 20.0 for a, b in pairwise(ticks))


def test_wheel_zooms_keys_pan_and_fit_shows_all_again(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer
) -> None:
    play(trainer)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    plot = view.loss_pane.plot
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    low, high = plot.x_range()
    assert (low, high) == pytest.approx((6.0, 54.0), abs=0.1)
    assert view.metric_pane.plot.x_range() == pytest.approx((low, high))
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.x_range() == pytest.approx((low - 4.8, high - 4.8), abs=0.1)
    QTest.mouseClick(view.findChild(QToolButton, "curves.fit"), Qt.MouseButton.LeftButton)
    assert plot.x_range() == pytest.approx((0.0, 60.0))


def test_follow_keeps_the_newest_in_view(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    history = play(trainer)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    view.loss_pane.plot.box.setXRange(50.0, 60.0, padding=0)
    view.loss_pane.plot.moved.emit()
    QTest.mouseClick(view.findChild(QToolButton, "curves.follow"), Qt.MouseButton.LeftButton)
    history.set_clock(70 * 25, 70.0, 4.0)
    history.append("train_loss", 70 * 25, 0.01)
    trainer.history_changed.emit()
    qtbot.waitUntil(lambda: view.loss_pane.plot.x_range()[1] == pytest.approx(70.0))
    assert view.loss_pane.plot.x_range()[0] == pytest.approx(60.0)


def test_a_click_in_the_legend_hides_a_line(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    play(trainer)
    qtbot.waitUntil(lambda: "test_loss" in lines(view))
    QTest.mouseClick(view.findChild(QToolButton, "curves.show.test_loss"), Qt.MouseButton.LeftButton)
    assert "test_loss" not in lines(view)
    assert "train_loss" in lines(view)


def test_the_previous_run_stays_as_a_ghost(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    trainer.ghost = spiral_history(80, seed=5)
    play(trainer)
    qtbot.waitUntil(lambda: "train_loss/previous" in lines(view))
    values = trainer.ghost.values("train_loss")[3]
    x, y = lines(view)["train_loss/previous"]
    np.testing.assert_allclose(y, values[: len(x)])
    assert "batch_loss/previous" not in lines(view)
    QTest.mouseClick(view.findChild(QToolButton, "curves.show.previous"), Qt.MouseButton.LeftButton)
    assert "train_loss/previous" not in lines(view)


def test_labels_of_marks_never_touch(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    history = spiral_history(60)
    for step in (100, 110, 120, 130, 140, 900):
        history.mark(step, step / 25, 0.1, f"learning rate {step}")
    play(trainer, history)
    qtbot.waitUntil(lambda: len(view.loss_pane.plot.mark_labels()) == 6)
    placed = [where for _, where, _ in view.loss_pane.plot.mark_labels() if not where.isEmpty()]
    assert len(placed) >= 4
    for index, one in enumerate(placed):
        assert not any(one.intersects(other) for other in placed[index + 1 :])


def test_the_same_change_again_and_again_is_one_mark(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer
) -> None:
    history = spiral_history(60)
    for step in (100, 110, 120, 130, 1200):
        history.mark(step, step / 25, 0.1, "new data")
    play(trainer, history)
    qtbot.waitUntil(lambda: bool(view.loss_pane.plot.mark_labels()))
    assert [text for _, _, text in view.loss_pane.plot.mark_labels()] == ["new data × 4", "new data"]


def test_nothing_is_drawn_while_nobody_looks(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    view.hide()
    play(trainer)
    assert lines(view) == {}
    view.show()
    assert "train_loss" in lines(view)


def test_other_metrics_can_be_chosen(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    history = History()
    history.set_clock(2, 2.0, 1.0)
    for name, value in (("train_loss", 1.0), ("train_mae", 3.0), ("train_r2", 0.5)):
        history.append(name, 1, value)
        history.append(name, 2, value)
    play(trainer, history)
    chooser = view.findChild(QComboBox, "curves.metric")
    qtbot.waitUntil(chooser.isVisible)
    assert set(view.metric_pane.plot.lines) == {"train_mae"}
    QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert set(view.metric_pane.plot.lines) == {"train_r2"}


def test_what_is_measured_from_now_on_is_shown(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    history = play(trainer)
    qtbot.waitUntil(lambda: view.metric_pane.measure == "accuracy")
    history.set_clock(70 * 25, 70.0, 4.0)
    history.append("train_mae", 70 * 25, 3.0)
    trainer.history_changed.emit()
    qtbot.waitUntil(lambda: view.metric_pane.measure == "mae")
    assert view.findChild(QComboBox, "curves.metric").currentData() == "mae"


def test_before_anything_is_measured_the_metric_is_the_documents_own(
    qtbot: Any, workspace: Workspace, view: CurvesView, trainer: FakeTrainer
) -> None:
    numbers = History()
    numbers.set_clock(1, 1.0, 1.0)
    for name in ("train_loss", "train_mae", "train_r2"):
        numbers.append(name, 1, 0.5)
    play(trainer, numbers)
    qtbot.waitUntil(lambda: view.metric_pane.measure == "mae")
    workspace.open(Project())
    first = History()
    first.set_clock(1, 0.1, 1.0)
    first.append("batch_loss", 1, 0.7)
    play(trainer, first)
    qtbot.waitUntil(lambda: view.metric_pane.measure == "accuracy")


def test_csv_is_the_history(qtbot: Any, view: CurvesView, trainer: FakeTrainer, tmp_path: Path) -> None:
    history = play(trainer)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    QTest.mouseClick(view.findChild(QToolButton, "curves.show.test_accuracy"), Qt.MouseButton.LeftButton)
    view.save(tmp_path / "curves.csv")
    with (tmp_path / "curves.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    shown = ["batch_loss", "train_loss", "test_loss", "train_accuracy"]
    assert list(rows[0]) == ["step", "epoch", "seconds", *shown]
    for name in ("batch_loss", "train_loss", "train_accuracy"):
        steps, epochs, _, values = history.values(name)
        there = [row for row in rows if row[name]]
        assert [int(row["step"]) for row in there] == steps.tolist()
        assert [float(row["epoch"]) for row in there] == pytest.approx(epochs.tolist(), rel=1e-5)
        assert np.array_equal(np.array([row[name] for row in there], np.float32), values)


def test_pictures_are_saved_and_copied(
    qtbot: Any, view: CurvesView, trainer: FakeTrainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(trainer)
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    view.findChild(object, "curves.save_png").trigger()
    assert (tmp_path / "mine.png").read_bytes().startswith(b"\x89PNG")
    view.save(tmp_path / "mine.svg")
    svg = (tmp_path / "mine.svg").read_text()
    assert svg.count("<polyline") + svg.count("<path") > 20  # lines, not one picture of them
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert not QGuiApplication.clipboard().pixmap().isNull()


def test_a_folder_that_is_not_there_is_said(
    qtbot: Any,
    view: CurvesView,
    trainer: FakeTrainer,
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    play(trainer)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "x.csv"), ""))
    with qtbot.waitSignal(workspace.message) as said:
        view.findChild(object, "curves.save_csv").trigger()
    assert said.args[0].severity == "error"
    assert "x.csv" in said.args[0].text


def test_where_the_legend_is_short_of_room_the_longest_name_goes_first(qtbot: Any) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    legend = Legend(holder)
    legend.set_title("Loss")
    words = {"train_loss": "train", "test_loss": "test", "previous": "previous run"}
    entries = {key: legend.entry(key, label) for key, label in words.items()}
    legend.keep(set(entries))
    full = sum(entry.width_at(1) for entry in entries.values())
    legend.resize(full, 24)
    legend.fit()
    assert [entry.text() for entry in entries.values()] == ["train", "test", ""]
    legend.resize(full + 60, 24)
    legend.fit()
    *others, longest = (entry.text() for entry in entries.values())
    assert others == ["train", "test"]
    assert longest.startswith("pre")
    assert longest.endswith("\N{HORIZONTAL ELLIPSIS}")
    legend.resize(full + 300, 24)
    legend.fit()
    assert [entry.text() for entry in entries.values()] == list(words.values())


def test_the_legend_follows_the_size_of_the_type(qtbot: Any, larger_type: Callable[[], None]) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    legend = Legend(holder)
    entry = legend.entry("train_loss", "train")
    legend.keep({"train_loss"})
    entry.set_value(0.123, "0.123")
    legend.resize(600, 24)
    legend.fit()
    holder.show()
    larger_type()
    qtbot.waitUntil(lambda: entry.height() > entry.fontMetrics().height())
    assert entry.width() > entry.fontMetrics().horizontalAdvance("train 0.123") + entry.iconSize().width()


def test_the_first_epoch_is_a_dot(qtbot: Any, view: CurvesView, trainer: FakeTrainer) -> None:
    """One value is no line yet; of large data it stands alone for a minute."""
    play(trainer, spiral_history(1))
    qtbot.waitUntil(lambda: "train_loss" in lines(view))
    plot = view.loss_pane.plot
    x, y = lines(view)["train_loss"]
    assert len(x) == 1
    colour = next(one for one in series_of("loss") if one.name == "train_loss").colour.rgb()

    def seen() -> bool:
        at = plot.box.mapViewToScene(QPointF(x[0], y[0])).toPoint()
        shot = plot.grab().toImage()
        ratio = shot.devicePixelRatio()
        around = (shot.pixel(round((at.x() + dx) * ratio), round(at.y() * ratio)) for dx in (-2, 0, 2))
        return all(pixel == colour for pixel in around)  # whole, though it is on the border

    qtbot.waitUntil(seen)
