"""examine: what trains is not refused, and what cannot train always says why."""

from __future__ import annotations

import pytest

from playground.catalog import repair, words
from playground.catalog.blocks import spoken
from playground.engine.check import examine
from playground.engine.train import TrainState
from playground.project import Layer, Network
from playground.project.network import change_layer, replace_layer
from tests.engine.made import Given, arrays, chain, graph, linear, project


def block(*inside: Given, repeat: int = 2) -> Network:
    """Input, a block of those layers, and Linear."""
    outer = graph({"input_1": ("Input", ""), "block": ("Block", "input_1"), "last": ("Linear", "block")})
    return replace_layer(outer, "block", outer.by_id["block"].but(network=chain(*inside), repeat=repeat))


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (("Linear", {"out_features": -2}), "bad_parameter"),
        (("Linear", {}), "size_is_open"),
        (("MaxPool2d", {}), "wants_pictures"),
        (("Softmax", {"dim": 5}), "axis_is_not_there"),
    ],
)
def test_what_is_wrong_inside_a_block_is_said(inside: Given, code: str) -> None:
    report, plan = examine(project(block(linear(4), inside)), arrays(classes=3))
    assert plan is None
    assert code in {p.code for p in report.errors}
    assert all(words.text(p) for p in report.problems)


def test_an_unknown_kind_inside_a_block_is_said() -> None:
    network = block(linear(4), "Tanh")
    inside = network.by_id["block"].network
    assert inside is not None
    inside = replace_layer(inside, "tanh_1", Layer(id="warp_1", kind="Warp"))
    network = replace_layer(network, "block", network.by_id["block"].but(network=inside))
    report, plan = examine(project(network), arrays(classes=3))
    assert plan is None
    assert {p.code for p in report.errors} == {"unknown_kind"}


def test_a_block_tells_as_a_whole_what_is_in_it() -> None:
    network = block(linear(4), "Tanh", repeat=3)
    report, plan = examine(project(network), arrays(classes=3))
    assert plan is not None
    whole = report.card("block")
    assert whole is not None
    assert whole.shape == (4,)
    inside = [report.layers[f"block__{turn}__linear_1"] for turn in (1, 2, 3)]
    assert whole.parameters == sum(part.parameters for part in inside) == (2 * 4 + 4) + 2 * (4 * 4 + 4)
    assert whole.operations == sum(part.operations or 0 for part in inside)
    last = report.card("last")
    assert last is not None
    assert report.parameters == whole.parameters + last.parameters


def test_a_bypassed_block_lets_everything_through() -> None:
    network = change_layer(block(linear(4), "Tanh"), "block", bypassed=True)
    report, plan = examine(project(network), arrays(classes=3))
    assert plan is not None
    assert plan.active == ("input_1", "block", "last")
    whole = report.card("block")
    assert whole is not None
    assert (whole.shape, whole.parameters) == ((2,), 0)


def test_a_block_shows_the_problems_of_what_is_in_it_once() -> None:
    inside: tuple[Given, ...] = (("Linear", {"out_features": -2}), "Tanh")
    document = project(block(*inside, repeat=3))
    report, _ = examine(document, arrays(classes=3))
    assert len([p for p in report.errors if p.code == "bad_parameter"]) == 3
    (shown,) = report.of("block")
    assert "linear_1 of block " in words.text(shown)
    assert words.repair_text(shown) == "Set out_features to automatic"
    mended = repair(document, shown)
    assert examine(mended, arrays(classes=3))[0].of("block") != (shown,)
    before, after = (d.network.by_id["block"].network for d in (document, mended))
    assert before is not None
    assert after is not None
    assert after.by_id["linear_1"] != before.by_id["linear_1"]
    assert [wire.name for wire in after.wires] == [wire.name for wire in before.wires]


