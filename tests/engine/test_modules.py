"""Our own modules compute what they say, held against formulas written another way."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from playground.catalog import LAYERS
from playground.engine import modules
from playground.engine.check import examine
from playground.engine.shapes import target_class
from playground.engine.train import TrainState
from playground.project import Network
from tests.engine.made import Given, arrays, graph, linear, plan_of, project


@pytest.fixture
def x() -> torch.Tensor:
    return torch.randn(5, 6, 4, generator=torch.Generator().manual_seed(0))


def test_a_temperature_of_one_is_torchs_softmax_to_the_last_bit(x: torch.Tensor) -> None:
    assert torch.equal(modules.Softmax()(x), nn.Softmax(1)(x))
    hot, cold = modules.Softmax(temperature=1000.0)(x), modules.Softmax(temperature=0.001)(x)
    assert torch.allclose(hot, torch.full_like(x, 1 / 6), atol=1e-3)
    assert torch.allclose(cold.amax(1), torch.ones(5, 4), atol=1e-3)


def test_maxout_keeps_the_largest_of_neighbours(x: torch.Tensor) -> None:
    wanted = np.maximum.reduce([x.numpy()[:, k::3] for k in range(3)])
    assert np.array_equal(modules.Maxout(3)(x).numpy(), wanted)


def test_global_pooling_is_adaptive_pooling_to_one(x: torch.Tensor) -> None:
    for maps in (x, x[..., None].expand(-1, -1, -1, 3), x[..., None, None].expand(-1, -1, -1, 3, 2)):
        axes = maps.dim() - 2
        for ours, theirs in (
            (modules.GlobalAvgPool(), f"AdaptiveAvgPool{axes}d"),
            (modules.GlobalMaxPool(), f"AdaptiveMaxPool{axes}d"),
        ):
            assert torch.allclose(ours(maps), getattr(nn, theirs)(1)(maps).flatten(1))


def test_shapes_orders_and_pieces_are_numpys(x: torch.Tensor) -> None:
    array = x.numpy()
    for module, wanted in (
        (modules.Reshape((3, -1)), array.reshape(5, 3, 8)),
        (modules.Permute((2, 1)), array.transpose(0, 2, 1)),
        (modules.Select(2, -3, 2), array[:, :, 1:3]),
        (modules.Select(1, 4), array[:, 4:5]),
        (modules.Repeat(2, 3), np.tile(array, (1, 1, 3))),
    ):
        assert np.array_equal(module(x).numpy(), wanted), module


def test_joins_of_two_are_numpys(x: torch.Tensor) -> None:
    other = torch.randn(5, 6, 4, generator=torch.Generator().manual_seed(1))
    a, b = x.numpy(), other.numpy()
    assert np.array_equal(modules.Subtract()(x, other).numpy(), a - b)
    near = np.einsum("nik,njk->nij", a, b)
    assert np.allclose(modules.MatMul(transpose=True)(x, other).numpy(), near, atol=1e-5)
    assert torch.allclose(modules.MatMul()(x, other.mT), modules.MatMul(transpose=True)(x, other))
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    angle = modules.CosineSimilarity()(x, other)
    assert angle.shape == (5, 1, 4)
    assert np.allclose(angle.numpy()[:, 0], (a * b).sum(1) / lengths, atol=1e-6)


def test_the_order_of_two_ports_is_not_that_of_their_wires() -> None:
    """`other` is wired first, and taken away all the same."""
    layers: dict[str, tuple[Given, str]] = {
        "a": ("Input", ""),
        "b": (linear(2), "a"),
        "it": ("Subtract", "b:other a"),
        "last": (linear(), "it"),
    }
    document, dataset = project(graph(layers)), arrays(classes=3)
    state = TrainState(document, dataset, plan_of(document, dataset))
    seen: dict[str, torch.Tensor] = {}
    state.net.walk(state.tensors.fields, lambda layer_id, value: seen.update({layer_id: value}))
    assert torch.equal(seen["it"], seen["a"] - seen["b"])


def test_noise_is_there_while_training_only() -> None:
    layer, zeros = modules.GaussianNoise(0.5), torch.zeros(10_000)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        noise = layer(zeros)
    assert abs(float(noise.std()) - 0.5) < 0.02
    assert abs(float(noise.mean())) < 0.02
    assert layer.eval()(zeros) is zeros


def test_sample_draws_from_what_comes_in_and_says_how_far_it_is_from_the_standard_normal() -> None:
    mean, log_variance = torch.randn(2, 7, 3, generator=torch.Generator().manual_seed(0))
    spread = (log_variance / 2).exp()
    both = torch.cat([mean, log_variance], 1)
    layer = modules.Sample(weight=0.25)
    assert float(layer.side_loss) == 0.0
    divergence = torch.distributions.kl_divergence(
        torch.distributions.Normal(mean, spread), torch.distributions.Normal(0.0, 1.0)
    )
    wanted = 0.25 * divergence.sum(1).mean()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        draws = torch.stack([layer(both) for _ in range(4000)])
    assert torch.allclose(layer.side_loss, wanted)
    assert torch.allclose(draws.mean(0), mean, atol=0.25)
    assert torch.allclose(draws.std(0), spread, rtol=0.1)
    layer.eval()
    assert torch.equal(layer(both), mean)
    assert torch.allclose(layer.side_loss, wanted)
    assert float(layer(torch.zeros(4, 6)).abs().sum() + layer.side_loss) == 0.0, "it is the standard normal"


def test_the_side_loss_of_sample_leads_to_the_standard_normal() -> None:
    layer, x = modules.Sample(), torch.randn(9, 8, generator=torch.Generator().manual_seed(0))
    x.requires_grad_()
    for _ in range(200):
        layer(x)
        (gradient,) = torch.autograd.grad(layer.side_loss, x)
        x = (x - 0.5 * gradient).detach().requires_grad_()
    assert float(layer.side_loss.detach()) < 0.05


def test_families_are_complete() -> None:
    stems = {name[:-2] for name in LAYERS if name[-2:] in ("1d", "2d", "3d")}
    assert {"Conv", "ConvTranspose", "MaxPool", "AvgPool", "BatchNorm", "InstanceNorm", "Dropout"} < stems
    for stem in stems:
        for axes in (1, 2, 3):
            kind = LAYERS[f"{stem}{axes}d"]
            assert axes + 2 in kind.ranks
            assert target_class(kind.target).__name__ == kind.name


@pytest.mark.parametrize(
    ("name", "shape", "parameters", "operations"),
    [
        ("Conv1d", (3, 10), 8 * 3 * 3 + 8, 2 * 8 * 3 * 3 * 8),
        ("Conv2d", (3, 10, 10), 8 * 3 * 9 + 8, 2 * 8 * 3 * 9 * 64),
        ("Conv3d", (3, 5, 5, 5), 8 * 3 * 27 + 8, 2 * 8 * 3 * 27 * 27),
        ("ConvTranspose2d", (3, 4, 4), 8 * 3 * 9 + 8, 2 * 8 * 3 * 9 * 16),
        ("BatchNorm3d", (3, 2, 2, 2), 6, 0),
        ("GroupNorm", (3, 2), 6, 0),
        ("RMSNorm", (3, 2), 6, 0),
    ],
)
def test_parameters_and_operations_are_those_of_the_text_book(
    name: str, shape: tuple[int, ...], parameters: int, operations: int
) -> None:
    report, _ = examine(project(ending(name)), arrays(shape, classes=3))
    card = report.layers["it"]
    assert (card.parameters, card.operations) == (parameters, operations)


def test_a_depthwise_convolution_has_a_filter_for_each_channel() -> None:
    given = {"out_channels": 6, "groups": 3, "bias": False}
    report, plan = examine(project(ending(("Conv2d", given))), arrays((3, 10, 10), classes=3))
    assert plan is not None
    assert report.layers["it"].parameters == 6 * 9
    assert report.layers["it"].operations == 2 * 6 * 9 * 64


def test_the_size_of_a_transposed_convolution_is_dumoulins() -> None:
    """(i - 1) s - 2 p + (k - 1) + output padding + 1 (Dumoulin and Visin, 2016)."""
    given = {"kernel_size": (3, 5), "stride": (2, 3), "padding": (1, 2), "output_padding": (1, 0)}
    document = project(ending(("ConvTranspose2d", given)))
    shape = plan_of(document, arrays((3, 6, 7), classes=3)).shapes["it"]
    sizes = zip((6, 7), *given.values(), strict=True)
    assert shape == (8, *((i - 1) * s - 2 * p + (k - 1) + o + 1 for i, k, s, p, o in sizes))


def ending(it: Given) -> Network:
    """A network that begins with one layer and ends as the data want it."""
    return graph({"a": ("Input", ""), "it": (it, "a"), "f": ("Flatten", "it"), "z": ("Linear", "f")})
