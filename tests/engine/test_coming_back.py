"""The table 'Editing while it trains': numbers typed by hand, other data, Reset, and what comes back."""

from __future__ import annotations

import pytest
import torch

from playground import api
from playground.assets import asset
from playground.catalog import choose_optimizer, problem
from playground.data import make_dataset
from playground.engine.checkpoint import same
from playground.engine.session import Session
from playground.project import HandEdit, OptimizerSettings, Project
from playground.project.network import (
    change_layer,
    set_parameter,
)
from tests.engine.followed import equal, follow, goes_on, marks, modules, moments, with_training
from tests.engine.made import Given, arrays, chain, linear, points, project, session, weights

START: tuple[Given, ...] = (linear(8), "Tanh", linear(6), "Tanh", "Linear")


@pytest.fixture
def document() -> Project:
    return project(chain(*START), points(), optimizer="Adam", learning_rate=0.02)


@pytest.fixture
def made(document: Project) -> Session:
    """Trained for thirteen steps, in the middle of an epoch."""
    trained = session(document)
    trained.advance(steps=13)
    return trained


# --- a weight edited by hand -----------------------------------------------------------------------------


def edited(document: Project, made: Session, index: tuple[int, ...] = (2, 1), value: float = 3.5) -> Project:
    before = float(weights(made)["linear_1.weight"][index])
    edit = HandEdit(layer="linear_1", tensor="weight", index=index, value=value, before=before)
    return document.with_content(hand_edits=(*document.content.hand_edits, edit))


def test_a_hand_edit_changes_one_number(made: Session, document: Project) -> None:
    before, state = weights(made), moments(made)
    follow(made, edited(document, made))
    after = weights(made)
    assert after["linear_1.weight"][2, 1] == 3.5
    after["linear_1.weight"][2, 1] = before["linear_1.weight"][2, 1]
    assert equal(after, before)
    assert equal(moments(made), state)
    assert marks(made) == ["weight edited"]
    goes_on(made)


def test_undo_of_a_hand_edit(made: Session, document: Project) -> None:
    before = weights(made)
    follow(made, edited(document, made))
    follow(made, document)
    assert equal(weights(made), before)
    twice = edited(edited(document, made), made, value=9.0)
    follow(made, twice)
    assert weights(made)["linear_1.weight"][2, 1] == 9.0
    follow(made, document)
    assert equal(weights(made), before)


def test_a_hand_edit_before_the_first_step_is_kept(document: Project) -> None:
    made = session(document)
    follow(made, edited(document, made))
    assert weights(made)["linear_1.weight"][2, 1] == 3.5
    wider = set_parameter(document.network, "linear_2", "out_features", 9)
    follow(made, edited(document.with_network(wider), session(document)))
    assert weights(made)["linear_1.weight"][2, 1] == 3.5, "a change of layers does not undo it"


@pytest.mark.parametrize("index", [(0,), (0, 0, 0), (99, 0), (-1, 0)], ids=str)
def test_a_hand_edit_that_fits_nowhere_changes_nothing(
    made: Session, document: Project, index: tuple[int, ...]
) -> None:
    before = weights(made)
    edit = HandEdit(layer="linear_1", tensor="weight", index=index, value=7.0, before=0.0)
    lost = HandEdit(layer="gone_1", tensor="weight", index=(0, 0), value=7.0, before=0.0)
    follow(made, document.with_content(hand_edits=(edit, lost)))
    assert equal(weights(made), before)


# --- new data --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 5},
        {"parameters": {"samples": 90, "noise": 0.1}},
        {"parameters": {"samples": 60, "noise": 0.4}},
        {"test": 0.2},
        {"validation": 0.2},
        {"kind": "circle"},
    ],
    ids=str,
)
def test_new_data_keep_the_weights(made: Session, document: Project, change: dict[str, object]) -> None:
    before, state, nets = weights(made), moments(made), modules(made)
    old = made.dataset
    after = document.with_content(data=document.content.data.but(**change))
    follow(made, after)
    assert made.dataset is not old
    assert equal(weights(made), before)
    assert equal(moments(made), state)
    assert modules(made) == nets
    assert marks(made) == ["new data"]
    assert made.train is not None
    assert sorted(made.train.sampler.index.tolist()) == sorted(
        make_dataset(after.content.data).train.tolist()
    )
    assert made.train.tensors.fields["x"].shape[0] == len(make_dataset(after.content.data))
    goes_on(made)


