"""fetch: published data from where they were published, once a person asks for them."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from playground.project import refuse

from .common import OK, READ_S, Interrupt, print_json

if TYPE_CHECKING:
    from playground.data.sources import Source


def add_fetch(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("name", nargs="?", help="what to fetch; without it, what there is")
    parser.add_argument("folder", nargs="?", type=Path, help="where to (default: a folder of yours)")
    parser.add_argument("--json", action="store_true", help="print what there is as one JSON object")


def fetch(options: argparse.Namespace) -> int:
    """Say what would be loaded, from where and how much; then load it. Ctrl-C keeps what has come."""
    from playground.data.sources import SOURCES

    if options.name is None:
        _list(options)
        return OK
    if options.name not in SOURCES:
        raise refuse("no_such_source", name=options.name, known=", ".join(SOURCES))
    source = SOURCES[options.name]
    print("\n".join(_lines(source, _place(source, options))), file=sys.stderr)
    place = _fetch(source, options.folder)
    if options.json:
        print_json({"format": 1, "folder": str(place)})
    else:
        print(place)
    return OK


def _place(source: Source, options: argparse.Namespace) -> Path:
    from playground.data.sources import home

    place: Path = options.folder or home() / source.kind
    return place


def _list(options: argparse.Namespace) -> None:
    from playground.data.sources import SOURCES, fetched

    if not options.json:
        for name, source in SOURCES.items():
            print(f"{name:<16}{_size(source.size):>10}  {source.licence}")
        return
    known = {
        name: {**asdict(source), "bytes": source.size, "there": fetched(source) is not None}
        for name, source in SOURCES.items()
    }
    print_json({"format": 1, "sources": known})


def _lines(source: Source, place: Path) -> list[str]:
    """All that is to be known before anything is loaded."""
    return [
        f"{source.title}, {_size(source.size)}, from {source.page}",
        f"licence: {source.licence}",
        *(f"  {f.addresses[0]}  {f.size:,} bytes\n    SHA-256 {f.sha256}" for f in source.files),
        f"to {place}",
    ]


def _fetch(source: Source, folder: Path | None) -> Path:
    from playground.data.fetch import fetch

    shown = 0.0
    with Interrupt() as interrupt:

        def progress(done: int, total: int) -> bool:
            nonlocal shown
            now = time.monotonic()
            if sys.stderr.isatty() and (now - shown > READ_S or done == total):
                shown = now
                end = "\n" if done == total else ""
                print(f"\rfetched {done / total:4.0%}", end=end, file=sys.stderr, flush=True)
            return not interrupt.wished

        return fetch(source, folder, progress)


def _size(number: int) -> str:
    from playground.data.files import bytes_text

    return bytes_text(number)
