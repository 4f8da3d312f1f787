"""make_dataset: from settings to arrays that are ready for training."""

from __future__ import annotations

import difflib
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import DatasetKind, by_name, fix, problem
from playground.catalog.words.data import note
from playground.project import DataSettings, FrozenDict, Refused

from . import (
    bundled,
    cifar,
    csv_file,
    curve,
    drawn,
    features,
    files,
    mnist,
    normalise,
    pictures,
    plane,
    row_pictures,
)
from .dataset import Dataset, Floats, Progress, RowReport, Samples, Scaling
from .fitted import Before
from .row_pictures import RowPictures
from .split import Split, split
from .table import RawTable, TableEncoder, scaled, target_scaling

DATASETS: dict[str, DatasetKind] = by_name(
    (
        *plane.KINDS,
        drawn.KIND,
        *curve.KINDS,
        *bundled.PICTURES,
        *mnist.KINDS,
        cifar.KIND,
        pictures.KIND,
        *bundled.TABLES,
        csv_file.KIND,
    )
)
"""Every kind of data, in the order of the menu."""

FIELD = "x"
"""The field that the Input layer asks for by default."""

_KEPT = 8
_KEPT_BYTES = 512 * 2**20
"""Datasets are kept up to so many, and while their inputs take no more than this; the newest always is."""
_kept: OrderedDict[Any, Dataset] = OrderedDict()
_read: OrderedDict[Any, Samples] = OrderedDict()
_lock = Lock()
_reading = Lock()


def make_dataset(
    settings: DataSettings,
    folder: Path | None = None,
    progress: Progress = files.unwatched,
    *,
    keep: bool = True,
) -> Dataset:
    """The data that `settings` describe; the same settings always give the same numbers.

    `folder` is the project's, from which the path of a data file is seen. The last few datasets
    are kept, so that moving a slider back costs nothing; a file that has changed is read again. Data
    that are wanted once need not be kept (`keep`): they would push out those that are in use.
    `progress(done, total)` is told how far reading has come (in units of the kind's own), and stops
    it by answering False.

    Raises Refused with a sentence for settings that no data can be made from, and `loading_stopped`.
    """
    kind = kind_of(settings)
    parameters = checked(kind, settings)
    stamp = kind.stamp(parameters, folder) if kind.stamp is not None else None
    key = (settings, folder, stamp)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    if kind.family == "plane":
        features.chosen(settings.features)
    assert kind.load is not None, f"{kind.name} has no loader"
    if stamp is None:
        samples: Samples = kind.load(parameters, settings.seed, folder, progress)
    else:
        samples = _read_once(kind, parameters, folder, stamp, progress)
    dataset = _assemble(kind, samples, settings)
    if not keep:
        return dataset
    with _lock:
        _kept[key] = dataset
        while len(_kept) > 1 and (len(_kept) > _KEPT or _bytes_kept() > _KEPT_BYTES):
            _kept.popitem(last=False)
    return dataset


def _read_once(
    kind: DatasetKind, parameters: FrozenDict, folder: Path | None, stamp: Any, progress: Progress
) -> Samples:
    """The samples of files, read again only where the files or the way to read them have changed.

    One file at a time: whoever wants the same data at the same moment finds them read.
    """
    ways = {name: normalise.NONE for name in normalise.NAMES if name in parameters}
    parameters = parameters.but(**ways)  # the same pixels whatever is done to them later
    key = (kind.name, parameters, folder, stamp)
    with _reading:
        if key not in _read:
            assert kind.load is not None, f"{kind.name} has no loader"
            _read.clear()  # at once: two large sets need not be in memory while one is read
            _read[key] = kind.load(parameters, 0, folder, progress)
        return _read[key]


def _bytes_kept() -> int:
    """Bytes of all inputs that are kept; datasets of the same samples share theirs."""
    arrays = {id(array): array.nbytes for kept in _kept.values() for array in kept.fields.values()}
    return sum(arrays.values())


def moved(settings: DataSettings, old: Path | None, new: Path | None) -> DataSettings:
    """The same files, once the project has moved from folder `old` (None: never saved) to `new`.

    A project that was saved before keeps an absolute path as it is: somebody wanted that.
    """
    kind = DATASETS.get(settings.kind)
    paths = {}
    for parameter in kind.parameters if kind is not None else ():
        path = settings.parameters.get(parameter.name)
        if parameter.type in ("file", "folder") and path and (old is None or not Path(path).is_absolute()):
            paths[parameter.name] = files.seen_from((old or Path()) / path, new)
    if not paths:
        return settings
    return settings.but(parameters=settings.parameters.but(**paths), fitted=settings.fitted)


