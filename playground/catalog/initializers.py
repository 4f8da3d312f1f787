"""How weights and biases get their first values. None keeps what torch does by itself."""

from playground.catalog.kinds import InitializerKind, Parameter, by_name

GAIN = Parameter(
    "gain",
    "float",
    1.0,
    minimum=0.0,
    above=True,
    maximum=100.0,
    slider=(0.1, 5.0),
    help="A factor on the spread.",
)
MODE = (
    Parameter("mode", "choice", "fan_in", choices=("fan_in", "fan_out"), help="Which side keeps its spread."),
    Parameter(
        "nonlinearity",
        "choice",
        "relu",
        choices=("relu", "leaky_relu", "tanh", "sigmoid", "linear"),
        help="The activation that follows.",
    ),
)


def _number(name: str, default: float, help: str, low: float = -100.0) -> Parameter:
    return Parameter(
        name, "float", default, minimum=low, maximum=100.0, slider=(max(low, -2.0), 2.0), help=help
    )


INITIALIZERS: dict[str, InitializerKind] = by_name(
    (
        InitializerKind(
            name="constant",
            target="torch.nn.init.constant_",
            help="Every number the same.",
            parameters=(_number("val", 0.0, "The number."),),
        ),
        InitializerKind(
            name="normal",
            target="torch.nn.init.normal_",
            help="From a bell curve.",
            parameters=(_number("mean", 0.0, "Its middle."), _number("std", 1.0, "Its width.", 0.0)),
        ),
        InitializerKind(
            name="uniform",
            target="torch.nn.init.uniform_",
            help="Anywhere between two bounds.",
            parameters=(_number("a", 0.0, "Lower bound."), _number("b", 1.0, "Upper bound.")),
        ),
        InitializerKind(
            name="xavier_uniform",
            label="Xavier, uniform",
            target="torch.nn.init.xavier_uniform_",
            help="Keeps the spread from layer to layer; good with tanh.",
            parameters=(GAIN,),
            least_rank=2,
        ),
        InitializerKind(
            name="xavier_normal",
            label="Xavier, normal",
            target="torch.nn.init.xavier_normal_",
            help="Keeps the spread from layer to layer; good with tanh.",
            parameters=(GAIN,),
            least_rank=2,
        ),
        InitializerKind(
            name="kaiming_uniform",
            label="Kaiming, uniform",
            target="torch.nn.init.kaiming_uniform_",
            help="Keeps the spread through ReLU.",
            parameters=MODE,
            least_rank=2,
        ),
        InitializerKind(
            name="kaiming_normal",
            label="Kaiming, normal",
            target="torch.nn.init.kaiming_normal_",
            help="Keeps the spread through ReLU.",
            parameters=MODE,
            least_rank=2,
        ),
        InitializerKind(
            name="orthogonal",
            target="torch.nn.init.orthogonal_",
            help="A turned set of axes: keeps lengths.",
            parameters=(GAIN,),
            least_rank=2,
        ),
    )
)
