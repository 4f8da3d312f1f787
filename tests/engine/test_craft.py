"""The craft of training: schedules, freezing, rates of layers, accumulated gradients, class weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.utils.class_weight import compute_class_weight

from playground.catalog import choose_schedule
from playground.catalog.grouping import dissolve, group
from playground.data.dataset import Dataset
from playground.engine import checkpoint
from playground.engine.checkpoint import same
from playground.engine.schedules import rate
from playground.engine.session import Session
from playground.engine.train import TrainState
from playground.project import Project, Refused, TrainingSettings
from playground.project.network import change_layer
from tests.engine.made import arrays, chain, linear, plan_of, project, session, weights

DATA = arrays((4,), classes=2, count=60, test=10, validation=10)


def state_on(document: Project, data: Dataset) -> TrainState:
    return TrainState(document, data, plan_of(document, data))


def state(document: Project) -> TrainState:
    return state_on(document, DATA)


def document(**training: object) -> Project:
    return project(chain(linear(8), "Tanh", linear(6), "BatchNorm1d", "Tanh", "Linear"), **training)


def with_layer(before: Project, layer_id: str, **changes: object) -> Project:
    return before.with_network(change_layer(before.network, layer_id, **changes))


# --- schedules -------------------------------------------------------------------------------------


def scheduled(name: str, **training: object) -> TrainingSettings:
    made = document(batch_size=10, **training).content.training
    return choose_schedule(made, name)


def test_the_optimizer_steps_by_the_schedules_rate() -> None:
    training = scheduled("ExponentialLR", optimizer="Adam", learning_rate=0.01).but(warmup_epochs=1)
    made = state(document().with_content(training=training))
    for step in range(12):
        made.step()
        assert made.optimizer.param_groups[0]["lr"] == rate(training, step, made.epoch_steps)


def test_the_rate_is_part_of_the_history() -> None:
    made = session(document().with_content(training=scheduled("ExponentialLR")), DATA)
    made.advance(steps=8)
    *_, values = made.history.values("learning_rate")
    assert values.tolist() == pytest.approx([0.03 * 0.95, 0.03 * 0.95**2])


def test_a_plateau_lowers_the_rate_by_the_validation_loss() -> None:
    training = scheduled("ReduceLROnPlateau", learning_rate=1e-9)
    training = training.but(schedule_parameters=training.schedule_parameters.but(patience=1, factor=0.5))
    made = session(project(chain(linear(8), "Linear")).with_content(training=training), DATA)
    made.advance(steps=4 * 8)  # nothing moves, so nothing becomes better
    assert made.train is not None
    assert made.train.plateau.factor < 1.0
    assert made.train.rate == pytest.approx(1e-9 * made.train.plateau.factor)


def test_going_on_from_a_snapshot_keeps_the_schedule() -> None:
    training = scheduled("CosineAnnealingLR", optimizer="Adam").but(warmup_epochs=1)
    made = state(document().with_content(training=training))
    for _ in range(7):
        made.step()
    kept = checkpoint.take(made)
    wanted = [made.step() for _ in range(9)]
    checkpoint.put_back(made, kept)
    assert [made.step() for _ in range(9)] == wanted


def test_another_schedule_while_it_trains() -> None:
    made = session(document(batch_size=10), DATA)
    made.advance(steps=10)
    before = weights(made)
    training = scheduled("InverseTimeLR")
    made.follow(document().with_content(training=training), DATA)
    assert same(weights(made), before), "the weights stay"
    made.advance(steps=1)
    assert made.train is not None
    assert made.train.optimizer.param_groups[0]["lr"] == rate(training, 10, made.train.epoch_steps)
    assert "schedule" in made.history.marks[-1].text


def test_a_curve_that_is_drawn_while_it_trains_is_marked_in_words() -> None:
    curves = [((0.0, 1.0), (1.0, end)) for end in (0.1, 0.5)]
    drawn = scheduled("Drawn")
    first, second = (
        drawn.but(schedule_parameters=drawn.schedule_parameters.but(points=points)) for points in curves
    )
    made = session(document().with_content(training=first), DATA)
    made.advance(steps=1)
    made.follow(document().with_content(training=second), DATA)
    assert [mark.text for mark in made.history.marks] == ["schedule drawn"]


# --- freezing and rates of layers ------------------------------------------------------------------


def test_a_frozen_layer_does_not_learn() -> None:
    made = state(with_layer(with_layer(document(), "linear_1", frozen=True), "batchnorm1d_1", frozen=True))
    before = made.net.state()
    for _ in range(10):
        made.step()
    after = made.net.state()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved == {"linear_2.weight", "linear_2.bias", "linear_3.weight", "linear_3.bias"}, (
        "running statistics rest too"
    )


def test_freezing_while_it_trains_keeps_weights_and_what_the_optimizer_knows() -> None:
    plain = document(optimizer="Adam", learning_rate=0.01)
    made = session(plain, DATA)
    made.advance(steps=10)
    before = weights(made)
    made.follow(with_layer(plain, "linear_1", frozen=True), DATA)
    assert same(weights(made), before)
    made.advance(steps=5)
    after = weights(made)
    assert torch.equal(after["linear_1.weight"], before["linear_1.weight"])
    assert not torch.equal(after["linear_2.weight"], before["linear_2.weight"])
    made.follow(plain, DATA)
    made.advance(steps=5)
    assert not torch.equal(weights(made)["linear_1.weight"], before["linear_1.weight"]), "it thaws"


def test_all_frozen_is_said_before_anything_runs() -> None:
    frozen = document()
    for layer in frozen.network.layers:
        frozen = with_layer(frozen, layer.id, frozen=True)
    made = Session()
    made.follow(frozen, DATA)
    assert [p.code for p in made.report.errors] == ["nothing_can_learn"]


def test_a_layer_may_learn_at_a_share_of_the_rate() -> None:
    plain, slow = document(), with_layer(document(), "linear_1", rate_scale=0.1)
    moves = []
    for made in (state(plain), state(slow)):
        before = made.net.state()
        made.step()
        after = made.net.state()
        moves.append({name: after[name] - before[name] for name in before})
    fast, slowed = moves
    assert torch.allclose(slowed["linear_1.weight"], 0.1 * fast["linear_1.weight"], atol=1e-7)
    assert torch.equal(slowed["linear_2.weight"], fast["linear_2.weight"])


# --- decay and penalties of layers -----------------------------------------------------------------


def by_hand(made: TrainState, steps: int, groups: dict[str, dict[str, float]], l2: dict[str, float]) -> None:
    """Trains the network of `made` with torch's own optimizer: `groups` by layer, and 0.5 l2 w^2 of each
    layer's weights as a part of the loss."""
    tensors = made.net.tensors()
    kept = [
        {"params": [p for name, p in tensors.items() if name.partition(".")[0] == layer], **given}
        for layer, given in groups.items()
    ]
    kind = torch.optim.AdamW if made.training.optimizer == "AdamW" else torch.optim.SGD
    optimizer = kind(kept, lr=made.training.learning_rate)
    for _ in range(steps):
        fields, target = made.batch()
        loss = made.objective.loss(made.net(fields), target)
        for layer, strength in l2.items():
            loss = loss + 0.5 * strength * tensors[f"{layer}.weight"].square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


