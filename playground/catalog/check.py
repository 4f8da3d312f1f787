"""check: what can be said of a project without computing a single shape.

Shapes and sizes need the engine (`engine.shapes`); everything else is found here, as problems that
belong to a layer or a setting and say what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.project import (
    FrozenDict,
    Initializer,
    Layer,
    Network,
    Problem,
    Project,
    Refused,
    Repair,
)

from .initializers import INITIALIZERS
from .kinds import Aim, Kind, LossKind, TaskKind
from .layers import LAYERS
from .losses import LOSSES
from .metrics import METRICS
from .optimizers import OPTIMIZERS
from .tasks import TASKS
from .wiring import Wiring, unfold, wiring


@dataclass(frozen=True)
class DataFacts:
    """What a check wants to know of the data: the shape of one sample per field, and what the output
    is held against (`columns` numbers, or one of `classes`)."""

    shapes: Mapping[str, tuple[int, ...]]
    target: Aim
    classes: int = 0
    columns: int = 1
    training_samples: int = 0
    shares: bool = False
    """Whether all numbers to be predicted are between 0 and 1."""


def problem(code: str, **given: Any) -> Problem:
    """A Problem; what is no member of Problem becomes one of its values."""
    members = {k: given.pop(k) for k in list(given) if k in Problem.model_fields}
    return Problem(code=code, values=FrozenDict(given), **members)


def fix(action: str, **values: Any) -> Repair:
    """A Repair."""
    return Repair(action=action, values=FrozenDict(values))


def columns(loss: LossKind, facts: DataFacts) -> int:
    """How wide the network's output has to be for this loss and these data."""
    if facts.target != "classes":
        return facts.columns
    if facts.classes == 2:
        return loss.binary_columns
    return facts.classes


def check(project: Project, facts: DataFacts | None = None) -> tuple[Problem, ...]:
    """Every problem of the document itself, errors first."""
    found: list[Problem] = []
    for network in project.content.networks:
        trains = network is project.network
        found += [
            p.but(network=network.name, severity=p.severity if trains else "warning")
            for p in check_network(_laid_open(network), facts)
        ]
    found += _check_training(project, facts)
    return tuple(sorted(found, key=lambda p: p.severity))


def _laid_open(network: Network) -> Network:
    """`network` with its blocks unfolded, so that what is in them is checked too."""
    try:
        return unfold(network)
    except Refused:
        return network  # its shapes say why


def check_network(network: Network, facts: DataFacts | None = None) -> Iterator[Problem]:
    """Problems of wiring and parameters."""
    flow = wiring(network)
    if not network.layers:
        yield problem("empty_network")
        return
    if not any(layer.kind == "Input" for layer in network.layers):
        yield problem("no_input")
    for layer in network.layers:
        active = layer.id in flow.active
        kind = LAYERS.get(layer.kind)
        if kind is None:
            if layer.network is None:
                severity = "error" if active else "warning"
                yield problem("unknown_kind", layer=layer.id, kind=layer.kind, severity=severity)
            continue
        yield from _check_parameters(layer, kind)
        yield from _check_initializers(layer)
        if not active:
            yield problem("not_connected", layer=layer.id, severity="warning")
        yield from _check_ports(network, layer, flow)
    if len(flow.ends) > 1:
        for end in flow.ends:
            yield problem("several_ends", layer=end, ends=", ".join(flow.ends))
    elif flow.ends and network.by_id[flow.ends[0]].kind == "Input":
        yield problem("nothing_to_train", layer=flow.ends[0])
    if facts:
        for layer in network.layers:
            if layer.kind == "Input" and layer.parameters.get("field", "x") not in facts.shapes:
                yield problem(
                    "no_such_field",
                    layer=layer.id,
                    field=layer.parameters.get("field"),
                    known=", ".join(facts.shapes),
                    repair=fix("set", parameter="field", value=next(iter(facts.shapes))),
                )


