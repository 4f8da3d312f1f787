"""Split: which samples train, which validate, which test."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.catalog import problem
from playground.project import Fold, Refused

Indices = NDArray[np.int64]

SPLIT_STREAM = 1
"""Sets the generator of the split apart from the one that makes the samples (same seed)."""


class Split(NamedTuple):
    """Disjoint index arrays that cover every sample, each in the shuffled order."""

    train: Indices
    validation: Indices
    test: Indices


def split(
    count: int,
    validation: float,
    test: float,
    seed: int,
    classes: NDArray[np.int64] | None = None,
    fold: Fold | None = None,
) -> Split:
    """Divides `count` samples by shares; with `classes` (N, from 0) every class is divided alike.

    The training part gets floor(count · (1 − validation − test)), as TensorFlow Playground does, but
    at least one sample; what is left goes to validation and test by their shares. Stratified,
    every class that has a sample trains with at least one, as far as the training part reaches.

    With a `fold`, that part of the samples tests (as even as can be, class by class), and `validation`
    is a share of the others.

    One random number per sample decides its place in the order, so one sample more at the end
    moves hardly any other from one part to another. Raises Refused (`shares_too_large`).
    """
    if fold is None and validation + test > 1 - 1e-9:
        raise Refused(problem("shares_too_large", setting="data.test", validation=validation, test=test))
    generator = np.random.Generator(np.random.PCG64([seed, SPLIT_STREAM]))
    order = np.argsort(generator.random(count)).astype(np.int64)
    if fold is not None:
        return _folded(order, fold, validation, classes)
    # 500 · (1 − 0.9) is 49.999… in binary: a hair more before the floor.
    training = min(count, max(1, int(count * (1.0 - validation - test) + 1e-6)))
    rest = count - training
    validating = round(rest * validation / (validation + test)) if rest and validation + test > 0 else 0
    if validation + test == 0:
        training = count
    if classes is None:
        return Split(
            order[:training], order[training : training + validating], order[training + validating :]
        )
    sizes = np.bincount(classes)
    train_quota = _quotas(sizes, training, least=1)
    validation_quota = _quotas(sizes - train_quota, validating, least=0)
    place = _place_in_class(classes[order], len(sizes))
    first = train_quota[classes[order]]
    second = first + validation_quota[classes[order]]
    return Split(order[place < first], order[(place >= first) & (place < second)], order[place >= second])


def _folded(order: Indices, fold: Fold, validation: float, classes: Indices | None) -> Split:
    """One fold tests; of the others the first ones of each class validate."""
    alike = np.zeros(len(order), np.int64) if classes is None else classes[order]
    place = _place_in_class(alike, int(alike.max(initial=0)) + 1)
    # Classes begin in different folds, so that small ones do not all lie in the first.
    testing = (place + alike) % fold.of == fold.index
    rest, others = order[~testing], alike[~testing]
    sizes = np.bincount(others, minlength=int(alike.max(initial=0)) + 1)
    quota = _quotas(sizes, round(len(rest) * validation), least=0)
    validating = _place_in_class(others, len(sizes)) < quota[others]
    return Split(rest[~validating], rest[validating], order[testing])


def _quotas(sizes: Indices, total: int, least: int) -> Indices:
    """How many of each class belong to a part of `total` samples: largest remainders, then `least`."""
    exact = sizes * (total / max(1, int(sizes.sum())))
    quotas: Indices = np.floor(exact + 1e-9).astype(np.int64)
    by_remainder = np.argsort(quotas - exact, kind="stable")
    for chosen in by_remainder:
        if quotas.sum() >= total:
            break
        if quotas[chosen] < sizes[chosen]:
            quotas[chosen] += 1
    for empty in np.flatnonzero((quotas < least) & (sizes >= least)):
        richest = int(np.argmax(quotas))
        if quotas[richest] <= least:
            break
        quotas[richest] -= 1
        quotas[empty] += 1
    return quotas


def _place_in_class(classes: Indices, number: int) -> Indices:
    """For each sample, how many of its class came before it."""
    place = np.empty(len(classes), np.int64)
    for label in range(number):
        members = classes == label
        place[members] = np.arange(np.count_nonzero(members))
    return place
