"""Layers into a block and out of it, with the places of their cards: pure functions, as in `edits`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from playground.catalog import grouping
from playground.project import FrozenDict, Project
from playground.project.inside import inside, place_key, rooted, without_places

from .edits import CARD, boxes, placed, places
from .layout import GAP_X, Place, Size, bounds, free_place, make_room, snap


def group(project: Project, sizes: Mapping[str, Size], ids: Iterable[str]) -> Project:
    """With the layers `ids` in a new block, whose card stands in the middle of where they stood; they
    keep their places inside. Raises Refused as `grouping.group` does."""
    network, block = grouping.group(project.network, ids)
    assert block.network is not None
    here = places(project, sizes)
    entry, *parts = (layer.id for layer in block.network.layers)
    inner = {name: here[name] for name in parts}
    outer = {name: place for name, place in here.items() if name not in inner}
    x, y = _middle(inner, sizes)
    spot = free_place((x, y), CARD, boxes(outer, sizes))
    inner[entry] = (min(left for left, _ in inner.values()) - CARD[0] - GAP_X, y)
    grouped = without_places(project, parts).with_network(network)
    key = place_key(network.name, [block.id])
    held: dict[str, object] = {key: FrozenDict(inner)}
    for part in parts:
        held |= rooted(project.layout.positions, place_key(network.name, [part]), f"{key}/{part}")
    return placed(_with_places(grouped, held), {**outer, block.id: spot})


def dissolve(project: Project, sizes: Mapping[str, Size], block_id: str) -> Project:
    """With what is in a block in its place, each turn beside the one before; where the cards would lie
    on others, those right of them make room. Raises Refused as `grouping.dissolve` does."""
    network, turns = grouping.dissolve(project.network, block_id)
    key = place_key(network.name, [block_id])
    here = places(project, sizes)
    corner, outer = here[block_id], {name: place for name, place in here.items() if name != block_id}
    inner = _inner_places(project, block_id)
    x, y, width, height = bounds(inner, dict.fromkeys(inner, CARD))
    laid: dict[str, Place] = {}
    held: dict[str, object] = {}
    for turn, names in enumerate(turns):
        for part, name in names.items():
            laid[name] = (inner[part][0] - x + turn * (width + GAP_X), inner[part][1] - y)
            held |= rooted(project.layout.positions, f"{key}/{part}", place_key(network.name, [name]))
    whole = (len(turns) * (width + GAP_X) - GAP_X, height)
    centre = _middle(inner, {})
    # As far from where they stood as the block's card is from where it was put.
    spot = (x + corner[0] - centre[0], y + corner[1] - centre[1])
    if free_place(spot, whole, boxes(outer, sizes)) != spot:
        spot = (corner[0], spot[1])
        full = {**{name: sizes.get(name, CARD) for name in outer}, block_id: whole}
        outer |= make_room({**outer, block_id: spot}, full, block_id)
        spot = free_place(spot, whole, boxes(outer, sizes))
    laid = {name: (left + spot[0], top + spot[1]) for name, (left, top) in laid.items()}
    freed = without_places(project, [block_id]).with_network(network)
    return placed(_with_places(freed, held), {**outer, **laid})


def _middle(cards: Mapping[str, Place], sizes: Mapping[str, Size]) -> Place:
    """Where a card stands in the middle of others."""
    x, y, width, height = bounds(cards, {name: sizes.get(name, CARD) for name in cards})
    return snap(x + (width - CARD[0]) / 2), snap(y + (height - CARD[1]) / 2)


def _inner_places(project: Project, block_id: str) -> dict[str, Place]:
    """Where the cards in a block stand, less that of its Input."""
    block = inside(project, [block_id])
    kinds = {layer.id: layer.kind for layer in block.network.layers}
    return {name: place for name, place in places(block, {}).items() if kinds[name] != "Input"}


def _with_places(project: Project, held: Mapping[str, object]) -> Project:
    """With the places of the cards in blocks, by `inside.place_key`."""
    positions = FrozenDict({**project.layout.positions, **held})
    return project.but(layout=project.layout.but(positions=positions))
