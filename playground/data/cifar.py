"""CIFAR-10 in its binary version: records of one label byte and 3,072 bytes of colour.

The version for Python is refused: it is a pickle, and a pickle can run code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import DatasetKind, problem
from playground.project import Refused

from . import files
from .dataset import Progress, RowReport, Samples
from .published import SAMPLES, TEST_PART, first_counts, folder_parameter, samples

CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
SIDES = (3, 32, 32)
PIXELS = 3 * 32 * 32
RECORD = 1 + PIXELS
"""Bytes of a record: the label, then a plane each of red, green and blue, row by row."""
RECORDS = 1024
"""How many are read at a time."""
UNPACKED = "cifar-10-batches-bin"
"""The folder in which the published archive puts its files."""
FILES = "the binary version of CIFAR-10"


def in_folder(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files in a folder (or in the one that the archive makes): to train on, and for the test."""
    place = folder / UNPACKED if (folder / UNPACKED).is_dir() else folder
    found = sorted(path for path in place.glob("*.bin") if path.is_file())
    test = [path for path in found if "test" in path.name]
    return [path for path in found if path not in test], test


def _locate(parameters: Mapping[str, Any], folder: Path | None) -> tuple[list[Path], list[Path]]:
    path = parameters["folder"]
    place = files.locate_folder(path, folder, FILES)
    train, test = in_folder(place)
    if not train:
        pickled = any((place / name).is_file() for name in ("data_batch_1", "batches.meta"))
        code = "cifar_python" if pickled else "cifar_missing"
        raise Refused(problem(code, setting="data.parameters.folder", path=path))
    return train, test


def _stamp(parameters: Mapping[str, Any], folder: Path | None) -> Any:
    train, test = _locate(parameters, folder)
    return tuple(files.stamp(path) for path in (*train, *test))


def load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    """The pictures of all batches, those of the test last. Raises Refused (`cifar_size`, `label_unknown`)."""
    parts = _locate(parameters, folder)
    there = [[_records(path) for path in part] for part in parts if part]
    counts = first_counts([sum(part) for part in there], parameters)
    count = sum(counts)
    images, labels = np.empty((count, *SIDES), np.uint8), np.empty(count, np.int64)
    start = 0
    for part, records, wanted in zip((part for part in parts if part), there, counts):
        for chunk in _chunks(part, records, wanted):
            files.tell(progress, start, count)
            stop = start + len(chunk)
            labels[start:stop] = chunk[:, 0]
            images[start:stop] = chunk[:, 1:].reshape(-1, *SIDES)
            start = stop
    files.tell(progress, count, count)
    report = RowReport(sum(map(sum, there)), count)
    return samples(images, labels, CLASSES, counts, report, parameters, has_test=True)


def _records(path: Path) -> int:
    """How many records a file holds, by its size. Raises Refused (`cifar_size`)."""
    size = files.stamp(path)[2]
    if not size or size % RECORD:
        raise Refused(problem("cifar_size", setting="data.kind", path=str(path), size=size))
    return size // RECORD


def _chunks(paths: Sequence[Path], records: Sequence[int], wanted: int) -> Iterator[NDArray[np.uint8]]:
    """The first `wanted` records of these files, a few at a time (n 3073)."""
    for path, there in zip(paths, records):
        take = min(there, wanted)
        wanted -= take
        for first in range(0, take, RECORDS):
            number = min(RECORDS, take - first)
            try:
                chunk = np.fromfile(path, np.uint8, number * RECORD, offset=first * RECORD)
            except OSError as error:
                raise files.unreadable(str(path), error, "data.kind") from None
            if len(chunk) < number * RECORD:  # cut short since it was looked at
                raise Refused(problem("cifar_size", setting="data.kind", path=str(path), size=len(chunk)))
            chunk = chunk.reshape(number, RECORD)
            wrong = chunk[:, 0] >= len(CLASSES)
            if wrong.any():
                raise Refused(
                    problem(
                        "label_unknown",
                        setting="data.kind",
                        path=str(path),
                        label=int(chunk[wrong.argmax(), 0]),
                        sample=first + int(wrong.argmax()) + 1,
                        title="CIFAR-10",
                        last=len(CLASSES) - 1,
                    )
                )
            yield chunk


KIND = DatasetKind(
    name="cifar10",
    label="CIFAR-10",
    help="60,000 colour pictures of ten sorts of things, 32 by 32 pixels.",
    family="image",
    category="Pictures",
    classes=len(CLASSES),
    load=load,
    stamp=_stamp,
    parameters=(folder_parameter(FILES), SAMPLES, TEST_PART),
)
