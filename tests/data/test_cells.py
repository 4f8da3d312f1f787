"""Cells: what single texts mean, as numbers, dates or nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.cells import dates, different_numbers, missing, number, numbers, typed_number


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("12", ".", 12.0),
        ("-1.5e3", ".", -1500.0),
        (".5", ".", 0.5),
        ("1,234.5", ".", 1234.5),
        ("1,234", ".", 1234.0),
        ("1 234", ".", 1234.0),
        ("1'234'567", ".", 1234567.0),
        ("$1,200", ".", 1200.0),
        ("-$5", ".", -5.0),
        ("45 %", ".", 45.0),
        ("−3", ".", -3.0),
        ("1,5", ".", None),
        ("1_000", ".", None),
        ("0x10", ".", None),
        ("1.2.3", ".", None),
        ("", ".", None),
        ("1,5", ",", 1.5),
        ("1.234,5", ",", 1234.5),
        ("1.234", ",", 1234.0),
        ("1.23", ",", 1.23),
        ("12 €", ",", 12.0),
        ("1,2,3", ",", None),
    ],
)
def test_numbers_in_several_spellings(cell: str, decimal: Any, value: float | None) -> None:
    assert number(cell, decimal) == value
    column = numbers(["7", cell], np.array([False, False]), decimal)
    assert column[0] == 7
    assert column[1] == value or (value is None and math.isnan(column[1]))


@given(
    st.lists(st.text(st.sampled_from("0123456789٣.,'+-−eE $€%x\u2003\u00a0"), max_size=9).map(str.strip)),
    st.sampled_from([".", ","]),
)
def test_a_column_means_what_each_of_its_cells_means(cells: list[str], decimal: Any) -> None:
    cells = [*cells, "1'234", "1.5"]  # each text is asked for its meaning
    column = numbers(cells, missing(cells), decimal)
    wanted = [math.nan if (value := number(cell, decimal)) is None else value for cell in cells]
    np.testing.assert_array_equal(column, wanted)


@given(
    st.lists(
        st.integers(-9, 9).map(float)
        | st.sampled_from([0.5, math.nan, math.inf, -0.0, 1e300, 2.0**53, 2.0**53 + 2, 20_000.0])
    )
)
def test_different_numbers_are_those_of_numpy(values: list[float]) -> None:
    given = np.array(values)
    found, places, times = different_numbers(given)
    there = given[~np.isnan(given)]
    for mine, wanted in zip((found, times), np.unique(there, return_counts=True)):
        np.testing.assert_array_equal(mine, wanted)
    np.testing.assert_array_equal(found[places[~np.isnan(given)]], there)
    assert (places[np.isnan(given)] == len(found)).all()


@pytest.mark.parametrize(
    ("cell", "value"),
    [("3,5", 3.5), ("3.5", 3.5), (" 1,234 ", 1.234), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("x", None)],
)
@pytest.mark.parametrize("decimal", [".", ","])
def test_numbers_typed_by_hand(cell: str, value: float | None, decimal: Any) -> None:
    assert typed_number(cell, decimal) == value


def test_dates_are_days() -> None:
    cells = ["1970-01-02", "1970-01-01 12:00", "1970-02", "1969-12-31", "1970-02-31", ""]
    found = dates(cells, missing(cells))
    assert found[:4].tolist() == [1.0, 0.5, 31.0, -1.0]
    assert np.isnan(found[4:]).all()
