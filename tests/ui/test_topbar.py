"""The words of the top bar's numbers."""

from __future__ import annotations

import pytest

from playground.ui.topbar import duration, short, speed_of, thousands


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "∞"),
        (0.0, "0"),
        (0.000123, "1.23e-04"),
        (0.00214, "0.00214"),
        (0.0214, "0.0214"),
        (0.214, "0.214"),
        (1.2345, "1.234"),
        (12.345, "12.35"),
        (123.45, "123.5"),
        (38433.2, "38,433"),
        (6.17e7, "6.17e+07"),
    ],
)
def test_numbers_keep_three_digits(value, text):
    assert short(value) == text


def test_counters_times_and_speeds():
    assert thousands(142, 6) == "000,142"
    assert thousands(1234567) == "1,234,567"
    assert (duration(65), duration(3725)) == ("1:05", "1:02:05")
    assert [speed_of(place) for place in (0, 30, 60, 100)] == [1.0, 10.0, 100.0, None]
