"""The examples on real pictures reach their figures from their files, as `playground train` has them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground import api
from playground.assets import asset
from playground.engine.probes import Probes, predict
from playground.engine.snapshots import Request
from playground.project import Project
from tests.real_data import with_data, write_cifar

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(7200)]


def tell(capsys: pytest.CaptureFixture[str], name: str, result: api.Result) -> None:
    with capsys.disabled():
        print(
            f"\n{name:<18} test loss {result.test_loss:.4f}, accuracy "
            f"{result.metrics.get('test_accuracy') or 0.0:.4f} after {result.epochs} epochs in "
            f"{result.seconds:.0f} s",
            end="",
        )


@pytest.mark.parametrize(
    ("name", "accuracy"),
    [("fashion-mlp", 0.878), ("mnist-cnn-three", 0.99), ("mnist-lenet", 0.989), ("mnist-cnn", 0.99)],
)
def test_accuracy(
    name: str, accuracy: float, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    result = api.train(with_data(name, request)).result
    tell(capsys, name, result)
    assert (result.metrics["test_accuracy"] or 0.0) >= accuracy


def test_autoencoder(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    result = api.train(with_data("mnist-autoencoder", request)).result
    tell(capsys, "mnist-autoencoder", result)
    assert result.test_loss is not None
    assert result.test_loss <= 0.095


def test_variational_autoencoder(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    """What it makes of chance is taken for digits, most of the ten among them, by another network."""
    made = api.train(with_data("mnist-vae", request))
    tell(capsys, "mnist-vae", made.result)
    reader = api.train(with_data("mnist-cnn-three", request)).session.train
    assert made.session.train is not None
    assert reader is not None
    found = Probes().answer(Request("samples"), made.session.train)
    assert found is not None
    shares = predict(reader, {"x": found["images"]})
    assert float(np.median(shares.max(axis=1))) > 0.8, "it looks like some digit"
    assert len(set(shares.argmax(axis=1).tolist())) >= 8
    assert made.result.test_loss is not None
    assert made.result.test_loss <= 0.13


@pytest.fixture(scope="module")
def cifar(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole of CIFAR-10 in its binary form. It was kept as JPEG, so it is a little worse than the
    published one."""
    folder = tmp_path_factory.mktemp("cifar")
    write_cifar(shared_data / "cifar10" / "cifar10-jpg.tar.gz", folder)
    return folder


def of_cifar(name: str, folder: Path) -> Project:
    return api.with_settings(api.load(asset("examples", f"{name}.json")), {"data.folder": str(folder)})


def test_cifar_10(cifar: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = api.train(of_cifar("cifar10-cnn", cifar)).result
    tell(capsys, "cifar10-cnn", result)
    assert (result.metrics["test_accuracy"] or 0.0) >= 0.75


def test_convolution_and_deconvolution(cifar: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = api.train(of_cifar("cifar10-autoencoder", cifar)).result
    tell(capsys, "cifar10-autoencoder", result)
    assert (result.metrics["test_mse"] or 1.0) <= 0.0004
