"""The `playground` command.

Results go to standard output, everything else to standard error. Exit codes: 0; 2 for bad input, a
problem of severity error, or divergence; 130 after Ctrl-C; 1 for a fault of ours.
"""

from __future__ import annotations

import argparse
import csv
import json
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from playground import __version__
from playground.project import DataSettings, Project, Refused, refuse

if TYPE_CHECKING:
    from playground.api import Training
    from playground.catalog import Report
    from playground.data import Dataset
    from playground.engine.session import Session

READ_S = 0.2
"""How often reading of data tells how far it has come, and how long it may take without."""
OK, FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser()
    for_help = given[:1] in (["-h"], ["--help"], ["--version"])
    try:
        if not for_help and (not given or given[0] not in COMMANDS):
            _refuse_a_slip(given)
            given = ["window", *given]
        options = parser.parse_args(given)
        code: int = options.run(options)
    except Refused as refused:
        from playground.catalog import words

        return _complain(words.text(refused.problem))
    except ImportError as error:
        if "shared object" not in str(error):
            raise
        from playground.catalog import words

        return _complain(words.text(refuse("missing_library", reason=str(error)).problem))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; nothing is left to say
        return OK
    return code


def _refuse_a_slip(given: Sequence[str]) -> None:
    """A bare word that is no file was meant as a command. Raises Refused."""
    if given and not given[0].startswith("-") and not Path(given[0]).suffix and not Path(given[0]).exists():
        raise refuse("no_such_command", name=given[0], nearest=_nearest(given[0], COMMANDS))


def _nearest(name: str, known: Iterable[str]) -> str:
    """What was probably meant: the most alike of `known`."""
    import difflib

    known = list(known)
    return next(iter(difflib.get_close_matches(name, known, 1)), known[0])


