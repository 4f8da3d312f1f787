"""The inside of a block as a project of its own."""

from __future__ import annotations

import pytest

from playground.project import Layer, Network, Project, Refused
from playground.project.inside import inside, leads_somewhere, place_key, put_inside, without_places
from playground.project.network import add_layer

DEEP = Network(name="deep", layers=(Layer(id="tanh_1", kind="Tanh"),))
INNER = Network(name="inner", layers=(Layer(id="block_1", kind="Block", network=DEEP),))
OUTER = Network(layers=(Layer(id="block_1", kind="Block", network=INNER), Layer(id="relu_1", kind="ReLU")))
PLACES = {
    "main": {"block_1": (1.0, 1.0), "relu_1": (2.0, 2.0)},
    "main/block_1": {"block_1": (3.0, 3.0)},
    "main/block_1/block_1": {"tanh_1": (4.0, 4.0)},
    "main/block_10": {"x": (5.0, 5.0)},
}


@pytest.fixture
def whole() -> Project:
    project = Project().with_content(networks=(OUTER, Network(name="other")))
    for network, places in PLACES.items():
        project = project.with_positions(places, network)
    return project


def test_what_is_in_a_block_reads_like_a_project(whole: Project) -> None:
    assert inside(whole, ()) is whole
    once = inside(whole, ["block_1"])
    assert once.network is INNER
    assert once.layout.positions == {
        "inner": {"block_1": (3.0, 3.0)},
        "inner/block_1": {"tanh_1": (4.0, 4.0)},
    }
    assert inside(once, ["block_1"]) == inside(whole, ["block_1", "block_1"])
    assert inside(whole, ["block_1", "block_1"]).network is DEEP


def test_an_edit_inside_is_an_edit_of_the_whole(whole: Project) -> None:
    way = ("block_1", "block_1")
    deep = inside(whole, way)
    assert put_inside(whole, way, deep) == whole
    grown = deep.with_network(add_layer(DEEP, Layer(id="relu_1", kind="ReLU")))
    grown = grown.with_positions({"relu_1": (9.0, 9.0)}, "deep").but(description="told")
    after = put_inside(whole, way, grown)
    assert inside(after, way).network.by_id.keys() == {"tanh_1", "relu_1"}
    assert after.layout.positions == {
        **PLACES,
        "main/block_1/block_1": {"tanh_1": (4.0, 4.0), "relu_1": (9.0, 9.0)},
    }
    assert after.description == "told"
    assert after.content.networks[1] is whole.content.networks[1]
    assert after.network.by_id["relu_1"] is OUTER.by_id["relu_1"]


def test_a_moved_card_inside_leaves_the_networks_alone(whole: Project) -> None:
    moved = inside(whole, ["block_1"]).with_positions({"block_1": (7.0, 7.0)}, "inner")
    assert put_inside(whole, ["block_1"], moved).network is OUTER


def test_a_way_that_leads_nowhere(whole: Project) -> None:
    assert leads_somewhere(whole, ["block_1", "block_1"])
    for way, code in ((["relu_1"], "no_block"), (["block_2"], "no_such_layer")):
        assert not leads_somewhere(whole, way)
        with pytest.raises(Refused, match=code):
            inside(whole, way)
    assert not leads_somewhere(whole, ["block_2", "block_1"])


def test_places_are_forgotten_with_all_that_is_inside(whole: Project) -> None:
    left = without_places(whole, ["block_1"]).layout.positions
    assert left == {"main": {"relu_1": (2.0, 2.0)}, "main/block_10": PLACES["main/block_10"]}
    assert place_key("main", ["a", "b"]) == "main/a/b"
