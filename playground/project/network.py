"""Network: layers and the wires between them, and the edits that lead from one to the next.

A network is a directed graph without cycles. Every edit is a pure function `Network -> Network`; an
edit that is structurally impossible raises `Refused` and changes nothing. What a kind or a
parameter means is the catalogue's business: here are only ids, kinds, parameters and ports.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import Any, Self, TypeVar

from pydantic import ConfigDict, Field, field_validator, model_validator

from .frozen import Frozen, FrozenDict, FrozenValue, Parameters
from .problems import refuse
from .settings import OptimizerSettings

Named = TypeVar("Named", bound=Hashable)
ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
MOST_SCALE = 1000.0
"""The largest share of the learning rate that a layer may have."""


class Layer(Frozen):
    """One box of the network. `id` is made once and never reused while its undo lives.

    A layer may hold a nested `network` (a block), run `repeat` times, and `shares` another
    layer's weights. `weight_init`/`bias_init` are initializers; None keeps torch's own. A `frozen`
    layer does not learn; `rate_scale` is its share of the learning rate. `weight_decay`, `l1` and `l2`
    take the place of what training says for all layers; None leaves it at that. On a block these five
    hold for what is in it (see `within`).
    Members that this version does not know are kept as they came, for the next save.
    """

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, FrozenValue] = Field(init=False)

    id: str
    kind: str
    name: str | None = None
    parameters: Parameters = FrozenDict()
    weight_init: Initializer | None = None
    bias_init: Initializer | None = None
    bypassed: bool = False
    frozen: bool = False
    rate_scale: float = Field(default=1.0, ge=0.0, le=MOST_SCALE)
    weight_decay: float | None = Field(default=None, ge=0.0, le=10.0)
    l1: float | None = Field(default=None, ge=0.0, le=1000.0)
    l2: float | None = Field(default=None, ge=0.0, le=1000.0)
    shares: str | None = None
    network: Network | None = None
    repeat: int = Field(default=1, ge=1, le=1000)

    @field_validator("id")
    @classmethod
    def _id_is_plain(cls, value: str) -> str:
        if not ID.fullmatch(value):
            raise ValueError(f"'{value}' is no layer id: letters, digits and _ only, no digit first")
        return value

    @property
    def title(self) -> str:
        """The name a person gave, else the id."""
        return self.name or self.id

    def within(self, block: Layer) -> Layer:
        """This layer as it learns inside of `block`: frozen where either is, at the product of both
        shares of the rate (at most MOST_SCALE), with the block's decay and penalties where it has none
        of its own."""
        changes: dict[str, Any] = {}
        if block.frozen and not self.frozen:
            changes["frozen"] = True
        if block.rate_scale != 1.0:
            changes["rate_scale"] = min(self.rate_scale * block.rate_scale, MOST_SCALE)
        for name in ("weight_decay", "l1", "l2"):
            if getattr(self, name) is None and getattr(block, name) is not None:
                changes[name] = getattr(block, name)
        return self.but(**changes) if changes else self


class Initializer(Frozen):
    """How a tensor's first values are made: a kind from the catalogue and its parameters."""

    kind: str
    parameters: Parameters = FrozenDict()


class Wire(Frozen):
    """From an output port to an input port. Wires into one port are ordered as they stand."""

    source: str
    source_port: str = "out"
    target: str
    target_port: str = "in"

    @property
    def name(self) -> str:
        """`linear_1.out->tanh_1.in`, the name of the wire on the canvas."""
        return f"{self.source}.{self.source_port}->{self.target}.{self.target_port}"


