"""What the canvas does to a document, where it is more than one edit of the network."""

from __future__ import annotations

from playground.project import network as edit
from playground.ui.canvas import edits
from tests.ui.canvas.person import chain, wires


def neurons(project):
    """out_features by layer: None follows the data."""
    layers = project.network.layers
    return {layer.id: layer.parameters["out_features"] for layer in layers if layer.kind == "Linear"}


def test_a_layer_dropped_on_a_wire_has_a_size_of_its_own():
    project = chain("Input", "Tanh", "Linear")
    grown = edits.insert(project, {}, "Linear", project.network.wires[0])
    assert neurons(grown) == {"linear_1": None, "linear_2": edits.NEURONS}


def test_a_layer_put_before_what_keeps_shapes_follows_the_data():
    project = chain("Input", "Tanh", "Softmax")
    grown = edits.insert(project, {}, "Linear", project.network.wires[1])
    assert neurons(grown) == {"linear_1": None}


def test_what_was_last_gets_a_size_when_another_comes_behind_it():
    project = chain("Input", "Linear", "Tanh")
    assert neurons(project) == {"linear_1": None}
    assert neurons(edits.append(project, {}, "Linear")) == {"linear_1": edits.NEURONS, "linear_2": None}


def test_a_loose_layer_gets_a_size_when_the_last_wire_puts_it_inside():
    project = chain("Input", "Tanh", "Linear")
    project = edits.place(project, {}, "Linear", (0, 400))
    network = project.network
    loose = edits.slots(network, network.by_id["linear_2"])[0]
    project = edits.connect(project, "input_1", "out", loose)
    assert neurons(project) == {"linear_1": None, "linear_2": None}, "two ends: nobody knows yet"
    tanh = edits.slots(project.network, project.network.by_id["tanh_1"])[0]
    project = edits.connect(project, "linear_2", "out", tanh)
    assert neurons(project) == {"linear_1": None, "linear_2": edits.NEURONS}


def test_a_size_that_a_person_left_open_stays_so():
    project = chain("Input", "Linear", "Tanh", "Linear")
    open_ = project.with_network(edit.set_parameter(project.network, "linear_1", "out_features", None))
    grown = edits.insert(open_, {}, "ReLU", open_.network.wires[0])
    assert neurons(grown)["linear_1"] is None


def test_the_first_layer_has_an_input_put_before_it(person):
    person.canvas.select_all()
    person.canvas.delete()
    assert person.canvas.append("Linear") == "linear_2"
    assert wires(person.project) == ["input_2.out->linear_2.in"]
    assert person.canvas.selected() == ("linear_2",)
    person.canvas.workspace.undo_stack.undo()
    assert not person.project.network.layers
