"""What exists, as data: layers, optimizers, losses, initializers and tasks, and what they mean.

A new entry is one declaration in the module it belongs to. No torch here: the window draws from
this before the engine is loaded.
"""

from .check import DataFacts, check, columns, fix, problem
from .edits import (
    choose_loss,
    choose_optimizer,
    choose_task,
    complete,
    initializer,
    new_layer,
    repair,
)
from .initializers import INITIALIZERS
from .kinds import DatasetKind, Kind, LayerKind, LossKind, MetricKind, Parameter, Port, TaskKind, by_name
from .layers import LAYERS
from .losses import LOSSES
from .metrics import METRICS
from .optimizers import OPTIMIZERS
from .report import LayerReport, Report
from .tasks import TASKS

__all__ = [
    "INITIALIZERS",
    "LAYERS",
    "LOSSES",
    "METRICS",
    "OPTIMIZERS",
    "TASKS",
    "DataFacts",
    "DatasetKind",
    "Kind",
    "LayerKind",
    "LayerReport",
    "LossKind",
    "MetricKind",
    "Parameter",
    "Port",
    "Report",
    "TaskKind",
    "by_name",
    "check",
    "choose_loss",
    "choose_optimizer",
    "choose_task",
    "columns",
    "complete",
    "fix",
    "initializer",
    "new_layer",
    "problem",
    "repair",
]
