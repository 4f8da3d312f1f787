"""Texts of problems and repairs, in one place so that they can be translated.

A sentence says what is wrong, where, and what to do. Its values are the problem's.
"""

from __future__ import annotations

from playground.catalog.blocks import spoken
from playground.project import Problem

from . import commands, data, files, network

SENTENCES = {**network.SENTENCES, **data.SENTENCES, **files.SENTENCES, **commands.SENTENCES}
REPAIRS = {**network.REPAIRS, **data.REPAIRS, **files.REPAIRS, **commands.REPAIRS}


def text(problem: Problem) -> str:
    """The sentence for `problem`."""
    about = {"layer": _layer(problem), "port": problem.port, "setting": problem.setting}
    values = {**about, **problem.values}
    return SENTENCES[problem.code].format(**values)


def repair_text(problem: Problem) -> str:
    """What the button of the problem's repair says; empty where there is none."""
    if problem.repair is None:
        return ""
    # A setting without a value is worked out from what it is used with.
    values = {name: "automatic" if value is None else value for name, value in problem.repair.values.items()}
    return REPAIRS[problem.repair.action].format(**{"layer": _layer(problem), **values})


def _layer(problem: Problem) -> str | None:
    return None if problem.layer is None else spoken(problem.layer)
