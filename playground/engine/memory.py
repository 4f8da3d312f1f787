"""How much memory a run will need, and whether there is so much: a hopeless one is refused first."""

from __future__ import annotations

import math
import os
from pathlib import Path

import torch

from playground.catalog import problem
from playground.data.dataset import Dataset
from playground.project import Problem, Project

from .shapes import Plan

FLOAT = 4
MOST = 0.9
"""The share of what is free that a run may ask for."""
EVALUATED = 2**20
"""Numbers that all layers together may put out while a part of a split is evaluated: 4 MB stay in the
processor's cache, where a small CNN is evaluated three times as fast as all at once."""


def evaluation_batch(plan: Plan) -> int:
    """How many samples are evaluated at once, so that their activations stay within EVALUATED."""
    each = sum(math.prod(shape) for shape in plan.shapes.values())
    return int(min(max(EVALUATED // max(each, 1), 16), 4096))


def estimate(plan: Plan, project: Project, dataset: Dataset, parameters: int) -> int:
    """Bytes of a training run: data, weights with gradient, optimizer state and kept copies, and
    the activations of a batch with their gradients.

    An estimate from shapes alone: torch's own buffers come on top, and MOST leaves room for them.
    """
    data = sum(array.nbytes for array in dataset.fields.values()) + dataset.labels.nbytes
    states = 0 if project.training.optimizer == "SGD" else 2
    if project.training.optimizer_parameters.get("momentum"):
        states = max(states, 1)
    copies = 2 + states  # weights and gradient, and what the optimizer keeps of each
    kept = 2 * (1 + states)  # the good and the best snapshot
    each = sum(math.prod(shape) for shape in plan.shapes.values())
    samples = max(2 * project.training.batch_size, evaluation_batch(plan))
    return data + FLOAT * (parameters * (copies + kept) + each * samples)


def free_bytes(device: str = "cpu") -> int | None:
    """Bytes that can still be had on a device; None where the system does not say."""
    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(device)[0])
    about = Path("/proc/meminfo")
    if about.exists():
        for line in about.read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    if "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def too_large(
    plan: Plan, project: Project, dataset: Dataset, parameters: int, device: str = "cpu"
) -> Problem | None:
    """The problem of a run that cannot fit into the memory of `device`; None where it may."""
    need, free = estimate(plan, project, dataset, parameters), free_bytes(device)
    if free is None or need <= MOST * free:
        return None
    return problem("too_large", setting="training.batch_size", need=_words(need), free=_words(free))


def _words(size: int) -> str:
    return f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{size / 2**20:.0f} MB"
