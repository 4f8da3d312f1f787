"""Scales: places and values agree, steps are round, ends hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog import LAYERS, LOSSES, OPTIMIZERS, Parameter
from playground.data import DATASETS
from playground.ui.panels import settings
from playground.ui.widgets.scale import Linear, Logarithmic, scale_of

RATES = Logarithmic(1e-6, 10.0)
EVERY = [
    *(p for table in (LAYERS, LOSSES, OPTIMIZERS, DATASETS) for k in table.values() for p in k.parameters),
    settings.rate(),
    settings.batch_size(),
    *settings.penalties(),
    *settings.limits(),
    *settings.order(),
    *settings.stops(),
]


def test_rates_step_by_one_two_five_over_the_whole_range():
    value, found = 1e-6, [1e-6]
    while value < 10.0:
        value = RATES.stepped(value, 1)
        found.append(value)
    exact = [digit * 10.0**power for power in range(-6, 1) for digit in (1, 2, 5)] + [10.0]
    assert found == pytest.approx(exact, rel=1e-12)
    back = [10.0]
    while back[-1] > 1e-6:
        back.append(RATES.stepped(back[-1], -1))
    assert back == found[::-1]
    assert RATES.stepped(10.0, 1) == 10.0
    assert RATES.stepped(1e-6, -1) == 1e-6


def test_a_value_between_two_stops_steps_to_its_neighbours():
    assert RATES.stepped(0.03, 1) == 0.05
    assert RATES.stepped(0.03, -1) == 0.02


def test_a_logarithmic_slider_reaches_zero_where_zero_is_allowed():
    decay = Logarithmic(1e-6, 1.0, zero=True)
    assert decay.share(0.0) == 0.0
    assert decay.value(0.0) == 0.0
    assert decay.stepped(0.0, 1) == 1e-6
    assert decay.stepped(1e-6, -1) == 0.0
    assert decay.value(1.0) == 1.0


def test_whole_numbers_on_a_logarithmic_slider():
    neurons = Logarithmic(1, 128, whole=True)
    assert [neurons.stepped(value, 1) for value in (1, 8, 128)] == [2, 9, 128]
    assert {neurons.value(share / 100) for share in range(101)} <= set(range(1, 129))
    for high in (128, 512, 1024):
        narrow = Logarithmic(1, high, whole=True)
        on_screen = {narrow.value(pixel / 45) for pixel in range(46)}
        assert on_screen >= {2**power for power in range(high.bit_length())}


@given(st.floats(0.0, 1.0))
def test_a_place_gives_a_round_value_that_stands_there(share):
    for scale in (RATES, Linear(0.0, 50.0, 5.0), Linear(-2.0, 2.0, 0.05)):
        value = scale.value(share)
        assert float(f"{value:.6g}") == value
        assert scale.value(scale.share(value)) == pytest.approx(value)


@pytest.mark.parametrize("parameter", EVERY, ids=lambda p: p.name)
def test_whatever_a_slider_gives_fits_its_parameter(parameter: Parameter):
    scale = scale_of(parameter) if parameter.type in ("int", "float", "size") else None
    if scale is None:
        return
    whole = parameter.type != "float"
    for place in range(0, 1001, 7):
        value = scale.value(place / 1000)
        assert math.isfinite(value)
        assert parameter.fits(round(value) if whole else value), value
    assert 0.0 <= scale.share(1e9) <= 1.0
    assert 0.0 <= scale.share(-1e9) <= 1.0
