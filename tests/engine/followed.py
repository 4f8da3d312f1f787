"""Sessions that follow a document which is edited while they train."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from playground.catalog import complete
from playground.data import make_dataset
from playground.engine.session import Session
from playground.project import Project
from tests.engine.made import weights


def follow(made: Session, document: Project) -> str:
    return made.follow(complete(document), make_dataset(document.content.data))


def with_training(document: Project, **changes: object) -> Project:
    return document.with_content(training=document.content.training.but(**changes))


def modules(made: Session) -> Mapping[str, torch.nn.Module]:
    assert made.train is not None
    return dict(made.train.net.layers.items())


def moments(made: Session) -> dict[str, Tensor]:
    """The first moments that Adam keeps, by the tensor's name."""
    assert made.train is not None
    state = made.train.optimizer.state
    return {n: state[p]["exp_avg"].clone() for n, p in made.train.net.tensors().items() if p in state}


def equal(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def goes_on(made: Session) -> None:
    """It is still the same run, and it trains on."""
    assert made.status == "playing"
    assert made.train is not None
    before = made.train.step_count
    assert made.advance(steps=5) == 5
    assert made.train.step_count == before + 5
    assert made.history.length("batch_loss") == before + 5
    assert all(bool(torch.isfinite(tensor).all()) for tensor in weights(made).values())


def marks(made: Session) -> list[str]:
    return [mark.text for mark in made.history.marks]
