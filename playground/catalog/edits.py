"""Edits that need to know what kinds mean: new layers, another optimizer or loss, repairs.

Each is a pure function from one Project (or Network) to the next, as in `project.network`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from playground.project import (
    FrozenDict,
    Initializer,
    Layer,
    Network,
    OptimizerSettings,
    Problem,
    Project,
    TrainingSettings,
    Wire,
    refuse,
)
from playground.project.network import (
    change_layer,
    insert_on_wire,
    remove_layers,
    replace_layer,
    set_parameter,
)

from .blocks import TURN, steps
from .initializers import INITIALIZERS
from .kinds import Kind
from .layers import LAYERS
from .losses import LOSSES
from .optimizers import OPTIMIZERS
from .schedules import SCHEDULES
from .tasks import TASKS

Chosen = TypeVar("Chosen", bound=OptimizerSettings)


def new_layer(network: Network, kind: str, **parameters: Any) -> Layer:
    """A layer of `kind` under a free id, its parameters at their defaults but for those given."""
    if kind not in LAYERS:
        raise refuse("no_such_kind", kind=kind)
    return Layer(id=network.free_id(kind), kind=kind, parameters=LAYERS[kind].complete(parameters))


def initializer(kind: str, **parameters: Any) -> Initializer:
    """An initializer of `kind`, its parameters at their defaults but for those given."""
    return Initializer(kind=kind, parameters=INITIALIZERS[kind].complete(parameters))


def choose_optimizer(training: Chosen, name: str, rate: float | None = None) -> Chosen:
    """Another optimizer, with its own defaults and (unless given) the rate it suggests."""
    if name not in OPTIMIZERS:
        raise refuse("unknown_choice", setting="training.optimizer", value=name, known=", ".join(OPTIMIZERS))
    kind = OPTIMIZERS[name]
    return training.but(optimizer=name, optimizer_parameters=kind.defaults, learning_rate=rate or kind.rate)


def choose_schedule(training: TrainingSettings, name: str) -> TrainingSettings:
    """Another schedule, with its own defaults."""
    if name not in SCHEDULES:
        raise refuse("unknown_choice", setting="training.schedule", value=name, known=", ".join(SCHEDULES))
    return training.but(schedule=name, schedule_parameters=SCHEDULES[name].defaults)


def choose_loss(training: TrainingSettings, name: str) -> TrainingSettings:
    """Another loss, with its own defaults."""
    if name not in LOSSES:
        raise refuse("unknown_choice", setting="training.loss", value=name, known=", ".join(LOSSES))
    return training.but(loss=name, loss_parameters=LOSSES[name].defaults)


def choose_task(project: Project, name: str) -> Project:
    """Another task; a loss that does not fit it gives way to the task's own."""
    if name not in TASKS:
        raise refuse("unknown_choice", setting="task.kind", value=name, known=", ".join(TASKS))
    training = project.content.training
    loss = LOSSES.get(training.loss)
    if loss is None or name not in loss.tasks:
        training = choose_loss(training, TASKS[name].default_loss)
    return project.with_content(task=project.content.task.but(kind=name), training=training)


def complete(project: Project) -> Project:
    """The project with every parameter written down, so that a later default cannot change it."""
    networks = tuple(_completed_network(network) for network in project.content.networks)
    training = project.content.training
    training, loss = _completed_optimizer(training), LOSSES.get(training.loss)
    schedule = SCHEDULES.get(training.schedule)
    if schedule:
        training = training.but(schedule_parameters=schedule.complete(training.schedule_parameters))
    if loss:
        training = training.but(loss_parameters=loss.complete(training.loss_parameters))
    return project.with_content(networks=networks, training=training)


def _completed_network(network: Network) -> Network:
    layers = tuple(_completed(layer) for layer in network.layers)
    optimizer = network.optimizer and _completed_optimizer(network.optimizer)
    same = all(new is old for new, old in zip(layers, network.layers)) and optimizer == network.optimizer
    return network if same else network.but(layers=layers, optimizer=optimizer)


def _completed_optimizer(settings: Chosen) -> Chosen:
    kind = OPTIMIZERS.get(settings.optimizer)
    if kind is None:
        return settings
    return settings.but(optimizer_parameters=kind.complete(settings.optimizer_parameters))


def _completed(layer: Layer) -> Layer:
    """The layer itself where nothing is missing."""
    changes: dict[str, Any] = {}
    kind = LAYERS.get(layer.kind)
    if kind and not _has_all(kind, layer.parameters):
        changes["parameters"] = kind.complete(layer.parameters)
    for name in ("weight_init", "bias_init"):
        chosen: Initializer | None = getattr(layer, name)
        way = INITIALIZERS.get(chosen.kind) if chosen else None
        if chosen and way and not _has_all(way, chosen.parameters):
            changes[name] = chosen.but(parameters=way.complete(chosen.parameters))
    if layer.network and (inside := _completed_network(layer.network)) is not layer.network:
        changes["network"] = inside
    return layer.but(**changes) if changes else layer


def _has_all(kind: Kind, parameters: FrozenDict) -> bool:
    return all(p.name in parameters for p in kind.parameters)


# --- repairs: what the button on a problem does --------------------------------------------------


