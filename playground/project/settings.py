"""Settings: data and training, as values. What a kind means is the catalogue's business."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from .frozen import Frozen, FrozenDict, Parameters

Shuffle = Literal["every epoch", "once", "never"]
ClassWeights = Literal["none", "balanced"]
Precision = Literal["float32", "bfloat16", "float16"]


class Fold(Frozen):
    """One part in `of` equal ones, the `index`-th from 0."""

    index: int = Field(ge=0)
    of: int = Field(ge=2, le=1000)

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if self.index >= self.of:
            raise ValueError(f"fold {self.index} is none of {self.of}: they count from 0")
        return self


class FittedScaling(Frozen):
    """Numbers x enter as (x - mean) / std, by channel or column."""

    mean: tuple[float, ...]
    std: tuple[Annotated[float, Field(gt=0.0)], ...]


class FittedColumn(Frozen):
    """How a column of a table was filled and coded: see ColumnCode of the data, which has these fields."""

    name: str
    type: Literal["number", "category", "date"]
    coding: Literal["standardise", "min-max", "as-is", "one-hot", "ordinal"]
    categories: tuple[str, ...] = ()
    fill: float = 0.0
    shift: float = 0.0
    unit: float = Field(default=1.0, gt=0.0)


class Fitted(Frozen):
    """What was learned from the training part beside the weights: how columns are filled and coded, how
    pictures and numbers to predict are scaled."""

    columns: tuple[FittedColumn, ...] = ()
    pictures: FittedScaling | None = None
    target: FittedScaling | None = None


class DataSettings(Frozen):
    """Which data, made or read how, and divided how.

    `validation` and `test` are shares of all samples (0 to 0.9, their sum below 1); the rest trains.
    For cross-validation `fold` is the part that tests instead, and `test` does not count.
    `features` are the inputs made from the plane's x1 and x2, for two-dimensional data only.

    `fitted` goes with weights that were saved: though a file has changed since, it means to them what it
    meant when they were trained. Of other settings it says nothing, so a change takes it away.
    """

    kind: str = "spiral"
    parameters: Parameters = FrozenDict()
    seed: int = Field(default=0, ge=0, lt=2**31)
    features: tuple[str, ...] = ("x1", "x2")
    validation: float = Field(default=0.0, ge=0.0, le=0.9)
    test: float = Field(default=0.5, ge=0.0, le=0.9)
    stratify: bool = True
    fold: Fold | None = None
    fitted: Fitted | None = None

    def but(self, **changes: Any) -> Self:
        """As of every value; what was fitted stays only where nothing else is, or it is named."""
        other = any(getattr(self, name, None) != value for name, value in changes.items())
        return super().but(**({"fitted": None, **changes} if other else changes))


class Stop(Frozen):
    """When a run ends by itself; None means that this does not end it.

    `target` is a training loss to reach, `patience` a number of epochs without a better
    validation loss (the best weights are then put back).
    """

    epochs: int | None = Field(default=None, ge=1)
    target: float | None = Field(default=None, ge=0.0)
    patience: int | None = Field(default=None, ge=1)


class OptimizerSettings(Frozen):
    """Which rule changes the weights, with its learning rate and its other numbers."""

    optimizer: str = "SGD"
    learning_rate: float = Field(default=0.03, gt=0.0, le=1000.0)
    optimizer_parameters: Parameters = FrozenDict()


class TrainingSettings(OptimizerSettings):
    """How the network is trained. All of it may change while training runs.

    `schedule` changes the learning rate with time, and for `warmup_epochs` it grows from nothing first.
    `accumulate` batches make one step of the optimizer. `class_weights` "balanced" lets a rare class
    count as much as a common one.

    `l1` is the peers' rule (applied after the step, scaled by the rate, weights that would cross
    zero stay there), `l2` is 0.5 w^2; biases are exempt from both. A layer may have its own. `clip_norm`
    limits the norm of the whole gradient, `clip_value` each entry.

    `augmentation` varies the training pictures. `metrics` are measured after every epoch beside the
    task's own. `precision` is that of the forward pass in training, where layers allow it; weights,
    loss and evaluation are in float32 always. `threads` and `channels_last` change the last bits of every
    number, so they belong to the project and not to the machine.
    """

    seed: int = Field(default=0, ge=0, lt=2**31)
    loss: str = "CrossEntropyLoss"
    loss_parameters: Parameters = FrozenDict()
    schedule: str = "Constant"
    schedule_parameters: Parameters = FrozenDict()
    warmup_epochs: int = Field(default=0, ge=0, le=1_000_000)
    batch_size: int = Field(default=10, ge=1, le=1_000_000)
    accumulate: int = Field(default=1, ge=1, le=100_000)
    class_weights: ClassWeights = "none"
    shuffle: Shuffle = "every epoch"
    l1: float = Field(default=0.0, ge=0.0, le=1000.0)
    l2: float = Field(default=0.0, ge=0.0, le=1000.0)
    clip_norm: float | None = Field(default=None, gt=0.0)
    clip_value: float | None = Field(default=None, gt=0.0)
    stop: Stop = Stop()
    precision: Precision = "float32"
    threads: int = Field(default=1, ge=1, le=256)
    channels_last: bool = False
    metrics: tuple[str, ...] = ()
    augmentation: Parameters = FrozenDict()


class Task(Frozen):
    """What is learned, and which network plays which part (role -> network name)."""

    kind: str = "classification"
    roles: Parameters = FrozenDict({"model": "main"})
