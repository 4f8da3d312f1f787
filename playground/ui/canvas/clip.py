"""Layers on the clipboard: JSON text that travels between windows.

What comes from a clipboard may be anything: it is measured, parsed and validated before use, and
refused by a sentence.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QCoreApplication

from playground.project import FrozenDict, Layer, Project, Refused, Wire
from playground.project import network as edit
from playground.project.inside import place_key, rooted

from .edits import CARD, boxes, placed, places
from .layout import GAP_Y, Place, Size, bounds, free_place

translate = QCoreApplication.translate

FORMAT = "nn-playground-layers"
VERSION = 1
MOST_CHARACTERS = 4_000_000
MOST_LAYERS = 2_000
FARTHEST = 1e6
"""Canvas pixels; a place further out is taken for damaged."""


class ClipError(ValueError):
    """What is on the clipboard cannot be pasted; says why in a sentence."""


@dataclass(frozen=True)
class Clip:
    """Copied layers, the wires among and into them, and where they stood; `inside` has the places of the
    cards in blocks, by the way to the block: `block_1/block_2`."""

    layers: tuple[Layer, ...]
    wires: tuple[Wire, ...]
    places: Mapping[str, Place]
    inside: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)


def copy(project: Project, ids: Iterable[str], sizes: Mapping[str, Size]) -> Clip:
    """The layers `ids` in their order in the network, with every wire that ends at one of them."""
    chosen = set(ids)
    network = project.network
    here = places(project, sizes)
    return Clip(
        tuple(layer for layer in network.layers if layer.id in chosen),
        tuple(wire for wire in network.wires if wire.target in chosen),
        {name: here[name] for name in here if name in chosen},
        {
            way: dict(cards)
            for name in chosen
            for way, cards in rooted(project.layout.positions, place_key(network.name, [name]), name).items()
        },
    )


def write(clip: Clip) -> str:
    """The clip as JSON text."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "layers": [layer.model_dump(mode="json", exclude_none=True) for layer in clip.layers],
        "wires": [wire.model_dump(mode="json") for wire in clip.wires],
        "places": {name: list(place) for name, place in clip.places.items()},
        "inside": {way: {n: list(at) for n, at in cards.items()} for way, cards in clip.inside.items()},
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def read(text: str) -> Clip:
    """The clip that `text` holds. Raises ClipError with a sentence for anything else."""
    if len(text) > MOST_CHARACTERS:
        raise ClipError(translate("Clip", "The clipboard holds too much text to be layers."))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ClipError(translate("Clip", "The clipboard holds no layers: copy some on a canvas first."))
    if document.get("version") != VERSION:
        raise ClipError(translate("Clip", "These layers were copied from a newer version of the program."))
    layers, wires, spots = (document.get(name) for name in ("layers", "wires", "places"))
    if not (isinstance(layers, list) and isinstance(wires, list) and isinstance(spots, dict)):
        raise ClipError(translate("Clip", "The layers on the clipboard are damaged: copy them again."))
    if len(layers) > MOST_LAYERS:
        raise ClipError(translate("Clip", "The clipboard holds more layers than can be pasted at once."))
    try:
        return Clip(
            tuple(Layer.model_validate(layer) for layer in layers),
            tuple(Wire.model_validate(wire) for wire in wires),
            {name: _place(spots.get(name)) for name in (str(layer["id"]) for layer in layers)},
            _inside(document.get("inside")),
        )
    except (ValidationError, Refused, RecursionError):
        damaged = translate("Clip", "The layers on the clipboard are damaged: copy them again.")
        raise ClipError(damaged) from None


def read_block(text: str) -> Clip:
    """The one block that `text` holds. Raises ClipError with a sentence for anything else."""
    found = read(text)
    if len(found.layers) != 1 or found.layers[0].network is None:
        raise ClipError(translate("Clip", "That is no block."))
    return found


def paste(project: Project, clip: Clip, sizes: Mapping[str, Size], links: bool = False) -> Project:
    """With copies of the clip's layers, together below where they stood, in the first free place.

    With `links`, copies are fed by the outside layers that fed the originals, where those are here.
    Raises Refused where the copies would be impossible (two wires of the same name).
    """
    network, names = edit.paste(project.network, clip.layers, clip.wires)
    if links:
        for wire in clip.wires:
            if wire.source not in names and wire.source in project.network.by_id:
                network = edit.connect(network, wire.but(target=names[wire.target]))
    here = places(project, sizes)
    group = {names[name]: place for name, place in clip.places.items() if name in names}
    full = {copy: sizes.get(name, CARD) for name, copy in names.items()}
    x, y, width, height = bounds(group, full)
    left, top = free_place((x, y + height + GAP_Y), (width, height), boxes(here, sizes))
    moved = {name: (at_x - x + left, at_y - y + top) for name, (at_x, at_y) in group.items()}
    return furnished(placed(project.with_network(network), {**here, **moved}), clip, names)


def furnished(project: Project, clip: Clip, names: Mapping[str, str]) -> Project:
    """With the cards in the blocks of a clip where they stood; `names` are the ids that they have here."""
    positions = project.layout.positions
    for old, new in names.items():
        held = rooted(FrozenDict(clip.inside), old, place_key(project.network.name, [new]))
        positions = FrozenDict({**positions, **held})
    return project.but(layout=project.layout.but(positions=positions))


def _inside(value: Any) -> dict[str, dict[str, Place]]:
    """The places of cards in blocks; what is no such thing is left out."""
    ways = value if isinstance(value, dict) else {}
    return {
        way: {name: _place(at) for name, at in cards.items()}
        for way, cards in ways.items()
        if isinstance(cards, dict)
    }


def _place(value: Any) -> Place:
    """A pair of plain finite numbers, or the origin."""
    if isinstance(value, list) and len(value) == 2:
        numbers = [n for n in value if isinstance(n, int | float) and not isinstance(n, bool)]
        if len(numbers) == 2 and all(math.isfinite(n) and abs(n) <= FARTHEST for n in numbers):
            return float(numbers[0]), float(numbers[1])
    return 0.0, 0.0