def test_a_repair_may_add_a_layer_to_a_block_or_change_the_training() -> None:
    document = project(block(linear(4), "BatchNorm1d", repeat=1), batch_size=1)
    pictures = arrays((3, 4, 4), classes=3)
    (shown,) = examine(document, pictures)[0].of("block")
    assert shown.code == "linear_wants_flat"
    flat = repair(document, shown)
    inside = flat.network.by_id["block"].network
    assert inside is not None
    assert [layer.kind for layer in inside.layers] == ["Input", "Linear", "BatchNorm1d", "Flatten"]
    (shown,) = examine(flat, pictures)[0].of("block")
    assert shown.code == "batch_of_one"
    assert examine(repair(flat, shown), pictures)[1] is not None


def test_a_problem_of_a_later_turn_says_so() -> None:
    network = block("Flatten", linear(4), "MaxPool2d", repeat=1)
    inner = network.by_id["block"]
    nested = graph({"input_1": ("Input", ""), "deep": ("Block", "input_1")})
    nested = replace_layer(nested, "deep", nested.by_id["deep"].but(network=inner.network))
    network = replace_layer(network, "block", inner.but(network=nested, repeat=2))
    (shown,) = examine(project(network), arrays(classes=3))[0].of("block")
    assert words.text(shown).startswith("maxpool2d_1 of deep of block ")
    assert spoken("block__2__deep__1__tanh_1") == "tanh_1 of deep of block (turn 2)"


def test_a_block_without_a_single_end_is_refused() -> None:
    outer = block(linear(4))
    two = graph({"a": ("Input", ""), "b": (linear(2), "a"), "c": (linear(2), "a")})
    outer = replace_layer(outer, "block", outer.by_id["block"].but(network=two))
    report, plan = examine(project(outer), arrays(classes=3))
    assert plan is None
    assert [p.code for p in report.errors] == ["block_has_no_end"]


def test_a_network_that_plays_no_part_keeps_nobody_from_training() -> None:
    document = project(chain(linear(4), "Linear"))
    document = document.with_content(networks=(*document.content.networks, Network(name="draft")))
    report, plan = examine(document, arrays(classes=3))
    assert plan is not None
    assert [(p.code, p.severity, p.network) for p in report.problems] == [
        ("empty_network", "warning", "draft")
    ]


def test_batch_norm_wants_two_samples_where_a_feature_is_one_number() -> None:
    rows = project(chain(linear(4), "BatchNorm1d", "Linear"), batch_size=1)
    report, plan = examine(rows, arrays(classes=3))
    assert plan is None
    assert [(p.code, p.layer) for p in report.errors] == [("batch_of_one", "batchnorm1d_1")]

    maps = project(chain("BatchNorm2d", "Flatten", "Linear"), batch_size=1)
    dataset = arrays((3, 4, 4), classes=3)
    plan = examine(maps, dataset)[1]
    assert plan is not None
    TrainState(maps, dataset, plan).step()

    one_sample = arrays(classes=1, count=2, test=1)
    report, plan = examine(rows.with_content(training=rows.content.training.but(batch_size=10)), one_sample)
    assert [p.code for p in report.errors] == ["batch_of_one"]


@pytest.mark.parametrize("how", ["bypassed", "loose"])
def test_batch_norm_that_takes_no_part_needs_no_batch(how: str) -> None:
    network = chain(linear(4), "BatchNorm1d", "Linear")
    if how == "bypassed":
        network = change_layer(network, "batchnorm1d_1", bypassed=True)
    else:
        whole = chain(linear(4), "Linear")
        network = whole.but(layers=(*whole.layers, network.by_id["batchnorm1d_1"]))
    assert examine(project(network, batch_size=1), arrays(classes=3))[1] is not None


