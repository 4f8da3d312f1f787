"""What was fitted on the training part goes with a saved project: weights read on as they learned to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from PIL import Image

from playground.data import csv_settings, defaults_for, fitted, make_dataset, moved, with_fitted
from playground.project import DataSettings, Fitted, FittedScaling, Project, storage
from tests import strategies
from tests.data.table_files import Write

ROWS = [f"{i % 7},{'red' if i % 3 else 'blue'},2024-01-{i % 28 + 1:02},{i * i % 11}.5\n" for i in range(60)]
TABLE = "width,colour,day,price\n" + "".join(ROWS)


def saved(path: Path, **changes: object) -> DataSettings:
    """The settings that a project of this table is saved with."""
    settings = csv_settings(path).but(**changes)
    return with_fitted(settings, make_dataset(settings))


def said(settings: DataSettings) -> bool:
    """Whether a note tells that something is as it was before."""
    report = make_dataset(settings).report
    assert report is not None
    return any("when the project was saved" in text for text in report.notes)


def test_the_same_file_gives_the_same_numbers(write: Write) -> None:
    settings = saved(write(TABLE))
    first, again = make_dataset(settings.but(fitted=None)), make_dataset(settings)
    np.testing.assert_array_equal(first.fields["x"], again.fields["x"])
    np.testing.assert_array_equal(first.labels, again.labels)
    assert not said(settings)


def test_a_file_that_has_changed_is_read_as_before(write: Write) -> None:
    path = write(TABLE)
    settings = saved(path)
    before = make_dataset(settings)
    write("width,colour,day,price\n" + "100,green,2024-03-01,1000\n" * 20 + "".join(ROWS))
    after, anew = make_dataset(settings), make_dataset(settings.but(fitted=None))
    assert after.feature_names == before.feature_names == ("width", "colour=blue", "colour=red", "day")
    assert "colour=green" in anew.feature_names
    row = {"width": "3", "colour": "red", "day": "2024-01-05"}
    np.testing.assert_array_equal(after.table.encode_row(row), before.table.encode_row(row))
    assert after.target_scaling is not None
    assert before.target_scaling is not None
    assert (after.target_scaling.mean, after.target_scaling.std) == (
        before.target_scaling.mean,
        before.target_scaling.std,
    )
    assert after.labels.max() > 50, "a thousand is far from all that the weights have seen"
    assert said(settings)
    assert not said(settings.but(fitted=None))
    np.testing.assert_array_equal(make_dataset(saved(path)).fields["x"], anew.fields["x"])


OTHER = {
    "one less": "width,colour,price\n" + "".join(f"{i % 5},{'ab'[i % 2]},{i % 9}.5\n" for i in range(40)),
    "of another type": "width,colour,day,price\n"
    + "".join(f"{i % 5},{i % 4},2024-01-{i % 28 + 1:02},{i % 9}.5\n" for i in range(40)),
}


@pytest.mark.parametrize("table", OTHER.values(), ids=OTHER)
def test_other_columns_are_fitted_anew(write: Write, table: str) -> None:
    settings = saved(write(TABLE))
    assert settings.fitted is not None
    write(table)
    alone = make_dataset(settings.but(fitted=Fitted(target=settings.fitted.target)))
    assert make_dataset(settings).feature_names == alone.feature_names
    np.testing.assert_array_equal(make_dataset(settings).fields["x"], alone.fields["x"])


def test_pictures_enter_as_before(tmp_path: Path) -> None:
    def paint(level: int) -> None:
        for number in range(12):
            folder = tmp_path / "pictures" / "ab"[number % 2]
            folder.mkdir(parents=True, exist_ok=True)
            picture = np.full((8, 8), level + 5 * number, np.uint8)
            Image.fromarray(picture).save(folder / f"{number}.png")

    paint(10)
    plain = defaults_for("pictures")
    folder = {"folder": str(tmp_path / "pictures"), "normalise": "standardise"}
    settings = plain.but(parameters=plain.parameters.but(**folder))
    settings = with_fitted(settings, make_dataset(settings))
    before = make_dataset(settings).input_scaling["x"]
    paint(150)
    (tmp_path / "pictures" / "a" / "more.png").write_bytes(
        (tmp_path / "pictures" / "a" / "0.png").read_bytes()
    )
    after = make_dataset(settings).input_scaling["x"]
    np.testing.assert_array_equal(after.mean, before.mean)
    np.testing.assert_array_equal(after.std, before.std)
    assert said(settings)
    anew = make_dataset(settings.but(fitted=None)).input_scaling["x"]
    assert (anew.mean > 2 * before.mean).all()


def test_another_setting_is_fitted_anew_and_a_moved_file_is_not(write: Write, tmp_path: Path) -> None:
    settings = saved(write(TABLE))
    assert settings.fitted is not None
    assert settings.but().fitted == settings.but(test=settings.test).fitted == settings.fitted
    for changes in ({"test": 0.5}, {"seed": 7}, {"parameters": settings.parameters.but(target="width")}):
        assert settings.but(**changes).fitted is None
    here = settings.but(parameters=settings.parameters.but(path="table.csv"), fitted=settings.fitted)
    there = moved(here, tmp_path, tmp_path / "far")
    assert there.parameters["path"] == "../table.csv"
    assert there.fitted == settings.fitted


def test_nothing_is_kept_of_other_data_or_of_what_was_not_fitted(write: Write) -> None:
    settings = csv_settings(write(TABLE))
    assert with_fitted(settings, None) == settings
    assert with_fitted(settings, make_dataset(settings.but(seed=3))) == settings
    for kind in ("spiral", "digits"):
        assert with_fitted(defaults_for(kind), make_dataset(defaults_for(kind))).fitted is None


def test_columns_with_very_many_texts_are_left_out(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitted, "MOST_TEXTS", 1)
    kept = saved(write(TABLE)).fitted
    assert kept is not None
    assert kept.columns == ()
    assert kept.target is not None


@given(strategies.data_settings)
def test_a_file_says_it_or_nothing(settings: DataSettings) -> None:
    project = Project().with_content(data=settings)
    text = storage.dump(project)
    assert storage.parse(text, "p.json") == project
    assert ('"fitted"' in text) == (settings.fitted is not None)


@pytest.mark.parametrize("std", [(0.0,), (-1.0,)])
def test_a_spread_that_divides_by_nothing_is_refused(std: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        FittedScaling(mean=(0.0,), std=std)
