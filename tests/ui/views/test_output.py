"""The output view and its other pictures: predictions of images, the fit of tables, samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QSpinBox, QToolButton

from playground.data import Dataset, csv_settings, in_units, label_text, make_dataset, starter
from playground.engine.snapshots import Picture, Status
from playground.project import FrozenDict, Problem
from playground.ui.colour_maps import viridis_table
from playground.ui.theme import theme
from playground.ui.views.confusion import LEAST_PX
from playground.ui.views.fit import FIT
from playground.ui.views.images import image_of
from playground.ui.views.output import OutputView
from playground.ui.views.predictions import PREDICTIONS
from playground.ui.views.samples import SampleBrowser
from playground.ui.views.scatter import mean_absolute_error, r_squared, ticks
from playground.ui.views.surface import SURFACE
from playground.ui.workspace import Workspace
from tests.ui.fakes import FakeTrainer
from tests.ui.views.conftest import WorkspaceOn

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
Open = Callable[[Workspace], OutputView]


@pytest.fixture
def opened(qtbot: Any, trainer: FakeTrainer) -> Open:
    theme().apply("light")

    def make(workspace: Workspace) -> OutputView:
        view = OutputView(workspace, trainer)  # type: ignore[arg-type]
        qtbot.addWidget(view)
        view.resize(360, 560)
        view.show()
        return view

    return make


def loaded(view: OutputView, workspace: Workspace, trainer: FakeTrainer) -> Dataset:
    dataset = make_dataset(workspace.project.content.data)
    trainer.set_dataset(dataset)
    QApplication.processEvents()
    return dataset


def guesses(dataset: Dataset, wrong: int) -> tuple[np.ndarray, np.ndarray]:
    """Twenty test samples and sure predictions of them, the first `wrong` of them mistaken."""
    samples = dataset.test[:20]
    classes = dataset.labels[samples].copy()
    classes[:wrong] = (classes[:wrong] + 1) % len(dataset.classes)
    shares = np.full((20, len(dataset.classes)), 0.1 / (len(dataset.classes) - 1))
    shares[np.arange(20), classes] = 0.9
    return samples, shares


# --- which picture ----------------------------------------------------------------------------------


def test_each_kind_of_data_has_its_picture_and_only_that_is_asked_for(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("spiral")
    view = opened(workspace)
    assert list(trainer.watched.values()) == [frozenset({SURFACE})]
    for kind, request in (("digits", PREDICTIONS), ("iris", FIT), ("gauss", SURFACE)):
        data = workspace_on(kind).project.content.data
        workspace.edit("data", workspace.project.with_content(data=data))
        if kind != "gauss":
            assert view.current is view.empty
            assert trainer.watched == {}
        loaded(view, workspace, trainer)
        assert list(trainer.watched.values()) == [frozenset({request})]
    view.hide()
    assert trainer.watched == {}


def test_data_that_cannot_be_had_are_not_called_on_their_way(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    view = opened(workspace_on("iris"))
    assert "Loading" in view.empty.accessibleName()
    gone = Problem(code="file_missing", setting="data.parameters.path", values=FrozenDict({"path": "a.csv"}))
    trainer.status = Status(state="blocked", problem=gone)
    trainer.status_changed.emit(trainer.status)
    assert "no data" in view.empty.accessibleName()
    trainer.status = Status(state="starting")
    trainer.status_changed.emit(trainer.status)
    assert "Loading" in view.empty.accessibleName()


# --- images -----------------------------------------------------------------------------------------


def test_predictions_are_counted_and_marked(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("digits")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    samples, shares = guesses(dataset, wrong=3)
    trainer.show(PREDICTIONS, index=samples, predicted=shares, truth=dataset.labels[samples])
    entries = view.predictions.grid.entries.entries
    assert [entry.sample for entry in entries] == samples.tolist()
    assert [entry.right for entry in entries] == [False] * 3 + [True] * 17
    assert entries[0].text == f"{shares[0].argmax()}, is {dataset.labels[samples[0]]}"
    assert all(entry.share == pytest.approx(0.9) for entry in entries)
    count = view.findChild(QLabel, "output.right")
    assert count.text() == "17 of 20 right"
    assert count.property("value") == pytest.approx(0.85)


def test_only_what_is_predicted_otherwise_is_painted_anew(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("digits")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    samples, shares = guesses(dataset, wrong=3)
    trainer.show(PREDICTIONS, index=samples, predicted=shares, truth=dataset.labels[samples])
    rows: list[int] = []
    view.predictions.grid.entries.dataChanged.connect(lambda first, last: rows.append(first.row()))
    shares = shares + np.float64(1e-5)
    shares[7] = shares[7][::-1]
    trainer.show(PREDICTIONS, index=samples, predicted=shares, truth=dataset.labels[samples])
    assert rows == [7]


def test_only_the_wrong_ones_can_be_shown(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("digits")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    samples, shares = guesses(dataset, wrong=3)
    trainer.show(PREDICTIONS, index=samples, predicted=shares, truth=dataset.labels[samples])
    box = view.findChild(QCheckBox, "output.wrong_only")
    QTest.mouseClick(box, LEFT, NO_KEYS, QPoint(8, box.height() // 2))
    assert [entry.sample for entry in view.predictions.grid.entries.entries] == samples[:3].tolist()


def test_a_click_or_a_key_chooses_a_sample(
    qtbot: Any, opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("digits")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    samples, shares = guesses(dataset, wrong=0)
    trainer.show(PREDICTIONS, index=samples, predicted=shares, truth=dataset.labels[samples])
    grid = view.predictions.grid
    centre = grid.visualRect(grid.entries.index(2)).center()
    with qtbot.waitSignal(view.sample_selected) as chosen:
        QTest.mouseClick(grid.viewport(), LEFT, NO_KEYS, centre)
    assert chosen.args == [samples[2]]
    with qtbot.waitSignal(view.sample_selected) as chosen:
        QTest.keyClick(grid, Qt.Key.Key_Right)
    assert chosen.args == [samples[3]]


def test_a_choice_survives_the_next_picture(
    qtbot: Any, opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("digits")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    samples, shares = guesses(dataset, wrong=0)
    for _ in range(2):
        trainer.show(PREDICTIONS, index=samples, predicted=shares, truth=dataset.labels[samples])
        grid = view.predictions.grid
        if not grid.currentIndex().isValid():
            grid.setCurrentIndex(grid.entries.index(5))
    assert grid.currentIndex().row() == 5


def test_stale_predictions_are_dropped(opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer) -> None:
    workspace = workspace_on("digits")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    samples, shares = guesses(dataset, wrong=0)
    trainer.status = replace(trainer.status, revision=4)
    trainer.picture.emit(Picture(PREDICTIONS, 0, 3, 1, {"index": samples, "predicted": shares}))
    assert view.predictions.grid.entries.entries == ()


def test_what_a_network_of_other_data_answers_is_no_prediction(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("digits")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    samples, _ = guesses(dataset, wrong=0)
    trainer.show(PREDICTIONS, index=samples, predicted=np.zeros((20, 1)), truth=dataset.labels[samples])
    assert view.predictions.grid.entries.entries == ()


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_as_bytes_look_as_those_of_floats(qapp, channels):
    pixels = np.arange(channels * 256, dtype=np.uint8).reshape(channels, 16, 16)
    assert image_of(pixels) == image_of((pixels / 255).astype(np.float32))


def test_one_channel_is_ink_on_paper_and_three_are_colours(qapp: QApplication) -> None:
    theme().apply("light")
    ink = image_of(np.array([[[0.0, 1.0]]], np.float32))
    assert QColor(ink.pixel(0, 0)) == theme().colours.surface
    assert QColor(ink.pixel(1, 0)) == theme().colours.text
    colours = image_of(np.array([[[1.0]], [[0.5]], [[0.0]]], np.float32))
    assert QColor(colours.pixel(0, 0)).getRgb()[:3] == (255, 128, 0)


# --- tables -----------------------------------------------------------------------------------------


def test_regression_shows_truth_against_prediction(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("diabetes", loss="MSELoss")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    truth = in_units(dataset, dataset.labels[dataset.test])
    trainer.show(FIT, truth=truth, predicted=truth + 10.0)
    summary = view.findChild(QLabel, "output.summary")
    assert summary.property("value") == pytest.approx(10.0, rel=1e-4)
    assert "MAE 10" in summary.text()
    assert view.fit.scatter.isVisible()
    places = view.fit.scatter.to_px(truth[:, 0].astype(float), truth[:, 0].astype(float))
    square = view.fit.scatter.square()
    # A perfect prediction lies on the diagonal.
    np.testing.assert_allclose(places[:, 0] - square.left(), square.bottom() - places[:, 1], atol=1e-6)


def test_mae_and_r2_by_their_definitions() -> None:
    truth, predicted = np.array([1.0, 2.0, 6.0]), np.array([2.0, 2.0, 5.0])
    assert mean_absolute_error(truth, predicted) == pytest.approx(2 / 3)
    assert r_squared(truth, predicted) == pytest.approx(1 - 2 / 14)
    assert np.isnan(r_squared(np.ones(3), predicted))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.0, 10.0, [0, 2, 4, 6, 8, 10]), (-0.11, 0.52, [0.0, 0.2, 0.4]), (12, 348, [100, 200, 300])],
)
def test_ticks_are_round_numbers(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_classes_show_a_confusion_matrix_with_readable_numbers(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("iris")
    view = opened(workspace)
    loaded(view, workspace, trainer)
    counts = np.array([[10, 0, 0], [0, 8, 2], [0, 5, 5]])
    trainer.show(FIT, truth=np.zeros(30), predicted=np.zeros(30), confusion=counts)
    matrix = view.fit.confusion
    assert view.findChild(QLabel, "output.summary").property("value") == pytest.approx(23 / 30)
    assert matrix.colour(0, 0).getRgb() == tuple(viridis_table()[255].tolist())
    assert matrix.colour(1, 2).getRgb() == tuple(viridis_table()[round(0.2 * 255)].tolist())
    grid, side, _ = matrix._grid()
    assert matrix.cell_at(QPointF(grid.left() + 2.5 * side, grid.top() + 1.5 * side)) == (1, 2)
    shot = matrix.grab().toImage()
    corner = QPoint(round(grid.left() + 2), round(grid.top() + 2))
    assert QColor(shot.pixel(corner)).getRgb()[:3] == tuple(viridis_table()[255][:3].tolist())


@pytest.fixture
def fitted(opened: Open, trainer: FakeTrainer, tmp_path: Path) -> tuple[OutputView, Dataset]:
    """The view of a table whose rows may be soft, sweet, both or neither."""
    rows = "".join(f"{i % 10},{i % 2},{int(i % 3 > 0)}\n" for i in range(60))
    (tmp_path / "fruit.csv").write_text(f"size,soft,sweet\n{rows}", encoding="utf-8")
    settings = csv_settings(tmp_path / "fruit.csv", target="soft")
    settings = settings.but(parameters=settings.parameters.but(columns=FrozenDict({"sweet": "target"})))
    workspace = Workspace(starter(settings))
    view = opened(workspace)
    return view, loaded(view, workspace, trainer)


def test_labels_are_shown_one_at_a_time_as_yes_and_no(
    fitted: tuple[OutputView, Dataset], trainer: FakeTrainer
) -> None:
    view, dataset = fitted
    assert dataset.classes == ("soft", "sweet")
    truth = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.uint8)
    predicted = np.array([[0, 0], [1, 1], [1, 0], [1, 0]])
    trainer.show(FIT, truth=truth, predicted=predicted)
    summary = view.findChild(QLabel, "output.summary")
    assert summary.text() == "soft: 75.0 % right; all labels right in 50.0 %"
    assert view.fit.confusion.counts.tolist() == [[1, 1], [0, 2]]
    assert view.fit.confusion.isVisible()
    QTest.keyClick(view.fit.target, Qt.Key.Key_Down)
    assert summary.text().startswith("sweet: 75.0 % right")
    assert view.fit.confusion.counts.tolist() == [[2, 0], [1, 1]]
    trainer.show(FIT, truth=truth.astype(np.float32), predicted=predicted)
    assert view.fit.confusion.counts.tolist() == [[2, 0], [1, 1]], "numbers are of other data"


def test_a_row_may_have_several_labels(fitted: tuple[OutputView, Dataset], trainer: FakeTrainer) -> None:
    view, _ = fitted
    QTest.mouseClick(view.fit.opener, Qt.MouseButton.LeftButton)
    trainer.predicted.emit({"labels": ["soft", "sweet"], "probabilities": [0.9, 0.8]})
    assert view.fit.row.answer.property("value") == "soft, sweet"
    trainer.predicted.emit({"labels": ["soft", "sweet"], "probabilities": [0.1, 0.2]})
    assert view.fit.row.answer.property("value") == ""
    assert view.fit.row.answer.accessibleName() == "soft 10.0 %, sweet 20.0 %"


def test_all_are_right_only_where_all_are(
    opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("iris")
    view = opened(workspace)
    loaded(view, workspace, trainer)
    counts = np.diag([1000, 500, 499])
    trainer.show(FIT, truth=np.zeros(30), predicted=np.zeros(30), confusion=counts)
    assert view.fit.summary.text() == "100.0 % right: 1,999 of 1,999"
    counts[0, 1] = 1
    trainer.show(FIT, truth=np.zeros(30), predicted=np.zeros(30), confusion=counts)
    assert view.fit.summary.text() == "99.9 % right: 1,999 of 2,000"


def test_a_cell_of_the_matrix_says_what_it_means(
    qtbot: Any,
    opened: Open,
    workspace_on: WorkspaceOn,
    trainer: FakeTrainer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    workspace = workspace_on("iris")
    view = opened(workspace)
    loaded(view, workspace, trainer)
    counts = np.array([[10, 0, 0], [0, 8, 2], [0, 5, 5]])
    trainer.show(FIT, truth=np.zeros(30), predicted=np.zeros(30), confusion=counts)
    matrix = view.fit.confusion
    said: list[str] = []
    monkeypatch.setattr(
        "playground.ui.views.confusion.QToolTip.showText", lambda at, text, widget: said.append(text)
    )
    grid, side, _ = matrix._grid()
    at = QPoint(round(grid.left() + 2.5 * side), round(grid.top() + 1.5 * side))
    QApplication.sendEvent(matrix, QHelpEvent(QEvent.Type.ToolTip, at, matrix.mapToGlobal(at)))
    assert said == ["2 of 10 that are versicolor are taken for virginica"]


# --- a row of one's own -----------------------------------------------------------------------------


def test_a_row_of_the_data_is_predicted_then_one_typed_by_hand(
    qtbot: Any, opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("iris")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)
    QTest.mouseClick(view.findChild(QToolButton, "output.predict_row"), LEFT)
    qtbot.waitUntil(lambda: bool(trainer.rows))
    first = int(dataset.test[0])
    assert trainer.rows[-1] == dataset.extra["rows"].texts(first)
    assert label_text(dataset, first) in view.findChild(QLabel, "predict.truth").text()
    row = view.findChild(QSpinBox, "predict.row")
    row.setValue(101)
    qtbot.waitUntil(lambda: trainer.rows[-1] == dataset.extra["rows"].texts(100))
    field = view.findChild(QLineEdit, "predict.petal length (cm)")
    field.selectAll()
    QTest.keyClicks(field, "4,9")
    qtbot.waitUntil(lambda: trainer.rows[-1]["petal length (cm)"] == "4,9")
    assert view.findChild(QLabel, "predict.truth").text() == "changed by hand"
    trainer.predicted.emit({"classes": list(dataset.classes), "probabilities": [0.1, 0.7, 0.2]})
    answer = view.findChild(object, "predict.answer")
    assert answer.property("value") == "versicolor"
    assert "versicolor 70.0 %" in answer.accessibleName()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("3,000", "3,000 is read as 3, not as 3000"),
        ("12,345", "12,345 is read as 12.345, not as 12345"),
        ("3.000", "changed by hand"),
        ("1,234.5", "changed by hand"),
        ("long", "changed by hand"),
    ],
)
def test_a_number_that_would_be_another_in_the_file_says_how_it_was_read(
    qtbot: Any, opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer, typed: str, said: str
) -> None:
    workspace = workspace_on("iris")
    view = opened(workspace)
    loaded(view, workspace, trainer)
    QTest.mouseClick(view.findChild(QToolButton, "output.predict_row"), LEFT)
    field = view.findChild(QLineEdit, "predict.petal length (cm)")
    field.selectAll()
    QTest.keyClicks(field, typed)
    assert view.findChild(QLabel, "predict.truth").text() == said


def test_numbers_are_predicted_in_their_units(
    qtbot: Any, opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer
) -> None:
    workspace = workspace_on("diabetes", loss="MSELoss")
    view = opened(workspace)
    loaded(view, workspace, trainer)
    QTest.mouseClick(view.findChild(QToolButton, "output.predict_row"), LEFT)
    trainer.predicted.emit({"names": ["progression"], "values": [151.5]})
    answer = view.findChild(object, "predict.answer")
    assert answer.property("value") == 151.5
    assert answer.accessibleName() == "progression 151.5"


def test_a_text_that_is_no_number_is_said_below_the_form(
    qtbot: Any, opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = workspace_on("iris")
    view = opened(workspace)
    dataset = loaded(view, workspace, trainer)

    def predict(values: dict[str, str]) -> None:
        dataset.table.encode_row(values)

    monkeypatch.setattr(trainer, "predict_row", predict)
    QTest.mouseClick(view.findChild(QToolButton, "output.predict_row"), LEFT)
    field = view.findChild(QLineEdit, "predict.sepal width (cm)")
    field.selectAll()
    QTest.keyClicks(field, "wide")
    problem = view.findChild(QLabel, "predict.problem")
    qtbot.waitUntil(problem.isVisible)
    assert "wide" in problem.text()
    assert "sepal width" in problem.text()
    view.resize(290, 380)
    qtbot.waitUntil(lambda: view.height() == 380)
    assert view.fit.confusion.height() >= LEAST_PX, "the table stays readable beside a long form"
    QTest.keyClick(field, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not problem.isVisible())


def test_categories_are_chosen_from_what_training_knows(
    qtbot: Any, opened: Open, workspace_on: WorkspaceOn, trainer: FakeTrainer, tmp_path: Any
) -> None:
    path = tmp_path / "pets.csv"
    rows = [f"{'cat' if n % 2 else 'dog'},{n},{'yes' if n % 3 else 'no'}" for n in range(40)]
    path.write_text("\n".join(["animal,age,tame", *rows]))
    workspace = workspace_on("csv", path=str(path), target="tame")
    view = opened(workspace)
    loaded(view, workspace, trainer)
    QTest.mouseClick(view.findChild(QToolButton, "output.predict_row"), LEFT)
    animal = view.findChild(QComboBox, "predict.animal")
    assert [animal.itemText(at) for at in range(animal.count())] == ["cat", "dog"]
    animal.setFocus()
    animal.setCurrentIndex(0)
    QTest.keyClick(animal, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: bool(trainer.rows) and trainer.rows[-1]["animal"] == "dog")


# --- samples ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["moons", "digits", "iris"])
def test_samples_of_every_part_can_be_browsed(qtbot: Any, workspace_on: WorkspaceOn, kind: str) -> None:
    dataset = make_dataset(workspace_on(kind).project.content.data)
    browser = SampleBrowser(dataset)
    qtbot.addWidget(browser)
    browser.resize(480, 400)
    browser.show()
    part = browser.findChild(QComboBox, "samples.part")
    seen = {}
    for index in range(part.count()):
        part.setCurrentIndex(index)
        shown = {
            "moons": len(browser.plane.places()),
            "digits": browser.grid.entries.rowCount(),
            "iris": browser.table.model().rowCount(),
        }[kind]
        seen[part.itemText(index).split()[0]] = shown
    parts = {"Train": dataset.train, "Validation": dataset.validation, "Test": dataset.test}
    expected = {"All": len(dataset)} | {name: len(s) for name, s in parts.items() if len(s)}
    assert seen == expected


def test_escape_closes_the_samples(qtbot: Any, workspace_on: WorkspaceOn) -> None:
    browser = SampleBrowser(make_dataset(workspace_on("moons").project.content.data))
    qtbot.addWidget(browser)
    with qtbot.waitExposed(browser):
        browser.show()
    browser.activateWindow()
    qtbot.keyClick(browser, Qt.Key.Key_Escape)
    assert not browser.isVisible()


def test_rows_show_what_the_file_holds(qtbot: Any, workspace_on: WorkspaceOn) -> None:
    dataset = make_dataset(workspace_on("iris").project.content.data)
    browser = SampleBrowser(dataset)
    qtbot.addWidget(browser)
    model = browser.table.model()
    texts = dataset.extra["rows"].texts(60)
    row = [model.data(model.index(60, column)) for column in range(model.columnCount())]
    assert row == [label_text(dataset, 60), *texts.values()]
    assert model.headerData(60, Qt.Orientation.Vertical) == "61"
    headings = [model.headerData(c, Qt.Orientation.Horizontal) for c in range(model.columnCount())]
    assert headings == [dataset.target_names[0], *texts]


def test_a_point_is_chosen_by_a_click(qtbot: Any, workspace_on: WorkspaceOn) -> None:
    dataset = make_dataset(workspace_on("gauss", samples=20).project.content.data)
    assert dataset.points is not None
    browser = SampleBrowser(dataset)
    qtbot.addWidget(browser)
    browser.resize(480, 400)
    browser.show()
    browser.findChild(QComboBox, "samples.part").setCurrentIndex(1)
    sample = int(dataset.train[3])
    at = browser.plane.to_px(*dataset.points[sample].tolist()).toPoint()
    with qtbot.waitSignal(browser.sample_selected) as chosen:
        QTest.mouseClick(browser.plane, LEFT, NO_KEYS, at)
    assert chosen.args == [sample]
