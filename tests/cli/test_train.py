"""`playground train`: what it prints, what it writes, and with which code it ends."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import safetensors.torch

from playground import api
from playground.assets import asset
from playground.project import storage
from tests.cli.command import PATIENCE_S, Run

RESULT = {
    "format",
    "seed",
    "device",
    "threads",
    "epochs",
    "steps",
    "seconds",
    "stopped_by",
    "train_loss",
    "test_loss",
    "metrics",
    "parameters",
    "weights_sha256",
}


def test_train_prints_one_object(run: Run, circle: Path) -> None:
    answer = run("train", circle, "--epochs", 3, "--json")
    assert answer.code == 0
    assert answer.err == ""
    assert set(answer.json) == RESULT
    assert answer.json["epochs"] == 3
    assert set(answer.json["metrics"]) == {"train_accuracy", "test_accuracy"}


def test_train_is_what_the_package_does(run: Run, circle: Path) -> None:
    found = run("train", circle, "--epochs", 4, "--seed", 6, "--json").json
    wanted = api.train(api.load(circle), epochs=4, seed=6).result.as_dict()
    assert {**found, "seconds": 0} == {**wanted, "seconds": 0}


def test_train_tells_a_person(run: Run, circle: Path) -> None:
    answer = run("train", circle, "--epochs", 3)
    assert answer.code == 0
    assert "3 epochs" in answer.out
    assert "test" in answer.out
    assert answer.err == "", "no progress where nobody watches"


def test_train_writes_its_files(run: Run, circle: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    answer = run("train", circle, "--epochs", 3, "--out", out, "--json")
    assert answer.code == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "history.csv",
        "result.json",
        "weights.safetensors",
    ]
    assert json.loads((out / "result.json").read_text(encoding="utf-8")) == answer.json
    with (out / "history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:3] == ["step", "epoch", "train_loss"]
    assert [float(row["epoch"]) for row in rows] == [1, 2, 3]
    assert float(rows[-1]["test_loss"]) == pytest.approx(answer.json["test_loss"], rel=1e-6)
    weights = safetensors.torch.load_file(out / "weights.safetensors")
    assert {"linear_1.weight", "linear_3.bias"} <= set(weights)
    assert sum(tensor.numel() for tensor in weights.values()) == answer.json["parameters"]
    again = run("train", circle, "--epochs", 3, "--out", out, "--json")
    assert {**again.json, "seconds": 0} == {**answer.json, "seconds": 0}


def test_an_example_is_found_by_its_name(run: Run, circle: Path) -> None:
    by_name, by_file = (run("train", file, "--epochs", 2, "--json").json for file in ("circle", circle))
    assert by_name["weights_sha256"] == by_file["weights_sha256"]


def test_set_changes_settings_first(run: Run, circle: Path) -> None:
    given = ["--set", "training.seed=7", "--set", "linear_1.out_features=9"]
    given += ["--set", "training.optimizer=Adam", "--set", "training.batch_size=25"]
    given += ["--set", 'content.data.features=["x1", "x1_x2"]']
    found = run("train", circle, "--epochs", 2, "--json", *given).json
    assert found["seed"] == 7
    assert found["steps"] == 2 * 10
    assert found["parameters"] == (2 * 9 + 9) + (9 * 2 + 2) + 3
    assert storage.load(circle) == api.load(asset("examples", "circle.json")), "the file stays as it is"


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("training.learning_rat=1", ["training.learning_rat", "training.learning_rate"]),
        ("linear_7.out_features=1", ["linear_7", "nearest"]),
        ("training.optimizer=Adem", ["Adem", "Adam"]),
        ("training.learning_rate=-1", ["learning_rate", "-1"]),
        ("training.learning_rate=fast", ["learning_rate", "fast"]),
        ("training.learning_rate", ["PATH=JSON"]),
        ("data.kind=circles", ["circles", "circle"]),
        ("out_features=3", ["linear_1", "linear_2"]),
    ],
)
def test_a_wish_that_cannot_be_is_explained(run: Run, circle: Path, wish: str, words: list[str]) -> None:
    answer = run("train", circle, "--epochs", 1, "--set", wish, "--json")
    assert answer.code == 2
    assert answer.out == ""
    assert all(word in answer.complaint for word in words), answer.complaint


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "nowhere.json"],
        ["train", "circle", "--device", "warp"],
        ["train", "circle", "--seed", "-1"],
        ["train", "circle", "--set", "linear_3.out_features=5"],
        ["train", "circle", "--epochs", "1", "--out", "{file}"],
        ["train", "circle", "--epochs", "1", "--out", "{file}/deeper"],
        ["check", "nowhere.json"],
        ["check", "{file}", "--set", "nothing=1"],
        ["check", "{text}"],
        ["check", "{folder}"],
        ["example", "circel", "{folder}/x.json"],
        ["example", "circle", "{folder}/none/x.json"],
        ["data", "nowhere.csv"],
        ["data", "{csv}", "--target", "nothing"],
        ["new", "--data", "nowhere.csv", "{folder}/x.json"],
        ["new", "--data", "{csv}", "--target", "nothing", "{folder}/x.json"],
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line_and_two(run: Run, circle: Path, tmp_path: Path, arguments: list[str]) -> None:
    text, table = tmp_path / "text.json", tmp_path / "table.csv"
    text.write_text("hello\n", encoding="utf-8")
    table.write_text("a,b,c\n1,2,x\n2,3,y\n3,4,x\n4,5,y\n", encoding="utf-8")
    places = {"file": circle, "text": text, "folder": tmp_path, "csv": table}
    answer = run(*(argument.format(**places) for argument in arguments))
    assert answer.code == 2
    assert answer.out == ""
    assert answer.complaint


@pytest.mark.parametrize(
    "arguments",
    [
        ["train", "circle", "--epochs", "0"],
        ["train", "circle", "--epochs", "many"],
        ["train"],
        ["train", "circle", "--seed", "x"],
        ["new", "out.json"],
        ["train", "circle", "--no-such-option"],
    ],
    ids=" ".join,
)
def test_misuse_is_two_as_well(run: Run, arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert "playground" in answer.err


@pytest.mark.parametrize("example", ["circle", "plane"])
def test_divergence_is_two_and_files_are_written(run: Run, example: str, tmp_path: Path) -> None:
    wild = ["--set", "training.learning_rate=900", "--set", "training.loss=MSELoss"]
    for number in range(1, 3):
        wild += ["--set", f"tanh_{number}.kind=ReLU"]
    answer = run("train", example, *wild, "--epochs", 200, "--out", tmp_path, "--json")
    assert answer.code == 2
    assert answer.json["stopped_by"] == "diverged"
    assert "learning rate" in answer.complaint
    assert {"history.csv", "result.json", "weights.safetensors"} <= {p.name for p in tmp_path.iterdir()}
    weights = safetensors.torch.load_file(tmp_path / "weights.safetensors")
    assert all(bool(tensor.isfinite().all()) for tensor in weights.values()), "the last good ones"


def test_ctrl_c_keeps_what_was_learned(tmp_path: Path) -> None:
    """A person at a terminal: progress on it, Ctrl-C, 130, and files."""
    if not hasattr(os, "openpty"):
        pytest.skip("needs a pseudo-terminal")
    ours, theirs = os.openpty()
    out = tmp_path / "out"
    command = [sys.executable, "-m", "playground", "train", "circle", "--epochs", "100000000"]
    process = subprocess.Popen(
        [*command, "--out", str(out), "--json"], stdout=subprocess.PIPE, stderr=theirs, text=True
    )
    os.close(theirs)
    try:
        seen, end = "", time.monotonic() + PATIENCE_S
        while "left" not in seen:
            assert time.monotonic() < end, seen
            seen += os.read(ours, 1000).decode()
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
        os.close(ours)
    assert "epoch" in seen
    assert "of 100000000" in seen
    assert process.returncode == 130
    result = json.loads(printed)
    assert result["stopped_by"] == "interrupted"
    assert result["epochs"] > 0
    assert json.loads((out / "result.json").read_text(encoding="utf-8")) == result
    with (out / "history.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in file) - 1 == result["epochs"]


def test_the_command_and_its_reader_that_leaves() -> None:
    """`playground schema | head -1`: no traceback when nobody reads on."""
    command = [sys.executable, "-m", "playground", "schema"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    process.wait(PATIENCE_S)
    errors = process.stderr.read()
    process.stderr.close()
    assert "Traceback" not in errors
    assert "Exception" not in errors
