"""Where the files that ship with the program are: examples, icons, lessons, screenshots."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_PLACES = (_PACKAGE / "assets", _PACKAGE.parent / "assets")
"""Inside the package in an installed wheel, beside it in a checkout (and its editable install)."""


def asset(*parts: str) -> Path:
    """The file or folder of that name: `asset("examples", "spiral.json")`.

    Raises FileNotFoundError where the installation lacks it, which is a fault of ours.
    """
    for place in _PLACES:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"{'/'.join(parts)} is missing from this installation of playground")


def assets(folder: str, ending: str) -> list[Path]:
    """The files of a folder that end so, by name: `assets("examples", ".json")`."""
    return sorted(path for path in asset(folder).iterdir() if path.name.endswith(ending))
