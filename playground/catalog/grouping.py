"""Layers into a block, and out of it again: pure functions from one Network to the next."""

from __future__ import annotations

from collections.abc import Iterable

from playground.project import Layer, Network, Wire, refuse
from playground.project.network import layer_of, natural, new_id

from .edits import new_layer
from .layers import LAYERS
from .wiring import wiring

End = tuple[str, str]
"""A layer's id and one of its output ports."""


def group(network: Network, ids: Iterable[str]) -> tuple[Network, Layer]:
    """With the layers `ids` in a new block in their place, and that block.

    The layers keep their ids inside, where an Input stands for what came in. Raises Refused, in words,
    where they cannot be one block: `group_is_empty`, `group_holds_input`, `group_shares`, and
    `group_has_several_inputs`, `group_has_no_input`, `group_has_several_outputs` for a selection that
    more or less than one value leads into, or more than one out of.
    """
    chosen = set(ids)
    layers = tuple(layer for layer in network.layers if layer.id in chosen)
    _refuse_what_cannot_go(network, layers)
    came = _what_comes_in(network, chosen)
    _refuse_several_outputs(network, chosen)
    entry = new_layer(Network(layers=layers), "Input")
    inner: list[Wire] = []
    if came is None:
        inner = [_entering(entry.id, network.by_id[head]) for head in _heads(network, chosen)]
    block = Layer(id=network.free_id("Block"), kind="Block")
    outer: list[Wire] = []
    for wire in network.wires:
        if wire.target in chosen:
            inner.append(wire if wire.source in chosen else wire.but(source=entry.id, source_port="out"))
            if wire.source in chosen:
                continue
            wire = wire.but(target=block.id, target_port="in")
        elif wire.source in chosen:
            wire = wire.but(source=block.id, source_port="out")
        if wire not in outer:
            outer.append(wire)
    block = block.but(network=Network(name=block.id, layers=(entry, *layers), wires=tuple(inner)))
    first = next(i for i, layer in enumerate(network.layers) if layer.id in chosen)
    left = [layer for layer in network.layers if layer.id not in chosen]
    place = sum(layer.id not in chosen for layer in network.layers[:first])
    grouped = network.but(
        layers=(*left[:place], block, *left[place:]),
        wires=tuple(outer),
        retired=tuple(sorted({*network.retired, *chosen}, key=natural)),
    )
    return grouped, block


def dissolve(network: Network, block_id: str) -> tuple[Network, tuple[dict[str, str], ...]]:
    """With what is in a block in its place, once for each turn, one behind the other; and for each turn
    the ids that the layers have outside, by those that they had inside: the same where that is free.

    A bypassed block leaves bypassed layers, a frozen one frozen ones, and so on. Raises Refused
    (`no_block`, `block_has_no_end`).
    """
    block = layer_of(network, block_id)
    inner = block.network
    if inner is None:
        raise refuse("no_block", layer=block_id)
    entries = [layer.id for layer in inner.layers if layer.kind == "Input"]
    end = wiring(inner).output
    if end is None or len(entries) != 1:
        raise refuse("block_has_no_end", layer=block_id)
    parts = tuple(layer for layer in inner.layers if layer.id != entries[0])
    turns = _outside_ids(network, parts, block.repeat)
    layers: list[Layer] = []
    within: list[Wire] = []
    value: list[End] = [(wire.source, wire.source_port) for wire in network.incoming[block_id]]
    for names in turns:
        for part in parts:
            shares = names.get(part.shares) if part.shares else None
            bypassed = part.bypassed or block.bypassed
            laid = part.but(id=names[part.id], shares=shares, bypassed=bypassed)
            layers.append(laid.within(block))
        for wire in inner.wires:
            entered = value if wire.source == entries[0] else [(names[wire.source], wire.source_port)]
            target = names[wire.target]
            within += [wire.but(source=a, source_port=port, target=target) for a, port in entered]
        value = value if end == entries[0] else [(names[end], "out")]
    wires: list[Wire] = []
    for wire in network.wires:
        if wire.source == block_id:
            wires += [wire.but(source=source, source_port=port) for source, port in value]
        elif wire.target != block_id:
            wires.append(wire)
    at = network.layers.index(block)
    dissolved = network.but(
        layers=(*network.layers[:at], *layers, *network.layers[at + 1 :]),
        wires=tuple(dict.fromkeys((*wires, *within))),
        retired=tuple(sorted({*network.retired, block_id}, key=natural)),
    )
    return dissolved, turns


def _outside_ids(network: Network, parts: tuple[Layer, ...], turns: int) -> tuple[dict[str, str], ...]:
    """For each turn, the ids of a block's layers once they are laid into `network`: their own in the
    first turn where they are free there, else new ones."""
    taken = {*network.by_id, *network.retired, *(part.id for part in parts)}
    found: list[dict[str, str]] = []
    for turn in range(turns):
        names = {}
        for part in parts:
            own = turn == 0 and part.id not in network.by_id
            names[part.id] = part.id if own else new_id(part.kind, taken)
            taken.add(names[part.id])
        found.append(names)
    return tuple(found)


def _refuse_what_cannot_go(network: Network, layers: tuple[Layer, ...]) -> None:
    if not layers:
        raise refuse("group_is_empty")
    chosen = {layer.id for layer in layers}
    for layer in network.layers:
        if layer.kind == "Input" and layer.id in chosen:
            raise refuse("group_holds_input", layer=layer.id)
        if layer.shares is not None and (layer.id in chosen) != (layer.shares in chosen):
            raise refuse("group_shares", layer=layer.id, shares=layer.shares)


def _what_comes_in(network: Network, chosen: set[str]) -> End | None:
    """The one value from outside that the layers take; None where they take none."""
    found = {(w.source, w.source_port) for i in chosen for w in network.incoming[i] if w.source not in chosen}
    if len(found) > 1:
        raise refuse("group_has_several_inputs", inputs=_listed(source for source, _ in found))
    if not found and len(heads := _heads(network, chosen)) > 1:
        raise refuse("group_has_no_input", heads=_listed(heads))
    return next(iter(found), None)


def _entering(entry: str, layer: Layer) -> Wire:
    """From a block's Input to the first input of `layer`."""
    kind = LAYERS.get(layer.kind)
    port = kind.inputs[0].name if kind and kind.inputs else "in"
    return Wire(source=entry, target=layer.id, target_port=port)


def _heads(network: Network, chosen: set[str]) -> list[str]:
    """The layers that nothing feeds."""
    return [i for i in sorted(chosen, key=natural) if not network.incoming[i]]


def _refuse_several_outputs(network: Network, chosen: set[str]) -> None:
    """One value may leave, or be what the layers end with. It cannot be used inside as well, since what
    used it there would have to lead to another."""
    found = {w.source for i in chosen for w in network.outgoing[i] if w.target not in chosen}
    found |= {i for i in chosen if not network.outgoing[i]}
    if len(found) > 1:
        raise refuse("group_has_several_outputs", outputs=_listed(found))


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(sorted(set(ids), key=natural))
