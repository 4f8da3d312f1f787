"""What the canvas does to a document: pure functions from one Project to the next. No Qt.

Each keeps cards from overlapping and writes the places of all cards down, because from then on
they are the person's. `sizes` are those of the cards that are drawn, by layer id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from playground.catalog import LAYERS, new_layer, repair
from playground.catalog.wiring import auto_sized, wiring
from playground.project import FrozenDict, Layer, Network, Problem, Project, Wire
from playground.project import network as edit
from playground.project.inside import without_places

from .layout import COLUMNS, GAP_X, Place, Size, arrange, complete, free_place, make_room, snap

CARD: Size = (128.0, 184.0)
"""Size of a card that is not drawn yet."""
NEURONS = 8
"""Size of a layer that can no longer follow the data, because others come behind it."""


@dataclass(frozen=True)
class Slot:
    """Where one wire ends: a port, or one place of a variadic port (its last one is free)."""

    layer: str
    port: str
    index: int
    variadic: bool
    wire: Wire | None

    @property
    def name(self) -> str:
        """`linear_1.in.0`, the name of the port on the canvas."""
        return f"{self.layer}.{self.port}.{self.index}"


def slots(network: Network, layer: Layer) -> tuple[Slot, ...]:
    """The input slots of a layer, top to bottom.

    Wires that the kind has no port for get a slot too, so that they can be seen and deleted.
    """
    arriving: dict[str, list[Wire]] = {}
    for wire in network.incoming[layer.id]:
        arriving.setdefault(wire.target_port, []).append(wire)
    kind = LAYERS.get(layer.kind)
    declared = {port.name: port.variadic for port in kind.inputs} if kind else {}
    if kind is None and not arriving:
        declared = {"in": False}
    found = []
    for port in {**declared, **dict.fromkeys(arriving, False)}:
        variadic = declared.get(port, False)
        ends: list[Wire | None] = [*arriving.get(port, [])]
        if variadic or not ends:
            ends.append(None)
        found += [Slot(layer.id, port, i, variadic, wire) for i, wire in enumerate(ends)]
    return tuple(found)


def outputs(network: Network, layer: Layer) -> tuple[str, ...]:
    """The names of a layer's output ports, those of wires that it should not have included."""
    kind = LAYERS.get(layer.kind)
    used = [wire.source_port for wire in network.outgoing[layer.id]]
    return tuple(dict.fromkeys([*(kind.outputs if kind else ("out",)), *used]))


def legal_slots(network: Network, source: str, source_port: str) -> tuple[Slot, ...]:
    """Every slot where a wire from this output may land: no circle, no second wire of the same name."""
    upstream = network.upstream(source)
    return tuple(
        slot
        for layer in network.layers
        if layer.id not in upstream
        for slot in slots(network, layer)
        if wire_to(source, source_port, slot) not in network.wires
    )


def legal_sources(network: Network, slot: Slot) -> tuple[tuple[str, str], ...]:
    """Every (layer, output port) from which a wire to this slot may come."""
    downstream = network.downstream(slot.layer)
    return tuple(
        (layer.id, port)
        for layer in network.layers
        if layer.id not in downstream
        for port in outputs(network, layer)
        if wire_to(layer.id, port, slot) not in network.wires
    )


def wire_to(source: str, source_port: str, slot: Slot) -> Wire:
    """The wire from an output to a slot."""
    return Wire(source=source, source_port=source_port, target=slot.layer, target_port=slot.port)


def places(project: Project, sizes: Mapping[str, Size]) -> dict[str, Place]:
    """Where every card of the model stands, those without a stored place included."""
    network = project.network
    stored = project.layout.positions.get(network.name, FrozenDict())
    known = {layer.id: sizes.get(layer.id, CARD) for layer in network.layers}
    arrows = [(wire.source, wire.target) for wire in network.wires]
    return complete({name: (xy[0], xy[1]) for name, xy in stored.items()}, known, arrows)


def connect(project: Project, source: str, source_port: str, slot: Slot) -> Project:
    """With a wire from an output to a slot; what was in a single slot gives way.

    Raises Refused (`cycle`, `duplicate_wire`).
    """
    wire = wire_to(source, source_port, slot)
    position = slot.index if slot.wire else None
    network = edit.connect(project.network, wire, position, single=not slot.variadic)
    return project.with_network(_sized(project.network, network))


