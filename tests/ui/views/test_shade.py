"""Colours at known values, and what losses' links mean for them."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data import Dataset, defaults_for, make_dataset
from playground.project import FrozenDict
from playground.ui.theme import LIGHT, NEGATIVE, POSITIVE, SERIES, theme
from playground.ui.views import shade


def dataset(kind: str, **parameters: object) -> Dataset:
    settings = defaults_for(kind)
    return make_dataset(settings.but(parameters=FrozenDict({**settings.parameters, **parameters})))


def over_surface(colour: str) -> list[int]:
    """160/255 of a colour on the theme's white, the peers' alpha, rounded down."""
    full = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return (full * 160 / 255 + 255 * 95 / 255).astype(int).tolist()


@pytest.fixture(autouse=True)
def light(qapp: object) -> None:
    theme().apply("light")


@pytest.mark.parametrize(
    ("link", "outputs", "level"),
    [
        ("softmax", [0.1, 0.9], 0.8),
        ("sigmoid", [0.25], -0.5),
        ("tanh", [-0.5], -0.5),
        ("identity", [2.0], 2.0),
    ],
)
def test_two_classes_become_one_signed_value(link: shade.Link, outputs: list[float], level: float) -> None:
    values = np.array(outputs)[:, None, None]
    assert float(shade.signed(values, link)[0, 0]) == pytest.approx(level)


@pytest.mark.parametrize("link", ["softmax", "sigmoid", "tanh", "identity"])
def test_shares_sum_to_one_and_favour_the_largest(link: shade.Link) -> None:
    outputs = np.array([0.1, 0.7, 0.2])[:, None, None]
    shares = shade.class_shares(outputs, link)
    assert float(shares.sum()) == pytest.approx(1.0)
    assert int(shares.argmax()) == 1


def test_one_output_stands_for_two_classes() -> None:
    assert shade.probabilities(np.array([[0.3]]), "sigmoid", 2)[:, 0] == pytest.approx([0.7, 0.3])
    assert shade.probabilities(np.array([[-1.0]]), "tanh", 2)[:, 0] == pytest.approx([1.0, 0.0])
    assert shade.probabilities(np.array([[5.0]]), "identity", 2)[:, 0] == pytest.approx([0.0, 1.0])


def test_surfaces_go_from_orange_over_neutral_to_blue() -> None:
    values = np.array([[[-1.0, 0.0], [1.0, np.nan]]])
    rgba = shade.surface(values, "tanh", dataset("spiral"))
    assert rgba[0, 0, :3].tolist() == over_surface(NEGATIVE.name())
    assert rgba[1, 0, :3].tolist() == over_surface(POSITIVE.name())
    assert np.abs(rgba[0, 1, :3].astype(int) - over_surface(LIGHT.neutral.name())).max() <= 1
    assert rgba[1, 1, 3] == 0  # not a number: nothing is drawn


def test_discretize_leaves_the_decision_alone() -> None:
    values = np.linspace(-0.3, 0.3, 10)[None, None, :].repeat(10, axis=1)
    rgba = shade.surface(values, "tanh", dataset("spiral"), discretize=True)
    assert rgba.shape == (10 * shade.FINE, 10 * shade.FINE, 4)
    found = {tuple(c) for c in rgba[..., :3].reshape(-1, 3).tolist()}
    assert found == {tuple(over_surface(NEGATIVE.name())), tuple(over_surface(POSITIVE.name()))}


def test_several_classes_mix_their_colours_by_probability() -> None:
    shares = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])[:, None, :].repeat(2, axis=1)
    rgba = shade.surface(shares, "softmax", dataset("blobs", classes=3))
    assert rgba[0, 0, :3].tolist() == over_surface(SERIES[0])
    assert rgba[0, 1, :3].tolist() == over_surface(SERIES[1])
    half = shade.surface(np.full((3, 2, 2), 1 / 3), "softmax", dataset("blobs", classes=3))
    full = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in SERIES[:3]])
    expected = full.mean(axis=0) * 160 / 255 + 95
    assert np.abs(half[0, 0, :3] - expected).max() <= 2


def test_finer_maps_agree_with_interpolation() -> None:
    values = np.random.default_rng(0).normal(size=(1, 6, 6))
    fine = shade.finer(values, 4)
    at = np.linspace(0, 5, 24)
    rows = np.array([np.interp(at, np.arange(6), row) for row in values[0]])
    expected = np.array([np.interp(at, np.arange(6), column) for column in rows.T]).T
    np.testing.assert_allclose(fine[0], expected, atol=1e-12)


def test_numbers_are_scaled_by_the_data_and_discretized_in_bands() -> None:
    data = dataset("plane")
    assert shade.value_limit(data) == 1.0
    assert shade.banded(np.array([-9.0, -0.01, 0.01, 0.26, 9.0]), 1.0).tolist() == [
        -0.875,
        -0.125,
        0.125,
        0.375,
        0.875,
    ]
    rgba = shade.surface(np.array([[[-1.0, 1.0]] * 2]), "identity", data)
    assert rgba[0, 0, :3].tolist() == over_surface(NEGATIVE.name())
    assert rgba[0, 1, :3].tolist() == over_surface(POSITIVE.name())


def test_black_is_never_a_colour_on_dark() -> None:
    assert shade.class_colour(7, 8).name() == "#000000"
    theme().apply("dark")
    assert shade.class_colour(7, 8).lightnessF() > 0.7
    theme().apply("light")
