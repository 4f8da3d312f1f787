"""check: what can be said of a document without computing a shape."""

from __future__ import annotations

import pytest

from playground.catalog import LOSSES, TASKS, DataFacts, check, words
from playground.catalog.wiring import auto_sized, unfold, wiring
from playground.project import FrozenDict, Initializer, Network, Problem, Project, Stop, Wire
from playground.project.network import change_layer, replace_layer
from tests.engine.made import Given, chain, graph, linear, project

CLASSES = DataFacts({"x": (2,)}, "classes", classes=3, training_samples=50)
TWO = DataFacts({"x": (2,)}, "classes", classes=2, training_samples=50)
LABELS = DataFacts({"x": (2,)}, "labels", classes=3, columns=3, training_samples=50)
NUMBERS = DataFacts({"x": (2,)}, "numbers", columns=1, training_samples=50)
GOOD = chain(linear(4), "Tanh", "Linear")


def found(document: Project, facts: DataFacts | None = CLASSES) -> list[tuple[str, str, str | None]]:
    problems = check(document, facts)
    assert all(words.text(p) for p in problems)
    assert [p.severity for p in problems] == sorted(p.severity for p in problems), "errors first"
    return [(p.code, p.severity, p.layer) for p in problems]


def test_nothing_is_wrong_with_a_good_one() -> None:
    assert found(project(GOOD)) == []
    assert found(project(GOOD), None) == []


