"""What the neuron view makes of a network."""

from __future__ import annotations

import pytest

from playground.project import Network, Wire
from playground.ui.neurons.model import Graph, Number, Sheaf, Unit, followers, open_network
from tests.ui.neurons.networks import build, spiral

FEATURES = ("X₁", "X₂")


def opened(chain, extra=(), shapes=None, **changes):
    return open_network(build(chain, extra, **changes), FEATURES, shapes or {})


def test_the_spiral_opens_into_its_features_and_neurons():
    network = spiral().network
    found = open_network(network, [f"f{i}" for i in range(7)], {"linear_3": (1,)})
    columns = found.columns
    assert list(columns) == ["input_1", "linear_1", "linear_2", "linear_3"]
    assert [c.shown for c in columns.values()] == [7, 8, 8, 1]
    assert columns["linear_1"].title == "linear_1 · Tanh"
    assert [c.maps for c in columns.values()] == ["input_1", "tanh_1", "tanh_2", "linear_3"]
    assert [c.hidden for c in columns.values()] == [False, True, True, False]
    assert {s.kind for s in found.sheaves} == {"weights"}
    assert found.hidden == ("linear_1", "linear_2")
    assert found.output == "linear_3"


def test_every_elementwise_follower_is_folded_in():
    found = opened(["Input", "Linear 3", "Tanh", "Dropout", "ReLU", "Linear 1"])
    column = found.columns["linear_1"]
    assert column.layers == ("linear_1", "tanh_1", "dropout_1", "relu_1")
    assert column.maps == "relu_1"
    assert column.title == "linear_1 · Tanh · Dropout · ReLU"


def test_a_size_that_no_layer_can_have_is_drawn_as_one_neuron():
    found = opened(["Input", "Linear -3", "Linear 1"])
    assert (found.columns["linear_1"].units, found.columns["linear_1"].shown) == (1, 1)


def test_a_name_given_by_a_person_is_used():
    found = opened(
        ["Input", "Linear 3", "Tanh", "Linear 1"], linear_1={"name": "Hidden"}, tanh_1={"name": "S"}
    )
    assert found.columns["linear_1"].title == "Hidden · S"


@pytest.mark.parametrize("kind", ["Softmax", "BatchNorm1d", "Flatten"])
def test_what_mixes_numbers_is_not_folded_in(kind):
    found = opened(["Input", "Linear 3", kind, "Linear 1"], shapes={"flatten_1": (3,)})
    assert found.columns["linear_1"].maps == "linear_1"
    assert found.columns[f"{kind.lower()}_1"].shown == 3


def test_a_branch_before_the_activation_stops_the_folding():
    network = build(["Input", "Linear 3", "Tanh", "Add", "Linear 1"], [("linear_1", "add_1")])
    assert followers(Graph(network), "linear_1") == ()
    found = open_network(network, FEATURES, {})
    assert found.columns["tanh_1"].shown == 3
    assert Sheaf("linear_1", "tanh_1", "threads") in found.sheaves


def test_a_branch_after_the_activation_does_not():
    found = opened(
        ["Input", "Linear 3", "Tanh", "Linear 3", "ReLU", "Add", "Linear 1"], [("tanh_1", "add_1")]
    )
    assert found.columns["linear_1"].maps == "tanh_1"
    into = [s for s in found.sheaves if s.target == "add_1"]
    assert sorted(into, key=lambda s: s.source) == [
        Sheaf("linear_1", "add_1", "threads"),
        Sheaf("linear_2", "add_1", "threads"),
    ]


def test_concatenate_keeps_count_of_where_its_parts_begin():
    network = build(["Input", "Linear 3", "Concatenate", "Linear 1", "Input"])
    network = network.but(wires=(*network.wires, Wire(source="input_1", target="concatenate_1")))
    found = open_network(network, FEATURES, {})
    assert found.columns["concatenate_1"].units == 5
    assert [s.offset for s in found.sheaves if s.target == "concatenate_1"] == [0, 3]
    assert Sheaf("concatenate_1", "linear_2", "weights") in found.sheaves


def test_a_join_of_many_is_a_slim_card_and_leads_on_by_one_wire():
    found = opened(["Input", "Linear 20", "BatchNorm1d", "Linear 1"])
    assert found.columns["batchnorm1d_1"].shown == 0
    assert {(s.source, s.kind) for s in found.sheaves if s.source != "input_1"} == {
        ("linear_1", "bundle"),
        ("batchnorm1d_1", "bundle"),
    }


def test_what_is_bypassed_is_stepped_over_and_what_lies_loose_left_out():
    found = opened(["Input", "Linear 3", "Tanh", "Linear 4", "Linear 1"], linear_2={"bypassed": True})
    assert list(found.columns) == ["input_1", "linear_1", "linear_3"]
    assert Sheaf("linear_1", "linear_3", "weights") in found.sheaves
    loose = build(["Input", "Linear 3", "Linear 1"]).but(wires=(Wire(source="input_1", target="linear_1"),))
    assert list(open_network(loose, FEATURES, {}).columns) == ["input_1", "linear_1"]


def test_a_bypassed_activation_is_not_where_the_map_comes_from():
    found = opened(["Input", "Linear 3", "Tanh", "ReLU", "Linear 1"], relu_1={"bypassed": True})
    assert found.columns["linear_1"].maps == "tanh_1"


def test_at_most_64_neurons_are_shown():
    column = opened(["Input", "Linear 100", "Tanh", "Linear 1"]).columns["linear_1"]
    assert (column.units, column.shown) == (100, 64)


def test_the_document_speaks_before_the_last_check():
    column = opened(["Input", "Linear 5", "Linear 1"], shapes={"linear_1": (4,)}).columns["linear_1"]
    assert column.units == 5


def test_shared_weights_are_found_at_their_owner():
    found = opened(["Input", "Linear 2", "Tanh", "Linear 2", "Linear 1"], linear_2={"shares": "linear_1"})
    assert found.columns["linear_2"].tensors == "linear_1"
    assert found.key(Number("linear_2", "weight", (0, 1))) == "linear_1.weight"


def test_names():
    assert Unit("linear_1", 3).name == "linear_1[3]"
    assert Number("linear_1", "weight", (3, 0)).name == "linear_1.weight[3,0]"
    assert Number("linear_1", "bias", (3,)).name == "linear_1.bias[3]"
    column = opened(["Input", "Linear 3", "Linear 1"]).columns["input_1"]
    assert column.called(0) == "X₁"


def test_no_network_has_no_columns():
    found = open_network(Network(), FEATURES, {})
    assert (dict(found.columns), found.sheaves, found.output) == ({}, (), None)


def test_a_layer_without_bias_has_none():
    network = build(["Input", "Linear 3", "Linear 1"])
    layer = network.by_id["linear_1"]
    network = network.but(
        layers=tuple(
            old.but(parameters=old.parameters.but(bias=False)) if old is layer else old
            for old in network.layers
        )
    )
    columns = open_network(network, FEATURES, {}).columns
    assert (columns["linear_1"].has_bias, columns["linear_2"].has_bias) == (False, True)
