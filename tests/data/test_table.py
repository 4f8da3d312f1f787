"""The table encoder, held against scikit-learn's, and rows typed in by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from playground.catalog.words import text
from playground.data.table import RawTable, TableEncoder, fit_scaling, target_scaling
from playground.project import Refused


def table(**columns: Any) -> RawTable:
    """A table from lists: of texts (a category), or of numbers (None: missing)."""
    types: list[Any] = []
    values = []
    for column in columns.values():
        category = any(isinstance(value, str) for value in column)
        types.append("category" if category else "number")
        if category:
            values.append(np.array(column, dtype=object))
        else:
            values.append(np.array([np.nan if value is None else value for value in column], np.float64))
    return RawTable(tuple(columns), tuple(types), tuple(values))


PEOPLE = table(
    age=[20, None, 40, 60, 30],
    town=["Rom", "Bonn", "", "Rom", "Ulm"],
    same=[7.1] * 5,
)


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=2, max_size=40))
def test_numbers_are_filled_and_scaled_as_scikit_learn_does(values: list[float | None]) -> None:
    if all(value is None for value in values):
        values = [*values, 1.0]
    raw = table(x=values)
    half = raw.take(np.arange(len(values) // 2, len(values)))
    if np.isnan(half.columns[0]).all():
        half = raw
    theirs = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    theirs.fit(half.columns[0][:, None])
    expected = theirs.transform(raw.columns[0][:, None])
    mine = TableEncoder.fit(half).encode(raw)
    if np.ptp(theirs[0].transform(half.columns[0][:, None])) > 1e-3:  # else only rounding is left
        assert mine == pytest.approx(expected, rel=1e-4, abs=1e-5)
    assert np.isfinite(mine).all()


@given(
    st.lists(st.sampled_from(["red", "green", "blue", "Ä", "10", "9"]), min_size=1, max_size=30),
    st.lists(st.sampled_from(["red", "green", "violet", "10"]), min_size=1, max_size=30),
)
def test_categories_are_one_hot_as_scikit_learn_does(seen: list[str], met: list[str]) -> None:
    theirs = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    theirs.fit(np.array(seen, dtype=object)[:, None])
    encoder = TableEncoder.fit(table(c=seen))
    mine = encoder.encode(table(c=met))
    assert np.array_equal(mine, theirs.transform(np.array(met, dtype=object)[:, None]))
    assert encoder.columns[0].categories == tuple(theirs.categories_[0])


def test_only_the_training_part_is_looked_at() -> None:
    encoder = TableEncoder.fit(PEOPLE.take(np.array([0, 1])))
    assert encoder.columns[0].fill == 20
    assert encoder.columns[1].categories == ("Bonn", "Rom")
    inputs = encoder.encode(PEOPLE)
    assert inputs.dtype == np.float32
    assert inputs[2, 1:3].tolist() == [0, 0]  # no training row lacked its town


def test_missing_categories_are_one_of_their_own() -> None:
    encoder = TableEncoder.fit(PEOPLE)
    assert encoder.feature_names == ("age", "town=Bonn", "town=Rom", "town=Ulm", "town=(missing)", "same")
    assert encoder.encode(PEOPLE)[2, 1:5].tolist() == [0, 0, 0, 1]
    assert encoder.encode_row({})[0, 1:5].tolist() == [0, 0, 0, 1]
    assert (encoder.encode(PEOPLE)[:, 5] == 0).all()


def test_what_was_done_is_said() -> None:
    notes = TableEncoder.fit(PEOPLE).notes(PEOPLE, np.arange(5))
    assert notes == (
        "age: 1 row without a value, filled with 35.",
        "town: 1 row without a value, which count as a category of their own.",
        "same is the same in every training row and tells nothing.",
    )


def test_what_was_filled_in_is_said_to_six_figures() -> None:
    table = RawTable(("x",), ("number",), (np.array([0.508487764889904, np.nan]),))
    assert TableEncoder.fit(table).notes(table, np.arange(2))[0].endswith("filled with 0.508488.")


@pytest.mark.parametrize("row", range(5))
def test_a_row_typed_in_is_coded_as_it_was_in_the_file(row: int) -> None:
    encoder = TableEncoder.fit(PEOPLE)
    typed = PEOPLE.texts(row)
    assert encoder.encode_row(typed).tolist() == encoder.encode(PEOPLE)[row : row + 1].tolist()


def test_a_row_typed_in_takes_what_people_write() -> None:
    encoder = TableEncoder.fit(PEOPLE)
    plain = encoder.encode_row({"age": "37.5", "town": "Rom", "same": "7.1"})
    assert plain.shape == (1, 6)
    assert encoder.encode_row({"age": " 37,5 ", "town": " Rom", "same": 7.1}).tolist() == plain.tolist()
    assert encoder.encode_row({"town": "Paris"})[0, 1:5].tolist() == [0, 0, 0, 0]
    assert encoder.encode_row({"age": "?"})[0, 0] == encoder.encode_row({"age": 35})[0, 0]


@pytest.mark.parametrize(
    ("row", "code", "named"),
    [
        ({"age": "old"}, "cell_is_no_number", "age"),
        ({"age": "1e999"}, "cell_is_no_number", "age"),
        ({"height": "3"}, "row_has_no_column", "height"),
    ],
)
def test_a_row_that_cannot_be_names_its_column(row: dict[str, str], code: str, named: str) -> None:
    with pytest.raises(Refused) as refused:
        TableEncoder.fit(PEOPLE).encode_row(row)
    assert refused.value.problem.code == code
    assert named in text(refused.value.problem)


def test_dates_go_in_as_days() -> None:
    days = np.array([0.0, 10.0, 20.5, np.nan])
    raw = RawTable(("day",), ("date",), (days,))
    encoder = TableEncoder.fit(raw)
    assert raw.texts(1) == {"day": "1970-01-11"}
    assert raw.texts(2) == {"day": "1970-01-21T12:00:00"}
    for row in range(4):
        assert encoder.encode_row(raw.texts(row))[0, 0] == encoder.encode(raw)[row, 0]
    with pytest.raises(Refused, match="cell_is_no_date"):
        encoder.encode_row({"day": "yesterday"})


@pytest.mark.parametrize("scale", [1e-19, 1e-3, 1.0, 1e9, 1e25])
def test_any_unit_is_scaled(scale: float) -> None:
    values = np.linspace(-1.0, 3.0, 50) * scale
    mean, std = fit_scaling(values[:, None])
    assert ((values - mean) / std).std() == pytest.approx(1)
    scaling = target_scaling(values[:, None])
    assert ((values[:, None] - scaling.mean) / scaling.std).std() == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e-40, 1e9 + 0.1])
def test_constant_numbers_stay_finite(value: float) -> None:
    scaling = target_scaling(np.full((7, 1), value))
    assert scaling.std.tolist() == [1.0]
    assert np.isfinite((value - scaling.mean) / scaling.std).all()
