"""A file gives the very project that was saved, or one sentence; never anything else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from playground.catalog.words import text
from playground.project import Layer, Network, Project, Refused, Wire, storage
from playground.project.network import set_parameter
from playground.project.storage import dump, load, parse, save, schema, weights_path
from tests.strategies import projects

NETWORK = Network(
    layers=(
        Layer(id="input_1", kind="Input", parameters={"field": "x"}),
        Layer(id="linear_1", kind="Linear", parameters={"out_features": 8, "bias": True}),
        Layer(id="block_1", kind="Block", network=Network(layers=(Layer(id="tanh_1", kind="Tanh"),))),
    ),
    wires=(Wire(source="input_1", target="linear_1"), Wire(source="linear_1", target="block_1")),
)
PROJECT = Project(description="größe: 5 µm").with_network(NETWORK).with_positions({"linear_1": (8.0, 16.0)})


def refused(content: str | bytes) -> str:
    """The sentence for a file that is refused."""
    with pytest.raises(Refused) as caught:
        parse(content, "my.json")
    sentence = text(caught.value.problem)
    assert "my.json" in sentence
    return sentence


def changed(*path: Any, **members: Any) -> str:
    """The text of PROJECT's file with members of one of its objects changed."""
    data = json.loads(dump(PROJECT))
    place = data
    for step in path:
        place = place[step]
    place.update(members)
    return json.dumps(data)


# --- there and back ------------------------------------------------------------------------------


@given(projects())
def test_every_project_comes_back(project: Project) -> None:
    written = dump(project)
    assert parse(written, "my.json") == project
    assert dump(parse(written, "my.json")) == written


def test_save_and_load(tmp_path: Path) -> None:
    path = tmp_path / "my.json"
    save(PROJECT, path)
    assert load(path) == PROJECT
    assert [each.name for each in tmp_path.iterdir()] == ["my.json"]


def test_a_file_reads_well() -> None:
    lines = dump(PROJECT).splitlines()
    assert '          {"id": "input_1", "kind": "Input", "parameters": {"field": "x"}},' in lines
    assert '  "description": "größe: 5 µm",' in lines
    assert max(map(len, lines)) <= 110


def test_unknown_kinds_and_members_stay() -> None:
    data = json.loads(dump(PROJECT))
    layer = data["content"]["networks"][0]["layers"][1]
    layer.update(kind="FromTheFuture", later={"deep": [1, {"er": None}]}, parameters={"a": [[1.5], "b"]})
    project = parse(json.dumps(data), "my.json")
    edited = project.with_network(set_parameter(project.network, "linear_1", "c", 2))
    back = json.loads(dump(edited))["content"]["networks"][0]["layers"][1]
    assert back == {**layer, "parameters": {"a": [[1.5], "b"], "c": 2}}


def test_a_short_file_is_filled_up() -> None:
    project = parse('{"format": "nn-playground", "version": 1}', "my.json")
    assert project == Project()


def test_a_byte_order_mark_is_no_harm() -> None:
    assert parse(b"\xef\xbb\xbf" + dump(PROJECT).encode(), "my.json") == PROJECT


def test_weights_lie_beside() -> None:
    assert weights_path("a/my.json") == Path("a/my.safetensors")
    assert weights_path("a/my.v2") == Path("a/my.v2.safetensors")
    assert weights_path("a/my.safetensors") != Path("a/my.safetensors")


def test_schema_knows_the_format() -> None:
    found = schema()
    assert {"content", "layout", "view", "version"} <= set(found["properties"])
    assert "learning_rate" in found["$defs"]["TrainingSettings"]["properties"]
    json.dumps(found)


def test_what_json_cannot_hold_is_refused() -> None:
    edit = {"layer": "linear_1", "tensor": "bias", "index": (0,), "before": 0.0, "value": float("nan")}
    with pytest.raises(Refused) as caught:
        dump(PROJECT.with_content(hand_edits=(edit,)), "my.json")
    assert "not saved" in text(caught.value.problem)


# --- one sentence for each thing that is wrong -----------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        (b"\xff\xd8\xff\xe0 a picture", "no text file"),
        ('{"format": "nn-playground",\n "version" 1}', "line 2, column 12"),
        ('{"format": "nn-playground", "version": 1, "version": 1}', "'version' stands twice"),
        ('{"format": "nn-playground", "version": 1, "view": {"zoom": NaN}}', "NaN is no number"),
        ('{"format": "nn-playground", "version": 1' + "0" * 5000 + "}", "is no number"),
        ('{"format": "nn-playground", "version": 1, "description": "\\ud800"}', "half a character"),
        ("[" * 100_000, "nested deeper"),
        ("[" * 90 + "]" * 90, "nested deeper"),
        ("[]", "no Playground project"),
        ('{"cells": [], "nbformat": 4}', "no Playground project"),
        ('{"format": "nn-playground"}', "version is null"),
        ('{"format": "nn-playground", "version": true}', "version is true"),
        ('{"format": "nn-playground", "version": 7}', "newer Playground (format 7, this one reads up to 1)"),
    ],
)
def test_what_is_no_project(content: str | bytes, said: str) -> None:
    assert said in refused(content)


