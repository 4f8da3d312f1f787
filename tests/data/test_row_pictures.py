"""Tables whose rows name pictures: read, trained on, and asked about a row and picture of one's own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground import api
from playground.catalog import words
from playground.data import inspect_csv, make_dataset, row_fields, settings_for, starter
from playground.project import FrozenDict, Refused
from tests.data.row_files import ROWS, write_rows


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_rows(tmp_path)


def settings(table: Path, **parameters: object):
    found = settings_for(table)
    return found.but(parameters=found.parameters.but(picture_size=8, **parameters))


def test_the_column_is_found_and_read(table: Path) -> None:
    info = inspect_csv(table)
    assert [(column.name, column.type, column.treatment) for column in info.columns] == [
        ("file", "picture", "picture"),
        ("number", "number", "number"),
        ("label", "category", "target"),
    ]
    dataset = make_dataset(settings(table))
    assert {name: array.shape for name, array in dataset.fields.items()} == {
        "x": (ROWS, 1),
        "picture": (ROWS, 3, 8, 8),
    }
    brightness = dataset.fields["picture"].mean(axis=(1, 2, 3)) > 100
    assert brightness.tolist() == [bool(row % 2) for row in range(ROWS)]


def test_a_starter_learns_what_neither_alone_tells(table: Path) -> None:
    project = starter(settings(table))
    assert {layer.parameters["field"] for layer in project.network.layers if layer.kind == "Input"} == {
        "x",
        "picture",
    }
    assert not api.check(project).problems
    trained = api.train(project, epochs=40)
    assert trained.result.metrics["test_accuracy"] == 1.0


def test_rows_whose_picture_cannot_be_read_are_left_out_and_named(table: Path) -> None:
    (table.parent / "pictures" / "003.png").unlink()
    (table.parent / "pictures" / "004.png").write_bytes(b"no picture")
    dataset = make_dataset(settings(table))
    assert len(dataset) == ROWS - 2
    assert dataset.report is not None
    (said,) = [reason for reason, count in dataset.report.dropped if count == 2]
    assert "003.png" in said
    assert "004.png" in said
    assert len(dataset.fields["x"]) == len(dataset.labels) == len(dataset.fields["picture"]) == ROWS - 2


def test_pictures_of_other_computers_are_not_asked_for(table: Path) -> None:
    first = (table.parent / "pictures" / "000.png").as_posix()
    table.write_text(table.read_text().replace("pictures/000.png", f"/{first}"))
    dataset = make_dataset(settings(table))
    assert len(dataset) == ROWS - 1
    assert dataset.report is not None
    assert any("000.png" in reason for reason, _ in dataset.report.dropped)


def test_none_that_can_be_read_is_said(table: Path) -> None:
    for path in (table.parent / "pictures").iterdir():
        path.unlink()
    with pytest.raises(Refused) as refused:
        make_dataset(settings(table))
    assert "ignore the column" in words.text(refused.value.problem)
    without = make_dataset(settings(table, columns=FrozenDict({"file": "ignore"})))
    assert set(without.fields) == {"x"}


def test_a_row_and_a_picture_of_ones_own(table: Path, tmp_path: Path) -> None:
    dataset = make_dataset(settings(table))
    own = tmp_path / "own.png"
    Image.new("L", (40, 40), 255).save(own)
    fields = row_fields(dataset, {"number": "2,5", "file": str(own)})
    assert fields["x"].shape == (1, 1)
    assert fields["picture"].shape == (1, 3, 8, 8)
    assert fields["picture"].min() == 255
    with pytest.raises(Refused) as refused:
        row_fields(dataset, {"number": "2", "file": "none.png"})
    assert "none.png" in words.text(refused.value.problem)


def test_two_columns_of_pictures_are_refused(table: Path) -> None:
    lines = table.read_text().splitlines()
    doubled = [f"{line.split(',')[0]},{line}" for line in lines]
    table.write_text("\n".join(["other," + lines[0], *doubled[1:]]))
    with pytest.raises(Refused) as refused:
        inspect_csv(table)
    assert refused.value.problem.code == "pictures_twice"


def test_pictures_are_normalised_as_chosen(table: Path) -> None:
    plain = make_dataset(settings(table))
    assert not plain.input_scaling
    scaled = make_dataset(settings(table, picture_normalise="standardise"))
    scaling = scaled.input_scaling["picture"]
    training = scaled.fields["picture"][scaled.train] / 255.0
    assert scaling.mean.ravel() == pytest.approx(training.mean(axis=(0, 2, 3)), rel=1e-4)
    assert scaling.std.ravel() == pytest.approx(training.std(axis=(0, 2, 3)), rel=1e-4)
    assert np.array_equal(scaled.fields["picture"], plain.fields["picture"])


def test_names_may_be_long(table: Path) -> None:
    far = table.parent / ("a" * 90)
    (table.parent / "pictures").rename(far)
    table.write_text(table.read_text().replace("pictures/", f"{far.name}/"))
    assert inspect_csv(table).columns[0].treatment == "picture"
    assert len(make_dataset(settings(table))) == ROWS
