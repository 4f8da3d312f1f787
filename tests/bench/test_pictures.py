"""Pictures: how long 60,000 of them take to be there, and what they take in memory."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.data import make, make_dataset, settings_for
from tests.data.image_files import write_pictures

from .figures import figure, spread

pytestmark = pytest.mark.bench
TIMES = 7
NUMPYS = 2.0
"""Goal: so many times what numpy takes to read the same bytes."""
TWICE = 2.0
"""Goal: memory at most so many times what the data take."""


def seconds(function: Callable[[], object]) -> list[float]:
    """Of the processor, each time."""
    found = []
    for _ in range(TIMES):
        begun = time.process_time()
        function()
        found.append(time.process_time() - begun)
    return found


def anew(path: Path) -> Callable[[], object]:
    """Makes the dataset of `path` with nothing kept from before."""
    settings = settings_for(path)

    def read() -> object:
        make._kept.clear()
        make._read.clear()
        return make_dataset(settings)

    return read


def names(folder: Path, ending: str) -> list[tuple[Path, int]]:
    """The files of MNIST, and where the numbers begin in each."""
    parts = ("train", "t10k")
    found = [(f"{part}-images-idx3-ubyte{ending}", 16) for part in parts]
    found += [(f"{part}-labels-idx1-ubyte{ending}", 8) for part in parts]
    return [(folder / name, start) for name, start in found]


@pytest.mark.parametrize("ending", ["", ".gz"], ids=["plain", "packed"])
def test_sixty_thousand_images(ending: str, shared_data: Path, tmp_path: Path) -> None:
    packed = names(shared_data / "mnist", ".gz")
    for path, _ in packed:
        (tmp_path / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    there = packed if ending else names(tmp_path, "")

    def numpys_own() -> Any:
        if ending:
            return [np.frombuffer(gzip.decompress(p.read_bytes()), np.uint8, offset=at) for p, at in there]
        return [np.fromfile(path, np.uint8, offset=at) for path, at in there]

    reference, ours = seconds(numpys_own), seconds(anew(there[0][0].parent))
    figure(
        f"loading MNIST {ending or 'unpacked'}, against numpy",
        min(ours) / min(reference),
        most=NUMPYS,
        detail=f"{spread(ours, 3)} s against {spread(reference, 3)} s",
    )


def test_memory_of_sixty_thousand_images(shared_data: Path) -> None:
    read = anew(shared_data / "mnist")
    read()
    make._kept.clear()
    make._read.clear()
    tracemalloc.start()
    dataset: Any = read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = dataset.fields["x"].nbytes
    figure("memory of loading MNIST, against its pixels", peak / size, most=TWICE)


def test_a_thousand_pictures_of_a_folder(tmp_path: Path) -> None:
    write_pictures(tmp_path, [f"class {number}" for number in range(10)], each=100)
    found = seconds(anew(tmp_path))
    figure("loading 1,000 small PNG files", min(found), "s", detail=spread(found, 2))
