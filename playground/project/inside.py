"""The inside of a block as a project of its own, so that whatever edits a project edits that as well."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .frozen import FrozenDict
from .network import Network, change_layer, layer_of
from .problems import refuse
from .project import Project

Way = Sequence[str]
"""Ids of blocks, from the outermost inwards; an empty one stays at the project itself."""


def leads_somewhere(project: Project, way: Way) -> bool:
    """Whether every step of `way` is a block of what the steps before it hold."""
    network: Network | None = project.network
    for step in way:
        layer = network.by_id.get(step) if network is not None else None
        network = layer.network if layer is not None else None
    return network is not None


def inside(project: Project, way: Way) -> Project:
    """What the block at the end of `way` holds, as the one network of a project with the same data and
    training. Raises Refused (`no_such_layer`, `no_block`) where the way leads nowhere."""
    if not way:
        return project
    network = project.network
    for step in way:
        block = layer_of(network, step)
        if block.network is None:
            raise refuse("no_block", layer=step)
        network = block.network
    places = rooted(project.layout.positions, place_key(project.network.name, way), network.name)
    content = project.content.but(networks=(network,))
    return project.but(content=content, layout=project.layout.but(positions=places))


def put_inside(project: Project, way: Way, changed: Project) -> Project:
    """With what `inside(project, way)` has become in the place of what it was; data, training and all
    else are taken over from it too. Raises Refused as `inside` does."""
    if not way:
        return changed
    was = inside(project, way).network
    here = place_key(project.network.name, way)
    kept = {key: places for key, places in project.layout.positions.items() if not _is_within(key, here)}
    moved = rooted(changed.layout.positions, was.name, here)
    network = project.network
    if changed.network is not was:
        network = _replaced(network, way, changed.network)
    content = changed.content.but(networks=project.content.networks)
    layout = changed.layout.but(positions=FrozenDict({**kept, **moved}))
    return changed.but(content=content, layout=layout).with_network(network)


def place_key(network: str, way: Way) -> str:
    """The name under which `Layout.positions` keeps the places of what is in a block: `main/block_1`."""
    return "/".join((network, *way))


def rooted(positions: FrozenDict, old: str, new: str) -> FrozenDict:
    """Of `positions`, those of the network `old` and of the blocks in it, under the name `new`."""
    found = {key: places for key, places in positions.items() if _is_within(key, old)}
    return FrozenDict({new + key.removeprefix(old): places for key, places in found.items()})


def without_places(project: Project, layers: Collection[str]) -> Project:
    """With the places forgotten of these cards of the model, and of what is in them."""
    name, positions = project.network.name, project.layout.positions
    blocks = [place_key(name, [layer]) for layer in layers]
    kept = {k: cards for k, cards in positions.items() if not any(_is_within(k, block) for block in blocks)}
    if name in kept:
        kept[name] = FrozenDict({k: place for k, place in kept[name].items() if k not in layers})
    return project.but(layout=project.layout.but(positions=FrozenDict(kept)))


def _is_within(key: str, root: str) -> bool:
    return key == root or key.startswith(f"{root}/")


def _replaced(network: Network, way: Way, inner: Network) -> Network:
    """`network` with `inner` in the block at the end of `way`."""
    step, *rest = way
    held = layer_of(network, step).network
    assert held is not None, "inside has been there"
    return change_layer(network, step, network=_replaced(held, rest, inner) if rest else inner)
