"""The output shape of every layer, or the Problem that keeps it from having one.

Shapes are found by running each layer on torch's meta device, which has shapes and no numbers, and
are remembered by kind, parameters and incoming shapes: an edit asks again only for what it touched.
"""

from __future__ import annotations

import importlib
import math
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch.utils.flop_counter import FlopCounterMode

from playground.catalog import LAYERS, DataFacts, LayerKind, LayerReport, columns, problem
from playground.catalog.blocks import TURN, part_id
from playground.catalog.facts import fix
from playground.catalog.losses import LOSSES
from playground.catalog.wiring import Wiring, auto_sized, unfold, value_of, wiring
from playground.project import FrozenDict, Layer, Network, Problem, Project, Refused

from .misfits import Shape, misfit, unseen, words, wrong_axes

BATCH = 1009
"""N while shapes are inferred: a size that no other axis has by chance, so that layers which would mix
samples up are found out. On the meta device it costs nothing."""
LARGEST = 2_000_000_000
"""The most trainable numbers in one layer that are worth asking memory for (8 GB)."""


@dataclass(frozen=True)
class Plan:
    """A network ready to be built: blocks unfolded, sizes inferred.

    `arguments` are the constructor arguments of each active layer, `shapes` what it puts out (N left
    out), `sources` the ids whose values feed it (bypassed layers stepped over), in order.
    """

    network: Network
    active: tuple[str, ...]
    output: str
    arguments: Mapping[str, FrozenDict]
    shapes: Mapping[str, Shape]
    sources: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Shaped:
    """What is known of a network's shapes: reports for all layers and for blocks as a whole, problems,
    and the plan where there is no problem."""

    layers: Mapping[str, LayerReport]
    blocks: Mapping[str, LayerReport]
    problems: tuple[Problem, ...]
    plan: Plan | None


def target_class(dotted: str) -> Any:
    """The class behind a declaration's target: torch.nn.Linear, torch.optim.Adam, ..."""
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def infer(project: Project, facts: DataFacts, network: Network | None = None) -> Shaped:
    """Shapes of `network` (the task's model unless given) on these data."""
    original = network or project.network
    try:
        flat = unfold(original)
    except Refused as refused:
        return Shaped({}, {}, (refused.problem.but(network=original.name),), None)
    flow = wiring(flat)
    wanted = columns(LOSSES[project.training.loss], facts) if _loss_known(project) else None
    run = _Inference(flat, flow, facts, wanted)
    run.infer()
    run.check_shared()
    if not run.problems and flow.output is not None and wanted is not None:
        run.check_output(LOSSES[project.training.loss].title)
    problems = tuple(p.but(network=original.name) for p in run.said())
    plan = None
    if not problems and flow.output is not None and set(flow.active) <= set(run.shapes):
        plan = Plan(flat, flow.active, flow.output, run.arguments, run.shapes, run.sources)
    layers = run.reports()
    return Shaped(layers, _blocks(original, layers), problems, plan)


def _blocks(network: Network, layers: Mapping[str, LayerReport], prefix: str = "") -> dict[str, LayerReport]:
    """Each block of `network`, and of the blocks in it, as a whole: the shape of its end, and the sums of
    what is in it. `prefix` is what the ids begin with in `layers`, where all is laid open."""
    found = {}
    for block in network.layers:
        if block.network is None or block.bypassed:
            continue
        name = prefix + block.id
        parts = [part for part_name, part in layers.items() if part_name.startswith(f"{name}__")]
        operations = [part.operations for part in parts if part.operations is not None]
        found[name] = LayerReport(
            name,
            block.kind,
            layers[prefix + value_of(block)].shape,
            sum(part.parameters for part in parts),
            sum(operations) if len(operations) == len(parts) else None,
        )
        for turn in range(1, block.repeat + 1):
            found |= _blocks(block.network, layers, part_id(name, turn, ""))
    return found


def _loss_known(project: Project) -> bool:
    return project.training.loss in LOSSES


