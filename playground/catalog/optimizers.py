"""The optimizers of torch.optim that step without a closure and take dense gradients of any shape.

Left out: LBFGS (wants a closure), SparseAdam (sparse gradients only), Muon (matrices only).
"""

from playground.catalog.kinds import OptimizerKind, Parameter, by_name
from playground.project import FrozenDict


def _number(
    name: str, default: float, high: float, help: str, advanced: bool = False, label: str = ""
) -> Parameter:
    return Parameter(
        name,
        "float",
        default,
        minimum=0.0,
        maximum=high,
        slider=(0.0, high),
        help=help,
        advanced=advanced,
        label=label,
    )


def _decay(
    default: float = 0.0, help: str = "Pulls weights towards zero: 0.01 is a common start."
) -> Parameter:
    return Parameter(
        "weight_decay",
        "float",
        default,
        minimum=0.0,
        maximum=10.0,
        slider=(1e-6, 1.0),
        log=True,
        label="Weight decay",
        help=help,
    )


def _eps(default: float) -> Parameter:
    return Parameter(
        "eps",
        "float",
        default,
        minimum=0.0,
        maximum=1.0,
        slider=(1e-12, 1e-2),
        log=True,
        advanced=True,
        label="Epsilon",
        help="A small number that keeps the division safe.",
    )


BETAS = Parameter(
    "betas",
    "pair",
    (0.9, 0.999),
    minimum=0.0,
    maximum=0.999999,
    advanced=True,
    label="Betas",
    help="How much of the old mean of the gradient, and of its square, is kept each step.",
)
DECOUPLED = Parameter(
    "decoupled_weight_decay",
    "bool",
    False,
    advanced=True,
    label="Decoupled decay",
    help="Decay acts on the weights themselves and not through the gradient.",
)
OURS = FrozenDict(
    {
        "lr": "the training setting learning_rate",
        "foreach": "ours to choose",
        "fused": "ours to choose",
        "maximize": "training goes downhill",
        "differentiable": "nothing here differentiates through a step",
        "capturable": "for CUDA graphs only",
    }
)

