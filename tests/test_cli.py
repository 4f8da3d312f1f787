"""The `playground` command: what it prints, what it writes, and with which code it ends."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch

import playground
from playground import __version__, api
from playground.assets import asset
from playground.cli import main
from playground.data.sources import SOURCES, RemoteFile
from playground.project import storage
from tests.data.image_files import write_sets
from tests.data.web import serving
from tests.real_data import PLACES

PATIENCE_S = 60.0
CHECKOUT = Path(playground.__file__).resolve().parents[1]


@dataclass(frozen=True)
class Answer:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must hold one JSON object on one line and nothing else."""
        assert self.out.count("\n") == 1
        return json.loads(self.out, parse_constant=_no_constant)

    @property
    def complaint(self) -> str:
        """The one line on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("playground: ")
        assert lines[0].endswith((".", ")"))
        assert "Traceback" not in self.err
        return lines[0]


def _no_constant(name: str) -> float:
    raise AssertionError(f"{name} is not JSON")


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def command(*arguments: object) -> Answer:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return command


@pytest.fixture
def circle(tmp_path: Path) -> Path:
    path = tmp_path / "circle.json"
    api.save(api.load(asset("examples", "circle.json")), path)
    return path


# --- train ------------------------------------------------------------------------------------------


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


# --- check --------------------------------------------------------------------------------------------


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


# --- examples, new, data, schema -----------------------------------------------------------------------


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


def test_a_rate_to_try(run: Run, tmp_path: Path) -> None:
    project = str(tmp_path / "circle.json")
    run("example", "circle", project)
    found = run("rate", project, "--json").json
    assert found["rates"] == sorted(found["rates"])
    assert len(found["losses"]) == len(found["rates"])
    assert 1e-3 < found["suggestion"] < 10
    assert "about" in run("rate", project).out


def test_a_screenshot_is_of_the_same_run(run: Run, tmp_path: Path) -> None:
    """The window's own result is the one of `train`; nothing but the answer is printed."""
    project = str(tmp_path / "circle.json")
    assert run("example", "circle", project).code == 0
    command = [sys.executable, "-m", "playground", "screenshot", project, "out.png", "--epochs", "2"]
    command += ["--size", "1000x700", "--scale", "2", "--theme", "dark", "--json", "--map", "map.json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    shown, trained = json.loads(done.stdout), run("train", project, "--epochs", "2", "--json").json
    assert {**shown, "seconds": 0} == {**trained, "seconds": 0}
    places = json.loads((tmp_path / "map.json").read_text())
    assert {"play", "canvas", "curves", "output", "training"} <= places.keys()
    assert "inspector" not in places, "behind another tab"
    header = (tmp_path / "out.png").read_bytes()[:24]
    assert struct.unpack(">II", header[16:]) == (2000, 1400), "pixels of a PNG"


def process(run_in: Path, *arguments: object, code: str = "", **environment: str | None) -> Answer:
    """A command in a process of its own, `code` before it, with variables set or (None) taken away."""
    start = f"{code}\nimport sys\nfrom playground.cli import main\nsys.exit(main(sys.argv[1:]))"
    changed = {**os.environ, "PYTHONPATH": str(CHECKOUT), **environment}
    done = subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments)],
        cwd=run_in,
        env={name: value for name, value in changed.items() if value is not None},
        capture_output=True,
        text=True,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def test_a_picture_of_a_run_that_went_astray(tmp_path: Path) -> None:
    """The same answer as train: the last good weights, the reason, and two."""
    wild = ["diabetes", "--epochs", 5, "--set", "training.learning_rate=1000", "--json"]
    seen = process(tmp_path, "screenshot", *wild, "out.png")
    trained = process(tmp_path, "train", *wild)
    assert (seen.code, trained.code) == (2, 2)
    assert seen.complaint == trained.complaint
    assert {**seen.json, "seconds": 0} == {**trained.json, "seconds": 0}
    assert (tmp_path / "out.png").exists()


def test_a_picture_of_a_network_that_cannot_train(tmp_path: Path) -> None:
    answer = process(tmp_path, "screenshot", "circle", "out.png", "--set", "linear_3.out_features=5")
    assert answer.code == 2
    assert "linear_3" in answer.complaint
    assert (tmp_path / "out.png").exists()


def test_a_map_that_cannot_be_written(tmp_path: Path) -> None:
    answer = process(tmp_path, "screenshot", "circle", "out.png", "--map", "nowhere/map.json")
    assert answer.code == 2
    assert "nowhere" in answer.complaint


# --- where the window cannot open ------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="screens are named by DISPLAY")
@pytest.mark.parametrize("display", [None, ":98765"], ids=["none", "not there"])
def test_no_screen_is_one_sentence(tmp_path: Path, display: str | None) -> None:
    nothing = {"QT_QPA_PLATFORM": None, "WAYLAND_DISPLAY": None, "HOME": str(tmp_path)}
    answer = process(tmp_path, "--fresh", DISPLAY=display, **nothing)
    assert answer.code == 2
    assert "playground screenshot" in answer.complaint


WITHOUT_A_LIBRARY = """
import sys
class Missing:
    def find_spec(self, name, path, target=None):
        if name == "PySide6.QtWidgets":
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
sys.meta_path.insert(0, Missing())
"""


def test_a_missing_library_is_one_sentence(tmp_path: Path) -> None:
    answer = process(tmp_path, "--fresh", code=WITHOUT_A_LIBRARY, QT_QPA_PLATFORM="offscreen")
    assert answer.code == 2
    assert "libEGL.so.1" in answer.complaint