def test_sums_of_unlike_shapes_are_no_accident_of_the_batch() -> None:
    """(8) and (1, 8, 8) can be added for one sample, or for eight; for any other batch they cannot."""
    network = graph(
        {
            "input_1": ("Input", ""),
            "row": ("Flatten", "input_1"),
            "eight": (linear(8), "row"),
            "sum": ("Add", "input_1 eight"),
            "row_2": ("Flatten", "sum"),
            "last": ("Linear", "row_2"),
        }
    )
    report, plan = examine(project(network), arrays((1, 8, 8), classes=3))
    assert plan is None
    assert [(p.code, p.layer) for p in report.errors] == [("join_wants_same_shapes", "sum")]


def test_operations_are_those_of_one_sample() -> None:
    report, _ = examine(project(chain(linear(5), "Tanh", linear(3))), arrays((7,), classes=3))
    assert {i: layer.operations for i, layer in report.layers.items()} == {
        "input_1": 0,
        "linear_1": 2 * 7 * 5,
        "tanh_1": 0,
        "linear_2": 2 * 5 * 3,
    }


def test_the_last_layer_follows_the_data_through_what_keeps_the_shape() -> None:
    for classes, loss, wanted in (
        (2, "CrossEntropyLoss", 2),
        (2, "HalfSquaredError", 1),
        (2, "BCEWithLogitsLoss", 1),
        (5, "CrossEntropyLoss", 5),
        (5, "HingeLoss", 5),
    ):
        network = chain(linear(4), "Tanh", "Linear", "Dropout", "Identity")
        plan = examine(project(network, loss=loss), arrays(classes=classes))[1]
        assert plan is not None
        assert plan.arguments["linear_2"]["out_features"] == wanted
    plan = examine(project(chain("Linear"), task="regression"), arrays(columns=3))[1]
    assert plan is not None
    assert plan.shapes["linear_1"] == (3,)


def test_both_branches_of_a_sum_follow_the_data() -> None:
    network = graph(
        {
            "input_1": ("Input", ""),
            "a": ("Linear", "input_1"),
            "b": ("Linear", "input_1"),
            "sum": ("Add", "a b"),
        }
    )
    plan = examine(project(network), arrays(classes=5))[1]
    assert plan is not None
    assert plan.shapes == {"input_1": (2,), "a": (5,), "b": (5,), "sum": (5,)}


def test_a_hopeless_size_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = project(chain(linear(100_000), "Tanh", linear(100_000), "Tanh", "Linear"))
    report, plan = examine(huge, arrays(classes=3))
    assert plan is None
    assert [(p.code, p.layer) for p in report.errors] == [("too_many_numbers", "linear_2")]
    large = project(chain(linear(1000), "Tanh", linear(1000), "Tanh", "Linear"), optimizer="Adam")
    assert examine(large, arrays(classes=3))[1] is not None
    monkeypatch.setattr("playground.engine.memory.free_bytes", lambda device: 10 * 2**20)
    report, plan = examine(large, arrays(classes=3))
    assert plan is None
    assert [p.code for p in report.errors] == ["too_large"]
    assert all(words.text(p) for p in report.problems)


def test_a_block_that_cannot_take_what_it_gives_says_so() -> None:
    """Once is fine; twice is not, and the block says so, not a layer in it."""
    pictures = arrays(shape=(1, 8, 8), classes=3)
    once = project(block("Conv2d", "Flatten", linear(4), repeat=1))
    assert not examine(once, pictures)[0].errors
    twice = project(block("Conv2d", "Flatten", linear(4), repeat=3))
    (shown,) = examine(twice, pictures)[0].of("block")
    sentence = words.text(shown)
    assert sentence.startswith(
        "block takes 1 x 8 x 8 and gives 4, which it cannot take in turn 2 (at conv2d_1)"
    )
    assert repair(twice, shown).network.by_id["block"].repeat == 1
    outer = change_layer(once.network, "block", network=twice.network.but(name="inner"))
    (deep,) = examine(project(outer), pictures)[0].of("block")
    assert words.text(deep).startswith("block of block takes 1 x 8 x 8")
    mended = repair(project(outer), deep)
    inside = mended.network.by_id["block"].network
    assert inside is not None
    assert inside.by_id["block"].repeat == 1
