"""Declaration -> torch optimizer, and the penalties that act after its step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from playground.catalog import OPTIMIZERS
from playground.project import FrozenDict, Layer, TrainingSettings

from .build import GraphNet
from .shapes import target_class

Groups = list[dict[str, Any]]
SCALE = "rate_scale"
"""Beside torch's own entries of a parameter group: what the learning rate is multiplied by there."""
DECAY = "weight_decay"
OWN_DECAY = "own_weight_decay"
"""Likewise: the weight decay of these layers, None for that of the training settings."""


def parameter_groups(net: GraphNet) -> Groups:
    """The tensors that train, in groups of one learning rate and one weight decay each: frozen layers are
    left out."""
    groups: dict[tuple[float, float | None], list[nn.Parameter]] = {}
    for name, parameter in net.tensors().items():
        layer = layer_of(net, name)
        if not layer.frozen:
            groups.setdefault((layer.rate_scale, layer.weight_decay), []).append(parameter)
    return [
        {"params": parameters, SCALE: scale, OWN_DECAY: decay}
        for (scale, decay), parameters in groups.items()
    ]


def layer_of(net: GraphNet, tensor: str) -> Layer:
    """The layer that a tensor, by its name in `net.tensors()`, is of."""
    return net.plan.network.by_id[tensor.partition(".")[0]]


def make_optimizer(
    training: TrainingSettings, parameters: Iterable[nn.Parameter] | Groups, device: torch.device
) -> torch.optim.Optimizer:
    """The optimizer that the settings name, with fused steps where torch has them."""
    kind = OPTIMIZERS[training.optimizer]
    options: dict[str, object] = {
        p.name: training.optimizer_parameters.get(p.name, p.default) for p in kind.parameters
    }
    if kind.fused and device.type == "cpu":
        options["fused"] = True  # 1.4 times faster on small nets
    factory: Callable[..., torch.optim.Optimizer] = target_class(kind.target)
    optimizer = factory(list(parameters), lr=training.learning_rate, **options)
    set_rate(optimizer, training.learning_rate)
    set_own_decay(optimizer)
    return optimizer


def bare_step(optimizer: torch.optim.Optimizer) -> None:
    """The optimizer's step without the note that torch takes of it for its profiler, and without hooks,
    of which there are none: together they take as long as moving the weights of a tiny network."""
    step = type(optimizer).step
    plain = step.__wrapped__ if getattr(step, "hooked", False) else step  # type: ignore[attr-defined]
    plain(optimizer)


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    """The learning rate from now on; some layers have a share of it."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group.get(SCALE, 1.0)


def set_own_decay(optimizer: torch.optim.Optimizer) -> None:
    """Layers with a weight decay of their own get it, where the optimizer knows of any."""
    for group in optimizer.param_groups:
        if group.get(OWN_DECAY) is not None and DECAY in group:
            group[DECAY] = group[OWN_DECAY]


def update_settings(optimizer: torch.optim.Optimizer, training: TrainingSettings) -> None:
    """Puts changed numbers into a running optimizer; its state stays."""
    kind = OPTIMIZERS[training.optimizer]
    set_rate(optimizer, training.learning_rate)
    for group in optimizer.param_groups:
        for parameter in kind.parameters:
            if parameter.name in group:
                group[parameter.name] = training.optimizer_parameters.get(parameter.name, parameter.default)
    set_own_decay(optimizer)


class Penalty:
    """TensorFlow Playground's L1 and L2 rule on weights (biases are exempt).

    After the step, each weight is pulled by rate * (l2 w + l1 sign w), w being its value before
    the step, and rate that of its layer. Under L1 a weight that would cross zero is set to zero and
    stays there. `layers` are those with a share of the rate or a penalty of their own, by the names of
    their weights.
    """

    def __init__(
        self,
        tensors: Mapping[str, nn.Parameter],
        dead: Mapping[str, Tensor],
        layers: Mapping[str, Layer] = FrozenDict(),
    ) -> None:
        learning = {name: p for name, p in tensors.items() if p.requires_grad}
        self.weights = {name: p for name, p in learning.items() if not name.endswith(".bias")}
        self.layers = {name: layer for name, layer in layers.items() if name in self.weights}
        self.owns = any(layer.l1 or layer.l2 for layer in self.layers.values())
        """Whether some layer is pulled even where the settings pull none."""
        self.dead = {
            name: mask.to(self.weights[name].device)
            for name, mask in dead.items()
            if name in self.weights and self.weights[name].shape == mask.shape
        }
        """By name, which weights stay at zero until the next Reset."""

    @staticmethod
    def of(net: GraphNet, dead: Mapping[str, Tensor]) -> Penalty:
        """The penalty on what learns of `net`."""
        tensors = net.tensors()
        layers = {name: layer_of(net, name) for name in tensors}
        return Penalty(tensors, dead, {name: layer for name, layer in layers.items() if _is_own(layer)})

    def _force(self, name: str, l1: float, l2: float) -> tuple[float, float, float]:
        """The share of the rate, L1 and L2 of one weight's layer."""
        layer = self.layers.get(name)
        if layer is None:
            return 1.0, l1, l2
        return (
            layer.rate_scale,
            l1 if layer.l1 is None else layer.l1,
            l2 if layer.l2 is None else layer.l2,
        )

    @torch.no_grad()
    def before(self, rate: float, l1: float, l2: float) -> list[Tensor]:
        """What will be taken from each weight after the step."""
        pulls = []
        for name, weight in self.weights.items():
            scale, own_l1, own_l2 = self._force(name, l1, l2)
            pulls.append(rate * scale * own_l2 * weight + rate * scale * own_l1 * weight.sign())
        return pulls

    @torch.no_grad()
    def after(self, pulls: list[Tensor], l1: float) -> None:
        """Takes it, and buries what crossed zero."""
        for (name, weight), pull in zip(self.weights.items(), pulls, strict=True):
            moved = weight - pull
            _, own_l1, _ = self._force(name, l1, 0.0)
            if own_l1:
                crossed = weight * moved < 0
                dead = self.dead.get(name)
                dead = crossed if dead is None else dead | crossed
                self.dead[name] = dead
                moved[dead] = 0.0
            weight.copy_(moved)


def _is_own(layer: Layer) -> bool:
    """Whether penalties pull this layer otherwise than all."""
    return (layer.rate_scale, layer.l1, layer.l2) != (1.0, None, None)
