"""Mixed precision: the very steps of torch's own recipe, and float32 as it always was."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
import torch
from torch import nn

from playground.catalog import repair, words
from playground.engine import checkpoint, devices
from playground.engine.check import examine
from playground.engine.checkpoint import same
from playground.engine.session import Session
from playground.engine.train import TrainState
from playground.project import Project
from tests.engine.made import arrays, chain, linear, plan_of, project, session, weights

DATA = arrays((6,), classes=3, count=90, test=20)
LAYERS = chain(linear(16), "Tanh", "Dropout", linear(8), "BatchNorm1d", "Tanh", "Linear")


def document(precision: str, **training: Any) -> Project:
    given = {"optimizer": "SGD", "learning_rate": 0.1, **training}
    return project(LAYERS, precision=precision, **given)


def state(precision: str, **training: Any) -> TrainState:
    """Of whatever precision: what a CPU is not offered it can do all the same, slowly."""
    plan = plan_of(document("float32", **training), DATA)
    return TrainState(document(precision, **training), DATA, plan)


def steps(made: TrainState, number: int) -> list[float]:
    """Batches, with the random numbers of training; their losses."""
    with made.own_random():
        return [made.step() for _ in range(number)]


def by_hand(made: TrainState, number: int, precision: str, clip: float | None = None) -> None:
    """torch's recipe for automatic mixed precision, written out."""
    parameters = list(made.net.parameters())
    optimizer = torch.optim.SGD(parameters, lr=made.training.learning_rate, fused=True)
    scaler = torch.amp.GradScaler("cpu", enabled=precision == "float16")
    loss_of = nn.CrossEntropyLoss()
    with made.own_random():
        for _ in range(number):
            fields, target = made.batch()
            half = precision != "float32"
            with torch.autocast("cpu", getattr(torch, precision)) if half else nullcontext():
                out = made.net(fields)
            optimizer.zero_grad()
            scaler.scale(loss_of(out.float(), target)).backward()
            scaler.unscale_(optimizer)
            if clip is not None:
                nn.utils.clip_grad_norm_(parameters, clip)
            scaler.step(optimizer)
            scaler.update()


@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
@pytest.mark.parametrize("clip", [None, 0.05])
def test_steps_are_those_of_torchs_recipe(precision: str, clip: float | None) -> None:
    """To the last bit; so float32 is what it is without any of this."""
    ours, theirs = state(precision, clip_norm=clip), state(precision, clip_norm=clip)
    steps(ours, 20)
    by_hand(theirs, 20, precision, clip)
    assert same(ours.net.state(), theirs.net.state())


def test_half_the_bits_are_other_numbers_and_learn_as_well() -> None:
    made = {}
    for precision in ("float32", "bfloat16"):
        made[precision] = session(document(precision), DATA)
        made[precision].advance(steps=7 * 30)
    one, other = made["float32"], made["bfloat16"]
    assert not same(weights(one), weights(other))
    assert all(tensor.dtype in (torch.float32, torch.int64) for tensor in weights(other).values())
    scores = [trained.scores["train"] for trained in made.values()]
    assert min(score.metrics["accuracy"] for score in scores) > 0.8
    assert scores[1].loss == pytest.approx(scores[0].loss, abs=0.1)


def test_layers_see_half_the_bits_in_training_and_all_of_them_in_evaluation() -> None:
    made = state("bfloat16")
    seen: list[torch.dtype] = []
    first = made.net.layers["linear_1"]
    forward = first.forward
    first.forward = lambda x: (seen.append((out := forward(x)).dtype), out)[1]  # type: ignore[method-assign]
    made.adopt(type(made.net)(made.net.plan, dict(made.net.layers.items())))
    made.step()
    assert seen == [torch.bfloat16]
    made.evaluate()
    assert set(seen[1:]) == {torch.float32}


def test_accumulated_gradients_are_scaled_back_once() -> None:
    small = state("float16", batch_size=5, accumulate=2)
    steps(small, 6)
    plain = state("float32", batch_size=5, accumulate=2)
    steps(plain, 6)
    found, wanted = small.net.state(), plain.net.state()
    assert all(torch.allclose(found[name], wanted[name], atol=0.02) for name in wanted if "num" not in name)


def test_gradients_that_overflow_are_left_out_and_the_scale_falls() -> None:
    made = state("float16", l2=0.5)
    made.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**40)
    before = made.net.state()
    made.step()
    after = made.net.state()
    learns = [name for name in before if not name.rpartition(".")[2].startswith(("running", "num"))]
    assert same({n: after[n] for n in learns}, {n: before[n] for n in learns}), "no penalty either"
    assert made.scaler.get_scale() == 2.0**39


def test_a_snapshot_keeps_the_scale() -> None:
    made = state("float16")
    made.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**40)
    steps(made, 3)
    kept = checkpoint.take(made)
    wanted = steps(made, 9)
    digest = checkpoint.digest(made)
    other = state("float16")
    checkpoint.put_back(other, kept)
    assert steps(other, 9) == wanted
    assert checkpoint.digest(other) == digest


def test_precision_changes_while_it_trains() -> None:
    made = session(document("float32"), DATA)
    made.advance(steps=10)
    before = weights(made)
    made.follow(document("bfloat16"), DATA)
    assert same(weights(made), before)
    assert made.advance(steps=10) == 10
    assert "precision float32" in made.history.marks[-1].text


def test_gradients_that_wait_do_not_outlive_their_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.engine.check.precisions", lambda device: ("float32", "float16"))
    made = session(document("float16", batch_size=5, accumulate=4), DATA)
    made.advance(steps=2)
    assert made.train is not None
    assert made.train.waiting == 2
    made.follow(document("float32", batch_size=5, accumulate=4), DATA)
    assert made.advance(steps=8) == 8
    largest = max(float(tensor.abs().max()) for name, tensor in weights(made).items() if "num" not in name)
    assert largest < 5, "they were 65,536 times as large"


def test_what_a_device_lacks_is_said_with_what_it_has() -> None:
    made = Session()
    made.follow(document("float16"), DATA)
    (found,) = made.report.errors
    assert words.text(found) == (
        "CPU does not train in float16: choose one of float32, bfloat16, or another device."
    )
    assert words.repair_text(found) == "Train in bfloat16"
    mended = repair(document("float16"), found)
    assert examine(mended, DATA)[1] is not None
    assert made.status == "blocked"


def test_another_device_has_other_precisions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards of different ages; a Mac's has none that was tried."""
    for both in (True, False):
        monkeypatch.setattr(torch.cuda, "device", lambda device: nullcontext())
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda both=both: both)
        assert ("bfloat16" in devices.precisions("cuda:0")) == both
        assert "float16" in devices.precisions("cuda:0")
    assert devices.precisions("mps") == ("float32",)
    assert devices.precisions("cpu")[0] == "float32"
