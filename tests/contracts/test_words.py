"""Every problem that the source can raise has a sentence, and every sentence is raised somewhere.

Codes and repairs are found in the source itself: the calls of `problem`, `refuse`, `_refuse`,
`Problem`, `fix` and `Repair`, with the names of the values that they pass.
"""

from __future__ import annotations

import ast
import string
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import playground
from playground.catalog import LAYERS, repair, words
from playground.catalog.edits import _REPAIRS
from playground.catalog.facts import fix, problem
from playground.data import make_dataset
from playground.engine.check import examine
from playground.project import DataSettings, FrozenDict, Problem, Project, Refused
from tests.engine.made import Given, arrays, chain, graph, linear, project

PACKAGE = Path(playground.__file__).parent
RAISERS = {"problem", "refuse", "_refuse", "Problem"}
MEMBERS = set(Problem.model_fields) - {"code", "values"}


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every call in the package of a plain name, with the place where it stands."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found.append((f"{path.relative_to(PACKAGE)}:{node.lineno}", node))
    return tuple(found)


def named(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def texts(node: ast.expr | None) -> Iterator[str]:
    """The texts that an expression may stand for, as far as they are written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def raised() -> dict[str, list[tuple[str, ast.Call]]]:
    """Code -> the calls that raise it."""
    found: dict[str, list[tuple[str, ast.Call]]] = defaultdict(list)
    for place, call in calls():
        if named(call) in RAISERS:
            given = call.args[0] if call.args else None
            given = next((k.value for k in call.keywords if k.arg == "code"), given)
            for code in texts(given):
                found[code].append((place, call))
    return found


def composed() -> tuple[str, ...]:
    """The beginnings of codes that are put together: "cell_is_no_" of f"cell_is_no_{type}"."""
    found = [
        str(call.args[0].values[0].value)
        for _, call in calls()
        if named(call) in RAISERS
        and call.args
        and isinstance(call.args[0], ast.JoinedStr)
        and isinstance(call.args[0].values[0], ast.Constant)
    ]
    return tuple(found)


def in_variables() -> set[str]:
    """Codes that reach a problem by way of a variable: written out somewhere outside the words."""
    written = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.parent.name != "words"
    )
    return {code for code in words.SENTENCES if f'"{code}"' in written}


def slots(sentence: str) -> set[str]:
    """The names of the values that a sentence wants."""
    return {str(name).split(".")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_codes_are_found_at_all() -> None:
    assert {"diverged", "no_such_device", "bad_value", "bad_assignment", "csv_empty"} <= set(raised())


def test_every_code_has_a_sentence() -> None:
    without = {code: [place for place, _ in where] for code, where in raised().items()}
    assert {code: places for code, places in without.items() if code not in words.SENTENCES} == {}


def test_every_sentence_is_raised_somewhere() -> None:
    known = set(raised()) | in_variables()
    assert [c for c in words.SENTENCES if c not in known and not c.startswith(composed())] == []


def test_every_misfit_of_a_layer_has_a_sentence() -> None:
    assert {kind.misfit for kind in LAYERS.values()} - {""} <= set(words.SENTENCES)


@pytest.mark.parametrize("code", sorted(words.SENTENCES))
def test_every_call_gives_what_the_sentence_wants(code: str) -> None:
    sentence = words.SENTENCES[code]
    assert sentence[0].isupper() or sentence[0] in "{-"
    assert sentence[-1] in ".}", "a sentence ends with a full stop, or with a reason"
    wanted = slots(sentence)
    for place, call in raised().get(code, []):
        given = {k.arg for k in call.keywords if k.arg}
        if None in {k.arg for k in call.keywords} or named(call) in ("Problem", "_refuse"):
            continue  # values come from a mapping: seen where they are raised
        missing = wanted - given
        assert not missing, f"{place} gives no {missing}"


def test_words_of_one_room_do_not_hide_those_of_another() -> None:
    rooms = [words.network, words.data, words.files, words.commands]
    assert sum(len(room.SENTENCES) for room in rooms) == len(words.SENTENCES)
    assert sum(len(room.REPAIRS) for room in rooms) == len(words.REPAIRS)


def actions() -> dict[str, list[tuple[str, ast.Call]]]:
    """Action of a repair -> the calls that offer it."""
    found: dict[str, list[tuple[str, ast.Call]]] = defaultdict(list)
    for place, call in calls():
        if named(call) in ("fix", "Repair"):
            for action in texts(call.args[0] if call.args else None):
                found[action].append((place, call))
    return found


def test_every_repair_has_a_text_and_does_something() -> None:
    by_hand = {"locate", "read_again"}
    """Repairs that the window does itself, since they change nothing in the document."""
    assert set(actions()) - set(words.REPAIRS) == set()
    assert set(actions()) - set(_REPAIRS) - by_hand == set()
    assert set(words.REPAIRS) - set(actions()) == set()
    for action, places in actions().items():
        for place, call in places:
            given = {k.arg for k in call.keywords}
            assert slots(words.REPAIRS[action]) - {"layer"} <= given, place


# --- repairs that really repair --------------------------------------------------------------------

PICTURE = (3, 8, 8)


SEQUENCE, VOLUME = (4, 9), (4, 5, 5, 5)


def fed(shape: tuple[int, ...], *layers: Given) -> tuple[Project, Any]:
    """Data of that shape, and a network that begins with these layers."""
    return project(chain(*layers, "Flatten", "Linear")), arrays(shape, classes=3)


def shapes_that_do_not_fit() -> dict[str, tuple[Project, Any]]:
    """As `misfits`, for layers that come with shapes they cannot take."""
    two: dict[str, tuple[Given, str]] = {
        "a": ("Input", ""),
        "b": ("MatMul", "a a:other"),
        "c": ("Flatten", "b"),
        "d": ("Linear", "c"),
    }
    return {
        "wants_sequences (pictures)": fed(PICTURE, ("Conv1d", {"out_channels": 5})),
        "wants_sequences (rows)": fed((6,), "MaxPool1d"),
        "wants_pictures (rows)": fed((3 * 8 * 8,), ("Conv2d", {"kernel_size": 5})),
        "wants_pictures (volumes)": fed(VOLUME, "MaxPool2d"),
        "wants_volumes (sequences)": fed(SEQUENCE, "Dropout3d"),
        "wants_volumes (rows)": fed((4 * 4 * 4,), "ConvTranspose3d"),
        "wants_maps (rows)": fed((6,), "GlobalAvgPool"),
        "batch_norm_1d_wants (volumes)": fed(VOLUME, "BatchNorm1d"),
        "linear_wants_flat (volumes)": (project(chain("Linear")), arrays(VOLUME, classes=3)),
        "conv_does_not_fit (volumes)": fed(VOLUME, ("Conv3d", {"kernel_size": (2, 2, 6)})),
        "pool_does_not_fit (sequences)": fed(SEQUENCE, ("AvgPool1d", {"kernel_size": 10})),
        "groups_do_not_divide (back)": fed(PICTURE, ("ConvTranspose2d", {"groups": 2})),
        "transposed_leaves_nothing": fed(SEQUENCE, ("ConvTranspose1d", {"padding": 20})),
        "output_padding_too_large": fed(PICTURE, ("ConvTranspose2d", {"output_padding": (0, 1)})),
        "groups_do_not_divide_channels": fed(PICTURE, ("GroupNorm", {"num_groups": 2})),
        "groups_of_one_number": fed((6,), ("GroupNorm", {"num_groups": 6})),
        "instance_norm_wants_places": fed((4, 1), "InstanceNorm1d"),
        "pieces_do_not_divide": fed((9,), ("Maxout", {"pieces": 4})),
        "slopes_are_not_channels": fed((6,), ("PReLU", {"num_parameters": 5})),
        "sizes_do_not_multiply (picture)": fed((28 * 28,), ("Reshape", {"shape": (1, 27, 28)})),
        "sizes_do_not_multiply (row)": fed((6,), ("Reshape", {"shape": (4,)})),
        "sizes_do_not_multiply (axis)": fed((4, 27), ("Unflatten", {"dim": -1, "unflattened_size": (2, -1)})),
        "permute_wants_each_axis": fed(PICTURE, "Permute"),
        "select_is_outside (start)": fed(PICTURE, ("Select", {"dim": 2, "start": 8})),
        "select_is_outside (count)": fed(PICTURE, ("Select", {"dim": -1, "start": -3, "count": 4})),
        "mode_does_not_fit": fed(SEQUENCE, ("Upsample", {"mode": "bicubic"})),
        "matmul_does_not_fit": (project(graph(two)), arrays(SEQUENCE, classes=3)),
    }


def misfits() -> dict[str, tuple[Project, Any]]:
    """A project for each repair, by the code of its problem and what is done; and its data."""
    flat, pictures = arrays(classes=3), arrays(PICTURE, classes=3)
    good = chain(linear(4), "Tanh", "Linear")
    start: dict[str, tuple[Project, Any]] = {
        "linear_wants_flat": (project(chain("Linear")), pictures),
        "conv_does_not_fit": (
            project(chain(("Conv2d", {"kernel_size": 12}), "Flatten", "Linear")),
            pictures,
        ),
        "pool_does_not_fit": (
            project(chain(("MaxPool2d", {"kernel_size": 12}), "Flatten", "Linear")),
            pictures,
        ),
        "groups_do_not_divide": (
            project(chain(("Conv2d", {"out_channels": 8, "groups": 2}), "Flatten", "Linear")),
            pictures,
        ),
        "batch_norm_1d_wants": (project(chain("BatchNorm1d", "Flatten", "Linear")), pictures),
        "wants_pictures": (project(chain("BatchNorm2d", "Linear")), flat),
        "size_is_open": (project(chain("Linear", "Tanh", "Linear")), flat),
        "output_does_not_fit": (project(chain(linear(4), "Tanh", linear(7))), flat),
        "activation_before_loss": (project(chain(linear(4), "Tanh", "Linear", "Softmax")), flat),
        "axis_is_not_there": (project(chain(("Softmax", {"dim": 0}), "Linear")), flat),
        "bad_parameter": (project(chain(linear(4), ("Linear", {"out_features": -3}))), flat),
        "no_such_field": (
            project(
                good.but(layers=(good.layers[0].but(parameters=FrozenDict({"field": "z"})), *good.layers[1:]))
            ),
            flat,
        ),
        "batch_of_one": (project(chain("BatchNorm1d", "Linear"), batch_size=1), flat),
        "task_does_not_fit_data": (project(good, task="regression"), flat),
        "loss_wants_classes": (project(good, task="regression", loss="CrossEntropyLoss"), arrays()),
        "class_labels_into_regression_loss": (project(good, loss="MSELoss"), flat),
        "loss_wants_one_class": (
            project(good, task="multilabel", loss="CrossEntropyLoss"),
            arrays(several=3),
        ),
        "task_does_not_fit_data (labels)": (project(good), arrays(several=3)),
    }
    unknown = project(good)
    training = unknown.content.training
    start["unknown_choice (optimizer)"] = (
        unknown.with_content(training=training.but(optimizer="Best")),
        flat,
    )
    start["unknown_choice (loss)"] = (unknown.with_content(training=training.but(loss="Best")), flat)
    return {**start, **shapes_that_do_not_fit()}


@pytest.mark.parametrize("name", sorted(misfits()))
def test_repair_repairs(name: str) -> None:
    broken, dataset = misfits()[name]
    code = name.partition(" ")[0]
    report, _ = examine(broken, dataset)
    found = [p for p in report.problems if p.code == code]
    assert len(found) == 1, [p.code for p in report.problems]
    sentence = words.text(found[0])
    assert sentence
    assert "None" not in sentence
    assert words.repair_text(found[0])
    mended = repair(broken, found[0])
    assert mended != broken
    after, plan = examine(mended, dataset)
    assert code not in [p.code for p in after.problems]
    assert plan is not None, [p.code for p in after.problems]


def test_an_exchange_keeps_what_both_kinds_call_by_the_same_name() -> None:
    given = {"out_channels": 5, "kernel_size": (3, 2), "stride": 2, "padding": 1}
    broken, pictures = fed((4, 6, 6, 6), ("Conv2d", given))
    (found,) = examine(broken, pictures)[0].problems
    assert words.repair_text(found) == "Use Conv3d instead"
    layer = repair(broken, found).network.layers[1]
    wanted = {**given, "kernel_size": 3}  # two numbers are not three: the default
    assert {name: layer.parameters[name] for name in wanted} == wanted
    assert set(layer.parameters) == {p.name for p in LAYERS["Conv3d"].parameters}


def test_repair_of_unheard_data() -> None:
    settings = DataSettings(kind="spirals")
    with pytest.raises(Refused) as refused:
        make_dataset(settings)
    assert words.text(refused.value.problem)
    assert words.repair_text(refused.value.problem)
    broken = project(chain("Linear"), data=settings)
    mended = repair(broken, refused.value.problem)
    assert len(make_dataset(mended.content.data))


def test_every_problem_of_these_can_be_said() -> None:
    """Misfits without a repair: their sentences format, and name the layer."""
    pictures, flat = arrays(PICTURE, classes=3), arrays(classes=3)
    two_ends = graph({"a": ("Input", ""), "b": (linear(), "a"), "c": (linear(), "a")})
    cases = {
        "join_wants_same_shapes": (
            graph({"a": ("Input", ""), "b": (linear(5), "a"), "c": ("Add", "a b"), "d": ("Linear", "c")}),
            flat,
        ),
        "concatenate_wants_alike": (
            graph(
                {
                    "a": ("Input", ""),
                    "b": (("Conv2d", {"kernel_size": 3}), "a"),
                    "c": ("Concatenate", "a b"),
                    "d": ("Flatten", "c"),
                    "e": ("Linear", "d"),
                }
            ),
            pictures,
        ),
        "wants_pictures": (chain("MaxPool2d", "Linear"), flat),
        "halves_want_even": (chain("GLU", "Flatten", "Linear"), pictures),
        "shuffle_wants_channels": (chain("PixelShuffle", "Flatten", "Linear"), pictures),
        "join_wants_same_shapes (axes)": (
            graph({"a": ("Input", ""), "b": ("Flatten", "a"), "c": ("Add", "a b"), "d": ("Linear", "c")}),
            pictures,
        ),
        "missing_input (other)": (
            graph({"a": ("Input", ""), "b": ("Subtract", "a"), "c": ("Linear", "b")}),
            flat,
        ),
        "too_many_wires (other)": (
            graph({"a": ("Input", ""), "b": ("Tanh", "a"), "c": ("Subtract", "a b"), "d": ("Linear", "c")}),
            flat,
        ),
        "does_not_fit": (chain(("MaxPool2d", {"padding": 2}), "Flatten", "Linear"), pictures),
        "several_ends": (two_ends, flat),
        "nothing_to_train": (chain(), flat),
        "no_input": (graph({"a": (linear(), "")}), flat),
        "missing_input": (graph({"a": ("Input", ""), "b": ("Add", "")}), flat),
        "empty_network": (graph({}), flat),
        "unknown_kind": (graph({"a": ("Input", ""), "b": ("Warp", "a")}), flat),
        "too_many_wires": (graph({"a": ("Input", ""), "b": ("Tanh", "a"), "c": ("Linear", "a b")}), flat),
        "output_does_not_fit": (chain(("Conv2d", {})), pictures),
    }
    for code, (network, dataset) in cases.items():
        report, plan = examine(project(network), dataset)
        found = [p for p in report.problems if p.code == code.partition(" ")[0]]
        if code == "missing_input":  # a join that nothing feeds lies on the table
            assert "not_connected" in [p.code for p in report.problems]
            continue
        assert found, (code, [p.code for p in report.problems])
        assert plan is None
        for one in report.problems:
            assert words.text(one)
            assert "None" not in words.text(one), words.text(one)


def test_a_repair_needs_a_repair() -> None:
    with pytest.raises(Refused) as refused:
        repair(project(chain("Linear")), problem("no_input"))
    assert words.text(refused.value.problem)
    assert words.repair_text(problem("no_input")) == ""
    assert words.repair_text(problem("x", repair=fix("batch_size", value=4))) == "Batch size 4"


def test_nesterov_and_its_company() -> None:
    for parameters, code in (
        ({"nesterov": True}, "nesterov_wants_momentum"),
        ({"nesterov": True, "momentum": 0.9, "dampening": 0.5}, "nesterov_wants_no_dampening"),
        ({"nesterov": True, "momentum": 0.9}, None),
    ):
        document = project(chain("Linear"), optimizer_parameters=FrozenDict(parameters))
        report, plan = examine(document, arrays(classes=3))
        assert [p.code for p in report.problems] == ([code] if code else [])
        assert (plan is None) == bool(code)
        assert all(words.text(p) for p in report.problems)
