"""The command in this process, and a project for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground import api
from playground.assets import asset
from playground.cli import main
from tests.cli.command import Answer, Run


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process."""

    def command(*arguments: object) -> Answer:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse
            code = int(left.code or 0)
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return command


@pytest.fixture
def circle(tmp_path: Path) -> Path:
    path = tmp_path / "circle.json"
    api.save(api.load(asset("examples", "circle.json")), path)
    return path
