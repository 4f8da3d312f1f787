"""`import playground`: load, save, check and train, and what they give."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import playground
from playground import api
from playground.assets import asset, assets
from playground.catalog import LOSSES, OPTIMIZERS
from playground.data import csv_settings, make_dataset, starter
from playground.engine.probes import predict
from playground.project import DataSettings, Project, Refused, Stop
from playground.project.ending import DEFAULT_EPOCHS
from tests.engine.made import chain, linear, points, project
from tests.real_data import PLACES, with_data

EXAMPLES = {path.stem: path for path in assets("examples", ".json")}


@pytest.fixture
def document() -> Project:
    return project(chain(linear(6), "Tanh", "Linear"), points(), learning_rate=0.1)


def test_the_package_offers_the_four(document: Project, tmp_path: Path) -> None:
    path = tmp_path / "net.json"
    playground.save(document, path)
    assert playground.load(path) == document
    assert playground.check(document).errors == ()
    trained = playground.train(document, epochs=2)
    assert trained.result.epochs == 2


def test_importing_the_package_is_cheap() -> None:
    heavy = {"torch", "numpy", "PySide6", "pydantic"}
    code = f"import sys, playground; print(sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_whole_and_without_fault(name: str, request: pytest.FixtureRequest) -> None:
    project = with_data(name, request)
    report = api.check(project)
    assert report.problems == ()
    assert report.parameters > 0
    assert project.description.endswith(".")
    from playground.catalog import complete

    assert complete(project) == project


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - {"digits"} - set(PLACES)))
def test_every_example_learns(name: str) -> None:
    """A few epochs are enough to be better than at the start (the hopeless one aside)."""
    trained = api.train(api.load(EXAMPLES[name]), epochs=30)
    losses = trained.history.values("train_loss")[3]
    assert np.isfinite(losses).all()
    assert losses[-1] < losses[0] or name in ("spiral-small", "spiral-8-8-8")


def test_result_is_what_the_run_came_to(document: Project) -> None:
    trained = api.train(document, epochs=5)
    result = trained.result
    assert (result.epochs, result.steps, result.stopped_by) == (5, 15, "epochs")
    assert (result.seed, result.device, result.threads, result.format) == (0, "cpu", 1, 1)
    assert result.parameters == 2 * 6 + 6 + 6 * 2 + 2
    assert result.train_loss == pytest.approx(trained.history.last("train_loss"), rel=1e-6)
    assert result.test_loss == pytest.approx(trained.history.last("test_loss"), rel=1e-6)
    assert set(result.metrics) == {"train_accuracy", "test_accuracy"}
    assert len(result.weights_sha256) == 64
    assert json.loads(json.dumps(result.as_dict(), allow_nan=False)) == result.as_dict()


def test_stops_where_the_project_says_unless_told_otherwise(document: Project) -> None:
    training = document.content.training
    assert api.train(document).result.epochs == DEFAULT_EPOCHS
    three = document.with_content(training=training.but(stop=Stop(epochs=3)))
    assert api.train(three).result.epochs == 3
    assert api.train(three, epochs=2).result.epochs == 2
    target = document.with_content(training=training.but(stop=Stop(target=0.3)))
    assert api.train(target).result.stopped_by == "target"


def test_progress_may_end_the_run(document: Project) -> None:
    calls = itertools.count(1)
    trained = api.train(document, epochs=10**9, progress=lambda session: next(calls) < 3)
    assert trained.result.stopped_by == "interrupted"
    assert 0 < trained.result.epochs < 10**9


def test_the_callers_number_of_threads_comes_back(document: Project) -> None:
    import torch

    before = torch.get_num_threads()
    api.train(document.with_content(training=document.content.training.but(threads=2)), epochs=1)
    assert torch.get_num_threads() == before


def test_what_cannot_train_is_refused_with_a_reason(document: Project) -> None:
    from playground.catalog import words

    for broken in (
        document.with_network(chain(linear(6), "Tanh", linear(5))),
        document.with_network(chain()),
        document.with_content(data=DataSettings(kind="no such")),
    ):
        with pytest.raises(Refused) as refused:
            api.train(broken, epochs=1)
        assert words.text(refused.value.problem)
    with pytest.raises(Refused) as refused:
        api.train(document, epochs=1, device="warp")
    assert refused.value.problem.code == "no_such_device"


@pytest.mark.parametrize("seed", [-1, 2**31, 1.5])
def test_an_impossible_seed_is_refused(document: Project, seed: int) -> None:
    with pytest.raises(Refused):
        api.train(document, epochs=1, seed=seed)


def test_impossible_epochs_are_refused(document: Project) -> None:
    with pytest.raises(Refused):
        api.train(document, epochs=0)


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_a_diverged_run_has_a_result_without_infinities(task: str) -> None:
    data = points("plane" if task == "regression" else "circle")
    loss = "MSELoss" if task == "regression" else "HingeLoss"
    wild = project(
        chain(linear(16), "ReLU", linear(16), "ReLU", "Linear"),
        data,
        task=task,
        loss=loss,
        learning_rate=1000.0,
    )
    trained = api.train(wild, epochs=50)
    assert trained.result.stopped_by == "diverged"
    assert trained.session.problem is not None
    json.dumps(trained.result.as_dict(), allow_nan=False)


def test_a_ruined_session_has_a_result_without_infinities() -> None:
    import torch

    from tests.engine.made import session

    made = session(project(chain(linear(4), "Linear"), points("plane"), task="regression"))
    assert made.train is not None
    with torch.no_grad():
        for parameter in made.train.parameters:
            parameter.fill_(float("nan"))
    made.scoring.begin(made.train)
    result = api.result_of(made)
    assert (result.train_loss, result.test_loss) == (None, None)
    json.dumps(result.as_dict(), allow_nan=False)


def test_history_rows_are_the_curves(document: Project) -> None:
    trained = api.train(document, epochs=4)
    heading, rows = api.history_rows(trained.history)
    table = [dict(zip(heading, row, strict=True)) for row in rows]
    assert heading[:3] == ["step", "epoch", "train_loss"]
    assert [row["epoch"] for row in table] == [1, 2, 3, 4]
    assert [row["step"] for row in table] == [3, 6, 9, 12]
    assert [row["test_loss"] for row in table] == trained.history.values("test_loss")[3].tolist()
    seconds = [row["seconds"] for row in table]
    assert seconds == sorted(seconds)
    assert seconds[-1] <= trained.session.elapsed_s + 1e-6
    assert api.history_rows(type(trained.history)()) == (["step", "epoch", "seconds"], [])


def test_history_rows_when_a_split_came_later(document: Project) -> None:
    """A row for each evaluation; what was not measured then is left open."""
    from tests.engine.made import session

    made = session(document)
    made.advance(epochs=1)
    split = document.with_content(data=document.content.data.but(validation=0.2, test=0.3))
    made.follow(split, make_dataset(split.content.data))
    made.advance(epochs=2)
    heading, rows = api.history_rows(made.history)
    table = [dict(zip(heading, row, strict=True)) for row in rows]
    assert len(table) == 2
    assert table[0]["validation_loss"] is None
    assert table[1]["validation_loss"] == made.history.last("validation_loss")
    assert table[1]["train_loss"] == made.history.last("train_loss")


# --- settings by path ----------------------------------------------------------------------------------


def test_settings_do_not_depend_on_their_order() -> None:
    base = api.load(asset("examples", "spiral.json"))
    wishes = {
        "training.learning_rate": 0.5,
        "training.optimizer": "Adam",
        "training.optimizer_parameters.amsgrad": True,
        "data.kind": "plane",
        "data.parameters.samples": 100,
        "linear_1.out_features": 5,
    }
    some = itertools.islice(itertools.permutations(wishes.items()), 0, None, 29)
    found = [api.with_settings(base, dict(order)) for order in some]
    assert all(one == found[0] for one in found[1:])
    content = found[0].content
    assert content.training.learning_rate == 0.5
    assert content.training.optimizer_parameters["amsgrad"] is True
    assert content.training.optimizer_parameters.keys() == {p.name for p in OPTIMIZERS["Adam"].parameters}
    assert content.task.kind == "regression"
    assert content.task.kind in LOSSES[content.training.loss].tasks
    assert content.data.parameters["samples"] == 100
    assert found[0].network.by_id["linear_1"].parameters["out_features"] == 5
    assert api.train(found[0], epochs=1).result.epochs == 1


def test_a_setting_that_is_there_already_changes_nothing() -> None:
    base = api.load(asset("examples", "spiral.json"))
    training = base.content.training
    assert api.with_settings(base, {"training.optimizer": training.optimizer}) == base
    assert api.with_settings(base, {"data.kind": base.content.data.kind}) == base


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("training.learning_rat", 0.1),
        ("training.optimizer", "Adm"),
        ("training.loss", "Cross"),
        ("task.kind", "sorting"),
        ("data.kind", "spirals"),
        ("training.learning_rate", -1),
        ("training.learning_rate", "fast"),
        ("training.batch_size", 2.5),
        ("linear_99.out_features", 5),
        ("out_features", 5),
    ],
)
def test_settings_that_cannot_be_are_refused_with_a_sentence(path: str, value: object) -> None:
    from playground.catalog import words

    base = api.load(asset("examples", "spiral.json"))
    with pytest.raises(Refused) as refused:
        api.with_settings(base, {path: value})
    sentence = words.text(refused.value.problem)
    assert "None" not in sentence


# --- tables: read, train, predict a row typed by hand --------------------------------------------------


@pytest.mark.parametrize(
    ("file", "target", "row", "low", "high"),
    [
        ("titanic.csv", "", {"Sex": "female", "Pclass": "1", "Age": "29,5", "Fare": "80"}, 0.5, 1.0),
        ("titanic.csv", "", {"Sex": "male", "Pclass": "3", "Age": "40", "Fare": "8"}, 0.0, 0.5),
        ("penguins.csv", "", {"bill_length_mm": "39", "island": "Torgersen", "sex": "male"}, 0.0, 1.0),
        ("winequality-red.csv", "quality", {"alcohol": "12.5"}, 0.0, 1.0),
        ("winequality-white.csv", "quality", {"alcohol": "12.5"}, 0.0, 1.0),
        ("auto-mpg.csv", "mpg", {"weight": "2000", "cylinders": "4"}, 15.0, 50.0),
        ("california-housing.csv", "", {"median_income": "8.3"}, 1e5, 7e5),
        ("adult-train.csv", "", {"column_1": "39", "column_4": "Masters"}, 0.0, 1.0),
    ],
)
def test_real_tables_train_and_predict_a_row(
    shared_data: Path, file: str, target: str, row: dict[str, str], low: float, high: float
) -> None:
    settings = csv_settings(shared_data / "tabular" / file, None, target)
    document = starter(settings)
    assert api.check(document).errors == ()
    trained = api.train(document, epochs=20 if len(make_dataset(settings)) < 5000 else 2)
    state = trained.session.train
    assert state is not None
    losses = trained.history.values("train_loss")[3]
    assert losses[-1] < losses[0]
    dataset = state.dataset
    out = predict(state, {"x": dataset.table.encode_row(row)})[0]
    if dataset.target == "classes":
        assert len(out) == len(dataset.classes)
        assert out.sum() == pytest.approx(1.0, abs=1e-5)
        assert low <= out[-1] <= high
        accuracy = trained.result.metrics["test_accuracy"]
        shares = np.bincount(dataset.labels[dataset.test]) / len(dataset.test)
        assert accuracy > shares.max(), "better than always saying the same"
    else:
        assert low <= float(out[0]) <= high
        truth = dataset.labels[dataset.test].astype(float)
        assert trained.result.metrics["test_r2"] > 0.1
        assert trained.result.metrics["test_mae"] < float(
            np.abs(truth - truth.mean()).mean() * dataset.target_scaling.std[0]
        )
