"""Messages: a line for everything, a toast for what can be acted on, never a dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from playground.catalog import problem
from playground.catalog.facts import fix
from playground.project import Project
from playground.ui import messages
from playground.ui.messages import MessageLine, Messages, Toast
from playground.ui.workspace import Workspace


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.line = MessageLine()
    QVBoxLayout(made).addWidget(made.line)
    made.workspace = Workspace(Project(), made)
    made.toast = Toast(made)
    made.messages = Messages(made.workspace, made.line, made.toast)
    made.show()
    return made


def test_a_note_is_a_quiet_line(window):
    window.workspace.say("Kept 3 layers.")
    assert window.line.text() == "Kept 3 layers."
    assert window.line.property("value") == "Kept 3 layers."
    assert window.line.accessibleName()
    assert window.toast.isHidden()


def test_what_can_be_acted_on_is_a_toast_and_acts_once(window):
    done = []
    window.workspace.say("Deleted.", action="Undo", act=lambda: done.append("undo"))
    assert window.toast.isVisible()
    assert window.line.text() == "Deleted."
    QTest.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    assert done == ["undo"]
    assert window.toast.isHidden()


def test_a_problem_brings_its_repair(window):
    trouble = problem("unknown_choice", setting="training.loss", value="x", known="y")
    trouble = trouble.but(repair=fix("choose_loss", loss="MSELoss"))
    window.messages.show_from_trainer(trouble)
    assert window.toast.button.text() == "Use MSELoss"
    QTest.mouseClick(window.toast.button, Qt.MouseButton.LeftButton)
    assert window.workspace.project.content.training.loss == "MSELoss"
    window.workspace.undo_stack.undo()
    assert window.workspace.project.content.training.loss == "CrossEntropyLoss"


def test_a_repair_that_asks_for_a_file_is_not_offered_here(window):
    repair = fix("locate", path="a.csv")
    trouble = problem("file_missing", setting="data.parameters.path", path="a.csv", repair=repair)
    window.messages.show_from_trainer(trouble)
    assert window.toast.isVisible()
    assert window.toast.button.isHidden()


def test_it_can_be_closed_and_goes_away_by_itself(window, qtbot, monkeypatch):
    window.workspace.say("Careful.", "warning")
    QTest.mouseClick(window.toast.closer, Qt.MouseButton.LeftButton)
    assert window.toast.isHidden()
    monkeypatch.setattr(messages, "TOAST_MS", 1)
    window.workspace.say("Careful.", "warning")
    qtbot.waitUntil(window.toast.isHidden)


def test_an_offer_stays_much_longer(window):
    window.workspace.say("Careful.", "warning")
    plain = window.toast._timer.remainingTime()
    window.workspace.say("Unsaved changes were kept.", "warning", "Bring them back", lambda: None)
    assert window.toast._timer.remainingTime() > 5 * plain


@pytest.mark.parametrize("width", [320, 800, 1600])
def test_a_long_sentence_stays_inside_the_window(window, width):
    window.resize(width, 400)
    window.workspace.say("The loss ran away. " * 12, "error", "Bring back good weights", lambda: None)
    QApplication.processEvents()
    assert window.rect().contains(window.toast.geometry())
    window.resize(width + 100, 500)
    QApplication.processEvents()
    assert window.rect().contains(window.toast.geometry())
    assert abs(window.toast.geometry().center().x() - window.rect().center().x()) <= 1
