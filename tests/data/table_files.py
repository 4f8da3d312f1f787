"""Tables as files of the user's, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground.catalog.words import text
from playground.data import (
    Dataset,
    defaults_for,
    make_dataset,
)
from playground.data.summary import TableInfo
from playground.project import Refused

Write = Callable[..., Path]

GOOD = "height;age;place;eats\n1,75;30;Rom;yes\n1,60;;Bonn;no\n1,82;41;Rom;yes\n1,555;25;Bonn;no\n"


def load(path: Path, **parameters: Any) -> Dataset:
    settings = defaults_for("csv").but(validation=0.0, test=0.25)
    return make_dataset(settings.but(parameters=settings.parameters.but(path=str(path), **parameters)))


def refusal(path: Path | str, **parameters: Any) -> str:
    """The code of the refusal, whose sentence is worded."""
    with pytest.raises(Refused) as refused:
        load(Path(path), **parameters)
    problem = refused.value.problem
    assert len(text(problem)) > 20
    return problem.code


def columns(info: TableInfo) -> dict[str, tuple[str, str, int]]:
    return {c.name: (c.type, c.treatment, c.missing) for c in info.columns}