@pytest.mark.parametrize(
    ("path", "members", "said"),
    [
        (
            ("content", "training"),
            {"learning_rate": "fast"},
            'content.training.learning_rate is "fast", but it should be a valid number',
        ),
        (
            ("content", "training"),
            {"learning_rate": -1},
            "content.training.learning_rate is -1, but it should be greater than 0",
        ),
        (("content", "training"), {"threads": True}, "content.training.threads is true"),
        (("content", "training"), {"rate": 1}, "content.training.rate is not known"),
        (("content", "data"), {"kind": None}, "content.data.kind is null"),
        (
            ("content", "networks", 0, "layers", 1),
            {"repeat": 0},
            "content.networks.main.layers.linear_1.repeat",
        ),
        (("content", "networks", 0, "layers", 1), {"parameters": []}, "layers.linear_1.parameters is []"),
        (("content", "networks", 0, "layers", 2, "network"), {"wires": {}}, "layers.block_1.network.wires"),
        (("content", "networks", 0, "layers", 1), {"id": "1st"}, "no layer id"),
        (("layout",), {"positions": {"main": 5}}, "layout.positions.main is 5"),
        (("layout",), {"positions": {"main": {"linear_1": [1]}}}, "layout.positions.main.linear_1 is [1]"),
    ],
)
def test_a_wrong_value_is_named_by_its_place(
    path: tuple[Any, ...], members: dict[str, Any], said: str
) -> None:
    assert said in refused(changed(*path, **members))


def test_a_number_beyond_all_numbers_is_named() -> None:
    written = dump(PROJECT).replace('"l2": 0.0', '"l2": 1e999')
    assert "content.training.l2 is Infinity, but it should be smaller" in refused(written)


def test_a_missing_member_is_named() -> None:
    data = json.loads(dump(PROJECT))
    del data["content"]["networks"][0]["layers"][1]["kind"]
    assert "content.networks.main.layers.linear_1.kind is missing" in refused(json.dumps(data))


NET = ("content", "networks", 0)
TWICE = [{"id": "tanh_1", "kind": "Tanh"}, {"id": "tanh_1", "kind": "Tanh"}]
BACK = {"source": "block_1", "target": "linear_1"}
ON = {"source": "linear_1", "target": "block_1"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (changed(*NET, wires=[ON, BACK]), "the wires of content.networks.main lead in a circle"),
        (changed(*NET, wires=[ON, ON]), "stands twice in content.networks.main"),
        (changed(*NET, wires=[{**ON, "target": "gone"}]), "ends at gone"),
        (changed(*NET, "layers", 2, "network", layers=TWICE), "layers.block_1.network are called tanh_1"),
        (changed("content", networks=[]), "content.networks wants at least one network"),
    ],
)
def test_an_impossible_network_is_named_by_its_place(content: str, said: str) -> None:
    assert said in refused(content)


def test_an_impossible_network_among_other_faults() -> None:
    data = json.loads(dump(PROJECT))
    network = data["content"]["networks"][0]
    network["layers"] = [{"id": 5, "network": 7}, {"id": "b", "kind": "Block", "network": {"layers": TWICE}}]
    assert "layers.b.network are called tanh_1" in refused(json.dumps(data))


def test_too_much_is_refused_on_opening() -> None:
    many = [{"id": f"tanh_{number}", "kind": "Tanh"} for number in range(storage.LIMIT_LAYERS + 1)]
    assert f"more than {storage.LIMIT_LAYERS} layers" in refused(changed(*NET, layers=many))
    assert "values" in refused("[" + "0," * storage.LIMIT_VALUES + "0]")


def test_nothing_is_saved_that_could_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sentence(project: Project) -> str:
        with pytest.raises(Refused) as caught:
            save(project, tmp_path / "my.json")
        assert not list(tmp_path.iterdir())
        return text(caught.value.problem)

    points = tuple((0.5, 0.5, 1) for _ in range(storage.LIMIT_VALUES // 4))
    drawn = PROJECT.content.data.but(kind="drawn", parameters={"points": points})
    assert "holds more than" in sentence(PROJECT.with_content(data=drawn))
    monkeypatch.setattr(storage, "LIMIT_BYTES", 2**20)
    assert "larger than 1 MB" in sentence(PROJECT.but(description="x" * 2**20))


# --- what the disk says ----------------------------------------------------------------------------


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def sentence(path: Path) -> str:
        with pytest.raises(Refused) as caught:
            load(path)
        return text(caught.value.problem)

    file = tmp_path / "my.json"
    file.write_text(" " * 100)
    assert "is not there" in sentence(tmp_path / "none.json")
    assert "is not there" in sentence(file / "inside.json")
    assert "is a folder" in sentence(tmp_path)
    assert "no ordinary file" in sentence(Path("/dev/null"))
    monkeypatch.setattr(storage, "LIMIT_BYTES", 99)
    assert "larger than" in sentence(file)


# --- older and newer versions ----------------------------------------------------------------------


def test_an_old_file_is_brought_up_to_date_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def rate_was_called_lr(data: dict[str, Any]) -> dict[str, Any]:
        training = dict(data["content"]["training"])
        training["learning_rate"] = training.pop("lr")
        return {**data, "content": {**data["content"], "training": training}}

    def rate_was_in_percent(data: dict[str, Any]) -> dict[str, Any]:
        data["content"]["training"]["learning_rate"] /= 100
        return data

    monkeypatch.setattr(storage, "VERSION", 3)
    monkeypatch.setattr(storage, "MIGRATIONS", {1: rate_was_called_lr, 2: rate_was_in_percent})
    old = '{"format": "nn-playground", "version": 1, "content": {"training": {"lr": 50}}}'
    project = parse(old, "my.json")
    assert (project.version, project.content.training.learning_rate) == (3, 0.5)
    assert "cannot be brought up to date" in refused('{"format": "nn-playground", "version": 1}')


def test_every_old_version_has_its_migration() -> None:
    assert sorted(storage.MIGRATIONS) == list(range(1, storage.VERSION))
