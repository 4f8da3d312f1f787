"""Examples, schema, cross-validation, a rate to try; and slips of the keyboard."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import pytest

from playground import __version__, api
from playground.assets import asset
from tests.cli.command import Run
from tests.real_data import PLACES


def test_examples_are_listed_name_first(run: Run) -> None:
    answer = run("examples")
    assert answer.code == 0
    names = [line.split()[0] for line in answer.out.splitlines()]
    assert {"circle", "spiral", "digits", "plane"} <= set(names)
    assert len(set(names)) == len(names)
    assert all(len(line.split()) > 1 for line in answer.out.splitlines())
    wanting = {line.split()[0] for line in answer.out.splitlines() if "--set data." in line}
    assert wanting == set(PLACES)


def test_an_example_is_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    assert run("example", "xor", path).code == 0
    assert api.load(path) == api.load(asset("examples", "xor.json"))


def test_nobodys_project_is_written_over(run: Run, circle: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b\n" + "1,x\n2,y\n" * 20, encoding="utf-8")
    before = circle.read_bytes()
    for command in (("example", "xor"), ("new", "--data", table)):
        answer = run(*command, circle)
        assert answer.code == 2
        assert str(circle) in answer.complaint
        assert "--force" in answer.complaint
        assert circle.read_bytes() == before
    assert run("example", "xor", circle, "--force").code == 0
    assert api.load(circle) == api.load(asset("examples", "xor.json"))
    assert run("new", "--data", table, circle, "--force").code == 0
    assert api.load(circle).content.data.kind == "csv"


def test_a_table_is_no_project_but_one_can_be_made_of_it(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b\n" + "1,x\n2,y\n" * 20, encoding="utf-8")
    for command in ("train", "check"):
        answer = run(command, table)
        assert answer.code == 2
        assert "new --data" in answer.complaint


def test_schema_is_json_schema(run: Run) -> None:
    answer = run("schema")
    assert answer.code == 0
    schema = json.loads(answer.out)
    assert schema["type"] == "object"
    assert "content" in schema["properties"]


def test_cross_validation_tells_mean_and_spread(run: Run, tmp_path: Path) -> None:
    project = str(tmp_path / "circle.json")
    run("example", "circle", project)
    found = run("validate", project, "--folds", "3", "--epochs", "3", "--json").json
    assert len(found["folds"]) == 3
    accuracies = [fold["metrics"]["test_accuracy"] for fold in found["folds"]]
    assert found["mean"]["test_accuracy"] == pytest.approx(statistics.fmean(accuracies))
    assert found["spread"]["test_accuracy"] == pytest.approx(statistics.stdev(accuracies))
    alone = run("train", project, "--epochs", "3", "--set", 'data.fold={"index": 1, "of": 3}', "--json")
    assert alone.json["weights_sha256"] == found["folds"][1]["weights_sha256"], "each fold is a run"
    told = run("validate", project, "--folds", "3", "--epochs", "3")
    assert told.code == 0
    assert "test_accuracy" in told.out
    assert run("validate", project, "--folds", "1").complaint
    assert "at most 500" in run("validate", project, "--folds", "501", "--epochs", "1").complaint


def test_a_rate_to_try(run: Run, tmp_path: Path) -> None:
    project = str(tmp_path / "circle.json")
    run("example", "circle", project)
    found = run("rate", project, "--json").json
    assert found["rates"] == sorted(found["rates"])
    assert len(found["losses"]) == len(found["rates"])
    assert 1e-3 < found["suggestion"] < 10
    assert "about" in run("rate", project).out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["train"], "file"),
        (["train", "circle", "--epochs", "0"], "1 or more"),
        (["train", "circle", "--epochs", "ten"], "ten"),
        (["examples", "more"], "more"),
        (["screenshot", "circle", "out.png", "--scale", "0"], "--scale"),
        (["screenshot", "circle", "out.png", "--scale", "nan"], "--scale"),
        (["screenshot", "circle", "out.png", "--size", "10x10"], "10x10"),
        (["trian"], "train"),
        (["example", "spirral", "out.json"], "spiral"),
    ],
)
def test_a_slip_is_told_in_one_line(run: Run, arguments: list[str], named: str) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert named in answer.complaint


def test_a_new_project_wants_a_folder(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,b\n" + "1,x\n2,y\n" * 20, encoding="utf-8")
    answer = run("new", "--data", table, tmp_path / "nowhere" / "net.json")
    assert answer.code == 2
    assert "nowhere" in answer.complaint
    assert "table.csv" not in answer.complaint


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.strip() == f"playground {__version__}"
    text = run("--help")
    assert text.code == 0
    commands = (
        "train",
        "validate",
        "rate",
        "check",
        "examples",
        "example",
        "new",
        "data",
        "schema",
        "screenshot",
    )
    assert all(command in text.out for command in commands)
    for command in commands:
        assert run(command, "--help").code == 0
