"""The examples on real tables are as good as scikit-learn's networks of the same size, same split."""

from __future__ import annotations

import statistics
import warnings
from typing import Any

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

from playground import api
from playground.data import make_dataset
from playground.data.dataset import Dataset
from playground.project import Project
from tests.real_data import with_data

SEEDS = range(5)


def ours(project: Project) -> list[float]:
    name = "test_accuracy" if project.content.task.kind == "classification" else "test_r2"
    results = [api.train(project, seed=seed).result for seed in SEEDS]
    return [result.metrics[name] or 0.0 for result in results]


def theirs(project: Project, data: Dataset) -> list[float]:
    training = project.content.training
    epochs = training.stop.epochs
    assert epochs is not None
    hidden = [layer.parameters["out_features"] for layer in project.network.layers if layer.kind == "Linear"]
    options: dict[str, Any] = {
        "hidden_layer_sizes": tuple(hidden[:-1]),
        "solver": "adam",
        "alpha": 0.0,
        "learning_rate_init": training.learning_rate,
        "batch_size": training.batch_size,
        "max_iter": epochs,
        "n_iter_no_change": epochs + 1,
    }
    inputs, labels = data.fields["x"], data.labels
    classes = data.target == "classes"
    found = []
    for seed in SEEDS:
        model = (MLPClassifier if classes else MLPRegressor)(random_state=seed, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the epochs are what is compared
            model.fit(inputs[data.train], labels[data.train] if classes else labels[data.train, 0])
        test = labels[data.test] if classes else labels[data.test, 0]
        found.append(float(model.score(inputs[data.test], test)))
    return found


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["penguins", "titanic", "california-housing", "adult"])
def test_as_good_as_scikit_learn(
    name: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    """The median of five seeds is not below theirs by more than their standard deviation."""
    project = with_data(name, request)
    data = make_dataset(project.content.data)
    mine, sklearns = ours(project), theirs(project, data)
    spread = max(float(np.std(sklearns)), 0.5 / len(data.test))
    with capsys.disabled():
        print(
            f"\n{name:<24} ours {statistics.median(mine):.4f} ({min(mine):.4f} .. {max(mine):.4f}), "
            f"scikit-learn {statistics.median(sklearns):.4f} ± {spread:.4f}",
            end="",
        )
    assert statistics.median(mine) >= statistics.median(sklearns) - spread
