"""Dataset: arrays, splits and what they mean. Everything the engine and the views know of data.

Axes: N samples, F features, C H W channels, height, width, K target columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog.kinds import Family
from playground.project import DataSettings

Floats = NDArray[np.float32]
Target = Literal["classes", "labels", "numbers"]


@dataclass(frozen=True)
class RowReport:
    """What became of the rows of a file: how many were read, and which were left out and why."""

    read: int
    kept: int
    dropped: tuple[tuple[str, int], ...] = ()
    """(reason in words, how many rows)"""
    notes: tuple[str, ...] = ()
    """Anything else worth a sentence: 3 constant columns, 177 missing ages filled with 28."""


@dataclass(frozen=True, eq=False)
class Samples:
    """What a loader gives: every sample in its natural form, before features, coding and split.

    `inputs` is N 2 for a plane, N C H W for images (float32 in 0..1, or uint8), and for a table a
    RawTable (see table.py). `labels` is N: class indices (int64) for classes; N K of 0 and 1 for labels,
    of which a sample may have any number; else N or N K float. `classes` names classes or labels.
    The samples from `test_from` on were published for the test. `pictures` are those of a table's rows
    (a RowPictures, see row_pictures.py).
    """

    inputs: Any
    labels: NDArray[Any]
    target: Target
    classes: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ("target",)
    report: RowReport | None = None
    test_from: int | None = None
    pictures: Any = None


Progress = Callable[[int, int], bool]
"""Told (how much is read, how much there is) every now and then; False stops the reading."""


@dataclass(frozen=True)
class Reading:
    """How far reading of data has come; `total` is 0 once it is over."""

    done: int = 0
    total: int = 0


Load = Callable[[Mapping[str, Any], int, Path | None, Progress], Samples]
"""A DatasetKind's `load`: (parameters, seed, folder of the project, progress) -> samples."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """A number x is shown to the network as (x - mean) / std; fitted on the training part."""

    mean: Floats
    std: Floats


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples ready for training, in the order of the raw data; `train`, `validation` and `test`
    are disjoint index arrays that cover all N.

    `fields` maps an Input layer's field to its array (float32; or uint8 for pictures, where 255 stands
    for 1; N first). `labels` is N int64 for classes, N K uint8 for labels, N K float32 for numbers
    (scaled by `target_scaling` where that is given). `points` is N 2 for a plane, before features;
    `plane` its half-width, so that maps cover [-plane, plane]^2. With `published_test`, the test part is
    the one that the data came with, and the settings' share for it says nothing.
    """

    kind: str
    family: Family
    target: Target
    fields: dict[str, NDArray[Any]]
    labels: NDArray[Any]
    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]
    classes: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ("target",)
    feature_names: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    points: Floats | None = None
    plane: float = 6.0
    target_scaling: Scaling | None = None
    input_scaling: Mapping[str, Scaling] = field(default_factory=dict)
    """By field: how its numbers are scaled where they enter the network (pictures, see normalise.py)."""
    report: RowReport | None = None
    published_test: bool = False
    table: Any = None
    """For a table: the fitted TableEncoder (see table.py), which codes a row typed in by hand."""
    settings: DataSettings | None = None
    """What it was made from."""
    extra: dict[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def input_shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of one sample of each field, N left out: (2,), (1, 8, 8), (13,)."""
        return {name: tuple(array.shape[1:]) for name, array in self.fields.items()}
