"""Edits that know what kinds mean: new layers, other choices, whole documents."""

from __future__ import annotations

import pytest
from hypothesis import given

from playground.catalog import (
    INITIALIZERS,
    LAYERS,
    LOSSES,
    OPTIMIZERS,
    TASKS,
    choose_loss,
    choose_optimizer,
    choose_task,
    complete,
    initializer,
    new_layer,
    repair,
    words,
)
from playground.catalog.facts import fix, problem
from playground.project import FrozenDict, Initializer, Network, Project, Refused, TrainingSettings
from playground.project.network import remove_layers
from playground.project.storage import dump
from tests.engine.made import chain, linear, project
from tests.strategies import projects


@pytest.mark.parametrize("kind", LAYERS)
def test_a_new_layer_has_every_parameter(kind: str) -> None:
    layer = new_layer(Network(), kind)
    assert layer.parameters == LAYERS[kind].defaults
    assert layer.id == f"{kind.lower()}_1"


def test_an_id_is_never_used_again() -> None:
    network = chain(linear(2), linear(2), "Linear")
    assert new_layer(remove_layers(network, ["linear_2"], heal=True), "Linear").id == "linear_4"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_another_optimizer_brings_its_own(name: str) -> None:
    before = TrainingSettings(l2=0.5, batch_size=7)
    after = choose_optimizer(before, name)
    assert after.optimizer_parameters == OPTIMIZERS[name].defaults
    assert after.learning_rate == OPTIMIZERS[name].rate
    assert (after.l2, after.batch_size) == (0.5, 7)
    assert choose_optimizer(before, name, rate=0.25).learning_rate == 0.25


@pytest.mark.parametrize("name", TASKS)
def test_another_task_takes_a_loss_that_fits(name: str) -> None:
    for loss in LOSSES:
        before = project(chain("Linear"), loss=loss)
        after = choose_task(before, name).content
        assert after.task.kind == name
        assert name in LOSSES[after.training.loss].tasks
        if name in LOSSES[loss].tasks:
            assert after.training == before.content.training, "a loss that fits stays"


@pytest.mark.parametrize("name", INITIALIZERS)
def test_an_initializer_has_every_parameter(name: str) -> None:
    assert initializer(name).parameters == INITIALIZERS[name].defaults


def test_what_is_not_there_is_refused_with_a_sentence() -> None:
    training = TrainingSettings()
    for choose in (
        lambda: new_layer(Network(), "Warp"),
        lambda: choose_optimizer(training, "Best"),
        lambda: choose_loss(training, "Least"),
        lambda: choose_task(project(chain("Linear")), "guessing"),
    ):
        with pytest.raises(Refused) as refused:
            choose()
        assert "None" not in words.text(refused.value.problem)


@given(projects())
def test_complete_adds_and_never_takes_away(document: Project) -> None:
    whole = complete(document)
    assert complete(whole) == whole
    for old, new in zip(document.content.networks, whole.content.networks, strict=True):
        assert old.wires == new.wires
        for before, after in zip(old.layers, new.layers, strict=True):
            assert dict(after.parameters) == {**after.parameters, **before.parameters}
            if before.kind in LAYERS:
                assert set(LAYERS[before.kind].defaults) <= set(after.parameters)
    assert (whole.layout, whole.view, whole.description) == (
        document.layout,
        document.view,
        document.description,
    )
    assert dump(whole)


def test_completed_layers_inside_a_block() -> None:
    """A default that changes one day must not change what is inside a block either."""
    inside = chain(linear(2))
    start = Initializer(kind="normal", parameters=FrozenDict({"std": 0.5}))
    bare = inside.but(layers=tuple(layer.but(parameters={}, bias_init=start) for layer in inside.layers))
    outer = chain("Linear")
    layers = tuple(
        layer.but(kind="Block", network=bare) if layer.id == "linear_1" else layer for layer in outer.layers
    )
    whole = complete(project(outer.but(layers=layers)))
    block = whole.network.by_id["linear_1"].network
    assert block is not None
    assert block.by_id["linear_1"].parameters == LAYERS["Linear"].defaults
    assert block.by_id["linear_1"].bias_init == initializer("normal", std=0.5)


def test_a_layer_put_in_between_stands_in_between() -> None:
    document = project(chain("Linear"))
    document = document.with_positions({"input_1": (0.0, 40.0), "linear_1": (200.0, 80.0)})
    trouble = problem(
        "linear_wants_flat", layer="linear_1", shape="8", repair=fix("insert_before", kind="Flatten")
    )
    after = repair(document, trouble)
    assert after.network.order == ("input_1", "flatten_1", "linear_1")
    assert after.layout.positions["main"]["flatten_1"] == (100.0, 60.0)
    assert after.layout.positions["main"]["input_1"] == (0.0, 40.0)
