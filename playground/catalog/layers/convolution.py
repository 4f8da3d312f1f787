"""Convolutions over sequences (N C L), pictures (N C H W) and volumes (N C D H W), there and back."""

from __future__ import annotations

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

from .spaces import Space, family

FILTERS = Parameter(
    "out_channels",
    "int",
    8,
    minimum=1,
    maximum=4096,
    slider=(1, 128),
    log=True,
    label="Filters",
    help="How many maps come out.",
)
GROUPS = Parameter(
    "groups",
    "int",
    1,
    minimum=1,
    maximum=4096,
    advanced=True,
    label="Groups",
    help="Channels are split into so many groups that do not see each other. As many as channels come in "
    "makes it depthwise: each channel has filters of its own.",
)
BIAS = Parameter("bias", "bool", True, label="Bias", help="Whether each filter adds a number of its own.")
DEVIATIONS = {
    "out_channels": "torch has no default; 8 is a friendly start",
    "kernel_size": "torch has no default; 3 is the common one",
    "device": "ours",
    "dtype": "ours",
}


def kernel(space: Space, default: int) -> Parameter:
    """The window's size."""
    words = "{sides} of the window that slides over the {data}."
    return space.size("kernel_size", default, words, minimum=1, maximum=64, slider=(1, 11))


def padding(space: Space) -> Parameter:
    """What is added around it."""
    words = "How many {point}s are added around the {data} first. Half the kernel keeps its size."
    return space.size("padding", 0, words, minimum=0, maximum=64, slider=(0, 8))


def dilation(space: Space) -> Parameter:
    """How far apart the window's own places are."""
    words = "Distance between the window's own {point}s."
    return space.size("dilation", 1, words, minimum=1, maximum=64, slider=(1, 8), advanced=True)


def _convolution(space: Space) -> LayerKind:
    stride = "How far the window moves each time: 2 halves the {data}."
    return LayerKind(
        name=space.named("Conv"),
        category="Convolution",
        target=f"torch.nn.{space.named('Conv')}",
        help=f"Slides small filters over the {space.data}; each makes one map of where it finds its pattern.",
        formula=r"y_{o} = b_{o} + \sum_{c} w_{o,c} \star x_{c}",
        parameters=(
            FILTERS,
            kernel(space, 3),
            space.size("stride", 1, stride, minimum=1, maximum=64, slider=(1, 8)),
            padding(space),
            dilation(space),
            GROUPS,
            BIAS,
            Parameter(
                "padding_mode",
                "choice",
                "zeros",
                choices=("zeros", "reflect", "replicate", "circular"),
                advanced=True,
                help=f"What the added {space.point}s hold.",
            ),
        ),
        inferred=FrozenDict({"in_channels": ("shape", 1)}),
        ranks=space.ranks,
        tensors=("weight", "bias"),
        misfit="conv_does_not_fit",
        deviations=FrozenDict(DEVIATIONS),
    )


def _transposed(space: Space) -> LayerKind:
    stride = "How far apart the stamps are: 2 doubles the {data}."
    cut = "How many {point}s are cut off all around in the end."
    added = "How many {point}s are added at the far ends, where a stride leaves the size open."
    return LayerKind(
        name=space.named("ConvTranspose"),
        category="Convolution",
        target=f"torch.nn.{space.named('ConvTranspose')}",
        help=f"The way back of a convolution: each number stamps its filter into a larger {space.data}. Also "
        "called deconvolution.",
        formula=r"y_{o} = b_{o} + \sum_{c} w_{c,o} \star^{T} x_{c}",
        parameters=(
            FILTERS,
            kernel(space, 3),
            space.size("stride", 1, stride, minimum=1, maximum=64, slider=(1, 8)),
            space.size("padding", 0, cut, minimum=0, maximum=64, slider=(0, 8)),
            space.size("output_padding", 0, added, minimum=0, maximum=64, slider=(0, 8), advanced=True),
            GROUPS,
            BIAS,
            dilation(space),
        ),
        inferred=FrozenDict({"in_channels": ("shape", 1)}),
        ranks=space.ranks,
        tensors=("weight", "bias"),
        misfit="transposed_leaves_nothing",
        deviations=FrozenDict({**DEVIATIONS, "padding_mode": "zeros is the only one that torch has"}),
    )


LAYERS = (*family(_convolution), *family(_transposed))
