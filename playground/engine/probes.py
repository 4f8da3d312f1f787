"""One measurement each: what a view may ask to see of a network.

Probes run between two steps, in eval mode and without gradient; nothing random is drawn, and no
training statistics move. What each answers with stands in `snapshots.PROBES`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog import METRICS
from playground.data import features, in_units
from playground.data.dataset import Dataset

from . import augment
from .metrics import per_class
from .modules import numbers
from .snapshots import Request
from .tasks import outcome
from .train import TrainState

Arrays = Mapping[str, NDArray[Any]]
AT_ONCE = 2**22
"""Numbers that all layers together may put out at once for a picture (16 MB)."""
MAPS_UNITS = 64
"""Units of a layer that are mapped at most: more would not be seen."""
PATIENCE_S = 0.1
"""A picture that takes longer than this is given up when a command waits."""
PREDICTIONS = 60
FIT_ROWS = 2000
EXAMPLES = 6
"""How many ways a picture may be augmented are shown."""
WEIGHTS_MOST = 1_000_000


class Interrupted(Exception):  # noqa: N818  (as StopIteration: it is an answer)
    """A long picture was given up for something more urgent."""


class Probes:
    """Answers requests about one TrainState; keeps the grids of the plane between answers.

    A picture of a very wide network takes seconds: it is given up (`Interrupted`) as soon as
    `urgent` says that somebody waits.
    """

    def __init__(self, urgent: Callable[[], bool] = lambda: False) -> None:
        self._urgent = urgent
        self._grids: dict[int, Tensor] = {}
        self._plane: tuple[object, ...] = ()

    def answer(self, request: Request, state: TrainState) -> Arrays | None:
        """The arrays of a picture, or None where it makes no sense for these data.

        Raises Interrupted.
        """
        measure: Callable[[Request, TrainState], Arrays | None] = {
            "surface": self._surface,
            "maps": self._maps,
            "activations": _activations,
            "weights": _weights,
            "predictions": _predictions,
            "fit": _fit,
            "augmented": _augmented,
            "curve": _curve,
            "evaluation": self._evaluation,
            "samples": _samples,
        }[request.kind]
        with state.looking():
            return measure(request, state)

    def _grid(self, state: TrainState, resolution: int) -> Tensor | None:
        """The features of R*R points over the plane, row 0 at the top: R*R F."""
        data = state.dataset
        if data.family != "plane" or "x" not in data.fields:
            return None
        plane = (data.features, data.plane, state.device)
        if plane != self._plane:
            self._grids.clear()
            self._plane = plane
        if resolution not in self._grids:
            along = np.linspace(-data.plane, data.plane, resolution, dtype=np.float32)
            x1, x2 = np.meshgrid(along, along[::-1])
            points = np.stack([x1.ravel(), x2.ravel()], axis=1)
            self._grids[resolution] = torch.tensor(features.apply(points, data.features), device=state.device)
        return self._grids[resolution]

    def _surface(self, request: Request, state: TrainState) -> Arrays | None:
        grid = self._grid(state, request.resolution)
        if grid is None or state.objective.reconstructs:
            return None
        out = state.objective.link(_logits(state, {"x": grid}, self._parts(state, len(grid))))
        side = request.resolution
        return {
            "values": _numpy(out.T.reshape(-1, side, side)),
            "extent": np.array([state.dataset.plane], np.float32),
        }

    def _maps(self, request: Request, state: TrainState) -> Arrays | None:
        grid = self._grid(state, request.resolution)
        if grid is None:
            return None
        side = request.resolution
        found: dict[str, NDArray[Any]] = {"extent": np.array([state.dataset.plane], np.float32)}

        for part in self._parts(state, len(grid)):

            def keep(layer_id: str, value: Tensor, part: slice = part) -> None:
                flat = value.reshape(len(value), -1)[:, :MAPS_UNITS]
                if layer_id not in found:
                    found[layer_id] = np.empty((flat.shape[1], len(grid)), np.float32)
                found[layer_id][:, part] = flat.T.cpu().numpy()

            state.net.walk({"x": grid[part]}, keep)
        extent = found.pop("extent")
        return {"extent": extent, **{i: maps.reshape(-1, side, side) for i, maps in found.items()}}

    def _evaluation(self, request: Request, state: TrainState) -> Arrays | None:
        """Every metric there is of every part, and precision, recall and F1 of each class or label."""
        aim = state.objective.facts.target
        classes = len(state.dataset.classes)
        every = tuple(name for name, kind in METRICS.items() if kind.suits(aim, classes))
        found: dict[str, NDArray[Any]] = {}
        begun = time.perf_counter()
        for part, score in state.evaluate(every, lambda: self._give_way(begun)).items():
            found[f"{part}.loss"] = np.array(score.loss)
            found |= {f"{part}.{name}": np.array(value) for name, value in score.metrics.items()}
        if state.objective.classes or state.objective.labels:
            index = _looked_at(state.dataset)
            logits = _logits(state, _rows(state, index), self._parts(state, len(index)))
            target = state.tensors.target[torch.tensor(index, device=state.device)]
            table = per_class(outcome(state.objective, logits, target))
            names = ("precision", "recall", "f1", "support")
            found["classes"] = np.stack([table[name].numpy() for name in names], 1)
            if state.objective.labels:
                found["accuracies"] = table["accuracy"].numpy()
        return found

    def _give_way(self, begun: float) -> None:
        """To whoever waits, where this picture has taken long since `begun`. Raises Interrupted."""
        if time.perf_counter() - begun > PATIENCE_S and self._urgent():
            raise Interrupted

    def _parts(self, state: TrainState, count: int) -> Iterator[slice]:
        """`count` samples in parts, given up between two where it takes long and somebody waits."""
        begun = time.perf_counter()
        for part in _parts(state, count):
            self._give_way(begun)
            yield part


def _parts(state: TrainState, count: int) -> Iterator[slice]:
    """`count` samples in parts whose activations stay within AT_ONCE numbers, so that a picture of
    a very wide layer asks for no more memory than training does."""
    each = sum(math.prod(shape) for shape in state.plan.shapes.values())
    size = max(AT_ONCE // max(each, 1), 16)
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def _logits(state: TrainState, fields: Mapping[str, Tensor], parts: Iterator[slice] | None = None) -> Tensor:
    """What the network puts out for many samples: N K."""
    count = len(next(iter(fields.values())))
    # Written into one tensor: small ones kept between the large would hold the memory of all of them.
    whole: Tensor | None = None
    for part in parts or _parts(state, count):
        out = state.net({name: tensor[part] for name, tensor in fields.items()})
        if whole is None:
            whole = out.new_empty((count, *out.shape[1:]))
        whole[part] = out
    assert whole is not None
    return whole


def _activations(request: Request, state: TrainState) -> Arrays | None:
    index = request.sample
    if index is None:
        index = int(next(iter(_looked_at(state.dataset)[:1]), 0))
    index = min(max(index, 0), len(state.dataset) - 1)
    fields = {name: tensor[index : index + 1] for name, tensor in state.tensors.fields.items()}
    found: dict[str, NDArray[Any]] = {}
    state.net.walk(fields, lambda layer_id, value: found.update({layer_id: _numpy(value[0])}))
    found["input"] = _numpy(numbers(next(iter(fields.values()))[0]))
    return found


def _weights(request: Request, state: TrainState) -> Arrays | None:
    return {
        name: _numpy(parameter)
        for name, parameter in state.net.tensors().items()
        if parameter.numel() <= WEIGHTS_MOST and request.layer in (None, name.partition(".")[0])
    }


def _looked_at(data: Dataset) -> NDArray[np.int64]:
    """The part whose predictions are shown: test, where there is one."""
    return data.test if len(data.test) else data.train


def _predictions(request: Request, state: TrainState) -> Arrays | None:
    index = _looked_at(state.dataset)[:PREDICTIONS]
    fields = _rows(state, index)
    out = state.objective.link(_logits(state, fields))
    if state.objective.reconstructs:
        truth = numbers(next(iter(fields.values())))
        return {"index": index, "predicted": _numpy(out.reshape(truth.shape)), "truth": _numpy(truth)}
    return {"index": index, "predicted": _numpy(out), "truth": state.dataset.labels[index]}


def _fit(request: Request, state: TrainState) -> Arrays | None:
    data = state.dataset
    if state.objective.reconstructs:
        return None
    index = _looked_at(data)[:FIT_ROWS]
    logits = _logits(state, _rows(state, index))
    if state.objective.labels:
        return {"truth": data.labels[index], "predicted": _numpy(state.objective.decide(logits))}
    if data.target == "classes":
        decided = state.objective.decide(logits).cpu().numpy()
        confusion = np.zeros((len(data.classes), len(data.classes)), np.int64)
        np.add.at(confusion, (data.labels[index], decided), 1)
        return {"truth": data.labels[index], "predicted": decided, "confusion": confusion}
    truth = data.labels[index].reshape(len(index), -1)
    return {"truth": in_units(data, truth), "predicted": in_units(data, _numpy(logits))}


def _samples(request: Request, state: TrainState) -> Arrays | None:
    """What a variational network makes of codes drawn from a normal distribution, always the same."""
    layers = state.plan.network.by_id
    drawn = next((i for i in state.plan.active if layers[i].kind == "Sample"), None)
    if drawn is None or not state.objective.reconstructs:
        return None
    codes = torch.randn(PREDICTIONS, *state.plan.shapes[drawn], generator=torch.Generator().manual_seed(0))
    out = state.net.after(drawn, codes.to(state.device))
    if out is None:
        return None
    shape = next(iter(state.dataset.fields.values())).shape[1:]
    return {"images": _numpy(state.objective.link(out).reshape(len(codes), *shape))}


def _curve(request: Request, state: TrainState) -> Arrays | None:
    """What the network says of R numbers in a row, a little beyond those of the data."""
    data = state.dataset
    if data.family != "curve" or state.objective.reconstructs:
        return None
    known = next(iter(data.fields.values()))
    low, high = float(known.min()), float(known.max())
    room = 0.06 * (high - low) or 0.5
    x = np.linspace(low - room, high + room, request.resolution, dtype=np.float32)
    fields = {next(iter(data.fields)): torch.tensor(x[:, None], device=state.device)}
    return {"x": x, "values": _numpy(state.objective.link(_logits(state, fields)).T)}


def _augmented(request: Request, state: TrainState) -> Arrays | None:
    """On the CPU, from random numbers of its own: always the same examples, and no step is disturbed."""
    index = int(state.dataset.train[0] if request.sample is None else request.sample)
    picture = next((a for a in state.dataset.fields.values() if a.ndim == 4), None)
    if picture is None:
        return None
    settings = state.training.augmentation
    many = numbers(torch.tensor(picture[index])).expand(EXAMPLES, *picture.shape[1:])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return {"images": _numpy(augment.spoil(augment.move(many, settings), settings))}


def _rows(state: TrainState, index: NDArray[np.int64]) -> dict[str, Tensor]:
    places = torch.tensor(index, device=state.device)
    return {name: tensor[places] for name, tensor in state.tensors.fields.items()}


def predict(state: TrainState, fields: Mapping[str, NDArray[np.float32]]) -> NDArray[Any]:
    """What the network predicts for rows of its own (N ...): a share for each class or label (N K), or
    numbers in the data's units (N K)."""
    with state.looking():
        inputs = {n: torch.tensor(array, device=state.device) for n, array in fields.items()}
        logits = state.net(inputs)
    if state.objective.reconstructs:
        return _numpy(state.objective.link(logits))
    if state.objective.classes or state.objective.labels:
        return _numpy(state.objective.shares(logits))
    return in_units(state.dataset, _numpy(logits))


def _numpy(tensor: Tensor) -> NDArray[Any]:
    """A copy on the CPU that training will not change."""
    return np.array(tensor.detach().cpu().numpy())
