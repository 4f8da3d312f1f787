"""Row pictures: one column of a table names a picture file for each row, beside its numbers and texts.

A network takes both in: the table's other columns as the field `x`, the pictures as the field `picture`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import problem
from playground.project import Refused

from . import files, pixels
from .dataset import Dataset, Progress
from .pictures import left_out, room
from .table import Values

FIELD = "picture"
"""The field that an Input layer asks for to get the pictures."""


@dataclass(frozen=True, eq=False)
class RowPictures:
    """The pictures of N rows (N C H W, bytes) and the names that the column gives them, which are seen
    from `folder`, where the table lies."""

    column: str
    names: Values
    images: NDArray[np.uint8]
    folder: Path
    form: pixels.Form

    def read(self, name: str) -> NDArray[np.uint8]:
        """Another picture (1 C H W), made like those of the rows. Raises Refused (`row_picture`)."""
        made = room(1, self.form)
        with pixels.quiet():
            if not name or pixels.read_into(made[0], str(self.folder / name), self.form):
                raise Refused(problem("row_picture", column=self.column, path=name or "-"))
        return made


def read_pictures(
    column: str, names: Values, folder: Path, form: pixels.Form, progress: Progress
) -> tuple[RowPictures, NDArray[np.bool_], tuple[tuple[str, int], ...]]:
    """The pictures that can be read, of which rows they are (N), and why how many others are left out.

    Raises Refused: `pictures_too_large`, `loading_stopped`.
    """
    images = room(len(names), form)
    kept = np.zeros(len(names), np.bool_)
    broken: dict[pixels.Why, list[str]] = {}
    number = 0
    with pixels.quiet():
        for row, name in enumerate(names):
            files.tell(progress, row, len(names))
            why = _read_into(images[number], folder, name, form)
            if why:
                broken.setdefault(why, []).append(name or "(no name)")
            else:
                kept[row] = True
                number += 1
    files.tell(progress, len(names), len(names))
    return RowPictures(column, names[kept], images[:number], folder, form), kept, tuple(left_out(broken))


def _read_into(out: NDArray[np.uint8], folder: Path, name: str, form: pixels.Form) -> pixels.Why:
    """As `pixels.read_into`, but for names of other computers (two slashes in front): a table from somewhere
    else shall not have Windows sign in there."""
    if name.replace("\\", "/").startswith("//"):
        return "broken_pictures"
    return pixels.read_into(out, str(folder / name), form)


def row_fields(dataset: Dataset, row: Mapping[str, str]) -> dict[str, NDArray[Any]]:
    """The inputs (1 ... each) for a row typed in by hand, by field; a picture by the name of its file.

    Raises Refused, as `TableEncoder.encode_row`, and `row_picture`.
    """
    pictures = dataset.extra.get("pictures")
    if not isinstance(pictures, RowPictures):
        return {"x": dataset.table.encode_row(row)}
    others = {name: text for name, text in row.items() if name != pictures.column}
    return {
        "x": dataset.table.encode_row(others),
        FIELD: pictures.read(str(row.get(pictures.column, ""))),
    }
