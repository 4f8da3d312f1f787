"""What was fitted on the training part goes with a project that is saved.

Weights read their inputs as they were scaled when they were trained. Where the files have changed since,
fitting anew would give every number another meaning behind their back.
"""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np

from playground.project import DataSettings, Fitted, FittedColumn, FittedScaling

from .dataset import Dataset, Scaling
from .table import ColumnCode, TableEncoder

MOST_TEXTS = 20_000
"""Columns with more categories, all together, are fitted anew when the project is opened."""


def with_fitted(settings: DataSettings, dataset: Dataset | None) -> DataSettings:
    """The settings as they are saved, with what was fitted on `dataset`, where that is theirs."""
    if dataset is None or dataset.settings != settings:
        return settings
    encoder, scalings = dataset.table, tuple(dataset.input_scaling.values())
    columns = () if encoder is None else encoder.columns
    if sum(len(column.categories) for column in columns) > MOST_TEXTS:
        columns = ()
    found = Fitted(
        columns=tuple(FittedColumn(**asdict(column)) for column in columns),
        pictures=_stored(scalings[0]) if scalings else None,
        target=None if dataset.target_scaling is None else _stored(dataset.target_scaling),
    )
    return settings.but(fitted=None if found == Fitted() else found)


class Before:
    """What was fitted when the project was saved, to be taken instead of what would be fitted now.
    `differs` once that makes a difference."""

    def __init__(self, settings: DataSettings) -> None:
        self._fitted = settings.fitted or Fitted()
        self.differs = False

    def encoder(self, fresh: TableEncoder) -> TableEncoder:
        """The encoder of then, where the columns are still the same."""
        stored = tuple(ColumnCode(**column.model_dump()) for column in self._fitted.columns)
        if [_kind(column) for column in stored] != [_kind(column) for column in fresh.columns]:
            return fresh
        if [asdict(column) for column in stored] == [asdict(column) for column in fresh.columns]:
            return fresh
        self.differs = True
        return replace(fresh, columns=stored)

    def pictures(self, fresh: Scaling) -> Scaling:
        """The scaling of pictures then, where they have as many channels still."""
        return self._scaling(fresh, self._fitted.pictures)

    def target(self, fresh: Scaling) -> Scaling:
        """The scaling of the numbers to predict then, where they are as many still."""
        return self._scaling(fresh, self._fitted.target)

    def _scaling(self, fresh: Scaling, stored: FittedScaling | None) -> Scaling:
        if stored is None or stored == _stored(fresh):
            return fresh
        if not len(stored.mean) == len(stored.std) == fresh.mean.size:
            return fresh
        self.differs = True
        mean, std = (np.array(part, np.float32) for part in (stored.mean, stored.std))
        return Scaling(mean.reshape(fresh.mean.shape), std.reshape(fresh.std.shape))


def _stored(scaling: Scaling) -> FittedScaling:
    mean, std = (tuple(map(float, part.ravel())) for part in (scaling.mean, scaling.std))
    return FittedScaling(mean=mean, std=std)


def _kind(column: ColumnCode) -> tuple[str, str, str]:
    return column.name, column.type, column.coding