def kind_of(settings: DataSettings) -> DatasetKind:
    """The kind that `settings` name. Raises Refused (`unknown_dataset`)."""
    kind = DATASETS.get(settings.kind)
    if kind is None:
        near = difflib.get_close_matches(settings.kind, DATASETS, 1)
        raise Refused(
            problem(
                "unknown_dataset",
                setting="data.kind",
                kind=settings.kind,
                known=", ".join(DATASETS),
                repair=fix("choose_data", kind=near[0]) if near else None,
            )
        )
    return kind


def checked(kind: DatasetKind, settings: DataSettings) -> FrozenDict:
    """The parameters with defaults for what is missing. Raises Refused (`bad_setting`)."""
    parameters = kind.complete(settings.parameters)
    for parameter in kind.parameters:
        value = parameters[parameter.name]
        if not parameter.fits(value):
            raise Refused(
                problem(
                    "bad_setting",
                    setting=f"data.parameters.{parameter.name}",
                    name=parameter.title,
                    value=str(value),
                    range=parameter.range_text or f"a {parameter.type}",
                )
            )
    return parameters


def defaults_for(kind: str) -> DataSettings:
    """Settings to start with for data of this kind. Raises Refused (`unknown_dataset`).

    Points on a plane are divided as the peers do (half trains, half tests, by chance alone);
    pictures and tables give a tenth to validation and a fifth to the test, class by class.
    """
    settings = DataSettings(kind=kind)
    found = kind_of(settings)
    if found.family == "plane":
        settings = settings.but(parameters=found.defaults, test=0.5, stratify=False)
    else:
        settings = settings.but(parameters=found.defaults, validation=0.1, test=0.2)
    return settings


def _assemble(kind: DatasetKind, samples: Samples, settings: DataSettings) -> Dataset:
    count = len(samples.labels)
    parts, before = _divide(samples, settings), Before(settings)
    labels, scaling = _coded_labels(kind, samples, parts, before)
    dataset = Dataset(
        kind=kind.name,
        family=kind.family,
        target=samples.target,
        fields={},
        labels=_fixed(labels),
        train=_fixed(parts.train),
        validation=_fixed(parts.validation),
        test=_fixed(parts.test),
        classes=samples.classes,
        target_names=samples.target_names,
        target_scaling=scaling,
        report=samples.report or RowReport(count, count),
        published_test=samples.test_from is not None and settings.fold is None,
        settings=settings,
    )
    dataset = _with_inputs(dataset, kind, samples, settings, before)
    if not before.differs:
        return dataset
    report = dataset.report or RowReport(count, count)
    return replace(dataset, report=replace(report, notes=(*report.notes, note("fitted_before"))))


def _with_inputs(
    dataset: Dataset, kind: DatasetKind, samples: Samples, settings: DataSettings, before: Before
) -> Dataset:
    if kind.family == "plane":
        return replace(
            dataset,
            fields={FIELD: _fixed(features.apply(samples.inputs, settings.features))},
            features=settings.features,
            feature_names=features.labels(settings.features),
            points=_fixed(samples.inputs),
            plane=plane.PLANE,
        )
    if kind.family == "curve":
        return replace(dataset, fields={FIELD: _fixed(samples.inputs)}, feature_names=("x",))
    if kind.family == "image":
        dataset = replace(dataset, fields={FIELD: _fixed(samples.inputs)})
        return _normalised(dataset, FIELD, kind, settings, before)
    dataset = _with_table(dataset, samples.inputs, before)
    if samples.pictures is None:
        return dataset
    return _normalised(_with_pictures(dataset, samples.pictures), row_pictures.FIELD, kind, settings, before)


def _divide(samples: Samples, settings: DataSettings) -> Split:
    """The parts, by shares; where a part was published for the test, that is the test, and the share
    for validation is one of the others. A fold is one of all samples."""
    first = None if settings.fold is not None else samples.test_from
    classes = samples.labels[:first] if samples.target == "classes" and settings.stratify else None
    if first is None:
        count, fold = len(samples.labels), settings.fold
        return split(count, settings.validation, settings.test, settings.seed, classes, fold)
    train, validation, _ = split(first, settings.validation, 0.0, settings.seed, classes)
    return Split(train, validation, np.arange(first, len(samples.labels), dtype=np.int64))


def _normalised(
    dataset: Dataset, field: str, kind: DatasetKind, settings: DataSettings, before: Before
) -> Dataset:
    """With pictures that enter the network scaled, as the settings say."""
    parameters = kind.complete(settings.parameters)
    way = next((parameters[name] for name in normalise.NAMES if name in parameters), normalise.NONE)
    scaling = normalise.fit(dataset.fields[field], dataset.train, way)
    if scaling is None:
        return dataset
    if way == normalise.STANDARDISE:
        scaling = before.pictures(scaling)
    assert dataset.report is not None, "every dataset has one"
    report = replace(dataset.report, notes=(*dataset.report.notes, normalise.said(scaling)))
    return replace(dataset, input_scaling={field: scaling}, report=report)


