"""How a batch becomes a loss, a prediction and metrics.

The objective of a project: label coding and the width of the output follow from task and loss
(`catalog.columns`), the link turns logits into what is predicted.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.catalog import LOSSES, METRICS, TASKS, DataFacts, LossKind, columns
from playground.data.dataset import Dataset
from playground.project import Project

from .build import GraphNet
from .metrics import Outcome, measure
from .modules import Flattened, numbers
from .shapes import target_class


def facts_of(dataset: Dataset, task: str) -> DataFacts:
    """What a check of the document wants to know of a dataset and what is to be learned of it."""
    shapes = dataset.input_shapes
    if task in TASKS and TASKS[task].target == "inputs":
        numbers = math.prod(next(iter(shapes.values())))
        shares = dataset.family == "image"
        return DataFacts(shapes, "inputs", 0, numbers, len(dataset.train), shares)
    return DataFacts(
        shapes,
        dataset.target,
        classes=len(dataset.classes),
        columns=dataset.labels.shape[1] if dataset.labels.ndim == 2 else 1,
        training_samples=len(dataset.train),
    )


@dataclass(frozen=True)
class Objective:
    """A loss with the coding of labels that goes with it, and the metrics to measure."""

    kind: LossKind
    loss: nn.Module
    facts: DataFacts
    metrics: tuple[str, ...] = ()

    @property
    def classes(self) -> bool:
        """Whether classes are told apart."""
        return self.facts.target == "classes"

    @property
    def labels(self) -> bool:
        """Whether a sample may have any number of labels, each a yes or no."""
        return self.facts.target == "labels"

    @property
    def reconstructs(self) -> bool:
        """Whether the inputs themselves are what is wanted."""
        return self.facts.target == "inputs"

    @property
    def width(self) -> int:
        """Output columns K."""
        return columns(self.kind, self.facts)

    def target(self, dataset: Dataset, fields: Mapping[str, Tensor], device: torch.device) -> Tensor:
        """What the output is held against, on the device: coded labels, or the first field itself."""
        if self.reconstructs:
            return next(iter(fields.values()))
        return self.code(dataset.labels).to(device)

    def code(self, labels: NDArray[np.generic]) -> Tensor:
        """Labels (N class indices, or N K labels or numbers) as the loss wants them: N int64 or N K
        float32."""
        found = torch.from_numpy(np.array(labels))
        if not self.classes:
            return found.float().reshape(len(found), -1)
        if self.kind.coding == "index":
            return found.long()
        if self.width == 1:
            hot = found.float().reshape(-1, 1)
        else:
            hot = nn.functional.one_hot(found.long(), self.width).float()
        return hot * 2 - 1 if self.kind.coding == "signed" else hot

    def measure(self, net: GraphNet, out: Tensor, target: Tensor) -> Tensor:
        """The loss of what `net` has just put out (N ...), with what its layers ask for beside it. That
        is for a whole sample, and the loss for each of its numbers: so it is shared out among them."""
        loss: Tensor = self.loss(out, target)
        for side in net.side_losses():
            loss = loss + side / self.width
        return loss

    def decode(self, target: Tensor) -> Tensor:
        """Class indices (N int64), or labels (N K), back from coded ones."""
        if self.labels:
            return target.long()
        return target if self.kind.coding == "index" else self.decide(target)

    def link(self, logits: Tensor) -> Tensor:
        """What is predicted and drawn: probabilities, -1..1, or the numbers themselves (N K)."""
        if self.kind.link == "softmax":
            return torch.softmax(logits, 1)
        if self.kind.link == "sigmoid":
            return torch.sigmoid(logits)
        if self.kind.link == "tanh" and self.classes:
            return torch.tanh(logits)
        return logits

    def shares(self, logits: Tensor) -> Tensor:
        """How far each class or label is believed in, 0 to 1 (N classes; for these only). The largest is
        the class decided for; they add up to 1 where the loss makes them probabilities. Labels are decided
        for above a half, each by itself."""
        values = self.link(logits)
        if self.labels:
            return values
        if self.kind.coding == "signed":
            values = ((values + 1) / 2).clamp(0, 1)
        return values if values.shape[1] > 1 else torch.cat([1 - values, values], 1)

    def decide(self, logits: Tensor) -> Tensor:
        """The class decided for, N int64; for labels a 1 or 0 for each, N K (for these only)."""
        if self.labels:
            return (logits > 0).long()
        if logits.shape[1] == 1:
            return (logits[:, 0] > 0).long()
        return logits.argmax(1)


def objective(project: Project, dataset: Dataset) -> Objective:
    """The loss and the metrics of a project on these data."""
    training, task = project.training, TASKS[project.content.task.kind]
    facts = facts_of(dataset, task.name)
    kind = LOSSES[training.loss]
    arguments = {p.name: training.loss_parameters.get(p.name, p.default) for p in kind.parameters}
    if kind.name == "HalfSquaredError":
        arguments["tanh"] = facts.target == "classes"
    if training.class_weights == "balanced" and kind.weighted and facts.target in ("classes", "labels"):
        arguments[kind.weighted] = class_weights(kind, dataset)
    loss = target_class(kind.target)(**arguments)
    if facts.target == "inputs":
        loss = Flattened(loss)
    asked = tuple(name for name in training.metrics if facts.target in METRICS[name].targets)
    return Objective(kind, loss, facts, tuple(dict.fromkeys((*task.metrics, *asked))))


def class_weights(kind: LossKind, dataset: Dataset) -> Tensor:
    """What each class counts so that all count the same: n / (K n_k) for n_k of n training samples, as
    scikit-learn's "balanced"; for a loss of yes and no, how many times more a yes counts (K, or 1)."""
    labels = dataset.labels[dataset.train]
    if dataset.target == "labels":
        yes = labels.sum(0, dtype=np.int64).clip(1)
        return torch.tensor((len(labels) - yes) / yes, dtype=torch.float32)
    counts = np.bincount(labels, minlength=len(dataset.classes)).clip(1)
    total = counts.sum()
    if kind.weighted == "weight":
        return torch.tensor(total / (len(counts) * counts), dtype=torch.float32)
    ratios = (total - counts) / counts
    return torch.tensor(ratios[1:] if len(counts) == 2 else ratios, dtype=torch.float32)


