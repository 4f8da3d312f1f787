"""Normalisation and dropout."""

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

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
BATCH_NORM = (
    EPS,
    Parameter(
        "momentum",
        "float",
        0.1,
        minimum=0.0,
        maximum=1.0,
        slider=(0.0, 1.0),
        label="Momentum",
        help="How fast the running mean follows the batches.",
    ),
    Parameter("affine", "bool", True, advanced=True, label="Scale and shift", help="Whether it learns them."),
    Parameter(
        "track_running_stats",
        "bool",
        True,
        advanced=True,
        label="Running statistics",
        help="Whether means of all batches are kept for evaluation.",
    ),
)
OURS = FrozenDict({"device": "ours", "dtype": "ours", "bias": "comes with affine"})

LAYERS = (
    LayerKind(
        name="Dropout",
        category="Regularise",
        target="torch.nn.Dropout",
        help="While training, sets a random part of the numbers to zero, so that none is relied on alone.",
        formula=r"y = \frac{m \cdot x}{1 - p}, \quad m \sim Bernoulli(1 - p)",
        parameters=(
            Parameter(
                "p",
                "float",
                0.5,
                minimum=0.0,
                maximum=1.0,
                slider=(0.0, 0.95),
                label="Share dropped",
                help="0.5 drops half of the numbers.",
            ),
        ),
        elementwise=True,
        keeps_shape=True,
        deviations=FrozenDict({"inplace": "would overwrite what the views look at"}),
    ),
    LayerKind(
        name="BatchNorm1d",
        category="Regularise",
        target="torch.nn.BatchNorm1d",
        help="Brings each feature to mean 0 and spread 1 over the batch, then scales and shifts it.",
        formula=r"y = \gamma \frac{x - \mu_{batch}}{\sqrt{\sigma_{batch}^2 + \epsilon}} + \beta",
        parameters=BATCH_NORM,
        inferred=FrozenDict({"num_features": ("shape", 1)}),
        ranks=(2, 3),
        keeps_shape=True,
        tensors=("weight", "bias"),
        misfit="batch_norm_1d_wants",
        deviations=OURS,
    ),
    LayerKind(
        name="BatchNorm2d",
        category="Regularise",
        target="torch.nn.BatchNorm2d",
        help="Brings each map to mean 0 and spread 1 over the batch, then scales and shifts it.",
        formula=r"y = \gamma \frac{x - \mu_{batch}}{\sqrt{\sigma_{batch}^2 + \epsilon}} + \beta",
        parameters=BATCH_NORM,
        inferred=FrozenDict({"num_features": ("shape", 1)}),
        ranks=(4,),
        keeps_shape=True,
        tensors=("weight", "bias"),
        misfit="wants_pictures",
        deviations=OURS,
    ),
    LayerKind(
        name="LayerNorm",
        category="Regularise",
        target="torch.nn.LayerNorm",
        help="Brings all numbers of each sample to mean 0 and spread 1, then scales and shifts them.",
        formula=r"y = \gamma \frac{x - \mu_{sample}}{\sqrt{\sigma_{sample}^2 + \epsilon}} + \beta",
        parameters=(
            EPS,
            Parameter(
                "elementwise_affine",
                "bool",
                True,
                advanced=True,
                label="Scale and shift",
                help="Whether it learns them.",
            ),
            Parameter("bias", "bool", True, advanced=True, label="Shift", help="Whether it learns to shift."),
        ),
        inferred=FrozenDict({"normalized_shape": ("rest", 1)}),
        keeps_shape=True,
        tensors=("weight", "bias"),
        deviations=FrozenDict({"device": "ours", "dtype": "ours"}),
    ),
)
