"""Augmentation: how training pictures are varied, each time they come, so that few act as many."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from playground.catalog.kinds import Parameter
from playground.project import FrozenDict


def _amount(name: str, label: str, unit: str, most: float, help: str) -> Parameter:
    return Parameter(
        name, "float", 0.0, minimum=0.0, maximum=most, slider=(0.0, most), label=label, unit=unit, help=help
    )


AUGMENTATIONS: tuple[Parameter, ...] = (
    Parameter(
        "flip",
        "choice",
        "none",
        choices=("none", "horizontal", "vertical", "both"),
        label="Flip",
        help="Every other picture is mirrored: left and right, up and down, or both.",
    ),
    _amount("shift", "Shift", "%", 50.0, "Moves a picture by up to this share of its size: a random crop."),
    _amount("rotate", "Rotate", "°", 180.0, "Turns a picture by up to so many degrees, either way."),
    _amount("zoom", "Zoom", "%", 90.0, "Makes a picture larger or smaller by up to this share."),
    _amount("noise", "Noise", "%", 100.0, "Adds normal noise of this spread; black to white is 100 %."),
    _amount("cutout", "Cutout", "%", 90.0, "Blanks a square whose side is this share of the picture's."),
)


def completed(given: Mapping[str, Any]) -> FrozenDict:
    """`given` with nothing done for what is missing."""
    return FrozenDict({**{p.name: p.default for p in AUGMENTATIONS}, **given})


@lru_cache(maxsize=64)
def varies(given: FrozenDict) -> bool:
    """Whether any of it changes a picture."""
    return any(given.get(p.name, p.default) != p.default for p in AUGMENTATIONS)
