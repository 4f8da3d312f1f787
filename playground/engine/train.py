"""One state, one loop, no watcher.

`TrainState` is everything that training is: modules, optimizer, sampler, random state, step, epoch.
`step()` advances it by one batch; whoever calls it may stop between any two steps, look, change
something and go on. The window's thread, the command line and the tests all do just that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from playground.catalog.augmentations import varies
from playground.data.dataset import Dataset
from playground.project import Project, TrainingSettings

from . import augment
from .build import GraphNet, LayerError, build, make_modules
from .devices import RandomState, random_state, set_random_state
from .memory import evaluation_batch
from .modules import numbers
from .optimizers import Penalty, bare_step, make_optimizer, parameter_groups, set_rate
from .sampler import Sampler, steps_per_epoch
from .schedules import Plateau, rate
from .shapes import Plan
from .tasks import Objective, Score, evaluation, objective

EXPLOSION = 1000.0
"""A batch loss this many times the first epoch's mean counts as divergence."""
GATHERED = 64 * 2**20
"""A training part of up to so many bytes is put in order once an epoch, and batches are slices."""


@dataclass(frozen=True)
class Tensors:
    """A dataset on a device: every field (N ...), the coded target, the indices of the splits, and how
    fields are scaled where they enter a network."""

    fields: Mapping[str, Tensor]
    target: Tensor
    splits: Mapping[str, Tensor]
    scale: Tensor | None
    entry: Mapping[str, tuple[Tensor, Tensor]]

    @staticmethod
    def of(dataset: Dataset, coding: Objective, device: torch.device, channels_last: bool) -> Tensors:
        """The dataset's arrays as tensors; pictures (N C H W) in the memory format asked for."""
        fields = {}
        for name, array in dataset.fields.items():
            tensor = torch.tensor(array, device=device)
            if channels_last and tensor.dim() == 4:
                tensor = tensor.contiguous(memory_format=torch.channels_last)
            fields[name] = tensor
        splits = {
            name: torch.tensor(index, device=device)
            for name, index in (
                ("train", dataset.train),
                ("validation", dataset.validation),
                ("test", dataset.test),
            )
            if len(index)
        }
        scaling = dataset.target_scaling
        scale = None if scaling is None else torch.tensor(scaling.std, device=device).reshape(-1)
        entry = {
            name: (torch.tensor(found.mean, device=device), torch.tensor(found.std, device=device))
            for name, found in dataset.input_scaling.items()
        }
        return Tensors(fields, coding.target(dataset, fields, device), splits, scale, entry)


class Diverged(ArithmeticError):  # noqa: N818  (as StopIteration: it is an answer)
    """The loss is no longer finite, or has left the first epoch's far behind; `layer` is where."""

    def __init__(self, loss: float, layer: str) -> None:
        super().__init__(f"loss {loss}")
        self.loss, self.layer = loss, layer


