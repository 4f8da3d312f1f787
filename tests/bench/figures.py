"""Figures: what a bench measured, its goal, and a table of all of them at the end.

A figure that misses its goal says so; the test fails only where it is worse than the goal by more
than a busy machine explains (`slack`), so that a figure of a loaded afternoon is no red build.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

SLACK = 2.0
"""How many times worse than its goal a figure may be on a machine that has other work."""


@dataclass(frozen=True)
class Figure:
    """One line of the table. `least` or `most` is the goal, if there is one."""

    name: str
    value: float
    unit: str
    least: float | None
    most: float | None
    detail: str

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.least is not None:
            return f">= {self.least:g}"
        return f"<= {self.most:g}" if self.most is not None else ""

    def within(self, slack: float = 1.0) -> bool:
        """Whether the goal is reached, or missed by no more than `slack` times."""
        if self.least is not None:
            return self.value >= self.least / slack
        return self.most is None or self.value <= self.most * slack

    def __str__(self) -> str:
        verdict = "" if not self.goal else "reached" if self.within() else "missed"
        value = f"{self.value:.3g} {self.unit}" if self.unit else f"{self.value:.3f}"
        return f"{self.name:<54} {value:>12}  {self.goal:>9} {verdict:<8} {self.detail}".rstrip()


FIGURES: list[Figure] = []


def figure(
    name: str,
    value: float,
    unit: str = "",
    *,
    least: float | None = None,
    most: float | None = None,
    detail: str = "",
    slack: float = SLACK,
) -> None:
    """Says a figure, keeps it for the table, and fails where it is beyond `slack` times the goal."""
    made = Figure(name, value, unit, least, most, detail)
    FIGURES.append(made)
    print(f"\n{made}", flush=True)
    assert made.within(slack), f"{name}: {value:g} {unit}, the goal is {made.goal}"


def spread(values: Sequence[float], digits: int = 2) -> str:
    """The lowest, the middle and the highest of several measurements."""
    return " .. ".join(f"{v:.{digits}f}" for v in (min(values), median(values), max(values)))


def machine() -> str:
    """What was measured on."""
    import PySide6
    import torch

    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return (
        f"{os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}, "
        f"torch {torch.__version__}, PySide6 {PySide6.__version__}"
    )
