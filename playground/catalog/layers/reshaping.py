"""Layers that lay the same numbers out in another way, or more or fewer of them."""

from __future__ import annotations

from typing import Any

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

from .spaces import MAPS


def _axis(help: str, **given: Any) -> Parameter:
    return Parameter("dim", "int", 1, minimum=-7, maximum=7, label="Axis", help=help, **given)


def _own(name: str, help: str, formula: str, misfit: str, *parameters: Parameter) -> LayerKind:
    return LayerKind(
        name=name,
        category="Reshape",
        target=f"playground.engine.modules.{name}",
        help=help,
        formula=formula,
        parameters=parameters,
        misfit=misfit,
    )


LAYERS = (
    _own(
        "Reshape",
        "Lays the numbers of a sample out in another shape, in the order in which they are.",
        r"N \times \dots \to N \times s_1 \times s_2 \times \dots",
        "sizes_do_not_multiply",
        Parameter(
            "shape",
            "ints",
            (-1,),
            minimum=-1,
            maximum=1_000_000,
            label="Shape",
            help="The sizes of a sample, such as 1, 28, 28. One may be -1: what is left.",
        ),
    ),
    LayerKind(
        name="Unflatten",
        category="Reshape",
        target="torch.nn.Unflatten",
        help="Lays one axis out as several: rows of numbers become sequences or pictures.",
        formula=r"N \times (C H W) \to N \times C \times H \times W",
        parameters=(
            _axis("The axis that is laid out.", advanced=True),
            Parameter(
                "unflattened_size",
                "ints",
                (1, -1),
                minimum=-1,
                maximum=1_000_000,
                label="Sizes",
                help="The sizes that take its place, such as 1, 28, 28. One may be -1: what is left.",
            ),
        ),
        misfit="sizes_do_not_multiply",
        deviations=FrozenDict(
            {
                "dim": "torch has no default; 1 is the axis of features",
                "unflattened_size": "torch has no default; this one makes a sequence of one channel",
            }
        ),
    ),
    _own(
        "Permute",
        "Changes the order of the axes, as turning a table over does.",
        r"y_{n j i} = x_{n i j}",
        "permute_wants_each_axis",
        Parameter(
            "dims",
            "ints",
            (2, 1),
            minimum=1,
            maximum=7,
            label="Order",
            help="The axes in their new order, each once; the first axis of a sample is 1.",
        ),
    ),
    _own(
        "Select",
        "Keeps a piece along an axis: some of the features, channels, rows or steps.",
        r"y = x_{a}, \dots, x_{a + n - 1}",
        "select_is_outside",
        _axis("Along which axis: 1 chooses features or channels."),
        Parameter(
            "start",
            "int",
            0,
            minimum=-100_000,
            maximum=100_000,
            label="From",
            help="Where the piece begins, counted from 0; -1 is the last place.",
        ),
        Parameter("count", "int", 1, minimum=1, maximum=100_000, label="How many", help="How many are kept."),
    ),
    _own(
        "Repeat",
        "Puts the same numbers one behind the other along an axis, so many times.",
        r"y = [x, x, \dots]",
        "",
        _axis("Along which axis: 1 repeats features or channels."),
        Parameter("times", "int", 2, minimum=1, maximum=4096, slider=(1, 16), help="How many times."),
    ),
    LayerKind(
        name="Upsample",
        category="Reshape",
        target="torch.nn.Upsample",
        help="Makes maps larger: each number is repeated, or what lies between is filled in smoothly.",
        formula=r"N \times C \times H \times W \to N \times C \times f H \times f W",
        parameters=(
            Parameter(
                "scale_factor",
                "float",
                2.0,
                minimum=0.0,
                above=True,
                maximum=64.0,
                slider=(1.0, 8.0),
                step=1.0,
                label="Factor",
                help="How many times longer each axis gets.",
            ),
            Parameter(
                "mode",
                "choice",
                "nearest",
                choices=("nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear"),
                label="Filled in by",
                help="The nearest number goes with all; linear is for sequences, bilinear and bicubic for "
                "pictures, trilinear for volumes.",
            ),
        ),
        ranks=MAPS,
        misfit="mode_does_not_fit",
        deviations=FrozenDict(
            {
                "scale_factor": "torch asks for this or a size; 2 doubles",
                "size": "the factor says it, whatever comes in",
                "align_corners": "torch's own choice of where the corners lie",
                "recompute_scale_factor": "makes a difference to factors with a fraction only",
            }
        ),
    ),
    LayerKind(
        name="PixelShuffle",
        category="Reshape",
        target="torch.nn.PixelShuffle",
        help="Makes pictures larger from channels: every few channels become one, each giving a pixel in "
        "turn.",
        formula=r"N \times C r^2 \times H \times W \to N \times C \times r H \times r W",
        parameters=(
            Parameter(
                "upscale_factor",
                "int",
                2,
                minimum=1,
                maximum=64,
                slider=(1, 8),
                label="Factor",
                help="How many times higher and wider; its square has to divide the channels.",
            ),
        ),
        ranks=(4,),
        misfit="shuffle_wants_channels",
        deviations=FrozenDict({"upscale_factor": "torch has no default; 2 doubles"}),
    ),
)
