"""The built wheel holds everything, and opens an example away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import playground

CHECKOUT = Path(playground.__file__).resolve().parents[1]
ASSETS = CHECKOUT / "assets"

OPEN_ALL = """
import sys
from pathlib import Path
import playground
from playground.assets import assets
from playground.project.storage import load

assert Path(playground.__file__).is_relative_to(sys.argv[1]), playground.__file__
for path in assets("examples", ".json"):
    assert path.is_relative_to(sys.argv[1]), path
    load(path)
    print(path.name)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without asking the network for anything."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


def run(*command: str | Path, folder: Path, **environment: str) -> str:
    """What a command prints, run in `folder` with nothing of the checkout on Python's path."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env={**clean, **environment}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_installed_wheel_opens_the_examples(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    run(*pip, "--target", site, wheel, folder=tmp_path)
    shipped = {path.relative_to(ASSETS) for path in ASSETS.rglob("*") if path.is_file()}
    installed = site / "playground" / "assets"
    assert {path.relative_to(installed) for path in installed.rglob("*") if path.is_file()} == shipped
    assert not (site / "tests").exists()

    opened = run(sys.executable, "-c", OPEN_ALL, site, folder=tmp_path, PYTHONPATH=str(site)).split()
    assert opened == sorted(path.name for path in (ASSETS / "examples").glob("*.json"))
    assert "spiral.json" in opened


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_a_wheel_works_from_nothing(wheel: Path, tmp_path: Path) -> None:
    """A new virtual environment with everything downloaded runs the command and the window."""
    venv.create(tmp_path / "new", with_pip=True)
    place = tmp_path / "new" / "bin"
    run(place / "pip", "install", "--quiet", wheel, folder=tmp_path)
    assert "spiral" in run(place / "playground", "examples", folder=tmp_path)
    run(place / "playground", "example", "spiral", "my.json", folder=tmp_path)
    run(place / "playground", "train", "my.json", "--epochs", "2", folder=tmp_path)
    run(place / "playground", "screenshot", "my.json", "my.png", "--epochs", "2", folder=tmp_path)
    assert (tmp_path / "my.png").stat().st_size > 10_000
