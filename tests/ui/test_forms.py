"""Forms: every kind of the catalogue has one, and a person can set everything in it."""

import itertools
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from playground.catalog import INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, Kind, Parameter
from playground.data import DATASETS
from playground.ui.forms import Form
from playground.ui.widgets.editor import BoolEditor, ChoiceEditor, Editor, NumberEditor
from playground.ui.widgets.editors import (
    FileEditor,
    IntsEditor,
    OptionalEditor,
    PairEditor,
    SizeEditor,
    SummaryEditor,
    TextEditor,
    whole_numbers,
)

KINDS = [
    kind
    for table in (LAYERS, LOSSES, OPTIMIZERS, INITIALIZERS, DATASETS)
    for kind in table.values()
    if kind.parameters
]


class Heard(list[tuple[str, Any, int | None]]):
    def __call__(self, name: str, value: Any, gesture: int | None) -> None:
        self.append((name, value, gesture))


@pytest.fixture
def make(qtbot):
    def made(*parameters: Parameter, **options: Any) -> tuple[Form, Heard]:
        gestures = itertools.count(1)
        form = Form(parameters, "it", lambda: next(gestures), **options)
        heard = Heard()
        form.changed.connect(heard)
        qtbot.addWidget(form)
        form.resize(320, 600)
        form.show()
        if form.more is not None:
            form.more.set_open(True)
        QApplication.processEvents()
        return form, heard

    return made


def child(form: Form, name: str) -> Any:
    found = form.findChild(QWidget, f"it.{name}")
    assert found is not None, name
    return found


