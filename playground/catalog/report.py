"""What a check of a project found: shapes, sizes, problems. Made by the engine, read by everyone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from playground.project import Problem

from .blocks import TURN, part_id, steps


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
    """All layers and all problems of a project.

    `layers` are those that compute, what is in a block one by one; `blocks` is each block as a whole,
    those in a block too. `fields` are those of the data, which an Input may ask for.
    """

    layers: Mapping[str, LayerReport] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    blocks: Mapping[str, LayerReport] = field(default_factory=dict)
    fields: tuple[str, ...] = ()

    @property
    def parameters(self) -> int:
        """Trainable numbers in all."""
        return sum(layer.parameters for layer in self.layers.values())

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the project from training."""
        return tuple(p for p in self.problems if p.severity == "error")

    def card(self, layer_id: str) -> LayerReport | None:
        """What the card of `layer_id` shows: its layer, or its block as a whole."""
        return self.layers.get(layer_id) or self.blocks.get(layer_id)

    def of(self, layer_id: str) -> tuple[Problem, ...]:
        """The problems that the card of `layer_id` shows: its own, and those of what is in a block,
        each once and not once a turn."""
        found: dict[tuple[object, ...], Problem] = {}
        for problem in self.problems:
            if problem.layer is not None and layer_id in (problem.layer, steps(problem.layer)[0]):
                found.setdefault((problem.code, problem.setting, *steps(problem.layer)), problem)
        return tuple(found.values())

    def inside(self, way: Sequence[str], network: str) -> Report:
        """What is known of the inside of the block that `way` leads to, under the ids that layers have
        there; `network` is its name. Shapes are those of the first turn, problems those of any."""
        if not way:
            return self
        prefix = "".join(part_id(block, 1, "") for block in way)
        return Report(
            _without(self.layers, prefix),
            tuple(
                problem.but(network=network, layer=TURN.split(problem.layer, maxsplit=len(way))[-1])
                for problem in self.problems
                if problem.layer is not None and _is_inside(problem.layer, way)
            ),
            _without(self.blocks, prefix),
        )


def _is_inside(layer_id: str, way: Sequence[str]) -> bool:
    found = steps(layer_id)
    return len(found) > len(way) and found[: len(way)] == tuple(way)


def _without(reports: Mapping[str, LayerReport], prefix: str) -> dict[str, LayerReport]:
    """Those whose ids begin with `prefix`, under the rest of their ids."""
    rests = {name: name.removeprefix(prefix) for name in reports if name.startswith(prefix)}
    return {rest: replace(reports[name], id=rest) for name, rest in rests.items()}
