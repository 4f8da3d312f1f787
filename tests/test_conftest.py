"""The checks on every test are themselves seen to fail, in a copy of the set-up."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

SUITE = """
import threading, warnings
import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QWidget

kept, gate = [], threading.Event()

def test_good_leaves_a_window_to_the_garbage(qapp):
    window = QWidget()
    window.show()
    window.itself = window

def test_good_leaves_its_window_to_qtbot(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    QTimer(window).start(10)

def test_good_waits_for_its_thread():
    threading.Thread(target=gate.wait, args=(0.05,)).start()

def test_good_says_what_offscreen_always_says(qapp):
    qWarning("This plugin does not support propagateSizeHints()")

def test_bad_leaves_a_thread():
    threading.Thread(target=gate.wait, args=(20,)).start()

def test_ends_that_thread():
    gate.set()

def test_bad_leaves_a_window(qapp):
    kept.append(QWidget())

def test_bad_leaves_a_timer(qapp):
    kept.append(QTimer())
    kept[-1].start(10)

def test_bad_warns():
    warnings.warn("careless")

def test_bad_makes_qt_complain(qapp):
    qWarning("careless")

@pytest.mark.xvfb
def test_of_a_screen():
    raise AssertionError
"""


def test_what_is_left_behind_fails_a_test(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    rules = (ROOT / "tests" / "conftest.py").read_text().replace("PATIENCE_S = 2.0", "PATIENCE_S = 0.3")
    (tmp_path / "tests" / "conftest.py").write_text(rules)
    (tmp_path / "tests" / "test_suite.py").write_text(SUITE)
    suite = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "-m", ""]
    said = subprocess.run(suite, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    outcomes: dict[str, set[str]] = {}
    for line in said.partition("short test summary")[2].splitlines():
        outcome, _, rest = line.partition(" ")
        outcomes.setdefault(rest.partition("::")[2].partition(" ")[0], set()).add(outcome)
    bad = {name for name, found in outcomes.items() if found & {"FAILED", "ERROR"}}
    good = {name for name, found in outcomes.items() if found == {"PASSED"}}
    assert len(good) == 5, said
    assert len(bad) == 5, said
    assert all(name.startswith("test_bad") for name in bad)
    assert "1 skipped" in said