def coming(network: Network, kind: str | Layer) -> Layer:
    """A new layer: of a kind, or the copy of a block under an id of its own."""
    return new_layer(network, kind) if isinstance(kind, str) else kind.but(id=network.free_id(kind.kind))


def place(project: Project, sizes: Mapping[str, Size], kind: str | Layer, at: Place) -> Project:
    """With a new layer of `kind`, not wired, at `at` or the nearest free place below."""
    layer = coming(project.network, kind)
    here = places(project, sizes)
    spot = free_place(at, CARD, boxes(here, sizes))
    grown = project.with_network(edit.add_layer(project.network, layer))
    return placed(grown, {**here, layer.id: spot})


def extend(
    project: Project, sizes: Mapping[str, Size], kind: str | Layer, at: Place, source: str, source_port: str
) -> Project:
    """With a new layer of `kind` at `at`, fed by an output; only placed where it takes nothing in."""
    grown = place(project, sizes, kind, at)
    free = slots(grown.network, grown.network.layers[-1])
    return connect(grown, source, source_port, free[0]) if free else grown


def insert(project: Project, sizes: Mapping[str, Size], kind: str | Layer, wire: Wire) -> Project:
    """With a new layer of `kind` in the middle of `wire`; what stands right of it makes room."""
    layer = coming(project.network, kind)
    if passage(layer) is None:
        return place(project, sizes, kind, _between(project, sizes, wire, CARD))
    return insert_layer(project, sizes, layer, wire)


def insert_layer(project: Project, sizes: Mapping[str, Size], layer: Layer, wire: Wire) -> Project:
    """With a layer that is new or loose (see `is_loose`) in the middle of `wire`; what stands right of
    it makes room. A layer without a passage changes nothing."""
    ports = passage(layer)
    if ports is None:
        return project
    network = edit.insert_on_wire(project.network, wire, layer, *ports)
    grown = project.with_network(_sized(project.network, network))
    spot = _between(project, sizes, wire, sizes.get(layer.id, CARD))
    return _squeezed(grown, {**places(project, sizes), layer.id: spot}, sizes, layer.id)


def passage(layer: Layer) -> tuple[str, str] | None:
    """The input and the output port by which a layer is put into a wire; None where it lacks one."""
    kind = LAYERS.get(layer.kind)
    if kind is None:
        return ("in", "out") if layer.network is not None else None
    return (kind.inputs[0].name, kind.outputs[0]) if kind.inputs and kind.outputs else None


def is_loose(network: Network, layer_id: str) -> bool:
    """Whether a layer has no wires, and could be put into one."""
    wired = network.incoming[layer_id] or network.outgoing[layer_id]
    return not wired and passage(network.by_id[layer_id]) is not None


def append(
    project: Project, sizes: Mapping[str, Size], kind: str | Layer, after: str | None = None
) -> Project:
    """With a new layer of `kind` behind `after` (or behind the end of the chain), wired in: what
    `after` fed is fed by the new layer. What takes nothing in stands alone; the first layer of all has
    an Input put before it."""
    if not project.network.layers and passage(coming(project.network, kind)) is not None:
        project = append(project, sizes, "Input")
    layer = coming(project.network, kind)
    network = project.network
    after = after or _end(network)
    here = places(project, sizes)
    ports = passage(layer)
    if after is None or ports is None:
        left = min((x for x, _ in here.values()), default=0.0)
        bottom = max((y + sizes.get(n, CARD)[1] for n, (_, y) in here.items()), default=-GAP_X)
        return place(project, sizes, kind, (left, bottom + GAP_X))
    width = sizes.get(after, CARD)[0]
    spot = (here[after][0] + width + GAP_X, here[after][1])
    source_port = outputs(network, network.by_id[after])[0]
    is_end = not network.outgoing[after]
    network = edit.insert_after(network, after, layer, *ports, source_port)
    if is_end:
        spot = free_place(spot, CARD, boxes(here, sizes))
    grown = project.with_network(_sized(project.network, network))
    return _squeezed(grown, {**here, layer.id: spot}, sizes, layer.id)


def delete(project: Project, layers: Iterable[str], wires: Iterable[Wire] = ()) -> Project:
    """Without these wires and layers; what fed a removed layer feeds what it fed."""
    gone = frozenset(layers)
    network = edit.disconnect(project.network, wires)
    network = edit.remove_layers(network, gone, heal=True) if gone else network
    network = network.but(name=project.network.name, optimizer=project.network.optimizer)
    return without_places(project, gone).with_network(network)


