"""train, validate, rate: what takes its time."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playground.project import refuse

from .common import (
    INTERRUPTED,
    OK,
    Interrupt,
    Progress,
    add_settings,
    complain,
    open_project,
    positive,
    print_json,
    read_data,
)

if TYPE_CHECKING:
    from playground.api import Training
    from playground.engine.session import Session


def add_train(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    add_settings(parser)
    parser.add_argument("--epochs", type=positive, help="how many (default: as the project says, else 100)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps")
    parser.add_argument("--seed", type=int, help="of weights, order and dropout")
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="start from what fits of a .safetensors file"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="write history, weights and result there")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def train(options: argparse.Namespace) -> int:
    """Trains a project without a window."""
    from playground import api
    from playground.catalog import words

    project, file = open_project(options)
    if options.out is not None:
        _prepare(options.out)
    read_data(project.content.data, file.resolve().parent)
    show = Progress() if sys.stderr.isatty() else None
    with Interrupt() as interrupt:

        def progress(session: Session) -> bool:
            if show is not None:
                show(session)
            return not interrupt.wished

        trained = api.train(
            project,
            file.resolve().parent,
            epochs=options.epochs,
            device=options.device,
            seed=options.seed,
            weights=options.weights,
            progress=progress,
        )
    if show is not None:
        show.end()
    if options.out is not None:
        _write(options.out, trained)
    result = trained.result
    if options.json:
        print_json(result.as_dict())
    else:
        _tell(trained)
    if trained.session.problem is not None:
        return complain(words.text(trained.session.problem))
    return INTERRUPTED if result.stopped_by == "interrupted" else OK


def _tell(trained: Training) -> None:
    result = trained.result
    print(
        f"{result.epochs} epochs, {result.steps} steps in {result.seconds:.1f} s on {result.device}, "
        f"stopped by {result.stopped_by}"
    )
    for split in ("train", "validation", "test"):
        if split in trained.session.scores:
            score = trained.session.scores[split]
            numbers = "".join(f"  {name} {value:.4g}" for name, value in score.metrics.items())
            print(f"  {split:<10} loss {score.loss:.4g}{numbers}")


def _prepare(folder: Path) -> None:
    """Makes the folder before the training, not after it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse("cannot_write", path=str(folder), reason=error.strerror or str(error)) from None


def _write(folder: Path, trained: Training) -> None:
    from playground.api import history_rows
    from playground.engine.checkpoint import write_weights

    heading, rows = history_rows(trained.history)
    try:
        with (folder / "history.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(heading)
            writer.writerows(rows)
        assert trained.session.train is not None
        write_weights(trained.session.train, folder / "weights.safetensors")
        text = json.dumps(trained.result.as_dict(), indent=1)
        (folder / "result.json").write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise refuse("cannot_write", path=str(folder), reason=error.strerror or str(error)) from None


def add_validate(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    add_settings(parser)
    parser.add_argument("--folds", type=positive, default=5, help="in how many parts (default: 5)")
    parser.add_argument("--epochs", type=positive, help="how many (default: as the project says, else 100)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps")
    parser.add_argument("--json", action="store_true", help="print all of it as one JSON object")


def validate(options: argparse.Namespace) -> int:
    """Cross-validation."""
    from playground import api

    if not 2 <= options.folds <= 1000:
        raise refuse("bad_folds", folds=options.folds)
    project, file = open_project(options)
    show = Progress() if sys.stderr.isatty() else None
    with Interrupt() as interrupt:

        def progress(session: Session) -> bool:
            if show is not None:
                show(session)
            return not interrupt.wished

        found = api.cross_validate(
            project,
            options.folds,
            file.resolve().parent,
            epochs=options.epochs,
            device=options.device,
            progress=progress,
        )
    if show is not None:
        show.end()
    if options.json:
        print_json(found.as_dict())
    else:
        scores = found.scores
        for name, values in scores.numbers.items():
            each = "  ".join(f"{value:.4g}" for value in values)
            print(f"{name:<20} {scores.mean[name]:.4g} ± {scores.spread[name]:.2g}   ({each})")
    return INTERRUPTED if interrupt.wished else OK


def add_rate(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    add_settings(parser)
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps")
    parser.add_argument("--json", action="store_true", help="print rates, losses and suggestion as JSON")


def rate(options: argparse.Namespace) -> int:
    """The learning-rate range test."""
    from dataclasses import asdict

    from playground import api

    project, file = open_project(options)
    found = api.find_rate(project, file.resolve().parent, options.device)
    if options.json:
        print_json(asdict(found))
    elif found.suggestion is None:
        print("the loss fell at none of the rates tried: no rate to suggest")
    else:
        print(f"try a learning rate of about {found.suggestion:.2g}")
    return OK