class TrainState:
    """A network in training. Everything that `checkpoint` saves, and nothing else, is here."""

    def __init__(self, project: Project, dataset: Dataset, plan: Plan, device: str = "cpu") -> None:
        training = project.training
        self.project, self.dataset, self.plan = project, dataset, plan
        self.device = torch.device(device)
        self.refresh_metrics()
        self.tensors = Tensors.of(dataset, self.objective, self.device, training.channels_last)
        self.sampler = Sampler(self.tensors.splits["train"], training.seed)
        self.step_count = 0
        self.epoch = 0
        self.first_losses = (0.0, 0)
        """Sum and number of the first epoch's batch losses, since the loss or the data last changed."""
        self.penalty = Penalty({}, {})
        self.plateau = Plateau()
        self.waiting = 0
        """Batches whose gradients have been summed up and wait for the optimizer."""
        self.refresh_precision()
        self.random = _random_after_init(plan, training.seed, self.device)
        self.net: GraphNet
        self.optimizer: torch.optim.Optimizer
        self.adopt(build(plan, training.seed))

    @property
    def training(self) -> TrainingSettings:
        """The settings in force."""
        return self.project.training

    def adopt(self, net: GraphNet, optimizer: torch.optim.Optimizer | None = None) -> None:
        """Goes on with `net` (moved to the device), and with `optimizer` or a new one."""
        net.to(self.device)
        if self.training.channels_last:
            net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        net.train()
        self.net, self.plan = net, net.plan
        net.entry = self.tensors.entry
        self.parameters = [p for p in net.tensors().values() if p.requires_grad]
        self.penalty = Penalty.of(net, self.penalty.dead)
        self.optimizer = optimizer or self.make_optimizer(net)
        self.put_gradients(0, {})
        self._gathered: tuple[Tensor, Mapping[str, Tensor], Tensor] | None = None

    def make_optimizer(self, net: GraphNet) -> torch.optim.Optimizer:
        """The optimizer in force, new, for what learns of `net`."""
        return make_optimizer(self.training, parameter_groups(net), self.device)

    def replace_data(self, dataset: Dataset) -> None:
        """Goes on with other samples; a new epoch begins."""
        self.refresh_objective(dataset)
        generator = self.sampler.generator
        self.sampler = Sampler(self.tensors.splits["train"], 0)
        self.sampler.generator = generator

    def refresh_objective(self, dataset: Dataset | None = None) -> None:
        """Codes the labels anew for the loss in force; of `dataset`, or of the one in force. Where there is
        no memory for it, all stays as it was."""
        data = dataset or self.dataset
        aim = self._aim(data)
        tensors = Tensors.of(data, aim, self.device, self.training.channels_last)
        self.dataset, self.objective, self.tensors = data, aim, tensors
        self.net.entry = self.tensors.entry
        self._gathered = None

    @contextmanager
    def own_random(self) -> Iterator[None]:
        """Training's random state is installed while it steps, and nobody else's is disturbed."""
        others = random_state(self.device)
        set_random_state(self.device, self.random)
        try:
            yield
        finally:
            self.random = random_state(self.device)
            set_random_state(self.device, others)

    def refresh_precision(self) -> None:
        """A new scaler of gradients; it does something for float16 alone, whose small ones would be lost."""
        enabled = self.training.precision == "float16"
        self.scaler = torch.amp.GradScaler(self.device.type, enabled=enabled)

    def refresh_metrics(self) -> None:
        """Loss and metrics as they are in force; the data stay."""
        self.objective = self._aim(self.dataset)

    def _aim(self, dataset: Dataset) -> Objective:
        aim = objective(self.project, dataset)
        aim.loss.to(self.device)
        return aim

    # --- one step --------------------------------------------------------------------------------

    def batch(self) -> tuple[Mapping[str, Tensor], Tensor]:
        """The next batch: fields (b ...) and coded target (b ...)."""
        if self.sampler.done or not self.sampler.started:
            self.sampler.begin(self.training.shuffle)
            self._gathered = None
        part = self.sampler.next(self.training.batch_size)
        gathered = self._gather()
        if gathered is None:
            index = self.sampler.order[part]
            return {n: t[index] for n, t in self.tensors.fields.items()}, self.tensors.target[index]
        _, fields, target = gathered
        return {name: tensor[part] for name, tensor in fields.items()}, target[part]

    def augmented(self, fields: Mapping[str, Tensor], target: Tensor) -> tuple[Mapping[str, Tensor], Tensor]:
        """A batch with its pictures varied, as the settings say. To reconstruct, what is wanted is the
        picture as it was moved, before it was spoiled."""
        settings = self.training.augmentation
        if not varies(settings):
            return fields, target
        moved = {n: augment.move(numbers(x), settings) if x.dim() == 4 else x for n, x in fields.items()}
        spoiled = {n: augment.spoil(x, settings) if x.dim() == 4 else x for n, x in moved.items()}
        return spoiled, next(iter(moved.values())) if self.objective.reconstructs else target

    def _gather(self) -> tuple[Tensor, Mapping[str, Tensor], Tensor] | None:
        """This epoch's samples laid in order, where they are few enough: slices cost nothing."""
        order = self.sampler.order
        if self._gathered is None or self._gathered[0] is not order:
            each = sum(t[0].numel() * t.element_size() for t in self.tensors.fields.values())
            if each * len(order) > GATHERED:
                return None
            fields = {name: tensor[order] for name, tensor in self.tensors.fields.items()}
            self._gathered = (order, fields, self.tensors.target[order])
        return self._gathered

    def step(self) -> float:
        """One batch forward, backward and update; returns the batch's loss.

        Raises Diverged before the update where the loss has run away, so that the weights which made
        it can still be looked at. Draws from torch's default generator (dropout).
        """
        fields, target = self.augmented(*self.batch())
        if not self.waiting:
            for parameter in self.parameters:
                parameter.grad = None  # what zero_grad does, less its profiling: 5 % of a tiny net's step
        loss = self.objective.measure(self.net, self._forward(fields), target)
        value = loss.item()
        self._judge(value, fields)
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self.waiting += 1
        if self.waiting >= self.training.accumulate or self.sampler.done:
            self.update()
            self.waiting = 0
        self.step_count += 1
        if self.sampler.done:
            self.epoch += 1
        return value

    def _forward(self, fields: Mapping[str, Tensor]) -> Tensor:
        """What the network puts out, in float32, worked out in the precision that is set."""
        if self.training.precision == "float32":
            return self.net(fields)  # type: ignore[no-any-return]
        with torch.autocast(self.device.type, getattr(torch, self.training.precision)):
            out: Tensor = self.net(fields)
        return out.float()

    def _judge(self, loss: float, fields: Mapping[str, Tensor]) -> None:
        """Takes note of a batch's loss. Raises Diverged when the run has run away."""
        total, number = self.first_losses
        usual = total / number if number else loss
        if not math.isfinite(loss) or loss > EXPLOSION * max(usual, 1e-3):
            raise Diverged(loss, self.blame(fields))
        if number < self.epoch_steps:
            self.first_losses = (total + loss, number + 1)

    @property
    def scheduled(self) -> bool:
        """Whether the learning rate changes by itself."""
        return self.training.schedule != "Constant" or self.training.warmup_epochs > 0

    @property
    def rate(self) -> float:
        """The learning rate of the next batch."""
        if not self.scheduled:
            return self.training.learning_rate
        return rate(self.training, self.step_count, self.epoch_steps, self.plateau)

    def look_for_plateau(self, validation_loss: float) -> None:
        """After an epoch: a schedule that waits for the loss to stand still is told."""
        if self.training.schedule == "ReduceLROnPlateau":
            self.plateau = self.plateau.after(validation_loss, self.training.schedule_parameters)

    def gradients(self) -> dict[str, Tensor]:
        """A copy of the gradients that wait for the optimizer, by the names of their tensors."""
        if not self.waiting:
            return {}
        found = {name: p.grad for name, p in self.net.tensors().items()}
        return {name: grad.clone() for name, grad in found.items() if grad is not None}

    def put_gradients(self, waiting: int, gradients: Mapping[str, Tensor]) -> None:
        """Goes on with these."""
        self.waiting = waiting
        for name, parameter in self.net.tensors().items():
            kept = gradients.get(name)
            parameter.grad = None if kept is None else kept.to(self.device, copy=True)

    def update(self) -> None:
        """Sets the rate, clips the gradient, lets the optimizer step, and applies the penalties."""
        training = self.training
        self.scaler.unscale_(self.optimizer)
        if self.waiting > 1:  # the mean of the batches, as one large batch would have given it
            for parameter in self.parameters:
                if parameter.grad is not None:
                    parameter.grad /= self.waiting
        if self.scheduled:
            set_rate(self.optimizer, self.rate)
        if training.clip_value is not None:
            nn.utils.clip_grad_value_(self.parameters, training.clip_value)
        if training.clip_norm is not None:
            nn.utils.clip_grad_norm_(self.parameters, training.clip_norm)
        if training.l1 or training.l2 or self.penalty.owns:
            pulls = self.penalty.before(self.rate, training.l1, training.l2)
            if self._descend():
                self.penalty.after(pulls, training.l1)
        else:
            self._descend()

    def _descend(self) -> bool:
        """Lets the optimizer step; False where scaled gradients were too large for float16, and it did
        not: the scale is smaller from then on."""
        if not self.scaler.is_enabled():
            bare_step(self.optimizer)
            return True
        scale = self.scaler.get_scale()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return self.scaler.get_scale() >= scale

    # --- looking ---------------------------------------------------------------------------------

    @contextmanager
    def looking(self) -> Iterator[None]:
        """The network in eval mode, and without gradient: nothing that is seen of it changes it."""
        before = self.net.training
        self.net.eval()
        try:
            with torch.no_grad():
                yield
        finally:
            self.net.train(before)

    def evaluate(
        self, metrics: tuple[str, ...] | None = None, between: Callable[[], None] = lambda: None
    ) -> dict[str, Score]:
        """Loss and metrics (those in force unless given) over each split, in eval mode; the random
        state stays as it is. `between` is called between two parts of the work, and may raise."""
        parts = self.evaluation(metrics)
        with self.looking():
            while True:
                try:
                    next(parts)
                except StopIteration as end:
                    found: dict[str, Score] = end.value
                    return found
                between()

    def evaluation(self, metrics: tuple[str, ...] | None = None) -> Generator[None, None, dict[str, Score]]:
        """What `evaluate` returns, a part of the work at a time. It goes on only while `looking`, and is
        good for nothing once weights or data have changed."""
        asked = self.objective if metrics is None else replace(self.objective, metrics=metrics)
        found = {}
        for name, index in self.tensors.splits.items():
            found[name] = yield from evaluation(
                self.net,
                asked,
                self.tensors.fields,
                self.tensors.target,
                index,
                self.tensors.scale,
                evaluation_batch(self.plan),
            )
        return found

    def blame(self, fields: Mapping[str, Tensor]) -> str:
        """The layer where a divergence began: the first whose weights are not finite, or whose values
        are not when the batch is sent through again; else the one whose values are largest."""
        ill = {
            name.partition(".")[0]
            for name, parameter in self.net.tensors().items()
            if not bool(torch.isfinite(parameter).all())
        }
        sizes: dict[str, float] = {}
        try:
            with self.looking():
                self.net.walk(fields, lambda i, value: sizes.update({i: float(value.abs().max())}))
        except LayerError as error:
            return error.layer
        for layer_id, size in sizes.items():
            if layer_id in ill or not math.isfinite(size):
                return layer_id
        return max(sizes, key=lambda i: sizes[i])

    @property
    def epoch_steps(self) -> int:
        """Batches in an epoch."""
        return steps_per_epoch(len(self.sampler.index), self.training.batch_size)


def _random_after_init(plan: Plan, seed: int, device: torch.device) -> RandomState:
    """torch's random state once the weights were made: where dropout goes on from."""
    others = random_state(device)
    try:
        torch.manual_seed(seed)  # of every device; the weights draw from the CPU's alone
        make_modules(plan)
        return random_state(device)
    finally:
        set_random_state(device, others)