@dataclass(frozen=True)
class Score:
    """A loss over a whole split, and its metrics by name."""

    loss: float
    metrics: Mapping[str, float]


@torch.no_grad()
def evaluation(
    net: GraphNet,
    objective: Objective,
    fields: Mapping[str, Tensor],
    target: Tensor,
    index: Tensor,
    scale: Tensor | None = None,
    batch: int = 4096,
) -> Generator[None, None, Score]:
    """Loss and metrics over the samples `index`, without penalty. The net must be in eval mode.

    `scale` (K) turns scaled numbers back into the data's units, for MAE. `batch` samples are
    evaluated at once, and between two such parts it yields: many samples take seconds.
    """
    whole = len(index) == len(target)
    outs, truth, loss, squares, sides = [], [], 0.0, 0.0, 0.0
    for start in range(0, len(index), batch):
        if start:
            yield
        part = index[start : start + batch]
        small = whole and len(index) <= batch
        inputs = fields if small else {name: array[part] for name, array in fields.items()}
        wanted = target if small else target[part]
        out = net(inputs)
        loss += float(objective.measure(net, out, wanted)) * len(wanted)
        sides += sum(float(side) for side in net.side_losses()) * len(wanted)
        if objective.reconstructs:  # as large as the data: measured as it comes, never kept
            difference = objective.link(out).flatten(1) - numbers(wanted).flatten(1)
            squares += float(difference.square().mean()) * len(wanted)
        else:
            outs.append(out)
            truth.append(wanted)
    loss /= len(index)
    if objective.reconstructs:
        beside = {"kl": sides / len(index)} if net.side_losses() else {}
        return Score(loss, {"mse": squares / len(index), **beside})
    made = outcome(objective, _joined(outs), _joined(truth), scale)
    return Score(loss, measure(objective.metrics, made))


def _joined(parts: list[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.cat(parts)


def outcome(objective: Objective, logits: Tensor, target: Tensor, scale: Tensor | None = None) -> Outcome:
    """What logits (N K) say, beside the coded target: classes or labels, or numbers times `scale` (K)."""
    if objective.classes or objective.labels:
        truth, decided = objective.decode(target), objective.decide(logits)
        return Outcome(objective.facts.classes, decided, truth, lambda: objective.shares(logits))
    if scale is None:
        return Outcome(predicted=logits, wanted=target)
    return Outcome(predicted=logits * scale, wanted=target * scale)
