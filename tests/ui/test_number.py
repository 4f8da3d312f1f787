"""Numbers typed by hand: decimal commas, wrong entries, steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.ui.widgets.number import NumberField, parse, shown


@pytest.fixture
def field(qtbot):
    made = NumberField(False, lambda value: 0.0 < value <= 10.0, "more than 0, at most 10")
    made.stepper = lambda value, steps: value + steps
    qtbot.addWidget(made)
    made.show_number(1.0)
    made.show()
    made.heard = []
    made.reasons = []
    made.committed.connect(lambda value, repeats: made.heard.append(value))
    made.refused.connect(made.reasons.append)
    return made


def type_in(field, text, key=Qt.Key.Key_Return):
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0,03", 0.03),
        ("0.03", 0.03),
        (" 1e-4 ", 1e-4),
        ("1 000", 1000),
        ("1,000.5", 1000.5),
        ("1.000,5", 1000.5),
        ("−2", -2),
        ("", None),
        ("abc", None),
        ("nan", None),
        ("inf", None),
        ("1,2,3", None),
    ],
)
def test_what_a_person_may_mean(text, number):
    assert parse(text) == number


def test_whole_numbers_take_no_fraction():
    assert parse("7,0", whole=True) == 7
    assert parse("7,5", whole=True) is None


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_what_is_shown_can_be_typed_again(value):
    assert parse(shown(value)) == pytest.approx(value, rel=1e-5)


def test_a_decimal_comma_is_taken(field):
    type_in(field, "0,03")
    assert field.heard == [0.03]
    assert field.text() == "0.03"
    assert field.property("value") == 0.03


def test_a_wrong_entry_stays_and_says_why(field):
    type_in(field, "99")
    assert field.heard == []
    assert field.text() == "99"
    assert field.wrong
    assert "more than 0, at most 10" in field.reasons[-1]
    field.show_number(1.0)
    assert field.text() == "99"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.wrong, field.reasons[-1]) == ("1", False, "")


def test_another_value_from_outside_replaces_a_wrong_entry(field):
    type_in(field, "99")
    field.show_number(2.0)
    assert (field.text(), field.wrong) == ("2", False)


def test_showing_says_nothing(field):
    field.show_number(5.0)
    assert field.heard == []


def test_the_same_number_typed_again_is_no_change(field):
    type_in(field, "1,0")
    assert field.heard == []
    assert field.text() == "1"


def test_keys_step_within_the_bounds(field):
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.heard == [2.0, 1.0]
