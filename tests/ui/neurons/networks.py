"""Networks for the tests of the neuron view."""

from __future__ import annotations

from pathlib import Path

from playground.catalog import new_layer
from playground.project import Network, Project, Wire, storage

SPIRAL = Path(__file__).parents[3] / "assets" / "examples" / "spiral.json"


def build(chain, extra=(), **changes):
    """A network of layers named by kind ("Linear 4" has four neurons), one behind the other, with
    `extra` wires (from, to) by id; `changes` are members of layers by id."""
    network = Network()
    previous = None
    for text in chain:
        kind, *size = text.split()
        parameters = {"out_features": int(size[0])} if size else {}
        layer = new_layer(network, kind, **parameters)
        network = network.but(layers=(*network.layers, layer))
        if previous is not None and kind != "Input":
            network = network.but(wires=(*network.wires, Wire(source=previous, target=layer.id)))
        previous = layer.id
    layers = tuple(layer.but(**changes.get(layer.id, {})) for layer in network.layers)
    wires = (*network.wires, *(Wire(source=a, target=b) for a, b in extra))
    return network.but(layers=layers, wires=wires)


def project(chain=("Input", "Linear 3", "Tanh", "Linear 1"), extra=(), **changes):
    """That network on the spiral, with x1 and x2 as inputs."""
    return Project().with_network(build(chain, extra, **changes))


def spiral():
    """The example: seven features, 8-8, Tanh."""
    return storage.load(SPIRAL)
