"""A project on a table whose rows name pictures, in the window."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit, QWidget

from tests.data.row_files import write_rows
from tests.ui.canvas.person import Person

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000


def test_a_picture_and_a_row_in_one_network(opened, qtbot, tmp_path, monkeypatch):
    window = opened(write_rows(tmp_path))
    qtbot.waitUntil(lambda: window.trainer.status.state == "paused", timeout=WAIT_MS)
    assert not window.workspace.report.problems
    assert set(window.trainer.dataset.fields) == {"x", "picture"}
    for fold in window.data.findChildren(QAbstractButton, "data.more"):
        QTest.mouseClick(fold, LEFT)
    size = window.findChild(QWidget, "data.picture_size")
    assert size.isVisible()
    QTest.mouseClick(window.findChild(QWidget, "play"), LEFT)
    accuracy = window.findChild(QWidget, "metric")
    qtbot.waitUntil(lambda: (accuracy.property("value") or 0.0) == 1.0, timeout=WAIT_MS)
    QTest.mouseClick(window.findChild(QWidget, "play"), LEFT)
    qtbot.waitUntil(window.trainer.settled, timeout=WAIT_MS)

    QTest.mouseClick(window.findChild(QAbstractButton, "output.predict_row"), LEFT)
    answer = window.findChild(QWidget, "predict.answer")
    number = window.findChild(QLineEdit, "predict.number")
    number.selectAll()
    qtbot.keyClicks(number, "2")
    for brightness, label in ((255, "no"), (20, "yes")):
        own = tmp_path / f"{label}.png"
        Image.new("RGB", (30, 20), (brightness,) * 3).save(own)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, own=own: (str(own), ""))
        QTest.mouseClick(window.findChild(QAbstractButton, "predict.file"), LEFT)
        qtbot.waitUntil(lambda label=label: answer.property("value") == label, timeout=WAIT_MS)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(Path("none.png")), ""))
    QTest.mouseClick(window.findChild(QAbstractButton, "predict.file"), LEFT)
    problem = window.findChild(QWidget, "predict.problem")
    qtbot.waitUntil(problem.isVisible)
    assert "none.png" in problem.text()

    person = Person(window.canvas, qtbot)
    person.click("input_1")
    field = window.findChild(QComboBox, "inspector.field")
    assert [field.itemText(place) for place in range(field.count())] == ["x", "picture"]
    assert field.currentText() == "picture"
