"""Arrangement: columns follow the wires, nothing overlaps, new cards find room."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from playground.ui.canvas.layout import GRID, arrange, bounds, complete, free_place, make_room

CARD = (128.0, 184.0)


@st.composite
def graphs(draw):
    number = draw(st.integers(1, 14))
    names = [f"n{i}" for i in range(number)]
    side = st.integers(3, 40).map(lambda n: n * 8.0)
    sizes = {name: (draw(side), draw(side)) for name in names}
    pairs = list(combinations(names, 2))
    arrows = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return sizes, arrows


def overlapping(places, sizes):
    return [
        (a, b)
        for a, b in combinations(places, 2)
        if places[a][0] < places[b][0] + sizes[b][0]
        and places[b][0] < places[a][0] + sizes[a][0]
        and places[a][1] < places[b][1] + sizes[b][1]
        and places[b][1] < places[a][1] + sizes[a][1]
    ]


@given(graphs())
def test_never_overlaps_and_runs_left_to_right(graph):
    sizes, arrows = graph
    places = arrange(sizes, arrows)
    assert set(places) == set(sizes)
    assert not overlapping(places, sizes)
    assert all(places[a][0] + sizes[a][0] < places[b][0] for a, b in arrows)
    assert all(x % GRID == 0 and y % GRID == 0 for x, y in places.values())
    assert bounds(places, sizes)[:2] == (0, 0)


def test_a_chain_is_one_row_even_with_a_skip_link():
    names = ["a", "b", "c", "d"]
    arrows = [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")]
    places = arrange(dict.fromkeys(names, CARD), arrows)
    assert {y for _, y in places.values()} == {0.0}


def test_branches_stand_around_their_middle():
    sizes = dict.fromkeys(["in", "up", "down", "add"], CARD)
    places = arrange(sizes, [("in", "up"), ("in", "down"), ("up", "add"), ("down", "add")])
    assert places["in"][1] == places["add"][1]
    assert places["up"][1] - places["in"][1] == -(places["down"][1] - places["in"][1])


def test_crossed_branches_are_uncrossed():
    sizes = dict.fromkeys(["s", "a", "b", "x", "y", "t"], CARD)
    places = arrange(sizes, [("s", "a"), ("s", "b"), ("a", "y"), ("b", "x"), ("x", "t"), ("y", "t")])
    assert (places["a"][1] < places["b"][1]) == (places["y"][1] < places["x"][1])


def test_three_hundred_layers_take_no_time(benchmark):
    names = [f"n{i}" for i in range(300)]
    arrows = [(a, b) for i, a in enumerate(names) for b in names[i + 1 : i + 3]]
    places = benchmark.pedantic(arrange, (dict.fromkeys(names, CARD), arrows), rounds=1)
    assert not overlapping(places, dict.fromkeys(names, CARD))


def test_cards_without_a_place_go_right_of_what_feeds_them():
    sizes = dict.fromkeys(["a", "b", "c"], CARD)
    places = complete({"a": (80.0, 40.0)}, sizes, [("a", "b"), ("a", "c")])
    assert places["a"] == (80.0, 40.0)
    assert places["b"][0] == places["c"][0] > 80 + CARD[0]
    assert not overlapping(places, sizes)


@given(graphs(), st.integers(-50, 50), st.integers(-50, 50))
def test_a_free_place_is_free(graph, x, y):
    sizes, arrows = graph
    places = arrange(sizes, arrows)
    spot = free_place((x * 10, y * 10), CARD, [(*places[n], *sizes[n]) for n in places])
    assert not overlapping({**places, "new": spot}, {**sizes, "new": CARD})


@given(graphs(), st.integers(0, 100))
def test_making_room_brings_nothing_together(graph, x):
    sizes, arrows = graph
    places = arrange(sizes, arrows)
    places["new"], sizes["new"] = (x * 8.0, 0.0), CARD
    moved = {**places, **make_room(places, sizes, "new")}
    assert not overlapping({n: p for n, p in moved.items() if n != "new"}, sizes)
    right = [n for n in moved if n != "new" and moved[n][0] >= places["new"][0] - CARD[0] / 2]
    assert not [pair for pair in overlapping(moved, sizes) if "new" in pair and set(pair) & set(right)]
