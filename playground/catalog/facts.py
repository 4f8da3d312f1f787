"""What a check is made of: facts about the data, problems and their repairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.project import FrozenDict, Problem, Repair

from .kinds import Aim, LossKind


@dataclass(frozen=True)
class DataFacts:
    """What a check wants to know of the data: the shape of one sample per field, and what the output
    is held against (`columns` numbers or labels, or one of `classes`)."""

    shapes: Mapping[str, tuple[int, ...]]
    target: Aim
    classes: int = 0
    columns: int = 1
    training_samples: int = 0
    shares: bool = False
    """Whether all numbers to be predicted are between 0 and 1."""


def problem(code: str, **given: Any) -> Problem:
    """A Problem; what is no member of Problem becomes one of its values."""
    members = {k: given.pop(k) for k in list(given) if k in Problem.model_fields}
    return Problem(code=code, values=FrozenDict(given), **members)


def fix(action: str, **values: Any) -> Repair:
    """A Repair."""
    return Repair(action=action, values=FrozenDict(values))


def columns(loss: LossKind, facts: DataFacts) -> int:
    """How wide the network's output has to be for this loss and these data."""
    if facts.target != "classes":
        return facts.columns
    if facts.classes == 2:
        return loss.binary_columns
    return facts.classes
