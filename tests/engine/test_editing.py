"""The table 'Editing while it trains', a test for each row: settings and layers."""

from __future__ import annotations

import pytest
import torch

from playground.catalog import LOSSES, OPTIMIZERS
from playground.engine.session import Session
from playground.project import Network, Project, Wire
from playground.project.network import (
    change_layer,
    insert_on_wire,
    paste,
    remove_layers,
    replace_layer,
    set_parameter,
)
from tests.engine.followed import equal, follow, goes_on, marks, modules, moments, with_training
from tests.engine.made import Given, chain, graph, linear, points, project, session, weights

START: tuple[Given, ...] = (linear(8), "Tanh", linear(6), "Tanh", "Linear")


@pytest.fixture
def document() -> Project:
    return project(chain(*START), points(), optimizer="Adam", learning_rate=0.02)


@pytest.fixture
def made(document: Project) -> Session:
    """Trained for thirteen steps, in the middle of an epoch."""
    trained = session(document)
    trained.advance(steps=13)
    return trained


# --- learning rate, momentum, weight decay, batch size, loss, penalties, clipping ------------------------


def test_learning_rate_from_the_next_step_on(made: Session, document: Project) -> None:
    before, state, nets = weights(made), moments(made), modules(made)
    run, revision = made.run, made.revision
    follow(made, with_training(document, learning_rate=0.5))
    assert equal(weights(made), before)
    assert equal(moments(made), state)
    assert modules(made) == nets
    assert (made.run, made.revision) == (run, revision)
    assert marks(made) == ["learning rate 0.02 → 0.5"]
    assert made.history.marks[0].step == 13
    assert made.train is not None
    assert [group["lr"] for group in made.train.optimizer.param_groups] == [0.5]
    goes_on(made)


@pytest.mark.parametrize(
    "change",
    [
        {"batch_size": 3},
        {"shuffle": "never"},
        {"l1": 0.1},
        {"l2": 0.1},
        {"clip_norm": 0.1},
        {"clip_value": 0.1},
        {"loss": "HingeLoss", "loss_parameters": LOSSES["HingeLoss"].defaults},
        {"loss": "BCEWithLogitsLoss", "loss_parameters": LOSSES["BCEWithLogitsLoss"].defaults},
        {"optimizer_parameters": OPTIMIZERS["Adam"].complete({"weight_decay": 0.1})},
    ],
    ids=lambda change: " ".join(map(str, change)),
)
def test_settings_from_the_next_step_on(made: Session, document: Project, change: dict[str, object]) -> None:
    before, state = weights(made), moments(made)
    follow(made, with_training(document, **change))
    resized = change.get("loss") in ("HingeLoss", "BCEWithLogitsLoss")  # one output for two classes
    for name, tensor in weights(made).items():
        last = name.startswith("linear_3") and resized
        assert torch.equal(tensor, before[name][: len(tensor)] if last else before[name])
    for name, tensor in moments(made).items():
        assert torch.equal(tensor, state[name][: len(tensor)])
    assert len(marks(made)) == 1
    goes_on(made)


def test_batch_size_counts_at_once(made: Session, document: Project) -> None:
    assert made.train is not None
    position = made.train.sampler.position
    follow(made, with_training(document, batch_size=3))
    made.advance(steps=1)
    assert made.train.sampler.position == position + 3


# --- another optimizer -----------------------------------------------------------------------------------


def test_another_optimizer_keeps_weights_and_starts_anew(made: Session, document: Project) -> None:
    before = weights(made)
    kind = OPTIMIZERS["RMSprop"]
    follow(
        made,
        with_training(
            document, optimizer="RMSprop", optimizer_parameters=kind.defaults, learning_rate=kind.rate
        ),
    )
    assert equal(weights(made), before)
    assert made.train is not None
    assert type(made.train.optimizer).__name__ == "RMSprop"
    assert not made.train.optimizer.state
    assert marks(made) == ["optimizer Adam → RMSprop, learning rate 0.02 → 0.01"]
    goes_on(made)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_optimizer_survives_every_change_of_layers(kind: str) -> None:
    """Widened, with and without bias, inserted and removed: what an optimizer keeps must fit."""
    document = project(chain(*START), points(), optimizer=kind, learning_rate=OPTIMIZERS[kind].rate / 10)
    made = session(document)
    made.advance(steps=3)
    network = document.network
    for changed in (
        set_parameter(network, "linear_1", "out_features", 11),
        set_parameter(network, "linear_2", "bias", False),
        set_parameter(network, "linear_2", "out_features", 3),
        remove_layers(network, ["linear_2"], heal=True),
        network,
    ):
        follow(made, document.with_network(changed))
        goes_on(made)


