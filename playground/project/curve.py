"""A curve of a few points, as a value: edits of it are functions from one to the next.

Points are (x, y) from left to right. x is from 0 to 1, and no two of them are closer than GAP.
"""

from __future__ import annotations

Curve = tuple[tuple[float, float], ...]

GAP = 0.001
FEWEST = 2


def add_point(curve: Curve, x: float, y: float) -> tuple[Curve, int]:
    """With one more point, and which it is; where there is no room for it, the nearest one moves there."""
    x, y = _rounded(x, y)
    near = min(range(len(curve)), key=lambda index: abs(curve[index][0] - x))
    if abs(curve[near][0] - x) < 2 * GAP:
        return move_point(curve, near, x, y), near
    index = sum(point[0] < x for point in curve)
    return (*curve[:index], (x, y), *curve[index:]), index


def move_point(curve: Curve, index: int, x: float, y: float) -> Curve:
    """With a point somewhere else, between its neighbours as they stand; where these leave no room, it
    only goes up or down."""
    low = curve[index - 1][0] + GAP if index else 0.0
    high = curve[index + 1][0] - GAP if index + 1 < len(curve) else 1.0
    place, height = _rounded(min(max(x, low), high), y)
    moved = (place if low <= high else curve[index][0], height)
    return (*curve[:index], moved, *curve[index + 1 :])


def remove_point(curve: Curve, index: int) -> Curve:
    """Without a point; the last FEWEST stay."""
    return curve if len(curve) <= FEWEST else (*curve[:index], *curve[index + 1 :])


def _rounded(x: float, y: float) -> tuple[float, float]:
    """As exact as a hand draws: a file stays readable."""
    return round(x, 4), float(f"{y:.3g}")
