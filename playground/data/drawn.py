"""Drawn points: a set on the plane that a person adds to, moves, relabels and erases with the mouse.

The points live in the document, as a tuple of (x1, x2, label), so that each edit can be undone.
The edits keep the places of the other points in that tuple, hence also the part (training or
test) each of them belongs to: see `split`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from playground.catalog import DatasetKind, Parameter, problem
from playground.project import DataSettings, FrozenDict, Refused

from .dataset import Dataset, Progress, Samples
from .plane import PLANE, class_names
from .split import split

Point = tuple[float, float, float]
Points = tuple[Point, ...]

MAX_POINTS = 20_000


def load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    """The drawn points as samples. Raises Refused (`no_points`, `bad_point`, `too_many_points`)."""
    points: Points = parameters["points"]
    if not points:
        raise Refused(problem("no_points", setting="data.parameters.points"))
    _room_for(points)
    table = np.array(points, np.float64)
    inputs, values = table[:, :2].astype(np.float32), table[:, 2]
    if parameters["target"] == "numbers":
        return Samples(inputs, values, "numbers", target_names=("value",))
    number = parameters["classes"]
    labels = values.astype(np.int64)
    wrong = np.flatnonzero((labels != values) | (labels < 0) | (labels >= number))
    if len(wrong):
        first = int(wrong[0])
        raise Refused(
            problem(
                "bad_point",
                setting="data.parameters.points",
                number=first + 1,
                label=float(values[first]),
                classes=number,
                last=number - 1,
            )
        )
    return Samples(inputs, labels, "classes", class_names(number))


def as_drawn(settings: DataSettings, dataset: Dataset) -> DataSettings:
    """Settings under which the points of `dataset` (of the plane) are drawn points.

    Every point stays in its part and its order, to the last bit: a network in training sees no
    difference. Coordinates are written with as few decimals as single precision needs.
    """
    assert dataset.points is not None, "only points on a plane can be drawn"
    count = len(dataset)
    old_order = np.concatenate([dataset.train, dataset.validation, dataset.test])
    # The split of drawn points visits them in the order of `new_order` (without classes: in one row).
    new_order = np.concatenate(split(count, settings.validation, settings.test, settings.seed))
    placed = np.empty(count, np.int64)
    placed[new_order] = old_order
    labels = dataset.labels.reshape(count, -1)[:, :1].astype(np.float32)
    table = np.concatenate([dataset.points, labels], axis=1)[placed]
    points = tuple((float(str(x1)), float(str(x2)), float(str(label))) for x1, x2, label in table)
    parameters = KIND.complete(
        {"points": points, "target": dataset.target, "classes": max(2, len(dataset.classes))}
    )
    drawn: DataSettings = settings.but(kind="drawn", parameters=parameters)
    return drawn


def with_points(settings: DataSettings, points: Points) -> DataSettings:
    """The same drawn set with other points. Raises Refused (`too_many_points`)."""
    _room_for(points)
    changed: DataSettings = settings.but(parameters=FrozenDict({**settings.parameters, "points": points}))
    return changed


def add(points: Points, x1: float, x2: float, label: float) -> Points:
    """With one more point, kept within the plane."""
    return (*points, (_inside(x1), _inside(x2), label))


def move(points: Points, index: int, x1: float, x2: float) -> Points:
    """With the point at `index` moved, kept within the plane."""
    return (*points[:index], (_inside(x1), _inside(x2), points[index][2]), *points[index + 1 :])


def relabel(points: Points, index: int, label: float) -> Points:
    """With another label for the point at `index`."""
    return (*points[:index], (*points[index][:2], label), *points[index + 1 :])


def erase(points: Points, index: int) -> Points:
    """Without the point at `index`; the last point takes its place, so that only one changes places."""
    kept = list(points)
    kept[index] = kept[-1]
    return tuple(kept[:-1])


def _inside(x: float) -> float:
    return round(min(PLANE, max(-PLANE, float(x))), 6)


def _room_for(points: Points) -> None:
    if len(points) > MAX_POINTS:
        raise Refused(problem("too_many_points", setting="data.parameters.points", limit=MAX_POINTS))


KIND = DatasetKind(
    name="drawn",
    label="Drawn points",
    help="Points of your own: click on the plane to add, move, relabel or erase them.",
    family="plane",
    category="Points on a plane",
    load=load,
    parameters=(
        Parameter("points", "points", (), help="Where the points are, and what each of them is."),
        Parameter(
            "target",
            "choice",
            "classes",
            choices=("classes", "numbers"),
            label="Points have",
            help="Whether a point belongs to a class or carries a number.",
        ),
        Parameter(
            "classes",
            "int",
            2,
            minimum=2,
            maximum=8,
            slider=(2, 8),
            help="How many classes there are to draw.",
            only_when=("target", ("classes",)),
        ),
    ),
)
