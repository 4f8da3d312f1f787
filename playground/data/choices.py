"""Choices: what a person can say about one column of a table, and what the settings are once it is said.

A column has four answers: its `type`, its `role`, its `treatment` (how values become inputs) and what
becomes of rows where it is `missing`. They are kept as wishes (see wishes.py), the target by its name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from playground.catalog import problem
from playground.project import FrozenDict, Refused

from .columns import ColumnInfo
from .table import CODINGS
from .wishes import GAPS, Wish

Question = Literal["type", "role", "treatment", "missing"]
QUESTIONS: tuple[Question, ...] = ("type", "role", "treatment", "missing")
TYPES = ("number", "category", "date", "picture")
FURTHER = "also target"
ROLES = ("input", "target", FURTHER, "ignore")


def answers(info: ColumnInfo, question: Question) -> tuple[str, ...]:
    """What can be answered about a column; nothing where the question does not arise."""
    if question == "role":
        return ROLES
    if info.treatment == "target":
        return ()
    if question == "type":
        return TYPES
    if info.treatment in ("ignore", "picture"):
        return ()
    return CODINGS[info.treatment] if question == "treatment" else GAPS


def answer(info: ColumnInfo, question: Question) -> str:
    """What holds for a column; empty where the question does not arise."""
    if question == "role" and info.treatment in ("ignore", "target"):
        return FURTHER if info.further else info.treatment
    if question == "role":
        return "input"
    if question == "type":
        return info.treatment if info.treatment in TYPES else info.type
    if not answers(info, question):
        return ""
    return info.coding or "" if question == "treatment" else info.gaps


def choose(parameters: FrozenDict, info: ColumnInfo, question: Question, value: str) -> FrozenDict:
    """`parameters` (of a table's kind) once a person gave this answer about the column `info`.

    Raises Refused (`target_needed`) where the target is to be something else: another has to be it first.
    """
    if info.treatment == "target" and not info.further and value != "target":
        raise Refused(problem("target_needed", setting="data.parameters.target", column=info.name))
    wishes = dict(parameters["columns"])
    wish = _read(wishes.get(info.name, ""))
    given: dict[str, Any] = {}
    target: dict[str, Any] = {}
    if value == "target":
        given = {"use": None}
        # Which way the old target was predicted says nothing about the new one.
        target = {"target": info.name, "target_type": "auto"}
    elif question == "treatment":
        given = {"coding": value}
    elif question == "missing":
        given = {"gaps": value}
    else:
        used = value if question == "type" else _use(info, value)
        fits = wish.coding in CODINGS.get(used, (wish.coding,))
        given = {"use": used, "coding": wish.coding if fits else None}
    text = replace(wish, **given).text
    others = {name: other for name, other in wishes.items() if name != info.name}
    return parameters.but(columns=FrozenDict({**others, **({info.name: text} if text else {})}), **target)


def _use(info: ColumnInfo, role: str) -> str:
    """What a column is taken as in a role: an input of its own type, free text as a category."""
    if role in ("ignore", FURTHER):
        return "ignore" if role == "ignore" else "target"
    return info.type if info.type in TYPES else "category"


def _read(text: str) -> Wish:
    try:
        return Wish.read(text)
    except ValueError:  # whatever somebody wrote there gives way to a choice that can be
        return Wish()
