"""One number in, one number out: a line with noise, and pairs typed in by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator

from playground.catalog import DatasetKind, Parameter, problem
from playground.project import Refused

from .dataset import Progress, Samples

MOST_PAIRS = 10_000


def line(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    """y = slope x + intercept + noise, x evenly drawn from -1 to 1; noise is a normal spread."""
    generator = Generator(PCG64(seed))
    count = parameters["samples"]
    x = generator.uniform(-1.0, 1.0, count)
    y = parameters["slope"] * x + parameters["intercept"]
    y += parameters["noise"] * generator.standard_normal(count)
    return Samples(x.astype(np.float32)[:, None], y.astype(np.float32), "numbers", target_names=("y",))


def pairs(parameters: Mapping[str, Any], seed: int, folder: Path | None, progress: Progress) -> Samples:
    """The pairs of a text. Raises Refused (`bad_pair`, `too_few_pairs`)."""
    values = parse_pairs(parameters["pairs"])
    x, y = np.array(values, np.float32).T
    return Samples(x[:, None].copy(), y.copy(), "numbers", target_names=("y",))


def parse_pairs(text: str) -> list[tuple[float, float]]:
    """`1 5; 2 8; 3 11` -> the pairs: x and y with a space between them, pairs apart by semicolons or
    lines. A decimal comma is taken as well. Raises Refused."""
    found = []
    for number, part in enumerate(filter(None, (p.strip() for p in re.split(r"[;\n]", text))), 1):
        numbers = part.replace(",", ".").split()
        try:
            x, y = (float(n) for n in numbers)
        except ValueError:
            raise Refused(
                problem("bad_pair", setting="data.parameters.pairs", number=number, text=part)
            ) from None
        if not np.isfinite([x, y]).all():
            raise Refused(problem("bad_pair", setting="data.parameters.pairs", number=number, text=part))
        found.append((x, y))
    if not 2 <= len(found) <= MOST_PAIRS:
        raise Refused(
            problem("too_few_pairs", setting="data.parameters.pairs", count=len(found), most=MOST_PAIRS)
        )
    return found


def _number(name: str, default: float, label: str, help: str) -> Parameter:
    return Parameter(
        name, "float", default, minimum=-1000.0, maximum=1000.0, slider=(-10.0, 10.0), label=label, help=help
    )


KINDS = (
    DatasetKind(
        name="line",
        label="Line",
        help="Points along a straight line, y = slope x + intercept, with noise: the first regression.",
        family="curve",
        task="regression",
        category="Numbers",
        load=line,
        parameters=(
            Parameter(
                "samples",
                "int",
                100,
                minimum=2,
                maximum=100_000,
                slider=(2, 2000),
                log=True,
                label="Samples",
                help="How many points.",
            ),
            Parameter(
                "noise",
                "float",
                0.1,
                minimum=0.0,
                maximum=100.0,
                slider=(0.0, 2.0),
                label="Noise",
                help="How far points lie off the line: the spread of a normal distribution.",
            ),
            _number("slope", 3.0, "Slope", "How steep the line is."),
            _number("intercept", 2.0, "Intercept", "Where the line crosses x = 0."),
        ),
    ),
    DatasetKind(
        name="pairs",
        label="Pairs",
        help="A few pairs of numbers of your own, such as 1 5; 2 8; 3 11.",
        family="curve",
        task="regression",
        category="Numbers",
        load=pairs,
        parameters=(
            Parameter(
                "pairs",
                "text",
                "1 5; 2 8; 3 11",
                label="Pairs",
                help="x and y with a space between them; a semicolon between pairs.",
            ),
        ),
    ),
)
