"""Pooling: fewer places, by the largest number or the mean of each window, or of a whole map."""

from __future__ import annotations

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

from .convolution import dilation, kernel, padding
from .spaces import MAPS, Space, family

CEIL = Parameter(
    "ceil_mode",
    "bool",
    False,
    label="Round up",
    advanced=True,
    help="Whether a window that hangs over the edge still counts.",
)
KERNEL_REASON = {"kernel_size": "torch has no default; 2 is the common one"}
INDICES_REASON = {"return_indices": "a second output that nothing here takes"}


def _stride(space: Space) -> Parameter:
    return space.size(
        "stride",
        None,
        "How far the window moves each time; as the kernel unless set.",
        minimum=1,
        maximum=64,
        slider=(1, 8),
        optional=True,
        none_text="as the kernel",
    )


def _largest(space: Space) -> LayerKind:
    return LayerKind(
        name=space.named("MaxPool"),
        category="Pooling",
        target=f"torch.nn.{space.named('MaxPool')}",
        help="Keeps the largest number of each window: smaller maps that care less where exactly.",
        formula=r"y_{i} = \max_{u \in window_{i}} x_{u}",
        parameters=(kernel(space, 2), _stride(space), padding(space), dilation(space), CEIL),
        ranks=space.ranks,
        misfit="pool_does_not_fit",
        deviations=FrozenDict({**KERNEL_REASON, **INDICES_REASON}),
    )


def _mean(space: Space) -> LayerKind:
    counted = Parameter(
        "count_include_pad",
        "bool",
        True,
        advanced=True,
        label="Count padding",
        help=f"Whether added {space.point}s count in the mean.",
    )
    divisor = {"divisor_override": "a scale factor that nobody teaches"} if space.axes > 1 else {}
    return LayerKind(
        name=space.named("AvgPool"),
        category="Pooling",
        target=f"torch.nn.{space.named('AvgPool')}",
        help="Takes the mean of each window: smaller, smoother maps.",
        formula=r"y_{i} = \mathrm{mean}_{u \in window_{i}} x_{u}",
        parameters=(kernel(space, 2), _stride(space), padding(space), CEIL, counted),
        ranks=space.ranks,
        misfit="pool_does_not_fit",
        deviations=FrozenDict({**KERNEL_REASON, **divisor}),
    )


def _adaptive(space: Space, stem: str, help: str, reasons: dict[str, str]) -> LayerKind:
    size = space.size(
        "output_size",
        1,
        "{sides} of what comes out; 1 keeps one number per map.",
        minimum=1,
        maximum=512,
        slider=(1, 16),
    )
    return LayerKind(
        name=space.named(stem),
        category="Pooling",
        target=f"torch.nn.{space.named(stem)}",
        help=help.format(data=space.data),
        formula=rf"N \times C \times {space.letters} \to N \times C \times {space.letters.lower()}",
        parameters=(size,),
        ranks=space.ranks,
        misfit=space.misfit,
        deviations=FrozenDict({"output_size": "torch has no default; 1 is global pooling", **reasons}),
    )


def _adaptive_mean(space: Space) -> LayerKind:
    words = "Averages the {data} down to a size you choose, whatever came in."
    return _adaptive(space, "AdaptiveAvgPool", words, {})


def _adaptive_largest(space: Space) -> LayerKind:
    words = "Keeps the largest numbers of the {data}, in a size you choose, whatever came in."
    return _adaptive(space, "AdaptiveMaxPool", words, INDICES_REASON)


def _whole(name: str, help: str, formula: str) -> LayerKind:
    return LayerKind(
        name=name,
        category="Pooling",
        target=f"playground.engine.modules.{name}",
        help=help,
        formula=formula,
        ranks=MAPS,
        misfit="wants_maps",
    )


LAYERS = (
    *family(_largest),
    *family(_mean),
    _whole(
        "GlobalAvgPool",
        "The mean of each whole map: one number a channel, ready for a Linear layer.",
        r"y_{c} = \mathrm{mean}_{i} \, x_{c,i}",
    ),
    _whole(
        "GlobalMaxPool",
        "The largest number of each whole map: whether a pattern is there at all, wherever.",
        r"y_{c} = \max_{i} \, x_{c,i}",
    ),
    *family(_adaptive_mean),
    *family(_adaptive_largest),
)
