"""PictureInfo: what is known of a set of pictures, for whoever looks at it before training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .dataset import Dataset


@dataclass(frozen=True)
class PictureInfo:
    """Pictures that were read: their shape (C H W), how many of each class and part, what was left out."""

    kind: str
    shape: tuple[int, ...]
    classes: Mapping[str, int]
    train: int
    validation: int
    test: int
    published_test: bool
    read: int
    kept: int
    dropped: tuple[tuple[str, int], ...]
    """(reason in words, how many pictures)"""
    notes: tuple[str, ...]

    @classmethod
    def of(cls, dataset: Dataset) -> PictureInfo:
        """Of a dataset of the family `image`."""
        report = dataset.report
        assert report is not None, "every dataset has one"
        counts = np.bincount(dataset.labels, minlength=len(dataset.classes)).tolist()
        return cls(
            kind=dataset.kind,
            shape=next(iter(dataset.input_shapes.values())),
            classes=dict(zip(dataset.classes, counts)),
            train=len(dataset.train),
            validation=len(dataset.validation),
            test=len(dataset.test),
            published_test=dataset.published_test,
            read=report.read,
            kept=report.kept,
            dropped=report.dropped,
            notes=report.notes,
        )

    def as_dict(self) -> dict[str, Any]:
        """The same as a JSON value."""
        return {**asdict(self), "dropped": [{"reason": r, "pictures": n} for r, n in self.dropped]}
