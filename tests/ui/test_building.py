"""A network for handwritten digits, built from an empty canvas by mouse alone, trained, and asked about
a digit that is drawn."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QMenu, QWidget

from playground import api
from playground.ui.widgets.slider import HANDLE, PLACES, ValueSlider
from tests.data.image_files import write_idx
from tests.ui.canvas.person import Person, overlapping
from tests.ui.views.test_draw import stroke

LEFT = Qt.MouseButton.LeftButton
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mnist"
TRAIN, TEST = 2000, 200
WAIT_MS = 120_000


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """The first pictures of MNIST, as the four files that people have."""
    if not SHARED.exists():
        pytest.skip(f"no {SHARED}")
    for part, count in (("train", TRAIN), ("t10k", TEST)):
        for what, header, sides in (("images-idx3", 16, (28, 28)), ("labels-idx1", 8, ())):
            name = f"{part}-{what}-ubyte"
            with gzip.open(SHARED / f"{name}.gz") as file:
                file.read(header)
                numbers = np.frombuffer(file.read(count * int(np.prod(sides, initial=1))), np.uint8)
            write_idx(tmp_path / name, numbers.reshape(count, *sides))
    return tmp_path


class Hand(Person):
    """A person who has a mouse and the whole window before them, and no keyboard."""

    def __init__(self, window, qtbot):
        super().__init__(window.canvas, qtbot)
        self.window = window

    def control(self, name, kind=QWidget):
        """The control of that name, once it has its place: what has just been unfolded is laid out later."""
        found = self.window.findChildren(kind, name)
        assert len(found) == 1, f"{len(found)} controls called {name}"
        self.qtbot.waitUntil(lambda: found[0].isVisible() and found[0].height() > 4)
        return found[0]

    def press_button(self, name):
        button = self.control(name, QAbstractButton)
        self.qtbot.waitUntil(button.isEnabled, timeout=WAIT_MS)
        QTest.mouseClick(button, LEFT)

    def choose_in_menu(self, *titles):
        bar = self.window.menuBar()
        action = next(a for a in bar.actions() if a.text().replace("&", "") == titles[0])
        QTest.mouseClick(bar, LEFT, pos=bar.actionGeometry(action).center())
        menu: QMenu = action.menu()
        self.qtbot.waitUntil(menu.isVisible)
        entry = next(a for a in menu.actions() if a.text().replace("&", "").startswith(titles[1]))
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())

    def choose_in_list(self, name, title):
        combo = self.control(name, QComboBox)
        QTest.mouseClick(combo, LEFT)
        view = combo.view()
        self.qtbot.waitUntil(view.isVisible)
        place = view.visualRect(combo.model().index(combo.findText(title), 0)).center()
        QTest.mouseClick(view.viewport(), LEFT, pos=place)

    def slide(self, name, value):
        """Drag a slider's handle until it stands for `value`, as an eye does: nearer and nearer."""
        slider = self.control(f"{name}.slider", ValueSlider)

        def place(pixel):
            return QPoint(round(pixel), slider.height() // 2)

        first, last = HANDLE + 1, slider.width() - HANDLE - 1
        QTest.mousePress(slider, LEFT, pos=place(first + slider.value() / PLACES * (last - first)))
        while slider.number != value and last - first > 1:
            middle = (first + last) / 2
            QTest.mouseMove(slider, place(middle))
            first, last = (middle, last) if slider.number < value else (first, middle)
        QTest.mouseRelease(slider, LEFT, pos=place((first + last) / 2))
        assert slider.number == value

    def take_from_palette(self, kind):
        chip = self.control(f"palette.{kind}", QAbstractButton)
        QTest.mouseDClick(chip, LEFT)


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)  # opened menus, offscreen
def test_mnist_by_mouse(window, qtbot, digits, monkeypatch):
    hand = Hand(window, qtbot)
    hand.choose_in_menu("File", "New")
    assert not window.workspace.project.network.layers

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(digits))
    hand.press_button("data.kinds.fold")
    hand.press_button("data.kind.mnist")
    hand.press_button("data.folder")
    qtbot.waitUntil(
        lambda: window.trainer.dataset is not None and window.trainer.dataset.kind == "mnist", timeout=WAIT_MS
    )
    hand.slide("training.batch_size", 32)

    for kind, settings in (
        ("Conv2d", {"out_channels": 32}),
        ("ReLU", {}),
        ("MaxPool2d", {}),
        ("Conv2d", {"out_channels": 64}),
        ("ReLU", {}),
        ("MaxPool2d", {}),
        ("Flatten", {}),
        ("Linear", {}),
    ):
        hand.take_from_palette(kind)
        for name, value in settings.items():
            hand.slide(f"inspector.{name}", value)
    project = window.workspace.project
    wire = next(wire.name for wire in project.network.wires if wire.source == "flatten_1")
    taken, drop = hand.carry("Dropout", wire)
    assert taken
    drop()
    assert not overlapping(window.canvas)

    report = api.check(window.workspace.project)
    assert [problem.code for problem in report.problems] == []
    assert report.parameters == 34_826

    window.docks.show("training")
    hand.choose_in_list("training.optimizer", "Adam")
    hand.press_button("play")
    qtbot.waitUntil(lambda: window.trainer.status.epoch >= 4, timeout=WAIT_MS)
    hand.press_button("play")
    qtbot.waitUntil(window.trainer.settled, timeout=WAIT_MS)
    assert window.trainer.result()["metrics"]["test_accuracy"] > 0.8

    hand.press_button("output.draw")
    pad, answer = hand.control("output.pad"), hand.control("output.drawn")
    stroke(pad, (0.5, 0.15), (0.5, 0.35), (0.5, 0.6), (0.5, 0.85))
    qtbot.waitUntil(lambda: answer.property("value") == "1", timeout=WAIT_MS)
