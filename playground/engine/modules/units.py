"""Activations that torch.nn does not have, or not like this."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Softmax(nn.Module):
    """Shares that sum to one along an axis; a high temperature makes them alike."""

    def __init__(self, dim: int = 1, temperature: float = 1.0) -> None:
        super().__init__()
        self.dim, self.temperature = dim, temperature

    def forward(self, x: Tensor) -> Tensor:
        """exp(x / temperature), divided by its sum along the axis"""
        return nn.functional.softmax(x / self.temperature, self.dim)


class Maxout(nn.Module):
    """The largest of every `pieces` features or channels (Goodfellow et al., 2013)."""

    def __init__(self, pieces: int = 2) -> None:
        super().__init__()
        self.pieces = pieces

    def forward(self, x: Tensor) -> Tensor:
        """x: N (K pieces) ... -> N K ..."""
        return torch.unflatten(x, 1, (-1, self.pieces)).amax(2)
