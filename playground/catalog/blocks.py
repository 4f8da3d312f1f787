"""Names of layers that come out of a block: `block_1`, repeated twice, holds `block_1__1__linear_1` and
`block_1__2__linear_1` once it is laid open."""

from __future__ import annotations

import re

TURN = re.compile(r"__(\d+)__")


def part_id(block: str, turn: int, part: str) -> str:
    """The id of a block's layer `part` in one of its turns (from 1)."""
    return f"{block}__{turn}__{part}"


def steps(layer_id: str) -> tuple[str, ...]:
    """The way to a layer, from the card that holds it inwards: `("block_1", "linear_1")`."""
    return tuple(TURN.split(layer_id)[::2])


def blocks_of(layer_id: str) -> tuple[str, ...]:
    """The ids of the blocks that a layer is laid open from, the outermost first."""
    return tuple(layer_id[: turn.start()] for turn in TURN.finditer(layer_id))


def spoken(layer_id: str) -> str:
    """A layer's id in a sentence: `linear_1 of block_1`, with the turn from the second on."""
    parts = TURN.split(layer_id)
    said = parts[-1]
    for block, turn in zip(reversed(parts[:-1:2]), reversed(parts[1::2])):
        said += f" of {block}" if turn == "1" else f" of {block} (turn {turn})"
    return said
