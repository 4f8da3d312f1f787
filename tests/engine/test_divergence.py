"""A loss that runs away is noticed within a step, blamed on a layer, and the good weights come back."""

from __future__ import annotations

import math

import pytest
import torch

from playground.catalog import OPTIMIZERS, words
from playground.engine.probes import Probes
from playground.engine.session import Session
from playground.engine.snapshots import Request
from playground.project import FrozenDict, Project
from tests.engine.made import arrays, chain, linear, project, session, weights

DATA = arrays((6,), columns=1)
NETWORK = chain(linear(8), "ReLU", linear(8), "ReLU", "Linear")


def document(rate: float = 0.01, **training: object) -> Project:
    return project(NETWORK, task="regression", learning_rate=rate, **training)


def with_rate(made: Session, rate: float, **training: object) -> Project:
    assert made.project is not None
    content = made.project.content
    return made.project.with_content(training=content.training.but(learning_rate=rate, **training))


def diverge(made: Session) -> None:
    made.follow(with_rate(made, 500.0), DATA)
    made.play()
    made.advance(steps=50)
    assert made.status == "diverged"


def all_finite(made: Session) -> bool:
    return all(bool(torch.isfinite(tensor).all()) for tensor in weights(made).values())


def test_noticed_at_the_first_bad_loss() -> None:
    made = session(document(), DATA)
    made.advance(steps=20)
    made.follow(with_rate(made, 500.0), DATA)
    made.advance(steps=50)
    _, _, _, losses = made.history.values("batch_loss")
    first = float(sum(losses[:3]) / 3)
    bad = [i for i, loss in enumerate(losses) if not math.isfinite(loss) or loss > 1000 * first]
    assert bad in ([], [len(losses) - 1]), "nothing was done after the bad loss"
    assert made.status == made.stopped_by == "diverged"
    assert made.problem is not None
    sentence = words.text(made.problem)
    assert "learning rate" in sentence
    assert "clip" in sentence
    assert "500" in sentence
    assert made.problem.layer in NETWORK.by_id
    assert str(made.problem.layer) in sentence


@pytest.mark.parametrize("steps", [0, 1, 5, 20], ids=lambda n: f"after {n} steps")
def test_good_weights_are_offered_back(steps: int) -> None:
    """Also in the first epoch, and right after the very change that did it."""
    made = session(document(), DATA)
    made.advance(steps=steps)
    diverge(made)
    assert made.can_restore == "good"
    made.restore()
    assert made.status == "paused"
    assert made.problem is None
    assert made.can_restore == ""
    assert all_finite(made)
    assert made.scores["train"].loss < 10
    assert made.train is not None
    made.follow(with_rate(made, 0.01), DATA)
    made.play()
    assert made.advance(steps=30) == 30
    assert made.status == "playing"
    assert all_finite(made)


def test_diverges_at_the_very_first_step() -> None:
    made = session(document(900.0), DATA)
    made.advance(steps=50)
    assert made.status == "diverged"
    assert made.can_restore == "good"
    made.restore()
    assert all_finite(made)
    made.follow(with_rate(made, 0.01), DATA)
    made.play()
    made.advance(steps=20)
    assert made.status == "playing"
    made.follow(with_rate(made, 900.0), DATA)
    made.advance(steps=50)
    assert made.status == "diverged", "it is noticed the second time too"


@pytest.mark.parametrize(
    "change",
    [
        {"batch_size": 5},
        {"clip_norm": 1.0},
        {"optimizer": "Adam", "optimizer_parameters": OPTIMIZERS["Adam"].defaults},
        {"loss": "L1Loss", "loss_parameters": FrozenDict()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_who_edits_after_a_divergence_goes_on_from_good_weights(change: dict[str, object]) -> None:
    """The message says: lower the learning rate. Whoever does it must not be left with ruins."""
    made = session(document(), DATA)
    made.advance(steps=20)
    diverge(made)
    made.follow(with_rate(made, 0.01, **change), DATA)
    if made.can_restore == "good":
        made.restore()
    assert all_finite(made)
    made.play()
    assert made.advance(steps=20) == 20
    assert made.status == "playing"
    assert all_finite(made)


def test_who_edits_the_network_after_a_divergence_goes_on_from_good_weights() -> None:
    made = session(document(), DATA)
    made.advance(steps=20)
    diverge(made)
    slow = with_rate(made, 0.01)
    made.follow(slow.with_network(chain(linear(8), "Tanh", linear(9), "ReLU", "Linear")), DATA)
    if made.can_restore == "good":
        made.restore()
    assert all_finite(made)
    made.play()
    made.advance(steps=20)
    assert made.status == "playing"


def test_the_layer_is_named_where_it_began() -> None:
    """Weights that are not finite in the middle: neither the first layer nor the last is to blame."""
    made = session(document(), DATA)
    made.advance(steps=5)
    assert made.train is not None
    with torch.no_grad():
        made.train.net.tensors()["linear_2.weight"][0, 0] = math.inf
    made.advance(steps=1)
    assert made.status == "diverged"
    assert made.problem is not None
    assert made.problem.layer == "linear_2"


def test_values_that_overflow_are_found_by_sending_the_batch_again() -> None:
    """All weights are finite; what the second layer makes of them is not."""
    made = session(document(), DATA)
    made.advance(steps=5)
    assert made.train is not None
    with torch.no_grad():
        made.train.net.tensors()["linear_1.bias"].fill_(1e20)
        made.train.net.tensors()["linear_2.weight"].fill_(1e30)
    made.advance(steps=1)
    assert made.status == "diverged"
    assert made.problem is not None
    assert made.problem.layer == "linear_2"


def test_pictures_of_a_ruin_are_answered() -> None:
    made = session(document(), DATA)
    made.advance(steps=5)
    diverge(made)
    assert made.train is not None
    for kind in ("activations", "weights", "predictions", "fit"):
        assert Probes().answer(Request(kind), made.train) is not None


def test_a_loss_that_wanders_is_not_a_divergence() -> None:
    made = session(document(0.01, batch_size=2), DATA)
    made.advance(steps=400)
    assert made.status == "playing"


def test_playing_a_ruin_diverges_again_at_once() -> None:
    made = session(document(), DATA)
    made.advance(steps=5)
    assert made.train is not None
    with torch.no_grad():
        made.train.net.tensors()["linear_1.bias"].fill_(math.nan)
    assert made.advance(steps=50) <= 1
    made.play()
    assert made.advance(steps=50) <= 1
    assert made.status == "diverged"