def type_in(field: Any, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def nameless(form: Form) -> list[QWidget]:
    """Controls that the keyboard reaches without a name for those who hear or look for it."""
    controls = [
        w
        for w in form.findChildren(QWidget)
        if w.focusPolicy() != Qt.FocusPolicy.NoFocus and w.isVisibleTo(form) and w.focusProxy() is None
    ]
    assert controls or not any(row.editor.focusProxy() for row in form.rows.values())
    return [control for control in controls if not control.accessibleName() or not control.objectName()]


def other_number(parameter: Parameter) -> float | int:
    whole = parameter.type in ("int", "size")
    tried = [2, 3, 5, 60, 0.5, 0.25, 0.9, 0.01, 1.5, -1, -0.5]
    fit = (value for value in tried if not whole or isinstance(value, int))
    return next(v for v in fit if parameter.fits(v if whole else float(v)) and v != parameter.default)


def set_by_hand(form: Form, parameter: Parameter, editor: Editor) -> Any:
    """Set a parameter as a person would; returns the value that should have been heard last."""
    if isinstance(editor, OptionalEditor):
        if editor.box.isChecked():
            QTest.mouseClick(editor.box, Qt.MouseButton.LeftButton, pos=QPoint(8, editor.box.height() // 2))
        return set_by_hand(form, parameter, editor.inner)
    if isinstance(editor, NumberEditor):
        number = other_number(parameter)
        type_in(editor.field, str(number).replace(".", ","))
        return number
    if isinstance(editor, SizeEditor):
        number = int(other_number(parameter))
        QTest.mouseClick(editor.lock, Qt.MouseButton.LeftButton)
        wanted = tuple(range(number, number + parameter.axes))
        for field, each in zip(editor.fields, wanted, strict=True):
            type_in(field, str(each))
        return wanted
    if isinstance(editor, BoolEditor):
        QTest.mouseClick(editor.box, Qt.MouseButton.LeftButton, pos=QPoint(8, editor.box.height() // 2))
        return not parameter.default
    if isinstance(editor, ChoiceEditor):
        choices = parameter.choices or (parameter.default, "first", "second")
        form.offer(parameter.name, choices)
        editor.combo.setFocus()
        before = choices.index(parameter.default) if parameter.default in choices else -1
        QTest.keyClick(editor.combo, Qt.Key.Key_Down if before < len(choices) - 1 else Qt.Key.Key_Up)
        return choices[before + 1 if before < len(choices) - 1 else before - 1]
    if isinstance(editor, IntsEditor):
        type_in(editor.line, "3 x 1, 2")
        return (3, 1, 2)
    if isinstance(editor, PairEditor):
        type_in(editor.fields[0], "0,25")
        return (0.25, parameter.default[1])
    if isinstance(editor, TextEditor):
        type_in(editor.line, "other")
        return "other"
    raise AssertionError(f"nobody sets a {parameter.type}")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_a_form_in_which_everything_can_be_set(make, kind: Kind):
    form, heard = make(*kind.parameters, kind=kind)
    assert set(form.rows) == {parameter.name for parameter in kind.parameters}
    assert heard == []
    assert nameless(form) == []
    for parameter in kind.parameters:
        editor = form.rows[parameter.name].editor
        if isinstance(editor, FileEditor | SummaryEditor) or (
            parameter.only_when and form.values[parameter.only_when[0]] not in parameter.only_when[1]
        ):
            continue
        form.set_values({**form.values, parameter.name: parameter.default})
        wanted = set_by_hand(form, parameter, editor)
        name, value, _ = heard[-1]
        assert (name, value) == (parameter.name, wanted)
        assert parameter.fits(value)
        assert form.values[parameter.name] == wanted


def test_values_from_outside_are_shown_in_silence(make):
    kind = LAYERS["Conv2d"]
    form, heard = make(*kind.parameters, kind=kind)
    form.set_values({"out_channels": 32, "kernel_size": (3, 5), "bias": False, "padding_mode": "circular"})
    assert heard == []
    assert child(form, "out_channels").text() == "32"
    assert child(form, "kernel_size.height").text() == "3"
    assert child(form, "kernel_size.width").text() == "5"
    assert not child(form, "bias").isChecked()
    assert child(form, "padding_mode").currentText() == "circular"


def test_a_size_has_a_field_for_each_axis(make):
    for name, ends in (("Conv2d", ["height", "width"]), ("Conv3d", ["depth", "height", "width"])):
        kind = LAYERS[name]
        form, heard = make(*kind.parameters, kind=kind)
        editor = form.rows["kernel_size"].editor
        assert isinstance(editor, SizeEditor)
        QTest.mouseClick(editor.lock, Qt.MouseButton.LeftButton)
        assert heard == [("kernel_size", (3,) * len(ends), None)]
        for number, end in enumerate(ends, 4):
            type_in(child(form, f"kernel_size.{end}"), str(number))
        assert heard[-1][1] == tuple(range(4, 4 + len(ends)))
        form.set_values(form.values)
        QTest.mouseClick(editor.lock, Qt.MouseButton.LeftButton)
        assert heard[-1][1] == 4
    form, _ = make(*LAYERS["Conv1d"].parameters)
    assert isinstance(form.rows["kernel_size"].editor, NumberEditor)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1, 28, 28", (1, 28, 28)), ("(3 x 32x32)", (3, 32, 32)), ("-1", (-1,)), ("16 -1", (16, -1))],
)
def test_whole_numbers_are_read_as_people_write_them(make, typed, meant):
    form, heard = make(*LAYERS["Reshape"].parameters)
    form.set_values({"shape": (7,)})
    assert child(form, "shape").text() == "7"
    type_in(child(form, "shape"), typed)
    assert heard == [("shape", meant, None)]
    form.set_values({"shape": meant})
    assert child(form, "shape").text() == ", ".join(str(number) for number in meant)


def test_whole_numbers_may_be_copied_from_where_they_are_set_in_type():
    assert whole_numbers("1 × 28×28") == (1, 28, 28)
    assert whole_numbers("[−1; 4]") == (-1, 4)
    assert whole_numbers("one") is None


@pytest.mark.parametrize("typed", ["", "1, a", "1.5, 2", "1, -2", "1 " * 8])
def test_what_are_no_whole_numbers_is_said_and_stays_to_be_mended(make, typed):
    form, heard = make(*LAYERS["Reshape"].parameters)
    line = child(form, "shape")
    type_in(line, "5")
    heard.clear()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, typed)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert heard == []
    assert "-1 to" in form.rows["shape"].problem.text
    form.set_values({"shape": (5,)})
    assert line.text() == typed
    type_in(line, "2 3")
    assert heard == [("shape", (2, 3), None)]
    assert form.rows["shape"].problem.text == ""


def test_a_drag_of_a_slider_is_one_gesture_and_the_next_one_another(make):
    form, heard = make(Parameter("rate", "float", 0.03, minimum=0.0, above=True, slider=(1e-6, 10), log=True))
    slider = child(form, "rate.slider")
    middle = slider.height() // 2
    for start in (10, 40):
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(start, middle))
        for x in range(start, start + 40, 4):
            QTest.mouseMove(slider, QPoint(x, middle))
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(start + 40, middle))
    gestures = [gesture for _, _, gesture in heard]
    assert len(set(gestures)) == 2
    assert None not in gestures
    assert len(gestures) > 6
    assert child(form, "rate").text() == f"{heard[-1][1]:g}"


def test_the_ends_of_a_slider_can_be_reached(make):
    form, heard = make(Parameter("count", "int", 5, minimum=1, maximum=50))
    slider = child(form, "count.slider")
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(0, 10))
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 1, 10))
    assert [value for _, value, _ in heard] == [1, 50]
    QTest.keyClick(slider, Qt.Key.Key_Left)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert [value for _, value, _ in heard][2:] == [49, 1]


