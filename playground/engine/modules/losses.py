"""Losses that torch.nn does not have."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .inputs import numbers


class HalfSquaredError(nn.Module):
    """TensorFlow Playground's loss: the mean of 0.5 (f(x) - y)^2.

    f is tanh for classes (y is -1 or +1), the identity for numbers. With one output column this is
    the peers' mean over samples; with several, the mean over all numbers.
    """

    def __init__(self, tanh: bool = True) -> None:
        super().__init__()
        self.tanh = tanh

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """x, y: N K -> a scalar."""
        return 0.5 * nn.functional.mse_loss(torch.tanh(x) if self.tanh else x, y)


class Flattened(nn.Module):
    """A loss between what comes out and what went in, whatever the shapes: number by number."""

    def __init__(self, loss: nn.Module) -> None:
        super().__init__()
        self.loss = loss

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """x, y: N ... with as many numbers each -> a scalar."""
        value: Tensor = self.loss(x.flatten(1), numbers(y).flatten(1))
        return value


class HingeLoss(nn.Module):
    """The mean of max(0, margin - y x), y being -1 or +1 (Cortes and Vapnik, 1995)."""

    def __init__(self, margin: float = 1.0) -> None:
        super().__init__()
        self.margin = margin

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """x, y: N K -> a scalar."""
        return torch.clamp(self.margin - y * x, min=0.0).mean()
