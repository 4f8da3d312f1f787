"""Pictures that enter the network scaled: fitted on the training part, undone by nobody on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground import api
from playground.data import Dataset, defaults_for, make_dataset, settings_for, starter
from playground.data.normalise import SIGNED, STANDARDISE, fit
from playground.engine.probes import predict
from playground.engine.session import Session
from tests.data.image_files import write_sets

PLACES = {"mnist": "idx", "fashion_mnist": "idx", "cifar10": "cifar", "pictures": "pictures"}


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets")
    write_sets(folder)
    return folder


def read(kind: str, sets: Path, **parameters: Any) -> Dataset:
    settings = defaults_for(kind)
    name, place = ("path", "idx/train-images-idx3-ubyte") if kind == "idx" else ("folder", PLACES[kind])
    given = {name: str(sets / place), **parameters}
    return make_dataset(settings.but(parameters=settings.parameters.but(**given)))


@pytest.mark.parametrize("kind", [*PLACES, "idx"])
def test_the_training_part_has_mean_zero_and_spread_one(kind: str, sets: Path) -> None:
    dataset = read(kind, sets, normalise=STANDARDISE)
    scaling = dataset.input_scaling["x"]
    images = dataset.fields["x"]
    assert np.array_equal(images, read(kind, sets).fields["x"]), "the pixels stay as they are"
    entered = (images[dataset.train] / 255 - scaling.mean) / scaling.std
    assert entered.mean(axis=(0, 2, 3)) == pytest.approx(0, abs=1e-4)
    assert entered.std(axis=(0, 2, 3)) == pytest.approx(1, abs=1e-3)
    assert dataset.report is not None
    assert any("enter the network less" in line for line in dataset.report.notes)
    assert read(kind, sets).input_scaling == {}


def test_only_the_training_part_counts() -> None:
    images = np.zeros((6, 2, 3, 3), np.uint8)
    images[:3, 0] = np.arange(27, dtype=np.uint8).reshape(3, 3, 3)
    images[3:] = 255
    images[:3, 1] = 7
    scaling = fit(images, np.array([0, 1, 2]), STANDARDISE)
    assert scaling is not None
    assert scaling.mean.ravel() == pytest.approx([13 / 255, 7 / 255])
    assert scaling.std.ravel() == pytest.approx([np.arange(27).std() / 255, 1.0]), "a constant keeps its unit"
    floats = fit((images / 255).astype(np.float32), np.array([0, 1, 2]), STANDARDISE)
    assert floats is not None
    assert floats.std == pytest.approx(scaling.std, rel=1e-4)


def test_mnist_has_its_published_mean_and_spread(shared_data: Path) -> None:
    settings = defaults_for("mnist").but(validation=0.0)
    folder = shared_data / "mnist"
    given = settings.parameters.but(folder=str(folder), normalise=STANDARDISE)
    scaling = make_dataset(settings.but(parameters=given)).input_scaling["x"]
    assert (float(scaling.mean[0, 0, 0]), float(scaling.std[0, 0, 0])) == pytest.approx(
        (0.1307, 0.3081), abs=5e-5
    )


def session(sets: Path, way: str) -> Session:
    project = starter(settings_for(sets / "idx" / "train-images-idx3-ubyte"))
    project = api.with_settings(project, {"data.parameters.normalise": way})
    made = Session()
    made.follow(project, make_dataset(project.content.data))
    return made


@pytest.mark.parametrize("way", [STANDARDISE, SIGNED])
def test_bytes_and_drawn_pictures_enter_the_same_way(sets: Path, way: str) -> None:
    state = session(sets, way).train
    assert state is not None
    images = state.dataset.fields["x"][:5]
    seen: list[torch.Tensor] = []
    entry = state.net.inputs[0][0]
    for x in (images, (images / 255).astype(np.float32)):
        fields = {"x": torch.tensor(x)}
        state.net.walk(fields, lambda layer, value: seen.append(value) if layer == entry else None)
        scaling = state.dataset.input_scaling["x"]
        assert seen[-1].numpy() == pytest.approx((images / 255 - scaling.mean) / scaling.std, abs=1e-6)
    whole, drawn = (predict(state, {"x": x}) for x in (images, (images / 255).astype(np.float32)))
    assert drawn == pytest.approx(whole, abs=1e-6)
    if way == SIGNED:
        assert (float(seen[0].min()), float(seen[0].max())) == pytest.approx((-1, 1), abs=0.05)


def test_another_way_to_normalise_keeps_the_weights(sets: Path) -> None:
    made = session(sets, "none")
    assert made.train is not None
    made.play()
    assert made.advance(steps=3) == 3
    before = made.train.net.state()
    assert made.train.net.entry == {}
    project = api.with_settings(made.project, {"data.parameters.normalise": STANDARDISE})
    made.follow(project, make_dataset(project.content.data))
    assert made.train.net.entry
    assert all(torch.equal(value, before[name]) for name, value in made.train.net.state().items())
    assert made.advance(steps=1) == 1