def repair(project: Project, problem: Problem) -> Project:
    """The project with the problem's own repair done. Raises Refused where it has none."""
    if problem.repair is None:
        raise refuse("no_repair")
    layer, *inside = steps(problem.layer) if problem.layer is not None else [""]
    network = _of(project, problem)
    if inside and problem.layer not in network.by_id:
        return _repair_inside(project, problem, network.by_id[layer])
    values: FrozenDict = problem.repair.values
    return _REPAIRS[problem.repair.action](project, problem, values)


def _repair_inside(project: Project, problem: Problem, block: Layer) -> Project:
    """With the repair done to what is in a block, as if that were a project of its own."""
    assert block.network is not None
    rest = TURN.split(str(problem.layer), maxsplit=1)[-1]
    inside = project.with_content(networks=(block.network,))
    mended = repair(inside, problem.but(network=block.network.name, layer=rest))
    (network,) = mended.content.networks
    whole = project.with_network(change_layer(_of(project, problem), block.id, network=network))
    return mended.with_content(networks=whole.content.networks).but(layout=project.layout)


def _of(project: Project, problem: Problem) -> Network:
    wanted = problem.network or project.network.name
    return next(network for network in project.content.networks if network.name == wanted)


def _set(project: Project, problem: Problem, values: FrozenDict) -> Project:
    network = _of(project, problem)
    return project.with_network(
        set_parameter(network, str(problem.layer), values["parameter"], values["value"])
    )


def _remove(project: Project, problem: Problem, values: FrozenDict) -> Project:
    return project.with_network(remove_layers(_of(project, problem), [str(problem.layer)], heal=True))


def _insert_before(project: Project, problem: Problem, values: FrozenDict) -> Project:
    network = _of(project, problem)
    layer = new_layer(network, values["kind"], **values.get("parameters", {}))
    wire = network.incoming[str(problem.layer)][0]
    placed = project.with_network(insert_on_wire(network, wire, layer, "in", "out"))
    return _place_between(placed, network.name, layer.id, wire)


def _place_between(project: Project, network: str, layer_id: str, wire: Wire) -> Project:
    """Puts a new card half-way between the two ends of `wire`, where both have a place."""
    places = project.layout.positions.get(network, FrozenDict())
    if wire.source not in places or wire.target not in places:
        return project
    (x1, y1), (x2, y2) = places[wire.source], places[wire.target]
    return project.with_positions({layer_id: ((x1 + x2) / 2, (y1 + y2) / 2)}, network)


def _exchange(project: Project, problem: Problem, values: FrozenDict) -> Project:
    """Another kind in a layer's place; what both kinds call by the same name stays as it was set."""
    network = _of(project, problem)
    old = network.by_id[str(problem.layer)]
    kind = LAYERS[values["kind"]]
    kept = {
        p.name: old.parameters[p.name]
        for p in kind.parameters
        if p.name in old.parameters and p.fits(old.parameters[p.name])
    }
    layer = old.but(kind=kind.name, parameters=kind.complete(kept))
    return project.with_network(replace_layer(network, old.id, layer))


def _repeat_once(project: Project, problem: Problem, values: FrozenDict) -> Project:
    return project.with_network(change_layer(_of(project, problem), str(problem.layer), repeat=1))


def _choose_loss(project: Project, problem: Problem, values: FrozenDict) -> Project:
    return project.with_content(training=choose_loss(project.content.training, values["loss"]))


def _choose_task(project: Project, problem: Problem, values: FrozenDict) -> Project:
    return choose_task(project, values["task"])


def _choose_optimizer(project: Project, problem: Problem, values: FrozenDict) -> Project:
    network = project.network
    if network.optimizer is not None:
        own = choose_optimizer(network.optimizer, values["optimizer"])
        return project.with_network(network.but(optimizer=own))
    return project.with_content(training=choose_optimizer(project.content.training, values["optimizer"]))


def _choose_schedule(project: Project, problem: Problem, values: FrozenDict) -> Project:
    return project.with_content(training=choose_schedule(project.content.training, values["schedule"]))


def _choose_data(project: Project, problem: Problem, values: FrozenDict) -> Project:
    # Parameters are a kind's own: those of the new one are filled in where the data are made.
    data = project.content.data.but(kind=values["kind"], parameters=FrozenDict())
    return project.with_content(data=data)


def _guess_column(project: Project, problem: Problem, values: FrozenDict) -> Project:
    data = project.content.data
    wishes = {name: wish for name, wish in data.parameters["columns"].items() if name != values["column"]}
    return project.with_content(data=data.but(parameters=data.parameters.but(columns=FrozenDict(wishes))))


def _batch_size(project: Project, problem: Problem, values: FrozenDict) -> Project:
    return project.with_content(training=project.content.training.but(batch_size=values["value"]))


def _precision(project: Project, problem: Problem, values: FrozenDict) -> Project:
    return project.with_content(training=project.content.training.but(precision=values["value"]))


def _validation_share(project: Project, problem: Problem, values: FrozenDict) -> Project:
    return project.with_content(data=project.content.data.but(validation=values["value"]))


_REPAIRS: dict[str, Callable[[Project, Problem, FrozenDict], Project]] = {
    "set": _set,
    "remove": _remove,
    "insert_before": _insert_before,
    "exchange": _exchange,
    "repeat_once": _repeat_once,
    "choose_loss": _choose_loss,
    "choose_task": _choose_task,
    "choose_optimizer": _choose_optimizer,
    "choose_data": _choose_data,
    "guess_column": _guess_column,
    "choose_schedule": _choose_schedule,
    "batch_size": _batch_size,
    "precision": _precision,
    "validation_share": _validation_share,
}
