"""Problem: what is wrong, where, and the edit that would mend it. Words are the catalogue's."""

from __future__ import annotations

from typing import Literal

from .frozen import Frozen, FrozenDict, Parameters

Severity = Literal["error", "warning"]


class Repair(Frozen):
    """An edit offered with a problem: an action the catalogue knows, with its values."""

    action: str
    values: Parameters = FrozenDict()


class Problem(Frozen):
    """Something that keeps a project from training (error) or that is hardly meant (warning).

    `code` and `values` choose the sentence (`catalog.words.text`); `layer` is the id of the card
    that shows it, None for the project as a whole; `setting` the path of the control at fault.
    """

    code: str
    values: Parameters = FrozenDict()
    network: str | None = None
    layer: str | None = None
    port: str | None = None
    setting: str | None = None
    severity: Severity = "error"
    repair: Repair | None = None


class Refused(Exception):  # noqa: N818  (it is an answer, not a fault)
    """An edit that would make the document structurally impossible (a cycle, a second id).

    Raised before anything changes; `problem` says why in a way that can be worded and translated.
    No ValueError, so that it passes through pydantic's validators as it is.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code, dict(problem.values))
        self.problem = problem


def refuse(code: str, layer: str | None = None, port: str | None = None, **values: object) -> Refused:
    """The exception to raise for `code`."""
    return Refused(Problem(code=code, layer=layer, port=port, values=FrozenDict(values)))
