"""Targets: the column or columns of a table that are predicted, and their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.catalog import problem
from playground.project import Refused

from .columns import Column, guess_target, guess_target_type
from .dataset import Target

MAX_CLASSES = 1000
YES = frozenset(("ano", "da", "evet", "igen", "ja", "jah", "j"))
"""Words for yes that stand before their no in the alphabet. Of two other answers the later is the yes, as in
no and yes, false and true, 0 and 1, non and oui."""


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels of every row: N, or N K of K columns; the names of classes or labels; and which rows have a
    label at all."""

    values: NDArray[Any]
    type: Target
    classes: tuple[str, ...]
    known: NDArray[np.bool_]


def find_target(columns: tuple[Column, ...], name: str, path: str) -> Column:
    """The column to predict: the one named (in any case of letters), else a guess."""
    wanted = name or guess_target(columns)
    names = [column.info.name for column in columns]
    small = [own.lower() for own in names]
    if wanted in names:
        return columns[names.index(wanted)]
    if wanted.strip().lower() in small:
        return columns[small.index(wanted.strip().lower())]
    known = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    raise Refused(
        problem("no_such_column", setting="data.parameters.target", column=wanted, path=path, known=known)
    )


def labels_of(targets: Sequence[Column], type: Literal["auto", "classes", "numbers"], path: str) -> Labels:
    """The labels of one column; or of several, which are all numbers, or each a yes or no (a label).

    Raises Refused: `target_empty`, `target_no_numbers`, `target_one_class`, `target_too_many_classes`,
    `target_no_label`.
    """
    if len(targets) == 1:
        return _of_one(targets[0], guess_target_type(targets[0]) if type == "auto" else type, path)
    two = all(column.info.distinct == 2 for column in targets)
    way = type if type != "auto" else "classes" if two else "numbers"
    each = [_of_one(column, way, path) for column in targets]
    for column, found in zip(targets, each):
        if found.type == "classes" and len(found.classes) != 2:
            raise Refused(
                problem(
                    "target_no_label",
                    setting="data.parameters.columns",
                    path=path,
                    column=column.info.name,
                    number=len(found.classes),
                )
            )
    known = np.all([found.known for found in each], axis=0)
    if way == "numbers":
        return Labels(np.stack([found.values for found in each], axis=1), "numbers", (), known)
    values = np.stack([found.values == (found.classes[0].lower() not in YES) for found in each], axis=1)
    return Labels(values, "labels", tuple(column.info.name for column in targets), known)


def _of_one(target: Column, type: Literal["classes", "numbers"], path: str) -> Labels:
    """Class indices (N int64), classes in the order of their numbers or of the alphabet; or N float64.

    Raises Refused: `target_empty`, `target_no_numbers`, `target_one_class`,
    `target_too_many_classes`.
    """
    given = {"setting": "data.parameters.target", "column": target.info.name, "path": path}
    if target.content.gaps.all():
        raise Refused(problem("target_empty", **given))
    if type == "numbers":
        numbers = target.content.dates if target.info.type == "date" else target.content.numbers
        if np.isnan(numbers).all():
            raise Refused(problem("target_no_numbers", example=target.info.example, **given))
        return Labels(numbers, "numbers", (), ~np.isnan(numbers))
    labelled = ~target.content.gaps
    if target.info.type == "number":  # 1, 1.0 and 01 are the same class
        numbers = target.content.numbers
        labelled &= ~np.isnan(numbers)
        values, labels, _ = target.content.different
        names = [f"{value:.15g}" for value in values]
    else:
        texts, places = target.content.texts
        labelled_texts = {texts[place] for place in np.unique(places[labelled])}
        names = sorted(labelled_texts)
        order = {name: index for index, name in enumerate(names)}
        labels = np.array([order.get(text, 0) for text in texts], np.int64)[places]
    if len(names) < 2:
        raise Refused(problem("target_one_class", example=target.info.example, **given))
    if len(names) > MAX_CLASSES:
        raise Refused(problem("target_too_many_classes", number=len(names), limit=MAX_CLASSES, **given))
    return Labels(labels.astype(np.int64), "classes", tuple(names), labelled)
