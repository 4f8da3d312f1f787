"""Pictures in folders: one sub-folder for each class, files of any usual format, size and mode.

The folder may be packed (.zip, .tar.gz), and is then read as it is. Where it holds `train` and `test` with
the same classes in each, that is the published division.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import DatasetKind, Parameter, problem
from playground.catalog.words.data import note
from playground.project import Refused

from . import archive, files, pixels
from .dataset import Progress, RowReport, Samples
from .normalise import NORMALISE
from .published import SAMPLES, TEST_PART, first_counts, folder_parameter, samples

FILES = "one sub-folder of pictures for each class"
PARTS = ("train", "test")
"""Folders that hold the published parts."""
MAX_CLASSES = 1000
LARGEST_FILE = 64 * 2**20
"""Bytes of a picture in an archive; of a larger one only the beginning is read, which is no picture."""
TOLD = 3
"""Examples of files left out that a report names."""

Pictures = tuple[tuple[int, str], ...]
"""(class, file) of each. Paths as texts: of 60,000 files, Path objects take a second to make."""


@dataclass(frozen=True)
class Collection:
    """The files of a folder: the pictures to train on, and, where they are apart, those for the test.

    `others` are the names of files that are no pictures, by their endings; `packed` is the archive in which
    all are.
    """

    classes: tuple[str, ...]
    parts: tuple[Pictures, ...]
    others: tuple[str, ...]
    packed: Path | None = None


_last: dict[tuple[Path, object], Collection] = {}
"""The folder that was looked through last, until it changes: 60,000 files take half a second to list."""


def collect(folder: Path, progress: Progress = files.unwatched) -> Collection:
    """The pictures in the sub-folders of `folder`, in an order in which the classes take turns, so that
    the first ones are of every class. Raises Refused (`data_unreadable`, `loading_stopped`)."""
    key = folder, _stamps(folder)
    found = _last.get(key)
    if found is None:
        found = _collect(folder, progress)
        _last.clear()
        _last[key] = found
    return found


def _collect(folder: Path, progress: Progress) -> Collection:
    if archive.is_archive(folder):
        return _collect_packed(folder, progress)
    try:
        tops = [folder / part for part in PARTS if (folder / part).is_dir()]
        if len(tops) < 2 or not all(map(_folders, tops)):
            tops = [folder]
        classes = sorted({path.name for top in tops for path in _folders(top)}, key=_in_order)
        others: list[str] = []
        parts = tuple(_part(top, classes, others) for top in tops)
    except OSError as error:
        raise files.unreadable(str(folder), error, "data.parameters.folder") from None
    return _numbered(classes, parts, others, None)


def _numbered(
    classes: Sequence[str], parts: Sequence[Pictures], others: Sequence[str], packed: Path | None
) -> Collection:
    """Only with the classes of which there is a picture."""
    kept = sorted({label for part in parts for label, _ in part})
    place = {label: number for number, label in enumerate(kept)}
    numbered = tuple(tuple((place[label], path) for label, path in part) for part in parts)
    return Collection(tuple(classes[label] for label in kept), numbered, tuple(others), packed)


def _collect_packed(packed: Path, progress: Progress) -> Collection:
    """As `collect`, for an archive. Folders around all pictures count for nothing."""
    there: dict[tuple[str, ...], list[str]] = {}
    for name in dict.fromkeys(member.name for member in archive.members(packed, progress)):
        plain = name if "/" in name else name.replace("\\", "/")  # so some on Windows write them
        steps = tuple(step for step in PurePosixPath(plain).parts if step not in ("/", "."))
        if not any(step.startswith((".", "__MACOSX")) for step in steps):
            there.setdefault(steps[:-1], []).append(name)
    pictured = [steps for steps, names in there.items() if any(map(_is_picture, names))]
    first, last = min(pictured, default=()), max(pictured, default=())
    around = next((i for i, (one, other) in enumerate(zip(first, last)) if one != other), len(first))
    around = min(around, max(len(last) - 1, 0))  # a class of its own is around nothing
    inside = {steps[around:]: names for steps, names in there.items() if steps[:around] == first[:around]}
    tops: list[tuple[str, ...]] = [(part,) for part in PARTS if any(s[:-1] == (part,) for s in inside)]
    if len(tops) < 2:
        tops = [()]
    depth = len(tops[0]) + 1
    classes = sorted({s[-1] for s in inside if len(s) == depth and s[:-1] in tops}, key=_in_order)
    others: list[str] = []
    parts = tuple(_in_turns([inside.get((*top, name), []) for name in classes], others) for top in tops)
    return _numbered(classes, parts, others, packed)


def _is_picture(name: str) -> bool:
    """Whether a file is one by its name."""
    return name.lower().endswith(pixels.ENDINGS)


def _in_turns(by_class: Sequence[Sequence[str]], others: list[str]) -> Pictures:
    """The pictures among the files of each class, one of each class after the other; names of other files
    go to `others`."""
    found: list[tuple[int, int, str]] = []
    for label, names in enumerate(by_class):
        pictures = list(filter(_is_picture, names))
        others += [PurePath(name).name for name in names if not _is_picture(name)]
        pictures.sort(key=lambda name: _in_order(name.rpartition("/")[2]))
        found += [(turn, label, name) for turn, name in enumerate(pictures)]
    return tuple((label, name) for _, label, name in sorted(found, key=lambda item: item[:2]))


def _folders(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        return [folder / e.name for e in entries if e.is_dir() and not e.name.startswith(".")]


def _part(top: Path, classes: Sequence[str], others: list[str]) -> Pictures:
    """(class, file) of the pictures in the folders of these classes; names of other files go to `others`."""
    by_class: list[list[str]] = []
    for folder in (top / name for name in classes):
        there: list[str] = []
        if folder.is_dir():
            with os.scandir(folder) as entries:
                there = [e.path for e in entries if not e.is_dir() and not e.name.startswith(".")]
        by_class.append(there)
    return _in_turns(by_class, others)


def _in_order(name: str) -> list[tuple[int, str]]:
    """Sorts as a person does: 2 before 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def suggested(folder: Path, progress: Progress = files.unwatched, looked_at: int = 24) -> dict[str, Any]:
    """The size and colour that suit the pictures in `folder`, by a look at some of them.

    Raises Refused: `pictures_missing`, `data_unreadable`, `loading_stopped`.
    """
    collection = _collected(folder, str(folder), progress)
    sides, grey = [], True
    with pixels.quiet():
        for _, file in _each(collection, collection.parts[0][:looked_at], progress):
            about = pixels.look(file)
            if about is not None:
                sides.append(about.side)
                grey = grey and about.grey
    side = sorted(sides)[len(sides) // 2] if sides else DEFAULT_SIZE
    return {
        "size": min(max(side, 8), LARGEST_SUGGESTED),
        "colour": "grey" if sides and grey else "colour",
    }


def _collected(folder: Path, path: str, progress: Progress) -> Collection:
    """The pictures of a folder. Raises Refused: `pictures_missing`, `classes_one`, `classes_too_many`."""
    collection = collect(folder, progress)
    given = {"setting": "data.parameters.folder", "path": path}
    if not collection.classes:
        raise Refused(problem("pictures_missing", **given))
    if len(collection.classes) < 2:
        raise Refused(problem("classes_one", label=collection.classes[0], **given))
    if len(collection.classes) > MAX_CLASSES:
        raise Refused(problem("classes_too_many", number=len(collection.classes), limit=MAX_CLASSES, **given))
    return collection


def _locate(parameters: Mapping[str, Any], folder: Path | None) -> Path:
    return files.locate_folder(parameters["folder"], folder, FILES, archive.is_archive)


def _stamp(parameters: Mapping[str, Any], folder: Path | None) -> Any:
    return _stamps(_locate(parameters, folder))


def _stamps(folder: Path) -> Any:
    """The times of all folders: they change as soon as a file comes, goes or is renamed. The times of
    the files would have to be asked for one by one. Raises Refused (`data_unreadable`)."""
    if archive.is_archive(folder):
        return (files.stamp(folder),)
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
    collection = _collected(_locate(parameters, folder), path, progress)
    counts = first_counts([len(part) for part in collection.parts], parameters)
    chosen = [item for part, count in zip(collection.parts, counts) for item in part[:count]]
    form = pixels.Form.of(parameters)
    images = room(len(chosen), form)
    labels = np.empty(len(chosen), np.int64)
    broken: dict[pixels.Why, list[str]] = {}
    good = np.zeros(len(chosen), np.bool_)
    done = 0

    def passing(_: int, __: int) -> bool:
        """What is passed over in an archive takes its time too."""
        return progress(done, len(chosen))

    with pixels.quiet():
        for number, file in _each(collection, chosen, passing):
            files.tell(progress, done, len(chosen))
            done += 1
            label, name = chosen[number]
            labels[number] = label
            why = pixels.read_into(images[number], file, form)
            good[number] = not why
            if why:
                broken.setdefault(why, []).append(name)
    files.tell(progress, len(chosen), len(chosen))
    kept, kept_first = int(good.sum()), int(good[: counts[0]].sum())
    if kept < len(chosen):
        for place, number in enumerate(np.flatnonzero(good).tolist()):
            images[place], labels[place] = images[number], labels[number]
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


def _each(
    collection: Collection, chosen: Sequence[tuple[int, str]], progress: Progress = files.unwatched
) -> Iterator[tuple[int, str | BytesIO]]:
    """The place of each chosen picture, and the picture: in this order, or as an archive has them."""
    if collection.packed is None:
        yield from ((number, path) for number, (_, path) in enumerate(chosen))
        return
    places = {name: number for number, (_, name) in enumerate(chosen)}
    for member in archive.members(collection.packed, progress):
        number = places.pop(member.name, None)
        if number is not None:
            yield number, BytesIO(member.read(LARGEST_FILE))
        if not places:
            return


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
    help="Pictures of your own: a folder, or a .zip or .tar.gz of one, with a sub-folder for each class.",
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
