"""Network -> GraphNet: a small module that walks the graph.

Weights are made on the CPU after one `manual_seed`, in topological order (ties by id), so that the
same project and seed give the same numbers wherever they are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Self, cast

import torch
from torch import Tensor, nn

from playground.catalog import INITIALIZERS, LAYERS
from playground.project import Initializer

from .modules import numbers
from .shapes import Plan, target_class

Watch = Callable[[str, Tensor], None]


class LayerError(RuntimeError):
    """A layer raised while it computed; `layer` says which."""

    def __init__(self, layer: str, cause: BaseException) -> None:
        super().__init__(f"{layer}: {cause}")
        self.layer = layer


class GraphNet(nn.Module):
    """Runs the layers of a plan in order. `layers` are its modules by layer id; a layer that shares
    another's weights holds the very same module."""

    def __init__(self, plan: Plan, modules: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self.plan = plan
        self.layers = nn.ModuleDict(modules)
        self.entry: Mapping[str, tuple[Tensor, Tensor]] = {}
        """What is subtracted from a field and what it is then divided by, as the data want it."""
        self.inputs = tuple(
            (i, str(plan.network.by_id[i].parameters.get("field", "x")))
            for i in plan.active
            if plan.network.by_id[i].kind == "Input"
        )
        self._calls = tuple((i, modules[i], self._feeds(i)) for i in plan.active if i in modules)
        for layer_id, module in self.owners():
            module.requires_grad_(not plan.network.by_id[layer_id].frozen)
        self._sided = tuple(module for _, module in self.owners() if hasattr(module, "side_loss"))
        self._output = self._through(plan.output)
        self._last_uses = self._find_last_uses()
        # A plain chain (the common case) needs no table of values; and since nothing here hangs hooks
        # on modules, their forward is called without looking for any. Both count on tiny nets.
        self._chain: tuple[Callable[[Tensor], Tensor], ...] | None = None
        if len(self.inputs) == 1 and all(len(feeds) == 1 for _, _, feeds in self._calls):
            expected = [self.inputs[0][0], *(i for i, _, _ in self._calls)]
            if [feeds[0] for _, _, feeds in self._calls] == expected[:-1] and self._output == expected[-1]:
                self._chain = tuple(module.forward for _, module, _ in self._calls)

    def _through(self, layer_id: str) -> str:
        """The layer whose value stands for `layer_id`: bypassed layers pass on their first input."""
        while self.plan.network.by_id[layer_id].bypassed and self.plan.sources[layer_id]:
            layer_id = self.plan.sources[layer_id][0]
        return layer_id

    def _find_last_uses(self) -> tuple[tuple[str, ...], ...]:
        """For each call, the values that nobody needs after it."""
        needed, found = {self._output}, []
        for _, _, feeds in reversed(self._calls):
            found.append(tuple(dict.fromkeys(feed for feed in feeds if feed not in needed)))
            needed.update(feeds)
        return tuple(reversed(found))

    def _feeds(self, layer_id: str) -> tuple[str, ...]:
        return tuple(self._through(source) for source in self.plan.sources[layer_id])

    def _entered(self, fields: Mapping[str, Tensor], field: str) -> Tensor:
        """A field as the first layers see it: bytes as numbers from 0 to 1, then scaled."""
        x = numbers(fields[field])
        if field in self.entry:
            shift, unit = self.entry[field]
            x = (x - shift) / unit
        return x

    def forward(self, fields: Mapping[str, Tensor]) -> Tensor:
        """fields: name -> N ... ; returns the output layer's value, N K (logits)."""
        if self._chain is not None:
            x = self._entered(fields, self.inputs[0][1])
            for forward in self._chain:
                x = forward(x)
            return x
        values = {layer_id: self._entered(fields, field) for layer_id, field in self.inputs}
        for (layer_id, module, feeds), done in zip(self._calls, self._last_uses, strict=True):
            values[layer_id] = module.forward(*[values[feed] for feed in feeds])
            for feed in done:
                del values[feed]
        return values[self._output]

    def walk(self, fields: Mapping[str, Tensor], watch: Watch | None = None) -> Tensor:
        """As forward, but shows every layer's value to `watch` and names the layer that raises.

        Raises LayerError.
        """
        values = {layer_id: self._entered(fields, field) for layer_id, field in self.inputs}
        for layer_id, value in values.items():
            if watch:
                watch(layer_id, value)
        for layer_id, module, feeds in self._calls:
            try:
                values[layer_id] = module(*[values[feed] for feed in feeds])
            except (RuntimeError, ValueError, IndexError, TypeError) as error:
                raise LayerError(layer_id, error) from error
            if watch:
                watch(layer_id, values[layer_id])
        return values[self._output]

    def after(self, layer_id: str, value: Tensor) -> Tensor | None:
        """What comes out where a layer puts out `value` (N ...); None where the output needs more."""
        values = {layer_id: value}
        for other, module, feeds in self._calls:
            if other != layer_id and all(feed in values for feed in feeds):
                values[other] = module.forward(*[values[feed] for feed in feeds])
        return values.get(self._output)

    def train(self, mode: bool = True) -> Self:
        """As every module, but frozen layers stay as they are used: their running statistics rest."""
        super().train(mode)
        for layer_id, module in self.owners():
            if self.plan.network.by_id[layer_id].frozen:
                module.eval()
        return self

    def side_losses(self) -> list[Tensor]:
        """What layers ask for beside the output's loss, of the last batch (scalars): a Sample layer its
        divergence."""
        return [cast(Tensor, module.side_loss) for module in self._sided]

    def owners(self) -> Iterator[tuple[str, nn.Module]]:
        """Each module once, under the first layer that holds it."""
        seen: set[int] = set()
        for layer_id, module, _ in self._calls:
            if id(module) not in seen:
                seen.add(id(module))
                yield layer_id, module

    def tensors(self) -> dict[str, nn.Parameter]:
        """Parameters by `layer_id.name`, those of frozen layers too."""
        return {f"{i}.{name}": p for i, module in self.owners() for name, p in module.named_parameters()}

    def state(self) -> dict[str, Tensor]:
        """A copy on the CPU of all that a weights file keeps, by `layer_id.name`: parameters and
        running statistics."""
        return {
            f"{i}.{name}": tensor.detach().to("cpu", copy=True).contiguous()
            for i, module in self.owners()
            for name, tensor in module.state_dict().items()
        }

    def load_state(self, state: Mapping[str, Tensor]) -> list[str]:
        """Copies what agrees in name and shape; returns the names that found no place."""
        own = {
            f"{i}.{name}": tensor
            for i, module in self.owners()
            for name, tensor in module.state_dict(keep_vars=True).items()
        }
        left = []
        with torch.no_grad():
            for name, value in state.items():
                if name in own and own[name].shape == value.shape:
                    own[name].copy_(value)
                else:
                    left.append(name)
        return left


def build(plan: Plan, seed: int) -> GraphNet:
    """The modules of a plan, freshly made on the CPU. torch's own random state is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return GraphNet(plan, make_modules(plan))


def make_modules(plan: Plan) -> dict[str, nn.Module]:
    """A module for each active layer that computes, drawn from torch's random state in order.

    Layers that share weights hold one module, made where the first of them stands.
    """
    modules: dict[str, nn.Module] = {}
    lent: dict[str, nn.Module] = {}  # by the id that they are shared from, which may come later
    for layer_id in plan.active:
        layer = plan.network.by_id[layer_id]
        if layer.kind == "Input" or layer.bypassed:
            continue
        origin = layer.shares or layer_id
        if origin in lent:
            modules[layer_id] = lent[layer_id] = lent[origin]
            continue
        module = target_class(LAYERS[layer.kind].target)(**plan.arguments[layer_id])
        initialise(module, "weight", layer.weight_init)
        initialise(module, "bias", layer.bias_init)
        modules[layer_id] = lent[layer_id] = lent[origin] = module
    return modules


def initialise(module: nn.Module, tensor: str, chosen: Initializer | None) -> None:
    """Fills one tensor of a module as the initializer says; nothing where there is no such tensor."""
    parameter = getattr(module, tensor, None)
    if chosen is None or not isinstance(parameter, nn.Parameter):
        return
    kind = INITIALIZERS[chosen.kind]
    if parameter.dim() < kind.least_rank:
        return
    function = getattr(nn.init, kind.target.rpartition(".")[2])
    with torch.no_grad():
        function(parameter, **{p.name: chosen.parameters.get(p.name, p.default) for p in kind.parameters})
