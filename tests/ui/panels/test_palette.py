"""Palette: search, append, drag."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QDrag, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from playground.catalog import LAYERS
from playground.ui.canvas.carry import KIND
from playground.ui.panels import palette as module
from playground.ui.panels.palette import Palette

from .conftest import find, unnamed


@pytest.fixture
def palette(shown):
    made = shown(Palette())
    made.complete()
    return made


def test_every_kind_has_a_chip_and_a_name(palette):
    assert [chip.objectName() for chip in palette.shown] == [f"palette.{name}" for name in LAYERS]
    assert unnamed(palette) == []


def test_search_finds_by_name_then_by_what_is_said(palette):
    QTest.keyClicks(palette.search, "pool")
    assert [chip.kind.name for chip in palette.shown] == [name for name in LAYERS if "Pool" in name]
    assert palette.shown[0].kind.name == "MaxPool2d"
    palette.search.clear()
    QTest.keyClicks(palette.search, "skip connection")
    assert [chip.kind.name for chip in palette.shown] == ["Add"]
    palette.search.clear()
    QTest.keyClicks(palette.search, "no such layer")
    assert palette.shown == ()
    palette.search.clear()
    assert len(palette.shown) == len(LAYERS)


def test_enter_in_the_search_appends_the_first_found(palette, qtbot):
    QTest.keyClicks(palette.search, "drop")
    with qtbot.waitSignal(palette.append_requested) as heard:
        QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert heard.args == ["Dropout"]


def test_enter_in_an_empty_search_appends_nothing(palette, qtbot):
    with qtbot.assertNotEmitted(palette.append_requested):
        QTest.keyClick(palette.search, Qt.Key.Key_Return)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_on_a_chip_appends_it(palette, qtbot, key):
    with qtbot.waitSignal(palette.append_requested) as heard:
        QTest.keyClick(find(palette, "palette.Linear"), key)
    assert heard.args == ["Linear"]


def test_a_double_click_appends(palette, qtbot):
    with qtbot.waitSignal(palette.append_requested) as heard:
        QTest.mouseDClick(find(palette, "palette.Tanh"), Qt.MouseButton.LeftButton)
    assert heard.args == ["Tanh"]


def test_a_single_click_appends_nothing(palette, qtbot):
    with qtbot.assertNotEmitted(palette.append_requested):
        QTest.mouseClick(find(palette, "palette.Tanh"), Qt.MouseButton.LeftButton)


def test_dragging_a_chip_carries_its_kind(palette, monkeypatch):
    carried = []

    def drop(drag: QDrag, action: Qt.DropAction) -> Qt.DropAction:
        hidden = drag.pixmap().isNull() or drag.pixmap().rect().contains(drag.hotSpot())
        carried.append((bytes(drag.mimeData().data(KIND).data()), hidden))
        return action

    monkeypatch.setattr(module.QDrag, "exec", drop)
    chip = find(palette, "palette.Linear")
    QTest.mousePress(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    QTest.mouseMove(chip, QPoint(22, 11))
    assert carried == []
    QTest.mouseMove(chip, QPoint(80, 60))
    QTest.mouseMove(chip, QPoint(120, 90))
    assert carried == [(b"Linear", False)]


def test_arrow_keys_walk_among_the_chips(palette):
    first = find(palette, "palette.Input")
    palette.activateWindow()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is find(palette, "palette.Linear")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up)
    assert QApplication.focusWidget() is palette.search


@pytest.mark.parametrize("width", [232, 280, 420])
def test_no_name_is_cut_and_no_chip_lies_on_another(palette, qtbot, width):
    palette.resize(width, 900)
    qtbot.waitUntil(lambda: all(chip.width() >= chip.sizeHint().width() for chip in palette.shown))
    areas = []
    for chip in palette.shown:
        area = chip.rect().translated(chip.mapTo(palette.widget(), QPoint(0, 0)))
        assert not any(area.intersects(other) for other in areas)
        areas.append(area)


def test_larger_type_makes_everything_larger(palette, qtbot, larger_type):
    field, chip = palette.search, find(palette, "palette.Linear")
    heights = (field.height(), chip.height())
    larger_type()
    qtbot.waitUntil(lambda: field.height() > heights[0] + 4 and chip.height() > heights[1] + 4)


def test_hovering_a_chip_says_what_it_is_and_what_to_do(palette, monkeypatch):
    said: list[tuple[str, object]] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, widget: said.append((text, widget)))
    chip = find(palette, "palette.Linear")
    at = QPoint(3, 3)
    QApplication.sendEvent(chip, QHelpEvent(QEvent.Type.ToolTip, at, chip.mapToGlobal(at)))
    ((text, widget),) = said
    assert LAYERS["Linear"].help[:20] in text
    assert "Drag onto the canvas" in text
    assert widget is chip


def test_what_nobody_has_scrolled_to_is_made_later_or_when_it_is_searched(shown):
    palette = shown(Palette())
    assert 0 < len(palette.shown) < len(LAYERS)
    QTest.keyClicks(palette.search, "drop")
    assert "Dropout" in [chip.kind.name for chip in palette.shown]
    palette.search.clear()
    assert [chip.objectName() for chip in palette.shown] == [f"palette.{name}" for name in LAYERS]
    palette.complete()
    assert len(palette.shown) == len(LAYERS)