class _Inference:
    """One pass through a flat network in its order."""

    def __init__(self, network: Network, flow: Wiring, facts: DataFacts, wanted: int | None) -> None:
        self.network, self.flow, self.facts, self.wanted = network, flow, facts, wanted
        self.shapes: dict[str, Shape] = {}
        self.counts: dict[str, int] = {}
        self.operations: dict[str, int] = {}
        self.arguments: dict[str, FrozenDict] = {}
        self.sources: dict[str, tuple[str, ...]] = {}
        self.problems: list[Problem] = []
        self.auto = auto_sized(network, flow.output) if flow.output else frozenset[str]()

    def infer(self) -> None:
        for layer_id in self.flow.active:
            layer = self.network.by_id[layer_id]
            kind = LAYERS.get(layer.kind)
            if kind is None:
                continue
            self.sources[layer_id] = self._feeders(layer, kind)
            if layer.kind == "Input":
                self._input(layer)
                continue
            coming = [self.shapes.get(source) for source in self.sources[layer_id]]
            if not coming or any(shape is None for shape in coming):
                continue  # the problem belongs to a layer before this one, or to a wire
            if layer.bypassed:
                self.shapes[layer_id], self.counts[layer_id] = coming[0] or (), 0
                self.arguments[layer_id] = FrozenDict()
                continue
            self._layer(layer, kind, tuple(shape for shape in coming if shape is not None))

    def _feeders(self, layer: Layer, kind: LayerKind) -> tuple[str, ...]:
        """The ids that feed a layer, in the order of its ports; none where a port has not what it wants
        (check names it)."""
        wires = self.network.incoming[layer.id]
        at = {port.name: [w.source for w in wires if w.target_port == port.name] for port in kind.inputs}
        wanting = any(len(at[port.name]) != 1 for port in kind.inputs if not port.variadic)
        if wanting and not layer.bypassed:
            return ()
        return tuple(source for port in kind.inputs for source in at[port.name])

    def _input(self, layer: Layer) -> None:
        shape = self.facts.shapes.get(layer.parameters.get("field", "x"))
        if shape is not None:
            self.shapes[layer.id], self.counts[layer.id] = shape, 0
            self.arguments[layer.id] = FrozenDict()

    def _layer(self, layer: Layer, kind: LayerKind, coming: tuple[Shape, ...]) -> None:
        given = dict(kind.complete(layer.parameters))
        given = {p.name: given[p.name] for p in kind.parameters}
        if any(not p.fits(given[p.name]) for p in kind.parameters):
            return  # catalog.check names it
        if kind.output_size and given[kind.output_size] is None:
            if layer.id not in self.auto or self.wanted is None:
                self.problems.append(
                    problem(
                        "size_is_open",
                        layer=layer.id,
                        setting=kind.output_size,
                        repair=fix("set", parameter=kind.output_size, value=8),
                    )
                )
                return
            given[kind.output_size] = self.wanted
        if kind.ranks and any(len(shape) + 1 not in kind.ranks for shape in coming):
            self.problems.append(wrong_axes(layer, kind, coming))
            return
        if len({len(shape) for shape in coming}) > 1:  # torch would stretch one over the other's samples
            self.problems.append(misfit(layer, kind, coming, "these have different numbers of axes"))
            return
        if "dim" in given and not _is_own_axis(given["dim"], len(coming[0])):
            self.problems.append(
                problem(
                    "axis_is_not_there",
                    layer=layer.id,
                    setting="dim",
                    dim=given["dim"],
                    shape=words(coming[0]),
                    last=len(coming[0]),
                    repair=fix("set", parameter="dim", value=1),
                )
            )
            return
        trouble = unseen(layer, kind, coming)
        if trouble is not None:
            self.problems.append(trouble)
            return
        for name, source in kind.inferred.items():
            shape = (BATCH, *coming[0])
            how, axis = source
            given[name] = shape[axis] if how == "shape" else shape[axis:]
        arguments = FrozenDict(given)
        answer = _shape_of(kind.name, arguments, coming)
        if isinstance(answer, str):
            self.problems.append(misfit(layer, kind, coming, answer))
            return
        shape, count, operations = answer
        if count > LARGEST:
            self.problems.append(
                problem("too_many_numbers", layer=layer.id, number=f"{count:,}", limit=f"{LARGEST:,}")
            )
            return
        self.shapes[layer.id], self.counts[layer.id] = shape, count
        self.operations[layer.id] = operations
        self.arguments[layer.id] = arguments

    def check_shared(self) -> None:
        """One module serves all layers that share it, so they must take and give the same sizes."""
        for layer_id in self.flow.active:
            layer = self.network.by_id[layer_id]
            origin = layer.shares
            if origin is None or origin == layer_id or layer.bypassed or layer_id not in self.arguments:
                continue
            if origin not in self.arguments or self.network.by_id[origin].bypassed:
                continue
            if self.arguments[origin] != self.arguments[layer_id]:
                self.problems.append(problem("shares_do_not_fit", layer=layer_id, shares=origin))
            self.counts[layer_id] = 0  # they are counted where they come from

    def check_output(self, loss: str) -> None:
        assert self.flow.output is not None
        shape = self.shapes.get(self.flow.output)
        if shape is None or shape == (self.wanted,):
            return
        if self.facts.target == "inputs" and math.prod(shape) == self.wanted:
            return
        layer = self.network.by_id[self.flow.output]
        sized = _last_sized(self.network, self.flow.output)
        repair = None
        if sized is not None and len(shape) == 1:
            repair = fix("set", parameter=LAYERS[self.network.by_id[sized].kind].output_size, value=None)
        self.problems.append(
            problem(
                "output_does_not_fit",
                layer=sized or layer.id,
                shape=words(shape),
                want=f"{self.wanted} number{'' if self.wanted == 1 else 's'}",
                loss=loss,
                repair=repair,
            )
        )

    def said(self) -> Iterator[Problem]:
        """The problems; one that a layer of a block has in a later turn only is the block's, which cannot
        take what it gives."""
        troubled = {found.layer for found in self.problems}
        for found in self.problems:
            layer = found.layer or ""
            for turn in TURN.finditer(layer):
                block, part = layer[: turn.start()], layer[turn.end() :]
                if part_id(block, 1, part) not in troubled:
                    found = self._misfit_of(block, int(turn[1]), part)
                    break
            yield found

    def _misfit_of(self, block: str, turn: int, part: str) -> Problem:
        takes, gives = (words(self._entering(block, number)) for number in (1, turn))
        said = {"turn": turn, "part": part, "takes": takes, "gives": gives}
        repair = fix("repeat_once")
        return problem("repeat_does_not_fit", layer=block, setting="repeat", repair=repair, **said)

    def _entering(self, block: str, turn: int) -> Shape:
        """What comes in at one turn of a block: its Input is the first of its layers."""
        inside = (i for i in self.flow.active if i.startswith(part_id(block, turn, "")))
        return self.shapes[next(inside)]

    def reports(self) -> dict[str, LayerReport]:
        return {
            layer.id: LayerReport(
                layer.id,
                layer.kind,
                self.shapes.get(layer.id),
                self.counts.get(layer.id, 0),
                self.operations.get(layer.id, 0 if layer.id in self.shapes else None),
            )
            for layer in self.network.layers
        }


