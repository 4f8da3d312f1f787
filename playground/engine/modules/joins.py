"""Several tensors become one."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Add(nn.Module):
    """Sum of its inputs, all of one shape (or broadcast to it)."""

    def forward(self, *xs: Tensor) -> Tensor:
        """x1 + x2 + ..."""
        total = xs[0]
        for x in xs[1:]:
            total = total + x
        return total


class Subtract(nn.Module):
    """The other input taken from the first, both of one shape."""

    def forward(self, x: Tensor, other: Tensor) -> Tensor:
        """x - other"""
        return x - other


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


class MatMul(nn.Module):
    """The product of two matrices, sample by sample; `transpose` turns the other one over first."""

    def __init__(self, transpose: bool = False) -> None:
        super().__init__()
        self.transpose = transpose

    def forward(self, x: Tensor, other: Tensor) -> Tensor:
        """x: N ... I K, other: N ... K J (transposed: N ... J K) -> N ... I J"""
        return x @ (other.mT if self.transpose else other)


class CosineSimilarity(nn.Module):
    """How far two tensors of one shape point the same way along an axis, of which one number is left."""

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x: Tensor, other: Tensor) -> Tensor:
        """x, other: N K ... -> N 1 ..., from -1 to 1"""
        return nn.functional.cosine_similarity(x, other, self.dim, self.eps).unsqueeze(self.dim)
