"""Training: every setting, its undo, and problems where they belong."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from playground import api
from playground.catalog import LOSSES, OPTIMIZERS, check, choose_schedule, problem, words
from playground.catalog.augmentations import varies
from playground.catalog.facts import fix
from playground.catalog.report import Report
from playground.engine.range_test import RangeTest
from playground.engine.snapshots import FoldScores, Picture, Request
from playground.project import Project, TrainingSettings
from playground.ui.panels.training import TrainingPanel
from tests.engine.made import arrays

from .conftest import find, type_in, unnamed


@pytest.fixture
def panel(workspace, trainer, shown):
    made = shown(TrainingPanel(workspace, trainer))
    for name in ("optimizer", "schedule", "loss", "task", "augmentation", "penalties", "stop", "order"):
        QTest.mouseClick(find(made, f"training.{name}.fold"), Qt.MouseButton.LeftButton)
    return made


def check_mark(box):
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def form_of(panel, name):
    """The form that has the setting."""
    return next(form for form in panel.forms if name in form.rows)


def training(workspace) -> TrainingSettings:
    return workspace.project.content.training


def test_every_setting_has_a_control(panel):
    elsewhere = {"batch_size", "loss_parameters", "optimizer_parameters", "schedule_parameters"}
    elsewhere |= {"stop", "metrics", "augmentation"}
    for name in (*(set(TrainingSettings.model_fields) - elsewhere), "epochs", "target", "patience"):
        find(panel, f"training.{name}")
    assert unnamed(panel) == []


def test_a_precision_that_is_not_there_is_mended_at_its_control(panel, workspace):
    QTest.mouseClick(form_of(panel, "precision").more.button, Qt.MouseButton.LeftButton)
    combo = find(panel, "training.precision")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_End)
    assert training(workspace).precision == "float16"
    lacking = problem(
        "no_such_precision",
        setting="training.precision",
        precision="float16",
        device="CPU",
        known="float32, bfloat16",
        repair=fix("precision", value="bfloat16"),
    )
    workspace.set_report(Report(problems=(lacking,)))
    line = form_of(panel, "precision").rows["precision"].problem
    assert line.text.startswith("CPU does not train in float16")
    QTest.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert training(workspace).precision == "bfloat16"


def test_the_rate_typed_with_a_comma(panel, workspace):
    type_in(find(panel, "training.learning_rate"), "0,1")
    assert training(workspace).learning_rate == 0.1
    workspace.undo_stack.undo()
    assert find(panel, "training.learning_rate").text() == "0.03"


def test_the_rate_by_keys_goes_by_one_two_five(panel, workspace):
    slider = find(panel, "training.learning_rate.slider")
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert training(workspace).learning_rate == 0.05
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert training(workspace).learning_rate == 0.1
    assert workspace.undo_stack.count() == 2


def test_a_drag_of_the_rate_is_one_step(panel, workspace):
    slider = find(panel, "training.learning_rate.slider")
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(12, 10))
    for x in range(12, slider.width(), 6):
        QTest.mouseMove(slider, QPoint(x, 10))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width(), 10))
    assert workspace.undo_stack.count() == 1


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_another_optimizer_brings_its_own_form(panel, workspace, name):
    combo = find(panel, "training.optimizer")
    workspace.edit(
        "Elsewhere", workspace.project.with_content(training=training(workspace).but(optimizer="SGD"))
    )
    combo.setCurrentIndex(combo.findText(OPTIMIZERS[name].title))
    combo.activated.emit(combo.currentIndex())
    assert training(workspace).optimizer == name
    assert training(workspace).learning_rate == OPTIMIZERS[name].rate or name == "SGD"
    for parameter in OPTIMIZERS[name].parameters:
        find(panel, f"training.{parameter.name}")


def test_the_optimizers_own_values(panel, workspace):
    type_in(find(panel, "training.momentum"), "0,9")
    assert training(workspace).optimizer_parameters["momentum"] == 0.9


def test_another_loss_by_keys_and_back_by_undo(panel, workspace):
    combo = find(panel, "training.loss")
    names = list(LOSSES)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert training(workspace).loss == names[names.index("HalfSquaredError") + 1]
    workspace.undo_stack.undo()
    assert combo.currentText() == LOSSES["HalfSquaredError"].title


def test_penalties_clipping_and_stops(panel, workspace):
    type_in(find(panel, "training.l1"), "0,001")
    check_mark(find(panel, "training.clip_norm.auto"))
    type_in(find(panel, "training.clip_norm"), "5")
    check_mark(find(panel, "training.epochs.auto"))
    type_in(find(panel, "training.epochs"), "300")
    found = training(workspace)
    assert (found.l1, found.clip_norm, found.stop.epochs) == (0.001, 5.0, 300)
    check_mark(find(panel, "training.epochs.auto"))
    assert training(workspace).stop.epochs is None


def test_a_wrong_rate_changes_nothing_and_says_why(panel, workspace):
    type_in(find(panel, "training.learning_rate"), "0")
    assert training(workspace).learning_rate == 0.03
    assert find(panel, "training.learning_rate").text() == "0"


def test_a_problem_stands_below_the_control_it_names(panel, workspace):
    trouble = problem(
        "class_labels_into_regression_loss",
        setting="training.loss",
        loss="MSE",
        severity="warning",
        repair=fix("choose_loss", loss="CrossEntropyLoss"),
    )
    workspace.set_report(Report(workspace.report.layers, (trouble,)))
    row = form_of(panel, "loss").rows["loss"]
    assert "class labels" in row.problem.text
    QTest.mouseClick(row.problem.button, Qt.MouseButton.LeftButton)
    assert training(workspace).loss == "CrossEntropyLoss"
    workspace.set_report(Report(workspace.report.layers, ()))
    assert row.problem.text == ""


@pytest.mark.parametrize("made", [False, True], ids=["not made yet", "made"])
def test_a_problem_in_a_closed_fold_opens_it(workspace, trainer, shown, made):
    panel = shown(TrainingPanel(workspace, trainer))
    if made:
        panel.complete()
        assert not find(panel, "training.nesterov").isVisibleTo(panel)
    trouble = problem("nesterov_wants_momentum", setting="training.nesterov")
    workspace.set_report(Report(workspace.report.layers, (trouble,)))
    assert find(panel, "training.nesterov").isVisibleTo(panel)


def test_another_task_brings_its_loss_and_its_metrics(panel, workspace):
    """By keys, and back by one undo."""
    before = workspace.project
    QTest.keyClick(find(panel, "training.task"), Qt.Key.Key_End)
    task, loss = workspace.project.content.task.kind, training(workspace).loss
    assert task == "reconstruction"
    assert task in LOSSES[loss].tasks
    assert not find(panel, "training.metrics.f1").isVisible()
    workspace.undo_stack.undo()
    assert workspace.project.same_document(before)


def test_metrics_are_chosen_by_the_mouse(panel, workspace):
    assert not find(panel, "training.metrics.rmse").isVisible(), "of another task"
    for name in ("f1", "balanced_accuracy"):
        check_mark(find(panel, f"training.metrics.{name}"))
    assert training(workspace).metrics == ("f1", "balanced_accuracy")
    check_mark(find(panel, "training.metrics.f1"))
    assert training(workspace).metrics == ("balanced_accuracy",)
    workspace.undo_stack.undo()
    assert find(panel, "training.metrics.f1").isChecked()


def test_a_schedule_is_drawn_before_it_is_used(panel, workspace):
    combo, preview = find(panel, "training.schedule"), find(panel, "training.schedule.preview")
    assert set(preview.rates()) == {0.03}, "constant"
    for _ in range(4):
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert training(workspace).schedule == "CosineAnnealingLR"
    assert preview.rates()[0] == 0.03
    assert preview.rates()[-1] < 0.001
    type_in(find(panel, "training.epochs"), "20")
    assert preview.epochs == 20
    type_in(find(panel, "training.warmup_epochs"), "5")
    rates = preview.rates()
    assert rates[0] < rates[20] < rates[50]
    for _ in range(workspace.undo_stack.count()):
        workspace.undo_stack.undo()
    assert set(preview.rates()) == {0.03}


def test_a_length_of_the_schedule_is_its_own(panel, workspace):
    combo = find(panel, "training.schedule")
    for _ in range(4):
        QTest.keyClick(combo, Qt.Key.Key_Down)
    form = form_of(panel, "final")
    assert set(form.rows) == {"epochs", "final"}
    row = form.rows["final"].editor
    assert row.parameter.title == "Final share"


def test_augmentation_is_seen_before_it_is_used(panel, workspace, trainer):
    preview = find(panel, "training.augmentation.preview")
    assert trainer.watched[preview] == {Request("augmented")}
    type_in(find(panel, "training.augmentation.rotate"), "30")
    assert training(workspace).augmentation["rotate"] == 30.0
    assert varies(training(workspace).augmentation)
    trainer.picture.emit(Picture(Request("augmented"), 1, 1, 0, {"images": np.ones((6, 1, 8, 8))}))
    assert len(preview.images) == 6
    assert preview.sizeHint().height() > 0
    trainer.data_changed.emit(trainer.dataset)
    assert preview.images == (), "of other data"
    QTest.mouseClick(find(panel, "training.augmentation.fold"), Qt.MouseButton.LeftButton)
    assert preview not in trainer.watched
    workspace.undo_stack.undo()
    assert not varies(training(workspace).augmentation)


@pytest.fixture
def curve(panel, workspace):
    """The preview of a schedule that is drawn by hand, with three points."""
    points = ((0.0, 1.0), (0.5, 0.1), (1.0, 0.01))

    def drawn(project):
        chosen = choose_schedule(project.content.training, "Drawn")
        values = chosen.schedule_parameters.but(points=points)
        return project.with_content(training=chosen.but(schedule_parameters=values))

    workspace.apply("Choose", drawn)
    preview = find(panel, "training.schedule.preview")
    panel.ensureWidgetVisible(preview)
    preview.setFocus()
    return preview


def points_of(workspace):
    return training(workspace).schedule_parameters["points"]


def test_a_schedule_is_drawn_by_the_mouse(curve, workspace):
    """A drag is one step of undo; a double-click adds a point, the right button takes one away."""
    before = workspace.undo_stack.count()
    QTest.mousePress(curve, Qt.MouseButton.LeftButton, pos=curve.to_px(0.5, 0.1).toPoint())
    for x, y in ((0.45, 0.2), (0.4, 0.5), (0.3, 1.0)):
        QTest.mouseMove(curve, curve.to_px(x, y).toPoint() - QPoint(0, 3))  # beyond the top is the top
    QTest.mouseRelease(curve, Qt.MouseButton.LeftButton, pos=curve.to_px(0.3, 1.0).toPoint())
    assert points_of(workspace)[1] == pytest.approx((0.3, 1.0), abs=0.01)
    assert workspace.undo_stack.count() == before + 1
    assert max(curve.rates()) == pytest.approx(training(workspace).learning_rate)
    QTest.mouseDClick(curve, Qt.MouseButton.LeftButton, pos=curve.to_px(0.7, 0.5).toPoint())
    assert len(points_of(workspace)) == 4
    assert points_of(workspace)[2] == pytest.approx((0.7, 0.5), abs=0.05)
    at = curve.to_px(*points_of(workspace)[1]).toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, curve.mapToGlobal(at))
    QApplication.sendEvent(curve, event)
    assert [x for x, _ in points_of(workspace)] == pytest.approx([0.0, 0.7, 1.0], abs=0.01)
    while workspace.undo_stack.count() and workspace.undo_stack.index() > before:
        workspace.undo_stack.undo()
    assert points_of(workspace) == ((0.0, 1.0), (0.5, 0.1), (1.0, 0.01))
    assert not curve.grab().isNull()


def test_a_schedule_is_drawn_by_keys(curve, workspace):
    QTest.keyClick(curve, Qt.Key.Key_N)
    QTest.keyClick(curve, Qt.Key.Key_N)
    QTest.keyClick(curve, Qt.Key.Key_Right)
    QTest.keyClick(curve, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    x, y = points_of(workspace)[1]
    assert (x, y) == pytest.approx((0.55, 0.1 * 10 ** (4 * 0.005)), rel=0.01)
    assert "at epoch 55" in curve.accessibleDescription()
    QTest.keyClick(curve, Qt.Key.Key_Insert)
    assert points_of(workspace)[2] == pytest.approx((0.775, (y * 0.01) ** 0.5), rel=0.01)
    QTest.keyClick(curve, Qt.Key.Key_Delete)
    assert len(points_of(workspace)) == 3
    QTest.keyClick(curve, Qt.Key.Key_P)
    QTest.keyClick(curve, Qt.Key.Key_Down)
    assert points_of(workspace)[1][1] < y
    for _ in range(3):
        QTest.keyClick(curve, Qt.Key.Key_Delete)
    assert len(points_of(workspace)) == 2, "a curve has two ends"


def test_another_schedule_has_no_points(curve, workspace):
    tall = curve.sizeHint().height()
    workspace.apply(
        "Choose", lambda p: p.with_content(training=choose_schedule(p.content.training, "StepLR"))
    )
    assert curve.points == ()
    assert curve.sizeHint().height() < tall
    before = workspace.project
    QTest.mouseDClick(curve, Qt.MouseButton.LeftButton, pos=curve.rect().center())
    QTest.keyClick(curve, Qt.Key.Key_N)
    assert workspace.project is before


def test_a_curve_that_is_none_is_said_and_not_drawn(curve, workspace):
    def broken(project):
        now = project.content.training
        values = now.schedule_parameters.but(points=((0.5, 1.0), (0.5, 2.0)))
        return project.with_content(training=now.but(schedule_parameters=values))

    workspace.apply("Break", broken)
    assert curve.rates() == []
    problems = [p for p in check(workspace.project) if p.code == "bad_setting"]
    assert "2 to 64 points" in words.text(problems[0])


def test_a_rate_is_found_and_used(panel, workspace, trainer):
    find_it, use_it = find(panel, "training.find_rate"), find(panel, "training.use_rate")
    assert not use_it.isVisible()
    QTest.mouseClick(find_it, Qt.MouseButton.LeftButton)
    assert "find_rate" in trainer.asked
    assert not find_it.isEnabled(), "it is being looked for"
    rates = tuple(10.0 ** (place / 10 - 5) for place in range(50))
    trainer.rate_found.emit(RangeTest(rates, tuple(1.0 - rate for rate in rates), 0.0234))
    QTest.mouseClick(use_it, Qt.MouseButton.LeftButton)
    assert training(workspace).learning_rate == 0.023
    workspace.undo_stack.undo()
    assert training(workspace).learning_rate == 0.03
    trainer.rate_found.emit(None)
    assert find_it.isEnabled()
    assert not use_it.isVisible()


def test_a_rate_found_for_another_document_is_forgotten(panel, workspace, trainer):
    trainer.rate_found.emit(RangeTest((0.01, 0.1), (1.0, 0.5), 0.1))
    shown = [find(panel, name) for name in ("training.use_rate", "training.rate_plot")]
    assert all(part.isVisible() for part in shown)
    workspace.open(Project())
    assert not any(part.isVisible() for part in shown)


def test_cross_validation_from_the_panel(panel, workspace, trainer):
    """A table of folds as they come, with mean and spread; the button stops it while it goes on."""
    QTest.mouseClick(find(panel, "training.validation.fold"), Qt.MouseButton.LeftButton)
    button, table = find(panel, "validation.start"), find(panel, "validation.table")
    type_in(find(panel, "validation.folds"), "3")
    check_mark(find(panel, "validation.epochs.auto"))
    type_in(find(panel, "validation.epochs"), "20")
    before = workspace.project
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert trainer.validations == [(3, 20)]
    assert button.text() == "Stop"
    rows = tuple(
        {"test_loss": loss, "test_accuracy": 1 - loss, "train_loss": 0.1} for loss in (0.1, 0.2, 0.3)
    )
    trainer.validated.emit(FoldScores(3, rows[:1], 0.4))
    assert find(panel, "validation.progress").text() == "Fold 2 of 3"
    assert find(panel, "validation.progress").value() == 400
    assert table.texts()[0] == ["0.100", "90.0 %"]
    trainer.validated.emit(FoldScores(3, rows, 1.0, running=False))
    assert table.texts()[-2:] == [["0.200", "80.0 %"], ["0.100", "10.0 %"]]
    assert [table.horizontalHeaderItem(at).text() for at in (0, 1)] == ["Loss", "Accuracy"]
    assert not find(panel, "validation.progress").isVisible()
    assert button.text() == "Cross-validate"
    assert workspace.project is before
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not table.isVisible(), "that was another one"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "stop_validation" in trainer.asked


def test_cross_validation_that_cannot_be_says_why(panel, trainer):
    QTest.mouseClick(find(panel, "training.validation.fold"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(find(panel, "validation.start"), Qt.MouseButton.LeftButton)
    trainer.validated.emit(FoldScores(5, running=False, problem=problem("no_input")))
    box = find(panel, "validation.start").parentWidget()
    assert box.problem.text.startswith("No Input layer")
    assert find(panel, "validation.start").text() == "Cross-validate"


def test_cross_validation_of_another_document_is_forgotten(panel, workspace, trainer):
    QTest.mouseClick(find(panel, "training.validation.fold"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(find(panel, "validation.start"), Qt.MouseButton.LeftButton)
    workspace.open(workspace.project)
    trainer.validated.emit(FoldScores(3, ({"test_loss": 0.1},), 0.4))
    assert not find(panel, "validation.table").isVisible()
    assert find(panel, "validation.start").text() == "Cross-validate"


def test_a_metric_that_says_nothing_of_so_few_classes_is_not_offered(panel, workspace, trainer):
    best = find(panel, "training.metrics.top_3_accuracy")
    assert not best.isVisible(), "the spiral has two"
    trainer.dataset = arrays((2,), classes=5)
    trainer.data_changed.emit(trainer.dataset)
    assert best.isVisible()


# --- what the folds hold -----------------------------------------------------------------------------


def test_what_a_fold_holds_is_made_once_and_follows_the_project(workspace, trainer, shown):
    panel = shown(TrainingPanel(workspace, trainer))
    assert panel.findChildren(QWidget, "training.epochs") == []
    panel.complete()
    field = find(panel, "training.epochs")
    panel.complete()
    assert find(panel, "training.epochs") is field
    workspace.edit("Epochs", api.with_settings(workspace.project, {"training.stop.epochs": 77}))
    assert form_of(panel, "epochs").values["epochs"] == 77
