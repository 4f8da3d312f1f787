"""Images a second of the small network for MNIST: ours against a loop written by hand, epoch by epoch."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
import torch

from playground import api
from playground.project import Project
from tests.real_data import with_data

from .figures import figure, spread
from .loops import by_hand, session_of
from .windows import opened, playing, until

pytestmark = pytest.mark.bench
EXAMPLE = "mnist-cnn"
IMAGES, BATCH, PAIRS = 3200, 128, 5
IN_WINDOW = 0.97
"""Goal: the share of the images that must be left with the window open."""
AN_EPOCH = 1e-6
"""Seconds that are over after one epoch of the loop by hand."""


@pytest.fixture
def project(request: pytest.FixtureRequest) -> Project:
    """The example on some of its images, so that an epoch takes seconds."""
    torch.set_num_threads(1)
    return api.with_settings(with_data(EXAMPLE, request), {"data.samples": IMAGES})


def say(name: str, ours: Callable[[], float], hand: Callable[[float], float], least: float) -> None:
    """Both in turn, an epoch each, again and again."""
    ours(), hand(AN_EPOCH)
    both = [(ours(), hand(AN_EPOCH)) for _ in range(PAIRS)]
    ratios = [mine / other for mine, other in both]
    detail = f"{median(mine for mine, _ in both) * BATCH:.0f} images/s; {spread(ratios)}"
    figure(name, median(ratios), least=least, detail=detail)


def test_bare(project: Project) -> None:
    session = session_of(project)
    assert session.train is not None

    def epoch() -> float:
        begun = time.perf_counter()
        return session.advance(epochs=session.train.epoch + 1) / (time.perf_counter() - begun)

    say("our loop / by hand, MNIST CNN", epoch, by_hand(EXAMPLE, session.train), 1.0)


def test_with_the_window_open(qtbot: Any, project: Project) -> None:
    session = session_of(project)
    assert session.train is not None
    with opened(project) as window:

        def epoch() -> float:
            """From the end of one to the end of the next."""
            with playing(window):
                first = window.trainer.status.epoch + 1
                until(lambda: window.trainer.status.epoch >= first)
                begun, step = time.perf_counter(), window.trainer.status.step
                until(lambda: window.trainer.status.epoch >= first + 1)
                return (window.trainer.status.step - step) / (time.perf_counter() - begun)

        say("in the window / by hand, MNIST CNN, adaptive", epoch, by_hand(EXAMPLE, session.train), IN_WINDOW)
