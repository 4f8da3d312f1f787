"""What the program never does: run code that came with data, or talk to the network unasked."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "playground"
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml", "socket", "urllib", "http"}
ALLOWED = {"data/fetch.py": {"urllib", "http"}}
"""What speaks to the network, when a person asks for it."""
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "torch.load", "np.load", "numpy.load"}


def code_from_data(source: str, allowed: Collection[str] = ()) -> list[str]:
    """Imports and calls that could run code that came with data, or reach the network, with their lines."""
    forbidden = FORBIDDEN_MODULES - set(allowed)
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name.partition(".")[0] for alias in node.names]
            names = [name for name in names if name in forbidden]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [n for n in [(node.module or "").partition(".")[0]] if n in forbidden]
        elif isinstance(node, ast.Call):
            names = [name for name in [ast.unparse(node.func)] if name in FORBIDDEN_CALLS]
        found += [f"{name} in line {getattr(node, 'lineno', 0)}" for name in names]
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_code_comes_from_data(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(PACKAGE).as_posix(), ())
    assert not code_from_data(path.read_text(encoding="utf-8"), allowed)


@pytest.mark.parametrize(
    "planted",
    [
        "import pickle",
        "from urllib.request import urlopen",
        "eval('1')",
        "torch.load('x.pt')",
        "np.load('x')",
    ],
)
def test_the_search_finds_what_is_planted(planted: str) -> None:
    assert code_from_data(planted)


OFFLINE = """
import socket

def refuse(*args, **kwargs):
    raise SystemExit("something opened a socket")

socket.socket.connect = refuse
socket.create_connection = refuse
socket.getaddrinfo = refuse
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from playground.ui.window import open_window
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QTimer
window = open_window(None, fresh=True)
window.trainer.ready.connect(window.trainer.step_epoch)
window.trainer.status_changed.connect(lambda status: status.epoch and QApplication.quit())
QTimer.singleShot(60_000, lambda: QApplication.exit(3))
code = QApplication.exec()
window.trainer.close()
raise SystemExit(code)
"""


def test_starting_and_training_opens_no_connection() -> None:
    done = subprocess.run([sys.executable, "-c", OFFLINE], capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
