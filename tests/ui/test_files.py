"""Files of the window: what is said of those that cannot be opened, and where others are saved."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QMessageBox

from playground import api
from playground.assets import asset
from playground.project import storage


def test_what_was_said_of_a_bad_file_goes_when_another_opens(window, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text("[]")
    assert not window.files.open(bad)
    assert window.messages.toast.isVisible()
    assert window.files.open(asset("examples", "circle.json"))
    assert not window.messages.toast.isVisible()
    assert "bad.json" not in window.messages.line.text()


@pytest.mark.parametrize("text", ["[]", None], ids=["foreign", "missing"])
def test_a_bad_file_on_the_command_line_is_named_over_the_first_example(opened, tmp_path, text):
    bad = tmp_path / "bad.json"
    if text is not None:
        bad.write_text(text)
    window = opened(bad, wait=False)
    assert window.workspace.project.network.layers
    assert "bad.json" in window.messages.line.text()
    assert window.messages.toast.isVisible()


def test_a_table_on_the_command_line_gets_a_network(opened, tmp_path):
    table = tmp_path / "flowers.csv"
    table.write_text("width,colour\n" + "1,red\n2,blue\n" * 30)
    window = opened(table)
    assert window.workspace.project.content.data.kind == "csv"
    assert not window.workspace.unsaved


def test_a_file_that_cannot_be_written_leaves_the_path_of_the_data(opened, tmp_path):
    """Nothing was saved elsewhere, so nothing may point from there."""
    table = tmp_path / "here" / "flowers.csv"
    table.parent.mkdir()
    table.write_text("width,colour\n" + "1,red\n2,blue\n" * 30)
    window = opened(table)
    assert window.documents.save(tmp_path / "here" / "net.json")
    before = window.workspace.project
    assert before.content.data.parameters["path"] == "flowers.csv"
    assert not window.documents.save(tmp_path / "nowhere" / "net.json")
    assert window.workspace.project == before


def test_saving_in_another_folder_keeps_the_data_in_use_and_in_undo(opened, tmp_path, qtbot):
    table = tmp_path / "here" / "flowers.csv"
    table.parent.mkdir()
    (tmp_path / "far" / "away").mkdir(parents=True)
    table.write_text("width,colour\n" + "1,red\n2,blue\n" * 30)
    window = opened(table)
    assert window.documents.save(table.parent / "net.json")
    first = window.workspace.project
    window.workspace.edit("Batch size", api.with_settings(first, {"training.batch_size": 7}))
    assert window.documents.save(tmp_path / "far" / "away" / "net.json")
    assert window.workspace.project.content.data.parameters["path"] == "../../here/flowers.csv"
    assert not window.workspace.unsaved
    for _ in range(2):
        window.trainer.step()
        qtbot.waitUntil(lambda: window.trainer.status.step > 0 and window.trainer.settled(), timeout=10_000)
        assert window.trainer.status.state == "paused"
        assert window.trainer.status.problem is None
        window.workspace.undo_stack.undo()
    assert not window.workspace.undo_stack.canUndo()
    assert window.workspace.project.content.training == first.content.training
    assert window.workspace.project.content.data.parameters["path"] == "../../here/flowers.csv"


def answer_save_as(name, confirm):
    """Types a name into the dialog once it is open; says no to the question that follows, if any."""
    asked = []

    def look():
        top = QApplication.activeModalWidget()
        if isinstance(top, QMessageBox):
            asked.append(top.text())
            top.button(QMessageBox.StandardButton.Yes if confirm else QMessageBox.StandardButton.No).click()
            QTimer.singleShot(50, look)
        elif isinstance(top, QFileDialog):
            if asked and not confirm:
                top.reject()
                return
            top.findChild(QLineEdit, "fileNameEdit").setText(name)
            QTimer.singleShot(50, look)
            top.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()

    QTimer.singleShot(50, look)
    return asked


def test_a_name_without_its_ending_asks_before_it_overwrites(window, tmp_path):
    there = tmp_path / "mine.json"
    there.write_text("precious")
    asked = answer_save_as(str(tmp_path / "mine"), confirm=False)
    assert not window.files.save(choose=True)
    assert len(asked) == 1
    assert there.read_text() == "precious"
    answer_save_as(str(tmp_path / "mine"), confirm=True)
    assert window.files.save(choose=True)
    assert window.workspace.path == there


def answer_question(button):
    """Presses a button of the question once it is there; returns what was asked."""
    asked = []

    def look():
        top = QApplication.activeModalWidget()
        if isinstance(top, QMessageBox):
            asked.append(top.text())
            top.button(button).click()

    QTimer.singleShot(50, look)
    return asked


def test_saved_weights_read_a_table_that_has_changed_as_they_learned_it(opened, tmp_path, qtbot):
    table, file = tmp_path / "flowers.csv", tmp_path / "net.json"
    rows = "".join(f"{i % 7},{'red' if i % 7 > 3 else 'blue'}\n" for i in range(60))
    table.write_text("width,colour\n" + rows)

    def answer(window):
        with qtbot.waitSignal(window.trainer.predicted, timeout=10_000) as told:
            window.trainer.predict_row({"width": "3.5"})
        return told.args[0]["probabilities"]

    window = opened(table)
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.status.epoch >= 1 and window.trainer.settled(), timeout=10_000)
    assert window.documents.save(file)
    qtbot.waitUntil(storage.weights_path(file).exists, timeout=10_000)
    assert not window.workspace.unsaved
    table.write_text("width,colour\n" + rows + "500,red\n900,blue\n" * 5)
    again = opened(file)
    qtbot.waitUntil(lambda: again.trainer.status.step == window.trainer.status.step, timeout=10_000)
    assert answer(again) == answer(window)
    notes = again.trainer.dataset.report.notes
    assert any("when the project was saved" in note for note in notes)
    assert not again.workspace.unsaved


def test_weights_that_took_long_are_not_thrown_away_without_a_question(window, tmp_path, qtbot, monkeypatch):
    assert window.documents.save(tmp_path / "net.json")
    window.trainer.step_epoch()
    qtbot.waitUntil(lambda: window.trainer.status.epoch == 1)
    assert window.files.may_leave(), "a moment of training may go"
    monkeypatch.setattr("playground.ui.files.LONG_TRAINING_S", 0.0)
    asked = answer_question(QMessageBox.StandardButton.Cancel)
    assert not window.files.may_leave()
    assert "weights" in asked[0]
    answer_question(QMessageBox.StandardButton.Save)
    assert window.files.may_leave()
    monkeypatch.setattr("playground.ui.files.LONG_TRAINING_S", 1e-9)
    qtbot.waitUntil(lambda: window.documents.unsaved_training_s == 0.0)
    assert window.files.may_leave(), "they are saved now"
