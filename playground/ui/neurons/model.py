"""What the neuron view shows of a network: columns of units, and what runs between them. No Qt.

A Linear layer opens into its neurons; the elementwise layers that directly follow it are folded into
its column, because the picture of a neuron is its value after them. Bypassed layers are stepped over
and layers that no input reaches are left out, as the network itself does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from playground.catalog import LAYERS
from playground.catalog.wiring import unfold, wiring
from playground.project import Layer, Network, Refused

NEURONS_SHOWN = 64
"""Neurons of a layer that are drawn at most: as many as are measured."""
TILES_SHOWN = 16
"""Units of a layer that is not Linear, drawn as tiles only where there are no more of them."""

Shapes = Mapping[str, tuple[int, ...] | None]


@dataclass(frozen=True)
class Column:
    """One layer, opened: its units from top to bottom, or a slim card where `shown` is 0.

    `units` is how many numbers the layer puts out (None where they are no plain row), `labels` what
    each is called (empty: by its index), `maps` the layer whose value is drawn, `tensors` the layer
    that owns the weights ("" where there are none), `hidden` whether neurons may be added here.
    """

    id: str
    kind: str
    title: str
    layers: tuple[str, ...]
    units: int | None
    shown: int
    maps: str
    labels: tuple[str, ...] = ()
    tensors: str = ""
    has_bias: bool = False
    hidden: bool = False

    def called(self, unit: int) -> str:
        """What a person reads: `X₁`, or else `linear_1[3]`."""
        return self.labels[unit] if unit < len(self.labels) else Unit(self.id, unit).name


@dataclass(frozen=True)
class Sheaf:
    """All that runs from one column to another.

    weights: a line for each number of the target's matrix; threads: unit `i` of the source is (or is
    added to) unit `offset + i` of the target; bundle: one wire, where units do not map one to one.
    """

    source: str
    target: str
    kind: Literal["weights", "threads", "bundle"]
    offset: int = 0


@dataclass(frozen=True)
class Unit:
    """One neuron, or one input."""

    column: str
    index: int

    @property
    def name(self) -> str:
        """`linear_1[3]`."""
        return f"{self.column}[{self.index}]"


@dataclass(frozen=True)
class Number:
    """One weight or bias as it is drawn at a column: `index` is (to, from), or (to,)."""

    column: str
    tensor: Literal["weight", "bias"]
    index: tuple[int, ...]

    @property
    def name(self) -> str:
        """`linear_1.weight[3,0]`, `linear_1.bias[3]`."""
        return f"{self.column}.{self.tensor}[{','.join(map(str, self.index))}]"

    @property
    def unit(self) -> Unit:
        """The neuron that it belongs to."""
        return Unit(self.column, self.index[0])


@dataclass(frozen=True)
class Opened:
    """A network as columns (in the order of computing) and sheaves. `output` is the column whose
    value is the network's, None where there is no single one."""

    columns: Mapping[str, Column]
    sheaves: tuple[Sheaf, ...]
    output: str | None

    @property
    def hidden(self) -> tuple[str, ...]:
        """Linear columns but for the output's, in the order of computing."""
        return tuple(c.id for c in self.columns.values() if c.kind == "Linear" and c.id != self.output)

    def key(self, number: Number) -> str:
        """The name of the tensor that a number stands in, by the layer that owns it."""
        return f"{self.columns[number.column].tensors}.{number.tensor}"

    def into(self, column: str) -> tuple[Sheaf, ...]:
        """The sheaves that end at a column."""
        return tuple(sheaf for sheaf in self.sheaves if sheaf.target == column)


class Graph:
    """The active layers of a network without the bypassed ones: who feeds whom."""

    def __init__(self, network: Network) -> None:
        self.network = network
        flow = wiring(network)
        self.layers = tuple(i for i in flow.active if not network.by_id[i].bypassed)
        self.sources = {i: self._feeders(i) for i in self.layers}
        self.targets: dict[str, list[str]] = {i: [] for i in self.layers}
        for target, sources in self.sources.items():
            for source in sources:
                self.targets[source].append(target)
        self.output = self._through(flow.output) if flow.output else None

    def __getitem__(self, layer_id: str) -> Layer:
        return self.network.by_id[layer_id]

    def _through(self, layer_id: str) -> str:
        """A bypassed layer passes on what comes in first."""
        while self[layer_id].bypassed and self.network.incoming[layer_id]:
            layer_id = self.network.incoming[layer_id][0].source
        return layer_id

    def _feeders(self, layer_id: str) -> tuple[str, ...]:
        found = (self._through(wire.source) for wire in self.network.incoming[layer_id])
        return tuple(source for source in found if source in self.layers)


