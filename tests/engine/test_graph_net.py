"""GraphNet against networks written by hand: the same numbers to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from playground.data.dataset import Dataset
from playground.engine.build import LayerError, build
from playground.engine.check import examine
from playground.engine.train import TrainState
from playground.project import Layer, Network
from playground.project.network import change_layer, replace_layer
from tests.engine.made import arrays, chain, graph, linear, plan_of, project

PICTURE = (3, 8, 8)
SEED = 5


class Skip(nn.Module):
    """Two branches that are added, multiplied and concatenated."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_1 = nn.Conv2d(3, 4, 3, padding=1)
        self.conv_2 = nn.Conv2d(4, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.drop = nn.Dropout(0.3)
        self.last = nn.Linear(8 * 4 * 4, 3)

    def forward(self, x: Tensor) -> Tensor:
        a = torch.relu(self.conv_1(x))
        b = self.norm(self.conv_2(a))
        c = torch.cat([a + b, a * b], 1)
        return self.last(self.drop(nn.functional.max_pool2d(c, 2).flatten(1)))


SKIP = graph(
    {
        "input_1": ("Input", ""),
        "a_1": (("Conv2d", {"out_channels": 4, "padding": 1}), "input_1"),
        "a_2": ("ReLU", "a_1"),
        "b_1": (("Conv2d", {"out_channels": 4, "padding": 1}), "a_2"),
        "b_2": ("BatchNorm2d", "b_1"),
        "sum": ("Add", "a_2 b_2"),
        "times": ("Multiply", "a_2 b_2"),
        "both": ("Concatenate", "sum times"),
        "pool": ("MaxPool2d", "both"),
        "row": ("Flatten", "pool"),
        "some": (("Dropout", {"p": 0.3}), "row"),
        "last": ("Linear", "some"),
    }
)


class Shared(nn.Module):
    """One Linear layer, used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(6, 6)
        self.last = nn.Linear(6, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(torch.tanh(self.first(torch.tanh(self.first(x)))))


def shared() -> Network:
    network = chain(linear(6), "Tanh", linear(6), "Tanh", "Linear")
    return change_layer(network, "linear_2", shares="linear_1")


def bypassed() -> Network:
    """As Linear, Tanh, Linear: what is bypassed makes no weights and does nothing."""
    network = chain(linear(6), linear(6), "ReLU", "Tanh", "Linear")
    return change_layer(change_layer(network, "linear_2", bypassed=True), "relu_1", bypassed=True)


def blocks() -> Network:
    """Three times (Linear 6, Tanh), each inside a block of the block."""
    inside = chain(linear(6), "Tanh")
    middle = graph({"in": ("Input", ""), "inner": ("Block", "in")})
    middle = replace_layer(middle, "inner", middle.by_id["inner"].but(network=inside))
    outer = graph({"input_1": ("Input", ""), "block": ("Block", "input_1"), "last": ("Linear", "block")})
    return replace_layer(outer, "block", outer.by_id["block"].but(network=middle, repeat=3))


def tower() -> nn.Module:
    layers = [module for _ in range(3) for module in (nn.Linear(6, 6), nn.Tanh())]
    return nn.Sequential(*layers, nn.Linear(6, 3))


CASES: Mapping[str, tuple[Network, Callable[[], nn.Module], tuple[int, ...]]] = {
    "chain": (
        chain(linear(8), "Tanh", linear(8), "ReLU", "Linear"),
        lambda: nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3)),
        (6,),
    ),
    "dropout and norm": (
        chain(linear(8), "BatchNorm1d", "Dropout", "Linear"),
        lambda: nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.Dropout(), nn.Linear(8, 3)),
        (6,),
    ),
    "skip": (SKIP, Skip, PICTURE),
    "shared": (shared(), Shared, (6,)),
    "bypassed": (
        bypassed(),
        lambda: nn.Sequential(nn.Linear(6, 6), nn.Tanh(), nn.Linear(6, 3)),
        (6,),
    ),
    "blocks": (blocks(), tower, (6,)),
}


def by_hand(module: nn.Module, dataset: Dataset, steps: int, rate: float, batch: int) -> list[float]:
    """The plainest loop there is: a permutation an epoch, slices of it, SGD on cross-entropy."""
    x, y = torch.tensor(dataset.fields["x"]), torch.tensor(dataset.labels)
    train = torch.tensor(dataset.train)
    order = torch.Generator().manual_seed(SEED)
    optimizer = torch.optim.SGD(module.parameters(), lr=rate, fused=True)
    losses: list[float] = []
    while len(losses) < steps:
        places = train[torch.randperm(len(train), generator=order)]
        for start in range(0, len(places), batch):
            part = places[start : start + batch]
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(module(x[part]), y[part])
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            losses.append(loss.item())
    return losses[:steps]


@pytest.mark.parametrize("name", CASES)
def test_same_numbers_as_written_by_hand(name: str) -> None:
    """Initial weights, values, gradients, and fifty steps of training."""
    network, module_of, shape = CASES[name]
    dataset = arrays(shape, classes=3, count=60)
    document = project(network, seed=SEED, learning_rate=0.05)
    state = TrainState(document, dataset, plan_of(document, dataset))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        module = module_of()
        after_init = torch.get_rng_state()
        assert torch.equal(after_init, state.random.cpu), "dropout goes on from where making weights ended"
        same_tensors(state, module)

        x = torch.tensor(dataset.fields["x"])
        torch.set_rng_state(after_init)
        ours = state.net({"x": x})
        ours.sum().backward()  # type: ignore[no-untyped-call]
        torch.set_rng_state(after_init)
        theirs = module(x)
        theirs.sum().backward()
        assert torch.equal(ours, theirs)
        for mine, other in zip(state.net.tensors().values(), module.parameters(), strict=True):
            assert mine.grad is not None
            assert other.grad is not None
            assert torch.equal(mine.grad, other.grad)

        torch.set_rng_state(after_init)
        wanted = by_hand(module, dataset, 50, rate=0.05, batch=10)
        torch.set_rng_state(after_init)
        found = [float(state.step()) for _ in range(50)]
    assert found == wanted
    same_tensors(state, module)


def same_tensors(state: TrainState, module: nn.Module) -> None:
    mine, theirs = list(state.net.state().values()), list(module.state_dict().values())
    assert len(mine) == len(theirs)
    assert all(torch.equal(a, b) for a, b in zip(mine, theirs, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_walk_shows_every_layer_and_changes_nothing(name: str) -> None:
    network, _, shape = CASES[name]
    dataset = arrays(shape, classes=3)
    document = project(network)
    plan = plan_of(document, dataset)
    net = build(plan, 0).eval()
    x = {"x": torch.tensor(dataset.fields["x"])}
    seen: dict[str, Tensor] = {}
    assert torch.equal(net.walk(x, lambda i, value: seen.update({i: value})), net(x))
    computing = [i for i in plan.active if not plan.network.by_id[i].bypassed]
    assert list(seen) == computing
    assert {i: tuple(v.shape[1:]) for i, v in seen.items()} == {i: plan.shapes[i] for i in computing}


def test_building_disturbs_nobodys_random_numbers() -> None:
    document, dataset = project(chain(linear(6), "Linear")), arrays((6,), classes=3)
    plan = plan_of(document, dataset)
    torch.manual_seed(1)
    wanted = torch.rand(3)
    torch.manual_seed(1)
    build(plan, 0)
    assert torch.equal(torch.rand(3), wanted)


def test_order_of_cards_does_not_change_the_weights() -> None:
    """Weights are made in the order of the graph, ties by id, wherever the layers stand in the list."""
    dataset = arrays((6,), classes=3)
    network = graph(
        {
            "input_1": ("Input", ""),
            "linear_10": (linear(4), "input_1"),
            "linear_2": (linear(4), "input_1"),
            "add_1": ("Add", "linear_10 linear_2"),
            "last": ("Linear", "add_1"),
        }
    )
    turned = network.but(layers=tuple(reversed(network.layers)))
    nets = [build(plan_of(project(n), dataset), 3) for n in (network, turned)]
    one, other = (net.state() for net in nets)
    assert all(torch.equal(one[name], other[name]) for name in one)
    torch.manual_seed(3)
    assert torch.equal(nn.Linear(6, 4).weight, nets[0].layers["linear_2"].weight)


def test_a_layer_that_raises_is_named() -> None:
    document, dataset = project(chain(linear(6), "Tanh", "Linear")), arrays((6,), classes=3)
    net = build(plan_of(document, dataset), 0)
    second = net.layers["linear_2"]
    assert isinstance(second, nn.Linear)
    second.weight = nn.Parameter(torch.zeros(3, 5))
    with pytest.raises(LayerError, match="linear_2") as error:
        net.walk({"x": torch.zeros(2, 6)})
    assert error.value.layer == "linear_2"


def test_load_state_takes_what_fits_and_says_what_does_not() -> None:
    document, dataset = project(chain(linear(6), "Tanh", "Linear")), arrays((6,), classes=3)
    net = build(plan_of(document, dataset), 0)
    given = {
        "linear_1.weight": torch.ones(6, 6),
        "linear_2.weight": torch.ones(3, 7),
        "linear_9.bias": torch.ones(2),
    }
    before = net.state()
    assert net.load_state(given) == ["linear_2.weight", "linear_9.bias"]
    assert torch.equal(net.state()["linear_1.weight"], torch.ones(6, 6))
    assert torch.equal(net.state()["linear_2.weight"], before["linear_2.weight"])


def test_a_picture_and_a_row_train_in_one_network() -> None:
    dataset = arrays(PICTURE, classes=3)
    row = dataset.fields["x"].mean((2, 3)) + 1
    dataset = replace(dataset, fields={"x": dataset.fields["x"], "row": row})
    network = graph(
        {
            "input_1": ("Input", ""),
            "input_2": (("Input", {"field": "row"}), ""),
            "conv": ("Conv2d", "input_1"),
            "maps": ("GlobalAvgPool", "conv"),
            "numbers": (linear(4), "input_2"),
            "both": ("Concatenate", "maps numbers"),
            "last": ("Linear", "both"),
        }
    )
    document = project(network, learning_rate=0.1)
    state = TrainState(document, dataset, plan_of(document, dataset))
    before = state.net.state()
    losses = [float(state.step()) for _ in range(60)]
    assert sum(losses[-3:]) < 0.5 * sum(losses[:3])
    for name in ("conv.weight", "numbers.weight"):
        assert not torch.equal(state.net.state()[name], before[name])


def test_two_inputs_take_their_own_fields() -> None:
    dataset = arrays((6,), classes=3)
    dataset = replace(dataset, fields={"x": dataset.fields["x"], "y": dataset.fields["x"][:, :2].copy()})
    network = graph(
        {
            "input_1": ("Input", ""),
            "input_2": (("Input", {"field": "y"}), ""),
            "both": ("Concatenate", "input_2 input_1"),
            "last": ("Linear", "both"),
        }
    )
    document = project(network)
    net = build(plan_of(document, dataset), 0)
    seen: dict[str, Tensor] = {}
    x = {name: torch.tensor(array) for name, array in dataset.fields.items()}
    net.walk(x, lambda i, value: seen.update({i: value}))
    assert torch.equal(seen["both"], torch.cat([x["y"], x["x"]], 1))


def test_what_lies_on_the_table_takes_no_part() -> None:
    """A layer that no input reaches is warned of, and nothing else changes."""
    network = chain(linear(6), "Tanh", "Linear")
    lying = network.but(layers=(*network.layers, Layer(id="loose", kind="BatchNorm1d")))
    dataset = arrays((6,), classes=3)
    one, other = (build(plan_of(project(n, batch_size=1), dataset), 0).state() for n in (network, lying))
    assert list(one) == list(other)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_shared_weights_may_come_from_a_later_layer() -> None:
    network = change_layer(
        chain(linear(6), "Tanh", linear(6), "Tanh", "Linear"), "linear_1", shares="linear_2"
    )
    dataset = arrays((6,), classes=3)
    document = project(network, seed=SEED)
    report, plan = examine(document, dataset)
    assert plan is not None
    net = build(plan, SEED)
    assert net.layers["linear_1"] is net.layers["linear_2"]
    assert report.parameters == sum(p.numel() for p in net.parameters()) == (6 * 6 + 6) + (6 * 3 + 3)


def test_shared_weights_of_other_sizes_are_refused() -> None:
    network = change_layer(chain(linear(8), "Tanh", linear(6), "Linear"), "linear_2", shares="linear_1")
    report, plan = examine(project(network), arrays((6,), classes=3))
    assert plan is None
    assert [(p.code, p.layer) for p in report.errors] == [("shares_do_not_fit", "linear_2")]


def test_a_network_without_weights_is_refused() -> None:
    report, plan = examine(project(chain("Tanh")), arrays((3,), classes=3))
    assert plan is None
    assert [p.code for p in report.errors] == ["nothing_can_learn"]
