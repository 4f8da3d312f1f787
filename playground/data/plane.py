"""Points on a plane: the sets of TensorFlow Playground by its own formulas, and three more.

A generator takes the number of samples N, the noise (0 to 0.5; the control shows percent) and a
random generator, and gives points (N 2, on [-6, 6]²) with their labels (N): 1 ("blue") where the
peer has +1, 0 ("orange") where it has -1; numbers in the two sets for regression. U(a, b) is
uniform. Samples stand in the order they were made; the split shuffles them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from playground.catalog import DatasetKind, Parameter

from .dataset import Load, Progress, Samples, Target

PLANE = 6.0
"""Half the width of the plane."""

TWO_CLASSES = ("orange", "blue")

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


def class_names(number: int) -> tuple[str, ...]:
    """Names for `number` unnamed classes: orange and blue, or A, B, C, …"""
    return TWO_CLASSES if number == 2 else tuple("ABCDEFGH"[:number])


def circle(count: int, noise: float, generator: Generator) -> tuple[Array, Labels]:
    """A disc of radius 2.5 in a ring from 3.5 to 5. Noise moves what decides the label, not the point."""
    inner = count // 2
    radius = np.concatenate([generator.uniform(0.0, 2.5, inner), generator.uniform(3.5, 5.0, count - inner)])
    angle = generator.uniform(0.0, 2 * np.pi, count)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    moved = points + generator.uniform(-5.0, 5.0, (count, 2)) * noise
    return points, (np.hypot(moved[:, 0], moved[:, 1]) < 2.5).astype(np.int64)


def xor(count: int, noise: float, generator: Generator) -> tuple[Array, Labels]:
    """Four quadrants, 0.3 away from the axes. Noise moves what decides the label, not the point."""
    points = generator.uniform(-5.0, 5.0, (count, 2))
    points += np.where(points > 0, 0.3, -0.3)
    moved = points + generator.uniform(-5.0, 5.0, (count, 2)) * noise
    return points, (moved[:, 0] * moved[:, 1] >= 0).astype(np.int64)


def gauss(count: int, noise: float, generator: Generator) -> tuple[Array, Labels]:
    """Two normal clouds about (2, 2) and (-2, -2); their variance grows from 0.5 to 4."""
    labels = _halves(count)
    deviation = np.sqrt(0.5 + (4.0 - 0.5) * noise / 0.5)
    centres = np.where(labels == 1, 2.0, -2.0)[:, None]
    return centres + deviation * generator.standard_normal((count, 2)), labels


def spiral(count: int, noise: float, generator: Generator) -> tuple[Array, Labels]:
    """Two arms of 1.75 turns, half a turn apart. Noise moves the points by U(-1, 1)."""
    labels = _halves(count)
    along = np.concatenate([np.arange(np.count_nonzero(labels == side)) for side in (1, 0)]) / (count / 2)
    angle = 1.75 * along * 2 * np.pi + np.where(labels == 1, 0.0, np.pi)
    points = 5.0 * along[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return points + generator.uniform(-1.0, 1.0, (count, 2)) * noise, labels


def plane(count: int, noise: float, generator: Generator) -> tuple[Array, Array]:
    """Number: x + y, so scaled that 10 gives 1 (the corners reach 1.2). Noise moves what decides it."""
    points = generator.uniform(-PLANE, PLANE, (count, 2))
    moved = points + generator.uniform(-PLANE, PLANE, (count, 2)) * noise
    return points, moved.sum(axis=1) / 10.0


BUMPS = np.array(
    [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)], np.float64
)
"""Centre and sign of the six bumps."""


def multi_gauss(count: int, noise: float, generator: Generator) -> tuple[Array, Array]:
    """Number: the nearest of six cones of radius 2 and height ±1. Noise moves what decides it."""
    points = generator.uniform(-PLANE, PLANE, (count, 2))
    moved = points + generator.uniform(-PLANE, PLANE, (count, 2)) * noise
    distance = np.hypot(moved[:, None, 0] - BUMPS[:, 0], moved[:, None, 1] - BUMPS[:, 1])
    nearest = distance.argmin(axis=1)
    height = np.maximum(0.0, 1.0 - distance[np.arange(count), nearest] / 2.0)
    return points, BUMPS[nearest, 2] * height


def moons(count: int, noise: float, generator: Generator) -> tuple[Array, Labels]:
    """Two half circles of radius 3 that reach into each other; noise is normal, 3 at 100 %."""
    labels = _halves(count)
    angle = generator.uniform(0.0, np.pi, count)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    points = 3.0 * np.where(labels[:, None] == 1, upper, -upper)
    return points + 3.0 * noise * generator.standard_normal((count, 2)), labels


def blobs(count: int, noise: float, generator: Generator, classes: int = 3) -> tuple[Array, Labels]:
    """Normal clouds around a circle of radius 4; their deviation grows from 0.4 to 1.6."""
    labels = np.arange(count, dtype=np.int64) % classes
    angle = 2 * np.pi * labels / classes
    centres = 4.0 * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    deviation = 0.4 + (1.6 - 0.4) * noise / 0.5
    return centres + deviation * generator.standard_normal((count, 2)), labels


def discs(count: int, noise: float, generator: Generator, classes: int = 3) -> tuple[Array, Labels]:
    """Labels: in which of the discs of radius 3 a point lies, whose middles stand on a circle of radius 2
    (N K). All overlap in the middle. Noise moves what decides the labels, not the point."""
    points = generator.uniform(-PLANE, PLANE, (count, 2))
    moved = points + generator.uniform(-PLANE, PLANE, (count, 2)) * noise
    angle = 2 * np.pi * np.arange(classes) / classes
    middles = 2.0 * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    distance = np.hypot(moved[:, None, 0] - middles[:, 0], moved[:, None, 1] - middles[:, 1])
    return points, (distance < 3.0).astype(np.int64)


def _halves(count: int) -> Labels:
    """Half of the labels 1, then half 0; an odd one more is 1."""
    return (np.arange(count) < (count + 1) // 2).astype(np.int64)


def _loader(function: Callable[..., tuple[Array, NDArray[Any]]], target: Target) -> Load:
    """`load` of a DatasetKind: the parameters turned into arguments of `function`."""

    def load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
        generator = np.random.Generator(np.random.PCG64(seed))
        extra = {"classes": parameters["classes"]} if "classes" in parameters else {}
        points, labels = function(parameters["samples"], parameters["noise"] / 100, generator, **extra)
        inputs = points.astype(np.float32)
        if target == "numbers":
            return Samples(inputs, labels, "numbers", target_names=("value",))
        if target == "labels":
            return Samples(inputs, labels, "labels", tuple("ABCDEFGH"[: labels.shape[1]]), ("labels",))
        return Samples(inputs, labels, "classes", class_names(extra.get("classes", 2)))

    return load


def _samples(default: int) -> Parameter:
    return Parameter(
        "samples",
        "int",
        default,
        minimum=10,
        maximum=20_000,
        slider=(50, 2000),
        step=50,
        help="How many points there are, training and test together.",
    )


def _noise(default: float = 0.0) -> Parameter:
    return Parameter(
        "noise",
        "float",
        default,
        minimum=0.0,
        maximum=50.0,
        slider=(0.0, 50.0),
        step=5.0,
        unit="%",
        help="How far chance blurs the pattern.",
    )


CLASSES = Parameter(
    "classes", "int", 3, minimum=2, maximum=8, slider=(2, 8), help="How many clouds there are."
)


DISCS = Parameter(
    "classes",
    "int",
    3,
    minimum=2,
    maximum=8,
    slider=(2, 8),
    label="Discs",
    help="How many discs there are: each is a label.",
)
TARGETS: Mapping[str, Target] = {"regression": "numbers", "multilabel": "labels"}
"""What there is to be learned, by task; classes for any other."""


def _kind(
    name: str,
    label: str,
    help: str,
    function: Callable[..., tuple[Array, NDArray[Any]]],
    task: str = "classification",
    noise: float = 0.0,
    more: tuple[Parameter, ...] = (),
) -> DatasetKind:
    target = TARGETS.get(task, "classes")
    return DatasetKind(
        name=name,
        label=label,
        help=help,
        family="plane",
        task=task,
        category="Points on a plane",
        classes=None if target != "classes" or more else 2,
        load=_loader(function, target),
        parameters=(_samples(500 if target == "classes" else 1200), _noise(noise), *more),
    )


KINDS = (
    _kind("circle", "Circle", "A disc inside a ring.", circle),
    _kind("xor", "Exclusive or", "Opposite quadrants belong together.", xor),
    _kind("gauss", "Two clouds", "Two clouds that a straight line can tell apart.", gauss),
    _kind("spiral", "Spiral", "Two arms wound around each other: the hardest of the classic four.", spiral),
    _kind("moons", "Two moons", "Two half moons that reach into each other.", moons, noise=10.0),
    _kind("blobs", "Clouds", "Two to eight clouds around a circle.", blobs, noise=10.0, more=(CLASSES,)),
    _kind(
        "discs",
        "Overlapping discs",
        "Discs that overlap: a point may lie in several of them, or in none.",
        discs,
        "multilabel",
        more=(DISCS,),
    ),
    _kind("plane", "Plane", "A number that rises evenly from one corner to the other.", plane, "regression"),
    _kind("multi_gauss", "Six bumps", "Three hills and three hollows.", multi_gauss, "regression"),
)
