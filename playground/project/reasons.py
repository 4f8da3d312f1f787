"""Why a value does not fit, from pydantic's account, for a sentence that names the place."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from pydantic import ValidationError

from .frozen import thaw


class Misfit(NamedTuple):
    """One value that does not fit: where it is, pydantic's name for the fault, and why in words."""

    location: tuple[int | str, ...]
    kind: str
    value: Any
    reason: str


def first_misfit(error: ValidationError) -> Misfit:
    """The first of what pydantic found; the reason reads on after "but", without a full stop."""
    first = error.errors(include_url=False, include_context=False)[0]
    reason = first["msg"].removeprefix("Value error, ").replace("Input should", "it should")
    return Misfit(first["loc"], first["type"], first["input"], reason[:1].lower() + reason[1:])


def shown(value: Any, length: int = 40) -> str:
    """A value as it stands in the file, cut where it is long."""
    text = json.dumps(thaw(value), ensure_ascii=False, default=str)
    return text if len(text) <= length else f"{text[: length - 3]}..."
