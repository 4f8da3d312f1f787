"""Real tables that people bring, as they were found: read, coded, and a row of each typed in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from playground.data import csv_settings, inspect_csv, make_dataset, sample_table
from playground.project import Refused


@dataclass(frozen=True)
class Real:
    """What is known of a file: its size, header and gaps, and what is learned from it by default."""

    name: str
    rows: int
    columns: int
    target: str
    target_type: str
    missing: dict[str, int] = field(default_factory=dict)
    header: bool = True
    delimiter: str = ","
    ignored: tuple[str, ...] = ()


PENGUIN_GAPS = {"bill_length_mm": 2, "bill_depth_mm": 2, "flipper_length_mm": 2, "body_mass_g": 2, "sex": 11}
RAW_GAPS = {
    "Culmen Length (mm)": 2,
    "Culmen Depth (mm)": 2,
    "Flipper Length (mm)": 2,
    "Body Mass (g)": 2,
    "Sex": 11,
    "Delta 15 N (o/oo)": 14,
    "Delta 13 C (o/oo)": 13,
    "Comments": 290,
}

FILES = (
    Real(
        "titanic.csv",
        891,
        12,
        "Survived",
        "classes",
        {"Age": 177, "Cabin": 687, "Embarked": 2},
        ignored=("PassengerId", "Name", "Ticket", "Cabin"),
    ),
    Real(
        "adult-train.csv",
        32_561,
        15,
        "column_15",
        "classes",
        {"column_2": 1836, "column_7": 1843, "column_14": 583},
        header=False,
    ),
    Real(
        "adult-test.csv",
        16_281,
        15,
        "column_15",
        "classes",
        {"column_2": 963, "column_7": 966, "column_14": 274},
        header=False,
    ),
    Real("california-housing.csv", 20_640, 10, "median_house_value", "numbers", {"total_bedrooms": 207}),
    Real("penguins.csv", 344, 8, "species", "classes", PENGUIN_GAPS),
    Real(
        "penguins_raw.csv",
        344,
        17,
        "Species",
        "classes",
        RAW_GAPS,
        ignored=("Region", "Stage", "Individual ID", "Comments"),
    ),
    Real("winequality-red.csv", 1599, 12, "quality", "classes", delimiter=";"),
    Real("winequality-white.csv", 4898, 12, "quality", "classes"),
    Real("auto-mpg.csv", 398, 9, "mpg", "numbers", {"horsepower": 6}, ignored=("name",)),
    Real("boston-housing.csv", 506, 14, "column_14", "numbers", header=False),
    Real("pima-indians-diabetes.csv", 768, 9, "column_9", "classes", header=False),
    Real("iris.csv", 150, 5, "species", "classes"),
    Real(
        "titanic-test-nolabel.csv",
        418,
        11,
        "Embarked",
        "classes",
        {"Age": 86, "Fare": 1, "Cabin": 327},
        ignored=("PassengerId", "Name", "Ticket", "Cabin"),
    ),
)


@pytest.fixture(scope="session")
def tabular(shared_data: Path) -> Path:
    return shared_data / "tabular"


@pytest.mark.parametrize("real", FILES, ids=lambda real: real.name)
def test_is_read_as_it_is(real: Real, tabular: Path) -> None:
    info = inspect_csv(tabular / real.name)
    assert (info.read, info.kept, info.dropped) == (real.rows, real.rows, ())
    assert len(info.columns) == real.columns
    assert (info.header, info.delimiter, info.decimal) == (real.header, real.delimiter, ".")
    assert {c.name: c.missing for c in info.columns if c.missing} == real.missing
    assert (info.target, info.target_type) == (real.target, real.target_type)
    assert tuple(c.name for c in info.columns if c.treatment == "ignore") == real.ignored


@pytest.mark.parametrize("real", FILES, ids=lambda real: real.name)
def test_becomes_inputs_and_takes_a_row_typed_in(real: Real, tabular: Path) -> None:
    dataset = make_dataset(csv_settings(tabular / real.name))
    inputs = dataset.fields["x"]
    assert len(dataset) == real.rows
    assert np.isfinite(inputs).all()
    heading, rows = sample_table(dataset, 30)
    for index in (0, 5, 29):
        typed = dict(zip(heading[:-1], rows[index]))
        assert dataset.table.encode_row(typed).tolist() == inputs[index : index + 1].tolist()
        european = {
            name: cell.replace(".", ",", 1) if _is_number(cell) else cell for name, cell in typed.items()
        }
        assert dataset.table.encode_row(european).tolist() == inputs[index : index + 1].tolist()


@pytest.mark.parametrize("real", FILES, ids=lambda real: real.name)
def test_rows_with_gaps_are_dropped_if_wished(real: Real, tabular: Path) -> None:
    info = inspect_csv(tabular / real.name, {"missing": "drop"})
    gaps = {name: count for name, count in real.missing.items() if name not in (*real.ignored, real.target)}
    if gaps:
        assert max(gaps.values()) <= info.read - info.kept <= sum(gaps.values())
    else:
        assert info.kept == info.read - real.missing.get(real.target, 0)


def test_twenty_thousand_rows_in_well_under_a_second(tabular: Path) -> None:
    settings = csv_settings(tabular / "california-housing.csv")  # once, so that the disk is warm
    other = settings.but(parameters=settings.parameters.but(header="yes"))
    start = time.process_time()
    make_dataset(other)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    ("name", "rows"),
    [("airline-passengers.csv", 144), ("daily-min-temperatures.csv", 3650), ("monthly-sunspots.csv", 2820)],
)
def test_series_are_learned_from_their_dates(name: str, rows: int, shared_data: Path) -> None:
    info = inspect_csv(shared_data / "timeseries" / name)
    assert (info.read, info.kept, info.target_type) == (rows, rows, "numbers")
    assert [(c.type, c.treatment) for c in info.columns] == [("date", "date"), ("number", "target")]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("text", "data_is_folder"),
        ("text/names.txt", "csv_one_column"),
        ("text/sentiment/review_polarity.tar.gz", "csv_binary"),
        ("text/sentiment/yelp_labelled.txt", "no_inputs"),
        ("tabular/gone.csv", "file_missing"),
    ],
)
def test_what_is_no_table_is_refused(name: str, code: str, shared_data: Path) -> None:
    with pytest.raises(Refused) as refused:
        inspect_csv(shared_data / name)
    assert refused.value.problem.code == code


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