# --- slips -------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("name", "target", "kind"),
    [
        ("titanic.csv", "Survived", "classes"),
        ("penguins.csv", "species", "classes"),
        ("auto-mpg.csv", "mpg", "numbers"),
        ("winequality-white.csv", "quality", None),
        ("california-housing.csv", "median_house_value", "numbers"),
        ("adult-train.csv", "", "classes"),
    ],
)
def test_from_a_table_to_a_trained_network(
    run: Run, shared_data: Path, tmp_path: Path, name: str, target: str, kind: str | None
) -> None:
    table, path = shared_data / "tabular" / name, tmp_path / "mine.json"
    looked = run("data", table, "--json").json
    assert {"delimiter", "encoding", "columns", "read", "dropped"} <= set(looked)
    assert looked["read"] >= looked["kept"] > 0
    assert all({"name", "treatment", "missing"} <= set(column) for column in looked["columns"])
    if kind is not None:
        assert looked["target_type"] == kind
    told = run("data", table)
    assert told.code == 0
    assert str(looked["kept"]) in told.out
    given = ["--target", target] if target else []
    assert run("new", "--data", table, *given, path).code == 0
    assert run("check", path, "--json").json["problems"] == []
    answer = run("train", path, "--epochs", 1, "--json")
    assert answer.code == 0
    metric = "test_accuracy" if looked["target_type"] == "classes" else "test_mae"
    assert metric in answer.json["metrics"]
    assert answer.json["train_loss"] is not None


def test_a_table_is_found_from_the_projects_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stored relative to the project: both may move, and the command may run from anywhere."""
    folder = tmp_path / "one"
    (folder / "data").mkdir(parents=True)
    rows = "".join(f"{i},{i % 7},{'yes' if i % 2 else 'no'}\n" for i in range(60))
    (folder / "data" / "table.csv").write_text(f"a,b,answer\n{rows}", encoding="utf-8")
    assert run("new", "--data", folder / "data" / "table.csv", folder / "net.json").code == 0
    folder.rename(tmp_path / "two")
    monkeypatch.chdir("/")
    assert run("train", tmp_path / "two" / "net.json", "--epochs", 1, "--json").code == 0
    (tmp_path / "two" / "data" / "table.csv").unlink()
    assert "table.csv" in run("train", tmp_path / "two" / "net.json", "--epochs", 1).complaint


@pytest.mark.parametrize(
    ("place", "kind", "shape", "train"),
    [
        ("idx", "idx", [1, 6, 5], 54),
        ("idx/t10k-labels-idx1-ubyte", "idx", [1, 6, 5], 54),
        ("cifar", "cifar10", [3, 32, 32], 36),
        ("pictures", "pictures", [3, 9, 9], 14),
    ],
)
def test_from_pictures_to_a_trained_network(
    run: Run, tmp_path: Path, place: str, kind: str, shape: list[int], train: int
) -> None:
    write_sets(tmp_path)
    found = run("data", tmp_path / place, "--json").json
    assert (found["kind"], found["shape"], found["train"]) == (kind, shape, train)
    assert sum(found["classes"].values()) == found["kept"] == found["read"]
    told = run("data", tmp_path / place)
    assert f"{shape[2]} x {shape[1]}" in told.out
    assert run("new", "--data", tmp_path / place, tmp_path / "net.json").code == 0
    written = api.load(tmp_path / "net.json").content.data
    name = "path" if kind == "idx" else "folder"
    assert not Path(written.parameters[name]).is_absolute()
    trained = run("train", tmp_path / "net.json", "--epochs", 2, "--json")
    assert trained.code == 0
    assert trained.json["epochs"] == 2


def test_other_data_are_set_by_their_folder(run: Run, circle: Path, tmp_path: Path) -> None:
    write_sets(tmp_path)
    given = ["--set", "data.kind=pictures", "--set", "data.parameters.folder=pictures"]
    looked = run("check", circle, *given, "--json").json
    assert "linear_wants_flat" in [problem["code"] for problem in looked["problems"]]
    lost = run("check", circle, "--set", "data.kind=pictures", "--set", "data.parameters.folder=nowhere")
    assert "nowhere" in lost.complaint


def test_a_folder_of_nothing_is_told(run: Run, tmp_path: Path) -> None:
    answer = run("data", tmp_path)
    assert answer.code == 2
    assert "Nothing in" in answer.complaint


def test_what_can_be_fetched_is_listed(run: Run, tmp_path: Path) -> None:
    told = run("fetch")
    assert told.code == 0
    assert [line.split()[0] for line in told.out.splitlines()] == ["mnist", "fashion_mnist", "cifar10"]
    known = run("fetch", "--json").json["sources"]
    assert known["cifar10"]["bytes"] == 170_052_171
    assert len(known["mnist"]["files"]) == 4
    assert "choose one of mnist" in run("fetch", "mnits").complaint


def test_fetching_says_what_it_does_and_where_the_data_are(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"some bytes"
    with serving({"/one.gz": content}) as site:
        sha256 = hashlib.sha256(content).hexdigest()
        file = RemoteFile("one.gz", len(content), sha256, (f"{site.address}/one.gz",))
        monkeypatch.setitem(SOURCES, "mnist", replace(SOURCES["mnist"], files=(file,)))
        answer = run("fetch", "mnist", tmp_path / "here")
    assert (answer.code, answer.out.strip()) == (0, str(tmp_path / "here"))
    for said in (sha256, site.address, "licence", "10 bytes"):
        assert said in answer.err
    assert (tmp_path / "here" / "one.gz").read_bytes() == content
