"""What a file or a folder of the user's is, and the settings to learn from it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from playground.catalog import problem
from playground.project import DataSettings, Refused

from . import archive, cifar, files, idx, mnist, pictures
from .csv_file import csv_settings
from .dataset import Progress
from .make import DATASETS, checked, defaults_for

TABLES = (".csv", ".tsv", ".txt", ".data", ".parquet")
"""How the names of tables end."""

KNOWN_LABELS = {
    "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13": "mnist",
    "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7": "fashion_mnist",
}
"""SHA-256 of the 60,000 labels to train on, by which sets in files of the same names are told apart."""


def settings_for(
    path: Path, folder: Path | None = None, target: str = "", progress: Progress = files.unwatched
) -> DataSettings:
    """Settings for learning from whatever is at `path` (as `folder`, the project's, will see it).

    `target` is the column of a table to predict. Raises Refused where nothing can be learned from it.
    """
    kind, place = recognise(path, progress)
    return settings_of(kind, place, folder, target, progress)


def settings_of(
    kind: str,
    path: Path,
    folder: Path | None = None,
    target: str = "",
    progress: Progress = files.unwatched,
) -> DataSettings:
    """Settings for learning from `path` as data of this kind. Raises Refused where it is not that."""
    if kind == "csv":
        return csv_settings(path, folder, target, progress)
    settings = defaults_for(kind)
    given: dict[str, Any] = {path_name(kind): files.seen_from(path, folder)}
    if kind == "pictures":
        given |= pictures.suggested(path, progress)
    settings = settings.but(parameters=settings.parameters.but(**given))
    stamp = DATASETS[kind].stamp
    assert stamp is not None, f"{kind} is no data of files"
    stamp(checked(DATASETS[kind], settings), folder)
    return settings


def is_data(path: Path) -> bool:
    """Whether there are data at `path`, a folder or by its name and beginning a file, and no project."""
    if path.is_dir() or path.suffix.lower() in (*TABLES, ".bin") or archive.is_archive(path):
        return True
    try:
        return path.suffix.lower() != ".json" and path.is_file() and idx.is_idx(path)
    except Refused:  # it is said by whoever opens it
        return False


def path_name(kind: str) -> str:
    """The parameter that says where the data of this kind are; empty for data of no file."""
    return next((p.name for p in DATASETS[kind].parameters if p.type in ("file", "folder")), "")


def recognise(path: Path, progress: Progress = files.unwatched) -> tuple[str, Path]:
    """The kind of data at `path`, and the file or folder that its settings name.

    A file of a known set stands for its folder; a file that is nothing else counts as a table.
    Raises Refused: `folder_of_nothing`, `data_unreadable`, `loading_stopped`.
    """
    place = path if path.is_dir() else path.parent
    pairs = mnist.in_folder(place)
    if pairs and (path == place or any(path in (pair.images, pair.labels) for pair in pairs)):
        known = KNOWN_LABELS.get(_digest(pairs[0].labels))
        return (known, place) if known else ("idx", pairs[0].images)
    if path != place and path.is_file() and idx.is_idx(path):
        return "idx", path
    if (path == place or path.suffix == ".bin" or path.name == cifar.PACKED) and cifar.in_folder(place):
        return "cifar10", place
    if (path == place or archive.is_archive(path)) and pictures.collect(path, progress).classes:
        return "pictures", path
    if archive.is_archive(path):
        raise Refused(problem("pictures_missing", setting="data.kind", path=str(path)))
    if path == place:
        raise Refused(problem("folder_of_nothing", setting="data.kind", path=str(path)))
    return "csv", path


def _digest(labels: Path) -> str:
    """SHA-256 of the labels themselves, however the file is packed. Raises Refused."""
    header = idx.read_header(labels, (1,), "labels")
    idx.room(labels, header, header.shape[0])
    numbers = np.empty(header.shape, header.type)
    idx.read_into(numbers, labels, header)
    return hashlib.sha256(numbers.tobytes()).hexdigest()
