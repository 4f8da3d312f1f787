"""What several commands need: exit codes, one line for what is wrong, projects, progress, Ctrl-C."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground.project import DataSettings, Project, Refused, refuse

if TYPE_CHECKING:
    from playground.data import Dataset
    from playground.engine.session import Session

READ_S = 0.2
"""How often reading of data tells how far it has come, and how long it may take without."""
OK, FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def nearest(name: str, known: Iterable[str]) -> str:
    """What was probably meant: the most alike of `known`."""
    import difflib

    known = list(known)
    return next(iter(difflib.get_close_matches(name, known, 1)), known[0])


def complain(sentence: str) -> int:
    print(f"playground: {sentence}", file=sys.stderr)
    return BAD_INPUT


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


def nothing(parser: argparse.ArgumentParser) -> None:
    """No options."""


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of 1 or more")
    return int(text)


def add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a project file, or the name of an example")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=JSON",
        help="change a setting first, by its path in the file: training.learning_rate=0.1",
    )


def open_project(options: argparse.Namespace) -> tuple[Project, Path]:
    """The project of FILE (or the example of that name) with every --set; and the file."""
    from playground.api import load, with_settings
    from playground.data.recognise import TABLES

    file: Path = options.file
    if not file.exists() and file.name == str(file) and not file.suffix and file.name in shipped():
        file = shipped()[file.name]
    try:
        project, folder = load(file), file.resolve().parent
    except Refused:
        if file.is_file() and file.suffix.lower() in TABLES:
            raise refuse("data_no_project", file=str(file)) from None
        raise
    settings: dict[str, Any] = {}
    for assignment in options.set:
        path, equals, text = assignment.partition("=")
        if not equals:
            raise refuse("bad_assignment", text=assignment)
        settings[path] = _value(text)
    return with_settings(project, settings, folder), file


def _value(text: str) -> Any:
    """JSON; a bare word is a text, so that nobody has to quote twice."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def shipped() -> dict[str, Path]:
    """The examples that ship with the program, by name."""
    from playground.gallery import gallery

    return {example.name: example.path for example in gallery()}


class Interrupt:
    """Turns Ctrl-C into a wish to stop, so that what was learned can still be written."""

    def __init__(self) -> None:
        self.wished = False

    def __enter__(self) -> Interrupt:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, *_: object) -> None:
        self.wished = True


def read_data(settings: DataSettings, folder: Path | None) -> Dataset:
    """The data of a project; a terminal sees how far reading has come, once that takes a while. They are
    kept: whoever asks for them next has them at once."""
    from playground.data import make_dataset

    begun = shown = time.monotonic()

    def progress(done: int, total: int) -> bool:
        nonlocal shown
        now = time.monotonic()
        if sys.stderr.isatty() and now - begun > READ_S and (now - shown > READ_S or done == total):
            shown = now
            end = "\n" if done == total else ""
            print(f"\rread {done / total:4.0%}", end=end, file=sys.stderr, flush=True)
        return True

    return make_dataset(settings, folder, progress)


class Progress:
    """One line on the terminal, written over and over."""

    def __call__(self, session: Session) -> None:
        state = session.train
        if state is None:
            return
        text = f"epoch {state.epoch:6d}"
        if state.training.stop.epochs:
            text += f" of {state.training.stop.epochs}"
        for split in ("train", "test"):
            if split in session.scores:
                text += f"  {split} {session.scores[split].loss:.4g}"
        if (left := session.remaining_s) is not None:
            text += f"  {_duration(left)} left"
        print(f"\r{text:<78}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        print(file=sys.stderr)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