@pytest.mark.parametrize(
    ("network", "wanted"),
    [
        (graph({}), [("empty_network", "error", None)]),
        (chain(), [("nothing_to_train", "error", "input_1")]),
        (
            graph({"a": (linear(3), "")}),
            [("no_input", "error", None), ("not_connected", "warning", "a")],
        ),
        (
            graph({"a": ("Input", ""), "b": ("Linear", "a"), "c": ("Tanh", "")}),
            [("not_connected", "warning", "c")],
        ),
        (
            graph({"a": ("Input", ""), "b": ("Linear", "a"), "c": ("Linear", "a")}),
            [("several_ends", "error", "b"), ("several_ends", "error", "c")],
        ),
        (
            graph({"a": ("Input", ""), "b": ("Tanh", ""), "c": ("Add", "a b"), "d": ("Linear", "c")}),
            [("fed_by_loose_layer", "error", "c"), ("not_connected", "warning", "b")],
        ),
        (
            graph({"a": ("Input", ""), "b": ("Tanh", "a"), "c": ("Linear", "a b")}),
            [("too_many_wires", "error", "c")],
        ),
        (
            graph({"a": ("Input", ""), "b": ("Warp", "a"), "c": ("Linear", "b")}),
            [("unknown_kind", "error", "b")],
        ),
        (
            graph({"a": ("Input", ""), "b": ("Linear", "a"), "c": ("Warp", "")}),
            [("unknown_kind", "warning", "c")],
        ),
        (
            GOOD.but(wires=(*GOOD.wires[:-1], GOOD.wires[-1].but(target_port="side"))),
            [("missing_port", "error", "linear_2"), ("missing_input", "error", "linear_2")],
        ),
        (
            GOOD.but(wires=(*GOOD.wires[:-1], GOOD.wires[-1].but(source_port="side"))),
            [("missing_port", "error", "tanh_1")],
        ),
        (change_layer(GOOD, "linear_2", shares="linear_9"), [("bad_shares", "error", "linear_2")]),
        (change_layer(GOOD, "linear_2", shares="tanh_1"), [("bad_shares", "error", "linear_2")]),
        (
            change_layer(GOOD, "linear_1", weight_init=Initializer(kind="magic")),
            [("unknown_initializer", "error", "linear_1")],
        ),
        (
            change_layer(GOOD, "linear_1", bias_init=Initializer(kind="orthogonal")),
            [("initializer_wants_matrix", "error", "linear_1")],
        ),
        (
            change_layer(
                GOOD, "linear_1", weight_init=Initializer(kind="uniform", parameters=FrozenDict({"a": 5.0}))
            ),
            [("bounds_are_crossed", "error", "linear_1")],
        ),
        (
            change_layer(
                GOOD, "linear_1", weight_init=Initializer(kind="normal", parameters=FrozenDict({"std": -1.0}))
            ),
            [("bad_parameter", "error", "linear_1")],
        ),
        (chain(linear(4), ("Dropout", {"p": 2.0}), "Linear"), [("bad_parameter", "error", "dropout_1")]),
        (chain(linear(4), ("Tanh", {"twist": 1}), "Linear"), [("unknown_parameter", "warning", "tanh_1")]),
    ],
    ids=lambda value: value[0][0] if isinstance(value, list) else "",
)
def test_problems_of_a_network(network: Network, wanted: list[tuple[str, str, str | None]]) -> None:
    assert sorted(found(project(network)), key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize(
    ("ending", "loss", "facts", "warned"),
    [
        ("Softmax", "CrossEntropyLoss", CLASSES, True),
        ("LogSoftmax", "CrossEntropyLoss", CLASSES, True),
        ("Sigmoid", "BCEWithLogitsLoss", TWO, True),
        ("Tanh", "HalfSquaredError", TWO, True),
        ("Tanh", "HalfSquaredError", NUMBERS, False),
        ("Tanh", "HingeLoss", TWO, False),
        ("ReLU", "CrossEntropyLoss", CLASSES, False),
        ("Sigmoid", "MSELoss", NUMBERS, False),
    ],
)
def test_a_second_activation_before_the_loss(ending: str, loss: str, facts: DataFacts, warned: bool) -> None:
    task = "regression" if facts is NUMBERS else "classification"
    network = chain(linear(4), "Tanh", "Linear", ending)
    problems = check(project(network, task=task, loss=loss), facts)
    assert [p.code for p in problems] == (["activation_before_loss"] if warned else [])
    last = network.layers[-1].id
    if warned:
        assert problems[0].layer == last
        off = change_layer(network, last, bypassed=True)
        assert check(project(off, task=task, loss=loss), facts) == ()


@pytest.mark.parametrize(
    ("loss", "facts"), [(loss, facts) for loss in LOSSES for facts in (CLASSES, LABELS, NUMBERS)]
)
def test_loss_task_and_data_fit_each_other_or_it_is_said(loss: str, facts: DataFacts) -> None:
    for task in ("classification", "multilabel", "regression"):
        problems = check(project(GOOD, task=task, loss=loss), facts)
        codes = [p.code for p in problems]
        if TASKS[task].target != facts.target:
            assert codes == ["task_does_not_fit_data"]
            assert TASKS[problems[0].repair.values["task"]].target == facts.target
        elif task in LOSSES[loss].tasks:
            assert codes == []
        else:
            wanted = {
                "classification": "class_labels_into_regression_loss",
                "multilabel": "loss_wants_one_class",
                "regression": "loss_wants_classes",
            }
            assert codes == [wanted[task]]


def test_patience_without_validation_is_warned_of() -> None:
    patient = project(GOOD, stop=Stop(patience=3))
    assert found(patient) == [("patience_wants_validation", "warning", None)]
    data = patient.content.data.but(validation=0.2)
    assert found(patient.with_content(data=data)) == []


def test_a_field_that_is_not_there() -> None:
    network = graph({"a": (("Input", {"field": "y"}), ""), "b": ("Linear", "a")})
    assert found(project(network)) == [("no_such_field", "error", "a")]
    assert found(project(network), None) == []


def test_problems_name_their_network() -> None:
    document = project(GOOD)
    document = document.with_content(networks=(GOOD, chain().but(name="critic")))
    problems: tuple[Problem, ...] = check(document, CLASSES)
    assert [(p.code, p.network, p.severity) for p in problems] == [("nothing_to_train", "critic", "warning")]


# --- wiring ---------------------------------------------------------------------------------------------


def block(repeat: int, *inside: Given) -> Network:
    outer = graph({"in": ("Input", ""), "block": ("Block", "in"), "last": ("Linear", "block")})
    return replace_layer(outer, "block", outer.by_id["block"].but(network=chain(*inside), repeat=repeat))


def test_unfold_lays_every_turn_open() -> None:
    flat = unfold(block(2, linear(4), "Tanh"))
    names = [layer.id for layer in flat.layers]
    assert names == [
        "in",
        *(f"block__{turn}__{part}" for turn in (1, 2) for part in ("input_1", "linear_1", "tanh_1")),
        "last",
    ]
    assert flat.order == tuple(names)
    assert Wire(source="block__1__tanh_1", target="block__2__input_1") in flat.wires
    assert Wire(source="block__2__tanh_1", target="last") in flat.wires
    assert flat.by_id["block__1__input_1"].kind == "Identity"
    assert unfold(GOOD) is GOOD, "nothing to unfold"


def test_a_block_that_nothing_feeds_is_said_once() -> None:
    loose = graph({"in": ("Input", ""), "block": ("Block", ""), "last": ("Linear", "in")})
    inside = chain(linear(4), "Tanh")
    document = project(replace_layer(loose, "block", loose.by_id["block"].but(network=inside, repeat=2)))
    assert found(document) == [("not_connected", "warning", "block")]


def test_a_loose_layer_in_a_block_that_is_fed_is_said_itself() -> None:
    outer = block(1, linear(4))
    inside = graph({"i": ("Input", ""), "t": ("Tanh", "i"), "loose": ("ReLU", "")})
    outer = replace_layer(outer, "block", outer.by_id["block"].but(network=inside))
    assert found(project(outer)) == [("not_connected", "warning", "block__1__loose")]


def test_two_blocks_side_by_side_and_one_after_the_other() -> None:
    part = chain(linear(4))
    outer = graph(
        {
            "in": ("Input", ""),
            "one": ("Block", "in"),
            "two": ("Block", "one"),
            "three": ("Block", "in"),
            "sum": ("Add", "two three"),
            "last": ("Linear", "sum"),
        }
    )
    for name in ("one", "two", "three"):
        outer = replace_layer(outer, name, outer.by_id[name].but(network=part, repeat=2))
    flat = unfold(outer)
    flow = wiring(flat)
    assert flow.output == "last"
    assert len(flow.active) == len(flat.layers) == 3 + 3 * 2 * 2
    assert [w.source for w in flat.incoming["sum"]] == ["two__2__linear_1", "three__2__linear_1"]
    assert [w.source for w in flat.incoming["two__1__input_1"]] == ["one__2__linear_1"]


def test_weights_shared_inside_a_block_stay_inside() -> None:
    inside = change_layer(chain(linear(2), linear(2)), "linear_2", shares="linear_1")
    outer = block(2, linear(2))
    outer = replace_layer(outer, "block", outer.by_id["block"].but(network=inside))
    flat = unfold(outer)
    assert [flat.by_id[f"block__{turn}__linear_2"].shares for turn in (1, 2)] == [
        "block__1__linear_1",
        "block__2__linear_1",
    ]


def test_what_the_inputs_reach() -> None:
    network = graph(
        {
            "a": ("Input", ""),
            "b": ("Tanh", "a"),
            "c": ("Tanh", ""),
            "d": ("Add", "b c"),
            "e": ("Tanh", "c"),
        }
    )
    flow = wiring(network)
    assert flow.active == ("a", "b", "d")
    assert flow.ends == ("d",)
    assert flow.output == "d"


def test_open_sizes_follow_the_output_through_what_keeps_the_shape() -> None:
    network = graph(
        {
            "a": ("Input", ""),
            "b": ("Linear", "a"),
            "c": ("Linear", "b"),
            "d": ("Dropout", "c"),
            "e": ("Linear", "b"),
            "f": ("Add", "d e"),
        }
    )
    assert auto_sized(network, "f") == {"c", "e"}
    assert auto_sized(change_layer(network, "c", bypassed=True), "f") == {"b", "e"}
    sized = replace_layer(network, "c", network.by_id["c"].but(parameters=FrozenDict({"out_features": 3})))
    assert auto_sized(sized, "f") == {"e"}