class Network(Frozen):
    """Layers and wires under a name. Raises Refused on a duplicate id, a loose end or a cycle.

    `optimizer` overrules the training settings' for this network alone.

    `retired` are the ids of removed layers: a new layer never takes one, so that weights kept for
    a removed layer can only ever come back to that layer.
    """

    name: str = "main"
    layers: tuple[Layer, ...] = ()
    wires: tuple[Wire, ...] = ()
    optimizer: OptimizerSettings | None = None
    retired: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        ids = [layer.id for layer in self.layers]
        if len(set(ids)) != len(ids):
            twice = _first_twice(ids)
            raise refuse("duplicate_id", layer=twice, id=twice)
        known = set(ids)
        for wire in self.wires:
            for end in (wire.source, wire.target):
                if end not in known:
                    raise refuse("loose_wire", wire=wire.name, id=end)
        if len(set(self.wires)) != len(self.wires):
            twice_wire = _first_twice(self.wires)
            raise refuse("duplicate_wire", layer=twice_wire.target, wire=twice_wire.name)
        try:
            self.order  # noqa: B018  (computing it finds a cycle)
        except CycleError as error:
            path = [str(node) for node in error.args[1]]
            raise refuse("cycle", layer=path[0], path=" > ".join(path)) from None
        return self

    @cached_property
    def by_id(self) -> Mapping[str, Layer]:
        """Layers by id."""
        return {layer.id: layer for layer in self.layers}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Wire, ...]]:
        """The wires into each layer, in their order."""
        found: dict[str, list[Wire]] = {layer.id: [] for layer in self.layers}
        for wire in self.wires:
            found[wire.target].append(wire)
        return {key: tuple(wires) for key, wires in found.items()}

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Wire, ...]]:
        """The wires out of each layer."""
        found: dict[str, list[Wire]] = {layer.id: [] for layer in self.layers}
        for wire in self.wires:
            found[wire.source].append(wire)
        return {key: tuple(wires) for key, wires in found.items()}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Layer ids in topological order, ties by id: the order in which weights are made."""
        sorter = TopologicalSorter({layer.id: set[str]() for layer in self.layers})
        for wire in self.wires:
            sorter.add(wire.target, wire.source)
        sorter.prepare()
        ordered: list[str] = []
        ready: list[tuple[tuple[Any, ...], str]] = []
        while sorter.is_active():
            for layer_id in sorter.get_ready():
                heappush(ready, (natural(layer_id), layer_id))
            ordered.append(heappop(ready)[1])
            sorter.done(ordered[-1])
        return tuple(ordered)

    def free_id(self, kind: str) -> str:
        """An id that no layer has or had here."""
        return new_id(kind, (*self.by_id, *self.retired))

    def downstream(self, layer_id: str) -> frozenset[str]:
        """Ids of every layer that `layer_id` leads to, itself included."""
        return _reach(layer_id, {i: [w.target for w in ws] for i, ws in self.outgoing.items()})

    def upstream(self, layer_id: str) -> frozenset[str]:
        """Ids of every layer that leads to `layer_id`, itself included."""
        return _reach(layer_id, {i: [w.source for w in ws] for i, ws in self.incoming.items()})


Layer.model_rebuild()


def _first_twice(items: Sequence[Named]) -> Named:
    return next(item for item, number in Counter(items).items() if number > 1)


def natural(text: str) -> tuple[Any, ...]:
    """Sort key that puts linear_2 before linear_10."""
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.split(r"(\d+)", text) if p)


def _reach(start: str, arrows: Mapping[str, list[str]]) -> frozenset[str]:
    seen, todo = {start}, [start]
    while todo:
        for nxt in arrows[todo.pop()]:
            if nxt not in seen:
                seen.add(nxt)
                todo.append(nxt)
    return frozenset(seen)


# --- edits: Network -> Network, or Refused ------------------------------------------------------


def new_id(kind: str, taken: Iterable[str]) -> str:
    """A free id for a layer of `kind`: `conv2d_1`, `conv2d_2`, ... (see also `Network.free_id`)."""
    stem = re.sub(r"[^a-z0-9_]", "", kind.lower()) or "layer"
    stem = stem if ID.fullmatch(stem) else f"layer_{stem}"
    used = set(taken)
    number = 1
    while f"{stem}_{number}" in used:
        number += 1
    return f"{stem}_{number}"


def layer_of(network: Network, layer_id: str) -> Layer:
    """The layer of that id. Raises Refused (`no_such_layer`)."""
    if layer_id not in network.by_id:
        raise refuse("no_such_layer", id=layer_id)
    return network.by_id[layer_id]


def add_layer(network: Network, layer: Layer) -> Network:
    """With one more layer, not wired yet. Raises Refused (`duplicate_id`)."""
    return network.but(layers=(*network.layers, layer))


def replace_layer(network: Network, layer_id: str, layer: Layer) -> Network:
    """With `layer` in the place of `layer_id`; a new id is followed by the wires."""
    layer_of(network, layer_id)
    layers = tuple(layer if old.id == layer_id else old for old in network.layers)
    wires = network.wires
    if layer.id != layer_id:
        wires = tuple(
            w.but(
                source=layer.id if w.source == layer_id else w.source,
                target=layer.id if w.target == layer_id else w.target,
            )
            if layer_id in (w.source, w.target)
            else w
            for w in wires
        )
        retired = tuple(sorted({*network.retired, layer_id}, key=natural))
        return network.but(layers=layers, wires=wires, retired=retired)
    return network.but(layers=layers, wires=wires)


def change_layer(network: Network, layer_id: str, /, **changes: Any) -> Network:
    """With members of one layer changed (`name`, `bypassed`, `weight_init`, ...)."""
    return replace_layer(network, layer_id, layer_of(network, layer_id).but(**changes))


def set_parameter(network: Network, layer_id: str, name: str, value: Any) -> Network:
    """With one parameter of one layer changed."""
    layer = layer_of(network, layer_id)
    return replace_layer(network, layer_id, layer.but(parameters=layer.parameters.but(**{name: value})))


def remove_layers(network: Network, ids: Iterable[str], heal: bool = False) -> Network:
    """Without the layers `ids` and their wires.

    With `heal`, what fed a removed layer feeds what it fed, where it had exactly one feeder.
    """
    gone = set(ids)
    for layer_id in gone:
        layer_of(network, layer_id)
    wires: list[Wire] = []
    for wire in network.wires:
        if wire.target in gone:
            continue
        source, port = wire.source, wire.source_port
        while heal and source in gone and len(network.incoming[source]) == 1:
            feeder = network.incoming[source][0]
            source, port = feeder.source, feeder.source_port
        healed = wire if source == wire.source else wire.but(source=source, source_port=port)
        if source not in gone and healed not in wires:
            wires.append(healed)
    return network.but(
        layers=tuple(layer for layer in network.layers if layer.id not in gone),
        wires=tuple(wires),
        retired=tuple(sorted({*network.retired, *gone}, key=natural)),
    )


def connect(network: Network, wire: Wire, position: int | None = None, single: bool = False) -> Network:
    """With one more wire, at `position` among those into its port (last by default).

    `single` says that the target port holds one wire: an older one gives way.
    Raises Refused (`cycle`, `loose_wire`, `duplicate_wire`).
    """
    wires = list(network.wires)
    here = [i for i, w in enumerate(wires) if (w.target, w.target_port) == (wire.target, wire.target_port)]
    if single and here and wire not in wires:
        wires[here[0]] = wire
        wires = [w for i, w in enumerate(wires) if i not in here[1:]]
    elif position is not None and position < len(here):
        wires.insert(here[position], wire)
    else:
        wires.append(wire)
    return network.but(wires=tuple(wires))


def disconnect(network: Network, wires: Iterable[Wire]) -> Network:
    """Without these wires; one that is not there is no mistake."""
    gone = set(wires)
    return network.but(wires=tuple(w for w in network.wires if w not in gone))


def insert_on_wire(network: Network, wire: Wire, layer: Layer, port_in: str, port_out: str) -> Network:
    """With `layer` in the middle of `wire`; the order of wires at the target stays."""
    if wire not in network.wires:
        raise refuse("no_such_wire", wire=wire.name)
    before = Wire(source=wire.source, source_port=wire.source_port, target=layer.id, target_port=port_in)
    after = wire.but(source=layer.id, source_port=port_out)
    wires: list[Wire] = []
    for old in network.wires:
        wires.extend([before, after] if old == wire else [old])
    layers = network.layers if layer.id in network.by_id else (*network.layers, layer)
    return network.but(layers=layers, wires=tuple(wires))


def insert_after(
    network: Network, layer_id: str, layer: Layer, port_in: str, port_out: str, source_port: str = "out"
) -> Network:
    """With `layer` fed by `layer_id`, and feeding all that `layer_id` fed through `source_port`."""
    layer_of(network, layer_id)
    wires = tuple(
        w.but(source=layer.id, source_port=port_out)
        if (w.source, w.source_port) == (layer_id, source_port)
        else w
        for w in network.wires
    )
    entry = Wire(source=layer_id, source_port=source_port, target=layer.id, target_port=port_in)
    return network.but(layers=(*network.layers, layer), wires=(*wires, entry))


def paste(network: Network, layers: Iterable[Layer], wires: Iterable[Wire]) -> tuple[Network, dict[str, str]]:
    """With copies of `layers` under free ids and the `wires` among them; also old id -> new id."""
    taken = {*network.by_id, *network.retired}
    names: dict[str, str] = {}
    copies: list[Layer] = []
    for layer in layers:
        names[layer.id] = new_id(layer.kind, taken)
        taken.add(names[layer.id])
        copies.append(layer.but(id=names[layer.id]))
    copies = [c.but(shares=names[c.shares]) if c.shares in names else c for c in copies]
    inner = [
        w.but(source=names[w.source], target=names[w.target])
        for w in wires
        if w.source in names and w.target in names
    ]
    return network.but(layers=(*network.layers, *copies), wires=(*network.wires, *inner)), names
