"""Where data enter a network."""

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
