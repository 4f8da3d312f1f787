"""Wishes: what a person chose about a column of a table, in words of a closed list.

A project keeps them as short texts by column: `"number min-max drop"`, `"ignore"`, `"as-is"`. Each word
answers one question (what the column is taken as, how it is coded, what becomes of rows that lack it);
what no word answers is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from .table import Coding

Gaps = Literal["fill", "drop"]
Use = Literal["number", "category", "date", "picture", "target", "ignore"]

USES: tuple[Use, ...] = get_args(Use)
ALL_CODINGS: tuple[Coding, ...] = get_args(Coding)
GAPS: tuple[Gaps, ...] = get_args(Gaps)
WORDS = (*USES, *ALL_CODINGS, *GAPS)


@dataclass(frozen=True)
class Wish:
    """What was chosen; None for what is left to the guess.

    `use` is what a column is taken as, or that it is predicted beside the first target, or left out;
    `coding` how its values become inputs; `gaps` whether rows without a value are filled or dropped.
    """

    use: Use | None = None
    coding: Coding | None = None
    gaps: Gaps | None = None

    @classmethod
    def read(cls, text: str) -> Wish:
        """The wish that a text spells. Raises ValueError for other words, and two answers to one question."""
        found: dict[str, str] = {}
        for word in text.split():
            questions = (("use", USES), ("coding", ALL_CODINGS), ("gaps", GAPS))
            question = next((name for name, answers in questions if word in answers), None)
            if question is None or question in found:
                raise ValueError(word)
            found[question] = word
        return cls(**found)  # type: ignore[arg-type]

    @property
    def text(self) -> str:
        """The wish as a project keeps it; empty where all is left to the guess."""
        return " ".join(word for word in (self.use, self.coding, self.gaps) if word)
