"""Every layer, a module per family. A new layer is one declaration in the module it belongs to."""

from playground.catalog.kinds import LayerKind, by_name

from . import (
    activations,
    basic,
    convolution,
    joins,
    normalisation,
    pooling,
    regularisation,
    reshaping,
)

LAYERS: dict[str, LayerKind] = by_name(
    (
        *basic.LAYERS,
        *convolution.LAYERS,
        *pooling.LAYERS,
        *activations.LAYERS,
        *normalisation.LAYERS,
        *regularisation.LAYERS,
        *joins.LAYERS,
        *reshaping.LAYERS,
    )
)
