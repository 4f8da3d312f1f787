"""Columns: what each is taken for, how it is used, and which is predicted."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data import (
    csv_settings,
    in_units,
    inspect_csv,
    make_dataset,
    sample_table,
)
from tests.data.table_files import GOOD, Write, columns, load, refusal


def test_kinds_of_columns(write: Write) -> None:
    lines = ["id,name,born,sold,group,same,half,note,flag,y"]
    for i in range(60):
        half = str(i) if i % 3 == 0 else ""
        note = f"the customer said something long, again and again, on day {i % 4} of the week"
        date = f"1990-01-{i % 28 + 1:02}"
        lines.append(f'{i + 1},person {i},{date},"1,{i:03}.5",g{i % 3},7,{half},"{note}",{i % 2},{i * 1.5}')
    info = inspect_csv(write("\n".join(lines)))
    assert columns(info) == {
        "id": ("number", "ignore", 0),
        "name": ("text", "ignore", 0),
        "born": ("date", "date", 0),
        "sold": ("number", "number", 0),
        "group": ("category", "category", 0),
        "same": ("number", "ignore", 0),
        "half": ("number", "ignore", 40),
        "note": ("text", "ignore", 0),
        "flag": ("number", "number", 0),
        "y": ("number", "target", 0),
    }
    assert info.target_type == "numbers"
    assert len([line for line in info.warnings if "left out" in line]) == 5


def test_why_a_column_is_left_out_is_true_and_one_line(write: Write) -> None:
    lines = ["cabin,zero,words,a,y"]
    for i in range(40):
        lines.append(
            f'{f"C{i}" if i % 4 == 0 else ""},{"-0" if i % 2 else "0"},"two\n words",{i % 6},{i % 2}'
        )
    reasons = {column.name: column.reason for column in inspect_csv(write("\n".join(lines))).columns}
    assert "missing" in reasons["cabin"]
    assert reasons["zero"].endswith(" 0")
    assert reasons["words"].endswith(" two words")


def test_dates_are_predicted_as_numbers_and_only_where_nothing_else_is_left(write: Write) -> None:
    days = [f"2024-{i % 12 + 1:02}-{i % 28 + 1:02}" for i in range(60)]
    rows = "".join(f"{i % 7},{i * i % 13}.5,{day}\n" for i, day in enumerate(days))
    path = write("a,b,day\n" + rows)
    assert inspect_csv(path).target == "b"
    info = inspect_csv(path, {"target": "day"})
    assert (info.target_type, info.classes) == ("numbers", ())


def test_treatments_by_hand(write: Write) -> None:
    path = write("a,b,c,y\n" + "".join(f"{i % 4},w{i % 5},7,{i % 2}\n" for i in range(40)))
    dataset = load(path, columns={"a": "category", "b": "ignore", "c": "number"})
    assert dataset.feature_names == ("a=0", "a=1", "a=2", "a=3", "c")
    assert (dataset.fields["x"][:, -1] == 0).all()  # constant and harmless
    assert dataset.report is not None
    assert any(line.startswith("c is the same") for line in dataset.report.notes)
    assert refusal(path, columns={"b": "number"}) == "column_no_numbers"
    assert refusal(path, columns={"b": "date"}) == "column_no_dates"
    assert refusal(path, columns={"b": "nonsense"}) == "bad_treatment"
    assert any("gone" in line for line in inspect_csv(path, {"columns": {"gone": "ignore"}}).warnings)


def test_codings_and_gaps_by_column(write: Write) -> None:
    rows = "".join(f"{i},{('low', 'mid', 'top')[i % 3]},{i % 5},{i % 2}\n" for i in range(2, 42))
    path = write("a,b,c,y\n,mid,1,0\n" + "7,,1,1\n" * 4 + rows)
    wishes = {"a": "number min-max drop", "b": "ordinal", "c": "as-is"}
    dataset = load(path, columns=wishes)
    assert dataset.feature_names == ("a", "b", "c")
    assert dataset.report is not None
    assert dataset.report.dropped == (("a missing value", 1),), "the row without b is kept"
    inputs = dataset.fields["x"]
    a, _, c = inputs[dataset.train].T
    assert (a.min(), a.max()) == (0.0, 1.0)
    assert np.unique(inputs[:, 1]) == pytest.approx([0.0, 1 / 3, 2 / 3, 1.0]), "low, mid, top, missing"
    assert set(c.tolist()) == {0.0, 1.0, 2.0, 3.0, 4.0}
    assert dataset.table.encode_row({"b": "never seen"})[0, 1] == 0.5
    infos = {column.name: column for column in inspect_csv(path, {"columns": wishes}).columns}
    assert [(infos[n].coding, infos[n].gaps) for n in "abcy"] == [
        ("min-max", "drop"),
        ("ordinal", "fill"),
        ("as-is", "fill"),
        (None, "fill"),
    ]
    assert refusal(path, columns={"a": "one-hot"}) == "coding_misfit"
    assert refusal(path, columns={"a": "number category"}) == "bad_treatment"
    assert load(path, columns={"a": "ignore min-max"}).feature_names[0].startswith("b=")


def test_a_column_may_fill_where_the_others_drop(write: Write) -> None:
    path = write("a,b,y\n,1,u\n1,,v\n2,2,u\n3,3,v\n4,5,u\n")
    assert len(load(path, missing="drop")) == 3
    assert len(load(path, missing="drop", columns={"a": "fill"})) == 4


def test_too_many_categories_are_refused_by_hand_only(write: Write) -> None:
    path = write("a,b,y\n" + "".join(f"{i % 9},w{i}z,{i % 2}\n" for i in range(1200)))
    assert [c.name for c in inspect_csv(path).inputs] == ["a"]
    assert refusal(path, columns={"b": "category"}) == "column_too_many_values"


def test_a_column_that_counts_is_used_where_nothing_else_is_left(write: Write) -> None:
    path = write("x,y\n" + "".join(f"{i},{i * i / 7}\n" for i in range(50)))
    assert [c.name for c in inspect_csv(path).inputs] == ["x"]


def test_numbers_beyond_use_are_categories_as_any_text(write: Write) -> None:
    path = write("size;name\n1e40;0.5\n2;1e40\n1e40;0.5\n2;1e40\n")
    data = make_dataset(csv_settings(path, target="name"))
    assert data.classes == ("0.5", "1e+40")
    assert data.feature_names == ("size=1e+40", "size=2")


def test_odd_cells_in_a_column_of_numbers_count_as_missing(write: Write) -> None:
    path = write("a,y\n" + "".join(f"{i * 0.5},{i % 2}\n" for i in range(40)) + "broken,1\ninf,0\n1e999,1\n")
    dataset = load(path)
    assert dataset.report is not None
    assert any("3 rows with something else than a number (such as broken)" in n for n in dataset.report.notes)
    assert np.isfinite(dataset.fields["x"]).all()


def test_missing_values_are_dropped_if_wished(write: Write) -> None:
    path = write(GOOD)
    dataset = load(path, missing="drop")
    assert len(dataset) == 3
    assert dataset.report is not None
    assert dataset.report.dropped == (("a missing value", 1),)
    gaps = write("a,b,y\n1,,u\n,2,v\n3,,u\n,4,v\n", "gaps.csv")
    assert refusal(gaps, missing="drop") == "no_complete_rows"


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("a,target,b", "target"),
        ("species,a,b", "species"),
        ("a,house_price,b", "house_price"),
        ("a,b,c", "c"),
    ],
)
def test_the_target_is_guessed_by_its_name(write: Write, header: str, target: str) -> None:
    path = write(header + "\n" + "".join(f"{i * 7 % 5},{i % 3},{i % 4}\n" for i in range(30)))
    assert inspect_csv(path).target == target


def test_the_target_is_the_one_chosen(write: Write) -> None:
    path = write(GOOD)
    assert inspect_csv(path, {"target": "place"}).classes == ("Bonn", "Rom")
    assert inspect_csv(path, {"target": "PLACE"}).target == "place"
    assert refusal(path, target="plaice") == "no_such_column"
    assert refusal(path, target="place", target_type="numbers") == "target_no_numbers"
    numbers = load(path, target="height", target_type="numbers")
    assert numbers.target == "numbers"
    assert numbers.target_scaling is not None


SEVERAL = "a,u,v,w,x,y\n" + "".join(
    f"{i},{i % 2},{('no', 'yes')[i % 3 > 0]},{i / 4},{i % 7}.5,{'pqr'[i % 3]}\n" for i in range(2, 40)
)


def test_several_targets_of_yes_and_no_are_labels(write: Write) -> None:
    path = write(SEVERAL + "1,?,yes,1,1,p\n")
    wishes = {"v": "target", "y": "ignore"}
    info = inspect_csv(path, {"target": "u", "columns": wishes})
    assert (info.target, info.further_targets, info.target_type) == ("u", ("v",), "labels")
    assert (info.classes, [c.name for c in info.inputs]) == (("u", "v"), ["a", "w", "x"])
    assert dict(info.dropped) == {"no label in u, v": 1}
    dataset = load(path, target="u", columns=wishes)
    assert (dataset.target, dataset.classes) == ("labels", ("u", "v"))
    assert dataset.labels[:4].tolist() == [[0, 1], [1, 0], [0, 1], [1, 1]]
    headings, rows = sample_table(dataset)
    assert (headings[-1], rows[0][-1], rows[3][-1]) == ("labels", "v", "u, v")


@pytest.mark.parametrize(
    ("no", "yes"), [("no", "yes"), ("nein", "Ja"), ("0", "1"), ("False", "True"), ("N", "J")]
)
def test_a_label_is_there_where_the_cell_says_yes(write: Write, no: str, yes: str) -> None:
    path = write(f"x;a;b\n1;{no};{yes}\n2;{yes};{yes}\n3;{no};{no}\n4;{yes};{no}\n")
    data = load(path, target="a", columns={"b": "target"})
    assert data.classes == ("a", "b")
    assert data.labels.tolist() == [[0, 1], [1, 1], [0, 0], [1, 0]]


def test_several_targets_of_numbers_are_predicted_together(write: Write) -> None:
    path = write(SEVERAL)
    dataset = load(path, target="w", columns={"x": "target", "y": "ignore"})
    assert (dataset.target, dataset.target_names) == ("numbers", ("w", "x"))
    assert in_units(dataset, dataset.labels)[:3] == pytest.approx(
        np.array([[0.5, 2.5], [0.75, 3.5], [1, 4.5]])
    )
    assert dataset.labels[dataset.train].std(axis=0) == pytest.approx([1, 1], abs=1e-5)
    headings, rows = sample_table(dataset)
    assert (headings[-1], rows[0][-1], len(headings)) == ("w, x", "0.5, 2.5", len(rows[0]))
    both = load(path, target="u", target_type="numbers", columns={"w": "target"})
    assert both.target == "numbers"


def test_targets_that_do_not_go_together_are_refused(write: Write) -> None:
    path = write(SEVERAL)
    assert refusal(path, target="u", columns={"y": "target"}) == "target_no_numbers"
    given = {"target": "u", "target_type": "classes", "columns": {"y": "target"}}
    assert refusal(path, **given) == "target_no_label"


@pytest.mark.parametrize(
    ("values", "target_type", "classes"),
    [
        (["0", "1"] * 20, "classes", ("0", "1")),
        (["2", "10", "1"] * 20, "classes", ("1", "2", "10")),
        (["1.0", "2", "01"] * 20, "classes", ("1", "2")),
        ([f"{i}.5" for i in range(40)], "numbers", ()),
        ([str(i) for i in range(3, 40)], "numbers", ()),
        (["1.5", "2.5"] * 20, "numbers", ()),
        (["no", "yes"] * 20, "classes", ("no", "yes")),
    ],
)
def test_classes_or_numbers(write: Write, values: list[str], target_type: str, classes: tuple[str]) -> None:
    path = write("a,y\n" + "".join(f"{i % 7},{value}\n" for i, value in enumerate(values)))
    info = inspect_csv(path)
    assert (info.target, info.target_type, info.classes) == ("y", target_type, classes)
