"""The sets on the plane, held against the peers' formulas written out point by point."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.random import PCG64, Generator

from playground.data import DATASETS, FEATURES, defaults_for, features, make_dataset, plane
from playground.project import FrozenDict, Refused


def generator(seed: int = 1) -> Generator:
    return Generator(PCG64(seed))


def make(kind: str, **changes: Any) -> Any:
    settings = defaults_for(kind)
    return make_dataset(settings.but(parameters=settings.parameters.but(**changes)))


def test_circle_without_noise_is_a_disc_in_a_ring() -> None:
    points, labels = plane.circle(4000, 0.0, generator())
    radius = np.hypot(*points.T)
    assert labels.sum() == 2000
    assert radius[labels == 1].max() < 2.5
    assert 3.5 <= radius[labels == 0].min() <= radius.max() <= 5.0
    # r itself is uniform, not the area: the mean radius of the disc is 1.25.
    assert radius[labels == 1].mean() == pytest.approx(1.25, abs=0.05)


def test_circle_noise_changes_labels_and_leaves_the_points() -> None:
    still, _ = plane.circle(2000, 0.0, generator())
    points, labels = plane.circle(2000, 0.5, generator())
    assert np.array_equal(points, still)
    radius = np.hypot(*points.T)
    assert (labels[radius < 2.5] == 0).any()
    assert (labels[radius > 3.5] == 1).any()
    # A label can only be wrong within the reach of the noise (2.5 each way).
    assert radius[labels == 1].max() < 2.5 + 2.5 * math.sqrt(2)


def test_xor_is_the_sign_of_the_product_with_a_gap_at_the_axes() -> None:
    points, labels = plane.xor(4000, 0.0, generator())
    assert np.abs(points).min() >= 0.3
    assert np.abs(points).max() <= 5.3
    assert np.array_equal(labels == 1, points[:, 0] * points[:, 1] >= 0)
    noisy, blurred = plane.xor(4000, 0.25, generator())
    assert np.array_equal(noisy, points)
    assert 0.03 < (blurred != labels).mean() < 0.4


@pytest.mark.parametrize("count", [2, 3, 8])
def test_discs_are_labels_that_a_point_has_by_its_distance(count: int) -> None:
    points, labels = plane.discs(3000, 0.0, generator(), count)
    for k in range(count):
        angle = 2 * math.pi * k / count
        distance = np.hypot(points[:, 0] - 2 * math.sin(angle), points[:, 1] - 2 * math.cos(angle))
        assert np.array_equal(labels[:, k] == 1, distance < 3)
    assert {0, 1, count} <= set(labels.sum(1).tolist()), "none, one, all"
    still, blurred = plane.discs(3000, 0.25, generator(), count)
    assert np.array_equal(still, points)
    assert 0.02 < (blurred != labels).mean() < 0.4


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gauss_has_the_peers_centres_and_variance(noise: float, variance: float) -> None:
    points, labels = plane.gauss(20_000, noise, generator())
    assert labels.sum() == 10_000
    for label, centre in ((1, 2.0), (0, -2.0)):
        mine = points[labels == label]
        assert mine.mean(axis=0) == pytest.approx([centre, centre], abs=0.1)
        assert mine.var(axis=0) == pytest.approx([variance, variance], rel=0.05)


def test_spiral_point_by_point() -> None:
    points, labels = plane.spiral(10, 0.0, generator())
    expected = []
    for label, delta in ((1, 0.0), (0, math.pi)):
        for i in range(5):
            r, t = i / 5 * 5, 1.75 * i / 5 * 2 * math.pi + delta
            expected.append((r * math.sin(t), r * math.cos(t), label))
    assert np.c_[points, labels] == pytest.approx(np.array(expected), abs=1e-12)


def test_spiral_noise_moves_each_coordinate_by_at_most_itself() -> None:
    still, _ = plane.spiral(1000, 0.0, generator())
    moved, _ = plane.spiral(1000, 0.5, generator())
    assert 0.4 < np.abs(moved - still).max() <= 0.5


def test_plane_maps_ten_to_one() -> None:
    points, values = plane.plane(1000, 0.0, generator())
    assert values == pytest.approx((points[:, 0] + points[:, 1]) / 10)
    assert np.abs(points).max() <= 6.0


def test_six_bumps_point_by_point() -> None:
    points, values = plane.multi_gauss(500, 0.0, generator())
    bumps = [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]
    for (x, y), value in zip(points, values):
        best = 0.0
        for cx, cy, sign in bumps:
            height = sign * max(0.0, 1 - math.dist((x, y), (cx, cy)) / 2)
            best = height if abs(height) > abs(best) else best
        assert value == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("function", [plane.plane, plane.multi_gauss])
def test_noise_of_numbers_changes_the_label_and_leaves_the_points(function: Callable[..., Any]) -> None:
    still, values = function(1000, 0.0, generator())
    points, blurred = function(1000, 0.3, generator())
    assert np.array_equal(points, still)
    assert 0.02 < np.abs(blurred - values).mean() < 0.6


def test_moons_are_half_circles_that_reach_into_each_other() -> None:
    points, labels = plane.moons(2000, 0.0, generator())
    for label, centre in ((1, (-1.5, -0.75)), (0, (1.5, 0.75))):
        assert np.hypot(*(points[labels == label] - centre).T) == pytest.approx(np.full(1000, 3.0))
    assert points[labels == 1, 1].min() < points[labels == 0, 1].max()


@pytest.mark.parametrize("classes", range(2, 9))
def test_blobs_have_as_many_classes_as_asked(classes: int) -> None:
    dataset = make("blobs", classes=classes, samples=400, noise=0.0)
    assert len(dataset.classes) == classes
    counts = np.bincount(dataset.labels, minlength=classes)
    assert counts.min() >= 400 // classes
    centres = [dataset.points[dataset.labels == c].mean(axis=0) for c in range(classes)]
    assert np.hypot(*np.array(centres).T) == pytest.approx(np.full(classes, 4.0), abs=0.3)


@pytest.mark.parametrize("kind", [kind.name for kind in plane.KINDS])
@pytest.mark.parametrize("count", [10, 11, 500])
def test_exactly_as_many_samples_as_asked(kind: str, count: int) -> None:
    assert len(make(kind, samples=count)) == count


def test_the_peers_numbers_of_samples() -> None:
    for name, count in (("circle", 500), ("spiral", 500), ("plane", 1200), ("multi_gauss", 1200)):
        assert DATASETS[name].defaults["samples"] == count
        assert len(make_dataset(defaults_for(name)).train) == count // 2


def test_features_are_the_peers_seven() -> None:
    points = generator().uniform(-6, 6, (50, 2)).astype(np.float32)
    x, y = points.T
    found = features.apply(points, list(FEATURES))
    assert list(FEATURES) == ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"]
    expected = np.stack([x, y, x * x, y * y, x * y, np.sin(x), np.sin(y)], axis=1)
    assert found.dtype == np.float32
    assert np.array_equal(found, expected)
    assert features.labels(["x1_x2", "sin_x2"]) == ("X₁X₂", "sin X₂")
    assert np.array_equal(features.apply(points, ["x2"]), points[:, 1:])


def test_the_dataset_has_the_features_in_the_order_chosen() -> None:
    settings = defaults_for("spiral").but(features=("sin_x2", "x1"))
    dataset = make_dataset(settings)
    assert dataset.points is not None
    assert dataset.input_shapes == {"x": (2,)}
    assert np.array_equal(dataset.fields["x"][:, 0], np.sin(dataset.points[:, 1]))
    assert dataset.feature_names == ("sin X₂", "X₁")


@pytest.mark.parametrize(
    ("names", "code"), [((), "no_features"), (("x1", "x3"), "unknown_feature"), (("X1",), "unknown_feature")]
)
def test_features_that_cannot_be(names: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refused) as refused:
        make_dataset(defaults_for("xor").but(features=names))
    assert refused.value.problem.code == code
    assert refused.value.problem.setting == "data.features"


@pytest.mark.parametrize(
    ("name", "value"), [("noise", 51.0), ("noise", -1), ("samples", 9), ("samples", 12.5), ("samples", "5")]
)
def test_parameters_out_of_their_bounds_are_refused(name: str, value: Any) -> None:
    settings = defaults_for("circle").but(parameters=FrozenDict({name: value}))
    with pytest.raises(Refused) as refused:
        make_dataset(settings)
    assert refused.value.problem.setting == f"data.parameters.{name}"
