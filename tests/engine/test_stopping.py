"""Stop conditions: epochs, a target, patience with the best weights put back, and going on after."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.engine.session import Session
from playground.project import Project, Stop
from tests.engine.made import arrays, chain, linear, project, session, weights

DATA = arrays((6,), classes=3, count=60, validation=15, test=15)
NETWORK = chain(linear(8), "Tanh", "Linear")


def document(stop: Stop, **training: object) -> Project:
    return project(NETWORK, stop=stop, **{"learning_rate": 0.1, **training})


def with_training(made: Session, **changes: object) -> Project:
    assert made.project is not None
    return made.project.with_content(training=made.project.content.training.but(**changes))


def test_epochs() -> None:
    made = session(document(Stop(epochs=3)), DATA)
    made.advance()
    assert made.train is not None
    assert (made.status, made.stopped_by, made.train.epoch) == ("finished", "epochs", 3)
    assert made.advance(steps=5) == 0, "what has finished does not go on by itself"
    made.play()
    made.advance(steps=30)
    assert made.train.epoch > 3, "but it does when asked"
    assert made.status == "playing"


def test_more_epochs_end_again() -> None:
    made = session(document(Stop(epochs=2)), DATA)
    made.advance()
    made.follow(with_training(made, stop=Stop(epochs=5)), DATA)
    made.play()
    made.advance()
    assert made.train is not None
    assert (made.stopped_by, made.train.epoch) == ("epochs", 5)


def test_target_stops_at_the_first_epoch_that_reaches_it() -> None:
    made = session(document(Stop(target=0.2, epochs=500)), DATA)
    made.advance()
    assert made.stopped_by == "target"
    losses = made.history.values("train_loss")[3]
    assert losses[-1] <= 0.2 < losses[:-1].min()


def test_patience_waits_and_puts_the_best_weights_back() -> None:
    """Labels that mean nothing: validation gets worse while training gets better."""
    from dataclasses import replace

    random = np.random.default_rng(0)
    hopeless = replace(DATA, labels=random.permutation(DATA.labels))
    made = session(document(Stop(patience=4, epochs=500), learning_rate=0.5, batch_size=30), hopeless)
    best, kept, seen = np.inf, weights(made), 0
    while made.status == "playing":
        made.advance(steps=1)
        done = made.history.length("validation_loss")
        if made.status == "playing" and done > seen:
            seen = done
            newest = made.history.last("validation_loss")
            assert newest is not None
            if newest < best:
                best, kept = newest, weights(made)
    assert made.stopped_by == "patience"
    losses = made.history.values("validation_loss")[3]
    assert len(losses) - 1 - int(losses.argmin()) == 4
    assert made.scores["validation"].loss == pytest.approx(float(losses.min()), rel=1e-6)
    assert made.train is not None
    assert made.train.epoch == len(losses), "a curve runs one way only"
    assert all(torch.equal(tensor, kept[name]) for name, tensor in weights(made).items())


def test_patience_after_another_optimizer() -> None:
    """The best weights were found by SGD; Adam goes on from them with its own state."""
    made = session(document(Stop(patience=2, epochs=300), learning_rate=0.01), DATA)
    made.advance(epochs=1)
    made.follow(with_training(made, optimizer="Adam", optimizer_parameters={}, learning_rate=3.0), DATA)
    made.advance()
    assert made.stopped_by == "patience", made.problem
    made.play()
    made.advance(steps=10)
    assert made.train is not None
    assert type(made.train.optimizer).__name__ == "Adam"
    assert made.train.optimizer.param_groups[0]["lr"] == 3.0


def test_patience_after_another_rate_keeps_the_new_rate() -> None:
    made = session(document(Stop(patience=2, epochs=300), learning_rate=0.05), DATA)
    made.advance(epochs=1)
    made.follow(with_training(made, learning_rate=30.0), DATA)
    made.advance()
    assert made.train is not None
    assert made.stopped_by == "patience", made.problem
    assert made.train.optimizer.param_groups[0]["lr"] == 30.0


def test_remaining_time_follows_the_epochs() -> None:
    made = session(document(Stop(epochs=10)), DATA)
    assert made.remaining_s is None
    made.advance(epochs=1)
    left = made.remaining_s
    assert left is not None
    assert left == pytest.approx(9 * made.elapsed_s, rel=0.01)
    made.advance()
    assert made.remaining_s == 0.0
    made.play()
    made.advance(steps=1)
    assert made.remaining_s is None, "it goes on without end"
    made.follow(with_training(made, stop=Stop()), DATA)
    assert made.remaining_s is None


def test_a_pause_is_no_end() -> None:
    made = session(document(Stop(epochs=3)), DATA)
    made.advance(steps=1)
    made.pause()
    assert (made.status, made.stopped_by) == ("paused", "")
    made.play()
    made.advance()
    assert made.stopped_by == "epochs"
