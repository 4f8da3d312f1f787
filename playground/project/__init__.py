"""The document: what the user has made, as immutable values. Standard library and pydantic only."""

from .frozen import Frozen, FrozenDict, freeze, thaw
from .network import Initializer, Layer, Network, Wire
from .problems import Problem, Refused, Repair, refuse
from .project import CATALOG_VERSION, VERSION, Content, HandEdit, Layout, Project, View
from .settings import (
    DataSettings,
    Fitted,
    FittedColumn,
    FittedScaling,
    Fold,
    OptimizerSettings,
    Stop,
    Task,
    TrainingSettings,
)

__all__ = [
    "CATALOG_VERSION",
    "VERSION",
    "Content",
    "DataSettings",
    "Fitted",
    "FittedColumn",
    "FittedScaling",
    "Fold",
    "Frozen",
    "FrozenDict",
    "HandEdit",
    "Initializer",
    "Layer",
    "Layout",
    "Network",
    "OptimizerSettings",
    "Problem",
    "Project",
    "Refused",
    "Repair",
    "Stop",
    "Task",
    "TrainingSettings",
    "View",
    "Wire",
    "freeze",
    "refuse",
    "thaw",
]
