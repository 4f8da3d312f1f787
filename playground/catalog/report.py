"""What a check of a project found: shapes, sizes, problems. Made by the engine, read by everyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.project import Problem


@dataclass(frozen=True)
class LayerReport:
    """One layer: its output shape (N left out; None while unknown), its trainable numbers, and its
    floating-point operations for a batch of one (None where not counted)."""

    id: str
    kind: str
    shape: tuple[int, ...] | None = None
    parameters: int = 0
    operations: int | None = None


@dataclass(frozen=True)
class Report:
    """All layers and all problems of a project."""

    layers: Mapping[str, LayerReport] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def parameters(self) -> int:
        """Trainable numbers in all."""
        return sum(layer.parameters for layer in self.layers.values())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the project from training."""
        return tuple(p for p in self.problems if p.severity == "error")

    def of(self, layer_id: str) -> tuple[Problem, ...]:
        """The problems that the card of `layer_id` shows."""
        return tuple(p for p in self.problems if p.layer == layer_id)
