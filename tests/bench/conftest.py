"""The table of all figures, after everything else."""

from __future__ import annotations

import pytest

from .figures import FIGURES, machine


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what was measured, with its goals."""
    if FIGURES:
        terminalreporter.section("figures")
        terminalreporter.write_line(machine())
        for found in FIGURES:
            terminalreporter.write_line(str(found))
