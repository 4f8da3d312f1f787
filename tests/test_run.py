"""`make run` on a machine without a display, again and again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "tools" / "run.sh"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_each_run_makes_the_example_and_its_picture(tmp_path: Path) -> None:
    """All but the picture is done by the program itself; that takes a while and is tested elsewhere."""
    program = tmp_path / "program"
    ours = f'exec "{sys.executable}" -m playground "$@"'
    program.write_text(f'#!/bin/sh\nif [ "$1" = screenshot ]; then cp "$2" "$3"; else {ours}; fi\n')
    program.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    for _ in range(2):
        ran = subprocess.run(
            [SCRIPT, program], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )
        assert ran.returncode == 0, ran.stderr
        assert str(tmp_path / "out" / "spiral.png") in ran.stdout
        assert (tmp_path / "out" / "spiral.png").read_bytes()
