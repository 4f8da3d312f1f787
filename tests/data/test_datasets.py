"""Contracts that every kind of data keeps, and what only one of them has."""

from __future__ import annotations

import dataclasses
import re
import string
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sklearn.datasets

from playground.catalog import TASKS
from playground.catalog.words import REPAIRS, SENTENCES, data, files, network, text
from playground.data import (
    DATASETS,
    Dataset,
    as_drawn,
    defaults_for,
    drawn,
    in_units,
    label_text,
    make,
    make_dataset,
    sample_table,
)
from playground.data.split import split
from playground.project import DataSettings, Refused
from tests.data.image_files import write_sets

POINTS = ((0.5, 1.0, 0.0), (-2.0, 3.0, 1.0), (4.0, -4.0, 1.0), (1.0, 1.0, 0.0), (2.0, 2.0, 1.0))
CSV = "height,colour,fruit\n" + "".join(
    f"{i % 7}.5,{'red' if i % 3 else 'green'},{'ab'[i % 2]}\n" for i in range(40)
)


@pytest.fixture
def settings_of(tmp_path: Path) -> Any:
    """Settings under which a kind can be made: its defaults, and something to read or to draw."""
    (tmp_path / "fruit.csv").write_text(CSV)
    write_sets(tmp_path)

    def settings(kind: str) -> DataSettings:
        found = defaults_for(kind)
        needed: dict[str, dict[str, Any]] = {
            "csv": {"path": str(tmp_path / "fruit.csv")},
            "drawn": {"points": POINTS},
            "mnist": {"folder": str(tmp_path / "idx")},
            "fashion_mnist": {"folder": str(tmp_path / "idx")},
            "idx": {"path": str(tmp_path / "idx" / "train-images-idx3-ubyte")},
            "cifar10": {"folder": str(tmp_path / "cifar")},
            "pictures": {"folder": str(tmp_path / "pictures"), "size": 8},
        }
        more = needed.get(kind, {})
        changed: DataSettings = found.but(parameters=found.parameters.but(**more))
        return changed

    return settings


def arrays(dataset: Dataset) -> list[np.ndarray[Any, Any]]:
    found = [*dataset.fields.values(), dataset.labels, dataset.train, dataset.validation, dataset.test]
    return found if dataset.points is None else [*found, dataset.points]


@pytest.mark.parametrize("kind", DATASETS)
def test_every_kind_gives_arrays_ready_for_training(kind: str, settings_of: Any) -> None:
    declared = DATASETS[kind]
    dataset = make_dataset(settings_of(kind))
    count = len(dataset)
    assert dataset.kind == kind
    assert dataset.family == declared.family
    for name, field in dataset.fields.items():
        assert field.dtype == np.float32 or (field.dtype == np.uint8 and dataset.family == "image"), name
        assert len(field) == count
        assert np.isfinite(field).all()
    for array in arrays(dataset):
        assert array.flags.c_contiguous
        assert not array.flags.writeable
    every = np.concatenate([dataset.train, dataset.validation, dataset.test])
    assert np.array_equal(np.sort(every), np.arange(count))
    assert len(dataset.train)
    if dataset.target == "classes":
        assert dataset.labels.dtype == np.int64
        assert dataset.labels.shape == (count,)
        assert set(dataset.labels.tolist()) <= set(range(len(dataset.classes)))
        assert len(set(dataset.classes)) == len(dataset.classes) >= 2
        assert declared.classes in (None, len(dataset.classes))
    elif dataset.target == "labels":
        assert dataset.labels.dtype == np.uint8
        assert dataset.labels.shape == (count, len(dataset.classes))
        assert set(np.unique(dataset.labels).tolist()) == {0, 1}
    else:
        assert dataset.labels.dtype == np.float32
        assert dataset.labels.shape == (count, len(dataset.target_names))
        assert dataset.classes == ()
    assert TASKS[declared.task].target == dataset.target or kind in ("csv", "drawn")
    assert dataset.report is not None
    assert dataset.report.kept == count
    if dataset.family == "image":
        assert dataset.fields["x"].min() >= 0.0
        assert dataset.fields["x"].max() <= (255 if dataset.fields["x"].dtype == np.uint8 else 1.0)
        assert dataset.fields["x"].ndim == 4
    else:
        assert len(dataset.feature_names) == dataset.input_shapes["x"][0]
    if dataset.family == "plane":
        assert dataset.points is not None
        assert dataset.points.shape == (count, 2)


