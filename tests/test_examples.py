"""What examples promise, held: each from its file, as `playground train` would."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from playground import api
from playground.assets import asset
from playground.data import make_dataset
from playground.engine.build import build
from playground.engine.check import examine
from playground.engine.checkpoint import write_weights
from playground.engine.probes import Probes, predict
from playground.engine.session import Session
from playground.engine.snapshots import Request
from playground.gallery import gallery
from playground.project import Project
from tests.real_data import PLACES, with_data

SEEDS = range(3)
LABELS = 99
"""A hundred, but for what the shares leave."""
STEPS = 20
EXAMPLES = [found.name for found in gallery()]


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
    learned = api.train(example("transfer-source"))
    assert (learned.result.metrics["test_accuracy"] or 0.0) >= 0.98
    assert learned.session.train is not None
    weights = tmp_path / "source.safetensors"
    write_weights(learned.session.train, weights)
    alone = [api.train(example("transfer"), seed=seed) for seed in SEEDS]
    helped = [api.train(example("transfer"), seed=seed, weights=weights) for seed in SEEDS]
    assert {len(run.session.dataset.train) for run in alone if run.session.dataset} == {LABELS}
    early, late = (median_accuracy(alone, epoch) for epoch in (2, 10))
    assert median_accuracy(helped, 2) > early + 0.05
    assert median_accuracy(helped, 10) > late
    assert late > 0.95


def median_accuracy(runs: list[api.Training], epoch: int) -> float:
    """On the test part, after so many epochs."""
    return statistics.median(float(run.history.values("test_accuracy")[3][epoch - 1]) for run in runs)


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
        ("mnist-vae", 652_824),
        ("fashion-mlp", 266_610),
    ],
)
def test_as_many_parameters_as_published(name: str, parameters: int, request: pytest.FixtureRequest) -> None:
    """431,080: Caffe's LeNet; 34,826: Keras' "Simple MNIST convnet"; 93,322: TensorFlow's first
    tutorial on convolutions; 652,824: PyTorch's example of a variational autoencoder; 266,610: Geron's
    Fashion-MNIST network."""
    assert api.check(with_data(name, request)).parameters == parameters


@pytest.mark.parametrize("name", EXAMPLES)
def test_operations_of_each_layer_are_those_that_torch_counts(
    name: str, request: pytest.FixtureRequest
) -> None:
    """What a card says of a layer alone is what it takes when the whole network runs."""
    project = with_data(name, request)
    data = make_dataset(project.content.data)
    report, plan = examine(project, data)
    assert plan is not None
    net = build(plan, seed=0).eval()
    counted: dict[str, int] = {}
    with torch.no_grad(), FlopCounterMode(display=False) as counter:

        def note(layer: str, _value: torch.Tensor) -> None:
            counted[layer] = counter.get_total_flops() - sum(counted.values())

        net.walk({field: torch.zeros(1, *shape) for field, shape in data.input_shapes.items()}, note)
    said = {layer: facts.operations for layer, facts in report.layers.items()}
    assert sum(counted.values()) > 0
    assert said == pytest.approx(counted, rel=0.01)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_trains_twenty_steps(name: str, request: pytest.FixtureRequest) -> None:
    """As it stands in its file; the large ones on a few hundred samples, which they begin to learn."""
    project = with_data(name, request)
    if "samples" in project.content.data.parameters:
        project = api.with_settings(project, {"data.samples": 640})
    session = Session()
    session.follow(project, make_dataset(project.content.data))
    assert session.status == "paused"
    session.play()
    assert session.advance(steps=STEPS) == STEPS
    losses = session.history.values("batch_loss")[3]
    assert len(losses) == STEPS
    assert np.isfinite(losses).all()
    assert name not in PLACES or losses[-5:].mean() < losses[:5].mean()
