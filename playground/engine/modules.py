"""Our own modules: what torch.nn does not have. Short, since exporters write their source out."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def numbers(x: Tensor) -> Tensor:
    """Pictures are kept as bytes, in a quarter of the memory: what is computed with are floats, 0 to 1."""
    return x.float() / 255 if x.dtype == torch.uint8 else x


class Input(nn.Module):
    """Where a field of the data comes in; nothing is computed but floats made of bytes."""

    def forward(self, x: Tensor) -> Tensor:
        """x, bytes as floats from 0 to 1."""
        return numbers(x)


class Add(nn.Module):
    """Sum of its inputs, all of one shape (or broadcast to it)."""

    def forward(self, *xs: Tensor) -> Tensor:
        """x1 + x2 + ..."""
        total = xs[0]
        for x in xs[1:]:
            total = total + x
        return total


class Multiply(nn.Module):
    """Product of its inputs, number by number."""

    def forward(self, *xs: Tensor) -> Tensor:
        """x1 * x2 * ..."""
        product = xs[0]
        for x in xs[1:]:
            product = product * x
        return product


class Concatenate(nn.Module):
    """Its inputs one behind the other along an axis (1 is features or channels)."""

    def __init__(self, dim: int = 1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, *xs: Tensor) -> Tensor:
        """[x1, x2, ...]"""
        return torch.cat(xs, self.dim)


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
