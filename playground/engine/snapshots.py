"""What the trainer tells the world: frozen values of numbers and numpy arrays, never tensors.

No torch here: the window knows these types before the engine is loaded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

from playground.catalog.report import Report
from playground.project import Problem

State = Literal["starting", "blocked", "paused", "playing", "finished", "diverged", "failed"]
"""starting: no network yet; blocked: a problem of severity error keeps it from training (it goes on
by itself once that is mended, if it was playing); finished: a stop condition was met; diverged: the
loss ran away and the last good weights are back; failed: an exception, worded in `problem`."""


@dataclass(frozen=True)
class Status:
    """Where training stands. Losses and metrics are None before they were first measured."""

    state: State = "starting"
    run: int = 0
    """Counts resets: pictures and curves of an older run are stale."""
    revision: int = 0
    """Counts rebuilds of the network: pictures of an older revision are stale."""
    step: int = 0
    epoch: int = 0
    steps_per_epoch: int = 0
    steps_per_s: float = 0.0
    samples_per_s: float = 0.0
    elapsed_s: float = 0.0
    remaining_s: float | None = None
    batch_loss: float | None = None
    losses: Mapping[str, float] = field(default_factory=dict)
    """By split: train, validation, test (a split without samples is missing)."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    """train_accuracy, test_accuracy ... or train_mae, test_r2 ..."""
    scoring: bool = False
    """Losses and metrics are being measured anew."""
    device: str = "cpu"
    devices: tuple[str, ...] = ("cpu",)
    pictures_per_s: float = 0.0
    can_restore: str = ""
    """What can be brought back with one click: "trained" (weights before the last reset),
    "good" (weights before divergence), "best" (best validation loss), or nothing."""
    message: str = ""
    """What the last change kept, what a run ended by: one quiet line."""
    problem: Problem | None = None
    stopped_by: str = ""


Row = Mapping[str, float | None]
"""Numbers of one fold, by name: test_loss, test_accuracy, ...; None or missing where not measured."""


@dataclass(frozen=True)
class FoldScores:
    """Cross-validation in `of` folds as far as it has come: a row for each that is done, and how much of
    the work that is (`share`, 0 to 1)."""

    of: int
    rows: tuple[Row, ...] = ()
    share: float = 0.0
    running: bool = True
    problem: Problem | None = None

    @property
    def numbers(self) -> dict[str, tuple[float, ...]]:
        """Fold by fold; what some fold could not measure is left out."""
        names = [
            n for n in (self.rows[0] if self.rows else ()) if all(_is_finite(r.get(n)) for r in self.rows)
        ]
        return {name: tuple(float(row[name] or 0.0) for row in self.rows) for name in names}

    @property
    def mean(self) -> dict[str, float]:
        """Over the folds."""
        from statistics import fmean

        return {name: fmean(values) for name, values in self.numbers.items()}

    @property
    def spread(self) -> dict[str, float]:
        """Standard deviation over the folds (0 of a single one)."""
        from statistics import stdev

        alone = len(self.rows) < 2
        return {name: 0.0 if alone else stdev(v) for name, v in self.numbers.items()}


def _is_finite(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


@dataclass(frozen=True)
class Request:
    """A picture that a visible view asks for.

    kind is one of `PROBES`; `resolution` the points along each side of a map of the plane;
    `sample` the index of the sample whose activations are shown (in the data's own order).
    """

    kind: str
    resolution: int = 50
    sample: int | None = None
    layer: str | None = None


ANYWHERE = ("activations", "weights", "predictions", "fit", "evaluation")
ON_SOME = ("surface", "maps", "curve", "augmented", "samples")
PROBES = (*ON_SOME, *ANYWHERE)
"""What can be asked for, and what each Picture's `arrays` hold. Axes: R resolution (rows from the
top, so row 0 is the largest x2), U units, C H W channels, height, width, S samples, K outputs.

surface      "values": K R R, what the network predicts over the plane [-e, e]^2 (after the loss's
             link: probabilities for softmax and sigmoid, -1..1 for tanh, raw numbers else);
             "extent": (e,)
maps         per layer id: U R R, the value of each unit over the plane after the elementwise layers
             that directly follow it; "extent": (e,). Only for plane data.
activations  per layer id: C H W or U, what the layer puts out for one sample; "input" the sample.
weights      per "layer.tensor": the numbers of each trainable tensor (a copy).
predictions  "index": S, rows of the data; "predicted": S K (after the link); "truth": S or S K,
             for a sample of the test part (of the training part, where there is no test part).
             Where inputs are reconstructed, both are S C H W (or S F).
fit          "truth": S K and "predicted": S K in the data's own units, test part; for classes
             "confusion": classes x classes counts (rows: truth); for labels both are S K, 0 or 1.
curve        "x": R, numbers in a row; "values": K R, what the network says of each (curve data only).
evaluation   "PART.METRIC": a number, for the parts that have samples, the loss and every metric of the
             task; for classes or labels "classes": K 4, precision, recall, F1 and number of samples of
             each, in the test part (in the training part, where there is no test part); for labels
             "accuracies": K, the share of right answers to each.
samples      "images": S C H W, pictures that a network with a Sample layer makes of codes of chance.
augmented    "images": S C H W, ways in which a picture may come while it trains.
"""


@dataclass(frozen=True)
class Picture:
    """The answer to a Request, taken between two steps."""

    request: Request
    run: int
    revision: int
    step: int
    arrays: Mapping[str, NDArray[Any]]
    cost_ms: float = 0.0


@dataclass(frozen=True)
class Mark:
    """A change during a run, for a labelled line on the curves."""

    step: int
    epoch: float
    seconds: float
    text: str


@dataclass(frozen=True)
class Checked:
    """The trainer's word on the document as it stands now: its report, shapes and all."""

    report: Report
    revision: int