def test_more_features_widen_the_first_layer(made: Session, document: Project) -> None:
    before = weights(made)
    data = document.content.data.but(features=("x1", "x2", "sin_x1"))
    follow(made, document.with_content(data=data))
    after = weights(made)
    assert after["linear_1.weight"].shape == (8, 3)
    assert torch.equal(after["linear_1.weight"][:, :2], before["linear_1.weight"])
    for name in before.keys() - {"linear_1.weight"}:
        assert torch.equal(after[name], before[name])
    goes_on(made)


def test_more_classes_widen_the_last_layer(made: Session, document: Project) -> None:
    before = weights(made)
    data = points("blobs", parameters={"classes": 4})
    follow(made, document.with_content(data=data))
    assert weights(made)["linear_3.weight"].shape == (4, 6)
    assert torch.equal(weights(made)["linear_3.weight"][:2], before["linear_3.weight"])
    goes_on(made)


def test_a_table_with_another_number_of_rows(document: Project) -> None:
    """Data that are made, not read from settings: the order of samples is drawn anew."""
    small, large = arrays((2,), classes=2, count=30, test=6), arrays((2,), classes=2, count=50, test=10)
    made = session(document, small)
    made.advance(steps=4)
    made.follow(document, large)
    assert made.train is not None
    made.advance(epochs=made.train.epoch + 1)
    seen = made.train.sampler.order.tolist()
    assert sorted(seen) == sorted(large.train.tolist())
    goes_on(made)


# --- a card moved, a view opened; Reset ------------------------------------------------------------------


def test_a_moved_card_is_nothing_to_the_trainer(made: Session, document: Project) -> None:
    before, nets, seen = weights(made), modules(made), (made.run, made.revision, made.history.version)
    scores = made.scores
    moved = document.with_positions({"linear_1": (10.0, 20.0)}).but(view=document.view.but(zoom=2.0))
    renamed = moved.with_network(change_layer(moved.network, "linear_1", name="first"))
    for after in (moved, renamed):
        follow(made, after)
        assert equal(weights(made), before)
        assert modules(made) == nets
        assert (made.run, made.revision, made.history.version) == seen
        assert made.scores is scores
    goes_on(made)


def test_reset_gives_the_same_weights_and_restore_the_trained_ones(made: Session, document: Project) -> None:
    initial, trained, state = weights(session(document)), weights(made), moments(made)
    history, step, run = made.history, 13, made.run
    assert made.can_restore == ""
    made.reset()
    assert equal(weights(made), initial)
    assert made.status == "paused"
    assert made.train is not None
    assert (made.train.step_count, made.train.epoch, made.run) == (0, 0, run + 1)
    assert made.history is not history
    assert made.history.names() == ()
    assert made.ghost is history
    assert made.can_restore == "trained"
    made.restore()
    assert equal(weights(made), trained)
    assert equal(moments(made), state)
    assert made.history is history
    assert made.ghost is None
    assert made.can_restore == ""
    assert made.train.step_count == step
    made.play()
    goes_on(made)


def test_a_network_may_have_its_own_optimizer(document: Project) -> None:
    training = choose_optimizer(document.content.training, "Adam", 0.01)
    alone = document.with_content(training=training)
    own = choose_optimizer(OptimizerSettings(), "Adam", 0.01)
    here = document.with_network(document.network.but(optimizer=own))
    wanted, found = session(alone), session(here)
    assert wanted.advance(steps=20) == found.advance(steps=20)
    assert same(weights(found), weights(wanted))
    assert [p.code for p in found.report.problems] == [p.code for p in wanted.report.problems]
    found.follow(here.with_network(here.network.but(optimizer=own.but(learning_rate=0.001))), found.dataset)
    assert found.train is not None
    assert found.train.optimizer.param_groups[0]["lr"] == 0.001
    assert [mark.text for mark in found.history.marks] == ["learning rate 0.01 \N{RIGHTWARDS ARROW} 0.001"]