ODDITIES = (
    *(None, True, -1, 0, 3, 1e30, 0.5, "", "nonsense", "a/../b\x00", "x" * 5000, "~nobody-here/a"),
    *(
        (),
        (1, 2),
        ((0, 0, 1), (1, 1)),
        ((0.0, 1.0, 5.0),),
        (("a", "b", "c"),),
        {"colour": 5},
        {"fruit": "ignore"},
    ),
)


@pytest.mark.parametrize(
    ("kind", "name"), [(kind.name, p.name) for kind in DATASETS.values() for p in kind.parameters]
)
def test_whatever_a_file_says_there_are_data_or_a_sentence(kind: str, name: str, settings_of: Any) -> None:
    settings = settings_of(kind)
    for value in ODDITIES:
        try:
            dataset = make_dataset(settings.but(parameters=settings.parameters.but(**{name: value})))
        except Refused as refused:
            assert refused.problem.setting or refused.problem.values  # noqa: PT017
            text(refused.problem)
        else:
            assert len(dataset.train) > 0


@pytest.mark.parametrize("kind", DATASETS)
def test_every_kind_is_declared_for_people(kind: str) -> None:
    declared = DATASETS[kind]
    assert declared.label
    assert declared.help.endswith(".")
    assert declared.category
    assert defaults_for(kind).parameters == declared.defaults
    for parameter in declared.parameters:
        assert parameter.help.endswith(".")
        assert parameter.fits(parameter.default)


@pytest.mark.parametrize("kind", DATASETS)
def test_same_settings_same_bits(kind: str, settings_of: Any) -> None:
    first = make_dataset(settings_of(kind))
    make._kept.clear()
    again = make_dataset(settings_of(kind))
    assert again is not first
    for one, other in zip(arrays(first), arrays(again)):
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("kind", DATASETS)
def test_another_seed_is_another_split(kind: str, settings_of: Any) -> None:
    first = make_dataset(settings_of(kind))
    other = make_dataset(settings_of(kind).but(seed=99))
    assert not np.array_equal(first.train, other.train)


@pytest.mark.parametrize("kind", DATASETS)
def test_samples_can_be_looked_at(kind: str, settings_of: Any) -> None:
    dataset = make_dataset(settings_of(kind))
    heading, rows = sample_table(dataset, 5)
    assert len(rows) == min(5, len(dataset))
    assert {len(row) for row in rows} == {len(heading)}
    assert rows[0][-1] == label_text(dataset, 0)


def test_what_was_made_is_kept_for_the_way_back() -> None:
    settings = defaults_for("moons")
    first = make_dataset(settings)
    make_dataset(settings.but(seed=5))
    assert make_dataset(defaults_for("moons")) is first


def test_an_unknown_kind_names_the_nearest() -> None:
    with pytest.raises(Refused) as refused:
        make_dataset(DataSettings(kind="spirals"))
    problem = refused.value.problem
    assert problem.repair is not None
    assert problem.repair.values["kind"] == "spiral"
    assert "spirals" in text(problem)


def test_digits_are_scikit_learns() -> None:
    dataset = make_dataset(defaults_for("digits"))
    found = sklearn.datasets.load_digits()
    assert dataset.input_shapes == {"x": (1, 8, 8)}
    assert np.array_equal(dataset.fields["x"][:, 0] * 16, found.images)
    assert np.array_equal(dataset.labels, found.target)


def test_a_numeric_target_comes_back_in_its_units() -> None:
    dataset = make_dataset(defaults_for("diabetes"))
    found = sklearn.datasets.load_diabetes().target
    assert in_units(dataset, dataset.labels)[:, 0] == pytest.approx(found, rel=1e-5)
    trained = dataset.labels[dataset.train]
    assert trained.mean() == pytest.approx(0, abs=1e-5)
    assert trained.std() == pytest.approx(1, abs=1e-5)


# --- drawn points ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["spiral", "blobs", "multi_gauss"])
@pytest.mark.parametrize("stratify", [False, True])
def test_a_set_turned_into_drawn_points_is_the_same_to_the_network(kind: str, stratify: bool) -> None:
    settings = defaults_for(kind).but(stratify=stratify, validation=0.1, seed=3)
    settings = settings.but(parameters=settings.parameters.but(samples=150, noise=20.0))
    before = make_dataset(settings)
    after = make_dataset(as_drawn(settings, before))
    assert after.kind == "drawn"
    assert after.classes == before.classes
    for part in ("train", "validation", "test"):
        old, new = getattr(before, part), getattr(after, part)
        assert np.array_equal(before.fields["x"][old], after.fields["x"][new])
        assert np.array_equal(before.labels[old], after.labels[new])


