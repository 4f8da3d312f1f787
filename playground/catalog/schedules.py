"""Schedules: how the learning rate changes while it trains. `engine.schedules` has the mathematics."""

from playground.catalog.kinds import Parameter, ScheduleKind, by_name
from playground.project import FrozenDict

LEAST_SHARE = 1e-4
"""The smallest share of the learning rate that a curve may be drawn down to."""
LENGTH = Parameter(
    "epochs",
    "int",
    None,
    minimum=1,
    maximum=1_000_000,
    slider=(1, 1000),
    log=True,
    optional=True,
    none_text="as long as it trains",
    label="Length",
    unit="epochs",
    help="How many epochs the way down takes; the number of epochs to train unless set (100 where there "
    "is none).",
)
EPOCHS = "counted in epochs here, and may follow the run's length"
OURS = FrozenDict({"optimizer": "ours", "last_epoch": "the run's own counter"})


def _share(name: str, default: float, label: str, help: str) -> Parameter:
    return Parameter(
        name,
        "float",
        default,
        minimum=0.0,
        above=True,
        maximum=1.0,
        slider=(0.01, 1.0),
        label=label,
        help=help,
    )


SCHEDULES: dict[str, ScheduleKind] = by_name(
    (
        ScheduleKind(
            name="Constant",
            help="The same rate all the time.",
            formula=r"\eta_t = \eta",
        ),
        ScheduleKind(
            name="StepLR",
            label="Steps",
            target="torch.optim.lr_scheduler.StepLR",
            help="Every few epochs the rate is multiplied by a factor.",
            formula=r"\eta_t = \eta \, \gamma^{\lfloor t / s \rfloor}",
            parameters=(
                Parameter(
                    "step_size",
                    "int",
                    10,
                    minimum=1,
                    maximum=100_000,
                    slider=(1, 100),
                    log=True,
                    label="Every",
                    unit="epochs",
                    help="How many epochs one step lasts.",
                ),
                _share("gamma", 0.1, "Factor", "What the rate is multiplied by."),
            ),
            deviations=FrozenDict({**OURS, "step_size": "torch has no default"}),
        ),
        ScheduleKind(
            name="ExponentialLR",
            label="Exponential",
            target="torch.optim.lr_scheduler.ExponentialLR",
            help="After every epoch the rate is multiplied by a factor.",
            formula=r"\eta_t = \eta \, \gamma^{t}",
            parameters=(_share("gamma", 0.95, "Factor", "What the rate is multiplied by each epoch."),),
            deviations=FrozenDict({**OURS, "gamma": "torch has no default"}),
        ),
        ScheduleKind(
            name="InverseTimeLR",
            label="Inverse time",
            help="The rate falls as one over the time: fast at first, then ever more slowly.",
            formula=r"\eta_t = \frac{\eta}{1 + d \, t}",
            parameters=(
                Parameter(
                    "decay",
                    "float",
                    0.1,
                    minimum=0.0,
                    maximum=1000.0,
                    slider=(0.001, 10.0),
                    log=True,
                    label="Decay",
                    help="How fast it falls: after 1/decay epochs the rate is half.",
                ),
            ),
        ),
        ScheduleKind(
            name="CosineAnnealingLR",
            label="Cosine",
            target="torch.optim.lr_scheduler.CosineAnnealingLR",
            help="Down along half a cosine, gently at both ends, then it stays.",
            formula=r"\eta_t = \eta_{min} + \frac{\eta - \eta_{min}}{2} (1 + \cos \frac{\pi t}{T})",
            parameters=(
                LENGTH,
                Parameter(
                    "final",
                    "float",
                    0.0,
                    minimum=0.0,
                    maximum=1.0,
                    slider=(0.0, 0.5),
                    label="Final share",
                    help="What share of the learning rate is left in the end.",
                ),
            ),
            deviations=FrozenDict({**OURS, "T_max": EPOCHS, "eta_min": "a share of the rate here"}),
        ),
        ScheduleKind(
            name="OneCycleLR",
            label="One cycle",
            target="torch.optim.lr_scheduler.OneCycleLR",
            help="Up from a small rate to the learning rate, then far down, once: often much faster "
            "(Smith and Topin, 2018).",
            formula=r"\eta / div \nearrow \eta \searrow \eta / (div \cdot final)",
            parameters=(
                LENGTH,
                _share("pct_start", 0.3, "Rising share", "The share of the way that goes up."),
                Parameter(
                    "div_factor",
                    "float",
                    25.0,
                    minimum=1.0,
                    maximum=1e6,
                    slider=(1.0, 1000.0),
                    log=True,
                    label="Start divisor",
                    help="It starts at the learning rate divided by this.",
                    advanced=True,
                ),
                Parameter(
                    "final_div_factor",
                    "float",
                    1e4,
                    minimum=1.0,
                    maximum=1e9,
                    slider=(1.0, 1e6),
                    log=True,
                    label="End divisor",
                    help="It ends at the start's rate divided by this.",
                    advanced=True,
                ),
            ),
            deviations=FrozenDict(
                {
                    **OURS,
                    "max_lr": "the learning rate",
                    "total_steps": EPOCHS,
                    "epochs": EPOCHS,
                    "steps_per_epoch": EPOCHS,
                    "anneal_strategy": "always the cosine",
                    "cycle_momentum": "the momentum stays as it is set",
                    "base_momentum": "the momentum stays as it is set",
                    "max_momentum": "the momentum stays as it is set",
                    "three_phase": "two phases, as the paper's fastest",
                }
            ),
        ),
        ScheduleKind(
            name="Drawn",
            label="Drawn by hand",
            help="Along a curve that you draw: drag its points below, double-click for another one.",
            formula=r"\ln \eta_t = \ln \eta + \ln c(t / T)",
            parameters=(
                LENGTH,
                Parameter(
                    "points",
                    "curve",
                    ((0.0, 0.01), (0.1, 1.0), (0.6, 1.0), (1.0, 0.01)),
                    minimum=LEAST_SHARE,
                    maximum=1.0,
                    label="Curve",
                    help="Points of (share of the length, share of the learning rate); between two of them "
                    "the rate goes by equal ratios, beyond the ends it stays.",
                ),
            ),
        ),
        ScheduleKind(
            name="ReduceLROnPlateau",
            label="On a plateau",
            target="torch.optim.lr_scheduler.ReduceLROnPlateau",
            help="When the validation loss has not become better for a while, the rate is multiplied by "
            "a factor.",
            formula=r"\eta \leftarrow \gamma \, \eta",
            parameters=(
                _share("factor", 0.1, "Factor", "What the rate is multiplied by."),
                Parameter(
                    "patience",
                    "int",
                    10,
                    minimum=0,
                    maximum=100_000,
                    slider=(0, 100),
                    label="Patience",
                    unit="epochs",
                    help="How many epochs without a better validation loss are let pass.",
                ),
                Parameter(
                    "threshold",
                    "float",
                    1e-4,
                    minimum=0.0,
                    maximum=1.0,
                    slider=(1e-6, 0.1),
                    log=True,
                    label="Threshold",
                    advanced=True,
                    help="By what share the loss must fall to count as better.",
                ),
            ),
            deviations=FrozenDict(
                {
                    "optimizer": "ours",
                    "mode": "a loss is to fall",
                    "threshold_mode": "relative, as torch's default",
                    "cooldown": "torch's default, none",
                    "min_lr": "torch's default, none",
                    "eps": "torch's default",
                }
            ),
        ),
    )
)
