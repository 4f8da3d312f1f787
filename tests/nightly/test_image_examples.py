"""The examples on real pictures reach their figures from their files, as `playground train` has them."""

from __future__ import annotations

import tarfile

import pytest

from playground import api
from tests.real_data import with_data

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


def test_cifar_10(
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The whole set is there as JPEG pictures in folders, a little worse than the published one."""
    archive = request.getfixturevalue("shared_data") / "cifar10" / "cifar10-jpg.tar.gz"
    folder = tmp_path_factory.mktemp("cifar")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    data = {"kind": "pictures", "folder": str(folder / "cifar10-jpg"), "validation": 0.0}
    settings = {f"data.{name}": value for name, value in data.items()}
    result = api.train(api.with_settings(with_data("cifar10-cnn", request), settings)).result
    tell(capsys, "cifar10-cnn", result)
    assert (result.metrics["test_accuracy"] or 0.0) >= 0.75