# --- activation, dropout, anything that keeps tensor shapes ----------------------------------------------


def test_activation_swapped_keeps_the_very_modules(made: Session, document: Project) -> None:
    before, state, nets, revision = weights(made), moments(made), modules(made), made.revision
    network = document.network
    relu = network.by_id["tanh_1"].but(kind="ReLU")
    kept = follow(made, document.with_network(replace_layer(network, "tanh_1", relu)))
    assert equal(weights(made), before)
    assert equal(moments(made), state)
    assert type(modules(made)["tanh_1"]).__name__ == "ReLU"
    for layer_id in ("linear_1", "linear_2", "linear_3", "tanh_2"):
        assert modules(made)[layer_id] is nets[layer_id]
    assert kept == "kept 6 of 6 tensors"
    assert made.revision == revision + 1
    assert marks(made) == ["changed tanh_1"]
    goes_on(made)


def test_a_new_initializer_is_for_the_next_reset(made: Session, document: Project) -> None:
    from playground.catalog import initializer

    before = weights(made)
    zero = initializer("constant", val=0.0)
    follow(made, document.with_network(change_layer(document.network, "linear_1", weight_init=zero)))
    assert equal(weights(made), before)
    made.reset()
    assert not weights(made)["linear_1.weight"].any()


# --- add, remove, widen, rewire --------------------------------------------------------------------------


def test_widened_keeps_its_overlap(made: Session, document: Project) -> None:
    before, state = weights(made), moments(made)
    kept = follow(
        made, document.with_network(set_parameter(document.network, "linear_1", "out_features", 12))
    )
    after, grown = weights(made), moments(made)
    assert torch.equal(after["linear_1.weight"][:8], before["linear_1.weight"])
    assert torch.equal(after["linear_1.bias"][:8], before["linear_1.bias"])
    assert torch.equal(after["linear_2.weight"][:, :8], before["linear_2.weight"])
    assert after["linear_1.weight"].shape == (12, 2)
    assert after["linear_1.weight"][8:].any(), "new neurons start as new ones do"
    assert torch.equal(grown["linear_2.weight"][:, :8], state["linear_2.weight"])
    assert not grown["linear_2.weight"][:, 8:].any()
    for name in ("linear_2.bias", "linear_3.weight", "linear_3.bias"):
        assert torch.equal(after[name], before[name])
        assert torch.equal(grown[name], state[name])
    assert kept == "kept 3 of 6 tensors, 3 in part"
    goes_on(made)


def test_narrowed_keeps_what_is_left(made: Session, document: Project) -> None:
    before = weights(made)
    follow(made, document.with_network(set_parameter(document.network, "linear_1", "out_features", 3)))
    assert torch.equal(weights(made)["linear_1.weight"], before["linear_1.weight"][:3])
    assert torch.equal(weights(made)["linear_2.weight"], before["linear_2.weight"][:, :3])
    goes_on(made)


def test_a_layer_inserted_leaves_the_others_alone(made: Session, document: Project) -> None:
    before, state, nets = weights(made), moments(made), modules(made)
    network, names = paste(Network(), [document.network.by_id["linear_2"]], [])
    layer = network.by_id[names["linear_2"]].but(id="linear_9")
    wire = Wire(source="tanh_2", target="linear_3")
    kept = follow(made, document.with_network(insert_on_wire(document.network, wire, layer, "in", "out")))
    after = weights(made)
    assert {name: after[name] for name in before}.keys() == before.keys()
    assert all(torch.equal(after[name], before[name]) for name in before)
    assert all(torch.equal(tensor, state[name]) for name, tensor in moments(made).items())
    assert all(modules(made)[layer_id] is module for layer_id, module in nets.items())
    assert kept == "kept 6 of 8 tensors"
    assert marks(made) == ["added linear_9"]
    goes_on(made)


