"""Edits of a drawn curve: it stays one, whatever is done to it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from playground.catalog import SCHEDULES
from playground.project import curve

START = ((0.0, 1.0), (0.5, 0.1), (1.0, 0.01))
PARAMETER = SCHEDULES["Drawn"].parameter("points")
SHARES = st.floats(0.0, 1.0)
HEIGHTS = st.floats(1e-4, 1.0)


@given(
    st.lists(
        st.tuples(st.sampled_from(["add", "move", "remove"]), st.integers(0, 99), SHARES, HEIGHTS),
        max_size=40,
    )
)
def test_whatever_is_done_it_stays_a_curve(deeds: list[tuple[str, int, float, float]]) -> None:
    assert PARAMETER is not None
    points = START
    for deed, which, x, y in deeds:
        index = which % len(points)
        if deed == "add":
            points, chosen = curve.add_point(points, x, y)
            assert abs(points[chosen][0] - x) < 2 * curve.GAP
        elif deed == "move":
            points = curve.move_point(points, index, x, y)
        else:
            points = curve.remove_point(points, index)
        assert PARAMETER.fits(points), points


def test_a_point_stops_at_its_neighbours() -> None:
    assert curve.move_point(START, 1, 3.0, 0.5) == ((0.0, 1.0), (0.999, 0.5), (1.0, 0.01))
    assert curve.move_point(START, 0, -1.0, 0.5)[0] == (0.0, 0.5)
    close = ((0.5, 1.0), (0.5005, 0.5), (0.501, 0.1))
    assert curve.move_point(close, 1, 0.9, 0.7)[1] == (0.5005, 0.7), "only up and down"


def test_a_point_where_one_is_takes_its_place() -> None:
    points, chosen = curve.add_point(START, 0.501, 0.7)
    assert (points[chosen], len(points)) == ((0.501, 0.7), 3)
    points, chosen = curve.add_point(START, 0.75, 0.123456)
    assert (chosen, points[chosen], len(points)) == (2, (0.75, 0.123), 4)


def test_two_points_stay() -> None:
    two = curve.remove_point(START, 1)
    assert two == (START[0], START[2])
    assert curve.remove_point(two, 0) == two


def test_what_is_no_curve() -> None:
    assert PARAMETER is not None
    for wrong in (
        (),
        ((0.0, 1.0),),
        ((0.5, 1.0), (0.5, 0.5)),
        ((0.5, 1.0), (0.2, 0.5)),
        ((-0.1, 1.0), (1.0, 0.5)),
        ((0.0, 1.0), (1.1, 0.5)),
        ((0.0, 1.0), (1.0, 0.0)),
        ((0.0, 1.0), (1.0, 1.5)),
        ((0.0, 1.0), (1.0, "a")),
        ((0.0, 1.0), 1.0),
        tuple((n / 100, 0.5) for n in range(65)),
    ):
        assert not PARAMETER.fits(wrong), wrong
