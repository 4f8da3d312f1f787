"""Pictures in folders: one sub-folder for each class, files of any usual format, size and mode.

Where the folder holds `train` and `test` with the same classes in each, that is the published division.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import DatasetKind, Parameter, problem
from playground.catalog.words.data import note
from playground.project import Refused

from . import files, pixels
from .dataset import Progress, RowReport, Samples
from .normalise import NORMALISE
from .published import SAMPLES, TEST_PART, first_counts, folder_parameter, samples

FILES = "one sub-folder of pictures for each class"
PARTS = ("train", "test")
"""Folders that hold the published parts."""
MAX_CLASSES = 1000
TOLD = 3
"""Examples of files left out that a report names."""

Pictures = tuple[tuple[int, str], ...]
"""(class, file) of each. Paths as texts: of 60,000 files, Path objects take a second to make."""


@dataclass(frozen=True)
class Collection:
    """The files of a folder: the pictures to train on, and, where they are apart, those for the test.

    `others` are the names of files that are no pictures, by their endings.
    """

    classes: tuple[str, ...]
    parts: tuple[Pictures, ...]
    others: tuple[str, ...]


def collect(folder: Path) -> Collection:
    """The pictures in the sub-folders of `folder`, in an order in which the classes take turns, so that
    the first ones are of every class. Raises Refused (`data_unreadable`)."""
    return _collect(folder, _stamps(folder))


@lru_cache(maxsize=2)
def _collect(folder: Path, stamps: object) -> Collection:
    """As `collect`; kept until a folder changes, since 60,000 files take half a second to list."""
    try:
        tops = [folder / part for part in PARTS if (folder / part).is_dir()]
        if len(tops) < 2 or not all(map(_folders, tops)):
            tops = [folder]
        classes = sorted({path.name for top in tops for path in _folders(top)}, key=_in_order)
        others: list[str] = []
        parts = tuple(_part(top, classes, others) for top in tops)
    except OSError as error:
        raise files.unreadable(str(folder), error, "data.parameters.folder") from None
    kept = sorted({label for part in parts for label, _ in part})
    place = {label: number for number, label in enumerate(kept)}
    numbered = tuple(tuple((place[label], path) for label, path in part) for part in parts)
    return Collection(tuple(classes[label] for label in kept), numbered, tuple(others))


def _folders(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        return [folder / e.name for e in entries if e.is_dir() and not e.name.startswith(".")]


def _part(top: Path, classes: Sequence[str], others: list[str]) -> Pictures:
    """(class, file) of the pictures in the folders of these classes; names of other files go to `others`."""
    found: list[tuple[int, int, str]] = []
    for label, folder in enumerate(top / name for name in classes):
        if not folder.is_dir():
            continue
        with os.scandir(folder) as entries:
            there = [e for e in entries if not e.is_dir() and not e.name.startswith(".")]
        pictures = [entry for entry in there if entry.name.lower().endswith(pixels.ENDINGS)]
        others += [entry.name for entry in there if not entry.name.lower().endswith(pixels.ENDINGS)]
        pictures.sort(key=lambda entry: _in_order(entry.name))
        found += [(turn, label, entry.path) for turn, entry in enumerate(pictures)]
    return tuple((label, path) for _, label, path in sorted(found, key=lambda item: item[:2]))


def _in_order(name: str) -> list[tuple[int, str]]:
    """Sorts as a person does: 2 before 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def suggested(folder: Path, looked_at: int = 24) -> dict[str, Any]:
    """The size and colour that suit the pictures in `folder`, by a look at some of them.

    Raises Refused: `pictures_missing`, `data_unreadable`.
    """
    collection = _collected(folder, str(folder))
    sides, grey = [], True
    with pixels.quiet():
        for _, path in collection.parts[0][:looked_at]:
            about = pixels.look(path)
            if about is not None:
                sides.append(about.side)
                grey = grey and about.grey
    side = sorted(sides)[len(sides) // 2] if sides else DEFAULT_SIZE
    return {
        "size": min(max(side, 8), LARGEST_SUGGESTED),
        "colour": "grey" if sides and grey else "colour",
    }


def _collected(folder: Path, path: str) -> Collection:
    """The pictures of a folder. Raises Refused: `pictures_missing`, `classes_one`, `classes_too_many`."""
    collection = collect(folder)
    given = {"setting": "data.parameters.folder", "path": path}
    if not collection.classes:
        raise Refused(problem("pictures_missing", **given))
    if len(collection.classes) < 2:
        raise Refused(problem("classes_one", label=collection.classes[0], **given))
    if len(collection.classes) > MAX_CLASSES:
        raise Refused(problem("classes_too_many", number=len(collection.classes), limit=MAX_CLASSES, **given))
    return collection


def _locate(parameters: Mapping[str, Any], folder: Path | None) -> Path:
    return files.locate_folder(parameters["folder"], folder, FILES)


def _stamp(parameters: Mapping[str, Any], folder: Path | None) -> Any:
    return _stamps(_locate(parameters, folder))


def _stamps(folder: Path) -> Any:
    """The times of all folders: they change as soon as a file comes, goes or is renamed. The times of
    the files would have to be asked for one by one. Raises Refused (`data_unreadable`)."""
    try:
        first = _folders(folder)
        second = [path for top in first if top.name in PARTS for path in _folders(top)]
    except OSError as error:
        raise files.unreadable(str(folder), error, "data.parameters.folder") from None
    return tuple(files.stamp(path) for path in sorted([folder, *first, *second]))


def load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    """The pictures as bytes (N C H W). What cannot be read is left out, and the report says why.

    Raises Refused: `pictures_missing`, `classes_one`, `classes_too_many`, `pictures_too_large`,
    `pictures_unreadable`, `loading_stopped`.
    """
    path = parameters["folder"]
    collection = _collected(_locate(parameters, folder), path)
    counts = first_counts([len(part) for part in collection.parts], parameters)
    chosen = [item for part, count in zip(collection.parts, counts) for item in part[:count]]
    form = pixels.Form.of(parameters)
    images = room(len(chosen), form)
    labels = np.empty(len(chosen), np.int64)
    broken: dict[pixels.Why, list[str]] = {}
    kept, kept_first = 0, 0
    with pixels.quiet():
        for number, (label, file) in enumerate(chosen):
            files.tell(progress, number, len(chosen))
            why = pixels.read_into(images[kept], file, form)
            if why:
                broken.setdefault(why, []).append(file)
                continue
            labels[kept] = label
            kept += 1
            kept_first += number < counts[0]
    files.tell(progress, len(chosen), len(chosen))
    if not kept:
        reason = next(text for text, _ in left_out(broken))
        unreadable = problem(
            "pictures_unreadable",
            setting="data.parameters.folder",
            path=path,
            number=len(chosen),
            reason=reason,
        )
        raise Refused(unreadable)
    return samples(
        images[:kept],
        labels[:kept],
        collection.classes,
        [kept_first, *([kept - kept_first] if len(counts) > 1 else [])],
        _report(collection, broken, kept),
        parameters,
    )


def room(number: int, form: pixels.Form) -> NDArray[np.uint8]:
    """An array for so many pictures. Raises Refused (`pictures_too_large`)."""
    size = number * form.channels * form.height * form.width
    if size > files.MAX_ARRAY_BYTES:
        raise Refused(
            problem(
                "pictures_too_large",
                setting="data.parameters.size",
                number=number,
                size=f"{form.width} x {form.height}",
                bytes=files.bytes_text(size),
                limit=files.bytes_text(files.MAX_ARRAY_BYTES),
            )
        )
    return np.empty((number, form.channels, form.height, form.width), np.uint8)


def left_out(broken: Mapping[pixels.Why, Sequence[str]]) -> list[tuple[str, int]]:
    """(why, how many) of pictures that were not read, with the names of some."""
    return [
        (
            note(why, examples=_some([Path(path).name for path in paths]), limit=pixels.LIMIT_MILLIONS),
            len(paths),
        )
        for why, paths in broken.items()
    ]


def _report(collection: Collection, broken: Mapping[pixels.Why, Sequence[str]], kept: int) -> RowReport:
    dropped = left_out(broken)
    if collection.others:
        endings = Counter(Path(name).suffix or name for name in collection.others)
        dropped.append((note("not_pictures", examples=_some(list(endings))), len(collection.others)))
    every = sum(map(len, collection.parts)) + len(collection.others)
    return RowReport(every, kept, tuple(dropped))


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:TOLD])
    return shown if len(names) <= TOLD else f"{shown}, …"


DEFAULT_SIZE = 32
LARGEST_SUGGESTED = 64
"""Larger pictures are suggested to be made smaller: what a processor trains on in a lesson."""

FORM = (
    Parameter(
        "size",
        "size",
        DEFAULT_SIZE,
        minimum=1,
        maximum=1024,
        slider=(8, 128),
        unit="px",
        help="How large every picture is made: height and width.",
    ),
    Parameter(
        "fit",
        "choice",
        "crop",
        choices=("crop", "pad", "stretch"),
        help="What is done to a picture of another shape: cut its edges off, put black ones on, or "
        "pull it into shape.",
    ),
    Parameter("colour", "choice", "colour", choices=("colour", "grey"), help="Three channels, or one."),
)
"""How every picture is made alike."""

KIND = DatasetKind(
    name="pictures",
    label="Folder of pictures",
    help="Pictures of your own: a folder with one sub-folder for each class.",
    family="image",
    category="Pictures",
    load=load,
    stamp=_stamp,
    parameters=(
        folder_parameter(FILES),
        *FORM,
        NORMALISE,
        SAMPLES,
        TEST_PART,
    ),
)