def test_edits_of_drawn_points() -> None:
    points = drawn.add(POINTS, 9.0, -2.0, 1.0)
    assert points[-1] == (6.0, -2.0, 1.0)
    assert drawn.move(points, 0, -7.0, 0.25)[0] == (-6.0, 0.25, 0.0)
    assert drawn.relabel(points, 1, 0.0)[1] == (-2.0, 3.0, 0.0)
    assert drawn.erase(points, 0) == (points[-1], *points[1:-1])
    assert drawn.erase(points, len(points) - 1) == POINTS
    changed = drawn.with_points(defaults_for("drawn"), points)
    assert len(make_dataset(changed)) == len(points)


def test_one_point_more_or_less_leaves_the_others_in_their_parts() -> None:
    settings = defaults_for("spiral").but(test=0.3)
    settings = as_drawn(settings, make_dataset(settings))
    points = settings.parameters["points"]

    def tests(points: drawn.Points) -> set[drawn.Point]:
        dataset = make_dataset(drawn.with_points(settings, points))
        return {points[index] for index in dataset.test}

    start = tests(points)
    assert len(start ^ tests(drawn.add(points, 1.0, 1.0, 0.0))) <= 3
    assert len(start ^ tests(drawn.erase(points, 17))) <= 4


def test_drawn_points_may_carry_numbers() -> None:
    settings = defaults_for("drawn")
    parameters = settings.parameters.but(points=((0.0, 0.0, 0.25), (1.0, 2.0, -0.5)), target="numbers")
    dataset = make_dataset(settings.but(parameters=parameters))
    assert dataset.target == "numbers"
    assert dataset.labels.tolist() == [[0.25], [-0.5]]


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ((), "no_points"),
        (((0.0, 0.0, 2.0),), "bad_point"),
        (((0.0, 0.0, 0.5),), "bad_point"),
        (((0.0, 0.0, -1.0),), "bad_point"),
        (((0.0, 0.0, 0.0),) * 20_001, "too_many_points"),
        (((0.0, 0.0),), "bad_setting"),
    ],
)
def test_drawn_points_that_cannot_be(points: Any, code: str) -> None:
    settings = defaults_for("drawn")
    with pytest.raises(Refused) as refused:
        make_dataset(settings.but(parameters=settings.parameters.but(points=points)))
    assert refused.value.problem.code == code
    assert text(refused.value.problem)


def test_a_single_point_trains() -> None:
    settings = defaults_for("drawn")
    dataset = make_dataset(settings.but(parameters=settings.parameters.but(points=POINTS[:1])))
    assert dataset.train.tolist() == [0]


# --- the room -------------------------------------------------------------------------------------


def test_every_refusal_has_its_sentence() -> None:
    """Each code raised in this room is worded, with the values that the sentence asks for."""
    room = Path(sys.modules["playground.data"].__file__ or "").parent
    source = "\n".join(path.read_text() for path in room.glob("*.py"))
    raised = set(re.findall(r"(?:problem|refuse|_wrong|_missing)\(\s*\"(\w+)\"", source))
    raised |= {"cell_is_no_number", "cell_is_no_date", "column_no_dates", "cifar_missing", "cifar_python"}
    assert raised <= set(SENTENCES)
    in_the_window = {"reading_failed"}
    assert set(data.SENTENCES) <= raised | in_the_window | {"column_no_numbers"}
    noted = set(re.findall(r"note\(\s*\"(\w+)\"", source))
    assert noted | {"broken_pictures", "huge_pictures"} == set(data.NOTES)
    assert "locate" in REPAIRS
    assert not set(data.SENTENCES) & {*network.SENTENCES, *files.SENTENCES}
    assert not set(data.REPAIRS) & {*network.REPAIRS, *files.REPAIRS}
    for sentence in (*data.SENTENCES.values(), *data.NOTES.values()):
        assert all(name != "" for _, name, _, _ in string.Formatter().parse(sentence))


def test_the_room_loads_neither_torch_nor_scikit_learn() -> None:
    lines = [
        "import sys, playground.data",
        "print([m for m in ('torch', 'sklearn', 'PIL', 'PySide6') if m in sys.modules])",
    ]
    found = subprocess.run(
        [sys.executable, "-c", "; ".join(lines)], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_datasets_are_frozen() -> None:
    dataset = make_dataset(defaults_for("xor"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        dataset.kind = "spiral"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        dataset.labels[0] = 1


def test_the_order_of_samples_is_not_the_order_of_the_split() -> None:
    parts = split(100, 0.0, 0.5, 0)
    assert any(b < a for a, b in pairwise(parts.train.tolist()))