PAIR = chain(linear(8), "Tanh", linear(6), "Tanh", "Linear")


@pytest.mark.parametrize("optimizer", ["SGD", "AdamW"])
def test_a_layers_weight_decay_is_a_parameter_group_of_torchs(optimizer: str) -> None:
    plain = project(PAIR, optimizer=optimizer, learning_rate=0.02)
    plain = plain.with_content(
        training=plain.training.but(
            optimizer_parameters=plain.training.optimizer_parameters.but(weight_decay=0.3)
        )
    )
    own = with_layer(plain, "linear_1", weight_decay=0.0)
    own = with_layer(own, "linear_2", weight_decay=0.9, rate_scale=0.5)
    ours, theirs = state(own), state(own)
    for _ in range(20):
        ours.step()
    groups = {
        "linear_1": {"weight_decay": 0.0},
        "linear_2": {"weight_decay": 0.9, "lr": 0.01},
        "linear_3": {"weight_decay": 0.3},
    }
    by_hand(theirs, 20, groups, {})
    wanted = theirs.net.state()
    assert all(torch.allclose(value, wanted[name], atol=1e-6) for name, value in ours.net.state().items())
    assert not torch.allclose(
        ours.net.state()["linear_1.weight"], state(plain).net.state()["linear_1.weight"]
    )


def test_l2_of_a_layer_is_the_gradient_of_its_square_at_that_layers_rate() -> None:
    """autograd's own gradient of the penalty through SGD, whose groups have the layers' rates."""
    own = with_layer(project(PAIR, l2=0.1, learning_rate=0.05), "linear_1", l2=0.0)
    own = with_layer(with_layer(own, "linear_2", l2=0.7), "linear_3", rate_scale=0.2)
    ours, theirs = state(own), state(own)
    for _ in range(20):
        ours.step()
    groups = {"linear_1": {}, "linear_2": {}, "linear_3": {"lr": 0.01}}
    by_hand(theirs, 20, groups, {"linear_2": 0.7, "linear_3": 0.1})
    wanted = theirs.net.state()
    assert all(torch.allclose(value, wanted[name], atol=1e-6) for name, value in ours.net.state().items())


