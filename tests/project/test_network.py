"""The edits of a network: what each changes, what it keeps, what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from pydantic import ValidationError

from playground.project import FrozenDict, Layer, Network, OptimizerSettings, Refused, Wire, freeze, thaw
from playground.project.network import (
    add_layer,
    change_layer,
    connect,
    disconnect,
    insert_after,
    insert_on_wire,
    natural,
    new_id,
    paste,
    remove_layers,
    replace_layer,
    set_parameter,
)
from tests.strategies import networks, values


def wired(*names: str) -> tuple[Wire, ...]:
    """Wires from `a>b` (or `a>b.port`)."""
    found = []
    for name in names:
        source, _, target = name.partition(">")
        target, _, port = target.partition(".")
        found.append(Wire(source=source, target=target, target_port=port or "in"))
    return tuple(found)


def chain(*ids: str, name: str = "main") -> Network:
    """Layers one after the other."""
    layers = tuple(Layer(id=each, kind="Linear", parameters={"size": 1}) for each in ids)
    return Network(name=name, layers=layers, wires=wired(*(f"{a}>{b}" for a, b in pairwise(ids))))


def names(network: Network) -> list[str]:
    """The wires of a network, shortly."""
    return [
        f"{w.source}>{w.target}" + ("" if w.target_port == "in" else f".{w.target_port}")
        for w in network.wires
    ]


ABC = chain("a", "b", "c")


def code(edit: Callable[[], Network]) -> str:
    """Why an edit is refused."""
    with pytest.raises(Refused) as caught:
        edit()
    return caught.value.problem.code


# --- layers --------------------------------------------------------------------------------------


def test_a_layer_is_added_unwired_and_only_once() -> None:
    grown = add_layer(ABC, Layer(id="d", kind="ReLU"))
    assert list(grown.by_id) == ["a", "b", "c", "d"]
    assert grown.wires == ABC.wires
    assert code(lambda: add_layer(ABC, Layer(id="a", kind="ReLU"))) == "duplicate_id"


def test_one_layer_is_changed_and_the_others_are_the_same_objects() -> None:
    changed = set_parameter(change_layer(ABC, "b", name="middle", bypassed=True), "b", "size", 5)
    assert (changed.by_id["b"].title, changed.by_id["b"].bypassed) == ("middle", True)
    assert changed.by_id["b"].parameters == {"size": 5}
    assert changed.by_id["a"] is ABC.by_id["a"]
    assert ABC.by_id["b"].parameters == {"size": 1}
    assert code(lambda: change_layer(ABC, "x", name="y")) == "no_such_layer"


def test_wires_follow_a_layer_to_its_new_id() -> None:
    changed = replace_layer(ABC, "b", Layer(id="x", kind="Tanh"))
    assert names(changed) == ["a>x", "x>c"]
    assert [layer.id for layer in changed.layers] == ["a", "x", "c"]


def test_layers_are_removed_with_their_wires() -> None:
    assert names(remove_layers(ABC, ["b"])) == []
    assert names(remove_layers(ABC, ["b"], heal=True)) == ["a>c"]
    assert names(remove_layers(chain("a", "b", "c", "d"), ["b", "c"], heal=True)) == ["a>d"]
    assert code(lambda: remove_layers(ABC, ["a", "x"])) == "no_such_layer"


def test_healing_joins_only_what_is_plain() -> None:
    joined = ABC.but(wires=wired("a>c", "b>c"))
    two_feeders = connect(add_layer(joined, Layer(id="d", kind="Linear")), *wired("c>d"))
    assert names(remove_layers(two_feeders, ["c"], heal=True)) == []
    skip = ABC.but(wires=wired("a>b", "b>c", "a>c"))
    assert names(remove_layers(skip, ["b"], heal=True)) == ["a>c"]


def test_the_id_of_a_removed_layer_is_not_given_again() -> None:
    network = chain("linear_1", "linear_2")
    shorter = remove_layers(network, ["linear_2"])
    assert shorter.free_id("Linear") == "linear_3"
    copy, ids = paste(shorter, network.layers[:1], ())
    assert ids == {"linear_1": "linear_3"}
    assert set(copy.by_id) == {"linear_1", "linear_3"}


def test_removing_keeps_what_else_the_network_is() -> None:
    named = chain("a", "b", name="generator").but(optimizer=OptimizerSettings(optimizer="Adam"))
    shorter = remove_layers(named, ["b"])
    assert (shorter.name, shorter.optimizer) == ("generator", OptimizerSettings(optimizer="Adam"))


def test_ids_are_made_from_the_kind() -> None:
    assert new_id("Conv2d", ()) == "conv2d_1"
    assert new_id("Conv2d", ("conv2d_1", "conv2d_3")) == "conv2d_2"
    assert new_id("3D-Würfel", ()) == "layer_3dwrfel_1"
    assert new_id("", ()) == "layer_1"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "1a",
        "a.b",
        "a b",
        "größe",
        "a\n",
    ],
)
def test_an_id_is_plain(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Layer(id=wrong, kind="Linear")


# --- wires ---------------------------------------------------------------------------------------


def test_wires_into_a_port_are_ordered() -> None:
    network = ABC.but(wires=wired("a>c"))
    assert names(connect(network, *wired("b>c"))) == ["a>c", "b>c"]
    assert names(connect(network, *wired("b>c"), position=0)) == ["b>c", "a>c"]
    assert names(connect(network, *wired("b>c"), position=9)) == ["a>c", "b>c"]


def test_a_single_port_gives_up_its_old_wire() -> None:
    network = ABC.but(wires=wired("a>b", "a>c", "a>c.side"))
    assert names(connect(network, *wired("b>c"), single=True)) == ["a>b", "b>c", "a>c.side"]


def test_what_cannot_be_wired() -> None:
    assert code(lambda: connect(ABC, *wired("c>a"))) == "cycle"
    assert code(lambda: connect(ABC, *wired("a>a"))) == "cycle"
    assert code(lambda: connect(ABC, *wired("a>x"))) == "loose_wire"
    assert code(lambda: connect(ABC, *wired("a>b"))) == "duplicate_wire"
    assert code(lambda: connect(ABC, *wired("a>b"), single=True)) == "duplicate_wire"
    assert names(disconnect(ABC, wired("a>b", "x>y"))) == ["b>c"]


def test_a_cycle_is_told_from_start_to_end() -> None:
    with pytest.raises(Refused) as caught:
        connect(ABC, *wired("c>a"))
    ids = caught.value.problem.values["path"].split(" > ")
    assert ids[0] == ids[-1]
    told = list(pairwise(ids))
    assert set(told) == {("a", "b"), ("b", "c"), ("c", "a")}


def test_a_layer_goes_into_a_wire() -> None:
    network = ABC.but(wires=wired("a>c", "b>c"))
    new = Layer(id="x", kind="ReLU")
    (wire,) = wired("a>c")
    assert names(insert_on_wire(network, wire, new, "in", "out")) == ["a>x", "x>c", "b>c"]
    loose = add_layer(network, new)
    assert names(insert_on_wire(loose, wire, new, "in", "out")) == ["a>x", "x>c", "b>c"]
    (gone,) = wired("b>a")
    assert code(lambda: insert_on_wire(network, gone, new, "in", "out")) == "no_such_wire"


def test_a_layer_goes_after_another() -> None:
    network = ABC.but(wires=wired("a>b", "a>c"))
    assert names(insert_after(network, "a", Layer(id="x", kind="ReLU"), "in", "out")) == ["x>b", "x>c", "a>x"]
    assert names(insert_after(network, "c", Layer(id="x", kind="ReLU"), "in", "out"))[-1] == "c>x"


def test_copies_keep_the_wires_and_the_sharing_among_them() -> None:
    shared = change_layer(chain("linear_1", "linear_2", "linear_3"), "linear_2", shares="linear_1")
    copy, ids = paste(shared, shared.layers[:2], shared.wires)
    assert ids == {"linear_1": "linear_4", "linear_2": "linear_5"}
    assert names(copy)[2:] == ["linear_4>linear_5"]
    assert copy.by_id["linear_5"].shares == "linear_4"
    alone, ids = paste(shared, shared.layers[1:2], shared.wires)
    assert alone.by_id[ids["linear_2"]].shares == "linear_1"


# --- what a network tells ------------------------------------------------------------------------


def test_who_feeds_whom() -> None:
    network = ABC.but(wires=wired("a>c", "b>c"))
    assert [wire.source for wire in network.incoming["c"]] == ["a", "b"]
    assert [wire.target for wire in network.outgoing["a"]] == ["c"]
    assert (ABC.downstream("b"), ABC.upstream("b")) == ({"b", "c"}, {"a", "b"})


def test_the_order_is_that_of_the_wires_then_of_the_numbers() -> None:
    ids = ("linear_10", "linear_2", "input_1", "linear_1")
    network = Network(layers=tuple(Layer(id=each, kind="Linear") for each in ids))
    assert network.order == ("input_1", "linear_1", "linear_2", "linear_10")
    turned = connect(network, *wired("linear_10>input_1"))
    assert turned.order == ("linear_1", "linear_2", "linear_10", "input_1")
    assert sorted(ids, key=natural) == list(network.order)


@given(networks(max_layers=8))
def test_the_order_does_not_hang_on_how_it_was_made(network: Network) -> None:
    turned = network.but(layers=network.layers[::-1], wires=network.wires[::-1])
    assert turned.order == network.order
    place = {layer_id: number for number, layer_id in enumerate(network.order)}
    assert all(place[wire.source] < place[wire.target] for wire in network.wires)


# --- frozen all the way down ---------------------------------------------------------------------


@given(values)
def test_frozen_values_thaw_to_what_they_were(value: object) -> None:
    frozen = freeze(value)
    assert thaw(frozen) == value
    assert freeze(frozen) == frozen
    hash(frozen)


def test_nothing_in_a_layer_can_be_changed() -> None:
    given_away = {"size": [1, {"deep": 2}]}
    layer = Layer(id="a", kind="Linear", parameters=given_away, later={"list": [1]})
    given_away["size"].append(3)
    assert layer.parameters == {"size": (1, {"deep": 2})}
    for wrong in (
        lambda: setattr(layer, "kind", "ReLU"),
        lambda: layer.parameters.__setitem__("size", 1),  # type: ignore[attr-defined]
        lambda: layer.later["list"].append(2),  # type: ignore[attr-defined]
    ):
        with pytest.raises((ValidationError, AttributeError, TypeError)):
            wrong()


@pytest.mark.parametrize(
    "wrong", [float("nan"), float("inf"), object(), {1, 2}, b"bytes", {"a": [lambda: 1]}]
)
def test_what_a_file_cannot_hold_never_gets_in(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"cannot stand in a project|no|not a number"):
        freeze(wrong)


def test_a_mapping_is_changed_by_making_another() -> None:
    one = FrozenDict({"a": 1, "b": [1, 2]})
    assert one.but(a=2) == {"a": 2, "b": (1, 2)}
    assert one.without("a") == {"b": (1, 2)}
    assert one.without("z") == one
    assert one == FrozenDict({"b": (1, 2), "a": 1})
    assert hash(one) == hash(FrozenDict({"b": (1, 2), "a": 1}))
    assert "'a': 1" in repr(one)
