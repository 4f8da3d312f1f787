"""Augmentation: each change is what it says, and a run with it can be repeated and resumed."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.augmentations import AUGMENTATIONS, varies
from playground.engine import augment, checkpoint
from playground.engine.augment import move, spoil
from playground.engine.probes import EXAMPLES, Probes
from playground.engine.session import Session
from playground.engine.snapshots import Request
from playground.engine.train import TrainState
from playground.project import FrozenDict, Project
from tests.contracts.test_layers import assert_well_declared
from tests.engine.made import Given, arrays, chain, linear, plan_of, project

PICTURES = torch.rand(5, 2, 8, 8, generator=torch.Generator().manual_seed(0))
DATA = arrays((1, 8, 8), classes=3, count=60)


@pytest.fixture
def fully(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every random amount is the largest that it may be."""
    monkeypatch.setattr(augment, "_spread", lambda x, most: torch.full((len(x),), float(most)))


def test_nothing_asked_is_nothing_done() -> None:
    assert move(PICTURES, {}) is PICTURES
    assert spoil(PICTURES, {}) is PICTURES
    assert not varies(FrozenDict())
    assert varies(FrozenDict({"shift": 1.0}))


@pytest.mark.usefixtures("fully")
def test_a_quarter_turn() -> None:
    turned = move(PICTURES, {"rotate": 90.0})
    assert torch.allclose(turned, torch.rot90(PICTURES, 1, (2, 3)), atol=1e-5)


@pytest.mark.usefixtures("fully")
def test_a_turn_does_not_shear_what_is_not_square() -> None:
    bar = torch.zeros(1, 1, 20, 40)
    bar[..., 8:12, 15:25] = 1.0  # lies
    stands = move(bar, {"rotate": 90.0})[0, 0] > 0.5
    assert stands.any(0).sum() == 4
    assert stands.any(1).sum() == 10


@pytest.mark.usefixtures("fully")
def test_a_shift_by_a_quarter_leaves_black() -> None:
    moved = move(PICTURES, {"shift": 25.0})
    assert torch.allclose(moved[..., :6, :6], PICTURES[..., 2:, 2:], atol=1e-5)
    assert float(moved[..., 6:, :].abs().max()) == 0.0


@pytest.mark.usefixtures("fully")
def test_zoom_enlarges() -> None:
    square = torch.zeros(1, 1, 16, 16)
    square[..., 6:10, 6:10] = 1.0
    assert float(move(square, {"zoom": 50.0}).sum()) == pytest.approx(16 * 1.5**2, rel=0.1)


@pytest.mark.parametrize(("flip", "axes"), [("horizontal", (3,)), ("vertical", (2,))])
def test_every_other_picture_is_mirrored(flip: str, axes: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    many = PICTURES[:1].expand(200, -1, -1, -1)
    flipped = move(many, {"flip": flip})
    mirrored = (flipped == many.flip(axes)).all(dim=(1, 2, 3))
    same = (flipped == many).all(dim=(1, 2, 3))
    assert (mirrored | same).all()
    assert 60 < int(mirrored.sum()) < 140


def test_noise_has_its_spread_and_stays_a_picture() -> None:
    torch.manual_seed(0)
    grey = torch.full((50, 1, 20, 20), 0.5)
    noisy = spoil(grey, {"noise": 10.0})
    assert float((noisy - 0.5).std()) == pytest.approx(0.1, rel=0.05)
    assert float(spoil(grey, {"noise": 100.0}).min()) >= 0.0
    assert float(spoil(grey, {"noise": 100.0}).max()) <= 1.0


@given(share=st.floats(10.0, 90.0), seed=st.integers(0, 99))
def test_a_cutout_is_one_square(share: float, seed: int) -> None:
    torch.manual_seed(seed)
    blank = spoil(torch.ones(3, 1, 40, 40), {"cutout": share}) == 0
    side = share / 100 * 40
    for one in blank[:, 0]:
        tall, wide = int(one.any(1).sum()), int(one.any(0).sum())
        assert int(one.sum()) == tall * wide, "a rectangle"
        assert 0.5 * side - 1 <= tall <= side + 1, "cut off by the edge at most by half"


def document(task: str = "classification", **augmentation: object) -> Project:
    layers: list[Given] = ["Flatten", linear(8), "Tanh", "Linear"]
    return project(
        chain(*layers), task=task, batch_size=10, augmentation=FrozenDict(augmentation), optimizer="Adam"
    )


def test_a_run_resumes_to_the_last_bit() -> None:
    varied = document(shift=20.0, rotate=30.0, noise=20.0, cutout=30.0, flip="both")
    state = TrainState(varied, DATA, plan_of(varied, DATA))
    with state.own_random():
        for _ in range(7):
            state.step()
    kept = checkpoint.take(state)
    with state.own_random():
        wanted = [state.step() for _ in range(9)]
    checkpoint.put_back(state, kept)
    with state.own_random():
        assert [state.step() for _ in range(9)] == wanted


def test_evaluation_sees_the_pictures_as_they_are() -> None:
    plain, varied = document(), document(noise=50.0, shift=20.0)
    scores = [TrainState(d, DATA, plan_of(d, DATA)).evaluate() for d in (plain, varied)]
    assert scores[0] == scores[1]


def test_what_is_reconstructed_is_the_picture_before_it_was_spoiled() -> None:
    varied = document("reconstruction", noise=50.0, shift=20.0)
    state = TrainState(varied, DATA, plan_of(varied, DATA))
    fields, target = state.augmented({"x": PICTURES}, PICTURES)
    assert not torch.equal(fields["x"], target)
    torch.manual_seed(0)
    moved = move(PICTURES, varied.training.augmentation)
    torch.manual_seed(0)
    assert torch.equal(state.augmented({"x": PICTURES}, PICTURES)[1], moved)


def test_examples_disturb_no_random_number_and_are_always_the_same() -> None:
    varied = document(noise=50.0)
    state = TrainState(varied, DATA, plan_of(varied, DATA))
    before = torch.get_rng_state()
    request = Request("augmented", sample=3)
    one, two = (Probes().answer(request, state) for _ in range(2))
    assert torch.equal(torch.get_rng_state(), before)
    assert one is not None
    assert two is not None
    assert one["images"].shape == (EXAMPLES, 1, 8, 8)
    assert np.array_equal(one["images"], two["images"])


def test_tables_have_nothing_to_augment() -> None:
    table = arrays((4,), classes=2)
    made = Session()
    made.follow(project(chain("Linear"), augmentation=FrozenDict({"noise": 10.0})), table)
    assert [p.code for p in made.report.problems] == ["augmentation_wants_pictures"]
    made.play()
    assert made.advance(steps=2) == 2


@pytest.mark.parametrize("parameter", AUGMENTATIONS, ids=lambda p: p.name)
def test_declarations_are_sound(parameter) -> None:  # type: ignore[no-untyped-def]
    assert_well_declared(parameter)
    assert parameter.help.endswith((".", "."))
    assert not varies(FrozenDict({parameter.name: parameter.default})), "does nothing unless asked"
