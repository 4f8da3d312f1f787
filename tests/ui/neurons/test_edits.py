"""Plus and minus, as functions of the document."""

from __future__ import annotations

import pytest

from playground.catalog import initializer
from playground.ui.neurons import edits
from playground.ui.neurons.model import open_network
from tests.ui.neurons.networks import project, spiral


def opened(document):
    return open_network(document.network, ("X₁", "X₂"), {})


def chain(document):
    return [document.network.by_id[name].kind for name in document.network.order]


@pytest.mark.parametrize(("wanted", "found"), [(9, 9), (1, 1), (0, 1), (200_000, 100_000)])
def test_neurons_stay_within_what_a_layer_can_have(wanted, found):
    document = edits.set_neurons(project(), "linear_1", wanted)
    assert document.network.by_id["linear_1"].parameters["out_features"] == found


def test_a_layer_is_added_with_the_activation_of_the_one_before():
    before = spiral()
    after = edits.add_layer(before, opened(before))
    assert chain(after) == ["Input", "Linear", "Tanh", "Linear", "Tanh", "Linear", "Tanh", "Linear"]
    assert after.network.order[-1] == "linear_3"
    added = after.network.by_id["linear_4"]
    assert added.parameters["out_features"] == edits.NEW_NEURONS
    assert added.weight_init == before.network.by_id["linear_2"].weight_init
    assert added.bias_init == before.network.by_id["linear_2"].bias_init
    assert set(after.layout.positions["main"]) == set(after.network.by_id)


def test_the_parameters_of_the_activation_come_along():
    before = project(["Input", "Linear 3", "LeakyReLU", "Dropout", "Linear 1"])
    layer = before.network.by_id["leakyrelu_1"]
    steep = layer.but(parameters=layer.parameters.but(negative_slope=0.3))
    layers = tuple(steep if old is layer else old for old in before.network.layers)
    before = before.with_network(before.network.but(layers=layers))
    after = edits.add_layer(before, opened(before))
    assert chain(after) == ["Input", "Linear", "LeakyReLU", "Dropout", "Linear", "LeakyReLU", "Linear"]
    assert after.network.by_id["leakyrelu_2"].parameters["negative_slope"] == 0.3


def test_the_first_hidden_layer_gets_tanh_and_the_initializers_of_the_output():
    normal = initializer("normal")
    before = project(["Input", "Linear 1"], linear_1={"weight_init": normal})
    after = edits.add_layer(before, opened(before))
    assert chain(after) == ["Input", "Linear", "Tanh", "Linear"]
    assert after.network.by_id["linear_2"].weight_init == normal


def test_remove_takes_the_last_hidden_layer_with_its_followers_and_heals():
    before = spiral()
    after = edits.remove_layer(before, opened(before))
    assert chain(after) == ["Input", "Linear", "Tanh", "Linear"]
    assert after.network.by_id["linear_3"].parameters["out_features"] is None
    assert [wire.name for wire in after.network.wires][-1] == "tanh_1.out->linear_3.in"
    last = edits.remove_layer(after, opened(after))
    assert chain(last) == ["Input", "Linear"]
    assert not edits.can_remove_layer(last, opened(last))


def test_a_network_that_ends_otherwise_takes_no_layer():
    before = project(["Input", "Linear 3", "Softmax"])
    assert not edits.can_add_layer(before, opened(before))
    empty = project(["Input"])
    assert not edits.can_add_layer(empty, opened(empty))
    assert not edits.can_remove_layer(empty, opened(empty))