OPTIMIZERS: dict[str, OptimizerKind] = by_name(
    (
        OptimizerKind(
            name="SGD",
            target="torch.optim.SGD",
            help="Steps straight down the gradient; momentum lets it roll on.",
            formula=r"w \leftarrow w - \eta \, v, \quad v \leftarrow \mu v + \nabla L",
            rate=0.03,
            fused=True,
            parameters=(
                _number(
                    "momentum",
                    0.0,
                    0.999,
                    "How much of the last step is kept: 0.9 is common.",
                    label="Momentum",
                ),
                _number("dampening", 0.0, 1.0, "How much of the new gradient is left out.", advanced=True),
                _decay(),
                Parameter(
                    "nesterov", "bool", False, label="Nesterov", help="Looks ahead along the momentum."
                ),
            ),
            deviations=OURS,
        ),
        OptimizerKind(
            name="Adam",
            target="torch.optim.Adam",
            help="Gives every weight its own step size from the mean and spread of its gradients.",
            formula=r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat v} + \epsilon}",
            rate=0.001,
            fused=True,
            parameters=(
                BETAS,
                _decay(),
                Parameter(
                    "amsgrad", "bool", False, advanced=True, label="AMSGrad", help="Keeps the largest spread."
                ),
                DECOUPLED,
                _eps(1e-8),
            ),
            deviations=OURS,
        ),
        OptimizerKind(
            name="AdamW",
            target="torch.optim.AdamW",
            help="Adam with weight decay that acts on the weights themselves.",
            formula=r"w \leftarrow w - \eta \left(\frac{\hat m}{\sqrt{\hat v} + \epsilon} + \lambda w\right)",
            rate=0.001,
            fused=True,
            parameters=(
                BETAS,
                _decay(0.01),
                Parameter(
                    "amsgrad", "bool", False, advanced=True, label="AMSGrad", help="Keeps the largest spread."
                ),
                _eps(1e-8),
            ),
            deviations=OURS,
        ),
        OptimizerKind(
            name="NAdam",
            target="torch.optim.NAdam",
            help="Adam that looks ahead along its momentum, as Nesterov does.",
            rate=0.002,
            parameters=(
                BETAS,
                _decay(),
                _number("momentum_decay", 0.004, 1.0, "How the momentum fades in.", advanced=True),
                DECOUPLED,
                _eps(1e-8),
            ),
            deviations=OURS,
        ),
        OptimizerKind(
            name="RAdam",
            target="torch.optim.RAdam",
            help="Adam that starts carefully while it knows little of the gradients.",
            rate=0.001,
            parameters=(BETAS, _decay(), DECOUPLED, _eps(1e-8)),
            deviations=OURS,
        ),
        OptimizerKind(
            name="Adamax",
            target="torch.optim.Adamax",
            help="Adam that measures the size of gradients by their largest, not their mean square.",
            rate=0.002,
            parameters=(BETAS, _decay(), _eps(1e-8)),
            deviations=OURS,
        ),
        OptimizerKind(
            name="RMSprop",
            target="torch.optim.RMSprop",
            help="Divides each gradient by its own recent size.",
            formula=r"w \leftarrow w - \eta \frac{\nabla L}{\sqrt{v} + \epsilon}",
            rate=0.01,
            parameters=(
                _number("alpha", 0.99, 0.9999, "How much of the old mean square is kept.", label="Alpha"),
                _number("momentum", 0.0, 0.999, "How much of the last step is kept.", label="Momentum"),
                _decay(),
                Parameter(
                    "centered", "bool", False, advanced=True, help="Divides by the spread around the mean."
                ),
                _eps(1e-8),
            ),
            deviations=OURS,
        ),
        OptimizerKind(
            name="Adagrad",
            target="torch.optim.Adagrad",
            help="Weights that were moved much move less from then on.",
            formula=r"w \leftarrow w - \eta \frac{\nabla L}{\sqrt{\sum (\nabla L)^2} + \epsilon}",
            rate=0.01,
            fused=True,
            parameters=(
                _number("lr_decay", 0.0, 1.0, "How the rate falls with the steps.", advanced=True),
                _decay(),
                _number("initial_accumulator_value", 0.0, 10.0, "What the sum starts with.", advanced=True),
                _eps(1e-10),
            ),
            deviations=OURS,
        ),
        OptimizerKind(
            name="Adadelta",
            target="torch.optim.Adadelta",
            help="Finds its own step sizes; the learning rate only scales them.",
            rate=1.0,
            parameters=(
                _number("rho", 0.9, 0.9999, "How much of the old mean squares is kept.", label="Rho"),
                _decay(),
                _eps(1e-6),
            ),
            deviations=OURS,
        ),
        OptimizerKind(
            name="Adafactor",
            target="torch.optim.Adafactor",
            help="As Adam, with far less memory for large matrices.",
            rate=0.01,
            parameters=(
                Parameter(
                    "beta2_decay",
                    "float",
                    -0.8,
                    minimum=-1.0,
                    maximum=0.0,
                    slider=(-1.0, 0.0),
                    advanced=True,
                    help="How fast the old mean squares fade.",
                ),
                Parameter(
                    "d",
                    "float",
                    1.0,
                    minimum=1.0,
                    maximum=100.0,
                    slider=(1.0, 10.0),
                    advanced=True,
                    label="Clipping threshold",
                    help="Larger updates are scaled down.",
                ),
                _decay(),
            ),
            deviations=FrozenDict({**OURS, "eps": "a pair of which one may be None; torch's own is used"}),
        ),
        OptimizerKind(
            name="ASGD",
            target="torch.optim.ASGD",
            help="SGD that also keeps the mean of its weights.",
            rate=0.01,
            parameters=(
                _number("lambd", 1e-4, 1.0, "How the rate falls.", advanced=True),
                _number("alpha", 0.75, 1.0, "Power of the fall.", advanced=True),
                Parameter(
                    "t0",
                    "float",
                    1e6,
                    minimum=0.0,
                    maximum=1e9,
                    advanced=True,
                    help="Step from which the mean is kept.",
                ),
                _decay(),
            ),
            deviations=OURS,
        ),
        OptimizerKind(
            name="Rprop",
            target="torch.optim.Rprop",
            help="Looks only at the sign of each gradient; meant for the whole data in one batch.",
            rate=0.01,
            parameters=(
                Parameter(
                    "etas",
                    "pair",
                    (0.5, 1.2),
                    minimum=0.0,
                    above=True,
                    maximum=10.0,
                    advanced=True,
                    help="Factors by which a step shrinks and grows.",
                ),
                Parameter(
                    "step_sizes",
                    "pair",
                    (1e-6, 50.0),
                    minimum=0.0,
                    maximum=1000.0,
                    advanced=True,
                    help="Smallest and largest step.",
                ),
            ),
            deviations=OURS,
        ),
    )
)
