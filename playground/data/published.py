"""Published parts: what sets of pictures have in common that come with a test part of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from playground.catalog import Parameter
from playground.catalog.words.data import note

from .dataset import RowReport, Samples

PUBLISHED = "published"
TEST_PART = Parameter(
    "test_part",
    "choice",
    PUBLISHED,
    choices=(PUBLISHED, "share"),
    label="Test on",
    help="The part that was published for the test, where there is one; or a share of all samples.",
)
SAMPLES = Parameter(
    "samples",
    "int",
    None,
    minimum=1,
    maximum=10_000_000,
    slider=(100, 60_000),
    log=True,
    optional=True,
    none_text="all there are",
    help="How many samples are read to train on, and at most as many for the test.",
)


def folder_parameter(what: str) -> Parameter:
    """The folder of the user's that holds `what`."""
    return Parameter("folder", "folder", "", help=f"The folder with {what}.")


def first_counts(there: Sequence[int], parameters: Mapping[str, Any]) -> list[int]:
    """How many samples are read of those that are `there` to train on and, if any, for the test.

    `samples` limits each of them; where all are divided by shares, it limits both together.
    """
    most = parameters["samples"]
    if most is None:
        return list(there)
    first = min(there[0], most)
    left = most if parameters["test_part"] == PUBLISHED else most - first
    return [first, *(min(count, left) for count in there[1:])]


def samples(
    images: NDArray[Any],
    labels: NDArray[Any],
    classes: tuple[str, ...],
    counts: Sequence[int],
    report: RowReport,
    parameters: Mapping[str, Any],
    has_test: bool = False,
) -> Samples:
    """Samples of which `counts[0]` are to train on and the others, if any, for the test.

    With `has_test` the set was published with a test part, and that it is not here is worth a note.
    """
    has_part = len(counts) > 1 and counts[1] > 0
    wants_part = parameters["test_part"] == PUBLISHED
    notes = report.notes
    if has_test and wants_part and not has_part:
        notes = (*notes, note("no_test_part"))
    usable = report.read - sum(number for _, number in report.dropped)
    if (read := sum(counts)) < usable:
        notes = (*notes, note("limited", count=read, all=usable))
    return Samples(
        inputs=images,
        labels=labels,
        target="classes",
        classes=classes,
        target_names=("class",),
        report=RowReport(report.read, report.kept, report.dropped, notes),
        test_from=counts[0] if wants_part and has_part else None,
    )
