"""Layers into a block and out of it: what is kept, and what cannot be one block."""

from __future__ import annotations

import pytest

from playground.catalog import words
from playground.catalog.grouping import dissolve, group
from playground.catalog.wiring import unfold
from playground.project import Layer, Network, Refused
from playground.project.network import change_layer, remove_layers
from tests.engine.made import chain, graph, linear

BRANCHES = {
    "in": ("Input", ""),
    "stem": (linear(4), "in"),
    "left": (linear(4), "stem"),
    "right": (linear(4), "stem"),
    "sum": ("Add", "left right"),
    "last": ("Linear", "sum"),
}


def names(network: Network) -> list[str]:
    return [wire.name for wire in network.wires]


def inside(network: Network, block: str = "block_1") -> Network:
    found = network.by_id[block].network
    assert found is not None
    return found


def test_layers_become_a_block_in_their_place() -> None:
    before = graph(BRANCHES)
    after, block = group(before, ["left", "right", "sum"])
    assert [layer.id for layer in after.layers] == ["in", "stem", "block_1", "last"]
    assert names(after) == ["in.out->stem.in", "stem.out->block_1.in", "block_1.out->last.in"]
    assert block is after.by_id["block_1"]
    assert [layer.id for layer in inside(after).layers] == ["input_1", "left", "right", "sum"]
    assert inside(after).by_id["left"] is before.by_id["left"]
    assert names(inside(after)) == [
        "input_1.out->left.in",
        "input_1.out->right.in",
        "left.out->sum.in",
        "right.out->sum.in",
    ]


def test_a_new_layer_outside_takes_no_id_from_inside() -> None:
    after, _ = group(chain(linear(4), "Tanh", "Linear"), ["linear_1", "tanh_1"])
    assert after.free_id("Linear") == "linear_3"


@pytest.mark.parametrize(
    "ids", [["stem"], ["left", "right", "sum"], ["last"], ["stem", "left", "right", "sum", "last"]]
)
def test_what_was_grouped_comes_apart_as_it_was(ids: list[str]) -> None:
    before = graph(BRANCHES)
    after, block = group(before, ids)
    back, (turn,) = dissolve(after, block.id)
    assert turn == {name: name for name in ids}
    assert set(back.layers) == set(before.layers)
    assert all(back.incoming[i] == before.incoming[i] for i in before.by_id)


def test_a_block_in_a_block_comes_apart_step_by_step() -> None:
    once, inner = group(chain(linear(4), "Tanh", "ReLU", "Linear"), ["linear_1", "tanh_1"])
    twice, outer = group(once, [inner.id, "relu_1"])
    assert outer.id == "block_2"
    assert [i for i in unfold(twice).by_id if i.endswith("tanh_1")] == ["block_2__1__block_1__1__tanh_1"]
    assert dissolve(twice, outer.id)[0].layers == once.layers


def test_a_block_that_repeats_comes_apart_once_a_turn() -> None:
    after, block = group(chain(linear(4), "Tanh", "Linear"), ["linear_1", "tanh_1"])
    shared = inside(after).but(
        layers=(*inside(after).layers, Layer(id="relu_1", kind="ReLU", shares="linear_1"))
    )
    after = change_layer(after, block.id, repeat=2, network=shared)
    back, turns = dissolve(after, block.id)
    assert [turn["linear_1"] for turn in turns] == ["linear_1", "linear_3"]
    assert names(back)[:1] == ["tanh_2.out->linear_2.in"]
    assert "tanh_1.out->linear_3.in" in names(back)
    assert "input_1.out->linear_1.in" in names(back)
    assert [back.by_id[turn["relu_1"]].shares for turn in turns] == ["linear_1", "linear_3"]


def test_an_id_that_is_taken_outside_gives_way() -> None:
    after, block = group(chain(linear(4), "Tanh", "Linear"), ["linear_1"])
    after = after.but(layers=(*after.layers, Layer(id="linear_1", kind="Linear")))
    back, (turn,) = dissolve(after, block.id)
    assert turn == {"linear_1": "linear_3"}
    assert back.by_id["linear_3"].parameters["out_features"] == 4


def test_a_bypassed_block_leaves_bypassed_layers() -> None:
    after, block = group(chain(linear(4), "Tanh", "Linear"), ["linear_1", "tanh_1"])
    back, _ = dissolve(change_layer(after, block.id, bypassed=True), block.id)
    assert [layer.id for layer in back.layers if layer.bypassed] == ["linear_1", "tanh_1"]


def test_loose_layers_become_a_loose_block() -> None:
    loose = remove_layers(chain(linear(4), "Tanh"), ["input_1"])
    after, _ = group(loose, ["linear_1", "tanh_1"])
    assert names(after) == []
    assert names(inside(after)) == ["input_1.out->linear_1.in", "linear_1.out->tanh_1.in"]


@pytest.mark.parametrize(
    ("ids", "code", "said"),
    [
        ([], "group_is_empty", "Select"),
        (["in", "stem"], "group_holds_input", "in brings"),
        (["sum"], "group_has_several_inputs", "left, right"),
        (["left", "right"], "group_has_several_outputs", "left, right"),
        (["stem", "left"], "group_has_several_outputs", "left, stem"),
        (["stem", "last"], "group_has_several_inputs", "in, sum"),
    ],
)
def test_what_cannot_be_one_block_is_refused_in_words(ids: list[str], code: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        group(graph(BRANCHES), ids)
    assert refused.value.problem.code == code
    assert said in words.text(refused.value.problem)


def test_two_loose_layers_are_no_block() -> None:
    loose = remove_layers(graph(BRANCHES), ["stem"])
    with pytest.raises(Refused) as refused:
        group(loose, ["left", "right", "sum"])
    assert "nothing feeds left, right" in words.text(refused.value.problem)


def test_shared_weights_go_in_together_or_not_at_all() -> None:
    network = change_layer(chain(linear(4), linear(4), "Linear"), "linear_2", shares="linear_1")
    with pytest.raises(Refused, match="group_shares"):
        group(network, ["linear_2"])
    with pytest.raises(Refused, match="group_shares"):
        group(network, ["linear_1"])
    assert inside(group(network, ["linear_1", "linear_2"])[0]).by_id["linear_2"].shares == "linear_1"


def test_only_a_block_with_one_way_through_comes_apart() -> None:
    after, block = group(chain(linear(4), "Tanh", "Linear"), ["linear_1", "tanh_1"])
    broken = change_layer(after, block.id, network=remove_layers(inside(after), ["input_1"]))
    for network, name, code in ((broken, block.id, "block_has_no_end"), (after, "linear_2", "no_block")):
        with pytest.raises(Refused, match=code):
            dissolve(network, name)