def test_rewired_keeps_everything_that_fits(document: Project) -> None:
    network = graph(
        {
            "input_1": ("Input", ""),
            "linear_1": (linear(8), "input_1"),
            "linear_2": (linear(8), "linear_1"),
            "add_1": ("Add", "linear_2"),
            "linear_3": ("Linear", "add_1"),
        }
    )
    made = session(document.with_network(network))
    made.advance(steps=5)
    before = weights(made)
    skip = network.but(wires=(*network.wires, Wire(source="linear_1", target="add_1")))
    follow(made, document.with_network(skip))
    assert equal(weights(made), before)
    assert marks(made) == ["rewired"]
    goes_on(made)


def test_batch_norm_keeps_its_statistics(document: Project) -> None:
    made = session(document.with_network(chain(linear(8), "BatchNorm1d", "Linear")))
    made.advance(steps=7)
    before = weights(made)
    wide = chain(linear(10), "BatchNorm1d", "Linear")
    follow(made, document.with_network(wide))
    after = weights(made)
    for name in ("running_mean", "running_var", "weight", "bias"):
        assert torch.equal(after[f"batchnorm1d_1.{name}"][:8], before[f"batchnorm1d_1.{name}"])
    assert after["batchnorm1d_1.num_batches_tracked"] == 7
    goes_on(made)


def test_shared_weights_part_and_meet(document: Project) -> None:
    network = chain(linear(2), linear(2), "Linear")
    together = change_layer(network, "linear_2", shares="linear_1")
    made = session(document.with_network(together))
    made.advance(steps=5)
    assert modules(made)["linear_1"] is modules(made)["linear_2"]
    before = weights(made)
    follow(made, document.with_network(network))
    after = weights(made)
    assert modules(made)["linear_1"] is not modules(made)["linear_2"]
    assert torch.equal(after["linear_2.weight"], before["linear_1.weight"]), "each goes on from what it had"
    goes_on(made)
    follow(made, document.with_network(together))
    assert modules(made)["linear_1"] is modules(made)["linear_2"]
    goes_on(made)


# --- undo brings weights back ----------------------------------------------------------------------------


@pytest.mark.parametrize("between", [0, 9], ids=["at once", "after training on"])
def test_a_deleted_layer_comes_back_with_its_weights(made: Session, document: Project, between: int) -> None:
    before, state = weights(made), moments(made)
    network = document.network
    follow(made, document.with_network(remove_layers(network, ["linear_2", "tanh_2"], heal=True)))
    made.advance(steps=between)
    follow(made, document)
    after = weights(made)
    for name in ("linear_2.weight", "linear_2.bias"):
        assert torch.equal(after[name], before[name])
        assert torch.equal(moments(made)[name], state[name])
    goes_on(made)


def test_a_bypassed_layer_comes_back_with_its_weights(document: Project) -> None:
    network = chain(linear(2), "Tanh", linear(2), "Tanh", "Linear")
    made = session(document.with_network(network))
    made.advance(steps=7)
    before = weights(made)
    follow(made, document.with_network(change_layer(network, "linear_2", bypassed=True)))
    assert "linear_2.weight" not in weights(made)
    made.advance(steps=3)
    follow(made, document.with_network(network))
    assert torch.equal(weights(made)["linear_2.weight"], before["linear_2.weight"])
    goes_on(made)


def test_a_disconnected_layer_comes_back_with_its_weights(made: Session, document: Project) -> None:
    before = weights(made)
    network = document.network
    cut = network.but(
        wires=(
            *(w for w in network.wires if w.target not in ("linear_2", "linear_3")),
            Wire(source="tanh_1", target="linear_3"),
        )
    )
    follow(made, document.with_network(cut))
    assert "linear_2.weight" not in weights(made)
    follow(made, document)
    assert torch.equal(weights(made)["linear_2.weight"], before["linear_2.weight"])


def test_reset_empties_the_attic(made: Session, document: Project) -> None:
    before = weights(made)
    less = document.with_network(remove_layers(document.network, ["linear_2"], heal=True))
    follow(made, less)
    made.reset()
    follow(made, document)
    assert not torch.equal(weights(made)["linear_2.weight"], before["linear_2.weight"])
    assert equal(weights(made), weights(session(document)))


def test_another_layer_never_gets_weights_from_the_attic(made: Session, document: Project) -> None:
    """An id is never used again: a new Linear layer starts with new weights."""
    network = remove_layers(document.network, ["linear_2", "tanh_2"], heal=True)
    assert network.free_id("Linear") == "linear_4"
