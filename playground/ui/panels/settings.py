"""Settings of training, and how data are divided, as parameters: the same forms show them as all else."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from playground.catalog import METRICS, Parameter
from playground.project.ending import DEFAULT_EPOCHS

translate = QCoreApplication.translate


def rate() -> Parameter:
    """The learning rate, from 0.000001 to 10 by 1, 2, 5."""
    return Parameter(
        "learning_rate",
        "float",
        0.03,
        minimum=0.0,
        above=True,
        maximum=1000.0,
        slider=(1e-6, 10.0),
        log=True,
        label=translate("Training", "Learning rate"),
        help=translate("Training", "How far each step goes. Too small learns slowly, too large runs away."),
    )


def batch_size() -> Parameter:
    """How many samples make one step."""
    return Parameter(
        "batch_size",
        "int",
        10,
        minimum=1,
        maximum=1_000_000,
        slider=(1, 1024),
        log=True,
        label=translate("Training", "Batch size"),
        help=translate(
            "Training", "How many samples make one step. Small batches are noisy, large ones smooth and slow."
        ),
    )


def _penalty(name: str, label: str, help: str) -> Parameter:
    return Parameter(
        name,
        "float",
        0.0,
        minimum=0.0,
        maximum=1000.0,
        slider=(1e-6, 10.0),
        log=True,
        label=label,
        help=help,
    )


def penalties() -> tuple[Parameter, ...]:
    """L1 and L2."""
    return (
        _penalty(
            "l1",
            translate("Training", "L1 penalty"),
            translate("Training", "Pulls every weight evenly towards zero; many end there."),
        ),
        _penalty(
            "l2",
            translate("Training", "L2 penalty"),
            translate("Training", "Pulls large weights towards zero more than small ones."),
        ),
    )


def metrics() -> tuple[Parameter, ...]:
    """Whether each metric is measured."""
    return tuple(
        Parameter(kind.name, "bool", False, label=kind.title, help=kind.help) for kind in METRICS.values()
    )


def limits() -> tuple[Parameter, ...]:
    """Clipping of the gradient."""
    return (
        Parameter(
            "clip_norm",
            "float",
            None,
            minimum=0.0,
            above=True,
            maximum=1e6,
            slider=(0.01, 100.0),
            log=True,
            optional=True,
            none_text=translate("Training", "not limited"),
            label=translate("Training", "Clip norm"),
            help=translate(
                "Training", "The longest that the whole gradient may be: keeps a run from running away."
            ),
        ),
        Parameter(
            "clip_value",
            "float",
            None,
            minimum=0.0,
            above=True,
            maximum=1e6,
            slider=(0.01, 100.0),
            log=True,
            optional=True,
            none_text=translate("Training", "not limited"),
            label=translate("Training", "Clip values"),
            help=translate("Training", "The largest that each entry of the gradient may be."),
        ),
    )


def warm_up() -> Parameter:
    """How long the rate grows first."""
    return Parameter(
        "warmup_epochs",
        "int",
        0,
        minimum=0,
        maximum=1_000_000,
        slider=(0, 100),
        unit=translate("Training", "epochs"),
        label=translate("Training", "Warm-up"),
        help=translate("Training", "For so many epochs the rate grows evenly from nothing to its full size."),
    )


def balance() -> Parameter:
    """What each class counts."""
    return Parameter(
        "class_weights",
        "choice",
        "none",
        choices=("none", "balanced"),
        label=translate("Training", "Class weights"),
        help=translate("Training", "Balanced lets a rare class count as much as a common one."),
    )


def order() -> tuple[Parameter, ...]:
    """Shuffling, the seed, and what changes the last bits."""
    return (
        Parameter(
            "shuffle",
            "choice",
            "every epoch",
            choices=("every epoch", "once", "never"),
            label=translate("Training", "Shuffle"),
            help=translate("Training", "When the order of the training samples is drawn anew."),
        ),
        Parameter(
            "accumulate",
            "int",
            1,
            minimum=1,
            maximum=100_000,
            slider=(1, 64),
            log=True,
            unit=translate("Training", "batches"),
            label=translate("Training", "Accumulate"),
            help=translate(
                "Training",
                "How many batches make one step of the optimizer: a large batch in less memory.",
            ),
            advanced=True,
        ),
        Parameter(
            "seed",
            "int",
            0,
            minimum=0,
            maximum=2**31 - 1,
            label=translate("Training", "Seed"),
            help=translate(
                "Training",
                "Chooses the first weights, the order and the dropout. The same seed, the same numbers.",
            ),
        ),
        Parameter(
            "precision",
            "choice",
            "float32",
            choices=("float32", "bfloat16", "float16"),
            label=translate("Training", "Precision"),
            advanced=True,
            help=translate(
                "Training",
                "How exactly the network computes while it trains: half as many bits are faster on cards "
                "made for it, and slower elsewhere. Weights and scores stay in float32.",
            ),
        ),
        Parameter(
            "threads",
            "int",
            1,
            minimum=1,
            maximum=256,
            slider=(1, 16),
            label=translate("Training", "Threads"),
            advanced=True,
            help=translate(
                "Training",
                "Processor threads for one step. Another number changes the last bits of every result.",
            ),
        ),
        Parameter(
            "channels_last",
            "bool",
            False,
            label=translate("Training", "Channels last"),
            advanced=True,
            help=translate(
                "Training",
                "Keeps pictures in another order of memory: often faster for small image networks.",
            ),
        ),
    )


def stops() -> tuple[Parameter, ...]:
    """When a run ends by itself."""
    return (
        Parameter(
            "epochs",
            "int",
            None,
            minimum=1,
            maximum=10_000_000,
            slider=(1, 10_000),
            log=True,
            optional=True,
            none_text=translate("Training", "until paused"),
            label=translate("Training", "Epochs"),
            help=translate("Training", "Ends after so many rounds through the training data."),
        ),
        Parameter(
            "target",
            "float",
            None,
            minimum=0.0,
            maximum=1000.0,
            slider=(1e-6, 10.0),
            log=True,
            optional=True,
            none_text=translate("Training", "none"),
            label=translate("Training", "Target loss"),
            help=translate("Training", "Ends once the training loss is this small."),
        ),
        Parameter(
            "patience",
            "int",
            None,
            minimum=1,
            maximum=1_000_000,
            slider=(1, 1000),
            log=True,
            optional=True,
            none_text=translate("Training", "none"),
            label=translate("Training", "Patience"),
            help=translate(
                "Training",
                "Ends after so many epochs without a better validation loss, and puts the best weights back.",
            ),
        ),
    )


def folds() -> tuple[Parameter, ...]:
    """How to cross-validate."""
    return (
        Parameter(
            "folds",
            "int",
            5,
            minimum=2,
            maximum=100,
            slider=(2, 20),
            label=translate("Training", "Folds"),
            help=translate(
                "Training", "In how many parts the data are divided; each is the test of one training."
            ),
        ),
        Parameter(
            "epochs",
            "int",
            None,
            minimum=1,
            maximum=1_000_000,
            slider=(1, 1000),
            log=True,
            optional=True,
            none_text=translate("Training", "as this run, else {0}").format(DEFAULT_EPOCHS),
            label=translate("Training", "Epochs each"),
            help=translate("Training", "How long each of them trains."),
        ),
    )


def _share(name: str, default: float, label: str, help: str) -> Parameter:
    return Parameter(
        name,
        "float",
        default,
        minimum=0.0,
        maximum=90.0,
        slider=(0.0, 90.0),
        step=5.0,
        unit="%",
        label=label,
        help=help,
    )


def split() -> tuple[Parameter, ...]:
    """How the samples are divided. Shares are in percent here."""
    return (
        _share(
            "test",
            50.0,
            translate("Data", "Test share"),
            translate("Data", "How many samples are kept aside, to see what was learned."),
        ),
        _share(
            "validation",
            0.0,
            translate("Data", "Validation"),
            translate("Data", "How many samples decide when to stop; patience looks at them alone."),
        ),
        Parameter(
            "seed",
            "int",
            0,
            minimum=0,
            maximum=2**31 - 1,
            label=translate("Data", "Seed"),
            help=translate(
                "Data", "Chooses the samples and how they are divided. The same seed, the same data."
            ),
            advanced=True,
        ),
        Parameter(
            "stratify",
            "bool",
            True,
            label=translate("Data", "Class by class"),
            help=translate("Data", "Divides every class by the same shares, and not by chance alone."),
            advanced=True,
        ),
    )
