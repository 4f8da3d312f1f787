"""Real sets of pictures, as they were published: what is known of them is what comes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.data import Dataset, make_dataset, settings_for


def read(path: Path) -> Dataset:
    return make_dataset(settings_for(path))


@pytest.mark.parametrize(
    ("name", "kind", "mean", "std", "counts"),
    [
        ("mnist", "mnist", 0.1307, 0.3081, [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]),
        ("fashion-mnist", "fashion_mnist", 0.2860, 0.3530, [6000] * 10),
    ],
)
def test_mnist_and_its_kin(
    name: str, kind: str, mean: float, std: float, counts: list[int], shared_data: Path
) -> None:
    dataset = read(shared_data / name)
    assert dataset.kind == kind
    images = dataset.fields["x"]
    assert (images.shape, images.dtype) == ((70_000, 1, 28, 28), np.uint8)
    assert dataset.test.tolist() == list(range(60_000, 70_000))
    trained = images[:60_000]
    assert trained.mean() / 255 == pytest.approx(mean, abs=5e-5)
    assert trained.std() / 255 == pytest.approx(std, abs=5e-5)
    assert np.bincount(dataset.labels[:60_000]).tolist() == counts
    assert dataset.classes[9] == ("9" if kind == "mnist" else "Ankle boot")


def test_cifar_10(shared_data: Path) -> None:
    dataset = read(shared_data / "cifar10")
    images = dataset.fields["x"]
    assert images.shape == (4000, 3, 32, 32)
    assert images.mean(axis=(0, 2, 3)) / 255 == pytest.approx([0.4916, 0.4818, 0.4447], abs=5e-5)
    assert images.std(axis=(0, 2, 3)) / 255 == pytest.approx([0.2471, 0.2440, 0.2625], abs=5e-5)
    names = (shared_data / "cifar10" / "batches.meta.txt").read_text().split()
    assert list(dataset.classes) == names
    assert dataset.labels[:10].tolist() == [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]
    assert np.bincount(dataset.labels).tolist() == [396, 366, 420, 384, 422, 393, 414, 385, 407, 413]


def test_hands_that_show_digits(shared_data: Path) -> None:
    """Endings in capitals, and three pictures of 3024 by 3024 among those of 100 by 100."""
    settings = settings_for(shared_data / "images" / "sign-language-digits")
    assert (settings.kind, settings.parameters["size"]) == ("pictures", 64)
    dataset = make_dataset(settings.but(parameters=settings.parameters.but(size=32)))
    assert dataset.report is not None
    assert (dataset.report.read, dataset.report.kept, dataset.report.dropped) == (2062, 2062, ())
    assert np.bincount(dataset.labels).tolist() == [205, 206, 206, 206, 207, 207, 207, 206, 208, 204]
    assert dataset.fields["x"].reshape(2062, -1).std(axis=1).min() > 1.0, "none is empty"
