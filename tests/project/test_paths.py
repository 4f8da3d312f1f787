"""Settings by their path: found by parts of it, read, and put in place through the models."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.words import text
from playground.project import FrozenDict, Layer, Network, Project, Refused, Wire, thaw
from playground.project.paths import all_paths, get, put, resolve
from tests.strategies import projects

PROJECT = Project().with_network(
    Network(
        layers=(
            Layer(id="input_1", kind="Input", parameters={"field": "x"}),
            Layer(id="linear_1", kind="Linear", parameters={"out_features": 8, "bias": True}),
            Layer(id="linear_2", kind="Linear", parameters={"out_features": 2, "bias": True}),
            Layer(
                id="block_1",
                kind="Block",
                network=Network(layers=(Layer(id="linear_1", kind="Linear", parameters={"inner": 1}),)),
            ),
        ),
        wires=(Wire(source="input_1", target="linear_1"),),
    )
)
PROJECT = PROJECT.with_content(
    data=PROJECT.content.data.but(parameters={"noise": 10, "columns": {"petal.length": "number"}})
)


def refused(path: str, *value: Any) -> str:
    """The sentence for a path or a value that is refused."""
    with pytest.raises(Refused) as caught:
        put(PROJECT, path, *value) if value else resolve(PROJECT, path)
    return text(caught.value.problem)


def test_paths_are_as_in_the_file() -> None:
    paths = all_paths(PROJECT)
    assert len(set(paths)) == len(paths)
    assert {
        "description",
        "content.training.learning_rate",
        "content.training.stop.epochs",
        "content.data.parameters.noise",
        "content.data.parameters.columns.petal.length",
        "content.task.roles.model",
        "content.networks.main.layers.linear_1.parameters.out_features",
        "content.networks.main.layers.block_1.network.layers.linear_1.parameters.inner",
        "content.networks.main.wires",
    } <= set(paths)
    assert not {"version", "content.networks.main.layers.linear_1.id", "content.training"} & set(paths)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("training.learning_rate", "content.training.learning_rate"),
        ("learning_rate", "content.training.learning_rate"),
        ("noise", "content.data.parameters.noise"),
        ("stop.epochs", "content.training.stop.epochs"),
        ("linear_2.out_features", "content.networks.main.layers.linear_2.parameters.out_features"),
        ("linear_1.bypassed", "content.networks.main.layers.linear_1.bypassed"),
        ("optimizer", "content.training.optimizer"),
        ("main.optimizer", "content.networks.main.optimizer"),
        ("training.stop", "content.training.stop"),
        ("petal.length", "content.data.parameters.columns.petal.length"),
    ],
)
def test_parts_may_be_left_out(short: str, full: str) -> None:
    assert resolve(PROJECT, short) == full
    assert get(PROJECT, short) == get(PROJECT, full)


def test_what_could_be_several_names_them() -> None:
    assert refused("seed") == ("seed could be any of content.data.seed, content.training.seed: say which.")
    assert "linear_1" in refused("out_features")
    assert "linear_2" in refused("out_features")


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("training.lerning_rate", "content.training.learning_rate"),
        ("training.rate", "content.training.learning_rate"),
        ("data.nois", "content.data.parameters.noise"),
        ("linear_3.out_features", "linear_"),
        ("linear_2.outfeatures", "content.networks.main.layers.linear_2.parameters.out_features"),
    ],
)
def test_what_is_not_there_names_the_nearest(wrong: str, nearest: str) -> None:
    assert refused(wrong).startswith(f"There is no setting {wrong}; the nearest is ")
    assert nearest in refused(wrong)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("training.learning_rate", 0.5),
        ("training.learning_rate", 1),
        ("training.shuffle", "never"),
        ("training.clip_norm", None),
        ("data.noise", 25),
        ("petal.length", "category"),
        ("linear_2.out_features", 3),
        ("block_1.network.layers.linear_1.parameters.inner", 2),
        ("linear_1.weight_init", {"kind": "constant_", "parameters": {"val": 0.5}}),
        ("training.stop", {"epochs": 5, "target": None, "patience": None}),
        ("data.features", ["x1"]),
        ("main.optimizer", {"optimizer": "Adam", "learning_rate": 0.01, "optimizer_parameters": {}}),
        ("description", "mine"),
    ],
)
def test_put_changes_that_and_nothing_else(path: str, value: Any) -> None:
    changed = put(PROJECT, path, value)
    taken = get(changed, path)
    assert (thaw(taken.model_dump()) if hasattr(taken, "model_dump") else thaw(taken)) == value
    full = resolve(PROJECT, path)
    for other in set(all_paths(PROJECT)) & set(all_paths(changed)):
        if not other.startswith(full):
            assert get(changed, other) == get(PROJECT, other)


def test_put_keeps_what_it_does_not_touch() -> None:
    changed = put(PROJECT, "linear_2.out_features", 3)
    assert changed.network.by_id["linear_1"] is PROJECT.network.by_id["linear_1"]
    assert changed.content.training is PROJECT.content.training
    assert put(PROJECT, "noise", 5).network is PROJECT.network


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("training.learning_rate", -1, "content.training.learning_rate cannot be -1: it should be greater"),
        ("training.learning_rate", "0.1", 'cannot be "0.1": it should be a number'),
        ("training.learning_rate", True, "cannot be true: it should be a number"),
        ("training.learning_rate", float("nan"), "cannot be NaN"),
        ("training.batch_size", 2.5, "cannot be 2.5"),
        ("training.shuffle", "sometimes", "'every epoch', 'once' or 'never'"),
        ("training.stop", {"epoch": 5}, "cannot be"),
        ("linear_1.parameters", 5, "cannot be 5"),
        ("linear_1.weight_init", "zeros", 'cannot be "zeros"'),
        ("data.noise", object(), "cannot be"),
    ],
)
def test_a_value_that_does_not_fit_says_why(path: str, value: Any, said: str) -> None:
    assert said in refused(path, value)


def test_a_network_that_cannot_be_is_refused() -> None:
    wires = [{"source": "linear_1", "target": "linear_1"}]
    with pytest.raises(Refused) as caught:
        put(PROJECT, "main.wires", wires)
    assert caught.value.problem.code == "cycle"


@given(projects(), st.data())
def test_every_path_can_be_read_and_put_back(project: Project, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(all_paths(project)))
    assert resolve(project, path) == path
    value = get(project, path)
    if isinstance(value, FrozenDict | tuple) or not hasattr(value, "model_dump"):
        same = put(project, path, [w.model_dump() for w in value] if path.endswith("wires") else thaw(value))
        assert same == project
