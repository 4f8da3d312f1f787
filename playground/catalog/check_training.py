"""check_training: what can be said of task, loss, optimizer and schedule before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playground.project import Problem, Project, TrainingSettings

from .augmentations import AUGMENTATIONS, varies
from .facts import DataFacts, fix, problem
from .kinds import Kind, LossKind, TaskKind
from .losses import LOSSES
from .metrics import METRICS
from .optimizers import OPTIMIZERS
from .schedules import SCHEDULES
from .tasks import TASKS
from .wiring import wiring

LOSS_MISFITS = {"classes": "class_labels_into_regression_loss", "labels": "loss_wants_one_class"}
"""What is said of a loss that is not for the task, by what the task's output is held against."""


def check_training(project: Project, facts: DataFacts | None) -> Iterable[Problem]:
    """The problems of the task and the training settings."""
    content, training = project.content, project.training
    own = project.network.optimizer is not None
    where = f"networks.{project.network.name}.optimizer" if own else "training"
    found: list[Problem] = []
    optimizer = OPTIMIZERS.get(training.optimizer)
    loss = LOSSES.get(training.loss)
    task = TASKS.get(content.task.kind)
    if training.stop.patience is not None and not content.data.validation:
        found.append(
            problem(
                "patience_wants_validation",
                setting="training.stop.patience",
                severity="warning",
                repair=fix("validation_share", value=0.1),
            )
        )
    if optimizer is None:
        found.append(
            problem(
                "unknown_choice",
                setting=f"{where}.optimizer",
                value=training.optimizer,
                known=", ".join(OPTIMIZERS),
                repair=fix("choose_optimizer", optimizer="SGD"),
            )
        )
    else:
        path = f"{where}.optimizer_parameters"
        found += _check_values(optimizer, training.optimizer_parameters, path)
        found += _check_together(optimizer, training.optimizer_parameters, path)
        found += _check_decay(project, optimizer)
    found += _check_augmentation(training, facts)
    found += _check_schedule(training, bool(content.data.validation))
    if task is None:
        found.append(
            problem("unknown_choice", setting="task.kind", value=content.task.kind, known=", ".join(TASKS))
        )
    if loss is None:
        fallback = task.default_loss if task else "CrossEntropyLoss"
        found.append(
            problem(
                "unknown_choice",
                setting="training.loss",
                value=training.loss,
                known=", ".join(LOSSES),
                repair=fix("choose_loss", loss=fallback),
            )
        )
        return found
    found += _check_values(loss, training.loss_parameters, "training.loss_parameters")
    if task is None:
        return found
    if facts and facts.target != task.target:
        right = next(name for name, other in TASKS.items() if other.target == facts.target)
        found.append(
            problem(
                "task_does_not_fit_data",
                setting="task.kind",
                task=task.title,
                target=facts.target,
                repair=fix("choose_task", task=right),
            )
        )
    elif task.name not in loss.tasks:
        found.append(
            problem(
                LOSS_MISFITS.get(task.target, "loss_wants_classes"),
                setting="training.loss",
                loss=loss.title,
                severity="warning" if task.target == "classes" else "error",
                repair=fix("choose_loss", loss=task.default_loss),
            )
        )
    elif facts and facts.target == "inputs" and loss.link == "sigmoid" and not facts.shares:
        found.append(
            problem(
                "loss_wants_shares",
                setting="training.loss",
                loss=loss.title,
                repair=fix("choose_loss", loss=task.default_loss),
            )
        )
    if training.class_weights != "none" and task.target in ("classes", "labels") and not loss.weighted:
        found.append(
            problem(
                "loss_takes_no_weights",
                setting="training.class_weights",
                loss=loss.title,
                severity="warning",
                repair=fix("choose_loss", loss=task.default_loss),
            )
        )
    found += _check_metrics(training.metrics, task)
    found += _check_ending(project, loss, task.target)
    return found


def _check_decay(project: Project, optimizer: Kind) -> Iterator[Problem]:
    """A layer's own weight decay is the optimizer's business, and not every one has any."""
    if optimizer.parameter("weight_decay") is not None:
        return
    for layer in project.network.layers:
        if layer.weight_decay:
            yield problem(
                "optimizer_has_no_decay",
                network=project.network.name,
                layer=layer.id,
                setting="weight_decay",
                optimizer=optimizer.title,
                severity="warning",
            )


