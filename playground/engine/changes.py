"""Two projects -> what to rebuild, carry over and reset: the table of editing while it trains.

| edit | what happens |
| --- | --- |
| rate, momentum, decay, batch size, loss, penalties, clipping, stop | from the next step on |
| another optimizer | weights stay, its state starts new |
| layers or wires | rebuild; every tensor whose layer and shape agree is carried over with its optimizer
  state, a widened one keeps its overlap; an unchanged layer keeps its very module |
| layers into a block, or out of it | as if nothing had happened |
| a deleted layer comes back | its weights come back from the attic |
| a weight edited by hand | that number, nothing else |
| data, split, features | new samples; weights as above |
| training seed, threads, memory format | the run starts again |
| a card moved, a view opened | nothing |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from playground.catalog.blocks import steps
from playground.project import HandEdit, Project

from .build import GraphNet
from .shapes import Plan

RESTARTS = ("seed", "threads", "channels_last")
"""Training settings whose change begins the run anew: they decide its very first numbers."""
QUIET = ("stop", "metrics")
"""Training settings that leave no mark on the curve: they change no number."""


@dataclass(frozen=True)
class Changes:
    """What differs between two projects, as far as training is concerned."""

    restart: bool = False
    network: bool = False
    data: bool = False
    objective: bool = False
    optimizer: bool = False
    settings: tuple[str, ...] = ()
    """Names of training settings that take effect from the next step on."""
    undone: tuple[HandEdit, ...] = ()
    typed: tuple[HandEdit, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether training has to know."""
        return self != Changes()


def compare(old: Project, new: Project) -> Changes:
    """What `new` asks of a run that has followed `old`."""
    if old.content is new.content:
        return Changes()
    before, after = old.training, new.training
    differs = tuple(n for n in type(after).model_fields if getattr(before, n) != getattr(after, n))
    same = 0
    typed_before, typed_after = old.content.hand_edits, new.content.hand_edits
    while same < min(len(typed_before), len(typed_after)) and typed_before[same] == typed_after[same]:
        same += 1
    return Changes(
        restart=any(name in RESTARTS for name in differs),
        network=_structure(old) != _structure(new),
        data=old.content.data != new.content.data,
        objective=any(n in ("loss", "loss_parameters", "class_weights") for n in differs)
        or old.content.task != new.content.task,
        optimizer="optimizer" in differs,
        settings=tuple(n for n in differs if n not in RESTARTS),
        undone=tuple(reversed(typed_before[same:])),
        typed=typed_after[same:],
    )


def _structure(project: Project) -> tuple[Any, ...]:
    """Everything of the network but names that only people read."""
    network = project.network
    return tuple(layer.but(name=None) if layer.name else layer for layer in network.layers), network.wires


def describe(old: Project, new: Project, changes: Changes) -> str:
    """The label of the mark on the curve: `learning rate 0.03 -> 0.1`, `network changed`."""
    parts: list[str] = []
    before, after = old.training, new.training
    for name in changes.settings:
        if name in QUIET:
            continue
        was, now = getattr(before, name), getattr(after, name)
        words = name.replace("_", " ")
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            if changes.optimizer or (name == "loss_parameters" and was.keys() != now.keys()):
                continue
            parts += [_parameter_change(name, k, now[k]) for k in now if now[k] != was.get(k)]
        else:
            parts.append(f"{words} {_short(was)} \N{RIGHTWARDS ARROW} {_short(now)}")
    if changes.network:
        parts.append(_network_change(old, new))
    if changes.data:
        parts.append("new data")
    if changes.undone or changes.typed:
        parts.append("weight edited")
    return ", ".join(parts)


def _parameter_change(settings: str, name: str, value: Any) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):  # points of a curve
        return f"{settings.removesuffix('_parameters').replace('_', ' ')} drawn"
    return f"{name.replace('_', ' ')} {_short(value)}"


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _network_change(old: Project, new: Project) -> str:
    before, after = old.network.by_id, new.network.by_id
    added = [i for i in after if i not in before]
    removed = [i for i in before if i not in after]
    changed = [i for i in after if i in before and after[i] != before[i]]
    for word, ids in (("added", added), ("removed", removed), ("changed", changed)):
        if ids:
            return f"{word} {', '.join(ids[:3])}{' ...' if len(ids) > 3 else ''}"
    return "rewired"


# --- carrying over ---------------------------------------------------------------------------------


@dataclass
class Kept:
    """One tensor with what the optimizer knows of it."""

    value: Tensor
    state: dict[str, Any]


class Attic:
    """Tensors of layers that were removed, by name, until the next Reset."""

    def __init__(self) -> None:
        self.tensors: dict[str, Kept] = {}

    def store(self, net: GraphNet, optimizer: torch.optim.Optimizer, keep: set[str]) -> None:
        """Puts away every layer of `net` but those in `keep`."""
        for layer_id, module in net.owners():
            if layer_id in keep:
                continue
            for name, tensor in module.state_dict(keep_vars=True).items():
                self.tensors[f"{layer_id}.{name}"] = Kept(
                    tensor.detach().clone(), _copy_state(optimizer.state.get(tensor, {}))
                )


def _copy_state(state: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v.clone() if isinstance(v, Tensor) else v for k, v in state.items()}


@dataclass(frozen=True)
class CarriedOver:
    """How many tensors were kept whole, kept in part, and made new."""

    whole: int
    part: int
    new: int

    def __str__(self) -> str:
        total = self.whole + self.part + self.new
        text = f"kept {self.whole} of {total} tensors"
        if self.part:
            text += f", {self.part} in part"
        return text


