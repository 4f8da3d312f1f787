"""Projects for data: fitting task and loss to other data, and a first network for a user's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playground.catalog import LOSSES, TASKS, choose_loss, choose_optimizer, complete, new_layer
from playground.project import Content, DataSettings, Network, Project, Task, Wire

from . import files
from .dataset import Dataset, Progress
from .make import kind_of, make_dataset
from .row_pictures import FIELD

HIDDEN = (16, 64)
"""Neurons of a hidden layer: the least and the most that a first network starts with."""

Layers = Sequence[tuple[str, dict[str, Any]]]
"""Kinds and what is chosen of their parameters, one behind the other."""

LOOKED_AT = 100
"""Pictures that are read to know what they are like."""
MAPS = (16, 32, 64)
"""Maps of each convolution that a first network for pictures may have."""
POOLED = 14
"""Pictures with fewer pixels a side are not pooled again."""


def choose_data(project: Project, settings: DataSettings, folder: Path | None = None) -> Project:
    """The project on other data; task and loss give way where they do not fit them.

    Features go back to the plane's two where the network would see others. Raises Refused where no
    data can be made of the settings.
    """
    kind = kind_of(settings)
    # Pictures have classes, whichever files they are in: nothing has to be read to know that.
    target = TASKS[kind.task].target if kind.family == "image" else make_dataset(settings, folder).target
    task = next(name for name, other in TASKS.items() if other.target == target)
    content = project.content.but(data=settings)
    current = TASKS.get(content.task.kind)
    if current is not None and current.target == "inputs":
        task = current.name  # any data can be reconstructed
    if content.task.kind != task:
        content = content.but(task=content.task.but(kind=task))
    loss = LOSSES.get(content.training.loss)
    if loss is None or task not in loss.tasks:
        content = content.but(training=choose_loss(content.training, TASKS[task].default_loss))
    return project.but(content=content)


def starter(
    settings: DataSettings, folder: Path | None = None, progress: Progress = files.unwatched
) -> Project:
    """A first network for data that have none: small, and ready to train.

    Pictures get convolutions with pooling, rows and points one hidden layer; Adam at its own rate. Of
    files of pictures only the first are read. Raises Refused where no data can be made of the settings.
    """
    first = settings
    if settings.parameters.get("samples", 0) is None:
        first = settings.but(parameters=settings.parameters.but(samples=LOOKED_AT))
    dataset = make_dataset(first, folder, progress)
    assert dataset.report is not None, "every dataset has one"
    number = dataset.report.read
    blank = Project(content=Content(data=settings, task=Task()))
    blank = blank.with_network(_network(dataset))
    project = choose_data(blank, settings, folder)
    pictures = dataset.family == "image" or FIELD in dataset.fields
    rate = 0.001 if pictures else 0.01 if number < 5000 else 0.003
    training = choose_optimizer(project.content.training, "Adam", rate)
    batch = 16 if number < 1000 else 64
    loss = TASKS[project.content.task.kind].default_loss
    training = choose_loss(training.but(batch_size=batch), loss)
    return complete(project.with_content(training=training))


def _network(dataset: Dataset) -> Network:
    if FIELD in dataset.fields:
        return _picture_and_row(dataset)
    inputs = dataset.input_shapes["x"]
    width = min(max(HIDDEN[0], 2 * inputs[0]), HIDDEN[1])
    hidden: list[tuple[str, dict[str, Any]]]
    if dataset.family == "image":
        hidden = [*_convolutions(min(inputs[1:])), ("Flatten", {})]
    else:
        hidden = [("Linear", {"out_features": width}), ("ReLU", {})]
    return _behind(Network(), (("Input", {}), *hidden, ("Linear", {})))


def _picture_and_row(dataset: Dataset) -> Network:
    """A branch for the pictures of the rows, one for all else, and both together."""
    shapes = dataset.input_shapes
    branches: tuple[Layers, ...] = (
        (("Input", {"field": FIELD}), *_convolutions(min(shapes[FIELD][1:])), ("Flatten", {})),
        (("Input", {}), ("Linear", {"out_features": HIDDEN[0]}), ("ReLU", {})),
    )
    network, ends = Network(), list[str]()
    for branch in branches:
        network = _behind(network, branch)
        ends.append(network.layers[-1].id)
    together: Layers = (
        ("Concatenate", {}),
        ("Linear", {"out_features": HIDDEN[0]}),
        ("ReLU", {}),
        ("Linear", {}),
    )
    return _behind(network, together, *ends)


def _behind(network: Network, kinds: Layers, *sources: str) -> Network:
    """With these layers, one behind the other, the first fed by `sources`."""
    for kind, parameters in kinds:
        layer = new_layer(network, kind, **parameters)
        wires = tuple(Wire(source=source, target=layer.id) for source in sources)
        network = network.but(layers=(*network.layers, layer), wires=(*network.wires, *wires))
        sources = (layer.id,)
    return network


def _convolutions(side: int) -> list[tuple[str, dict[str, Any]]]:
    """Convolutions with pooling until a picture whose shorter side is `side` has but a few pixels left."""
    layers: list[tuple[str, dict[str, Any]]] = []
    for channels in MAPS:
        layers += [
            ("Conv2d", {"out_channels": channels, "kernel_size": min(3, side), "padding": 1}),
            ("ReLU", {}),
            ("MaxPool2d", {"kernel_size": min(2, side)}),
        ]
        side //= 2
        if side < POOLED:
            break
    return layers
