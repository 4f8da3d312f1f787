"""check: what can be said of a project without computing a single shape.

Shapes and sizes need the engine (`engine.shapes`); everything else is found here, as problems that
belong to a layer or a setting and say what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from playground.project import (
    Initializer,
    Layer,
    Network,
    Problem,
    Project,
    Refused,
)

from .blocks import blocks_of
from .check_training import check_training
from .facts import DataFacts, fix, problem
from .initializers import INITIALIZERS
from .kinds import Kind
from .layers import LAYERS
from .wiring import Wiring, unfold, wiring


def check(project: Project, facts: DataFacts | None = None) -> tuple[Problem, ...]:
    """Every problem of the document itself, errors first."""
    found: list[Problem] = []
    for network in project.content.networks:
        trains = network is project.network
        laid_open = _laid_open(network)
        found += [
            p.but(network=network.name, severity=p.severity if trains else "warning")
            for p in _loose_blocks_once(laid_open, tuple(check_network(laid_open, facts)))
        ]
    found += check_training(project, facts)
    return tuple(sorted(found, key=lambda p: p.severity))


def _laid_open(network: Network) -> Network:
    """`network` with its blocks unfolded, so that what is in them is checked too."""
    try:
        return unfold(network)
    except Refused:
        return network  # its shapes say why


def _loose_blocks_once(network: Network, found: Sequence[Problem]) -> Iterator[Problem]:
    """A block that nothing feeds is said once, and not for each layer that is laid open from it."""
    loose = {p.layer for p in found if p.code == "not_connected"}
    fed = {block for layer in network.layers if layer.id not in loose for block in blocks_of(layer.id)}
    said = set()
    for one in found:
        block = next((b for b in blocks_of(one.layer or "") if b not in fed), None)
        if one.code != "not_connected" or block is None:
            yield one
        elif block not in said:
            said.add(block)
            yield one.but(layer=block)


def check_network(network: Network, facts: DataFacts | None = None) -> Iterator[Problem]:
    """Problems of wiring and parameters."""
    flow = wiring(network)
    if not network.layers:
        yield problem("empty_network")
        return
    if not any(layer.kind == "Input" for layer in network.layers):
        yield problem("no_input")
    for layer in network.layers:
        active = layer.id in flow.active
        kind = LAYERS.get(layer.kind)
        if kind is None:
            if layer.network is None:
                severity = "error" if active else "warning"
                yield problem("unknown_kind", layer=layer.id, kind=layer.kind, severity=severity)
            continue
        yield from _check_parameters(layer, kind)
        yield from _check_initializers(layer)
        if not active:
            yield problem("not_connected", layer=layer.id, severity="warning")
        yield from _check_ports(network, layer, flow)
    if len(flow.ends) > 1:
        for end in flow.ends:
            yield problem("several_ends", layer=end, ends=", ".join(flow.ends))
    elif flow.ends and network.by_id[flow.ends[0]].kind == "Input":
        yield problem("nothing_to_train", layer=flow.ends[0])
    if facts:
        for layer in network.layers:
            if layer.kind == "Input" and layer.parameters.get("field", "x") not in facts.shapes:
                yield problem(
                    "no_such_field",
                    layer=layer.id,
                    field=layer.parameters.get("field"),
                    known=", ".join(facts.shapes),
                    repair=fix("set", parameter="field", value=next(iter(facts.shapes))),
                )


def _check_parameters(layer: Layer, kind: Kind) -> Iterator[Problem]:
    for parameter in kind.parameters:
        value = layer.parameters.get(parameter.name, parameter.default)
        if not parameter.fits(value):
            yield problem(
                "bad_parameter",
                layer=layer.id,
                setting=parameter.name,
                name=parameter.title,
                value=str(value),
                range=parameter.range_text or f"a {parameter.type}",
                repair=fix("set", parameter=parameter.name, value=parameter.default),
            )
    known = {parameter.name for parameter in kind.parameters}
    for name in layer.parameters:
        if name not in known:
            yield problem("unknown_parameter", layer=layer.id, name=name, severity="warning")


def _check_initializers(layer: Layer) -> Iterator[Problem]:
    for tensor, chosen in (("weight", layer.weight_init), ("bias", layer.bias_init)):
        if chosen is not None:
            yield from _check_initializer(layer, tensor, chosen)


def _check_initializer(layer: Layer, tensor: str, chosen: Initializer) -> Iterator[Problem]:
    kind = INITIALIZERS.get(chosen.kind)
    if kind is None:
        yield problem("unknown_initializer", layer=layer.id, kind=chosen.kind, known=", ".join(INITIALIZERS))
        return
    if tensor == "bias" and kind.least_rank > 1:
        yield problem("initializer_wants_matrix", layer=layer.id, kind=kind.title)
    for parameter in kind.parameters:
        value = chosen.parameters.get(parameter.name, parameter.default)
        if not parameter.fits(value):
            yield problem(
                "bad_parameter",
                layer=layer.id,
                setting=f"{tensor}_init.{parameter.name}",
                name=f"{kind.title} {parameter.title}",
                value=str(value),
                range=parameter.range_text or f"a {parameter.type}",
            )
    if kind.name == "uniform":
        low, high = (chosen.parameters.get(p.name, p.default) for p in kind.parameters)
        if all(p.fits(v) for p, v in zip(kind.parameters, (low, high))) and low > high:
            yield problem(
                "bounds_are_crossed", layer=layer.id, setting=f"{tensor}_init.a", low=low, high=high
            )


def _check_ports(network: Network, layer: Layer, flow: Wiring) -> Iterator[Problem]:
    kind = LAYERS[layer.kind]
    inputs = {port.name: port for port in kind.inputs}
    wired: dict[str, int] = dict.fromkeys(inputs, 0)
    for wire in network.incoming[layer.id]:
        if wire.target_port not in inputs:
            yield problem("missing_port", layer=layer.id, port=wire.target_port)
        else:
            wired[wire.target_port] += 1
        source = LAYERS.get(network.by_id[wire.source].kind)
        if source and wire.source_port not in source.outputs:
            yield problem("missing_port", layer=wire.source, port=wire.source_port)
    for name, number in wired.items():
        if number > 1 and not inputs[name].variadic:
            yield problem("too_many_wires", layer=layer.id, port=name, number=number)
        if layer.id in flow.active:
            if number == 0:
                yield problem("missing_input", layer=layer.id, port=name)
            for wire in network.incoming[layer.id]:
                if wire.target_port == name and wire.source not in flow.active:
                    yield problem("fed_by_loose_layer", layer=layer.id, port=name, source=wire.source)
    if layer.shares is not None and (
        layer.shares not in network.by_id or network.by_id[layer.shares].kind != layer.kind
    ):
        yield problem("bad_shares", layer=layer.id, shares=layer.shares)
