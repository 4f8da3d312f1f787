"""The small real data sets that scikit-learn brings along: nothing is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from playground.catalog import DatasetKind, Parameter, problem
from playground.project import Refused

from .dataset import Load, Progress, Samples
from .table import ColumnType, RawTable


@lru_cache(maxsize=2)
def _sklearn(name: str, **options: Any) -> Any:
    """What scikit-learn's loader `name` returns. Imported here: it takes two seconds."""
    import sklearn.datasets

    return getattr(sklearn.datasets, name)(**options)


def digits(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    """1,797 handwritten digits, N 1 8 8, in 0..1 (0: paper, 1: ink); of all ten classes, or of some.

    Raises Refused (`bad_digits`).
    """
    found = _sklearn("load_digits")
    pictures = (found.images[:, None] / 16.0).astype(np.float32)
    wanted = _some_digits(parameters.get("only", ""))
    kept = np.isin(found.target, wanted)
    labels = np.searchsorted(wanted, found.target[kept]).astype(np.int64)
    return Samples(pictures[kept], labels, "classes", tuple(str(digit) for digit in wanted))


def _some_digits(text: str) -> list[int]:
    """`5-9` or `1 3 5` -> the digits; all ten for an empty text. Raises Refused."""
    if not text.strip():
        return list(range(10))
    ends = text.replace(" ", "").split("-")
    if len(ends) == 2 and all(len(end) == 1 and end.isdigit() for end in ends):
        digits = set(range(int(ends[0]), int(ends[1]) + 1))
    else:
        digits = {int(char) for char in text if char.isdigit()}
        if set(text) - set("0123456789 ,;"):
            digits = set()
    if len(digits) < 2:
        raise Refused(problem("bad_digits", setting="data.parameters.only", text=text))
    return sorted(digits)


def _table(loader: str, **options: Any) -> Load:
    """A DatasetKind's `load` for one of scikit-learn's tables."""

    def load(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
        found = _sklearn(loader, **options)
        names = tuple(str(name) for name in found.feature_names)
        columns = tuple(np.ascontiguousarray(column, np.float64) for column in found.data.T)
        types = tuple[ColumnType, ...](["number"] * len(names))
        table = RawTable(names, types, columns)
        if "target_names" in found:
            classes = tuple(str(name) for name in found.target_names)
            return Samples(table, found.target.astype(np.int64), "classes", classes, ("class",))
        return Samples(table, found.target.astype(np.float64), "numbers", target_names=("progression",))

    return load


PICTURES = (
    DatasetKind(
        name="digits",
        label="Handwritten digits",
        help="1,797 pictures of digits, 8 by 8 pixels, ten classes.",
        family="image",
        category="Pictures",
        load=digits,
        parameters=(
            Parameter(
                "only",
                "text",
                "",
                label="Only these",
                help="Some of the ten digits, as in 5-9 or 1 3 5; empty for all.",
                advanced=True,
            ),
        ),
    ),
)
TABLES = (
    DatasetKind(
        name="iris",
        label="Iris",
        help="150 flowers of three species, measured in four places.",
        family="table",
        category="Tables",
        classes=3,
        load=_table("load_iris"),
    ),
    DatasetKind(
        name="wine",
        label="Wine",
        help="178 wines from three growers, and 13 figures of their chemistry.",
        family="table",
        category="Tables",
        classes=3,
        load=_table("load_wine"),
    ),
    DatasetKind(
        name="breast_cancer",
        label="Breast cancer",
        help="569 tumours, malignant or benign, and 30 figures of how their cells look.",
        family="table",
        category="Tables",
        classes=2,
        load=_table("load_breast_cancer"),
    ),
    DatasetKind(
        name="diabetes",
        label="Diabetes",
        help="442 patients, ten figures each, and how far the disease went in a year: a number.",
        family="table",
        task="regression",
        category="Tables",
        load=_table("load_diabetes", scaled=False),
    ),
)