def _complain(sentence: str) -> int:
    print(f"playground: {sentence}", file=sys.stderr)
    return BAD_INPUT


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as everything else that is wrong."""

    def error(self, message: str) -> NoReturn:
        sys.exit(_complain(f"{message} (see {self.prog} --help)"))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="playground", description="Build neural networks, press play, and watch them learn."
    )
    parser.add_argument("--version", action="version", version=f"playground {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, (text, add, run) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text)
        add(command)
        command.set_defaults(run=run)
    return parser


def _json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, allow_nan=False))


# --- window ----------------------------------------------------------------------------------------


def _add_window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="a project, or a table (CSV), to open")
    parser.add_argument("--fresh", action="store_true", help="no settings, recovery or recent files")
    parser.add_argument(
        "--reset-settings", action="store_true", help="forget window layout, theme and recent files"
    )


def _window(options: argparse.Namespace) -> int:
    from playground.ui.main import run

    return run(options.file, fresh=options.fresh, reset_settings=options.reset_settings)


# --- train -----------------------------------------------------------------------------------------


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a project file, or the name of an example")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=JSON",
        help="change a setting first, by its path in the file: training.learning_rate=0.1",
    )


def _add_train(parser: argparse.ArgumentParser) -> None:
    _add_settings(parser)
    parser.add_argument("--epochs", type=_positive, help="how many (default: as the project says, else 100)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps")
    parser.add_argument("--seed", type=int, help="of weights, order and dropout")
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="start from what fits of a .safetensors file"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="write history, weights and result there")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of 1 or more")
    return int(text)


def open_project(options: argparse.Namespace) -> tuple[Project, Path]:
    """The project of FILE (or the example of that name) with every --set; and the file."""
    from playground.api import load, with_settings

    file: Path = options.file
    if not file.exists() and file.name == str(file) and not file.suffix and file.name in examples():
        file = examples()[file.name]
    project, folder = load(file), file.resolve().parent
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


class _Interrupt:
    """Turns Ctrl-C into a wish to stop, so that what was learned can still be written."""

    def __init__(self) -> None:
        self.wished = False

    def __enter__(self) -> _Interrupt:
        self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _note(self, *_: object) -> None:
        self.wished = True


def _train(options: argparse.Namespace) -> int:
    from playground import api
    from playground.catalog import words

    project, file = open_project(options)
    if options.out is not None:
        _prepare(options.out)
    _read(project.content.data, file.resolve().parent)
    show = _Progress() if sys.stderr.isatty() else None
    with _Interrupt() as interrupt:

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
        _json(result.as_dict())
    else:
        _tell(trained)
    if trained.session.problem is not None:
        return _complain(words.text(trained.session.problem))
    return INTERRUPTED if result.stopped_by == "interrupted" else OK


def _read(settings: DataSettings, folder: Path | None) -> Dataset:
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


class _Progress:
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


# --- validate, rate --------------------------------------------------------------------------------


def _add_validate(parser: argparse.ArgumentParser) -> None:
    _add_settings(parser)
    parser.add_argument("--folds", type=_positive, default=5, help="in how many parts (default: 5)")
    parser.add_argument("--epochs", type=_positive, help="how many (default: as the project says, else 100)")
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps")
    parser.add_argument("--json", action="store_true", help="print all of it as one JSON object")


def _validate(options: argparse.Namespace) -> int:
    from playground import api

    if not 2 <= options.folds <= 1000:
        raise refuse("bad_folds", folds=options.folds)
    project, file = open_project(options)
    show = _Progress() if sys.stderr.isatty() else None
    with _Interrupt() as interrupt:

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
        _json(found.as_dict())
    else:
        for name, values in found.numbers.items():
            each = "  ".join(f"{value:.4g}" for value in values)
            print(f"{name:<20} {found.mean[name]:.4g} ± {found.spread[name]:.2g}   ({each})")
    return INTERRUPTED if interrupt.wished else OK


def _add_rate(parser: argparse.ArgumentParser) -> None:
    _add_settings(parser)
    parser.add_argument("--device", default="cpu", help="cpu, cuda, cuda:1, mps")
    parser.add_argument("--json", action="store_true", help="print rates, losses and suggestion as JSON")


def _rate(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from playground import api

    project, file = open_project(options)
    found = api.find_rate(project, file.resolve().parent, options.device)
    if options.json:
        _json(asdict(found))
    elif found.suggestion is None:
        print("the loss fell at none of the rates tried: no rate to suggest")
    else:
        print(f"try a learning rate of about {found.suggestion:.2g}")
    return OK


# --- check -----------------------------------------------------------------------------------------


def _add_check(parser: argparse.ArgumentParser) -> None:
    _add_settings(parser)
    parser.add_argument("--json", action="store_true", help="print the report as one JSON object")


def _check(options: argparse.Namespace) -> int:
    from playground.api import check
    from playground.catalog import words

    project, file = open_project(options)
    report = check(project, file.resolve().parent)
    if options.json:
        _json(report_dict(report))
    else:
        _print_report(project, report)
    if report.errors:
        return _complain(words.text(report.errors[0]))
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


# --- examples, new, data, schema, screenshot -----------------------------------------------------------


def examples() -> dict[str, Path]:
    """The examples that ship with the program, by name."""
    from playground.assets import assets

    return {path.stem: path for path in assets("examples", ".json")}


def _nothing(parser: argparse.ArgumentParser) -> None:
    """No options."""


def _examples(options: argparse.Namespace) -> int:
    from playground.project import storage

    for name, path in examples().items():
        print(f"{name:<16}{storage.load(path).description}")
    return OK


def _add_example(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("out", type=Path)


def _example(options: argparse.Namespace) -> int:
    from playground.api import load, save

    found = examples()
    if options.name not in found:
        raise refuse("no_such_example", name=options.name, nearest=_nearest(options.name, found))
    save(load(found[options.name]), options.out)
    return OK


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, required=True, metavar="PATH", help="a CSV or IDX file, or a folder of pictures"
    )
    parser.add_argument("--target", default="", metavar="COLUMN", help="what to predict (default: guessed)")
    parser.add_argument("out", type=Path)


def _new(options: argparse.Namespace) -> int:
    from playground.api import save
    from playground.data import settings_for, starter

    folder = options.out.resolve().parent
    if not folder.is_dir():
        raise refuse("file_no_folder", folder=str(folder))
    settings = settings_for(options.data, folder, options.target)
    save(starter(settings, folder), options.out)
    return OK


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a CSV or IDX file, or a folder of pictures")
    parser.add_argument("--target", default="", metavar="COLUMN", help="what to predict (of a table)")
    parser.add_argument("--json", action="store_true", help="print what was found as one JSON object")


def _data(options: argparse.Namespace) -> int:
    from playground.data import settings_for

    settings = settings_for(options.path, target=options.target)
    return (_table if settings.kind == "csv" else _pictures)(options, settings)


def _table(options: argparse.Namespace, settings: DataSettings) -> int:
    from playground.data import inspect_csv

    info = inspect_csv(options.path, {"target": options.target} if options.target else {})
    if options.json:
        _json(info.as_dict())
        return OK
    print(f"{info.path}: {info.kept} of {info.read} rows, separated by {info.delimiter!r}, {info.encoding}")
    for reason, rows in info.dropped:
        print(f"  {rows} left out: {reason}")
    for column in info.columns:
        print(f"  {column.name:<28}{column.treatment:<10}{column.missing:>7} missing  {column.example}")
    for warning in info.warnings:
        print(f"  note: {warning}")
    print(f"  to predict: {info.target} ({info.target_type})")
    return OK


def _pictures(options: argparse.Namespace, settings: DataSettings) -> int:
    from playground.data import DATASETS, PictureInfo

    info = PictureInfo.of(_read(settings, None))
    if options.json:
        _json({"path": str(options.path), "parameters": dict(settings.parameters), **info.as_dict()})
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


def _schema(options: argparse.Namespace) -> int:
    from playground.project import storage

    print(json.dumps(storage.schema(), indent=1, ensure_ascii=False))
    return OK


def _add_screenshot(parser: argparse.ArgumentParser) -> None:
    _add_settings(parser)
    parser.add_argument("out", type=Path, metavar="OUT.png")
    parser.add_argument("--epochs", type=_positive, help="train so long in the window first")
    parser.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--view", metavar="NAME", help="what to show: network, neurons, or a control's name")
    parser.add_argument("--scale", type=_scale, default=1.0, help="pixels per point: 2 for a sharp screen")
    parser.add_argument("--json", action="store_true", help="print the window's own result")
    parser.add_argument("--map", type=Path, metavar="FILE", help="write objectName -> rectangle")


def _size(text: str) -> tuple[int, int]:
    width, x, height = text.partition("x")
    if not x or not width.isdigit() or not height.isdigit() or not 320 <= int(width) <= 16384:
        raise argparse.ArgumentTypeError(f"{text} is no size such as 1280x800")
    return int(width), int(height)


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.5 <= scale <= 8.0:
        raise argparse.ArgumentTypeError(f"{text} is no number from 0.5 to 8")
    return scale


def _screenshot(options: argparse.Namespace) -> int:
    from playground.catalog import words
    from playground.ui.screenshot import screenshot

    project, file = open_project(options)
    shown = screenshot(
        project,
        file,
        options.out,
        epochs=options.epochs,
        size=options.size,
        theme=options.theme,
        view=options.view,
        scale=options.scale,
        map_file=options.map,
    )
    if options.json:
        _json(shown.result)
    return OK if shown.problem is None else _complain(words.text(shown.problem))


Add = Callable[[argparse.ArgumentParser], None]
Run = Callable[[argparse.Namespace], int]
COMMANDS: dict[str, tuple[str, Add, Run]] = {
    "window": ("open the window (also: playground [FILE])", _add_window, _window),
    "train": ("train a project without a window", _add_train, _train),
    "validate": ("cross-validation: mean and spread over several runs", _add_validate, _validate),
    "rate": ("which learning rate to try, by a range test", _add_rate, _rate),
    "check": ("layers, shapes, sizes and problems of a project", _add_check, _check),
    "examples": ("list the examples", _nothing, _examples),
    "example": ("write an example to a file", _add_example, _example),
    "new": ("a first network for your own table or pictures", _add_new, _new),
    "data": ("how a table or pictures are read", _add_data, _data),
    "schema": ("JSON Schema of the project file", _nothing, _schema),
    "screenshot": ("the window as a picture, after training in it", _add_screenshot, _screenshot),
}
"""Every command: its help, its options, what it does."""