def move(project: Project, moved: Mapping[str, Place], sizes: Mapping[str, Size]) -> Project:
    """With some cards at other places."""
    return placed(project, {**places(project, sizes), **moved})


def tidy(project: Project, sizes: Mapping[str, Size]) -> Project:
    """With every card where the automatic arrangement puts it."""
    network = project.network
    known = {layer.id: sizes.get(layer.id, CARD) for layer in network.layers}
    return placed(project, arrange(known, [(wire.source, wire.target) for wire in network.wires], COLUMNS))


def rename(project: Project, layer_id: str, name: str) -> Project:
    """With another name on one card; an empty one gives the id back."""
    wanted = name.strip() or None
    if wanted == layer_id:
        wanted = None
    return project.with_network(edit.change_layer(project.network, layer_id, name=wanted))


def bypass(project: Project, layers: Iterable[str]) -> Project:
    """With these layers bypassed; where all of them were, with none of them."""
    chosen = [edit.layer_of(project.network, layer_id) for layer_id in layers]
    value = not all(layer.bypassed for layer in chosen)
    network = project.network
    for layer in chosen:
        if layer.bypassed != value:
            network = edit.change_layer(network, layer.id, bypassed=value)
    return project.with_network(network)


def mend(project: Project, problem: Problem, sizes: Mapping[str, Size]) -> Project:
    """With a problem's own repair done, and room for the card that it may have added."""
    here = places(project, sizes)
    mended = repair(project, problem)
    for layer in mended.network.layers:
        if layer.id not in here:
            arriving = mended.network.incoming[layer.id]
            source = arriving[0].source if arriving else None
            x, y = here.get(source, (0.0, 0.0)) if source else (0.0, 0.0)
            here[layer.id] = (x + sizes.get(source or "", CARD)[0] + GAP_X, y)
            mended = _squeezed(mended, here, sizes, layer.id)
    return mended


def _sized(before: Network, after: Network) -> Network:
    """`after`, with a size of its own for each layer that the edit took away from the end of the
    network, or put before it: only there may a size follow the data, and training goes on at once."""
    for layer_id in _unsized(after) - _unsized(before):
        size = LAYERS[after.by_id[layer_id].kind].output_size
        after = edit.set_parameter(after, layer_id, str(size), NEURONS)
    return after


def _unsized(network: Network) -> frozenset[str]:
    """The layers whose size is open although they do not end the network."""
    part = wiring(network)
    if part.output is None:
        return frozenset()
    found = set()
    for layer in (network.by_id[name] for name in part.active):
        kind = LAYERS.get(layer.kind)
        if kind is not None and kind.output_size and layer.parameters.get(kind.output_size) is None:
            found.add(layer.id)
    return frozenset(found) - auto_sized(network, part.output)


def _end(network: Network) -> str | None:
    """The last layer that feeds nothing; a wired one before a loose one."""
    ends = [name for name in network.order if not network.outgoing[name]]
    wired = [name for name in ends if network.incoming[name]]
    return next(reversed(wired or ends), None)


def _between(project: Project, sizes: Mapping[str, Size], wire: Wire, size: Size) -> Place:
    """Where a card of this size stands half-way between the cards at the ends of a wire."""
    here = places(project, sizes)
    (x1, y1), (x2, y2) = here[wire.source], here[wire.target]
    start = x1 + sizes.get(wire.source, CARD)[0]
    return snap(max(start + GAP_X, (start + x2 - size[0]) / 2)), snap((y1 + y2) / 2)


def _squeezed(project: Project, here: dict[str, Place], sizes: Mapping[str, Size], new: str) -> Project:
    """With `new` at its place in `here`, the cards right of it moved so that it overlaps none."""
    full = {name: sizes.get(name, CARD) for name in here}
    here = {**here, **make_room(here, full, new)}
    others = {name: place for name, place in here.items() if name != new}
    return placed(project, {**here, new: free_place(here[new], full[new], boxes(others, full))})


def placed(project: Project, here: Mapping[str, Place]) -> Project:
    """With the cards of the model at these places."""
    return project.with_positions(here, project.network.name)


def boxes(here: Mapping[str, Place], sizes: Mapping[str, Size]) -> list[tuple[float, float, float, float]]:
    """(x, y, width, height) of each card."""
    return [(x, y, *sizes.get(name, CARD)) for name, (x, y) in here.items()]
