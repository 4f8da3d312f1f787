"""Weights as files, and the snapshots a run can go back to.

Files are safetensors: numbers and names, no code. A snapshot in memory holds all of a TrainState,
so that going on from it gives the very numbers that an undisturbed run would have given.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from playground.project import refuse
from playground.project.atomic import write_atomically

from .devices import RandomState, random_state
from .optimizers import Penalty, update_settings
from .schedules import Plateau
from .train import TrainState


@dataclass(frozen=True)
class Snapshot:
    """Everything a TrainState may come back to."""

    weights: Mapping[str, Tensor]
    dead: Mapping[str, Tensor]
    optimizer: Mapping[str, Any]
    optimizer_kind: str
    order: Tensor
    position: int
    started: bool
    once: Tensor | None
    generator: Tensor
    random: RandomState
    first_losses: tuple[float, int]
    plateau: Plateau
    scaler: Mapping[str, Any]
    gathered: tuple[int, Mapping[str, Tensor]]
    """Batches whose gradients wait for the optimizer, and their sum."""
    step: int
    epoch: int


def take(state: TrainState) -> Snapshot:
    """A copy of `state` as it is between two steps."""
    sampler = state.sampler
    return Snapshot(
        weights=state.net.state(),
        dead=dict(state.penalty.dead),
        optimizer=copy.deepcopy(state.optimizer.state_dict()),
        optimizer_kind=state.training.optimizer,
        order=sampler.order,
        position=sampler.position,
        started=sampler.started,
        once=sampler.once,
        generator=sampler.generator.get_state(),
        random=state.random,
        first_losses=state.first_losses,
        plateau=state.plateau,
        scaler=state.scaler.state_dict(),
        gathered=(state.waiting, state.gradients()),
        step=state.step_count,
        epoch=state.epoch,
    )


def put_back(state: TrainState, snapshot: Snapshot, counters: bool = True) -> None:
    """Brings `state` back to `snapshot`; with `counters` False, step and epoch go on from where
    they are (a curve runs one way only).

    The settings are those in force now. An optimizer chosen since begins anew.
    """
    state.net.load_state(snapshot.weights)
    state.penalty = Penalty.of(state.net, snapshot.dead)
    if snapshot.optimizer_kind == state.training.optimizer:
        state.optimizer.load_state_dict(copy.deepcopy(dict(snapshot.optimizer)))
        update_settings(state.optimizer, state.training)
    else:
        state.optimizer.state.clear()
    sampler = state.sampler
    sampler.generator.set_state(snapshot.generator)
    sampler.order, sampler.position, sampler.started = snapshot.order, snapshot.position, snapshot.started
    sampler.once = snapshot.once
    state.random, state.first_losses = snapshot.random, snapshot.first_losses
    state.plateau = snapshot.plateau
    if snapshot.scaler and state.scaler.is_enabled():
        state.scaler.load_state_dict(dict(snapshot.scaler))
    state.put_gradients(*snapshot.gathered)
    if counters:
        state.step_count, state.epoch = snapshot.step, snapshot.epoch


def move(state: TrainState, device: str) -> None:
    """Goes on with the same weights, optimizer state and order of samples on another device. The
    generator of a card goes on from where it is."""
    kept = take(state)
    state.device = torch.device(device)
    state.refresh_objective()
    state.refresh_precision()
    state.sampler.index = state.tensors.splits["train"]
    state.adopt(state.net)
    there = replace(
        kept,
        order=kept.order.to(device),
        once=None if kept.once is None else kept.once.to(device),
        random=RandomState(kept.random.cpu, random_state(state.device).own),
    )
    put_back(state, there)


def weights_bytes(state: TrainState) -> bytes:
    """The weights as a safetensors file, with the counters they belong to."""
    return safetensors.torch.save(
        state.net.state(), {"step": str(state.step_count), "epoch": str(state.epoch)}
    )


def write_weights(state: TrainState, path: Path) -> None:
    """Writes the weights beside a project, whole or not at all. Raises Refused."""
    write_atomically(path, weights_bytes(state))


def copy_weights(source: Path, path: Path) -> None:
    """The weights of one project beside another, whole or not at all. Raises Refused."""
    try:
        content = source.read_bytes()
    except OSError as error:
        raise refuse("bad_weights_file", path=str(source), reason=error.strerror or str(error)) from None
    write_atomically(path, content)


def read_weights(path: Path) -> tuple[dict[str, Tensor], int, int]:
    """Tensors, step and epoch of a weights file. Raises Refused where it is none."""
    try:
        with safetensors.safe_open(str(path), framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            about = file.metadata() or {}
        return tensors, int(about.get("step", 0)), int(about.get("epoch", 0))
    except (OSError, ValueError, safetensors.SafetensorError) as error:
        raise refuse("bad_weights_file", path=str(path), reason=str(error).splitlines()[0]) from None


def digest(state: TrainState) -> str:
    """SHA-256 over names, shapes and little-endian bytes of all weights, in name order."""
    found = hashlib.sha256()
    for name, tensor in sorted(state.net.state().items()):
        found.update(f"{name}{tuple(tensor.shape)}".encode())
        found.update(tensor.contiguous().numpy().tobytes())
    return found.hexdigest()


def fits(tensors: Mapping[str, Tensor], state: TrainState) -> bool:
    """Whether a weights file is of this very network."""
    own = state.net.state()
    return own.keys() == tensors.keys() and all(own[n].shape == t.shape for n, t in tensors.items())


def same(a: Mapping[str, Tensor], b: Mapping[str, Tensor]) -> bool:
    """Whether two sets of weights are equal to the last bit."""
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)
