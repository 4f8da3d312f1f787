"""Every layer kind keeps the promises of its declaration, held against the installed torch."""

from __future__ import annotations

import inspect
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from playground.catalog import LAYERS, LayerKind, Parameter
from playground.engine import checkpoint
from playground.engine.check import examine
from playground.engine.shapes import target_class
from playground.engine.train import TrainState
from playground.project.storage import dump, parse
from tests.engine.made import around, arrays, plan_of, project, shape_for

KINDS = [kind for kind in LAYERS.values() if kind.inputs]
"""Every kind that computes: all but Input."""
_default = settings.default
assert _default is not None
FEW = settings(max_examples=_default.max_examples // 6)
CENTRED = ("BatchNorm", "InstanceNorm", "LayerNorm", "GroupNorm", "Soft")
"""Beginnings of kinds that take a constant away again."""
CHANNELWISE = ("Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout")
"""Kinds that act on channels while training and do nothing otherwise."""
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def state_around(kind: LayerKind, **training: Any) -> TrainState:
    document = project(around(kind), **training)
    dataset = arrays(shape_for(kind), classes=3)
    return TrainState(document, dataset, plan_of(document, dataset))


@every_kind
def test_builds_and_has_the_inferred_shape(kind: LayerKind) -> None:
    state = state_around(kind)
    seen: dict[str, torch.Tensor] = {}
    state.net.walk(state.tensors.fields, lambda layer_id, value: seen.update({layer_id: value}))
    count = len(state.dataset)
    assert {i: tuple(value.shape) for i, value in seen.items()} == {
        i: (count, *shape) for i, shape in state.plan.shapes.items()
    }


@every_kind
def test_keeps_the_shape_if_it_says_so(kind: LayerKind) -> None:
    document = project(around(kind))
    shapes = plan_of(document, arrays(shape_for(kind), classes=3)).shapes
    same = shapes["it"] == shapes["before_1"]
    assert same or not (kind.keeps_shape or kind.elementwise)


@every_kind
def test_reported_parameters_are_those_of_the_module(kind: LayerKind) -> None:
    document, dataset = project(around(kind)), arrays(shape_for(kind), classes=3)
    report, plan = examine(document, dataset)
    assert plan is not None
    state = TrainState(document, dataset, plan)
    for layer_id, module in state.net.layers.items():
        assert report.layers[layer_id].parameters == sum(p.numel() for p in module.parameters())


@every_kind
def test_trains_a_step_that_moves_every_tensor(kind: LayerKind) -> None:
    # PReLU has one slope for 6 columns and Dropout may drop all of a sample: a whole batch moves all.
    state = state_around(kind, batch_size=30, learning_rate=0.1)
    before = state.net.state()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        loss = state.step()
    assert math.isfinite(float(loss))
    for name, parameter in state.net.tensors().items():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        moved = not torch.equal(parameter.detach(), before[name])
        if name == "before_1.bias" and kind.name.startswith(CENTRED):
            continue  # a constant before a normalisation makes (nearly) no difference
        assert moved, name


@every_kind
def test_document_and_weights_come_back(kind: LayerKind, tmp_path: Path) -> None:
    state = state_around(kind)
    state.step()
    text = dump(state.project)
    assert parse(text, "layer.json") == state.project
    path = tmp_path / "layer.safetensors"
    checkpoint.write_weights(state, path)
    other = state_around(kind, seed=7)
    tensors, step, epoch = checkpoint.read_weights(path)
    assert (step, epoch) == (1, 0)
    assert checkpoint.fits(tensors, other)
    assert other.net.load_state(tensors) == []
    assert checkpoint.same(other.net.state(), state.net.state())
    assert checkpoint.digest(other) == checkpoint.digest(state)


@every_kind
def test_elementwise_layers_look_at_each_number_alone(kind: LayerKind) -> None:
    """In eval mode: f of a permuted tensor is the permuted f."""
    module = target_class(kind.target)(**_arguments(kind)).eval()
    torch.manual_seed(0)
    x = torch.randn(4, *shape_for(kind))
    if kind.inputs[0].variadic or len(kind.inputs) > 1:
        assert not kind.elementwise
        return
    flat = torch.randperm(x.numel())
    with torch.no_grad():
        out = module(x)
        if out.shape == x.shape:
            mixed = module(x.reshape(-1)[flat].reshape(x.shape))
            alone = torch.allclose(mixed.reshape(-1), out.reshape(-1)[flat], atol=1e-6)
        else:
            alone = False
    one_slope = kind.name == "PReLU"  # true of the default, and not with a slope for each channel
    fresh_norm = kind.name.startswith("BatchNorm")  # in eval mode nothing but mean 0 and spread 1
    assert alone == kind.elementwise or one_slope or fresh_norm or kind.name in CHANNELWISE


def _arguments(kind: LayerKind) -> dict[str, Any]:
    """What the module is called with, for an input of `shape_for(kind)`."""
    document = project(around(kind))
    return dict(plan_of(document, arrays(shape_for(kind), classes=3)).arguments["it"])


@pytest.mark.parametrize("kind", LAYERS.values(), ids=lambda kind: kind.name)
def test_signature_and_defaults_are_torchs(kind: LayerKind) -> None:
    """Every argument of the class is a parameter, inferred, or a declared deviation; and back."""
    wanted = _signature(target_class(kind.target))
    ours = {p.name: p.default for p in kind.parameters}
    for name, default in wanted.items():
        if name in kind.inferred:
            assert name not in ours, f"{name} is both inferred and asked for"
        elif name not in ours:
            assert name in kind.deviations, f"{name} is missing, without a reason"
        elif ours[name] != default or type(ours[name]) is not type(default):
            assert name in kind.deviations, f"{name}: {ours[name]} here, {default} in torch"
    for name in (*ours, *kind.inferred):
        assert name in wanted or name in kind.deviations, f"torch's {kind.name} takes no {name}"


@pytest.mark.parametrize("kind", LAYERS.values(), ids=lambda kind: kind.name)
def test_no_deviation_is_declared_in_vain(kind: LayerKind) -> None:
    wanted = _signature(target_class(kind.target))
    ours = {p.name: p.default for p in kind.parameters}
    for name, reason in kind.deviations.items():
        deviates = (name in ours) != (name in wanted) or (
            name in ours and (ours[name], type(ours[name])) != (wanted[name], type(wanted[name]))
        )
        assert deviates, f"{name} is as in torch ({reason!r} can go)"
        assert reason


def _signature(module: type[nn.Module]) -> dict[str, Any]:
    """Arguments of the constructor with their defaults; `*args` and `**kwargs` are nobody's name."""
    found = inspect.signature(module.__init__).parameters
    named = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {name: p.default for name, p in found.items() if name != "self" and p.kind in named}


@pytest.mark.parametrize("kind", LAYERS.values(), ids=lambda kind: kind.name)
def test_says_what_it_is(kind: LayerKind) -> None:
    assert kind.help.endswith(".")
    assert kind.category
    assert kind.formula or kind.name in ("Input", "Dropout"), "no formula"
    assert all(p.help.endswith(".") for p in kind.parameters)
    assert len(kind.inputs) < 2 or all(port.help.endswith(".") for port in kind.inputs)
    assert kind.elementwise <= kind.keeps_shape, "what acts on each number alone keeps the shape"


@pytest.mark.parametrize("kind", LAYERS.values(), ids=lambda kind: kind.name)
def test_parameters_fit_their_own_declaration(kind: LayerKind) -> None:
    for parameter in kind.parameters:
        assert_well_declared(parameter)
    if kind.output_size:
        sized = kind.parameter(kind.output_size)
        assert sized is not None
        assert sized.optional


def assert_well_declared(parameter: Parameter) -> None:
    """Its default fits, and its slider stays within the bounds."""
    assert parameter.fits(parameter.default)
    if parameter.slider:
        low, high = parameter.slider
        assert low < high
        assert parameter.minimum is None or low >= parameter.minimum
        assert parameter.maximum is None or high <= parameter.maximum
        assert not parameter.log or low > 0, "a log slider has no zero"
    assert not parameter.log or parameter.slider or parameter.advanced
    assert parameter.range_text or parameter.type in ("bool", "text", "file", "column", "points", "columns")


def test_initializable_tensors_are_there() -> None:
    for kind in KINDS:
        learns = {"affine": True} if kind.parameter("affine") else {}  # InstanceNorm's is off, as in torch
        module = target_class(kind.target)(**{**_arguments(kind), **learns})
        assert {name for name, _ in module.named_parameters()} == set(kind.tensors), kind.name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@FEW
@given(data=st.data())
def test_what_the_check_lets_pass_trains(kind: LayerKind, data: st.DataObject) -> None:
    """Whatever values a form allows: either a problem is named, or a step works."""
    chosen = {p.name: data.draw(values_of(p), label=p.name) for p in kind.parameters}
    document = project(around(kind, chosen), batch_size=5)
    dataset = arrays(shape_for(kind), classes=3)
    report, plan = examine(document, dataset)
    assert (plan is None) == bool(report.errors)
    if plan is not None:
        state = TrainState(document, dataset, plan)
        with torch.random.fork_rng(devices=[]):
            state.step()
        state.evaluate()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@FEW
@given(data=st.data())
def test_samples_do_not_mix_in_eval_mode(kind: LayerKind, data: st.DataObject) -> None:
    """What a network says of a sample must not depend on the others that it is asked about."""
    chosen = {p.name: data.draw(values_of(p), label=p.name) for p in kind.parameters}
    if chosen.get("track_running_stats") is False:
        return  # batch statistics in eval mode too: that is what it means
    document, dataset = project(around(kind, chosen)), arrays(shape_for(kind), classes=3)
    plan = examine(document, dataset)[1]
    if plan is None:
        return
    net = TrainState(document, dataset, plan).net.eval()
    x = torch.from_numpy(np.array(dataset.fields["x"]))[:8]
    with torch.no_grad():
        together, alone = net({"x": x}), torch.cat([net({"x": row[None]}) for row in x])
    assert torch.allclose(
        together, alone, rtol=1e-3, atol=1e-4 * float(together.abs().max() + 1), equal_nan=True
    )


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Values that the form of a parameter allows, small ones so that tests stay fast."""
    low = parameter.minimum if parameter.minimum is not None else -10.0
    high = min(parameter.maximum if parameter.maximum is not None else 10.0, 12.0)
    least = low + 1e-3 if parameter.above else low
    found: st.SearchStrategy[Any]
    if parameter.type == "bool":
        found = st.booleans()
    elif parameter.type == "choice":
        found = st.sampled_from(parameter.choices)
    elif parameter.type == "text":
        found = st.just(parameter.default)
    elif parameter.type == "int":
        found = st.integers(math.ceil(low), math.floor(high))
    elif parameter.type == "size":
        whole = st.integers(math.ceil(low), math.floor(high))
        found = whole | st.tuples(*[whole] * parameter.axes)
    elif parameter.type == "ints":
        found = st.lists(st.integers(math.ceil(low), math.floor(high)), min_size=1, max_size=4).map(tuple)
    elif parameter.type == "curve":
        steps = st.lists(st.integers(0, 1000), min_size=2, max_size=6, unique=True).map(sorted)
        shares = st.lists(st.floats(least, high), min_size=6, max_size=6)
        found = st.builds(lambda xs, ys: tuple((x / 1000, y) for x, y in zip(xs, ys)), steps, shares)
    elif parameter.type == "pair":
        found = st.tuples(st.floats(least, high), st.floats(least, high))
    else:
        found = st.floats(least, high)
    found = found | st.just(parameter.default)
    return found | st.none() if parameter.optional else found
