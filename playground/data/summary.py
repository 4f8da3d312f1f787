"""TableInfo and PictureInfo: what is known of a table or of pictures, for whoever looks before training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .columns import ColumnInfo
from .dataset import Dataset, Target


@dataclass(frozen=True)
class TableInfo:
    """What is known of a file: how it is read, what its columns are, what became of its rows.

    `guessed` names what nobody chose: delimiter, encoding, decimal, header, target, target_type.
    `rows` are the first ones as texts, by column order, for looking at.
    """

    path: str
    sha256: str
    size_bytes: int
    delimiter: str
    encoding: str
    decimal: str
    header: bool
    columns: tuple[ColumnInfo, ...]
    target: str
    further_targets: tuple[str, ...]
    """Other columns that are predicted as well."""
    target_type: Target
    classes: tuple[str, ...]
    read: int
    kept: int
    dropped: tuple[tuple[str, int], ...]
    """(reason in words, how many rows)"""
    warnings: tuple[str, ...]
    guessed: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def inputs(self) -> tuple[ColumnInfo, ...]:
        """The columns that the network sees."""
        return tuple(c for c in self.columns if c.treatment not in ("ignore", "target"))

    def as_dict(self) -> dict[str, Any]:
        """The same as a JSON value, less the rows."""
        found = asdict(self)
        del found["rows"]
        return {**found, "dropped": [{"reason": r, "rows": n} for r, n in self.dropped]}


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
