"""Metrics of predictions, by the names of `catalog.metrics`, as scikit-learn defines them.

Classes are seen through the confusion matrix C (K K): C[i, j] samples of class i were called j. So
C's diagonal are the true positives, its rows sum to how often a class is there, its columns to how
often it was said. Labels, of which a sample may have any number, are K questions of yes and no.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor


@dataclass(frozen=True)
class Outcome:
    """What a network said of N samples, and what was right.

    For K classes `decided` and `truth` are class indices (N), for K labels a yes (1) or no (0) to each
    (N K); `believe` gives how far each is believed in (N K). For numbers `predicted` and `wanted` are
    N K, in the data's units.
    """

    classes: int = 0
    decided: Tensor | None = None
    truth: Tensor | None = None
    believe: Callable[[], Tensor] | None = None
    predicted: Tensor | None = None
    wanted: Tensor | None = None

    @cached_property
    def shares(self) -> Tensor:
        """How far each class is believed in, N K."""
        assert self.believe is not None
        return self.believe()

    @cached_property
    def confusion(self) -> Tensor:
        """K K counts, as float64 on the CPU."""
        assert self.decided is not None
        assert self.truth is not None
        classes = self.classes
        places = self.truth * classes + self.decided
        return torch.bincount(places, minlength=classes**2).reshape(classes, classes).double().cpu()

    @property
    def several(self) -> bool:
        """Whether a sample may have several labels."""
        return self.decided is not None and self.decided.dim() == 2

    @cached_property
    def counts(self) -> tuple[Tensor, Tensor, Tensor]:
        """Of each class or label (K float64): how often it was said rightly, said at all, and there."""
        if not self.several:
            confusion = self.confusion
            return confusion.diagonal(), confusion.sum(0), confusion.sum(1)
        assert self.decided is not None
        assert self.truth is not None
        said, there = self.decided.double().cpu(), self.truth.double().cpu()
        return (said * there).sum(0), said.sum(0), there.sum(0)

    @cached_property
    def error(self) -> Tensor:
        """predicted - wanted, N K, as float64."""
        assert self.predicted is not None
        assert self.wanted is not None
        return self.predicted.double() - self.wanted.double()


def measure(names: Iterable[str], outcome: Outcome) -> dict[str, float]:
    """The metrics of these names; one that is not defined (no sample of any class) is left out."""
    values = {name: float(FUNCTIONS[name](outcome)) for name in names}
    return {name: value for name, value in values.items() if math.isfinite(value)}


# --- classes ---------------------------------------------------------------------------------------


def accuracy(outcome: Outcome) -> float:
    """The share of right decisions."""
    assert outcome.decided is not None
    assert outcome.truth is not None
    return int((outcome.decided == outcome.truth).sum()) / len(outcome.truth)


def exact_match(outcome: Outcome) -> float:
    """The share of samples of which every label was said rightly."""
    assert outcome.decided is not None
    assert outcome.truth is not None
    return int((outcome.decided == outcome.truth).all(1).sum()) / len(outcome.truth)


def label_accuracy(outcome: Outcome) -> float:
    """The share of right answers over all samples and labels: 1 - Hamming loss."""
    assert outcome.decided is not None
    assert outcome.truth is not None
    return int((outcome.decided == outcome.truth).sum()) / outcome.truth.numel()


def per_class(outcome: Outcome) -> Mapping[str, Tensor]:
    """precision, recall, f1 and accuracy (its yes or no is right) of each class or label (K), and its
    number of samples (support).

    Where a class was never said its precision is 0, where it never is there its recall is 0.
    """
    assert outcome.truth is not None
    right, said, there = outcome.counts
    return {
        "precision": right / said.clamp_min(1),
        "recall": right / there.clamp_min(1),
        "f1": 2 * right / (said + there).clamp_min(1),
        "accuracy": 1 - (said + there - 2 * right) / len(outcome.truth),
        "support": there,
    }


def _macro(name: str) -> Callable[[Outcome], float]:
    """The mean of a number over the classes that are there, or were said, or over all labels."""

    def mean(outcome: Outcome) -> float:
        _, said, there = outcome.counts
        known = (said + there > 0) | outcome.several
        return float(per_class(outcome)[name][known].mean())

    return mean


def balanced_accuracy(outcome: Outcome) -> float:
    """The mean recall of the classes that are there."""
    _, _, there = outcome.counts
    return float(per_class(outcome)["recall"][there > 0].mean())


def _top(k: int) -> Callable[[Outcome], float]:
    """The share of samples whose class is among the k with the largest shares."""

    def top_k(outcome: Outcome) -> float:
        assert outcome.truth is not None
        best = outcome.shares.topk(min(k, outcome.classes), dim=1).indices
        return int((best == outcome.truth[:, None]).any(1).sum()) / len(outcome.truth)

    return top_k


def roc_auc(outcome: Outcome) -> float:
    """The area under the receiver operating characteristic, one class against the rest, the mean over
    the classes; for two classes, of the second; for labels, of each. NaN where a class or label is not
    there, or is there always."""
    assert outcome.truth is not None
    truth = outcome.truth
    which = range(outcome.classes) if outcome.classes > 2 or outcome.several else (1,)
    areas = [_area(outcome.shares[:, k], truth[:, k] == 1 if outcome.several else truth == k) for k in which]
    return sum(areas) / len(areas)


def _area(scores: Tensor, positive: Tensor) -> float:
    """Mann and Whitney's U over the number of pairs: ties count half."""
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return math.nan
    _, places, counts = torch.unique(scores, return_inverse=True, return_counts=True)
    above = counts.cumsum(0).double()
    ranks = (above - (counts.double() - 1) / 2)[places]
    rank_sum = float(ranks[positive].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


# --- numbers ---------------------------------------------------------------------------------------


def mae(outcome: Outcome) -> float:
    """Mean absolute error."""
    return float(outcome.error.abs().mean())


def mse(outcome: Outcome) -> float:
    """Mean squared error."""
    return float(outcome.error.square().mean())


def rmse(outcome: Outcome) -> float:
    """Root of the mean squared error, the mean over columns."""
    return float(outcome.error.square().mean(0).sqrt().mean())


def r2(outcome: Outcome) -> float:
    """1 - squared error / spread, the mean over columns."""
    assert outcome.wanted is not None
    wanted = outcome.wanted.double()
    spread = (wanted - wanted.mean(0)).square().sum(0)
    return float((1 - outcome.error.square().sum(0) / spread.clamp_min(1e-300)).mean())


FUNCTIONS: Mapping[str, Callable[[Outcome], float]] = {
    "accuracy": accuracy,
    "exact_match": exact_match,
    "label_accuracy": label_accuracy,
    "balanced_accuracy": balanced_accuracy,
    "top_3_accuracy": _top(3),
    "precision": _macro("precision"),
    "recall": _macro("recall"),
    "f1": _macro("f1"),
    "roc_auc": roc_auc,
    "mae": mae,
    "mse": mse,
    "rmse": rmse,
    "r2": r2,
}