def _with_table(dataset: Dataset, table: RawTable, before: Before) -> Dataset:
    """With the inputs made from a table by an encoder fitted on the training part."""
    encoder = before.encoder(TableEncoder.fit(table.take(dataset.train)))
    size = len(table) * len(encoder.feature_names) * 4
    if size > files.MAX_ARRAY_BYTES:
        raise Refused(
            problem(
                "table_too_large",
                setting="data.parameters.columns",
                rows=len(table),
                features=len(encoder.feature_names),
                size=files.bytes_text(size),
                limit=files.bytes_text(files.MAX_ARRAY_BYTES),
            )
        )
    assert dataset.report is not None, "every dataset has one"
    notes = (*dataset.report.notes, *encoder.notes(table, dataset.train))
    return replace(
        dataset,
        fields={FIELD: _fixed(encoder.encode(table))},
        feature_names=encoder.feature_names,
        table=encoder,
        report=replace(dataset.report, notes=notes),
        extra={"rows": table},
    )


def _with_pictures(dataset: Dataset, pictures: RowPictures) -> Dataset:
    """With the pictures that its rows name, as a field of their own."""
    fields = {**dataset.fields, row_pictures.FIELD: _fixed(pictures.images)}
    return replace(dataset, fields=fields, extra={**dataset.extra, "pictures": pictures})


def _coded_labels(
    kind: DatasetKind, samples: Samples, parts: Split, before: Before
) -> tuple[NDArray[Any], Scaling | None]:
    """Labels as the engine wants them, and the scaling of numeric targets of a table."""
    if samples.target == "classes":
        return samples.labels.astype(np.int64), None
    if samples.target == "labels":
        return samples.labels.astype(np.uint8), None
    values = samples.labels.astype(np.float64).reshape(len(samples.labels), -1)
    if kind.family != "table":
        return values.astype(np.float32), None
    scaling = before.target(target_scaling(values[parts.train]))
    return scaled(values, scaling.mean, scaling.std).astype(np.float32), scaling


def _fixed(array: NDArray[Any]) -> Any:
    """The array, in C order, and closed against writing: many threads read it."""
    closed = np.ascontiguousarray(array)
    closed.setflags(write=False)
    return closed


def sample_table(dataset: Dataset, count: int = 100) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and the first `count` samples as texts, to look at before training."""
    rows = range(min(count, len(dataset)))
    labels = [label_text(dataset, row) for row in rows]
    if dataset.points is not None:
        points = [tuple(f"{x:.3f}" for x in dataset.points[row]) for row in rows]
        return ("X₁", "X₂", *dataset.target_names), [(*p, text) for p, text in zip(points, labels)]
    table = dataset.extra.get("rows")
    if isinstance(table, RawTable):
        texts = [tuple(table.texts(row).values()) for row in rows]
        return (*table.names, target_text(dataset)), [(*t, text) for t, text in zip(texts, labels)]
    if dataset.family == "curve":
        values = dataset.fields[FIELD][:, 0]
        return ("x", *dataset.target_names), [(f"{values[row]:.4g}", t) for row, t in zip(rows, labels)]
    return ("picture", *dataset.target_names), [(str(row + 1), text) for row, text in zip(rows, labels)]


def target_text(dataset: Dataset) -> str:
    """What is predicted, by its names."""
    return ", ".join(dataset.target_names)


def label_text(dataset: Dataset, sample: int) -> str:
    """The label of a sample in words: its class or labels, or its number in the units of the data."""
    if dataset.target == "classes":
        return dataset.classes[int(dataset.labels[sample])]
    if dataset.target == "labels":
        return labels_text(dataset, dataset.labels[sample])
    values: Floats = in_units(dataset, dataset.labels[sample])
    return ", ".join(f"{value:.6g}" for value in values)


def labels_text(dataset: Dataset, said: NDArray[np.generic]) -> str:
    """The labels (K, 0 or 1) that a sample has: `A, C`, or a dash for none."""
    return ", ".join(name for name, yes in zip(dataset.classes, said, strict=True) if yes) or "–"


def in_units(dataset: Dataset, values: NDArray[np.floating]) -> Floats:
    """Numbers as the network gives them (… K), in the units of the data."""
    scaling = dataset.target_scaling
    found = np.asarray(values, np.float32)
    return found if scaling is None else found * scaling.std + scaling.mean
