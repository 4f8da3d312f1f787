"""CIFAR-10 in its binary version: records of one label byte and 3,072 bytes of colour.

The version for Python is refused: it is a pickle, and a pickle can run code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import DatasetKind, problem
from playground.project import Refused

from . import archive, files
from .dataset import Progress, RowReport, Samples
from .normalise import NORMALISE
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
PACKED = "cifar-10-binary.tar.gz"
"""The published archive, which is read as it is."""
ALL_BYTES = 60_000 * RECORD
FILES = "the binary version of CIFAR-10"


@dataclass(frozen=True)
class Batch:
    """A file of records: its path or, of an archive's, what is in it."""

    path: Path
    content: NDArray[np.uint8] | None = None

    @property
    def is_test(self) -> bool:
        """Whether it was published for the test."""
        return "test" in self.path.name

    @property
    def records(self) -> int:
        """How many it holds, by its size. Raises Refused (`cifar_size`)."""
        size = files.stamp(self.path)[2] if self.content is None else len(self.content)
        if not size or size % RECORD:
            raise Refused(problem("cifar_size", setting="data.kind", path=str(self.path), size=size))
        return size // RECORD

    def read(self, first: int, number: int) -> NDArray[np.uint8]:
        """Some of the records (n 3073). Raises Refused (`data_unreadable`, `cifar_size`)."""
        start, size = first * RECORD, number * RECORD
        if self.content is not None:
            return self.content[start : start + size].reshape(number, RECORD)
        try:
            found = np.fromfile(self.path, np.uint8, size, offset=start)
        except OSError as error:
            raise files.unreadable(str(self.path), error, "data.kind") from None
        if len(found) < size:  # cut short since it was looked at
            raise Refused(problem("cifar_size", setting="data.kind", path=str(self.path), size=len(found)))
        return found.reshape(number, RECORD)


def in_folder(folder: Path) -> list[Path]:
    """The files in a folder (or in the one that the archive makes), or the archive itself."""
    place = folder / UNPACKED if (folder / UNPACKED).is_dir() else folder
    found = sorted(path for path in place.glob("*.bin") if path.is_file())
    packed = folder / PACKED
    return found or ([packed] if packed.is_file() else [])


def _locate(parameters: Mapping[str, Any], folder: Path | None) -> list[Path]:
    path = parameters["folder"]
    place = files.locate_folder(path, folder, FILES)
    found = in_folder(place)
    if not found or all(Batch(file).is_test for file in found):
        pickled = any((place / name).is_file() for name in ("data_batch_1", "batches.meta"))
        code = "cifar_python" if pickled else "cifar_missing"
        raise Refused(problem(code, setting="data.parameters.folder", path=path))
    return found


def _stamp(parameters: Mapping[str, Any], folder: Path | None) -> Any:
    return tuple(files.stamp(path) for path in _locate(parameters, folder))


def load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    """The pictures of all batches, those of the test last. Raises Refused: `cifar_size`, `label_unknown`,
    `gz_damaged`."""
    found = _locate(parameters, folder)
    batches = _unpacked(found[0], progress) if found[0].name == PACKED else [Batch(path) for path in found]
    both = [[batch for batch in batches if batch.is_test is test] for test in (False, True)]
    parts = [part for part in both if part]
    there = [sum(batch.records for batch in part) for part in parts]
    counts = first_counts(there, parameters)
    count = sum(counts)
    images, labels = np.empty((count, *SIDES), np.uint8), np.empty(count, np.int64)
    start = 0
    for part, wanted in zip(parts, counts):
        for chunk in _chunks(part, wanted):
            files.tell(progress, start, count)
            stop = start + len(chunk)
            labels[start:stop] = chunk[:, 0]
            images[start:stop] = chunk[:, 1:].reshape(-1, *SIDES)
            start = stop
    files.tell(progress, count, count)
    return samples(images, labels, CLASSES, counts, RowReport(sum(there), count), parameters, has_test=True)


def _unpacked(packed: Path, progress: Progress) -> list[Batch]:
    """The batches in the published archive, in the order of their names."""
    found, done = [], 0
    for member in archive.members(packed):
        files.tell(progress, done, ALL_BYTES)
        path = packed / member.name
        if path.suffix != ".bin":
            continue
        done += member.size
        if done > files.MAX_ARRAY_BYTES:
            raise Refused(problem("cifar_size", setting="data.kind", path=str(path), size=member.size))
        found.append(Batch(path, np.frombuffer(member.read(member.size), np.uint8)))
    if not found:
        raise Refused(problem("cifar_missing", setting="data.parameters.folder", path=str(packed)))
    return sorted(found, key=lambda batch: batch.path.name)


def _chunks(batches: Sequence[Batch], wanted: int) -> Iterator[NDArray[np.uint8]]:
    """The first `wanted` records, a few at a time (n 3073). Raises Refused (`label_unknown`)."""
    for batch in batches:
        take = min(batch.records, wanted)
        wanted -= take
        for first in range(0, take, RECORDS):
            chunk = batch.read(first, min(RECORDS, take - first))
            wrong = chunk[:, 0] >= len(CLASSES)
            if wrong.any():
                raise Refused(
                    problem(
                        "label_unknown",
                        setting="data.kind",
                        path=str(batch.path),
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
    parameters=(folder_parameter(FILES), NORMALISE, SAMPLES, TEST_PART),
)
