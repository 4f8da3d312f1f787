"""Layers that draw random numbers while training, and rest otherwise."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class GaussianNoise(nn.Module):
    """Adds normal noise to every number while training."""

    def __init__(self, std: float = 0.1) -> None:
        super().__init__()
        self.std = std

    def forward(self, x: Tensor) -> Tensor:
        """x + std * noise"""
        return x + self.std * torch.randn_like(x) if self.training else x


class Sample(nn.Module):
    """Draws from the normal distributions that come in; the mean itself in eval mode.

    `side_loss` is what the last batch adds to the loss: `weight` times the KL divergence of its
    distributions to the standard normal, summed over a sample, the mean of the batch (Kingma and
    Welling, 2014, appendix B).
    """

    def __init__(self, weight: float = 1.0) -> None:
        super().__init__()
        self.weight = weight
        self.side_loss = torch.zeros(())

    def forward(self, x: Tensor) -> Tensor:
        """x: N 2K ..., K means and K log variances -> N K ..."""
        mean, log_variance = torch.unflatten(x, 1, (2, -1)).unbind(1)
        divergence = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance)
        self.side_loss = self.weight * divergence.sum() / len(x)
        if not self.training:
            return mean
        return mean + (log_variance / 2).exp() * torch.randn_like(mean)
