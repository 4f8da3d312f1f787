"""The command line taken apart.

Results go to standard output, everything else to standard error. Exit codes: 0; 2 for bad input, a
problem of severity error, or divergence; 130 after Ctrl-C; 1 for a fault of ours.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from playground import __version__
from playground.project import Refused, refuse

from . import fetching, projects, training, window
from .common import INTERRUPTED, OK, complain, nearest, nothing


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
        if options.run is not window.window:
            gc.enable()  # see `playground.__main__`
        code: int = options.run(options)
    except Refused as refused:
        from playground.catalog import words

        return complain(words.text(refused.problem))
    except ImportError as error:
        if "shared object" not in str(error):
            raise
        from playground.catalog import words

        return complain(words.text(refuse("missing_library", reason=str(error)).problem))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; nothing is left to say
        return OK
    return code


def _refuse_a_slip(given: Sequence[str]) -> None:
    """A bare word that is no file was meant as a command. Raises Refused."""
    if given and not given[0].startswith("-") and not Path(given[0]).suffix and not Path(given[0]).exists():
        raise refuse("no_such_command", name=given[0], nearest=nearest(given[0], COMMANDS))


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, as everything else that is wrong."""

    def error(self, message: str) -> NoReturn:
        sys.exit(complain(f"{message} (see {self.prog} --help)"))


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


Add = Callable[[argparse.ArgumentParser], None]
Run = Callable[[argparse.Namespace], int]
COMMANDS: dict[str, tuple[str, Add, Run]] = {
    "window": ("open the window (also: playground [FILE])", window.add_window, window.window),
    "train": ("train a project without a window", training.add_train, training.train),
    "validate": (
        "cross-validation: mean and spread over several runs",
        training.add_validate,
        training.validate,
    ),
    "rate": ("which learning rate to try, by a range test", training.add_rate, training.rate),
    "check": ("layers, shapes, sizes and problems of a project", projects.add_check, projects.check),
    "examples": ("list the examples", nothing, projects.examples),
    "example": ("write an example to a file", projects.add_example, projects.example),
    "new": ("a first network for your own table or pictures", projects.add_new, projects.new),
    "data": ("how a table or pictures are read", projects.add_data, projects.data),
    "fetch": ("published data from where they were published", fetching.add_fetch, fetching.fetch),
    "schema": ("JSON Schema of the project file", nothing, projects.schema),
    "screenshot": ("the window as a picture, after training in it", window.add_screenshot, window.screenshot),
}
"""Every command: its help, its options, what it does."""
