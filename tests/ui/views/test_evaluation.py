"""Evaluation: every metric of every part, as the engine measures it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import precision_recall_fscore_support

from playground.assets import asset
from playground.engine.probes import Probes
from playground.engine.snapshots import Picture
from playground.ui.views.evaluation import EVALUATION, EvaluationView
from tests.engine.made import arrays, chain, linear, project, session
from tests.ui.fakes import FakeTrainer

LOADED_MS = 60_000


@pytest.fixture
def trainer() -> FakeTrainer:
    return FakeTrainer()


@pytest.fixture
def view(qtbot: Any, trainer: FakeTrainer) -> EvaluationView:
    made = EvaluationView(trainer)  # type: ignore[arg-type]  # a stand-in
    qtbot.addWidget(made)
    made.resize(700, 240)
    made.show()
    return made


@pytest.mark.parametrize(("classes", "said"), [(3, False), (4, True)])
def test_the_best_three_of_three_say_nothing(classes: int, said: bool) -> None:
    made = session(project(chain("Linear")), arrays((4,), classes=classes))
    assert made.train is not None
    found = Probes().answer(EVALUATION, made.train)
    assert found is not None
    assert ("test.top_3_accuracy" in found) is said


def test_classes_one_by_one(qtbot: Any, view: EvaluationView, trainer: FakeTrainer) -> None:
    data = arrays((4,), classes=3, count=60, validation=10)
    made = session(project(chain(linear(8), "Tanh", "Linear")), data)
    made.advance(steps=20)
    assert made.train is not None
    found = Probes().answer(EVALUATION, made.train)
    assert found is not None
    trainer.dataset = data
    trainer.picture.emit(Picture(EVALUATION, 1, 1, 20, found))
    view.resize(view.metrics.wanted_width() + view.classes.wanted_width() + 40, 240)
    across = view.metrics.horizontalHeader()
    for column in range(view.metrics.columnCount()):
        qtbot.waitUntil(lambda c=column: across.sectionSize(c) >= across.sectionSizeHint(c))
    header = view.metrics.horizontalHeaderItem
    assert [header(i).text() for i in range(view.metrics.columnCount())] == ["train", "validation", "test"]
    logits = made.train.net.eval()(made.train.tensors.fields)[data.test]
    decided = made.train.objective.decide(logits).numpy()
    wanted = precision_recall_fscore_support(
        data.labels[data.test], decided, labels=range(3), zero_division=0
    )
    texts = view.classes.texts()
    assert [line[3] for line in texts] == [str(n) for n in wanted[3]]
    for column in range(3):
        shown = [float(line[column].removesuffix(" %")) for line in texts]
        assert shown == pytest.approx([100 * v for v in wanted[column]], abs=0.051)


def test_labels_one_by_one(view: EvaluationView, trainer: FakeTrainer) -> None:
    data = arrays((4,), several=3, count=80, validation=10)
    made = session(project(chain(linear(8), "Tanh", "Linear"), task="multilabel"), data)
    made.advance(steps=30)
    assert made.train is not None
    trainer.dataset = data
    trainer.picture.emit(Picture(EVALUATION, 1, 1, 20, Probes().answer(EVALUATION, made.train) or {}))
    rows = [view.metrics.verticalHeaderItem(i).text() for i in range(view.metrics.rowCount())]
    assert rows == [
        "Loss", "Exact match", "Accuracy per label", "Precision", "Recall", "F1", "ROC AUC",
    ]  # fmt: skip
    logits = made.train.net.eval()(made.train.tensors.fields)[data.test]
    right = ((logits > 0).numpy() == data.labels[data.test]).mean(0)
    assert [float(line[0].removesuffix(" %")) for line in view.classes.texts()] == pytest.approx(
        100 * right, abs=0.051
    )


def test_numbers_have_no_classes(view: EvaluationView, trainer: FakeTrainer) -> None:
    data = arrays((4,))
    made = session(project(chain("Linear"), task="regression"), data)
    assert made.train is not None
    trainer.dataset = data
    trainer.picture.emit(Picture(EVALUATION, 1, 1, 0, Probes().answer(EVALUATION, made.train) or {}))
    rows = [view.metrics.verticalHeaderItem(i).text() for i in range(view.metrics.rowCount())]
    assert rows[0] == "Loss"
    assert "Root mean squared error" in rows
    assert not view.classes.isVisible()


def test_asks_only_while_it_is_seen(view: EvaluationView, trainer: FakeTrainer) -> None:
    assert trainer.watched.get(view) == {EVALUATION}
    view.hide()
    assert view not in trainer.watched


def test_in_the_window_it_is_a_tab_beside_the_curves(qtbot: Any, opened: Callable[..., Any]) -> None:
    window = opened(Path(asset("examples", "iris.json")))
    qtbot.waitUntil(lambda: window.trainer.settled(), timeout=LOADED_MS)
    assert window.evaluation not in window.trainer._watched, "nobody pays for what lies behind"
    window.show_view("evaluation")
    qtbot.waitUntil(lambda: window.evaluation.metrics.rowCount() > 1, timeout=LOADED_MS)
    assert window.evaluation.classes.rowCount() == 3