def test_l1_of_a_layer_takes_the_same_from_each_of_its_weights() -> None:
    plain = project(PAIR, learning_rate=0.05)
    own = with_layer(plain, "linear_2", l1=0.01, rate_scale=0.5)
    without = with_layer(plain, "linear_2", rate_scale=0.5)
    ours, bare = state(own), state(without)
    before = ours.net.state()["linear_2.weight"]
    ours.step()
    bare.step()
    pulled, free = ours.net.state(), bare.net.state()
    wanted = free["linear_2.weight"] - 0.05 * 0.5 * 0.01 * before.sign()
    assert torch.allclose(pulled["linear_2.weight"], wanted, atol=1e-8)
    assert same(
        {n: v for n, v in pulled.items() if "2.weight" not in n},
        {n: v for n, v in free.items() if "2.weight" not in n},
    )


def test_weight_decay_that_changes_while_it_trains_leaves_a_layers_own_alone() -> None:
    own = with_layer(document(optimizer="Adam"), "linear_1", weight_decay=0.5)
    made = session(own, DATA)
    made.advance(steps=5)
    training = own.content.training
    parameters = training.optimizer_parameters.but(weight_decay=0.25)
    made.follow(own.with_content(training=training.but(optimizer_parameters=parameters)), DATA)
    made.advance(steps=5)
    assert made.train is not None
    groups = made.train.optimizer.param_groups
    assert sorted(group["weight_decay"] for group in groups) == [0.25, 0.5]


def test_an_optimizer_without_decay_says_so() -> None:
    made = session(with_layer(document(optimizer="Rprop"), "linear_1", weight_decay=0.5), DATA)
    assert [(p.code, p.layer) for p in made.report.problems] == [("optimizer_has_no_decay", "linear_1")]
    assert made.advance(steps=2) == 2


# --- blocks ----------------------------------------------------------------------------------------


def in_a_block(document: Project, *ids: str, **learning: object) -> Project:
    """The layers in block_1, in a block of the same kind around it."""
    network, block = group(document.network, ids)
    network, outer = group(change_layer(network, block.id, **learning), [block.id])
    return document.with_network(change_layer(network, outer.id, **learning))


def test_a_frozen_block_freezes_all_that_is_in_it() -> None:
    made = state(in_a_block(project(PAIR), "linear_1", "tanh_1", frozen=True))
    before = made.net.state()
    for _ in range(5):
        made.step()
    moved = {name for name, value in made.net.state().items() if not torch.equal(value, before[name])}
    assert {name.partition(".")[0] for name in moved} == {"linear_2", "linear_3"}


def test_blocks_multiply_the_share_of_the_rate_and_hand_their_decay_down() -> None:
    plain = project(PAIR, learning_rate=0.1)
    given = {"rate_scale": 0.5, "weight_decay": 0.2, "l2": 0.1}
    held = in_a_block(with_layer(plain, "linear_1", rate_scale=0.4, l2=0.3), "linear_1", "tanh_1", **given)
    flat = with_layer(plain, "linear_1", rate_scale=0.4 * 0.5 * 0.5, weight_decay=0.2, l2=0.3)
    ours, wanted = state(held), state(flat)
    for _ in range(10):
        ours.step()
        wanted.step()
    found = {name.rpartition("__")[2]: value for name, value in ours.net.state().items()}
    assert all(torch.allclose(value, found[name], atol=1e-7) for name, value in wanted.net.state().items())


def test_what_comes_out_of_a_block_learns_as_it_did_inside() -> None:
    held = in_a_block(project(PAIR), "linear_1", "tanh_1", rate_scale=0.5, l1=0.1)
    network = held.network
    while blocks := [layer.id for layer in network.layers if layer.network]:
        network, _ = dissolve(network, blocks[0])
    layer = network.by_id["linear_1"]
    assert (layer.rate_scale, layer.l1) == (0.25, 0.1)


# --- accumulated gradients -------------------------------------------------------------------------


def test_batches_add_up_to_one_large_batch() -> None:
    """Without batch norm, four batches of five are a batch of twenty."""
    network = chain(linear(8), "Tanh", "Linear")
    small = state(project(network, batch_size=5, accumulate=4))
    large = state(project(network, batch_size=20))
    for _ in range(8):
        small.step()
    for _ in range(2):
        large.step()
    ours, wanted = small.net.state(), large.net.state()
    assert all(torch.allclose(ours[name], wanted[name], atol=1e-6) for name in wanted)


