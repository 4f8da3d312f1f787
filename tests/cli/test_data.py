"""`playground new` and `playground data`: from files of the user's to a trained network."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from playground import api
from playground.data.sources import SOURCES, RemoteFile
from tests.cli.command import Run
from tests.data.image_files import write_sets
from tests.data.web import serving


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
