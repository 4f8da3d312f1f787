"""Losses. All take logits: what the last layer gives, before any softmax or sigmoid."""

from playground.catalog.kinds import LossKind, Parameter, by_name
from playground.project import FrozenDict

REDUCTION = FrozenDict({"reduction": "always the mean", "size_average": "deprecated", "reduce": "deprecated"})

LOSSES: dict[str, LossKind] = by_name(
    (
        LossKind(
            name="CrossEntropyLoss",
            label="Cross-entropy",
            target="torch.nn.CrossEntropyLoss",
            help="How surprised the network is by the right class. One output per class.",
            formula=r"L = -\ln \frac{e^{x_c}}{\sum_j e^{x_j}}",
            tasks=("classification",),
            coding="index",
            link="softmax",
            binary_columns=2,
            weighted="weight",
            parameters=(
                Parameter(
                    "label_smoothing",
                    "float",
                    0.0,
                    minimum=0.0,
                    maximum=1.0,
                    slider=(0.0, 0.5),
                    advanced=True,
                    help="Share of the label given to all classes alike.",
                ),
            ),
            deviations=FrozenDict(
                {**REDUCTION, "weight": "class_weights of the training", "ignore_index": "all are labelled"}
            ),
        ),
        LossKind(
            name="BCEWithLogitsLoss",
            label="Binary cross-entropy",
            target="torch.nn.BCEWithLogitsLoss",
            help="Cross-entropy of yes and no. One output for two classes, else one per class or label; to "
            "reconstruct, one for each number from 0 to 1.",
            formula=r"L = -y \ln \sigma(x) - (1 - y) \ln (1 - \sigma(x))",
            tasks=("classification", "multilabel", "reconstruction"),
            coding="zero_one",
            link="sigmoid",
            weighted="pos_weight",
            deviations=FrozenDict(
                {**REDUCTION, "weight": "pos_weight does it", "pos_weight": "class_weights of the training"}
            ),
        ),
        LossKind(
            name="HalfSquaredError",
            label="Half squared error",
            target="playground.engine.modules.HalfSquaredError",
            help="TensorFlow Playground's loss: half the squared distance; for classes the output goes "
            "through tanh first and is held against -1 and +1.",
            formula=r"L = \frac{1}{2} (\tanh x - y)^2",
            tasks=("classification", "regression"),
            coding="signed",
            link="tanh",
        ),
        LossKind(
            name="HingeLoss",
            label="Hinge",
            target="playground.engine.modules.HingeLoss",
            help="Nothing to pay once the right class is ahead by the margin.",
            formula=r"L = \max(0, m - y x)",
            tasks=("classification",),
            coding="signed",
            link="identity",
            parameters=(
                Parameter(
                    "margin",
                    "float",
                    1.0,
                    minimum=0.0,
                    above=True,
                    maximum=10.0,
                    slider=(0.1, 5.0),
                    help="How far ahead is far enough.",
                ),
            ),
        ),
        LossKind(
            name="MSELoss",
            label="Squared error (MSE)",
            target="torch.nn.MSELoss",
            help="The mean squared distance to the number wanted.",
            formula=r"L = (x - y)^2",
            tasks=("regression", "reconstruction"),
            coding="signed",
            deviations=REDUCTION,
        ),
        LossKind(
            name="L1Loss",
            label="Absolute error (L1)",
            target="torch.nn.L1Loss",
            help="The mean distance to the number wanted; few far-off rows do not rule it.",
            formula=r"L = |x - y|",
            tasks=("regression", "reconstruction"),
            coding="signed",
            deviations=REDUCTION,
        ),
        LossKind(
            name="HuberLoss",
            label="Huber",
            target="torch.nn.HuberLoss",
            help="Squared close by, straight far off.",
            formula=r"L = \frac{1}{2} d^2 \; (|d| \leq \delta), \quad \delta (|d| - \frac{\delta}{2})",
            tasks=("regression", "reconstruction"),
            coding="signed",
            parameters=(
                Parameter(
                    "delta",
                    "float",
                    1.0,
                    minimum=0.0,
                    above=True,
                    maximum=100.0,
                    slider=(0.1, 10.0),
                    log=True,
                    help="Where squared turns into straight.",
                ),
            ),
            deviations=FrozenDict({"reduction": "always the mean"}),
        ),
    )
)
