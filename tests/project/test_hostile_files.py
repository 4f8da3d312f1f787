"""Files mutated in every way give a project or a sentence, and quickly; never anything else."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from playground.catalog.words import text
from playground.project import Layer, Network, Project, Refused, Wire
from playground.project.storage import dump, parse

LONGEST_S = 2.0

VALID = dump(
    Project(description="a valid file")
    .with_network(
        Network(
            layers=(
                Layer(id="input_1", kind="Input", parameters={"field": "x"}),
                Layer(id="linear_1", kind="Linear", parameters={"out_features": 8, "bias": True}),
                Layer(id="conv2d_1", kind="Conv2d", parameters={"kernel_size": [3, 3]}, later={"a": 1}),
                Layer(id="b_1", kind="Block", network=Network(layers=(Layer(id="tanh_1", kind="Tanh"),))),
            ),
            wires=(
                Wire(source="input_1", target="linear_1"),
                Wire(source="linear_1", target="conv2d_1"),
                Wire(source="conv2d_1", target="b_1"),
            ),
        )
    )
    .with_positions({"linear_1": (10.0, 20.0)})
    .with_content(
        hand_edits=({"layer": "linear_1", "tensor": "bias", "index": [0], "value": 1.5, "before": 0.0},)
    )
)

STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2**31, 2**64, -(10**200), 0.5, -0.0, 1e300, 5e-324, "", "x", "input_1",
    "a.b", "../../etc/passwd", "\x00", "\u202e", "𝔘", "{id}", "%s", [], {}, [[]], [1, 2, 3], {"a": {}},
    {"id": "x_1", "kind": "Linear"}, "9" * 400, "long " * 1000,
)  # fmt: skip


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) below `value`."""
    for key in list(value if isinstance(value, dict) else range(len(value))):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def _mutate_structure(dice: random.Random, data: Any) -> None:
    """One change somewhere: another value, one less, one twice, another name, deeper, elsewhere."""
    container, key = dice.choice(list(_places(data)))
    match dice.randrange(6):
        case 0:
            container[key] = copy.deepcopy(dice.choice(STRANGE))
        case 1:
            del container[key]
        case 2 if isinstance(container, list):
            container.insert(key, copy.deepcopy(container[key]))
        case 2:
            container[str(dice.choice(STRANGE))] = copy.deepcopy(container[key])
        case 3:
            container[key] = [container[key]]
        case 4:
            container[key] = {"layers": container[key], "id": "x"}
        case 5:
            other, there = dice.choice(list(_places(data)))
            # A copy, because a value that holds itself cannot be written.
            other[there] = json.loads(json.dumps(container[key]))


def _mutate_text(dice: random.Random, content: bytes) -> bytes:
    """One change of the bytes: a byte, a cut, a piece twice, a piece of JSON in the middle."""
    at, to = sorted(dice.randrange(len(content) + 1) for _ in range(2))
    match dice.randrange(4):
        case 0:
            return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]
        case 1:
            return content[:at] + content[min(to, at + 20) :]
        case 2:
            return content[:to] + content[at:to] + content[to:]
        case _:
            pieces = [b"NaN", b"1e999", b"[[[[", b"}", b'"', b"\\ud800", b"\xff", b"9" * 5000, b"null,"]
            return content[:at] + dice.choice(pieces) + content[at:]


def _mutants(seed: int, count: int) -> Iterator[bytes]:
    dice = random.Random(seed)
    for _ in range(count):
        data = json.loads(VALID)
        for _ in range(dice.choice([0, 1, 1, 1, 2, 5])):
            _mutate_structure(dice, data)
        content = json.dumps(data, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
        yield _mutate_text(dice, content) if dice.random() < 0.25 else content


def _check(content: bytes) -> str:
    """What became of one file: "opened", or the code of its refusal."""
    start = time.process_time()
    try:
        project = parse(content, "hostile.json")
    except Refused as error:
        sentence = text(error.problem)
        assert "hostile.json" in sentence
        assert len(sentence) < 2000
        outcome = error.problem.code
    else:
        assert parse(dump(project), "hostile.json") == project
        outcome = "opened"
    assert time.process_time() - start < LONGEST_S, content[:2000]
    return outcome


def test_mutated_files_give_a_project_or_a_sentence() -> None:
    outcomes = {_check(content) for content in _mutants(seed=1, count=2_000)}
    assert {"opened", "file_value", "file_not_json", "file_unknown_member", "file_missing_member"} <= outcomes
    assert {"file_duplicate_id", "file_loose_wire", "file_not_ours", "file_not_text"} <= outcomes


@pytest.mark.nightly
def test_many_mutated_files_give_a_project_or_a_sentence() -> None:
    for content in _mutants(seed=2, count=100_000):
        _check(content)


@pytest.mark.parametrize(
    "layers",
    [
        [{"id": f"a_{number}", "kind": "Add"} for number in range(1400)],
        [{"id": f"a_{number // 2}", "kind": "Add"} for number in range(1400)],
        [{"id": "a_1", "kind": "Add"}] * 200_000,
    ],
)
def test_large_networks_do_not_hang(layers: list[Any]) -> None:
    data = {"format": "nn-playground", "version": 1, "content": {"networks": [{"layers": layers}]}}
    _check(json.dumps(data).encode())


def test_many_wires_twice_do_not_hang() -> None:
    layers = [{"id": f"a_{number}", "kind": "Add"} for number in range(120)]
    wires = [
        {"source": f"a_{low}", "target": f"a_{high}", "target_port": "in"}
        for high in range(101)
        for low in range(high)
    ][:4_998]
    network = {"layers": layers, "wires": [*wires, wires[-1]]}
    data = {"format": "nn-playground", "version": 1, "content": {"networks": [network]}}
    assert _check(json.dumps(data).encode()) == "file_duplicate_wire"
