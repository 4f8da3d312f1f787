"""The `playground` command as tests run it, and what it answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import playground

PATIENCE_S = 60.0
CHECKOUT = Path(playground.__file__).resolve().parents[1]


@dataclass(frozen=True)
class Answer:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must hold one JSON object on one line and nothing else."""
        assert self.out.count("\n") == 1
        return json.loads(self.out, parse_constant=_no_constant)

    @property
    def complaint(self) -> str:
        """The one line on standard error."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("playground: ")
        assert lines[0].endswith((".", ")"))
        assert "Traceback" not in self.err
        return lines[0]


def _no_constant(name: str) -> float:
    raise AssertionError(f"{name} is not JSON")


Run = Callable[..., Answer]


def process(run_in: Path, *arguments: object, code: str = "", **environment: str | None) -> Answer:
    """A command in a process of its own, `code` before it, with variables set or (None) taken away."""
    start = f"{code}\nimport sys\nfrom playground.cli import main\nsys.exit(main(sys.argv[1:]))"
    changed = {**os.environ, "PYTHONPATH": str(CHECKOUT), **environment}
    done = subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments)],
        cwd=run_in,
        env={name: value for name, value in changed.items() if value is not None},
        capture_output=True,
        text=True,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
