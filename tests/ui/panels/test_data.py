"""Data panel: other data, their parameters, division, inputs, and files of the user's."""

import threading

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QToolTip

from playground.catalog import choose_task, problem
from playground.catalog.facts import fix
from playground.data import DATASETS, make_dataset
from playground.data.choices import QUESTIONS
from playground.data.sources import SOURCES
from playground.engine.snapshots import Status
from playground.project import Refused
from playground.ui.panels.data import DataPanel
from playground.ui.views.samples import SampleBrowser
from tests.data.image_files import write_sets

from .conftest import find, type_in, unnamed

NO_POPUPS = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The screen of the tests opens lists, and says that it cannot raise them."""

CSV = "size;colour;price\n" + "".join(
    f"{n},5;{('red', 'blue')[n % 2]};{('low', 'high')[n % 3 > 0]}\n" for n in range(40)
)


@pytest.fixture
def panel(workspace, trainer, shown):
    made = shown(DataPanel(workspace, trainer))
    QTest.mouseClick(find(made, "data.kinds.fold"), Qt.MouseButton.LeftButton)
    return made


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "things.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def data(workspace):
    return workspace.project.content.data


def test_every_control_has_a_name(panel):
    for name in ("kind", "noise", "samples", "seed", "test", "validation", "look", "new"):
        find(panel, f"data.{name}")
    find(panel, "training.batch_size")
    find(panel, "data.features.x1_squared")
    assert unnamed(panel) == []


@pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if kind.stamp is None])
def test_every_kind_can_be_chosen_and_given_back(panel, workspace, name):
    start = workspace.project
    QTest.mouseClick(find(panel, f"data.kind.{name}"), Qt.MouseButton.LeftButton)
    assert data(workspace).kind == name
    assert workspace.project.content.task.kind == DATASETS[name].task
    assert find(panel, "data.kind").currentText() == DATASETS[name].title
    assert panel.chooser.tiles[name].isChecked()
    assert find(panel, "data.features.x1").isVisibleTo(panel) == (DATASETS[name].family == "plane")
    if name != "spiral":
        assert workspace.undo_stack.count() == 1
        workspace.undo_stack.undo()
    assert workspace.project.same_document(start)
    assert panel.chooser.tiles["spiral"].isChecked()


def test_a_loss_that_fits_both_tasks_stays(panel, workspace):
    QTest.mouseClick(find(panel, "data.kind.plane"), Qt.MouseButton.LeftButton)
    assert workspace.project.content.task.kind == "regression"
    assert workspace.project.content.training.loss == "HalfSquaredError"
    assert data(workspace).features == tuple(panel.features.tiles)


def test_a_loss_that_does_not_fit_gives_way_in_the_same_step(panel, workspace):
    training = workspace.project.content.training.but(loss="CrossEntropyLoss")
    workspace.edit("Prepare", workspace.project.with_content(training=training))
    QTest.mouseClick(find(panel, "data.kind.multi_gauss"), Qt.MouseButton.LeftButton)
    assert workspace.project.content.training.loss == "MSELoss"
    workspace.undo_stack.undo()
    assert workspace.project.content.training.loss == "CrossEntropyLoss"
    assert data(workspace).kind == "spiral"


def test_what_is_reconstructed_is_reconstructed_of_other_data_too(panel, workspace):
    workspace.apply("Task", lambda p: choose_task(p, "reconstruction"))
    QTest.mouseClick(find(panel, "data.kind.xor"), Qt.MouseButton.LeftButton)
    assert workspace.project.content.data.kind == "xor"
    assert workspace.project.content.task.kind == "reconstruction"


def test_data_with_several_labels_bring_their_task_and_its_loss(panel, workspace):
    QTest.mouseClick(find(panel, "data.kind.discs"), Qt.MouseButton.LeftButton)
    content = workspace.project.content
    assert (content.task.kind, content.training.loss) == ("multilabel", "BCEWithLogitsLoss")
    QTest.mouseClick(find(panel, "data.kind.xor"), Qt.MouseButton.LeftButton)
    assert workspace.project.content.task.kind == "classification"


def test_kinds_by_keys(panel, workspace):
    QTest.keyClick(find(panel, "data.kind"), Qt.Key.Key_Down)
    names = list(DATASETS)
    assert data(workspace).kind == names[names.index("spiral") + 1]


def test_hovering_a_tile_says_what_the_data_are(panel, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, widget: said.append(text))
    tile = find(panel, "data.kind.xor")
    at = QPoint(3, 3)
    QApplication.sendEvent(tile, QHelpEvent(QEvent.Type.ToolTip, at, tile.mapToGlobal(at)))
    (text,) = said
    assert DATASETS["xor"].help[:20] in text


def test_noise_is_dragged_as_one_step(panel, workspace):
    slider = find(panel, "data.noise.slider")
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    for x in range(10, slider.width(), 4):
        QTest.mouseMove(slider, QPoint(x, 10))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width(), 10))
    assert data(workspace).parameters["noise"] == 50.0
    assert workspace.undo_stack.count() == 1
    workspace.undo_stack.undo()
    assert find(panel, "data.noise").text() == "0"


def test_shares_are_per_cent(panel, workspace):
    type_in(find(panel, "data.test"), "30")
    type_in(find(panel, "data.validation"), "12,5")
    assert (data(workspace).test, data(workspace).validation) == (0.3, 0.125)
    assert find(panel, "data.test").text() == "30"


def test_batch_size(panel, workspace):
    type_in(find(panel, "training.batch_size"), "32")
    assert workspace.project.content.training.batch_size == 32


def test_features_are_toggled_and_one_has_to_stay(panel, workspace):
    for name in list(panel.features.tiles)[:-1]:
        QTest.mouseClick(find(panel, f"data.features.{name}"), Qt.MouseButton.LeftButton)
    last = list(panel.features.tiles)[-1]
    assert data(workspace).features == (last,)
    steps = workspace.undo_stack.count()
    QTest.keyClick(find(panel, f"data.features.{last}"), Qt.Key.Key_Space)
    assert data(workspace).features == (last,)
    assert panel.features.tiles[last].isChecked()
    assert "at least one" in panel.features.problem.text
    assert workspace.undo_stack.count() == steps
    QTest.mouseClick(find(panel, "data.features.x1"), Qt.MouseButton.LeftButton)
    assert panel.features.problem.text == ""


def test_new_data_draws_another_seed(panel, workspace):
    before = data(workspace).seed
    QTest.mouseClick(find(panel, "data.new"), Qt.MouseButton.LeftButton)
    assert data(workspace).seed != before
    workspace.undo_stack.undo()
    assert data(workspace).seed == before


def test_the_parts_are_counted(panel, workspace, trainer):
    assert find(panel, "data.counts").text() == "250 train · 250 test"
    type_in(find(panel, "data.validation"), "10")
    trainer.set_dataset(make_dataset(data(workspace)))
    assert find(panel, "data.counts").text() == "200 train · 50 validate · 250 test"


def test_what_the_data_refuse_is_said_at_its_control(panel, trainer):
    trouble = problem("shares_too_large", setting="data.test", validation=0.5, test=0.5)
    trainer.status = Status(state="blocked", problem=trouble)
    trainer.status_changed.emit(trainer.status)
    assert "leave nothing to train on" in panel._split.rows["test"].problem.text
    trainer.status = Status(state="paused")
    trainer.status_changed.emit(trainer.status)
    assert panel._split.rows["test"].problem.text == ""


def test_an_unknown_kind_offers_its_neighbour(panel, workspace, trainer):
    wrong = data(workspace).but(kind="spirl")
    workspace.edit("From a newer version", workspace.project.with_content(data=wrong))
    trouble = problem(
        "unknown_dataset",
        setting="data.kind",
        kind="spirl",
        known="spiral",
        repair=fix("choose_data", kind="spiral"),
    )
    trainer.status = Status(state="blocked", problem=trouble)
    trainer.status_changed.emit(trainer.status)
    assert panel._general.button.text().strip() == "Use spiral"
    QTest.mouseClick(panel._general.button, Qt.MouseButton.LeftButton)
    assert data(workspace).kind == "spiral"


def test_samples_open_in_a_window_of_their_own(panel, workspace, trainer, qtbot):
    QTest.mouseClick(find(panel, "data.look"), Qt.MouseButton.LeftButton)
    browser = panel.findChild(SampleBrowser)
    assert browser is not None
    assert browser.isWindow()
    workspace.edit("More", workspace.project.with_content(data=data(workspace).but(seed=5)))
    trainer.set_dataset(make_dataset(data(workspace)))
    with qtbot.waitSignal(browser.destroyed):
        browser.close()
    trainer.set_dataset(make_dataset(data(workspace)))


def test_a_table_of_the_users(panel, workspace, qtbot, table, monkeypatch):
    where = "playground.ui.panels.ask.QFileDialog.getOpenFileName"
    monkeypatch.setattr(where, lambda *given: (str(table), ""))
    QTest.mouseClick(find(panel, "data.kind.csv"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: data(workspace).kind == "csv")
    assert workspace.undo_stack.count() == 1
    assert workspace.project.content.task.kind == "classification"
    model = panel._table.model
    qtbot.waitUntil(lambda: model.rowCount() == 3)
    assert [model.index(row, 0).data() for row in range(3)] == ["size", "colour", "price"]
    assert [model.index(row, 1).data() for row in range(3)] == ["number", "category", "target"]
    assert find(panel, "data.target").currentText() == "price"
    assert "“;”" in find(panel, "data.guessed").text()


def test_reading_a_large_table_is_shown_and_stopped(panel, workspace, qtbot, table, monkeypatch):
    may_go_on = threading.Event()

    def slowly(kind, path, folder, progress):
        while progress(1, 4):
            may_go_on.wait(0.01)
        raise Refused(problem("loading_stopped", setting="data.kind"))

    monkeypatch.setattr("playground.ui.panels.data.settings_of", slowly)
    start = workspace.project
    panel.open_file(table)
    qtbot.waitUntil(lambda: find(panel, "data.reading").isVisible())
    QTest.mouseClick(find(panel, "data.reading.stop"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not find(panel, "data.reading").isVisible())
    assert workspace.project is start


@pytest.fixture
def with_table(panel, workspace, qtbot, table):
    panel.open_file(table)
    qtbot.waitUntil(lambda: data(workspace).kind == "csv" and panel._table.model.rowCount() == 3)
    return panel


@pytest.fixture
def preview(with_table):
    """The preview of the columns size, colour and price, opened by its button."""
    QTest.mouseClick(find(with_table, "data.columns.edit"), Qt.MouseButton.LeftButton)
    found = with_table._table.preview
    assert found.isVisible()
    return found


def pick(preview, column: int, question: str, text: str) -> None:
    """Clicks the cell of a column, and in the list that opens, what is wanted."""
    view = preview.top
    cell = preview.choices.index(QUESTIONS.index(question), column)
    view.scrollTo(cell)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(cell).center())
    combo = view.viewport().findChild(QComboBox)
    items = combo.view()
    item = items.model().index(combo.findText(text), 0)
    assert item.isValid(), [combo.itemText(row) for row in range(combo.count())]
    QTest.mouseMove(items.viewport(), items.visualRect(item).center())
    QTest.mouseClick(items.viewport(), Qt.MouseButton.LeftButton, pos=items.visualRect(item).center())


def answered(preview, column: int) -> list[str]:
    return [preview.choices.index(row, column).data() for row in range(len(QUESTIONS))]


def test_the_preview_shows_columns_and_first_rows(preview):
    assert [answered(preview, column) for column in range(3)] == [
        ["number", "input", "standardise", "fill"],
        ["category", "input", "one-hot", "fill"],
        ["category", "target", "–", "–"],
    ]
    assert [preview.rows.index(1, column).data() for column in range(3)] == ["1,5", "blue", "high"]
    assert "40 of 40 rows" in find(preview, "data.preview.what").text()
    assert unnamed(preview) == []


def test_the_open_preview_follows_the_size_of_the_type(preview, qtbot, larger_type):
    larger_type()
    metrics = preview.fontMetrics()
    for view in (preview.top, preview.below):
        qtbot.waitUntil(lambda view=view: view.rowHeight(0) > metrics.height() + 4)
        narrowest = min(view.columnWidth(column) for column in range(3))
        assert narrowest > metrics.horizontalAdvance("standardise")


@NO_POPUPS
def test_a_column_is_taken_otherwise(preview, workspace, qtbot):
    pick(preview, 1, "role", "ignore")
    qtbot.waitUntil(lambda: data(workspace).parameters["columns"] == {"colour": "ignore"})
    qtbot.waitUntil(lambda: answered(preview, 1) == ["category", "ignore", "–", "–"])
    assert "as you wished" in find(preview, "data.preview.help").text()
    pick(preview, 0, "treatment", "min-max")
    qtbot.waitUntil(lambda: answered(preview, 0)[2] == "min-max")
    pick(preview, 0, "missing", "drop")
    qtbot.waitUntil(lambda: data(workspace).parameters["columns"].get("size") == "min-max drop")
    dataset = make_dataset(data(workspace))
    inputs = dataset.fields["x"][dataset.train]
    assert (dataset.feature_names, inputs.min(), inputs.max()) == (("size",), 0.0, 1.0)
    steps = workspace.undo_stack.count()
    QTest.keySequence(preview, QKeySequence.StandardKey.Undo)
    qtbot.waitUntil(lambda: data(workspace).parameters["columns"].get("size") == "min-max")
    workspace.undo_stack.setIndex(steps - 3)
    qtbot.waitUntil(lambda: answered(preview, 1) == ["category", "input", "one-hot", "fill"])


@NO_POPUPS
def test_the_role_of_target_goes_to_another_column(preview, workspace, qtbot):
    pick(preview, 0, "role", "target")
    qtbot.waitUntil(lambda: answered(preview, 0)[1] == "target")
    assert data(workspace).parameters["target"] == "size"
    assert workspace.project.content.task.kind == "regression"
    assert answered(preview, 2)[:3] == ["category", "input", "one-hot"]


@NO_POPUPS
def test_a_second_target_makes_labels_of_both(preview, workspace, qtbot):
    pick(preview, 1, "role", "also target")
    qtbot.waitUntil(lambda: answered(preview, 1)[1] == "also target")
    assert data(workspace).parameters["columns"] == {"colour": "target"}
    assert workspace.project.content.task.kind == "multilabel"
    assert make_dataset(data(workspace)).classes == ("price", "colour")
    pick(preview, 1, "role", "input")
    qtbot.waitUntil(lambda: workspace.project.content.task.kind == "classification")
    qtbot.waitUntil(lambda: answered(preview, 1) == ["category", "input", "one-hot", "fill"])


@NO_POPUPS
@pytest.mark.parametrize(
    ("column", "question", "answer", "says"),
    [(1, "type", "number", "holds no number"), (2, "role", "ignore", "make another column the target")],
)
def test_a_choice_that_cannot_be_is_said_and_changes_nothing(
    preview, workspace, qtbot, column, question, answer, says
):
    before, shown = workspace.project, answered(preview, column)
    pick(preview, column, question, answer)
    qtbot.waitUntil(lambda: says in preview.problem.text)
    assert workspace.project is before
    assert answered(preview, column) == shown


@NO_POPUPS
def test_the_preview_by_keys(preview, workspace, qtbot):
    preview.go_to(1)
    assert preview.top.currentIndex() == preview.choices.index(1, 1)
    QTest.keyClick(preview.top, Qt.Key.Key_Down)
    QTest.keyClick(preview.top, Qt.Key.Key_F2)
    combo = preview.top.viewport().findChild(QComboBox)
    QTest.keyClick(combo.view(), Qt.Key.Key_Down)
    QTest.keyClick(combo.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: data(workspace).parameters["columns"] == {"colour": "ordinal"})


def test_a_wish_that_cannot_be_offers_the_guess(panel, workspace, qtbot, with_table, trainer):
    wrong = data(workspace).parameters.but(columns={"colour": "number"})
    workspace.edit("By hand", workspace.project.with_content(data=data(workspace).but(parameters=wrong)))
    qtbot.waitUntil(lambda: "holds no number" in panel._general.text)
    QTest.mouseClick(panel._general.button, Qt.MouseButton.LeftButton)
    assert data(workspace).parameters["columns"] == {}


def test_another_target_brings_the_task_that_fits_it(with_table, workspace, qtbot):
    combo = find(with_table, "data.target")
    index = combo.findText("size")
    combo.setCurrentIndex(index)
    combo.activated.emit(index)
    qtbot.waitUntil(lambda: data(workspace).parameters["target"] == "size")
    assert workspace.project.content.task.kind == "regression"
    assert workspace.undo_stack.count() == 2
    workspace.undo_stack.undo()
    assert workspace.project.content.task.kind == "classification"


def test_a_file_that_is_no_table_says_so_and_changes_nothing(panel, workspace, qtbot, tmp_path):
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    start = workspace.project
    with qtbot.waitSignal(workspace.message) as said:
        panel.open_file(picture)
    assert "picture" in said.args[0].text
    assert workspace.project is start
    assert panel.chooser.tiles["spiral"].isChecked()


def test_what_became_of_the_rows_is_told(with_table, workspace, trainer):
    trainer.set_dataset(make_dataset(data(workspace)))
    assert "40 rows read, 40 used." in find(with_table, "data.report").text()


def test_a_file_that_is_gone_can_be_located(with_table, workspace, trainer, qtbot, table, monkeypatch):
    trouble = problem("file_missing", setting="data.parameters.path", path="x.csv", repair=fix("locate"))
    trainer.status = Status(state="blocked", problem=trouble)
    trainer.status_changed.emit(trainer.status)
    row = with_table._table.form.rows["path"]
    assert "is not there" in row.problem.text
    moved = table.with_name("moved.csv")
    table.rename(moved)
    where = "playground.ui.panels.ask.QFileDialog.getOpenFileName"
    monkeypatch.setattr(where, lambda *given: (str(moved), ""))
    QTest.mouseClick(row.problem.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: data(workspace).parameters["path"] == moved.as_posix())


# --- pictures in files ------------------------------------------------------------------------------


@pytest.fixture
def sets(tmp_path):
    write_sets(tmp_path)
    return tmp_path


def answer(monkeypatch, path):
    """Whoever is asked for a file or a folder says this."""
    dialog = "playground.ui.panels.ask.QFileDialog"
    monkeypatch.setattr(f"{dialog}.getExistingDirectory", lambda *given: str(path))
    monkeypatch.setattr(f"{dialog}.getOpenFileName", lambda *given: (str(path), ""))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("mnist", "idx"),
        ("fashion_mnist", "idx"),
        ("cifar10", "cifar"),
        ("pictures", "pictures"),
        ("idx", "idx/train-images-idx3-ubyte"),
    ],
)
def test_pictures_are_asked_for_and_learned_from(
    panel, workspace, trainer, qtbot, sets, monkeypatch, name, place
):
    answer(monkeypatch, sets / place)
    start = workspace.project
    QTest.mouseClick(find(panel, f"data.kind.{name}"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: data(workspace).kind == name)
    if name in SOURCES:  # these might be fetched: a folder is chosen only where a person wants that
        assert find(panel, "data.fetch").isVisibleTo(panel)
        QTest.mouseClick(find(panel, "data.folder"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: workspace.undo_stack.count() == 1 + (name in SOURCES))
    assert panel.chooser.tiles[name].isChecked()
    trainer.set_dataset(make_dataset(data(workspace)))
    assert find(panel, "data.test").isVisibleTo(panel) == (name == "pictures")
    assert "train" in find(panel, "data.counts").text()
    assert unnamed(panel) == []
    QTest.mouseClick(find(panel, "data.look"), Qt.MouseButton.LeftButton)
    browser = next(w for w in QApplication.topLevelWidgets() if isinstance(w, SampleBrowser))
    assert browser.grid.entries.rowCount() == len(trainer.dataset)
    browser.close()
    workspace.undo_stack.setIndex(0)
    assert workspace.project.same_document(start)


def test_whoever_chooses_no_folder_keeps_what_there_was(panel, workspace, monkeypatch):
    answer(monkeypatch, "")
    QTest.mouseClick(find(panel, "data.kind.pictures"), Qt.MouseButton.LeftButton)
    assert workspace.undo_stack.count() == 0
    assert panel.chooser.tiles["spiral"].isChecked()


def test_a_folder_without_pictures_says_so_and_changes_nothing(panel, workspace, qtbot, tmp_path):
    with qtbot.waitSignal(workspace.message) as said:
        panel.open_file(tmp_path, "cifar10")
    assert "data_batch_1.bin" in said.args[0].text
    assert workspace.undo_stack.count() == 0


def test_a_folder_that_is_gone_is_located_and_the_rest_stays(
    panel, workspace, trainer, qtbot, sets, monkeypatch
):
    panel.open_file(sets / "pictures", "pictures")
    qtbot.waitUntil(lambda: data(workspace).kind == "pictures")
    type_in(find(panel, "data.size"), "16")
    assert data(workspace).parameters["size"] == 16
    (sets / "pictures").rename(sets / "moved")
    with pytest.raises(Refused) as refused:
        make_dataset(data(workspace))
    trainer.status = Status(state="blocked", problem=refused.value.problem)
    trainer.status_changed.emit(trainer.status)
    row = panel.form.rows["folder"]
    assert "is not there" in row.problem.text
    answer(monkeypatch, sets / "moved")
    QTest.mouseClick(row.problem.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: data(workspace).parameters["folder"] == (sets / "moved").as_posix())
    assert data(workspace).parameters["size"] == 16


def test_another_folder_by_the_button_in_its_row(panel, workspace, qtbot, sets, monkeypatch):
    panel.open_file(sets / "pictures", "pictures")
    qtbot.waitUntil(lambda: data(workspace).kind == "pictures")
    (sets / "pictures").rename(sets / "other")
    answer(monkeypatch, sets / "other")
    QTest.mouseClick(find(panel, "data.folder"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: data(workspace).parameters["folder"] == (sets / "other").as_posix())


def test_data_that_were_stopped_are_read_again(panel, trainer):
    trouble = problem("loading_stopped", setting="data.kind", repair=fix("read_again"))
    trainer.status = Status(state="blocked", problem=trouble)
    trainer.status_changed.emit(trainer.status)
    QTest.mouseClick(panel._general.button, Qt.MouseButton.LeftButton)
    assert trainer.asked == ["read_again"]


def test_pictures_that_were_left_out_are_told(panel, workspace, trainer, qtbot, sets):
    (sets / "pictures" / "cat" / "broken.png").write_bytes(b"nothing")
    panel.open_file(sets / "pictures", "pictures")
    qtbot.waitUntil(lambda: data(workspace).kind == "pictures")
    trainer.set_dataset(make_dataset(data(workspace)))
    told = find(panel, "data.report").text()
    assert "21 pictures read, 20 used." in told
    assert "Left out, 1: not to be read: broken.png" in told


@pytest.mark.parametrize("width", [276, 320])
def test_nothing_is_wider_than_the_panel(panel, width):
    panel.resize(max(width, panel.minimumSizeHint().width()), 900)
    QApplication.processEvents()
    assert panel.widget().width() <= panel.viewport().width()
    assert panel.minimumSizeHint().width() <= 290


def test_the_many_others_leave_room_for_the_settings(workspace, trainer, shown):
    """The plane's own are at hand; the others in a fold, which closes once one of them is chosen."""
    panel = shown(DataPanel(workspace, trainer))
    assert find(panel, "data.kind.circle").isVisible()
    assert not find(panel, "data.kind.mnist").isVisible()
    QTest.mouseClick(find(panel, "data.kinds.fold"), Qt.MouseButton.LeftButton)
    assert find(panel, "data.kind.mnist").isVisible()
    panel.choose("iris")
    assert not find(panel, "data.kind.iris").isVisible()
    assert find(panel, "data.kind").currentText() == "Iris"
