"""Layers that go into a block, or out of it, while the network trains."""

from __future__ import annotations

import pytest
import torch

from playground.catalog import complete, new_layer
from playground.catalog.blocks import steps
from playground.catalog.grouping import dissolve, group
from playground.data import make_dataset
from playground.engine.session import Session
from playground.project import Layer, Network, Project
from playground.project.network import change_layer, insert_after, replace_layer
from tests.engine.made import chain, linear, points, project, session, weights


def document(**training: object) -> Project:
    layers = chain(linear(8), "Tanh", linear(8), "Tanh", "Linear")
    return project(layers, points(), optimizer="Adam", learning_rate=0.02, **training)


@pytest.fixture
def made() -> Session:
    """Input, two pairs of Linear and Tanh, and a Linear, trained for some steps."""
    trained = session(document())
    trained.advance(steps=13)
    return trained


def follow(made: Session, project: Project) -> str:
    return made.follow(complete(project), make_dataset(project.content.data))


def grouped(document: Project, *ids: str) -> Project:
    return document.with_network(group(document.network, ids)[0])


def dissolved(document: Project, block: str) -> Project:
    return document.with_network(dissolve(document.network, block)[0])


def losses(made: Session, count: int = 20) -> list[float]:
    """The losses of the batches that follow."""
    before = made.history.length("batch_loss")
    made.advance(steps=count)
    return [float(loss) for loss in made.history.values("batch_loss")[3][before:]]


def test_training_does_not_notice_that_layers_became_a_block(made: Session) -> None:
    other = session(document())
    other.advance(steps=13)
    follow(made, grouped(document(), "linear_1", "tanh_1", "linear_2"))
    assert "block_1__1__linear_2.weight" in weights(made)
    assert losses(made) == losses(other)
    follow(made, document())
    assert losses(made) == losses(other)


def test_a_block_that_ran_twice_goes_on_as_layers(made: Session) -> None:
    twice = grouped(document(), "linear_2", "tanh_2")
    twice = twice.with_network(change_layer(twice.network, "block_1", repeat=3))
    follow(made, twice)
    made.advance(steps=5)
    before = [tensor for name, tensor in sorted(weights(made).items()) if len(steps(name)) > 1]
    assert len(before) == 6
    follow(made, dissolved(twice, "block_1"))
    after = weights(made)
    expected = [after[f"linear_{i}.{name}"] for i in (2, 4, 5) for name in ("bias", "weight")]
    assert all(torch.equal(one, other) for one, other in zip(before, expected, strict=True))


def test_a_new_block_in_the_place_of_a_layer_begins_anew(made: Session) -> None:
    """What is in it is not the deleted layer, although it is of the same kind."""
    trained = weights(made)["linear_2.weight"]
    inside = Network(layers=(new_layer(Network(), "Input"),))
    for name in ("linear_8", "linear_9"):
        made_for_it = new_layer(inside, "Linear", out_features=8).but(id=name)
        inside = insert_after(inside, inside.layers[-1].id, made_for_it, "in", "out")
    block = Layer(id="block_1", kind="Block", network=inside)
    network = replace_layer(document().network, "linear_2", block)
    follow(made, document().with_network(network))
    fresh = [tensor for name, tensor in weights(made).items() if name.startswith("block_1")]
    assert len(fresh) == 4
    assert not any(torch.equal(trained, tensor) for tensor in fresh)


def test_weights_come_from_where_they_are_now(made: Session) -> None:
    """Not from the attic, where a deleted layer of the same id may lie."""
    follow(made, grouped(document(), "linear_2", "tanh_2"))
    made.advance(steps=5)
    inside = weights(made)["block_1__1__linear_2.weight"]
    follow(made, document())
    assert torch.equal(weights(made)["linear_2.weight"], inside)
