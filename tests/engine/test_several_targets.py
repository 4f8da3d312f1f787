"""A table with several targets, from its file to steps of training and a prediction."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.data import csv_settings, make_dataset, starter
from playground.engine.probes import Probes, predict
from playground.engine.session import Session
from playground.engine.snapshots import Request
from playground.project import FrozenDict


@pytest.mark.parametrize(
    ("others", "task", "low", "high"),
    [({"v": "target"}, "multilabel", 0.0, 1.0), ({"w": "target"}, "regression", -50.0, 50.0)],
)
def test_is_trained_and_predicts_each(
    others: dict[str, str], task: str, low: float, high: float, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    rows = "".join(f"{i % 10},{i % 3},{i % 2},{int(i % 3 > 0)},{i / 4}\n" for i in range(80))
    path.write_text(f"a,b,u,v,w\n{rows}", encoding="utf-8")
    settings = csv_settings(path, target="u")
    settings = settings.but(parameters=settings.parameters.but(columns=FrozenDict(others)))
    project = starter(settings)
    assert project.content.task.kind == task
    dataset = make_dataset(settings)
    session = Session()
    session.follow(project, dataset)
    assert session.train is not None, session.problem
    session.play()
    assert session.advance(steps=60) == 60
    row = dataset.table.encode_row({"a": "3", "b": "1"})
    found = predict(session.train, {"x": row})
    assert found.shape == (1, 2)
    seen = Probes().answer(Request("fit"), session.train)
    assert seen is not None
    assert seen["truth"].shape == seen["predicted"].shape == (len(dataset.test), 2)
    assert low <= found.min() <= found.max() <= high
