"""The devices this machine has: the CPU, CUDA cards, Apple's MPS."""

from __future__ import annotations

from functools import lru_cache

import torch

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
