"""What of a network takes part: from the inputs to the one output, blocks unfolded.

Layers that no input reaches are lying on the table: they are warned of, not trained.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.project import FrozenDict, Layer, Network, Refused, Wire, refuse

from .blocks import part_id
from .layers import LAYERS


@dataclass(frozen=True)
class Wiring:
    """The part of a network that computes: `active` layer ids in order, and its `ends`, the active
    layers that lead nowhere. A network that can train has exactly one end."""

    active: tuple[str, ...]
    ends: tuple[str, ...]

    @property
    def output(self) -> str | None:
        """The layer whose value is the network's, where there is just one."""
        return self.ends[0] if len(self.ends) == 1 else None


def wiring(network: Network) -> Wiring:
    """Which layers the inputs reach, and where they end."""
    reached: set[str] = set()
    for layer in network.layers:
        if layer.kind == "Input":
            reached |= network.downstream(layer.id)
    active = tuple(i for i in network.order if i in reached)
    ends = tuple(i for i in active if not network.outgoing[i])
    return Wiring(active, ends)


def auto_sized(network: Network, output: str) -> frozenset[str]:
    """Layers whose open size (None) follows the data: those that only shape-keeping layers
    separate from the output."""
    found: set[str] = set()
    todo = [output]
    while todo:
        layer = network.by_id[todo.pop()]
        kind = LAYERS.get(layer.kind)
        if kind is None:
            continue
        if kind.output_size and not layer.bypassed:
            if layer.parameters.get(kind.output_size) is None:
                found.add(layer.id)
        elif kind.keeps_shape or layer.bypassed:
            todo.extend(wire.source for wire in network.incoming[layer.id])
    return frozenset(found)


def unfold(network: Network) -> Network:
    """The same network with every block laid open: `block_1`, repeated twice, becomes
    `block_1__1__linear_1`, ... `block_1__2__linear_1`, chained from its Input to its end. How a block
    learns (frozen, its share of the rate, decay) is handed down to its layers. A bypassed one becomes an
    Identity.

    Raises Refused where a block's inside has no single end (`block_has_no_end`).
    """
    if not any(layer.network for layer in network.layers):
        return network
    layers: list[Layer] = []
    wires: list[Wire] = list(network.wires)
    for layer in network.layers:
        if layer.network is None:
            layers.append(layer)
            continue
        if layer.bypassed:
            layers.append(layer.but(kind="Identity", network=None, repeat=1))
            continue
        inner = unfold(layer.network)
        output = wiring(inner).output
        entries = [i.id for i in inner.layers if i.kind == "Input"]
        if output is None or len(entries) != 1:
            raise refuse("block_has_no_end", layer=layer.id)
        previous: str | None = None
        for turn in range(1, layer.repeat + 1):
            name = {i: part_id(layer.id, turn, i) for i in inner.by_id}
            for part in inner.layers:
                shares = name.get(part.shares) if part.shares else None
                laid = part.but(id=name[part.id], shares=shares).within(layer)
                entry = part.id == entries[0]  # a field of the data means nothing in here
                layers.append(laid.but(kind="Identity", parameters=FrozenDict()) if entry else laid)
            wires += [w.but(source=name[w.source], target=name[w.target]) for w in inner.wires]
            if previous is None:
                wires = [
                    w.but(target=name[entries[0]], target_port="in") if w.target == layer.id else w
                    for w in wires
                ]
            else:
                wires.append(Wire(source=previous, target=name[entries[0]]))
            previous = name[output]
        wires = [w.but(source=previous, source_port="out") if w.source == layer.id else w for w in wires]
    return network.but(layers=tuple(layers), wires=tuple(wires))


def value_of(layer: Layer) -> str:
    """The id under which what a layer puts out is found once blocks are laid open: its own, or that
    of the end of a block's last turn. A block without a single end puts nothing out."""
    if layer.network is None or layer.bypassed:
        return layer.id
    try:
        output = wiring(unfold(layer.network)).output
    except Refused:
        output = None
    return part_id(layer.id, layer.repeat, output) if output else layer.id
