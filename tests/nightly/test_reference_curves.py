"""The examples learn what the peers' networks learn: medians of five seeds against reference curves.

The table holds the test loss and accuracy at epochs 300 and 1000 of an independent implementation of
the peers' rules (medians of nine seeds). Ours may be three times its loss, and three points below.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import pytest

from playground import api
from playground.assets import asset
from playground.data import make_dataset
from playground.engine.session import Session
from playground.project import Stop

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(1800)]
SEEDS = range(5)
AT = (300, 1000)


@dataclass(frozen=True)
class Reference:
    """Test loss at each epoch of AT, and accuracy where classes are told apart (None: not stated)."""

    losses: tuple[float, float]
    accuracies: tuple[float | None, float | None] = (None, None)


TABLE = {
    "circle": Reference((0.005, 0.002), (1.0, 1.0)),
    "xor": Reference((0.002, 0.001), (1.0, 1.0)),
    "gauss": Reference((0.001, 0.001), (1.0, 1.0)),
    "spiral-small": Reference((0.480, 0.415), (None, 0.64)),  # stated as "about 59-64 %", not solved
    "spiral-8-8-8": Reference((0.363, 0.104), (None, 0.928)),
    "spiral-relu": Reference((0.075, 0.061), (None, 0.956)),
    "spiral": Reference((0.067, 0.046), (None, 0.968)),
    "plane": Reference((0.001, 0.001)),
    "multi-gauss": Reference((0.019, 0.017)),
}


def scores(example: str, seed: int) -> list[tuple[float, float]]:
    """Test loss and accuracy (0 for numbers) at each epoch of AT, with `seed` for data and training."""
    project = api.load(asset("examples", f"{example}.json"))
    content = project.content
    project = project.with_content(
        data=content.data.but(seed=seed), training=content.training.but(seed=seed, stop=Stop())
    )
    session = Session()
    session.follow(project, make_dataset(project.content.data))
    found = []
    for epochs in AT:
        training = project.content.training.but(stop=Stop(epochs=epochs))
        session.follow(project.with_content(training=training), make_dataset(project.content.data))
        session.play()
        session.advance()
        assert session.train is not None
        assert session.train.epoch == epochs
        score = session.scores["test"]
        found.append((score.loss, score.metrics.get("accuracy", 0.0)))
    return found


@pytest.mark.parametrize("example", TABLE)
def test_learns_as_the_peers_do(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    reference = TABLE[example]
    runs = [scores(example, seed) for seed in SEEDS]
    for place, epochs in enumerate(AT):
        loss = median(run[place][0] for run in runs)
        accuracy = median(run[place][1] for run in runs)
        text = (
            f"{example:<14} epoch {epochs:>4}: test loss {loss:.4f} (reference {reference.losses[place]:.3f})"
        )
        if accuracy:
            text += f", accuracy {accuracy:.3f} (worst {min(run[place][1] for run in runs):.3f})"
        with capsys.disabled():
            print(f"\n{text}", end="")
        assert loss <= 3 * reference.losses[place]
        wanted = reference.accuracies[place]
        if wanted is not None:
            assert accuracy >= wanted - 0.03


@pytest.mark.parametrize("seed", SEEDS)
def test_digits_in_under_a_minute(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    project = api.load(asset("examples", "digits.json"))
    trained = api.train(project, seed=seed)
    accuracy = trained.result.metrics["test_accuracy"]
    with capsys.disabled():
        print(
            f"\ndigits seed {seed}: test accuracy {accuracy:.4f} after {trained.result.epochs} epochs in "
            f"{trained.result.seconds:.1f} s on {trained.result.threads} thread(s)",
            end="",
        )
    assert accuracy >= 0.97
    assert trained.result.seconds < 60
