"""MNIST, Fashion-MNIST, and any other pictures in IDX files: one file of pictures, one of labels.

They come in four files: train-images-idx3-ubyte and train-labels-idx1-ubyte to train on, the same with
t10k for the test, each packed by gzip or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import DatasetKind, Parameter, problem
from playground.catalog.words.data import note
from playground.project import Refused

from . import files, idx
from .dataset import Progress, RowReport, Samples
from .normalise import NORMALISE
from .published import SAMPLES, TEST_PART, first_counts, folder_parameter, samples

DIGITS = tuple("0123456789")
CLOTHES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)
FILES = "the IDX files of {title}"
IDX_NAMES = ("*-ubyte", "*-ubyte.gz", "*.idx", "*.idx?-ubyte", "*.gz")
MAX_CLASSES = 1000
ROWS = 4096
"""Pictures that are made floats at a time."""


@dataclass(frozen=True)
class Pair:
    """A file of pictures, and the file of their labels."""

    images: Path
    labels: Path

    @property
    def stamps(self) -> tuple[Any, ...]:
        """What tells whether they are still the files that were read."""
        return (files.stamp(self.images), files.stamp(self.labels))


# --- finding the files -----------------------------------------------------------------------------


def in_folder(folder: Path) -> tuple[Pair, ...]:
    """The pairs in a folder (or its sub-folder `raw`): to train on, and, if it is there, for the test."""
    for place in (folder, folder / "raw"):
        pairs = []
        for part in ("train", "t10k"):
            images, labels = (
                _file(place, f"{part}-{name}") for name in ("images-idx3-ubyte", "labels-idx1-ubyte")
            )
            if images is not None and labels is not None:
                pairs.append(Pair(images, labels))
        if pairs:
            return tuple(pairs)
    return ()


def _file(folder: Path, name: str) -> Path | None:
    """The file of that name, packed or not, with a hyphen or (as some unpack it) a point before idx."""
    for found in (name, name.replace("-idx", ".idx")):
        for ending in ("", ".gz"):
            if (folder / f"{found}{ending}").is_file():
                return folder / f"{found}{ending}"
    return None


def beside(images: Path) -> Path:
    """The labels of a file of pictures, by its name. Raises Refused (`idx_no_partner`)."""
    plain = images.name.removesuffix(".gz")
    name = re.sub(r"idx\d", "idx1", plain.replace("images", "labels"))
    for found in (name, f"{name}.gz"):
        if name != plain and (images.parent / found).is_file():
            return images.parent / found
    looked_for = f"{name}, {name}.gz" if name != plain else "a name with labels in the place of images"
    setting = "data.parameters.path"
    raise Refused(problem("idx_no_partner", setting=setting, path=str(images), names=looked_for))


def _from_folder(parameters: Mapping[str, Any], folder: Path | None, title: str) -> tuple[Pair, ...]:
    path = parameters["folder"]
    place = files.locate_folder(path, folder, FILES.format(title=title))
    found = in_folder(place)
    if not found or "train" not in found[0].images.name:
        name = "train-images-idx3-ubyte"
        missing = problem("idx_missing", setting="data.parameters.folder", path=path, name=name, title=title)
        raise Refused(missing)
    return found


def _from_file(parameters: Mapping[str, Any], folder: Path | None) -> tuple[Pair, ...]:
    images = files.locate(parameters["path"], folder, "an IDX file of pictures")
    if parameters["labels"]:
        labels = files.locate(parameters["labels"], folder, "an IDX file of labels", "labels")
        return (Pair(images, labels),)
    train = Pair(images, beside(images))
    if "train" in images.name:
        for part in ("t10k", "test"):
            plain = images.name.removesuffix(".gz").replace("train", part)
            other = _file(images.parent, plain)
            if other is not None:
                return (train, Pair(other, beside(other)))
    return (train,)


# --- reading ---------------------------------------------------------------------------------------


def read(
    pairs: Sequence[Pair], parameters: Mapping[str, Any], names: Sequence[str], title: str, progress: Progress
) -> Samples:
    """The samples of one pair, or of two, of which the second is the published test part.

    `names` are those of the classes; without any, the labels themselves are. Bytes stay bytes (0 to
    255), other numbers become floats from 0 to 1. Raises Refused.
    """
    headers = [idx.read_header(pair.images, (1, 2, 3), "pictures") for pair in pairs]
    labels, classes = _labels(pairs, headers, names, title)
    counts = first_counts([len(part) for part in labels], parameters)
    sides = [_sides(header) for header in headers]
    if len(set(sides)) > 1:
        sizes = [" x ".join(map(str, side[1:])) for side in sides]
        raise _wrong("idx_sizes_differ", pairs[-1].images, size=sizes[-1], other=sizes[0])
    images, notes = _images(pairs, headers, counts, sides[0], progress)
    report = RowReport(sum(map(len, labels)), len(images), notes=notes)
    coded = np.concatenate([part[:count] for part, count in zip(labels, counts)])
    return samples(images, coded, classes, counts, report, parameters, has_test=bool(names))


def _sides(header: idx.Header) -> tuple[int, int, int]:
    """C H W of one picture: rows of numbers are pictures one pixel high."""
    height, width = ((1, 1, *header.shape[1:]))[-2:]
    return 1, height, width


def _images(
    pairs: Sequence[Pair],
    headers: Sequence[idx.Header],
    counts: Sequence[int],
    sides: tuple[int, int, int],
    progress: Progress,
) -> tuple[NDArray[Any], tuple[str, ...]]:
    """The pictures of all pairs, N C H W, and notes. Each file is read into its place at once."""
    sizes = [idx.room(p.images, h, n) for p, h, n in zip(pairs, headers, counts)]
    plain = all(header.type == np.uint8 for header in headers)
    images = np.empty((sum(counts), *sides), np.uint8 if plain else np.float32)
    notes: tuple[str, ...] = ()
    low = high = 0.0
    start = 0
    for number, (pair, header, count) in enumerate(zip(pairs, headers, counts)):
        before, size = sum(sizes[:number]), sum(sizes)

        def watch(done: int, _: int, before: int = before, size: int = size) -> bool:
            return progress(before + done, size)

        place = images[start : start + count]
        start += count
        if plain:
            idx.read_into(place, pair.images, header, watch)
            continue
        values = np.empty((count, *sides), header.type)
        idx.read_into(values, pair.images, header, watch)
        if number == 0:
            low, high = _range(values, pair.images)
            if (low, high) != (0.0, 1.0):
                notes = (note("brought_to_one", low=low, high=high),)
        for row in range(0, count, ROWS):
            part = values[row : row + ROWS].astype(np.float64)
            place[row : row + ROWS] = np.clip((part - low) / ((high - low) or 1.0), 0.0, 1.0)
    return images, notes


def _range(values: NDArray[Any], path: Path) -> tuple[float, float]:
    """What becomes 0 and 1: 0 and 1 where the numbers keep to them, else the least and the largest.

    Raises Refused (`idx_not_finite`).
    """
    low, high = float(values.min()), float(values.max())
    if not np.isfinite(low + high) or high - low == np.inf:
        raise _wrong("idx_not_finite", path)
    if values.dtype.kind == "f" and low >= 0.0 and high <= 1.0:
        return 0.0, 1.0
    return low, high


def _labels(
    pairs: Sequence[Pair], headers: Sequence[idx.Header], names: Sequence[str], title: str
) -> tuple[list[NDArray[np.int64]], tuple[str, ...]]:
    """The class of every picture, pair by pair, and the names of the classes.

    Raises Refused: `idx_counts_differ`, `labels_no_classes`, `label_unknown`, `classes_one`,
    `classes_too_many`.
    """
    found = [_read_labels(pair, header) for pair, header in zip(pairs, headers)]
    if names:
        for pair, labels in zip(pairs, found):
            wrong = (labels < 0) | (labels >= len(names))
            if wrong.any():
                sample = int(wrong.argmax())
                values = {"label": f"{labels[sample]:g}", "sample": sample + 1, "title": title}
                raise _wrong("label_unknown", pair.labels, last=len(names) - 1, **values)
        return [labels.astype(np.int64) for labels in found], tuple(names)
    different = np.unique(np.concatenate([np.unique(labels) for labels in found]))
    if len(different) < 2:
        raise _wrong("classes_one", pairs[0].labels, label=f"{different[0]:g}")
    if len(different) > MAX_CLASSES:
        raise _wrong("classes_too_many", pairs[0].labels, number=len(different), limit=MAX_CLASSES)
    coded = [np.searchsorted(different, labels).astype(np.int64) for labels in found]
    return coded, tuple(f"{value:.15g}" for value in different)


def _read_labels(pair: Pair, images: idx.Header) -> NDArray[Any]:
    header = idx.read_header(pair.labels, (1,), "labels")
    if header.shape[0] != images.shape[0]:
        raise _wrong("idx_counts_differ", pair.labels, labels=header.shape[0], images=images.shape[0])
    idx.room(pair.labels, header, header.shape[0])
    labels = np.empty(header.shape, header.type)
    idx.read_into(labels, pair.labels, header)
    # NaN, too, differs from what it is rounded to.
    if header.type.kind == "f" and (odd := (labels != np.round(labels)) | np.isinf(labels)).any():
        sample = int(odd.argmax())
        raise _wrong("labels_no_classes", pair.labels, label=f"{labels[sample]:g}", sample=sample + 1)
    return labels


def _wrong(code: str, path: Path, **values: object) -> Refused:
    return Refused(problem(code, setting="data.kind", path=str(path), **values))


# --- kinds -----------------------------------------------------------------------------------------


def _kind(name: str, title: str, help: str, classes: tuple[str, ...]) -> DatasetKind:
    def stamp(parameters: Mapping[str, Any], folder: Path | None) -> Any:
        return tuple(pair.stamps for pair in _from_folder(parameters, folder, title))

    def load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
        return read(_from_folder(parameters, folder, title), parameters, classes, title, progress)

    return DatasetKind(
        name=name,
        label=title,
        help=help,
        family="image",
        category="Pictures",
        classes=len(classes),
        load=load,
        stamp=stamp,
        parameters=(folder_parameter(FILES.format(title=title)), NORMALISE, SAMPLES, TEST_PART),
    )


def _idx_stamp(parameters: Mapping[str, Any], folder: Path | None) -> Any:
    return tuple(pair.stamps for pair in _from_file(parameters, folder))


def _idx_load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    return read(_from_file(parameters, folder), parameters, (), "", progress)


KINDS = (
    _kind("mnist", "MNIST", "70,000 handwritten digits, 28 by 28 pixels: the classic.", DIGITS),
    _kind(
        "fashion_mnist",
        "Fashion-MNIST",
        "70,000 pieces of clothing, 28 by 28 pixels: as MNIST, and harder.",
        CLOTHES,
    ),
    DatasetKind(
        name="idx",
        label="IDX files",
        help="Pictures of your own in the format of MNIST: a file of pictures and one of labels.",
        family="image",
        category="Pictures",
        load=_idx_load,
        stamp=_idx_stamp,
        parameters=(
            Parameter(
                "path",
                "file",
                "",
                choices=IDX_NAMES,
                label="Pictures",
                help="An IDX file of up to three axes.",
            ),
            Parameter(
                "labels",
                "file",
                "",
                choices=IDX_NAMES,
                help="The IDX file of their labels; left empty, it is found by its name.",
                advanced=True,
            ),
            NORMALISE,
            SAMPLES,
            TEST_PART,
        ),
    ),
)