def followers(graph: Graph, layer_id: str) -> tuple[str, ...]:
    """The elementwise layers that directly follow a layer, one behind the other, each its only heir."""
    found: list[str] = []
    here = layer_id
    while len(graph.targets[here]) == 1:
        here = graph.targets[here][0]
        kind = LAYERS.get(graph[here].kind)
        if kind is None or not kind.elementwise or len(graph.sources[here]) != 1:
            break
        found.append(here)
    return tuple(found)


def open_network(network: Network, features: Sequence[str], shapes: Shapes) -> Opened:
    """The columns and sheaves of a network.

    `features` are the names of the inputs; `shapes` what a check found each layer to put out (N left
    out), asked only where the document itself does not say.
    """
    try:
        graph = Graph(unfold(network))
    except Refused:  # a block without an end: its card on the canvas says so
        return Opened({}, (), None)
    units = _units(graph, len(features), shapes)
    columns: dict[str, Column] = {}
    owner: dict[str, str] = {}  # layer -> the column that it was folded into
    for layer_id in graph.layers:
        if layer_id in owner:
            continue
        layer = graph[layer_id]
        folded = followers(graph, layer_id) if layer.kind != "Input" else ()
        for part in (layer_id, *folded):
            owner[part] = layer_id
        last = folded[-1] if folded else layer_id
        linear = layer.kind == "Linear"
        count = units.get(layer_id)
        most = NEURONS_SHOWN if linear or layer.kind == "Input" else TILES_SHOWN
        enough = count is not None and (linear or layer.kind == "Input" or count <= most)
        columns[layer_id] = Column(
            id=layer_id,
            kind=layer.kind,
            title=" · ".join([layer.title, *(graph[name].name or graph[name].kind for name in folded)]),
            layers=(layer_id, *folded),
            units=count,
            shown=min(count, most) if enough and count else 0,
            maps=last,
            labels=tuple(features) if layer.kind == "Input" else (),
            tensors=_tensors_of(graph, layer_id) if linear else "",
            has_bias=linear and layer.parameters.get("bias", True) is not False,
            hidden=linear and layer_id in network.by_id and graph.output not in (layer_id, *folded),
        )
    sheaves = tuple(_sheaves(graph, columns, owner, units))
    output = owner.get(graph.output) if graph.output else None
    return Opened(columns, sheaves, output)


def _units(graph: Graph, features: int, shapes: Shapes) -> dict[str, int | None]:
    """How many numbers each layer puts out; what the document says comes before the last check."""
    found: dict[str, int | None] = {}
    for layer_id in graph.layers:
        layer = graph[layer_id]
        kind = LAYERS.get(layer.kind)
        shape = shapes.get(layer_id)
        checked = shape[0] if shape is not None and len(shape) == 1 else None
        sources = [found[source] for source in graph.sources[layer_id]]
        if layer.kind == "Input":
            found[layer_id] = features
        elif layer.kind == "Linear":
            size = layer.parameters.get("out_features")
            found[layer_id] = size if isinstance(size, int) and size > 0 else checked or 1
        elif kind is not None and kind.keeps_shape and sources:
            found[layer_id] = sources[0]
        elif layer.kind == "Concatenate" and layer.parameters.get("dim", 1) in (1, -1):
            known = [size for size in sources if size is not None]
            found[layer_id] = sum(known) if len(known) == len(sources) else None
        else:
            found[layer_id] = checked
    return found


def _sheaves(
    graph: Graph, columns: Mapping[str, Column], owner: Mapping[str, str], units: Mapping[str, int | None]
) -> list[Sheaf]:
    found: list[Sheaf] = []
    for target in columns.values():
        offset = 0
        kind = LAYERS.get(target.kind)
        joined = target.kind == "Concatenate"
        for feeder in graph.sources[target.id]:
            source = columns[owner[feeder]]
            if source.shown and target.kind == "Linear":
                found.append(Sheaf(source.id, target.id, "weights"))
            elif source.shown and target.shown and kind and (joined or kind.keeps_shape):
                found.append(Sheaf(source.id, target.id, "threads", offset))
            else:
                found.append(Sheaf(source.id, target.id, "bundle"))
            if joined:
                offset += units[feeder] or 0
    return found


def _tensors_of(graph: Graph, layer_id: str) -> str:
    """The layer under whose name the weights are kept: another one, where they are shared."""
    seen = {layer_id}
    while (shared := graph[layer_id].shares) in graph.layers and shared not in seen:
        layer_id = str(shared)
        seen.add(layer_id)
    return layer_id