def test_restored_weights_come_to_the_device_in_use(
    made: Session, document: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.engine.session.choose", str)  # the CPU by its number is another name
    made.advance(steps=20)
    trained = weights(made)
    made.reset()
    made.move("cpu:0")
    made.restore()
    assert made.train is not None
    assert made.train.device == torch.device("cpu:0")
    assert same(weights(made), trained)
    made.play()
    assert made.advance(steps=5) == 5


def test_restored_goes_on_as_if_there_had_been_no_reset(document: Project) -> None:
    straight, broken = session(document), session(document)
    for made in (straight, broken):
        made.advance(steps=13)
    broken.reset()
    broken.restore()
    broken.play()
    for made in (straight, broken):
        made.advance(steps=20)
    assert equal(weights(straight), weights(broken))


def test_restore_after_edits_follows_them(made: Session, document: Project) -> None:
    """What was edited since the reset acts on the restored weights as it would have before it."""
    trained = weights(made)
    made.reset()
    wide = document.with_network(set_parameter(document.network, "linear_2", "out_features", 9))
    changed = with_training(wide, learning_rate=0.5)
    follow(made, changed)
    made.restore()
    assert torch.equal(weights(made)["linear_1.weight"], trained["linear_1.weight"])
    assert torch.equal(weights(made)["linear_2.weight"][:6], trained["linear_2.weight"])
    assert made.train is not None
    assert made.train.optimizer.param_groups[0]["lr"] == 0.5
    made.play()
    goes_on(made)


def test_reset_of_nothing_offers_nothing(document: Project) -> None:
    made = session(document)
    made.reset()
    assert made.can_restore == ""
    assert made.ghost is None


def test_another_seed_begins_anew_and_keeps_the_old_run_as_a_ghost(made: Session, document: Project) -> None:
    history, before = made.history, weights(made)
    follow(made, with_training(document, seed=77))
    assert not equal(weights(made), before)
    assert made.ghost is history
    assert made.can_restore == "trained"
    assert made.train is not None
    assert made.train.step_count == 0
    goes_on(made)


# --- errors come and go ----------------------------------------------------------------------------------


def test_an_error_blocks_and_its_repair_goes_on(made: Session, document: Project) -> None:
    before = weights(made)
    network = document.network
    broken = document.with_network(set_parameter(network, "linear_3", "out_features", 7))
    follow(made, broken)
    assert made.status == "blocked"
    assert made.problem is not None
    assert made.problem.code == "output_does_not_fit"
    made.play()
    assert made.status == "blocked"
    assert made.advance(steps=3) == 0
    assert equal(weights(made), before)
    follow(made, document)
    assert made.status == "paused"
    assert made.problem is None
    assert equal(weights(made), before)
    made.play()
    goes_on(made)


def test_reset_while_blocked_still_says_why(made: Session, document: Project) -> None:
    broken = document.with_network(set_parameter(document.network, "linear_3", "out_features", 7))
    follow(made, broken)
    made.reset()
    assert made.status == "blocked"
    assert made.problem is not None
    follow(made, document)
    assert made.status == "paused"
    assert made.problem is None
    assert equal(weights(made), weights(session(document)))


def test_a_new_seed_leaves_no_old_trouble(made: Session, document: Project) -> None:
    made.status, made.problem = "failed", problem("training_failed", reason="it broke")
    follow(made, with_training(document, seed=3))
    assert made.status == "paused"
    assert made.problem is None


def test_undoing_a_typed_number_after_a_reset_leaves_the_new_weights_alone() -> None:
    document = api.load(asset("examples", "circle.json"))
    run = Session()
    dataset = make_dataset(document.content.data)
    run.follow(document, dataset)
    run.play()
    run.advance(steps=3)
    typed = HandEdit(layer="linear_1", tensor="weight", index=(0, 0), value=4.0, before=3.0)
    edited = document.with_content(hand_edits=(typed,))
    run.follow(edited, dataset)
    run.reset()
    assert run.train is not None
    fresh = run.train.net.state()
    run.follow(document, dataset)
    assert all(torch.equal(fresh[name], tensor) for name, tensor in run.train.net.state().items())
