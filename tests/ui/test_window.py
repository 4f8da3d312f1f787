"""The whole window, by mouse and keyboard, with the engine behind it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractSlider, QApplication, QComboBox, QLineEdit, QToolButton, QWidget

from playground import api
from playground.assets import asset
from playground.project import storage
from playground.ui.help import keys_text
from tests.data.image_files import write_sets
from tests.ui.canvas.person import Person, wires

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


def control(window, name, kind=QWidget):
    """The control of that objectName; there is just one."""
    found = window.findChildren(kind, name)
    assert len(found) == 1, f"{len(found)} controls called {name}"
    return found[0]


def click(qtbot, window, name):
    qtbot.mouseClick(control(window, name), LEFT)


def type_into(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_it_starts_on_a_spiral_that_is_ready_to_play(window):
    assert window.workspace.path is None
    assert not window.workspace.unsaved
    assert window.workspace.project.content.data.kind == "spiral"
    assert not window.workspace.report.errors
    assert control(window, "play").isEnabled()
    assert window.trainer.status.step == 0


def test_play_pause_step_and_reset(window, qtbot):
    click(qtbot, window, "play")
    qtbot.waitUntil(lambda: window.trainer.status.epoch >= 3, timeout=20_000)
    click(qtbot, window, "play")
    qtbot.waitUntil(window.trainer.settled, timeout=10_000)
    paused = window.trainer.status
    assert paused.state == "paused"
    assert control(window, "epoch_count").property("value") == paused.epoch
    click(qtbot, window, "step")
    qtbot.waitUntil(lambda: window.trainer.status.step == paused.step + 1, timeout=10_000)
    epoch = window.trainer.status.epoch  # that one step may have been the last of an epoch
    click(qtbot, window, "step_epoch")
    qtbot.waitUntil(lambda: window.trainer.status.epoch == epoch + 1, timeout=10_000)
    qtbot.waitUntil(window.trainer.settled, timeout=10_000)  # the loss is measured after the step
    before = control(window, "train_loss").property("value")
    click(qtbot, window, "reset")
    qtbot.waitUntil(lambda: window.trainer.status.step == 0, timeout=10_000)
    qtbot.waitUntil(window.trainer.settled, timeout=10_000)
    click(qtbot, window, "restore")
    qtbot.waitUntil(lambda: window.trainer.status.epoch == epoch + 1, timeout=10_000)
    qtbot.waitUntil(lambda: control(window, "train_loss").property("value") == before, timeout=10_000)


def test_what_keeps_it_from_training_is_said_and_taken_back(window, qtbot):
    line = control(window, "message")
    assert line.text() == "Ready: press play."
    click(qtbot, window, "play")
    qtbot.waitUntil(lambda: window.trainer.status.state == "playing", timeout=10_000)
    assert line.text() == ""
    Person(window.canvas, qtbot).click("linear_1.out->tanh_1.in")
    window.canvas.delete()
    qtbot.waitUntil(lambda: window.trainer.status.state == "blocked", timeout=10_000)
    qtbot.waitUntil(lambda: line.text() == control(window, "play").toolTip(), timeout=10_000)
    assert line.text()


def test_the_buttons_stay_where_they_are(window, qtbot):
    names = ("play", "step", "step_epoch", "reset", "new_seed", "speed")
    before = {name: window.rectangles()[name] for name in names}
    click(qtbot, window, "step_epoch")
    qtbot.waitUntil(lambda: window.trainer.status.epoch == 1, timeout=10_000)
    click(qtbot, window, "new_seed")
    restore = control(window, "restore")
    qtbot.waitUntil(restore.isVisible, timeout=10_000)
    QApplication.processEvents()
    assert window.workspace.unsaved
    assert {name: window.rectangles()[name] for name in names} == before


def test_it_fits_a_small_screen(window, qtbot):
    click(qtbot, window, "step_epoch")
    qtbot.waitUntil(lambda: window.trainer.status.epoch == 1, timeout=10_000)
    click(qtbot, window, "reset")
    restore = control(window, "restore")
    qtbot.waitUntil(restore.isVisible, timeout=10_000)
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (1024, 700))
    for name in ("play", "speed", "restore", "device", "train_loss", "metric", "curves.save", "curves.log"):
        widget = control(window, name)
        qtbot.waitUntil(lambda w=widget: w.visibleRegion().boundingRect().size() == w.size())
        assert widget.width() >= widget.minimumSizeHint().width(), f"{name} is squeezed"
    assert not control(window, "elapsed").isVisible()
    window.resize(1280, 800)
    qtbot.waitUntil(control(window, "elapsed").isVisible)


def test_menus_say_the_keys_of_the_canvas_without_taking_them_from_fields(window):
    actions = window.actions_.by_name
    assert actions["copy"].text() == "Copy\tCtrl+C"
    assert actions["fit"].text().endswith("\tF")
    assert actions["copy"].shortcut().isEmpty()
    text = keys_text(window.actions_)
    assert "<b>Train</b>" in text
    assert "<b>Insert</b>" not in text, "no key, no heading"


def test_the_keys_of_undo_work_after_a_menu_was_open(window, qtbot):
    window.activateWindow()
    window.actions_.refresh()  # as a menu does, with nothing to undo
    window.canvas.setFocus()
    window.canvas.append("ReLU")
    assert "relu_1" in window.workspace.project.network.by_id
    qtbot.keyClick(window.canvas, Qt.Key.Key_Z, CTRL)
    assert "relu_1" not in window.workspace.project.network.by_id
    qtbot.keyClick(window.canvas, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "relu_1" in window.workspace.project.network.by_id


def test_a_number_just_typed_is_undone_by_the_keys_of_undo(window, qtbot):
    """The field has the focus still; only what is being typed in it is its own to undo."""
    window.activateWindow()
    before = window.workspace.project.training.learning_rate
    field = control(window, "training.learning_rate", QLineEdit)
    type_into(qtbot, field, "0,5")
    assert window.workspace.project.training.learning_rate == 0.5
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert window.workspace.project.training.learning_rate == 0.5, "the 7 is undone"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert window.workspace.project.training.learning_rate == before
    assert field.text() == "0.03"
    qtbot.keyClick(field, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.workspace.project.training.learning_rate == 0.5


def test_a_short_text_has_a_small_window(window, qtbot):
    window.show_about()
    window.show_help()
    about, keys = (window.findChild(QWidget, name) for name in ("about", "help"))
    assert about.height() < 300 < keys.height()


def test_build_train_undo_save_and_reopen(window, opened, qtbot, tmp_path):
    """Drag Linear onto a wire, draw a skip link, change the rate while it trains; undo it all; save."""
    start = window.workspace.project
    person = Person(window.canvas, qtbot)
    accepted, drop = person.carry("Linear", "tanh_1.out->linear_2.in")
    assert accepted
    drop()
    assert "tanh_1.out->linear_4.in" in wires(person.project)
    assert "linear_4.out->linear_2.in" in wires(person.project)
    # The new layer has a size of its own: the network is whole at once.
    qtbot.waitUntil(lambda: "linear_4" in window.workspace.report.layers, timeout=10_000)
    assert not window.workspace.report.errors
    accepted, drop = person.carry("Add", "linear_4.out->linear_2.in")
    drop()
    window.canvas.fit()
    person.drag("tanh_1.out", "add_1")
    assert "tanh_1.out->add_1.in" in wires(person.project)
    qtbot.waitUntil(
        lambda: (
            window.workspace.report.layers.get("add_1") is not None
            and window.workspace.report.layers["add_1"].shape == (8,)
        ),
        timeout=10_000,
    )
    click(qtbot, window, "play")
    qtbot.waitUntil(lambda: window.trainer.status.epoch >= 2, timeout=20_000)
    window.docks.show("training")
    type_into(qtbot, control(window, "training.learning_rate", QLineEdit), "0,1")
    assert window.workspace.project.content.training.learning_rate == 0.1
    reached = window.trainer.status.epoch
    qtbot.waitUntil(lambda: window.trainer.status.epoch > reached + 1, timeout=20_000)
    assert any("learning rate" in mark.text for mark in window.trainer.history.marks)
    click(qtbot, window, "play")
    qtbot.waitUntil(window.trainer.settled, timeout=10_000)
    end = window.workspace.project
    stack = window.workspace.undo_stack
    while stack.canUndo():
        window.actions_.by_name["undo"].trigger()
    assert window.workspace.project.content == start.content
    assert not window.workspace.unsaved
    while stack.canRedo():
        window.actions_.by_name["redo"].trigger()
    assert window.workspace.project.same_document(end)
    qtbot.waitUntil(window.trainer.settled, timeout=10_000)
    file = tmp_path / "mine.json"
    assert window.documents.save(file)
    qtbot.waitUntil(storage.weights_path(file).exists, timeout=10_000)
    assert not window.workspace.unsaved
    assert window.windowTitle().startswith("mine")
    trained = window.trainer.result()
    again = opened(file)
    assert again.workspace.project.same_document(end)
    qtbot.waitUntil(lambda: again.trainer.status.step == window.trainer.status.step, timeout=10_000)
    assert again.trainer.result()["weights_sha256"] == trained["weights_sha256"]


def test_the_window_and_the_command_line_agree_to_the_last_bit(opened, qtbot, tmp_path):
    file = tmp_path / "circle.json"
    project = api.load(asset("examples", "circle.json"))
    training = project.content.training
    project = project.with_content(training=training.but(stop=training.stop.but(epochs=40)))
    api.save(project, file)
    window = opened(file)
    click(qtbot, window, "play")
    qtbot.waitUntil(lambda: window.trainer.status.state == "finished", timeout=30_000)
    line = control(window, "message")
    qtbot.waitUntil(lambda: "Finished" in line.text())
    here, there = window.trainer.result(), api.train(project).result.as_dict()
    here.pop("seconds"), there.pop("seconds")
    assert here == there
    click(qtbot, window, "reset")
    qtbot.waitUntil(lambda: "Finished" not in line.text())


def test_a_problem_disables_play_and_says_why(window, qtbot):
    person = Person(window.canvas, qtbot)
    person.click("tanh_1.out->linear_2.in")
    person.key(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: window.trainer.status.state == "blocked", timeout=10_000)
    play = control(window, "play")
    assert not play.isEnabled()
    assert "linear_1" in play.toolTip()
    window.actions_.by_name["undo"].trigger()
    qtbot.waitUntil(lambda: play.isEnabled(), timeout=10_000)


def test_training_goes_on_by_itself_once_a_broken_network_is_mended(window, qtbot):
    click(qtbot, window, "play")
    qtbot.waitUntil(lambda: window.trainer.status.epoch >= 1, timeout=20_000)
    person = Person(window.canvas, qtbot)
    person.click("tanh_1.out->linear_2.in")
    person.key(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: window.trainer.status.state == "blocked", timeout=10_000)
    window.actions_.by_name["undo"].trigger()
    qtbot.waitUntil(lambda: window.trainer.status.state == "playing", timeout=10_000)
    window.trainer.pause()


def test_a_file_that_cannot_be_opened_leaves_what_is_open(window, tmp_path, qtbot):
    before = window.workspace.project
    bad = tmp_path / "bad.json"
    bad.write_text('{"format": "something else"}')
    assert not window.files.open(bad)
    assert window.workspace.project is before
    assert "bad.json" in control(window, "message").property("value")


def test_dropping_a_table_makes_a_network_for_it(window, tmp_path, qtbot):
    table = tmp_path / "flowers.csv"
    rows = [f"{i % 7},{i % 5},{'red' if i % 2 else 'blue'}" for i in range(60)]
    table.write_text("\n".join(["width,height,colour", *rows]) + "\n")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    at, none = QPoint(400, 300), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, LEFT, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    both = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    drop = QDropEvent(at.toPointF(), both, data, LEFT, Qt.KeyboardModifier.ShiftModifier)
    assert drop.proposedAction() == Qt.DropAction.MoveAction
    QApplication.sendEvent(window, drop)
    assert drop.isAccepted()
    assert drop.dropAction() == Qt.DropAction.CopyAction, "a move would take the file away"
    assert window.workspace.project.content.data.kind == "csv"
    qtbot.waitUntil(lambda: window.trainer.status.state == "paused", timeout=20_000)
    click(qtbot, window, "step_epoch")
    qtbot.waitUntil(lambda: window.trainer.status.epoch == 1, timeout=20_000)


@pytest.mark.parametrize(
    ("place", "kind"),
    [("pictures", "pictures"), ("idx/train-images-idx3-ubyte", "idx"), ("cifar", "cifar10")],
)
def test_dropping_pictures_makes_a_network_for_them(window, tmp_path, qtbot, place, kind):
    write_sets(tmp_path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / place))])
    at, none = QPoint(400, 300), Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(at, Qt.DropAction.CopyAction, data, LEFT, none))
    QApplication.sendEvent(window, QDropEvent(at.toPointF(), Qt.DropAction.CopyAction, data, LEFT, none))
    assert window.workspace.project.content.data.kind == kind
    assert "conv2d_1" in {layer.id for layer in window.workspace.project.network.layers}
    qtbot.waitUntil(lambda: window.trainer.status.state == "paused", timeout=20_000)
    assert not window.workspace.report.errors
    click(qtbot, window, "step_epoch")
    qtbot.waitUntil(lambda: window.trainer.status.epoch == 1, timeout=20_000)


def test_divergence_offers_the_last_good_weights(window, qtbot):
    click(qtbot, window, "play")
    qtbot.waitUntil(lambda: window.trainer.status.epoch >= 1, timeout=20_000)
    project = window.workspace.project
    training = api.with_settings(project, {"training.loss": "MSELoss", "learning_rate": 900.0})
    window.workspace.edit("Too fast", training)
    qtbot.waitUntil(lambda: window.trainer.status.state == "diverged", timeout=20_000)
    assert "ran away" in control(window, "message").property("value")
    restore = control(window, "restore")
    qtbot.waitUntil(restore.isVisible, timeout=5_000)
    qtbot.mouseClick(restore, LEFT)
    qtbot.waitUntil(lambda: window.trainer.status.state == "paused", timeout=10_000)
    assert window.trainer.result()["train_loss"] < 1000


def test_every_control_has_a_name_of_its_own_and_one_to_read_out(window, qtbot):
    for dock in ("data", "layers", "output", "inspector", "training", "curves"):
        window.docks.show(dock)
        QApplication.processEvents()
    window.canvas.select(["linear_1"])
    unnamed, unread = [], []
    for widget in window.findChildren(QWidget):
        interactive = isinstance(widget, QToolButton | QComboBox | QLineEdit | QAbstractSlider)
        inner = isinstance(widget.parent(), QComboBox | QLineEdit)
        shown = widget.isVisibleTo(window) and type(widget).__name__ != "QScrollBar"
        if not interactive or inner or not shown:
            continue
        where = f"{type(widget).__name__} {widget.objectName()!r} in {widget.parent().objectName()!r}"
        if not widget.objectName():
            unnamed.append(where)
        if not (widget.accessibleName() or getattr(widget, "text", str)()):
            unread.append(where)
    assert not unnamed
    assert not unread


def test_the_names_that_the_world_may_rely_on(window):
    for name in [
        "play",
        "step",
        "step_epoch",
        "reset",
        "new_seed",
        "speed",
        "epoch_count",
        "step_count",
        "train_loss",
        "test_loss",
        "metric",
        "device",
        "message",
        "canvas",
        "curves",
        "output",
        "palette.Linear",
        "data.kind",
        "data.noise",
        "data.samples",
        "data.test",
        "training.learning_rate",
        "training.optimizer",
        "training.loss",
        "training.batch_size",
    ]:
        control(window, name)


def test_neurons_are_offered_for_points_alone_even_before_there_are_data(opened, qtbot):
    """What has to be fetched first is known to be pictures."""
    window = opened(asset("examples", "mnist-cnn.json"))
    qtbot.waitUntil(lambda: window.trainer.status.state == "blocked", timeout=20_000)
    assert not control(window, "view.neurons").isEnabled()


def test_titles_of_docks_have_the_size_of_the_window(window, qtbot):
    dock = control(window, "dock.curves")

    def written() -> int:
        """How high the title is written."""
        shot, beside = dock.grab().toImage(), dock.width() // 2
        ground = shot.pixelColor(beside, 4).lightness()
        rows = range(dock.widget().y())
        inked = [
            y for y in rows if any(abs(shot.pixelColor(x, y).lightness() - ground) > 60 for x in range(60))
        ]
        return max(inked) - min(inked) + 1

    usual = written()
    window.zoom_window(+100)
    try:
        qtbot.waitUntil(lambda: written() > 1.6 * usual)
    finally:
        window.zoom_window(0)
    qtbot.waitUntil(lambda: written() == usual)


@pytest.mark.parametrize("name", ["build", "train", "teach"])
def test_layouts_and_zoom(window, qtbot, name):
    window.use_layout(name)
    readout, switch = control(window, "train_loss"), control(window, "view.neurons")
    usual = readout.font().pointSizeF()
    wide = switch.width()
    window.zoom_window(+50)
    assert readout.font().pointSizeF() == pytest.approx(1.5 * usual)
    qtbot.waitUntil(lambda: switch.width() > 1.2 * wide)
    assert readout.width() >= readout.fontMetrics().horizontalAdvance("0.00e-00")
    window.zoom_window(0)
    assert readout.font().pointSizeF() == pytest.approx(usual)
    assert window.canvas.isVisible()


def test_no_button_is_too_small_for_its_icon(window, qtbot):
    window.show_neurons(True)
    qtbot.waitUntil(window.neurons.isVisible)
    shown = [b for b in window.findChildren(QToolButton) if b.isVisible() and b.objectName() and not b.text()]
    assert {"step", "curves.fit", "neurons.fit"} <= {button.objectName() for button in shown}
    squeezed = {b.objectName() for b in shown if b.size() != b.size().expandedTo(b.sizeHint())}
    assert not squeezed, "their icons are drawn smaller than they are, and blurred"


def test_what_the_speed_is_replaced_by_moves_nothing(window):
    """While an epoch is scored, that is said where the steps per second were."""
    status = replace(window.trainer.status, state="playing", steps_per_s=31.0)
    window.topbar.show_status(status)
    before = [window.rectangles()[name] for name in ("step_count", "steps_per_s", "train_loss")]
    window.topbar.show_status(replace(status, steps_per_s=0.0, scoring=True))
    QApplication.processEvents()
    assert control(window, "steps_per_s").text() == "scoring"
    assert [window.rectangles()[name] for name in ("step_count", "steps_per_s", "train_loss")] == before


def test_the_names_type_stays_when_the_theme_changes(window):
    name = control(window, "project_name")
    before = name.font()
    window.use_theme("dark")
    assert name.font() == before
    window.use_theme("light")
    window.zoom_window(+50)
    window.zoom_window(0)
    assert name.font() == before


def test_theme_from_the_menu_reaches_every_painted_thing(window, qtbot):
    before = window.grab().toImage()
    window.use_theme("dark")
    QApplication.processEvents()
    after = window.grab().toImage()
    middle = window.canvas.geometry().center()
    assert before.pixelColor(middle).lightness() > 200
    assert after.pixelColor(middle).lightness() < 60
    window.use_theme("light")


def test_screenshot_map_names_cards_ports_and_wires(window):
    found = window.rectangles()
    for name in ("play", "canvas", "linear_1", "linear_1.in.0", "linear_1.out", "linear_1.out->tanh_1.in"):
        assert name in found, name
    assert json.dumps(found)


def test_weights_made_by_hand_and_undone(window, qtbot):
    qtbot.waitUntil(window.trainer.settled, timeout=10_000)
    before = window.trainer.result()["weights_sha256"]
    window.trainer.set_weight("linear_1", "weight", (0, 0), 3.0, 0.25)
    qtbot.waitUntil(lambda: window.trainer.result()["weights_sha256"] != before, timeout=10_000)
    assert window.workspace.project.content.hand_edits[0].value == 3.0
