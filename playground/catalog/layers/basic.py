"""Where data come in, layers of neurons, and what lies between a picture and them."""

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

LAYERS = (
    LayerKind(
        name="Input",
        category="Basic",
        target="playground.engine.modules.Input",
        help="Where the data come in: one sample after another, in batches.",
        parameters=(
            Parameter(
                "field",
                "column",
                "x",
                help="What of a sample comes in here: x is all there is, but where rows of a table have "
                "pictures too.",
            ),
        ),
        inputs=(),
        deviations=FrozenDict({"field": "read by the loop, not by the module"}),
    ),
    LayerKind(
        name="Linear",
        category="Basic",
        target="torch.nn.Linear",
        help="Every output is a weighted sum of all inputs, plus a bias.",
        formula=r"y = x W^T + b",
        parameters=(
            Parameter(
                "out_features",
                "int",
                None,
                minimum=1,
                maximum=100_000,
                slider=(1, 128),
                log=True,
                optional=True,
                none_text="follows the data",
                label="Neurons",
                help="How many outputs. The last layer may follow the data by itself.",
            ),
            Parameter(
                "bias", "bool", True, label="Bias", help="Whether each neuron adds a number of its own."
            ),
        ),
        inferred=FrozenDict({"in_features": ("shape", -1)}),
        ranks=(2, 3),
        output_size="out_features",
        tensors=("weight", "bias"),
        misfit="linear_wants_flat",
        deviations=FrozenDict({"out_features": "may follow the data", "device": "ours", "dtype": "ours"}),
    ),
    LayerKind(
        name="Flatten",
        category="Basic",
        target="torch.nn.Flatten",
        help="Lays all numbers of a sample in one row, so that a Linear layer can take them.",
        formula=r"N \times C \times H \times W \to N \times (C H W)",
        parameters=(
            Parameter("start_dim", "int", 1, minimum=1, maximum=7, advanced=True, help="First axis to join."),
            Parameter("end_dim", "int", -1, minimum=-7, maximum=7, advanced=True, help="Last axis to join."),
        ),
    ),
)
