"""The Examples window: found by key and menu, searched, walked through by keys, and opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMessageBox

from playground import api
from playground.engine.runner import Runner
from playground.gallery import gallery
from playground.ui.examples import ExamplesWindow
from playground.ui.theme import theme

NAMES = [example.name for example in gallery()]


@pytest.fixture
def asked():
    """The names that were to be opened; `asked.answer` says whether they were."""

    class Asked(list):
        answer = True

        def open(self, name):
            self.append(name)
            return self.answer

    return Asked()


@pytest.fixture
def examples(qtbot, asked):
    made = ExamplesWindow(asked.open)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.search.hasFocus())
    yield made
    theme().apply("light")


def shown(window):
    return [card.example.name for card in window.shown]


def in_a_row(window):
    """How many cards stand beside the first."""
    tops = [card.mapTo(window, QPoint(0, 0)).y() for card in window.shown]
    return tops.count(tops[0])


def focused(qtbot, window, name):
    card = window.cards[name]
    qtbot.waitUntil(card.hasFocus)
    assert card.isChecked()
    assert window.chosen.name == name


def test_every_example_has_a_card_that_says_what_it_is(examples):
    assert shown(examples) == NAMES
    for example in gallery():
        card = examples.findChild(QAbstractButton, f"examples.card.{example.name}")
        assert card.accessibleName() == example.title
        assert card.accessibleDescription() == example.line
    unnamed = [w for kind in (QAbstractButton, QLineEdit) for w in examples.findChildren(kind)]
    assert [w for w in unnamed if w.objectName().startswith("examples.") and not w.accessibleName()] == []


def test_it_fits_a_modest_screen_and_no_card_is_cut(examples, qtbot):
    def all_whole():
        rights = [card.mapTo(examples, QPoint(card.width(), 0)).x() for card in examples.shown]
        wide = all(card.width() >= card.sizeHint().width() for card in examples.shown)
        return wide and max(rights) <= examples.details.x()

    assert examples.width() <= 1280
    assert examples.height() <= 800
    assert examples.minimumSizeHint().width() <= 1024
    for size in (QSize(1200, 700), QSize(700, 500)):
        examples.resize(size)
        qtbot.waitUntil(all_whole)


def test_a_wider_window_has_more_cards_in_a_row(examples, qtbot):
    for width, cards in ((1200, 3), (700, 1)):
        examples.resize(width, 700)
        qtbot.waitUntil(lambda cards=cards: in_a_row(examples) == cards)


def test_pictures_are_read_once_there_is_something_to_see(qtbot, asked):
    window = ExamplesWindow(asked.open)
    qtbot.addWidget(window)
    assert all(card.thumbnail is None for card in window.shown)
    window.show()
    first, last = window.cards[NAMES[0]], window.cards[NAMES[-1]]
    qtbot.waitUntil(lambda: first.thumbnail is not None and not first.thumbnail.isNull())
    assert last.thumbnail is None, "out of sight"
    light = first.thumbnail.toImage()
    theme().apply("dark")
    qtbot.waitUntil(lambda: first.thumbnail is not None and first.thumbnail.toImage() != light)
    theme().apply("light")


def test_a_search_leaves_what_matches_and_chooses_the_first(examples):
    QTest.keyClicks(examples.search, "batch norm overfit")
    assert shown(examples) == ["overfit-batch-norm"]
    assert examples.chosen.name == "overfit-batch-norm"
    examples.search.selectAll()
    QTest.keyClicks(examples.search, "nothing of the kind")
    assert shown(examples) == []
    assert examples.chosen is None
    assert not examples.open_button.isEnabled()
    examples.search.clear()
    assert shown(examples) == NAMES


def test_enter_in_the_search_opens_what_was_found(examples, asked, qtbot):
    QTest.keyClicks(examples.search, "margin")
    QTest.keyClick(examples.search, Qt.Key.Key_Return)
    assert asked == ["moons-hinge"]
    qtbot.waitUntil(lambda: not examples.isVisible())


def test_enter_opens_nothing_where_nothing_was_found(examples, asked):
    QTest.keyClicks(examples.search, "nothing of the kind")
    QTest.keyClick(examples.search, Qt.Key.Key_Return)
    assert asked == []
    assert examples.isVisible()


def test_arrow_keys_walk_over_the_cards_and_enter_opens(examples, asked, qtbot):
    examples.resize(1200, 700)
    qtbot.waitUntil(lambda: in_a_row(examples) == 3)
    QTest.keyClick(examples.search, Qt.Key.Key_Down)
    focused(qtbot, examples, NAMES[0])
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    focused(qtbot, examples, NAMES[1])
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    focused(qtbot, examples, NAMES[0])
    for _ in range(2):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert examples.chosen.group != gallery()[0].group
    name = examples.chosen.name
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert asked == [name]


def test_escape_closes(examples, asked):
    QTest.keyClick(examples.search, Qt.Key.Key_Escape)
    assert not examples.isVisible()
    assert asked == []


def test_a_click_tells_of_an_example_and_a_double_click_opens_it(examples, asked):
    card = examples.cards["circle"]
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert examples.chosen.name == "circle"
    assert examples.details.about.text() == card.example.about
    assert examples.details.reach.text() == card.example.reach
    assert f"{card.example.epochs} epochs" in examples.details.time.text()
    assert asked == []
    QTest.mouseDClick(card, Qt.MouseButton.LeftButton)
    assert asked == ["circle"], "the second click of the two"


def test_it_stays_where_unsaved_work_was_kept(examples, asked):
    asked.answer = False
    QTest.mouseClick(examples.open_button, Qt.MouseButton.LeftButton)
    assert asked == [NAMES[0]]
    assert examples.isVisible()


def test_it_comes_by_key_and_opens_an_untitled_copy(window, qtbot):
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_O, keys)
    qtbot.waitUntil(lambda: window.examples.isVisible())
    assert not window.examples.isModal()
    card = window.examples.cards["xor"]
    qtbot.waitUntil(lambda: card.thumbnail is not None)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(card, Qt.MouseButton.LeftButton)
    (xor,) = (example for example in gallery() if example.name == "xor")
    assert window.workspace.project.content == api.load(xor.path).content
    assert window.workspace.path is None
    assert not window.workspace.unsaved
    assert not window.examples.isVisible()


def test_an_example_without_its_data_wears_no_pictures_of_the_last_one(window, qtbot):
    def cards():
        return window.canvas.network_scene.cards.values()

    qtbot.waitUntil(lambda: any(card.body.picture is not None for card in cards()))
    window.show_document(api.load(next(e.path for e in gallery() if e.name == "mnist-cnn")))
    qtbot.waitUntil(lambda: window.trainer.status.state == "blocked")
    qtbot.waitUntil(lambda: all(card.body.picture is None for card in cards()))


def test_an_opened_example_is_no_edit_of_the_one_before(window, qtbot, monkeypatch):
    followed = []
    monkeypatch.setattr(Runner, "follow", lambda runner, *given: followed.append(given))
    run = window.trainer.status.run
    assert window.files.open_example("xor")
    qtbot.waitUntil(lambda: window.trainer.status.run > run)
    assert not followed


def test_it_asks_for_unsaved_work_first(window, qtbot):
    window.canvas.append("Tanh")
    changed = window.workspace.project
    window.actions_.by_name["examples"].trigger()
    qtbot.waitUntil(lambda: window.examples.isVisible())

    def say_cancel():
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        question.button(QMessageBox.StandardButton.Cancel).click()

    QTimer.singleShot(50, say_cancel)
    QTest.mouseClick(window.examples.open_button, Qt.MouseButton.LeftButton)
    assert window.workspace.project is changed
    assert window.examples.isVisible()


def test_an_empty_canvas_names_the_key(window):
    window.files.new()
    assert "Ctrl+Shift+O" in window.canvas.findChild(QLabel, "canvas.hint").text()
