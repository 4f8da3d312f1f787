"""Plus and minus: pure functions from one Project to the next. No widgets."""

from __future__ import annotations

from playground.catalog import LAYERS, new_layer
from playground.project import Layer, Network, Project
from playground.project import network as edit
from playground.ui.canvas import edits as canvas

from .model import Graph, Opened, followers

NEW_NEURONS = 2
"""Neurons of a layer that plus adds, as the peers' do."""


def set_neurons(project: Project, layer_id: str, count: int) -> Project:
    """With `count` neurons in a Linear layer: never less than one, never more than it can have."""
    parameter = LAYERS["Linear"].parameter("out_features")
    most = int(parameter.maximum) if parameter and parameter.maximum else count
    wanted = min(max(count, 1), most)
    return project.with_network(edit.set_parameter(project.network, layer_id, "out_features", wanted))


def can_add_layer(project: Project, opened: Opened) -> bool:
    """Whether the network ends in a Linear layer of the document itself, before which one fits."""
    output = opened.output
    return (
        output in project.network.by_id
        and opened.columns[str(output)].kind == "Linear"
        and len(project.network.incoming[str(output)]) == 1
    )


def add_layer(project: Project, opened: Opened) -> Project:
    """With one more hidden Linear layer before the output, followed by the activations of the one
    before it (Tanh where there is none); its initializers and bias as there."""
    output = str(opened.output)
    model = _model(project.network, opened)
    activations = _activations(project.network, opened) or [new_layer(project.network, "Tanh")]
    grown, linear = _insert(project, "Linear", output)
    made = grown.network.by_id[linear].but(
        parameters=model.parameters.but(out_features=NEW_NEURONS),
        weight_init=model.weight_init,
        bias_init=model.bias_init,
    )
    grown = grown.with_network(edit.replace_layer(grown.network, linear, made))
    for activation in activations:
        grown, name = _insert(grown, activation.kind, output)
        made = grown.network.by_id[name].but(parameters=activation.parameters)
        grown = grown.with_network(edit.replace_layer(grown.network, name, made))
    return grown


def can_remove_layer(project: Project, opened: Opened) -> bool:
    """Whether there is a hidden Linear layer to take away."""
    return any(name in project.network.by_id for name in opened.hidden)


def remove_layer(project: Project, opened: Opened) -> Project:
    """Without the last hidden Linear layer and what was folded into it; the gap is healed."""
    last = [name for name in opened.hidden if name in project.network.by_id][-1]
    return canvas.delete(project, opened.columns[last].layers)


def _model(network: Network, opened: Opened) -> Layer:
    """The hidden Linear layer nearest to the output; the output's own, where there is none."""
    hidden = [name for name in opened.hidden if name in network.by_id]
    return network.by_id[hidden[-1] if hidden else str(opened.output)]


def _activations(network: Network, opened: Opened) -> list[Layer]:
    """The activations that directly follow that layer; what only regularises is not repeated."""
    model = _model(network, opened)
    if model.id == opened.output:
        return []
    following = [network.by_id[name] for name in followers(Graph(network), model.id)]
    return [layer for layer in following if LAYERS[layer.kind].category == "Activation"]


def _insert(project: Project, kind: str, before: str) -> tuple[Project, str]:
    """With a new layer on the wire into `before`; also the new layer's id."""
    wire = project.network.incoming[before][0]
    grown = canvas.insert(project, {}, kind, wire)
    return grown, grown.network.layers[-1].id
