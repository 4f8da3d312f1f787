"""Where neurons stand, and where lines run."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from playground.ui.canvas.wire import curve
from playground.ui.neurons.geometry import (
    GAP,
    GAP_LEAST,
    GAP_MOST,
    Lines,
    along,
    bounds,
    line_widths,
    lines_of,
    place,
    spread,
    tile_sizes,
)
from playground.ui.neurons.model import Sheaf, open_network
from tests.ui.neurons.networks import build

CHAINS = [
    (["Input", "Linear 8", "Tanh", "Linear 8", "Tanh", "Linear 1"], ()),
    (["Input", *["Linear 64", "ReLU"] * 6, "Linear 3"], ()),
    (["Input", "Linear 6", "Tanh", "Linear 6", "ReLU", "Add", "Linear 1"], [("tanh_1", "add_1")]),
    (["Input", "Linear 20", "BatchNorm1d", "Linear 100", "Linear 1"], ()),
]


def opened(chain, extra=()):
    return open_network(build(chain, extra), ("X₁", "X₂"), {})


@pytest.mark.parametrize(
    ("weight", "width"), [(0.0, 1.0), (1.0, 2.8), (-2.5, 5.5), (5.0, 10.0), (-80.0, 10.0), (np.nan, 1.0)]
)
def test_lines_are_one_to_ten_pixels_wide(weight, width):
    assert line_widths(np.array([weight]))[0] == pytest.approx(width)


def test_tiles_shrink_from_44_to_20():
    sides = [tile_sizes(count)[0] for count in range(1, 65)]
    assert sides[:8] == [44.0] * 8
    assert sides[-1] == 20.0
    assert sides == sorted(sides, reverse=True)
    assert all(tile_sizes(count)[1] > tile_sizes(count)[0] for count in range(1, 65))


@pytest.mark.parametrize(("chain", "extra"), CHAINS)
def test_no_two_columns_overlap_and_lines_run_to_the_right(chain, extra):
    net = opened(chain, extra)
    boxes = place(net)
    rectangles = [(b.left, b.top, b.right, b.top + b.height) for b in boxes.values()]
    for i, a in enumerate(rectangles):
        for b in rectangles[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for sheaf in net.sheaves:
        assert boxes[sheaf.target].left - boxes[sheaf.source].right >= GAP_LEAST


def test_columns_move_apart_to_fill_the_width_within_reason():
    net = opened(*CHAINS[0])
    boxes = place(net)
    wide = bounds(boxes)[2]
    assert spread(boxes, wide) == pytest.approx(GAP)
    assert spread(boxes, 10.0) == GAP_LEAST
    assert spread(boxes, 10_000.0) == GAP_MOST
    fitting = place(net, spread(boxes, wide + 90.0))
    assert bounds(fitting)[2] == pytest.approx(wide + 90.0, abs=8 * len(boxes))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.37, 0.5, 0.8, 1.0])
def test_where_a_line_is_caught_is_where_it_is_drawn(share):
    path = curve(QPointF(10, 0), QPointF(130, 300))
    drawn = [path.pointAtPercent(step / 2000) for step in range(2001)]
    nearest = min(drawn, key=lambda point: abs(point.x() - (10 + 120 * share)))
    assert 300 * along(share, straight=False) == pytest.approx(nearest.y(), abs=1.0)


def _lines(starts, ends):
    count = len(starts)
    units = np.arange(count)
    return Lines(
        Sheaf("a", "b", "weights"),
        0.0,
        100.0,
        np.array(starts),
        np.array(ends),
        units,
        units,
        np.zeros(count),
    )


def test_the_nearest_line_is_found_sideways_too():
    lines = _lines([0.0, 50.0], [400.0, 50.0])
    every = np.ones(2, np.bool_)
    index, distance = lines.nearest(54.0, 200.0, True, every)
    # The steep line passes 4 px to the left: straight up it is 16 px away.
    assert index == 0
    assert distance == pytest.approx(16.0 / np.hypot(4.0, 1.0), rel=1e-6)
    assert lines.nearest(20.0, 52.0, True, every) == (1, pytest.approx(2.0))
    assert lines.nearest(20.0, 52.0, True, np.array([True, False]))[0] == 0
    assert lines.nearest(101.0, 50.0, True, every) is None


def test_a_picture_that_is_one_edit_behind_leaves_new_lines_unknown():
    net = opened(["Input", "Linear 3", "Linear 1"])
    weight = np.arange(4.0).reshape(2, 2)
    lines = lines_of(net.sheaves[0], net, place(net), weight)
    assert lines.weights.tolist()[:4] == [0.0, 1.0, 2.0, 3.0]
    assert np.isnan(lines.weights[4:]).all()
    assert lines.targets.tolist() == [0, 0, 1, 1, 2, 2]
    assert lines.sources.tolist() == [0, 1, 0, 1, 0, 1]