def carry_over(
    old: GraphNet,
    old_optimizer: torch.optim.Optimizer,
    fresh: GraphNet,
    attic: Attic,
) -> tuple[GraphNet, dict[nn.Parameter, dict[str, Any]], CarriedOver]:
    """The net to go on with, the optimizer state of its parameters, and what was kept.

    `fresh` was built for the new plan; unchanged layers of `old` replace its modules, other tensors
    are copied where id and shape agree, or where they overlap.
    """
    was = moved(old.plan, fresh.plan)
    attic.store(old, old_optimizer, {*fresh.layers, *was.values()})
    modules: dict[str, nn.Module] = dict(fresh.layers.items())
    states: dict[nn.Parameter, dict[str, Any]] = {}
    whole = part = new = 0
    for layer_id, module in fresh.owners():
        before = was.get(layer_id, layer_id)
        if _unchanged(old, before, fresh, layer_id, was):
            kept = old.layers[before]
            for shared_id, other in fresh.layers.items():
                if other is module:
                    modules[shared_id] = kept
            for parameter in kept.parameters():
                states[parameter] = dict(old_optimizer.state.get(parameter, {}))
                whole += 1
            continue
        for name, tensor in module.state_dict(keep_vars=True).items():
            source = _source(old, old_optimizer, attic, f"{before}.{name}")
            trained = isinstance(tensor, nn.Parameter)
            if source is None or source.value.dim() != tensor.dim():
                new += trained
                continue
            copied = _copy_overlap(source.value, tensor)
            if trained:
                states[tensor] = _overlapping_state(source, tensor)
                whole, part = whole + copied, part + (not copied)
    attic.tensors = {n: k for n, k in attic.tensors.items() if n.partition(".")[0] not in modules}
    net = GraphNet(fresh.plan, modules)
    return net, states, CarriedOver(whole, part, new)


def moved(old: Plan, new: Plan) -> dict[str, str]:
    """The ids of layers that went into a block or out of one, with those that they had before.

    A layer keeps its id in there. Where that could not be (a block that ran several times has come
    apart), layers of a kind have kept their order; that counts only if nothing else has come or gone.
    """
    gone = [i for i in old.active if i not in new.shapes]
    come = [i for i in new.active if i not in old.shapes]
    found = {}
    for layer_id in come:
        same = (i for i in gone if _may_be(old, i, new, layer_id) and steps(i)[-1] == steps(layer_id)[-1])
        before = next(same, None)
        if before is not None:
            found[layer_id] = before
            gone.remove(before)
    come = [i for i in come if i not in found and new.network.by_id[i].kind != "Identity"]
    gone = [i for i in gone if old.network.by_id[i].kind != "Identity"]
    by_kind = sorted(gone, key=lambda i: old.network.by_id[i].kind)
    pairs = list(zip(sorted(come, key=lambda i: new.network.by_id[i].kind), by_kind))
    if len(come) == len(gone) and all(_may_be(old, before, new, after) for after, before in pairs):
        found |= dict(pairs)
    return found


def _may_be(old: Plan, before: str, new: Plan, after: str) -> bool:
    """Whether a layer could have been that one, from inside of a block or from outside."""
    same_kind = old.network.by_id[before].kind == new.network.by_id[after].kind
    return same_kind and len(steps(before)) != len(steps(after))


def _unchanged(old: GraphNet, before_id: str, fresh: GraphNet, layer_id: str, was: Mapping[str, str]) -> bool:
    if before_id not in old.layers or before_id not in old.plan.arguments:
        return False
    before, after = old.plan.network.by_id[before_id], fresh.plan.network.by_id[layer_id]
    return (
        before.kind == after.kind
        and before.shares == (after.shares and was.get(after.shares, after.shares))
        and old.plan.arguments[before_id] == fresh.plan.arguments[layer_id]
    )


def _source(old: GraphNet, optimizer: torch.optim.Optimizer, attic: Attic, full_name: str) -> Kept | None:
    layer_id, _, name = full_name.partition(".")
    if layer_id in old.layers:
        tensor = old.layers[layer_id].state_dict(keep_vars=True).get(name)
        return None if tensor is None else Kept(tensor.detach(), dict(optimizer.state.get(tensor, {})))
    return attic.tensors.get(full_name)


def _copy_overlap(source: Tensor, target: Tensor) -> bool:
    """Copies the corner that both have; True where that is all of both."""
    part = tuple(slice(0, min(a, b)) for a, b in zip(source.shape, target.shape, strict=True))
    with torch.no_grad():
        target[part].copy_(source[part])
    return source.shape == target.shape


def _overlapping_state(source: Kept, parameter: Tensor) -> dict[str, Any]:
    """Optimizer state for a parameter that may have grown: what is new starts at zero.

    State of another shape than its tensor's (Adafactor keeps rows and columns) cannot grow with it:
    the optimizer then begins anew.
    """
    whole = source.value.shape == parameter.shape
    found: dict[str, Any] = {}
    for name, value in source.state.items():
        if not isinstance(value, Tensor) or value.dim() == 0 or whole:
            found[name] = value.clone() if isinstance(value, Tensor) else value
        elif value.shape == source.value.shape:
            grown = torch.zeros_like(parameter)
            _copy_overlap(value.to(grown.device), grown)
            found[name] = grown
        else:
            return {}
    return found
