"""`playground check`: problems and warnings, for people and programs."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import Run


def test_check_prints_one_object(run: Run, circle: Path) -> None:
    answer = run("check", circle, "--json")
    assert answer.code == 0
    assert answer.err == ""
    found = answer.json
    assert set(found) == {"parameters", "operations", "layers", "problems"}
    assert found["problems"] == []
    assert found["parameters"] == (2 * 4 + 4) + (4 * 2 + 2) + (2 + 1)
    assert found["operations"] == 2 * (2 * 4 + 4 * 2 + 2 * 1)
    assert found["layers"][1] == {
        "id": "linear_1",
        "kind": "Linear",
        "shape": [4],
        "parameters": 12,
        "operations": 16,
    }


def test_check_of_a_picture_network(run: Run) -> None:
    found = run("check", "digits", "--json").json
    assert found["problems"] == []
    kinds = {layer["kind"]: layer for layer in found["layers"]}
    assert kinds["Conv2d"]["operations"] > 0
    assert sum(layer["parameters"] for layer in found["layers"]) == found["parameters"]


def test_check_names_problems_and_ends_with_two(run: Run, circle: Path) -> None:
    answer = run("check", circle, "--set", "linear_3.out_features=5", "--json")
    assert answer.code == 2
    (problem,) = answer.json["problems"]
    assert set(problem) == {"code", "severity", "layer", "port", "text", "repair"}
    assert (problem["code"], problem["severity"], problem["layer"]) == (
        "output_does_not_fit",
        "error",
        "linear_3",
    )
    assert problem["text"] in answer.complaint
    assert problem["repair"]


def test_a_warning_is_no_error(run: Run, circle: Path) -> None:
    answer = run("check", circle, "--set", "training.loss=MSELoss", "--json")
    assert answer.code == 0
    assert [p["severity"] for p in answer.json["problems"]] == ["warning"]


def test_check_tells_a_person(run: Run, circle: Path) -> None:
    answer = run("check", circle, "--set", "linear_3.out_features=5")
    assert answer.code == 2
    assert "linear_2" in answer.out
    assert "error: " in answer.out
