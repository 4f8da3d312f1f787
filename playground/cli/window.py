"""window and screenshot: what needs Qt, which is loaded only now."""

from __future__ import annotations

import argparse
from pathlib import Path

from .common import OK, add_settings, complain, open_project, positive, print_json


def add_window(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("file", nargs="?", type=Path, help="a project, or a table (CSV), to open")
    parser.add_argument("--fresh", action="store_true", help="no settings, recovery or recent files")
    parser.add_argument(
        "--reset-settings", action="store_true", help="forget window layout, theme and recent files"
    )


def window(options: argparse.Namespace) -> int:
    """The window itself."""
    from playground.ui.main import run

    return run(options.file, fresh=options.fresh, reset_settings=options.reset_settings)


def add_screenshot(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    add_settings(parser)
    parser.add_argument("out", type=Path, metavar="OUT.png")
    parser.add_argument("--epochs", type=positive, help="train so long in the window first")
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


def screenshot(options: argparse.Namespace) -> int:
    """A picture of the window."""
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
        print_json(shown.result)
    return OK if shown.problem is None else complain(words.text(shown.problem))
