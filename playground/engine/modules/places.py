"""Where numbers lie: pieces, order and shape of tensors, and what is left of whole maps."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class GlobalAvgPool(nn.Module):
    """The mean of each whole map."""

    def forward(self, x: Tensor) -> Tensor:
        """x: N C ... -> N C"""
        return x.flatten(2).mean(2)


class GlobalMaxPool(nn.Module):
    """The largest number of each whole map."""

    def forward(self, x: Tensor) -> Tensor:
        """x: N C ... -> N C"""
        return x.flatten(2).amax(2)


class Reshape(nn.Module):
    """Each sample in another shape, of which one size may be -1: what is left."""

    def __init__(self, shape: tuple[int, ...] = (-1,)) -> None:
        super().__init__()
        self.shape = shape

    def forward(self, x: Tensor) -> Tensor:
        """x: N ... -> N shape"""
        return x.reshape(len(x), *self.shape)


class Permute(nn.Module):
    """The axes 1, 2, ... of a sample in another order."""

    def __init__(self, dims: tuple[int, ...] = (2, 1)) -> None:
        super().__init__()
        self.dims = dims

    def forward(self, x: Tensor) -> Tensor:
        """x: N A B ... -> N B A ..., as `dims` says"""
        return x.permute(0, *self.dims)


class Select(nn.Module):
    """A piece along an axis: `count` places from `start` on (-1 is the last one)."""

    def __init__(self, dim: int = 1, start: int = 0, count: int = 1) -> None:
        super().__init__()
        self.dim, self.start, self.count = dim, start, count

    def forward(self, x: Tensor) -> Tensor:
        """x: N K ... -> N count ..."""
        return x.narrow(self.dim, self.start, self.count)


class Repeat(nn.Module):
    """The same numbers one behind the other along an axis, so many times."""

    def __init__(self, dim: int = 1, times: int = 2) -> None:
        super().__init__()
        self.dim, self.times = dim, times

    def forward(self, x: Tensor) -> Tensor:
        """[x, x, ...]"""
        return torch.cat([x] * self.times, self.dim)
