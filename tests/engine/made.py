"""Small networks, data and projects that the tests of the engine are made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground.catalog import LAYERS, LOSSES, OPTIMIZERS, TASKS, complete, new_layer
from playground.catalog.kinds import LayerKind
from playground.data import make_dataset
from playground.data.dataset import Dataset, Scaling
from playground.engine.check import examine
from playground.engine.session import Session
from playground.engine.shapes import Plan
from playground.project import (
    Content,
    DataSettings,
    FrozenDict,
    Layer,
    Network,
    Project,
    Stop,
    Task,
    TrainingSettings,
    Wire,
)

Given = str | tuple[str, Mapping[str, Any]]
"""A kind, or a kind with the parameters that are not at their defaults."""


def chain(*layers: Given) -> Network:
    """An Input and the layers behind it, one after the other: input_1, linear_1, tanh_1, ..."""
    network = Network()
    for given in ("Input", *layers):
        kind, parameters = (given, {}) if isinstance(given, str) else given
        layer = new_layer(network, kind, **parameters)
        before = network.layers[-1:]
        wires = tuple(Wire(source=old.id, target=layer.id) for old in before)
        network = network.but(layers=(*network.layers, layer), wires=(*network.wires, *wires))
    return network


def graph(layers: Mapping[str, tuple[Given, str]]) -> Network:
    """A network from `{id: (kind, "the ids that feed it")}`; `id:port` feeds another port than `in`."""
    made, wires = [], []
    for layer_id, (given, sources) in layers.items():
        kind, parameters = (given, {}) if isinstance(given, str) else given
        values = LAYERS[kind].complete(parameters) if kind in LAYERS else FrozenDict(parameters)
        made.append(Layer(id=layer_id, kind=kind, parameters=values))
        for source in sources.split():
            feeder, _, port = source.partition(":")
            wires.append(Wire(source=feeder, target=layer_id, target_port=port or "in"))
    return Network(layers=tuple(made), wires=tuple(wires))


def linear(outputs: int | None = None) -> Given:
    """A Linear layer of so many neurons; None follows the data."""
    return ("Linear", {"out_features": outputs})


def project(
    network: Network,
    data: DataSettings | None = None,
    task: str = "classification",
    stop: Stop = Stop(),  # noqa: B008  (frozen)
    **training: Any,
) -> Project:
    """A project; loss and optimizer parameters are their defaults unless given."""
    given = {"loss": TASKS[task].default_loss, "batch_size": 10, **training}
    settings = TrainingSettings(stop=stop, **given)
    settings = settings.but(
        loss_parameters=LOSSES[settings.loss].complete(settings.loss_parameters),
        optimizer_parameters=OPTIMIZERS[settings.optimizer].complete(settings.optimizer_parameters),
    )
    content = Content(
        networks=(network,), data=data or DataSettings(), task=Task(kind=task), training=settings
    )
    return complete(Project(content=content))


def points(kind: str = "gauss", **given: Any) -> DataSettings:
    """Settings for a few points of the plane."""
    parameters = {"samples": 60, "noise": 0.1, **given.pop("parameters", {})}
    return DataSettings(kind=kind, parameters=FrozenDict(parameters), **given)


def arrays(
    shape: tuple[int, ...] = (2,),
    classes: int = 0,
    count: int = 40,
    test: int = 10,
    validation: int = 0,
    columns: int = 1,
    seed: int = 0,
    scaling: Scaling | None = None,
    several: int = 0,
) -> Dataset:
    """Random samples of any shape; `classes` 0 means numbers (N columns) to predict, or that many labels
    of which a sample has `several`."""
    random = np.random.default_rng(seed)
    inputs = random.standard_normal((count, *shape)).astype(np.float32)
    labels: NDArray[Any]
    if classes:
        labels = (np.arange(count) % classes).astype(np.int64)
        inputs += 3 * labels.reshape(-1, *([1] * len(shape))).astype(np.float32)
    else:
        flat = inputs.reshape(count, -1)
        labels = (flat @ random.standard_normal((flat.shape[1], columns))).astype(np.float32)
        labels /= np.float32(math.sqrt(flat.shape[1]))
    if several:
        flat = inputs.reshape(count, -1)
        labels = (flat @ random.standard_normal((flat.shape[1], several)) > 0).astype(np.uint8)
        classes = several
    order = random.permutation(count)
    return Dataset(
        kind="made",
        family="image" if len(shape) == 3 else "table",
        target="labels" if several else "classes" if classes else "numbers",
        fields={"x": inputs},
        labels=labels,
        train=order[test + validation :],
        validation=order[test : test + validation],
        test=order[:test],
        classes=tuple("ABCDEFGH"[:classes]),
        target_scaling=scaling,
    )


def plan_of(document: Project, dataset: Dataset) -> Plan:
    """The plan of a project that has no errors."""
    report, plan = examine(document, dataset)
    assert plan is not None, report.problems
    return plan


def session(document: Project, dataset: Dataset | None = None, play: bool = True) -> Session:
    """A session that follows `document` and is ready to advance."""
    made = Session()
    made.follow(document, make_dataset(document.content.data) if dataset is None else dataset)
    assert made.train is not None, made.report.problems
    if play:
        made.play()
    return made


def weights(made: Session) -> dict[str, torch.Tensor]:
    """A copy of the weights and running statistics."""
    assert made.train is not None
    return made.train.net.state()


SHAPES = {2: (6,), 3: (4, 8), 4: (4, 8, 8), 5: (4, 4, 4, 4)}
"""A sample for layers that take shapes of this length (N counted)."""
OWN = {"Flatten": SHAPES[4], "Reshape": SHAPES[4], "Permute": SHAPES[3], "MatMul": (8, 8)}
"""A sample for layers that take many lengths, and would do nothing to the shortest."""


def shape_for(kind: LayerKind) -> tuple[int, ...]:
    """A shape (N left out) that a layer of this kind takes with its parameters at their defaults."""
    return OWN.get(kind.name) or SHAPES[next((n for n in (2, 4, 3, 5) if n in kind.ranks), 2)]


def around(kind: LayerKind, parameters: Mapping[str, Any] | None = None) -> Network:
    """A network that trains a layer of this kind: weights before it, and what the output needs."""
    values = kind.complete(parameters or {})
    if kind.output_size and values[kind.output_size] is None:
        values = values.but(**{kind.output_size: 5})  # only the last layer may follow the data
    shape = shape_for(kind)
    before: Given = linear(6)
    if len(shape) > 1:
        filters = {"out_channels": shape[0], "kernel_size": 3, "padding": 1}
        before = (f"Conv{len(shape) - 1}d", filters)
    layers: dict[str, tuple[Given, str]] = {"input_1": ("Input", ""), "before_1": (before, "input_1")}
    sources = "before_1"
    if len(kind.inputs) > 1:
        sources += f" input_1:{kind.inputs[1].name}"
    elif kind.inputs and kind.inputs[0].variadic:
        sources += " input_1"
    layers["it"] = ((kind.name, values), sources)
    layers["flat_1"] = ("Flatten", "it")
    layers["last_1"] = (linear(), "flat_1")
    return graph(layers)
