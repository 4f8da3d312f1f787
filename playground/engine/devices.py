"""The devices this machine has: the CPU, CUDA cards, Apple's MPS."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from playground.project import refuse


@lru_cache(maxsize=1)
def devices() -> tuple[str, ...]:
    """Names that torch takes, the CPU first: ("cpu", "cuda:0", "mps")."""
    found = ["cpu"]
    if torch.cuda.is_available():
        found += [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        found.append("mps")
    return tuple(found)


def title(device: str) -> str:
    """What a person reads: `CPU`, `CUDA 0 (NVIDIA ...)`, `Apple GPU`."""
    if device.startswith("cuda"):
        number = int(device.partition(":")[2] or 0)
        return f"CUDA {number} ({torch.cuda.get_device_name(number)})"
    return {"cpu": "CPU", "mps": "Apple GPU"}.get(device, device)


def choose(wanted: str) -> str:
    """The device meant by `wanted` (`cuda` is the first card). Raises Refused (`no_such_device`)."""
    name = "cuda:0" if wanted == "cuda" else wanted
    if name not in devices():
        raise refuse("no_such_device", device=wanted, known=", ".join(devices()))
    return name


def precisions(device: str) -> tuple[str, ...]:
    """What a device can train in, float32 first; float16 on a CUDA card alone, whose gradients are scaled
    so that small ones are not lost."""
    if device == "cpu":
        return ("float32", "bfloat16")
    if not device.startswith("cuda"):
        return ("float32",)
    with torch.cuda.device(torch.device(device)):
        both = torch.cuda.is_bf16_supported()
    return ("float32", "bfloat16", "float16") if both else ("float32", "float16")


@dataclass(frozen=True)
class RandomState:
    """Where torch's random numbers go on: the CPU's generator, and the one of the device, if it has
    its own (dropout on a card draws from that)."""

    cpu: Tensor
    own: Tensor | None = None


def random_state(device: torch.device) -> RandomState:
    """The state of the generators that a step on `device` draws from."""
    own = None
    if device.type == "cuda":
        own = torch.cuda.get_rng_state(device)
    elif device.type == "mps":
        own = torch.mps.get_rng_state()
    return RandomState(torch.get_rng_state(), own)


def set_random_state(device: torch.device, state: RandomState) -> None:
    """Puts them back."""
    torch.set_rng_state(state.cpu)
    if state.own is not None and device.type == "cuda":
        torch.cuda.set_rng_state(state.own, device)
    elif state.own is not None and device.type == "mps":
        torch.mps.set_rng_state(state.own)
