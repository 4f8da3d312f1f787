"""What examples promise, held: each from its file, as `playground train` would."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np
import pytest

from playground import api
from playground.assets import asset
from playground.engine.checkpoint import write_weights
from playground.engine.probes import Probes, predict
from playground.engine.snapshots import Request
from playground.project import Project
from tests.real_data import with_data

SEEDS = range(3)


def example(name: str) -> Project:
    return api.load(asset("examples", f"{name}.json"))


def test_a_line_by_gradient_descent() -> None:
    """Slope and intercept within 0.05 of y = 3x + 2."""
    trained = api.train(example("line"))
    assert trained.session.train is not None
    weights = trained.session.train.net.state()
    assert float(weights["linear_1.weight"]) == pytest.approx(3.0, abs=0.05)
    assert float(weights["linear_1.bias"]) == pytest.approx(2.0, abs=0.05)


def test_moons_by_hinge_loss() -> None:
    results = [api.train(example("moons-hinge"), seed=seed).result for seed in SEEDS]
    assert {result.parameters for result in results} == {337}
    assert statistics.median(result.metrics["test_accuracy"] or 0.0 for result in results) == 1.0


def test_an_autoencoder_gives_digits_back() -> None:
    metrics = api.train(example("digits-autoencoder")).result.metrics
    assert (metrics["test_mse"] or 1.0) < 0.02


def gap(name: str) -> float:
    """How much worse the test loss is than the training loss: the median of three seeds."""
    results = [api.train(example(name), seed=seed).result for seed in SEEDS]
    return statistics.median((r.test_loss or 0.0) - (r.train_loss or 0.0) for r in results)


def test_what_helps_against_learning_by_heart() -> None:
    """Each remedy shrinks the gap between training and test; all but dropout by more than half."""
    alone = gap("overfit")
    assert gap("overfit-dropout") < 0.9 * alone
    for remedy in ("l2", "batch-norm", "early-stopping"):
        assert gap(f"overfit-{remedy}") < 0.5 * alone, remedy


def test_what_was_learned_of_some_digits_helps_with_others(tmp_path: Path) -> None:
    """Transfer: with 100 labels of 5 to 9, filters from 0 to 4 beat filters from scratch."""
    net = example("digits")
    some = api.with_settings(net, {"data.only": "0-4", "training.stop.epochs": 15})
    learned = api.train(some)
    assert learned.session.train is not None
    weights = tmp_path / "first.safetensors"
    write_weights(learned.session.train, weights)
    others = api.with_settings(net, {"data.only": "5-9", "data.test": 0.889, "data.validation": 0.0})
    few = api.with_settings(others, {"training.stop.epochs": 10})
    frozen = api.with_settings(few, {"conv2d_1.frozen": True})
    scores: dict[str, list[float]] = {"scratch": [], "transfer": []}
    for seed in range(5):
        scratch = api.train(few, seed=seed).result
        transfer = api.train(frozen, seed=seed, weights=weights).result
        scores["scratch"].append(scratch.metrics["test_accuracy"] or 0.0)
        scores["transfer"].append(transfer.metrics["test_accuracy"] or 0.0)
    assert statistics.median(scores["transfer"]) > statistics.median(scores["scratch"])


def test_a_variational_autoencoder_makes_digits_of_its_own() -> None:
    """What it makes of chance is taken for a digit, and not always for the same, by another network."""
    made = api.train(example("digits-vae")).session
    reader = api.train(api.with_settings(example("digits"), {"training.stop.epochs": 8})).session
    assert made.train is not None
    assert reader.train is not None
    found = Probes().answer(Request("samples"), made.train)
    assert found is not None
    shares = predict(reader.train, {"x": found["images"]})
    assert float(np.median(shares.max(axis=1))) > 0.8, "it looks like some digit"
    assert len(set(shares.argmax(axis=1).tolist())) >= 7
    assert made.scores["test"].metrics["kl"] > 0.5


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("mnist-lenet", 431_080),
        ("mnist-cnn", 34_826),
        ("mnist-cnn-three", 93_322),
        ("mnist-autoencoder", 784 * 32 + 32 + 32 * 784 + 784),
        ("fashion-mlp", 266_610),
    ],
)
def test_as_many_parameters_as_published(name: str, parameters: int, request: pytest.FixtureRequest) -> None:
    """431,080: Caffe's LeNet; 34,826: Keras' "Simple MNIST convnet"; 93,322: TensorFlow's first
    tutorial on convolutions; 266,610: Geron's Fashion-MNIST network."""
    assert api.check(with_data(name, request)).parameters == parameters