def _check_schedule(training: TrainingSettings, validated: bool) -> Iterator[Problem]:
    schedule = SCHEDULES.get(training.schedule)
    if schedule is None:
        yield problem(
            "unknown_choice",
            setting="training.schedule",
            value=training.schedule,
            known=", ".join(SCHEDULES),
            repair=fix("choose_schedule", schedule="Constant"),
        )
        return
    yield from _check_values(schedule, training.schedule_parameters, "training.schedule_parameters")
    if schedule.name == "ReduceLROnPlateau" and not validated:
        yield problem(
            "plateau_wants_validation",
            setting="training.schedule",
            severity="warning",
            repair=fix("validation_share", value=0.1),
        )


def _check_augmentation(training: TrainingSettings, facts: DataFacts | None) -> Iterator[Problem]:
    for parameter in AUGMENTATIONS:
        value = training.augmentation.get(parameter.name, parameter.default)
        if not parameter.fits(value):
            yield problem(
                "bad_setting",
                setting=f"training.augmentation.{parameter.name}",
                name=parameter.title,
                value=str(value),
                range=parameter.range_text,
            )
    pictures = facts is None or any(len(shape) == 3 for shape in facts.shapes.values())
    if varies(training.augmentation) and not pictures:
        yield problem("augmentation_wants_pictures", setting="training.augmentation", severity="warning")


def _check_metrics(names: tuple[str, ...], task: TaskKind) -> Iterator[Problem]:
    """Metrics of another task are only not measured: whoever tries one task after another keeps them."""
    for name in names:
        if name not in METRICS:
            yield problem(
                "unknown_choice",
                setting="training.metrics",
                value=name,
                known=", ".join(kind.name for kind in METRICS.values() if task.target in kind.targets),
            )


def _check_together(optimizer: Kind, given: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Numbers of an optimizer that are right by themselves, and not beside each other."""
    values = {p.name: given.get(p.name, p.default) for p in optimizer.parameters}
    if values.get("nesterov") and not values.get("momentum"):
        yield problem("nesterov_wants_momentum", setting=f"{path}.nesterov")
    elif values.get("nesterov") and values.get("dampening"):
        yield problem("nesterov_wants_no_dampening", setting=f"{path}.nesterov")
    etas = values.get("etas")
    if isinstance(etas, tuple) and len(etas) == 2 and not etas[0] < 1 < etas[1]:
        yield problem("etas_shrink_and_grow", setting=f"{path}.etas", etas=f"{etas[0]} and {etas[1]}")


def _check_values(kind: Kind, values: Mapping[str, Any], path: str) -> Iterator[Problem]:
    for parameter in kind.parameters:
        value = values.get(parameter.name, parameter.default)
        if not parameter.fits(value):
            yield problem(
                "bad_setting",
                setting=f"{path}.{parameter.name}",
                name=f"{kind.title} {parameter.title}",
                value=str(value),
                range=parameter.range_text or f"a {parameter.type}",
            )


ENDINGS = {
    "softmax": ("Softmax", "LogSoftmax", "Softmin", "Sigmoid"),
    "sigmoid": ("Sigmoid", "Softmax", "LogSigmoid", "Softmin", "LogSoftmax"),
    "tanh": ("Tanh",),
}
"""The activations that a loss already holds: a second one flattens the gradient."""


def _check_ending(project: Project, loss: LossKind, target: str) -> Iterator[Problem]:
    network = project.network
    output = wiring(network).output
    while output is not None and network.by_id[output].bypassed and network.incoming[output]:
        output = network.incoming[output][0].source
    if output is None or (loss.link == "tanh" and target != "classes"):
        return
    layer = network.by_id[output]
    if layer.kind in ENDINGS.get(loss.link, ()):
        yield problem(
            "activation_before_loss",
            network=network.name,
            layer=layer.id,
            kind=layer.kind,
            loss=loss.title,
            link=loss.link,
            severity="warning",
            repair=fix("remove"),
        )
