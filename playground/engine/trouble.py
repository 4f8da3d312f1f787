"""What an exception that nobody expected is called before a person."""

from __future__ import annotations

import torch

from playground.catalog import problem
from playground.project import Problem


def problem_of(error: BaseException, device: str) -> Problem:
    """The sentence for it."""
    if isinstance(error, MemoryError | torch.cuda.OutOfMemoryError) or "not enough memory" in str(error):
        return problem("out_of_memory", device=device)
    reason = str(error).strip().splitlines()
    return problem("training_failed", reason=reason[0] if reason else type(error).__name__)
