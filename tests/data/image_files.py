"""Files of pictures as people have them, made small: IDX, CIFAR-10 batches, folders of pictures."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx_bytes(values: NDArray[Any]) -> bytes:
    """An array as an IDX file."""
    code = CODES[values.dtype.str[1:]]
    axes = b"".join(length.to_bytes(4, "big") for length in values.shape)
    return bytes([0, 0, code, values.ndim]) + axes + values.astype(values.dtype.newbyteorder(">")).tobytes()


def write_idx(path: Path, values: NDArray[Any]) -> Path:
    """Written packed where the name ends in .gz."""
    content = idx_bytes(values)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def images(count: int, *sides: int, seed: int = 0) -> NDArray[np.uint8]:
    """Pictures of noise."""
    return np.random.default_rng(seed).integers(0, 256, (count, *sides), np.uint8)


def labels(count: int, classes: int = 10) -> NDArray[np.uint8]:
    """Classes in turn."""
    return (np.arange(count) % classes).astype(np.uint8)


def write_mnist(
    folder: Path, train: int = 60, test: int = 20, ending: str = "", parts: Sequence[str] = ("train", "t10k")
) -> Path:
    """The four files, of pictures of 6 by 5 pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (part, count) in enumerate((("train", train), ("t10k", test))):
        if part in parts:
            write_idx(folder / f"{part}-images-idx3-ubyte{ending}", images(count, 6, 5, seed=seed))
            write_idx(folder / f"{part}-labels-idx1-ubyte{ending}", labels(count))
    return folder


def write_cifar(
    folder: Path, batches: Sequence[str] = ("data_batch_1", "data_batch_2", "test_batch")
) -> Path:
    """Batches of 20 pictures each."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed, name in enumerate(batches):
        records = np.concatenate([labels(20)[:, None], images(20, 3072, seed=seed)], axis=1)
        (folder / f"{name}.bin").write_bytes(records.tobytes())
    return folder


def write_pictures(folder: Path, classes: Sequence[str] = ("cat", "dog"), each: int = 10) -> Path:
    """A folder for each class, of pictures of 12 by 9 pixels."""
    for seed, name in enumerate(classes):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(each):
            pixels = images(1, 9, 12, 3, seed=100 * seed + number)[0]
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


def write_sets(folder: Path) -> None:
    """One of each in `idx`, `cifar` and `pictures`."""
    write_mnist(folder / "idx")
    write_cifar(folder / "cifar")
    write_pictures(folder / "pictures")