def _is_own_axis(dim: int, axes: int) -> bool:
    """Whether `dim` is one of a sample's axes 1 to `axes`, counted from the front or from the back."""
    return 1 <= (dim if dim >= 0 else dim + axes + 1) <= axes


def _last_sized(network: Network, output: str) -> str | None:
    """The layer that sets the width of the output, where only shape-keeping layers follow it."""
    current = output
    while True:
        layer = network.by_id[current]
        kind = LAYERS.get(layer.kind)
        if kind is None:
            return None
        if kind.output_size and not layer.bypassed:
            return current
        if not (kind.keeps_shape or layer.bypassed) or len(network.incoming[current]) != 1:
            return None
        current = network.incoming[current][0].source


@lru_cache(maxsize=4096)
def _shape_of(kind: str, arguments: FrozenDict, coming: tuple[Shape, ...]) -> tuple[Shape, int, int] | str:
    """The shape, parameter count and operations (torch's FlopCounterMode, batch of one) of a layer,
    or torch's own reason why there is none."""
    try:
        with torch.device("meta"), warnings.catch_warnings(), torch.random.fork_rng(devices=[]):
            warnings.simplefilter("ignore")
            module = target_class(LAYERS[kind].target)(**arguments).eval()
            with torch.no_grad(), FlopCounterMode(display=False) as counter:
                out: Any = module(*(torch.empty(BATCH, *shape) for shape in coming))
    except (RuntimeError, ValueError, IndexError, TypeError, OverflowError) as error:
        return str(error).splitlines()[0]
    if out.shape[:1] != (BATCH,):
        return "that would mix up the samples of a batch"
    if min(out.shape[1:], default=1) < 1:
        return "nothing would be left"
    count = sum(p.numel() for p in module.parameters())
    return tuple(out.shape[1:]), count, counter.get_total_flops() // BATCH