def test_a_wrong_entry_is_said_inline_with_the_range(make):
    form, heard = make(Parameter("p", "float", 0.5, minimum=0.0, maximum=1.0, slider=(0, 1)))
    type_in(child(form, "p"), "1,5")
    assert heard == []
    assert "0 to 1" in form.rows["p"].problem.text
    form.set_values({"p": 0.5})
    assert child(form, "p").text() == "1,5"
    type_in(child(form, "p"), "0,75")
    assert heard[-1][:2] == ("p", 0.75)
    assert form.rows["p"].problem.text == ""


def test_none_says_what_it_means_and_gives_way_to_what_is_suggested(make):
    out = LAYERS["Linear"].parameter("out_features")
    assert out is not None
    form, heard = make(out)
    box = child(form, "out_features.auto")
    assert box.text() == "follows the data"
    assert not child(form, "out_features").isVisibleTo(form)
    form.suggest("out_features", 3)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    assert heard[-1][:2] == ("out_features", 3)
    assert child(form, "out_features").text() == "3"
    type_in(child(form, "out_features"), "12")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    assert heard[-1][:2] == ("out_features", None)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, 10))
    assert heard[-1][:2] == ("out_features", 12)


def test_a_parameter_is_there_only_when_another_has_the_right_value(make):
    kind = DATASETS["drawn"]
    form, _ = make(*kind.parameters, kind=kind)
    assert child(form, "classes").isVisibleTo(form)
    form.set_values({"target": "numbers"})
    assert not child(form, "classes").isVisibleTo(form)
    assert form.rows["classes"].label.isHidden()


def test_advanced_parameters_wait_below_a_fold(qtbot):
    form = Form(LAYERS["Conv2d"].parameters, "it", lambda: 1)
    qtbot.addWidget(form)
    form.show()
    assert child(form, "out_channels").isVisibleTo(form)
    assert not child(form, "dilation").isVisibleTo(form)
    QTest.mouseClick(child(form, "more"), Qt.MouseButton.LeftButton)
    assert child(form, "dilation").isVisibleTo(form)


def test_a_problem_opens_the_fold_and_its_button_acts(make):
    form, _ = make(*LAYERS["Conv2d"].parameters)
    assert form.more is not None
    form.more.set_open(False)
    done = []
    assert form.show_problem(
        "groups", "Groups must divide 3.", "error", "Set groups to 1", lambda: done.append(1)
    )
    assert form.more.button.isChecked()
    QTest.mouseClick(form.rows["groups"].problem.button, Qt.MouseButton.LeftButton)
    assert done == [1]
    form.clear_problems()
    assert form.rows["groups"].problem.text == ""
    assert not form.show_problem("no_such", "?")


def test_hovering_tells_the_help_the_formula_and_the_default(make, monkeypatch):
    kind = LAYERS["Linear"]
    form, _ = make(*kind.parameters, kind=kind)
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, widget: shown.append(text))
    label = form.rows["out_features"].label
    event = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(2, 2), label.mapToGlobal(QPoint(2, 2)))
    QApplication.sendEvent(label, event)
    assert "How many outputs" in shown[0]
    assert "data:image/png" in shown[0]
    assert "follows the data" in shown[0]


def test_a_choice_that_is_not_on_the_list_is_not_hidden(make):
    form, heard = make(Parameter("mode", "choice", "a", choices=("a", "b")))
    form.set_values({"mode": "from_a_newer_version"})
    assert child(form, "mode").currentText() == "from_a_newer_version"
    assert heard == []


def test_a_file_is_chosen_by_its_dialog(make, monkeypatch, tmp_path):
    form, heard = make(Parameter("path", "file", "", label="File"))
    chosen = str(tmp_path / "a table.csv")
    where = "playground.ui.widgets.editors.QFileDialog.getOpenFileName"
    monkeypatch.setattr(where, lambda *given: (chosen, ""))
    QTest.mouseClick(child(form, "path"), Qt.MouseButton.LeftButton)
    assert heard == [("path", chosen, None)]
    form.set_values({"path": chosen})
    editor = form.rows["path"].editor
    assert isinstance(editor, FileEditor)
    assert editor.label.text() == "a table.csv"


def test_what_is_edited_elsewhere_is_counted(make):
    form, _ = make(*(p for p in DATASETS["drawn"].parameters if p.name == "points"))
    form.set_values({"points": ((0.0, 0.0, 1.0), (1.0, 1.0, 0.0))})
    assert child(form, "points").text() == "2 points"


def test_tab_selects_the_number(make):
    form, _ = make(Parameter("p", "float", 0.5, minimum=0.0, maximum=1.0))
    field = child(form, "p")
    QApplication.sendEvent(field, QFocusEvent(QFocusEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    assert field.selectedText() == "0.5"
