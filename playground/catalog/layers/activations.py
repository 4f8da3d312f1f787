"""Activations: those of torch.nn that take one tensor, and a few more."""

from playground.catalog.kinds import LayerKind, Parameter
from playground.project import FrozenDict

IN_PLACE = FrozenDict({"inplace": "would overwrite what the views look at"})


def _activation(
    name: str,
    formula: str,
    help: str,
    *parameters: Parameter,
    inplace: bool = False,
    elementwise: bool = True,
    tensors: tuple[str, ...] = (),
    misfit: str = "",
    deviations: FrozenDict = FrozenDict(),
) -> LayerKind:
    return LayerKind(
        name=name,
        category="Activation",
        target=f"torch.nn.{name}",
        help=help,
        formula=formula,
        parameters=parameters,
        elementwise=elementwise,
        keeps_shape=True,
        tensors=tensors,
        misfit=misfit,
        deviations=FrozenDict({**(IN_PLACE if inplace else {}), **deviations}),
    )


def _number(name: str, default: float, help: str, low: float = -10.0, high: float = 10.0) -> Parameter:
    return Parameter(name, "float", default, minimum=low, maximum=high, slider=(low, high), help=help)


AXIS = Parameter(
    "dim", "int", 1, minimum=-7, maximum=7, label="Axis", advanced=True, help="The axis that sums to one."
)
AXIS_REASON = FrozenDict({"dim": "torch's None is deprecated; 1 is the axis of features"})

