"""What makes training harder on purpose, so that a network does not learn its data by heart."""

from __future__ import annotations

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

from .spaces import Space, family

SHARE = Parameter(
    "p",
    "float",
    0.5,
    minimum=0.0,
    maximum=1.0,
    slider=(0.0, 0.95),
    label="Share dropped",
    help="0.5 drops half of the numbers.",
)
MASKED = r"y = \frac{m \cdot x}{1 - p}, \quad m \sim Bernoulli(1 - p)"
AFFINE_MASKED = r"y = a (m \cdot x + (1 - m) \, \alpha') + b, \quad m \sim Bernoulli(1 - p)"
IN_PLACE = FrozenDict({"inplace": "would overwrite what the views look at"})


def _dropout(
    name: str,
    help: str,
    formula: str,
    ranks: tuple[int, ...] = (),
    misfit: str = "",
    elementwise: bool = False,
) -> LayerKind:
    return LayerKind(
        name=name,
        category="Regularise",
        target=f"torch.nn.{name}",
        help=help,
        formula=formula,
        parameters=(SHARE,),
        ranks=ranks,
        elementwise=elementwise,
        keeps_shape=True,
        misfit=misfit,
        deviations=IN_PLACE,
    )


def _channels(space: Space) -> LayerKind:
    words = "While training, sets whole maps to zero at random: the places of one map say much the same."
    formula = r"y_{c} = \frac{m_{c} \cdot x_{c}}{1 - p}, \quad m_{c} \sim Bernoulli(1 - p)"
    return _dropout(space.named("Dropout"), words, formula, space.ranks, space.misfit)


LAYERS = (
    _dropout(
        "Dropout",
        "While training, sets a random part of the numbers to zero, so that none is relied on alone.",
        MASKED,
        elementwise=True,
    ),
    *family(_channels),
    _dropout(
        "AlphaDropout",
        "Dropout for networks of SELU: drops to SELU's lower end, and keeps mean 0 and spread 1.",
        AFFINE_MASKED,
        elementwise=True,
    ),
    _dropout(
        "FeatureAlphaDropout",
        "As AlphaDropout, but drops whole channels.",
        AFFINE_MASKED,
    ),
    LayerKind(
        name="GaussianNoise",
        category="Regularise",
        target="playground.engine.modules.GaussianNoise",
        help="While training, adds a little noise to every number: what comes after learns not to mind.",
        formula=r"y = x + \sigma \epsilon, \quad \epsilon \sim N(0, 1)",
        parameters=(
            Parameter(
                "std",
                "float",
                0.1,
                minimum=0.0,
                maximum=100.0,
                slider=(0.0, 2.0),
                label="Spread",
                help="The noise's standard deviation.",
            ),
        ),
        elementwise=True,
        keeps_shape=True,
    ),
    LayerKind(
        name="Sample",
        category="Regularise",
        target="playground.engine.modules.Sample",
        help="The heart of a variational autoencoder. Takes the first half of what comes in for means, the "
        "second for log variances; while training it draws from that normal distribution, otherwise it gives "
        "the mean. The loss grows with the distance (KL divergence) to the standard normal.",
        formula=r"y = \mu + e^{s / 2} \epsilon, \quad \epsilon \sim N(0, 1), \qquad "
        r"KL = \frac{1}{2} \sum (\mu^2 + e^{s} - 1 - s)",
        parameters=(
            Parameter(
                "weight",
                "float",
                1.0,
                minimum=0.0,
                maximum=1000.0,
                slider=(0.001, 10.0),
                log=True,
                label="Weight of KL",
                help="How much the distance to the standard normal counts in the loss.",
            ),
        ),
        misfit="halves_want_even",
    ),
)
