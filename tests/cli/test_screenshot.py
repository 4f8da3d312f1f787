"""`playground screenshot`, and the window where there is no screen."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import PATIENCE_S, Run, process


def test_a_screenshot_is_of_the_same_run(run: Run, tmp_path: Path) -> None:
    """The window's own result is the one of `train`; nothing but the answer is printed."""
    project = str(tmp_path / "circle.json")
    assert run("example", "circle", project).code == 0
    command = [sys.executable, "-m", "playground", "screenshot", project, "out.png", "--epochs", "2"]
    command += ["--size", "1000x700", "--scale", "2", "--theme", "dark", "--json", "--map", "map.json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    shown, trained = json.loads(done.stdout), run("train", project, "--epochs", "2", "--json").json
    assert {**shown, "seconds": 0} == {**trained, "seconds": 0}
    places = json.loads((tmp_path / "map.json").read_text())
    assert {"play", "canvas", "curves", "output", "training"} <= places.keys()
    assert "inspector" not in places, "behind another tab"
    header = (tmp_path / "out.png").read_bytes()[:24]
    assert struct.unpack(">II", header[16:]) == (2000, 1400), "pixels of a PNG"


def test_a_picture_of_a_run_that_went_astray(tmp_path: Path) -> None:
    """The same answer as train: the last good weights, the reason, and two."""
    wild = ["diabetes", "--epochs", 5, "--set", "training.learning_rate=1000", "--json"]
    seen = process(tmp_path, "screenshot", *wild, "out.png")
    trained = process(tmp_path, "train", *wild)
    assert (seen.code, trained.code) == (2, 2)
    assert seen.complaint == trained.complaint
    assert {**seen.json, "seconds": 0} == {**trained.json, "seconds": 0}
    assert (tmp_path / "out.png").exists()


def test_a_picture_of_a_network_that_cannot_train(tmp_path: Path) -> None:
    answer = process(tmp_path, "screenshot", "circle", "out.png", "--set", "linear_3.out_features=5")
    assert answer.code == 2
    assert "linear_3" in answer.complaint
    assert (tmp_path / "out.png").exists()


def test_a_map_that_cannot_be_written(tmp_path: Path) -> None:
    answer = process(tmp_path, "screenshot", "circle", "out.png", "--map", "nowhere/map.json")
    assert answer.code == 2
    assert "nowhere" in answer.complaint


@pytest.mark.skipif(sys.platform != "linux", reason="screens are named by DISPLAY")
@pytest.mark.parametrize("display", [None, ":98765"], ids=["none", "not there"])
def test_no_screen_is_one_sentence(tmp_path: Path, display: str | None) -> None:
    nothing = {"QT_QPA_PLATFORM": None, "WAYLAND_DISPLAY": None, "HOME": str(tmp_path)}
    answer = process(tmp_path, "--fresh", DISPLAY=display, **nothing)
    assert answer.code == 2
    assert "playground screenshot" in answer.complaint


WITHOUT_A_LIBRARY = """
import sys
class Missing:
    def find_spec(self, name, path, target=None):
        if name == "PySide6.QtWidgets":
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
sys.meta_path.insert(0, Missing())
"""


def test_a_missing_library_is_one_sentence(tmp_path: Path) -> None:
    answer = process(tmp_path, "--fresh", code=WITHOUT_A_LIBRARY, QT_QPA_PLATFORM="offscreen")
    assert answer.code == 2
    assert "libEGL.so.1" in answer.complaint
