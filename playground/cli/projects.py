"""check, examples, example, new, data, schema: what there is, and what is known of it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.project import DataSettings, Project, refuse

from .common import OK, add_settings, complain, nearest, open_project, print_json, read_data, shipped

if TYPE_CHECKING:
    from playground.catalog import Report


def add_check(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    add_settings(parser)
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")


def check(options: argparse.Namespace) -> int:
    """Layers, shapes and problems."""
    from playground.api import check
    from playground.catalog import words

    project, file = open_project(options)
    report = check(project, file.resolve().parent)
    if options.json:
        print_json(report_dict(report))
    else:
        _print_report(project, report)
    if report.errors:
        return complain(words.text(report.errors[0]))
    return OK


def report_dict(report: Report) -> dict[str, Any]:
    """What `playground check --json` prints."""
    from playground.catalog import words

    layers = report.layers.values()
    return {
        "parameters": report.parameters,
        "operations": sum(layer.operations or 0 for layer in layers),
        "layers": [
            {
                "id": layer.id,
                "kind": layer.kind,
                "shape": None if layer.shape is None else list(layer.shape),
                "parameters": layer.parameters,
                "operations": layer.operations,
            }
            for layer in layers
        ],
        "problems": [
            {
                "code": p.code,
                "severity": p.severity,
                "layer": p.layer,
                "port": p.port,
                "text": words.text(p),
                "repair": words.repair_text(p) or None,
            }
            for p in report.problems
        ],
    }


def _print_report(project: Project, report: Report) -> None:
    from playground.catalog import words

    print(f"{'layer':<22}{'kind':<20}{'output':<16}{'parameters':>12}{'operations':>14}")
    for i in project.network.order:
        layer = report.layers.get(i)
        if layer is not None:
            shape = "-" if layer.shape is None else " x ".join(map(str, layer.shape))
            operations = "-" if layer.operations is None else f"{layer.operations:,}"
            print(f"{layer.id:<22}{layer.kind:<20}{shape:<16}{layer.parameters:>12,}{operations:>14}")
    total = sum(layer.operations or 0 for layer in report.layers.values())
    print(f"{'in all':<58}{report.parameters:>12,}{total:>14,}")
    for p in report.problems:
        print(f"{p.severity}: {words.text(p)}")


def examples(options: argparse.Namespace) -> int:
    """A line for each; those whose data do not ship say how they are told where these are."""
    from playground.gallery import gallery

    widest = max(len(example.name) for example in gallery())
    for example in gallery():
        files = f" (needs files: --set {example.setting}=...)" if example.needs else ""
        print(f"{example.name:<{widest}}  {example.line}{files}")
    return OK


def add_example(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("name")
    parser.add_argument("out", type=Path)
    _add_force(parser)


def _add_force(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="write over a file that is there")


def _write(project: Project, options: argparse.Namespace) -> None:
    """Raises Refused (`file_exists`) rather than writing over somebody's project."""
    from playground.api import save

    if options.out.exists() and not options.force:
        raise refuse("file_exists", file=str(options.out))
    save(project, options.out)


def example(options: argparse.Namespace) -> int:
    """A copy of one of them."""
    from playground.api import load

    found = shipped()
    if options.name not in found:
        raise refuse("no_such_example", name=options.name, nearest=nearest(options.name, found))
    _write(load(found[options.name]), options)
    return OK


def add_new(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="PATH",
        help="a CSV, Parquet or IDX file, or a folder of pictures",
    )
    parser.add_argument("--target", default="", metavar="COLUMN", help="what to predict (default: guessed)")
    parser.add_argument("out", type=Path)
    _add_force(parser)


def new(options: argparse.Namespace) -> int:
    """A starter project for a person's own data."""
    from playground.data import settings_for, starter

    folder = options.out.resolve().parent
    if not folder.is_dir():
        raise refuse("file_no_folder", folder=str(folder))
    settings = settings_for(options.data, folder, options.target)
    _write(starter(settings, folder), options)
    return OK


def add_data(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("path", type=Path, help="a CSV, Parquet or IDX file, or a folder of pictures")
    parser.add_argument("--target", default="", metavar="COLUMN", help="what to predict (of a table)")
    parser.add_argument("--json", action="store_true", help="print what was found as one JSON object")


def data(options: argparse.Namespace) -> int:
    """How data are read."""
    from playground.data import settings_for

    settings = settings_for(options.path, target=options.target)
    return (_table if settings.kind == "csv" else _pictures)(options, settings)


def _table(options: argparse.Namespace, settings: DataSettings) -> int:
    from playground.data import inspect_csv
    from playground.data.parquet import NAME as PARQUET

    info = inspect_csv(options.path, {"target": options.target} if options.target else {})
    if options.json:
        print_json(info.as_dict())
        return OK
    how = "Parquet" if info.delimiter == PARQUET else f"separated by {info.delimiter!r}, {info.encoding}"
    print(f"{info.path}: {info.kept} of {info.read} rows, {how}")
    for reason, rows in info.dropped:
        print(f"  {rows} left out: {reason}")
    for column in info.columns:
        treated = f"{column.treatment:<10}{column.coding or '':<12}"
        print(f"  {column.name:<28}{treated}{column.missing:>7} missing  {column.example}")
    for warning in info.warnings:
        print(f"  note: {warning}")
    print(f"  to predict: {', '.join((info.target, *info.further_targets))} ({info.target_type})")
    return OK


def _pictures(options: argparse.Namespace, settings: DataSettings) -> int:
    from playground.data import DATASETS
    from playground.data.summary import PictureInfo

    info = PictureInfo.of(read_data(settings, None))
    if options.json:
        print_json({"path": str(options.path), "parameters": dict(settings.parameters), **info.as_dict()})
        return OK
    channels, height, width = info.shape
    print(
        f"{options.path}: {DATASETS[info.kind].title}, {info.kept:,} of {info.read:,} pictures, "
        f"made {width} x {height} in {'colour' if channels == 3 else 'grey'}"
    )
    for reason, number in info.dropped:
        print(f"  {number} left out: {reason}")
    for name, number in info.classes.items():
        print(f"  {name:<28}{number:>8,}")
    for remark in info.notes:
        print(f"  note: {remark}")
    test = "as published" if info.published_test else "by chance"
    parts = f"{info.train:,} to train on, {info.validation:,} to validate, {info.test:,} to test"
    print(f"  divided: {parts} ({test})")
    return OK


def schema(options: argparse.Namespace) -> int:
    """The file format."""
    from playground.project import storage

    print(json.dumps(storage.schema(), indent=1, ensure_ascii=False))
    return OK
