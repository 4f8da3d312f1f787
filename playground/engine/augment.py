"""Augmentation of a batch of pictures, on the device. Random numbers come from torch's own generator,
which the step owns: so an augmented run can be repeated and resumed like any other."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from playground.catalog.augmentations import completed


def move(x: Tensor, settings: Mapping[str, Any]) -> Tensor:
    """Pictures (N C H W) flipped, shifted, turned and zoomed, each in its own way; what comes in from
    outside is black."""
    values = completed(settings)
    for axis, name in ((3, "horizontal"), (2, "vertical")):
        if values["flip"] in (name, "both"):
            mirrored = torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5
            x = torch.where(mirrored, x.flip(axis), x)
    if values["shift"] or values["rotate"] or values["zoom"]:
        grid = functional.affine_grid(_affine(x, values), list(x.shape), align_corners=False)
        x = functional.grid_sample(x, grid, align_corners=False)
    return x


def _affine(x: Tensor, values: Mapping[str, Any]) -> Tensor:
    """N 2 3: where each point of the new picture comes from in the old one, in units of half the side
    (as torch's affine_grid has it)."""
    angle = _spread(x, math.radians(values["rotate"]))
    scale = 1 / (1 + _spread(x, values["zoom"] / 100))
    across, down = (_spread(x, 2 * values["shift"] / 100) for _ in range(2))
    tall = x.shape[2] / x.shape[3]  # a turn must not shear a picture that is not square
    rows = (
        torch.stack([scale * angle.cos(), -scale * angle.sin() * tall, across], 1),
        torch.stack([scale * angle.sin() / tall, scale * angle.cos(), down], 1),
    )
    return torch.stack(rows, 1)


def _spread(x: Tensor, most: float) -> Tensor:
    """N numbers evenly between -most and most."""
    return (2 * torch.rand(len(x), device=x.device) - 1) * most


def spoil(x: Tensor, settings: Mapping[str, Any]) -> Tensor:
    """Pictures (N C H W) with noise and a blank square each (DeVries and Taylor, 2017)."""
    values = completed(settings)
    if values["noise"]:
        x = (x + values["noise"] / 100 * torch.randn_like(x)).clamp(0, 1)
    if values["cutout"]:
        x = x * _kept(x, values["cutout"] / 100)
    return x


def _kept(x: Tensor, share: float) -> Tensor:
    """N 1 H W: 0 in a square around a random place of each picture, 1 elsewhere."""
    inside = torch.ones(len(x), 1, 1, 1, dtype=torch.bool, device=x.device)
    for axis in (2, 3):
        size = x.shape[axis]
        middle = torch.rand(len(x), 1, device=x.device) * size
        near = (torch.arange(size, device=x.device) + 0.5 - middle).abs() <= share * size / 2
        inside = inside & near.view(len(x), 1, *((size, 1) if axis == 2 else (1, size)))
    return (~inside).to(x.dtype)
