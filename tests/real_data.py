"""Examples whose data do not ship with the program, and where the tests find them."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground import api
from playground.assets import asset
from playground.project import Project

FOLDERS = {
    "mnist-lenet": "mnist",
    "mnist-cnn": "mnist",
    "mnist-cnn-three": "mnist",
    "mnist-autoencoder": "mnist",
    "fashion-mlp": "fashion-mnist",
    "cifar10-cnn": "cifar10",
}
"""Example -> the folder of its data among the real data sets."""


def with_data(name: str, request: pytest.FixtureRequest) -> Project:
    """An example with its data, whose folder is filled in; skips where they are not on this machine."""
    project = api.load(asset("examples", f"{name}.json"))
    if name not in FOLDERS:
        return project
    folder: Path = request.getfixturevalue("shared_data") / FOLDERS[name]
    if not folder.is_dir():
        pytest.skip(f"no {folder.name} beside the checkout")
    return api.with_settings(project, {"data.folder": str(folder)})
