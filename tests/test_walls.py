"""Imports run one way only: each room is loaded in a fresh interpreter, which then says what came in.

import-linter reads the same walls from the source (pyproject.toml); this test sees what really
happens, imports inside functions and those of third parties included.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import playground

PACKAGE = Path(playground.__file__).parent
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))

QT = {"PySide6", "shiboken6", "pyqtgraph", "superqt"}
ORDER = {"project": 0, "catalog": 1, "data": 2, "engine": 3, "export": 4, "lessons": 4, "ui": 5, "cli": 6}
WITHOUT = {
    "project": QT | {"torch", "numpy", "sklearn", "PIL", "safetensors"},
    "catalog": QT | {"torch", "numpy", "sklearn"},
    "data": QT | {"torch", "sklearn", "pyarrow"},
    "engine": QT,
    "export": QT,
    "lessons": QT,
    "ui": {"torch", "sklearn", "pyarrow"},
    "cli": QT | {"torch", "numpy", "sklearn", "pyarrow"},
}
"""What is absent after a room was loaded with all its modules."""


def modules(room: str) -> list[str]:
    """Every module of a room, by its dotted name."""
    found = sorted((PACKAGE / room).rglob("*.py"))
    names = [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in found]
    return [name.removesuffix(".__init__") for name in names]


def loaded_after(*names: str) -> set[str]:
    """The top-level names, and our rooms, that a fresh interpreter holds after these imports."""
    code = (
        "import importlib, json, sys\n"
        f"for name in {list(names)!r}: importlib.import_module(name)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    every = json.loads(done.stdout.splitlines()[-1])
    return {name.split(".")[0] for name in every} | {
        ".".join(name.split(".")[:2]) for name in every if name.startswith("playground.")
    }


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_walls(room: str) -> None:
    assert room in ORDER, f"say in this test where {room} stands and what it may not load"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_loads_nothing_from_beyond_its_walls(room: str) -> None:
    loaded = loaded_after(*modules(room))
    assert not WITHOUT[room] & loaded
    above = {f"playground.{other}" for other, place in ORDER.items() if place > ORDER[room]}
    assert not above & loaded


def test_the_package_itself_loads_nothing() -> None:
    loaded = loaded_after("playground")
    assert not (QT | {"torch", "numpy", "pydantic"}) & loaded


@pytest.mark.parametrize("name", ["playground.cli", "playground.gallery", "playground.ui.window"])
def test_what_starts_first_starts_without_torch(name: str) -> None:
    loaded = loaded_after(name)
    assert not {"torch", "sklearn", "pyarrow"} & loaded
    if name != "playground.ui.window":
        assert not QT & loaded


PLANTS = {
    "catalog/planted.py": "from playground.engine import build",
    "project/planted.py": "import numpy",
    "data/planted.py": "def late():\n    import torch",
    "engine/planted.py": "from PySide6 import QtCore",
    "ui/planted.py": "import torch",
}


def test_the_linter_sees_what_is_planted(tmp_path: Path) -> None:
    """In a copy with a forbidden import behind every wall, every contract is broken."""
    shutil.copytree(PACKAGE, tmp_path / "playground", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PACKAGE.parent / "pyproject.toml", tmp_path)
    for name, code in PLANTS.items():
        (tmp_path / "playground" / name).write_text(code)
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    lint = [sys.executable, "-c", code, "--no-cache", "--no-logo"]
    said = subprocess.run(lint, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    assert f"Contracts: 0 kept, {len(PLANTS)} broken." in said
