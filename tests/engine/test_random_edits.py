"""Whatever a person does to a network in training: nothing raises, and a blocked run says why."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
import torch

from playground.catalog import (
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    TASKS,
    Parameter,
    choose_loss,
    choose_optimizer,
    choose_schedule,
    choose_task,
    initializer,
    new_layer,
    repair,
    words,
)
from playground.catalog.grouping import dissolve, group
from playground.data import make_dataset
from playground.engine.session import Session
from playground.project import HandEdit, Layer, Network, Project, Refused, Wire
from playground.project.network import (
    add_layer,
    change_layer,
    connect,
    disconnect,
    insert_on_wire,
    remove_layers,
    set_parameter,
)
from tests.engine.made import chain, linear, points, project

Random = random.Random
EDITS_EACH = 40


def fresh(chance: Random, network: Network) -> Layer:
    """A new layer; Linear with a size, as the palette gives it."""
    layer = new_layer(network, chance.choice(list(LAYERS)))
    if layer.kind == "Linear":
        layer = layer.but(parameters=layer.parameters.but(out_features=chance.randint(1, 9)))
    return layer


def value(chance: Random, parameter: Parameter) -> object:
    """A value of the right type, and not always within its bounds."""
    numbers = {"int": chance.randint(-1, 9), "size": chance.randint(1, 3), "float": chance.uniform(-0.1, 1.1)}
    if parameter.type in numbers:
        return numbers[parameter.type]
    choices = {"bool": (True, False), "choice": parameter.choices}.get(parameter.type, (parameter.default,))
    return chance.choice(choices)


def _insert(chance: Random, network: Network) -> Network:
    return insert_on_wire(network, chance.choice(network.wires), fresh(chance, network), "in", "out")


def _set(chance: Random, network: Network) -> Network:
    settable = [i for i in network.layers if i.kind in LAYERS and LAYERS[i.kind].parameters]
    if not settable:
        return network
    layer = chance.choice(settable)
    parameter = chance.choice(LAYERS[layer.kind].parameters)
    return set_parameter(network, layer.id, parameter.name, value(chance, parameter))


def _bypass(chance: Random, network: Network) -> Network:
    layer = chance.choice(network.layers)
    return change_layer(network, layer.id, bypassed=not layer.bypassed)


NETWORK: tuple[Callable[[Random, Network], Network], ...] = (
    _insert,
    _set,
    _bypass,
    lambda chance, network: add_layer(network, fresh(chance, network)),
    lambda chance, network: remove_layers(network, [_any(chance, network)], heal=True),
    lambda chance, network: connect(
        network,
        Wire(source=_any(chance, network), target=_any(chance, network)),
        single=chance.random() < 0.5,
    ),
    lambda chance, network: disconnect(network, [chance.choice(network.wires)]),
    lambda chance, network: change_layer(
        network, _any(chance, network), shares=chance.choice([None, _any(chance, network)])
    ),
    lambda chance, network: change_layer(network, _any(chance, network), **_learning(chance)),
    lambda chance, network: group(network, chance.sample(list(network.by_id), 2))[0],
    lambda chance, network: dissolve(network, _any(chance, network))[0],
    lambda chance, network: change_layer(
        network, _any(chance, network), weight_init=initializer(chance.choice(list(INITIALIZERS)))
    ),
)


def _learning(chance: Random) -> dict[str, object]:
    return {
        "frozen": chance.random() < 0.3,
        "rate_scale": chance.choice([0.0, 0.1, 1.0, 1000.0]),
        "weight_decay": chance.choice([None, 0.0, 0.1]),
        "l1": chance.choice([None, 0.0, 0.1]),
        "l2": chance.choice([None, 0.1]),
    }


def _any(chance: Random, network: Network) -> str:
    return chance.choice(network.layers).id


def _training(chance: Random, document: Project) -> Project:
    training = document.content.training
    changes = (
        choose_optimizer(training, chance.choice(list(OPTIMIZERS))),
        choose_loss(training, chance.choice(list(LOSSES))),
        training.but(learning_rate=10 ** chance.uniform(-4, 2.5)),
        training.but(l1=chance.choice([0.0, 0.1]), l2=chance.choice([0.0, 0.1])),
        training.but(clip_norm=chance.choice([None, 1.0]), clip_value=chance.choice([None, 0.1])),
        training.but(batch_size=chance.choice([1, 2, 7, 1000])),
        training.but(shuffle=chance.choice(["every epoch", "once", "never"])),
        training.but(seed=chance.randint(0, 9)),
        choose_schedule(training, chance.choice(list(SCHEDULES))).but(warmup_epochs=chance.randint(0, 2)),
        training.but(accumulate=chance.choice([1, 3]), class_weights=chance.choice(["none", "balanced"])),
        training.but(precision=chance.choice(["float32", "bfloat16", "float16"])),
        training.but(metrics=tuple(chance.sample(list(METRICS), 3))),
        training.but(stop=training.stop.but(epochs=chance.randint(1, 20), patience=chance.choice([None, 2]))),
    )
    if chance.random() < 0.1:
        return choose_task(document, chance.choice(list(TASKS)))
    return document.with_content(training=chance.choice(changes))


def _data(chance: Random, document: Project) -> Project:
    kind = chance.choice(["circle", "blobs", "discs", "plane", "gauss"])
    features = tuple(chance.sample(["x1", "x2", "x1_x2", "sin_x1"], chance.randint(1, 3)))
    data = points(kind, seed=chance.randint(0, 9), features=features, validation=chance.choice([0.0, 0.2]))
    return document.with_content(data=data)


def _hand(chance: Random, document: Project) -> Project:
    edit = HandEdit(
        layer=_any(chance, document.network), tensor="weight", index=(0, 0), value=0.5, before=0.1
    )
    return document.with_content(hand_edits=(*document.content.hand_edits, edit))


def edited(chance: Random, document: Project) -> Project:
    """The document after one more edit; as it was where that is refused."""
    kind = chance.random()
    if not document.network.wires or kind < 0.1:
        return _data(chance, document)
    if kind < 0.3:
        return _training(chance, document)
    if kind < 0.4:
        return _hand(chance, document)
    try:
        return document.with_network(chance.choice(NETWORK)(chance, document.network))
    except Refused:
        return document


def act(chance: Random, session: Session) -> None:
    """What the buttons do."""
    if chance.random() < 0.1:
        session.reset()
    if session.can_restore and chance.random() < 0.5:
        session.restore()
    session.play()
    assert session.train is not None
    before = session.train.step_count
    done = session.advance(steps=chance.randint(1, 9))
    assert session.train.step_count == before + done
    steps = session.history.values("batch_loss")[0] if session.history.names() else []
    assert list(steps) == list(range(1, len(steps) + 1))
    assert len(steps) == session.train.step_count


def hold(chance: Random) -> int:
    """Forty edits and undos, with training in between; how often it could train."""
    trained = 0
    start = project(chain(linear(6), "Tanh", linear(5), "Tanh", "Linear"), points())
    session, document, undo = Session(), start, [start]
    for _ in range(EDITS_EACH):
        back = 0.6 if session.status == "blocked" else 0.3  # what does not work is rather undone
        if chance.random() < back and len(undo) > 1:
            document = undo.pop()
        else:
            undo.append(document)
            document = edited(chance, document)
        session.follow(document, make_dataset(document.content.data))
        assert (session.status == "blocked") == bool(session.report.errors)
        for problem in session.report.problems:
            assert "None" not in words.text(problem), words.text(problem)
            if problem.repair is not None:
                assert words.repair_text(problem)
                if chance.random() < 0.3:
                    document = repair(document, problem)
                    break
        if session.status == "blocked":
            assert session.problem is not None
        elif session.train is not None:
            act(chance, session)
            trained += 1
    return trained


@pytest.mark.parametrize("seed", range(20))
def test_random_edits_while_it_trains(seed: int) -> None:
    with torch.random.fork_rng(devices=[]):
        assert hold(Random(seed)) > 0


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(20))
def test_many_random_edits_while_it_trains(part: int) -> None:
    with torch.random.fork_rng(devices=[]):
        trained = sum(hold(Random(1000 + 50 * part + number)) for number in range(50))
    assert trained > 0.2 * 50 * EDITS_EACH, "mostly it can train"
