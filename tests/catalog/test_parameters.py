"""Parameter: what fits, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog import INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS, Parameter
from playground.data import DATASETS
from playground.project import FrozenDict, freeze

EVERY = [
    (kind.name, parameter)
    for kinds in (LAYERS, LOSSES, OPTIMIZERS, INITIALIZERS, DATASETS)
    for kind in kinds.values()
    for parameter in kind.parameters
]

whole = Parameter("n", "int", 3, minimum=1, maximum=10)
share = Parameter("p", "float", 0.5, minimum=0.0, maximum=1.0, above=True)
size = Parameter("kernel", "size", 3, minimum=1, maximum=64)
pair = Parameter("betas", "pair", (0.9, 0.999), minimum=0.0, maximum=1.0)


@pytest.mark.parametrize(
    ("parameter", "value", "fits"),
    [
        (whole, 1, True),
        (whole, 10, True),
        (whole, 0, False),
        (whole, 11, False),
        (whole, 2.0, False),
        (whole, True, False),
        (whole, "3", False),
        (whole, None, False),
        (share, 1, True),
        (share, 0.0, False),
        (share, 1e-9, True),
        (share, False, False),
        (share, float("nan"), False),
        (size, 3, True),
        (size, (3, 5), True),
        (size, (3, 5, 7), False),
        (size, (3, 0), False),
        (size, (3, 2.5), False),
        (size, (), False),
        (pair, (0.5, 0.5), True),
        (pair, (0.5,), False),
        (pair, 0.5, False),
        (pair, (0.5, 1.5), False),
        (Parameter("on", "bool", True), True, True),
        (Parameter("on", "bool", True), 1, False),
        (Parameter("mode", "choice", "a", choices=("a", "b")), "b", True),
        (Parameter("mode", "choice", "a", choices=("a", "b")), "c", False),
        (Parameter("k", "choice", 1, choices=(1, 2)), True, False),
        (Parameter("field", "text", "x"), "", True),
        (Parameter("field", "text", "x"), 3, False),
        (Parameter("stride", "size", None, optional=True), None, True),
    ],
    ids=str,
)
def test_fits(parameter: Parameter, value: Any, fits: bool) -> None:
    assert parameter.fits(value) is fits


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(json, st.sampled_from(EVERY))
def test_any_value_is_judged_without_an_accident(value: Any, entry: tuple[str, Parameter]) -> None:
    """Files hold anything: a value fits or not, and one that is not a number never does."""
    _, parameter = entry
    try:
        frozen = freeze(value)
    except ValueError:
        frozen = value
    assert parameter.fits(frozen) in (True, False)
    if isinstance(value, float) and parameter.type in ("int", "float"):
        assert not (parameter.fits(value) and value != value)


@pytest.mark.parametrize(("kind", "parameter"), EVERY, ids=lambda value: getattr(value, "name", value))
def test_titles_and_ranges_can_be_read(kind: str, parameter: Parameter) -> None:
    assert parameter.title[0].isupper() or not parameter.title[0].isalpha()
    assert "_" not in parameter.title
    assert parameter.help, f"{kind}.{parameter.name} does not say what it does"
    if parameter.optional:
        assert parameter.none_text
    if parameter.only_when:
        other, values = parameter.only_when
        siblings = {p.name: p for name, p in EVERY if name == kind}
        assert other in siblings
        assert all(siblings[other].fits(value) for value in values)


def test_complete_adds_what_is_missing_and_keeps_the_unknown() -> None:
    kind = LAYERS["Linear"]
    found = kind.complete({"out_features": 4, "later": FrozenDict({"a": 1})})
    assert found == {"out_features": 4, "bias": True, "later": {"a": 1}}
    assert kind.complete(found) == found