LAYERS = (
    _activation("ReLU", r"y = \max(0, x)", "Lets positive numbers through, the rest is 0.", inplace=True),
    _activation("Tanh", r"y = \tanh x", "Squeezes every number smoothly between -1 and 1."),
    _activation("Sigmoid", r"y = \frac{1}{1 + e^{-x}}", "Squeezes every number smoothly between 0 and 1."),
    _activation(
        "LeakyReLU",
        r"y = \max(0, x) + a \min(0, x)",
        "As ReLU, but negative numbers keep a small slope, so that no neuron dies.",
        _number("negative_slope", 0.01, "Slope below zero.", 0.0, 1.0),
        inplace=True,
    ),
    _activation(
        "ELU",
        r"y = \max(0, x) + \min(0, \alpha (e^{x} - 1))",
        "As ReLU, but bends smoothly to -alpha below zero.",
        _number("alpha", 1.0, "How far down it goes.", 0.0, 10.0),
        inplace=True,
    ),
    _activation(
        "CELU",
        r"y = \max(0, x) + \min(0, \alpha (e^{x / \alpha} - 1))",
        "As ELU, with a slope without a jump whatever alpha is.",
        Parameter(
            "alpha", "float", 1.0, minimum=0.0, above=True, maximum=10.0, slider=(0.1, 10.0), help="Depth."
        ),
        inplace=True,
    ),
    _activation(
        "SELU",
        r"y = s (\max(0, x) + \min(0, \alpha (e^{x} - 1)))",
        "ELU with numbers chosen so that mean and spread stay near 0 and 1 from layer to layer.",
        inplace=True,
    ),
    _activation(
        "GELU",
        r"y = x \, \Phi(x)",
        "A smooth ReLU, weighted by how likely a normal number is smaller.",
        Parameter(
            "approximate",
            "choice",
            "none",
            choices=("none", "tanh"),
            advanced=True,
            help="tanh is a faster approximation.",
        ),
    ),
    _activation("SiLU", r"y = x \, \sigma(x)", "A smooth ReLU that dips a little below zero.", inplace=True),
    _activation("Mish", r"y = x \tanh(\ln(1 + e^{x}))", "A smooth ReLU, close to SiLU.", inplace=True),
    _activation(
        "Softplus",
        r"y = \frac{1}{\beta} \ln(1 + e^{\beta x})",
        "A smooth ReLU that is always positive.",
        Parameter(
            "beta", "float", 1.0, minimum=0.0, above=True, maximum=10.0, slider=(0.1, 10.0), help="Sharpness."
        ),
        Parameter(
            "threshold",
            "float",
            20.0,
            minimum=0.0,
            maximum=100.0,
            advanced=True,
            help="Beyond it, it is a line.",
        ),
    ),
    _activation("Softsign", r"y = \frac{x}{1 + |x|}", "Squeezes between -1 and 1, more slowly than tanh."),
    _activation("ReLU6", r"y = \min(\max(0, x), 6)", "ReLU that stops at 6.", inplace=True),
    _activation(
        "Hardtanh",
        r"y = \min(\max(x, min), max)",
        "Cuts every number off at two bounds.",
        _number("min_val", -1.0, "Lower bound.", -10.0, 0.0),
        Parameter(
            "max_val",
            "float",
            1.0,
            minimum=0.0,
            above=True,
            maximum=10.0,
            slider=(0.1, 10.0),
            help="Upper bound.",
        ),
        inplace=True,
        deviations=FrozenDict({"min_value": "old name of min_val", "max_value": "old name of max_val"}),
    ),
    _activation(
        "Hardsigmoid", r"y = \min(\max(x / 6 + 1/2, 0), 1)", "A sigmoid made of straight lines.", inplace=True
    ),
    _activation(
        "Hardswish", r"y = x \min(\max(x / 6 + 1/2, 0), 1)", "A SiLU made of straight lines.", inplace=True
    ),
    _activation("LogSigmoid", r"y = \ln \sigma(x)", "The logarithm of the sigmoid."),
    _activation("Tanhshrink", r"y = x - \tanh x", "What tanh takes away."),
    _activation(
        "Softshrink",
        r"y = \mathrm{sign}(x) \max(|x| - \lambda, 0)",
        "Pulls every number towards zero and cuts the small ones.",
        _number("lambd", 0.5, "How much is taken away.", 0.0, 10.0),
    ),
    _activation(
        "Hardshrink",
        r"y = x \; [|x| > \lambda]",
        "Sets small numbers to zero and keeps the rest.",
        _number("lambd", 0.5, "What counts as small.", 0.0, 10.0),
    ),
    _activation(
        "Threshold",
        r"y = x \; [x > t] + v \; [x \leq t]",
        "Keeps what is above a threshold, replaces the rest by a value.",
        _number("threshold", 0.0, "What has to be passed."),
        _number("value", 0.0, "What stands there otherwise."),
        inplace=True,
        deviations=FrozenDict(
            {"threshold": "torch has no default; 0 makes it a ReLU", "value": "torch has no default"}
        ),
    ),
    _activation(
        "PReLU",
        r"y = \max(0, x) + a \min(0, x)",
        "As LeakyReLU, and learns the slope below zero.",
        Parameter(
            "num_parameters",
            "int",
            1,
            minimum=1,
            maximum=4096,
            advanced=True,
            help="One slope, or one a channel.",
        ),
        _number("init", 0.25, "The slope to start with.", -1.0, 1.0),
        tensors=("weight",),
        misfit="slopes_are_not_channels",
        deviations=FrozenDict({"device": "ours", "dtype": "ours"}),
    ),
    _activation(
        "RReLU",
        r"y = \max(0, x) + a \min(0, x), \quad a \sim U(l, u)",
        "As LeakyReLU, with a random slope while training.",
        Parameter(
            "lower", "float", 1 / 8, minimum=0.0, maximum=1.0, slider=(0.0, 1.0), help="Smallest slope."
        ),
        Parameter(
            "upper", "float", 1 / 3, minimum=0.0, maximum=1.0, slider=(0.0, 1.0), help="Largest slope."
        ),
        inplace=True,
    ),
    LayerKind(
        name="Softmax",
        category="Activation",
        target="playground.engine.modules.Softmax",
        help="Turns numbers into shares that sum to one. Losses on logits do this themselves.",
        formula=r"y_i = \frac{e^{x_i / T}}{\sum_j e^{x_j / T}}",
        parameters=(
            AXIS,
            Parameter(
                "temperature",
                "float",
                1.0,
                minimum=0.001,
                maximum=1000.0,
                slider=(0.1, 10.0),
                log=True,
                label="Temperature",
                help="Above 1 the shares draw level, below 1 the largest takes more of all.",
            ),
        ),
        keeps_shape=True,
    ),
    _activation(
        "LogSoftmax",
        r"y_i = x_i - \ln \sum_j e^{x_j}",
        "The logarithm of softmax.",
        AXIS,
        elementwise=False,
        deviations=AXIS_REASON,
    ),
    _activation(
        "Softmin",
        r"y_i = \frac{e^{-x_i}}{\sum_j e^{-x_j}}",
        "Softmax the other way round: the smallest number gets the largest share.",
        AXIS,
        elementwise=False,
        deviations=AXIS_REASON,
    ),
    LayerKind(
        name="GLU",
        category="Activation",
        target="torch.nn.GLU",
        help="The second half of what comes in decides how much of the first is let through: a gate.",
        formula=r"y = a \cdot \sigma(b), \quad x = [a, b]",
        parameters=(
            Parameter(
                "dim",
                "int",
                1,
                minimum=-7,
                maximum=7,
                label="Axis",
                advanced=True,
                help="The axis that is split into two halves.",
            ),
        ),
        misfit="halves_want_even",
        deviations=FrozenDict({"dim": "torch splits the last axis; 1 is that of features or channels"}),
    ),
    LayerKind(
        name="Maxout",
        category="Activation",
        target="playground.engine.modules.Maxout",
        help="The largest of every few numbers. After a Linear layer that makes an activation of straight "
        "pieces, whose shape is learned.",
        formula=r"y_i = \max_{j = 1 \dots k} x_{k (i - 1) + j}",
        parameters=(
            Parameter(
                "pieces",
                "int",
                2,
                minimum=1,
                maximum=4096,
                slider=(1, 8),
                label="Pieces",
                help="Of how many numbers one is left; it has to divide the features or channels.",
            ),
        ),
        misfit="pieces_do_not_divide",
    ),
    _activation("Identity", r"y = x", "Lets everything through as it is."),
)
