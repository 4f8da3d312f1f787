"""How a batch becomes a loss, a prediction and metrics.

The objective of a project: label coding and the width of the output follow from task and loss
(`catalog.columns`), the link turns logits into what is predicted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.catalog import LOSSES, DataFacts, LossKind, columns
from playground.data.dataset import Dataset
from playground.project import TrainingSettings

from .shapes import target_class


def facts_of(dataset: Dataset) -> DataFacts:
    """What a check of the document wants to know of a dataset."""
    return DataFacts(
        shapes=dataset.input_shapes,
        target=dataset.target,
        classes=len(dataset.classes),
        columns=dataset.labels.shape[1] if dataset.labels.ndim == 2 else 1,
        training_samples=len(dataset.train),
    )


@dataclass(frozen=True)
class Objective:
    """A loss with the coding of labels that goes with it."""

    kind: LossKind
    loss: nn.Module
    facts: DataFacts

    @property
    def classes(self) -> bool:
        """Whether classes are told apart (and not numbers predicted)."""
        return self.facts.target == "classes"

    @property
    def width(self) -> int:
        """Output columns K."""
        return columns(self.kind, self.facts)

    def code(self, labels: NDArray[np.generic]) -> Tensor:
        """Labels (N class indices, or N K numbers) as the loss wants them: N int64 or N K float32."""
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
        """How far each class is believed in, 0 to 1 (N classes; for classes only). The largest is the
        class decided for; they add up to 1 where the loss makes them probabilities."""
        values = self.link(logits)
        if self.kind.coding == "signed":
            values = ((values + 1) / 2).clamp(0, 1)
        return values if values.shape[1] > 1 else torch.cat([1 - values, values], 1)

    def decide(self, logits: Tensor) -> Tensor:
        """The class decided for, N int64 (for classes only)."""
        if logits.shape[1] == 1:
            return (logits[:, 0] > 0).long()
        return logits.argmax(1)


def objective(training: TrainingSettings, facts: DataFacts) -> Objective:
    """The loss of a project on data of these facts."""
    kind = LOSSES[training.loss]
    arguments = {p.name: training.loss_parameters.get(p.name, p.default) for p in kind.parameters}
    if kind.name == "HalfSquaredError":
        arguments["tanh"] = facts.target == "classes"
    return Objective(kind, target_class(kind.target)(**arguments), facts)


@dataclass(frozen=True)
class Score:
    """A loss over a whole split, and its metrics (accuracy; or mae and r2 in the data's units)."""

    loss: float
    metrics: Mapping[str, float]


@torch.no_grad()
def evaluate(
    net: nn.Module,
    objective: Objective,
    fields: Mapping[str, Tensor],
    target: Tensor,
    index: Tensor,
    scale: Tensor | None = None,
    batch: int = 4096,
) -> Score:
    """Loss and metrics over the samples `index`, without penalty. The net must be in eval mode.

    `scale` (K) turns scaled numbers back into the data's units, for MAE. `batch` samples are
    evaluated at once.
    """
    whole = len(index) == len(target)
    logits, truth, loss, right = [], [], 0.0, 0
    for start in range(0, len(index), batch):
        part = index[start : start + batch]
        small = whole and len(index) <= batch
        inputs = fields if small else {name: array[part] for name, array in fields.items()}
        wanted = target if small else target[part]
        out = net(inputs)
        loss += float(objective.loss(out, wanted)) * len(wanted)
        if objective.classes:
            right += int((objective.decide(out) == decoded(objective, wanted)).sum())
        else:
            logits.append(out)
            truth.append(wanted)
    if objective.classes:
        return Score(loss / len(index), {"accuracy": right / len(index)})
    return Score(loss / len(index), _regression(torch.cat(logits), torch.cat(truth), scale))


def decoded(objective: Objective, target: Tensor) -> Tensor:
    """Class indices (N int64) back from coded labels."""
    if objective.kind.coding == "index":
        return target
    if target.shape[1] == 1:
        return (target[:, 0] > 0).long()
    return target.argmax(1)


def _regression(predicted: Tensor, wanted: Tensor, scale: Tensor | None) -> dict[str, float]:
    """Mean absolute error in the data's units, and R2 (mean over columns, as scikit-learn has it)."""
    error = (predicted - wanted).double()
    absolute = error.abs() * scale if scale is not None else error.abs()
    spread = (wanted.double() - wanted.double().mean(0)).square().sum(0)
    explained = 1 - error.square().sum(0) / spread.clamp_min(1e-300)
    return {"mae": float(absolute.mean()), "r2": float(explained.mean())}