def _check_parameters(layer: Layer, kind: Kind) -> Iterator[Problem]:
    for parameter in kind.parameters:
        value = layer.parameters.get(parameter.name, parameter.default)
        if not parameter.fits(value):
            yield problem(
                "bad_parameter",
                layer=layer.id,
                setting=parameter.name,
                name=parameter.title,
                value=str(value),
                range=parameter.range_text or f"a {parameter.type}",
                repair=fix("set", parameter=parameter.name, value=parameter.default),
            )
    known = {parameter.name for parameter in kind.parameters}
    for name in layer.parameters:
        if name not in known:
            yield problem("unknown_parameter", layer=layer.id, name=name, severity="warning")


def _check_initializers(layer: Layer) -> Iterator[Problem]:
    for tensor, chosen in (("weight", layer.weight_init), ("bias", layer.bias_init)):
        if chosen is not None:
            yield from _check_initializer(layer, tensor, chosen)


def _check_initializer(layer: Layer, tensor: str, chosen: Initializer) -> Iterator[Problem]:
    kind = INITIALIZERS.get(chosen.kind)
    if kind is None:
        yield problem("unknown_initializer", layer=layer.id, kind=chosen.kind, known=", ".join(INITIALIZERS))
        return
    if tensor == "bias" and kind.least_rank > 1:
        yield problem("initializer_wants_matrix", layer=layer.id, kind=kind.title)
    for parameter in kind.parameters:
        value = chosen.parameters.get(parameter.name, parameter.default)
        if not parameter.fits(value):
            yield problem(
                "bad_parameter",
                layer=layer.id,
                setting=f"{tensor}_init.{parameter.name}",
                name=f"{kind.title} {parameter.title}",
                value=str(value),
                range=parameter.range_text or f"a {parameter.type}",
            )
    if kind.name == "uniform":
        low, high = (chosen.parameters.get(p.name, p.default) for p in kind.parameters)
        if all(p.fits(v) for p, v in zip(kind.parameters, (low, high))) and low > high:
            yield problem(
                "bounds_are_crossed", layer=layer.id, setting=f"{tensor}_init.a", low=low, high=high
            )


def _check_ports(network: Network, layer: Layer, flow: Wiring) -> Iterator[Problem]:
    kind = LAYERS[layer.kind]
    inputs = {port.name: port for port in kind.inputs}
    wired: dict[str, int] = dict.fromkeys(inputs, 0)
    for wire in network.incoming[layer.id]:
        if wire.target_port not in inputs:
            yield problem("missing_port", layer=layer.id, port=wire.target_port)
        else:
            wired[wire.target_port] += 1
        source = LAYERS.get(network.by_id[wire.source].kind)
        if source and wire.source_port not in source.outputs:
            yield problem("missing_port", layer=wire.source, port=wire.source_port)
    for name, number in wired.items():
        if number > 1 and not inputs[name].variadic:
            yield problem("too_many_wires", layer=layer.id, port=name, number=number)
        if layer.id in flow.active:
            if number == 0:
                yield problem("missing_input", layer=layer.id, port=name)
            for wire in network.incoming[layer.id]:
                if wire.target_port == name and wire.source not in flow.active:
                    yield problem("fed_by_loose_layer", layer=layer.id, port=name, source=wire.source)
    if layer.shares is not None and (
        layer.shares not in network.by_id or network.by_id[layer.shares].kind != layer.kind
    ):
        yield problem("bad_shares", layer=layer.id, shares=layer.shares)


def _check_training(project: Project, facts: DataFacts | None) -> Iterable[Problem]:
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
        right = "classification" if facts.target == "classes" else "regression"
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
                "class_labels_into_regression_loss" if task.target == "classes" else "loss_wants_classes",
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
    found += _check_metrics(training.metrics, task)
    found += _check_ending(project, loss, task.target)
    return found


def _check_metrics(names: tuple[str, ...], task: TaskKind) -> Iterator[Problem]:
    """Metrics of another task are only not measured: whoever tries one task after another keeps them."""
    for name in names:
        if name not in METRICS:
            yield problem(
                "unknown_choice",
                setting="training.metrics",
                value=name,
                known=", ".join(kind.name for kind in METRICS.values() if kind.target == task.target),
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
