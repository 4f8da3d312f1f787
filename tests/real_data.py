"""Examples whose data do not ship with the program, and where the tests find them."""

from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground import api
from playground.assets import asset
from playground.data.cifar import CLASSES
from playground.project import Project

PLACES = {
    "mnist-lenet": "mnist",
    "mnist-cnn": "mnist",
    "mnist-cnn-three": "mnist",
    "mnist-autoencoder": "mnist",
    "mnist-vae": "mnist",
    "fashion-mlp": "fashion-mnist",
    "cifar10-cnn": "cifar10",
    "cifar10-autoencoder": "cifar10",
    "penguins": "tabular/penguins.csv",
    "titanic": "tabular/titanic.csv",
    "california-housing": "tabular/california-housing.csv",
    "adult": "tabular/adult-train.csv",
}
"""Example -> the folder or file of its data among the real data sets."""


def with_data(name: str, request: pytest.FixtureRequest) -> Project:
    """An example with its data, whose place is filled in; skips where they are not on this machine."""
    project = api.load(asset("examples", f"{name}.json"))
    if name not in PLACES:
        return project
    place: Path = request.getfixturevalue("shared_data") / PLACES[name]
    if not place.exists():
        pytest.skip(f"no {PLACES[name]} beside the checkout")
    return api.with_settings(
        project, {f"data.{'folder' if place.is_dir() else 'path'}": str(place.resolve())}
    )


def write_cifar(archive: Path, folder: Path) -> None:
    """CIFAR-10 from pictures in class folders (`cifar10-jpg/train/cat/0001.jpg`) as the published binary
    files: records of a label and the planes of red, green and blue. The classes take turns."""
    pictures: dict[str, list[tuple[str, int, bytes]]] = {"train": [], "test": []}
    with tarfile.open(archive) as packed:
        for member in packed:
            if member.isfile():
                part, label, name = Path(member.name).parts[1:]
                pixels = np.asarray(Image.open(packed.extractfile(member))).transpose(2, 0, 1)
                pictures[part].append((name, CLASSES.index(label), pixels.tobytes()))
    for part, file in (("train", "data_batch_1.bin"), ("test", "test_batch.bin")):
        records = (bytes([label]) + pixels for _, label, pixels in sorted(pictures[part]))
        (folder / file).write_bytes(b"".join(records))
