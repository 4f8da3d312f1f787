"""How a single layer or block learns and runs, as parameters for the inspector's forms."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from playground.catalog import Parameter

translate = QCoreApplication.translate


def layer_learning() -> tuple[Parameter, ...]:
    """How a single layer learns."""
    return (
        Parameter(
            "frozen",
            "bool",
            False,
            label=translate("Training", "Frozen"),
            help=translate("Training", "A frozen layer keeps its weights and its running statistics."),
        ),
        Parameter(
            "rate_scale",
            "float",
            1.0,
            minimum=0.0,
            maximum=1000.0,
            slider=(0.001, 10.0),
            log=True,
            label=translate("Training", "Share of rate"),
            help=translate("Training", "What the learning rate is multiplied by for this layer alone."),
            only_when=("frozen", (False,)),
        ),
        *(_own_pull(name, *texts) for name, *texts in _own_pulls()),
    )


def _own_pulls() -> tuple[tuple[str, str, str], ...]:
    return (
        (
            "weight_decay",
            translate("Training", "Weight decay"),
            translate("Training", "Pulls all numbers of this layer towards zero, as the optimizer does it."),
        ),
        (
            "l1",
            translate("Training", "L1"),
            translate("Training", "Pulls the weights of this layer to exactly zero, all by the same force."),
        ),
        (
            "l2",
            translate("Training", "L2"),
            translate("Training", "Pulls the weights of this layer towards zero, large ones more."),
        ),
    )


def _own_pull(name: str, label: str, help: str) -> Parameter:
    """A pull towards zero that one layer may have of its own."""
    return Parameter(
        name,
        "float",
        None,
        minimum=0.0,
        maximum=10.0 if name == "weight_decay" else 1000.0,
        slider=(1e-6, 1.0),
        log=True,
        optional=True,
        none_text=translate("Training", "as all layers"),
        label=label,
        help=help,
        only_when=("frozen", (False,)),
    )


def block() -> tuple[Parameter, ...]:
    """How a block runs."""
    return (
        Parameter(
            "repeat",
            "int",
            1,
            minimum=1,
            maximum=1000,
            slider=(1, 12),
            label=translate("Training", "Times in a row"),
            help=translate(
                "Training",
                "What comes out goes in again; each turn has weights of its own.",
            ),
        ),
    )
