"""What exists, as data: layers, optimizers, losses, initializers and tasks, and what they mean.

A new entry is one declaration in the module it belongs to. No torch here: the window draws from
this before the engine is loaded.
"""

from .check import check
from .edits import (
    choose_loss,
    choose_optimizer,
    choose_schedule,
    choose_task,
    complete,
    initializer,
    new_layer,
    repair,
)
from .facts import DataFacts, columns, fix, problem
from .initializers import INITIALIZERS
from .kinds import (
    DatasetKind,
    Kind,
    LayerKind,
    LossKind,
    MetricKind,
    Parameter,
    Port,
    ScheduleKind,
    TaskKind,
    by_name,
)
from .layers import LAYERS
from .losses import LOSSES
from .metrics import METRICS
from .optimizers import OPTIMIZERS
from .report import LayerReport, Report
from .schedules import SCHEDULES
from .tasks import TASKS

__all__ = [
    "INITIALIZERS",
    "LAYERS",
    "LOSSES",
    "METRICS",
    "OPTIMIZERS",
    "SCHEDULES",
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
    "ScheduleKind",
    "TaskKind",
    "by_name",
    "check",
    "choose_loss",
    "choose_optimizer",
    "choose_schedule",
    "choose_task",
    "columns",
    "complete",
    "fix",
    "initializer",
    "new_layer",
    "problem",
    "repair",
]
