"""Normalisation: numbers brought to mean 0 and spread 1, over the batch or within each sample."""

from __future__ import annotations

from dataclasses import replace

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

from .spaces import Space, family

EPS = Parameter(
    "eps",
    "float",
    1e-5,
    minimum=0.0,
    maximum=1.0,
    above=True,
    log=True,
    advanced=True,
    label="Epsilon",
    help="A small number that keeps the division safe.",
)
MOMENTUM = Parameter(
    "momentum",
    "float",
    0.1,
    minimum=0.0,
    maximum=1.0,
    slider=(0.0, 1.0),
    label="Momentum",
    help="How fast the running mean follows the batches.",
)
AFFINE = Parameter(
    "affine", "bool", True, advanced=True, label="Scale and shift", help="Whether it learns them."
)
RUNNING = Parameter(
    "track_running_stats",
    "bool",
    True,
    advanced=True,
    label="Running statistics",
    help="Whether means of all batches are kept for evaluation.",
)
OURS = {"device": "ours", "dtype": "ours"}
WITH_AFFINE = FrozenDict({**OURS, "bias": "comes with affine"})


def _scaled(over: str) -> str:
    return rf"y = \gamma \frac{{x - \mu_{{{over}}}}}{{\sqrt{{\sigma_{{{over}}}^2 + \epsilon}}}} + \beta"


def _batch(space: Space) -> LayerKind:
    rows = space.axes == 1  # torch's 1d takes rows of features as well
    return LayerKind(
        name=space.named("BatchNorm"),
        category="Normalise",
        target=f"torch.nn.{space.named('BatchNorm')}",
        help=f"Brings each {'feature' if rows else 'map'} to mean 0 and spread 1 over the batch, then scales "
        "and shifts it.",
        formula=_scaled("batch"),
        parameters=(EPS, MOMENTUM, AFFINE, RUNNING),
        inferred=FrozenDict({"num_features": ("shape", 1)}),
        ranks=(2, 3) if rows else space.ranks,
        keeps_shape=True,
        tensors=("weight", "bias"),
        misfit="batch_norm_1d_wants" if rows else space.misfit,
        deviations=WITH_AFFINE,
    )


def _instance(space: Space) -> LayerKind:
    return LayerKind(
        name=space.named("InstanceNorm"),
        category="Normalise",
        target=f"torch.nn.{space.named('InstanceNorm')}",
        help=f"Brings each map of each {space.data} to mean 0 and spread 1 by itself: its contrast no longer "
        "counts.",
        formula=_scaled("map"),
        parameters=(EPS, MOMENTUM, replace(AFFINE, default=False), replace(RUNNING, default=False)),
        inferred=FrozenDict({"num_features": ("shape", 1)}),
        ranks=space.ranks,
        keeps_shape=True,
        tensors=("weight", "bias"),
        misfit="instance_norm_wants_places",
        deviations=WITH_AFFINE,
    )


GROUP = LayerKind(
    name="GroupNorm",
    category="Normalise",
    target="torch.nn.GroupNorm",
    help="Brings the channels of each sample to mean 0 and spread 1, group by group: as good with small "
    "batches as with large ones.",
    formula=_scaled("group"),
    parameters=(
        Parameter(
            "num_groups",
            "int",
            1,
            minimum=1,
            maximum=4096,
            slider=(1, 32),
            label="Groups",
            help="Into how many groups the channels are split; it has to divide them.",
        ),
        EPS,
        AFFINE,
    ),
    inferred=FrozenDict({"num_channels": ("shape", 1)}),
    keeps_shape=True,
    tensors=("weight", "bias"),
    misfit="groups_do_not_divide_channels",
    deviations=FrozenDict(
        {**WITH_AFFINE, "num_groups": "torch has no default; 1 goes with any number of channels"}
    ),
)
LAYER = LayerKind(
    name="LayerNorm",
    category="Normalise",
    target="torch.nn.LayerNorm",
    help="Brings all numbers of each sample to mean 0 and spread 1, then scales and shifts them.",
    formula=_scaled("sample"),
    parameters=(
        EPS,
        replace(AFFINE, name="elementwise_affine"),
        Parameter("bias", "bool", True, advanced=True, label="Shift", help="Whether it learns to shift."),
    ),
    inferred=FrozenDict({"normalized_shape": ("rest", 1)}),
    keeps_shape=True,
    tensors=("weight", "bias"),
    deviations=FrozenDict(OURS),
)
ROOT_MEAN_SQUARE = LayerKind(
    name="RMSNorm",
    category="Normalise",
    target="torch.nn.RMSNorm",
    help="Divides all numbers of each sample by their size (root mean square), then scales them: a layer "
    "norm without its mean.",
    formula=r"y = \gamma \frac{x}{\sqrt{\mathrm{mean}(x^2) + \epsilon}}",
    parameters=(
        replace(EPS, default=None, optional=True, none_text="as fine as the numbers"),
        replace(AFFINE, name="elementwise_affine", label="Scale", help="Whether it learns to scale."),
    ),
    inferred=FrozenDict({"normalized_shape": ("rest", 1)}),
    keeps_shape=True,
    tensors=("weight",),
    deviations=FrozenDict(OURS),
)

LAYERS = (*family(_batch), LAYER, ROOT_MEAN_SQUARE, GROUP, *family(_instance))