def test_what_is_left_at_the_end_of_an_epoch_is_used() -> None:
    made = state(project(chain(linear(8), "Tanh", "Linear"), batch_size=10, accumulate=3))
    for _ in range(made.epoch_steps - 1):
        made.step()
    before = made.net.state()
    made.step()
    assert made.epoch == 1
    assert made.waiting == 0
    assert not same(made.net.state(), before)


def test_a_snapshot_between_two_updates_holds_what_waits() -> None:
    made = state(project(chain(linear(8), "Tanh", "Linear"), batch_size=5, accumulate=4, optimizer="Adam"))
    for _ in range(6):
        made.step()
    assert made.waiting == 2
    kept = checkpoint.take(made)
    wanted = [made.step() for _ in range(9)]
    digest = checkpoint.digest(made)
    other = state(made.project)
    checkpoint.put_back(other, kept)
    assert [other.step() for _ in range(9)] == wanted
    assert checkpoint.digest(other) == digest


# --- class weights ---------------------------------------------------------------------------------


def unbalanced(classes: int) -> Session:
    data = arrays((4,), classes=classes, count=90, test=10)
    rare = np.flatnonzero(data.labels[data.train] == classes - 1)[3:]
    data = replace(data, train=np.delete(data.train, rare))
    return session(project(chain(linear(8), "Tanh", "Linear"), class_weights="balanced"), data)


@pytest.mark.parametrize("classes", [2, 4])
def test_balanced_weights_are_scikit_learns(classes: int) -> None:
    made = unbalanced(classes)
    assert made.train is not None
    data = made.train.dataset
    wanted = compute_class_weight("balanced", classes=np.arange(classes), y=data.labels[data.train])
    assert made.train.objective.loss.weight.numpy() == pytest.approx(wanted)


@pytest.mark.parametrize("classes", [2, 3])
def test_a_rare_yes_counts_as_much_as_all_noes(classes: int) -> None:
    made = unbalanced(classes)
    assert made.project is not None
    assert made.dataset is not None
    training = made.project.content.training.but(loss="BCEWithLogitsLoss")
    made.follow(made.project.with_content(training=training), made.dataset)
    assert made.train is not None
    labels = made.dataset.labels[made.dataset.train]
    counts = np.bincount(labels, minlength=classes)
    wanted = (len(labels) - counts) / counts
    found = made.train.objective.loss.pos_weight.numpy()
    assert found == pytest.approx(wanted[1:] if classes == 2 else wanted)


def test_a_rare_label_counts_as_much_as_a_common_one() -> None:
    data = arrays((4,), count=90, test=10, several=3)
    document = project(chain(linear(8), "Tanh", "Linear"), task="multilabel", class_weights="balanced")
    made = state_on(document, data)
    yes = data.labels[data.train].sum(0)
    found = made.objective.loss.pos_weight.numpy()
    assert found == pytest.approx((len(data.train) - yes) / yes)


def test_a_loss_that_takes_no_weights_says_so() -> None:
    made = session(project(chain("Linear"), class_weights="balanced", loss="HingeLoss"), DATA)
    assert [p.code for p in made.report.problems] == ["loss_takes_no_weights"]
    assert made.advance(steps=2) == 2


# --- weights from elsewhere ------------------------------------------------------------------------


def test_what_fits_of_a_file_is_taken_and_the_rest_stays(tmp_path: Path) -> None:
    old = state(project(chain(linear(8), "Tanh", "Linear")))
    path = tmp_path / "old.safetensors"
    checkpoint.write_weights(old, path)
    made = session(project(chain(linear(8), "Tanh", linear(5), "Tanh", "Linear"), seed=7), DATA)
    before = weights(made)
    assert made.take_weights(path) == "took 2 of 6 tensors from old.safetensors"
    after = weights(made)
    assert torch.equal(after["linear_1.weight"], old.net.state()["linear_1.weight"])
    assert torch.equal(after["linear_2.weight"], before["linear_2.weight"]), "of another size"
    assert made.advance(steps=3) == 3


def test_where_nothing_fits_nothing_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "old.safetensors"
    checkpoint.write_weights(state(project(chain(linear(9), "Tanh", linear(7), "Linear"))), path)
    made = session(project(chain("Conv2d", "Flatten", "Linear")), arrays((1, 6, 6), classes=2))
    before = weights(made)
    with pytest.raises(Refused, match="weights_do_not_fit"):
        made.take_weights(path)
    assert same(weights(made), before)
