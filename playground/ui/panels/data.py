"""Data: which samples there are, what chance does to them, how they are divided, what goes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from playground.catalog import TASKS, DatasetKind, choose_task, words
from playground.data import DATASETS, defaults_for, inspect_csv, path_name, settings_of
from playground.data.dataset import Dataset
from playground.data.files import seen_from
from playground.data.sources import SOURCES, fetched
from playground.engine.snapshots import Status
from playground.project import DataSettings, FrozenDict, Problem, Project, Refused
from playground.ui.forms import Form
from playground.ui.reading import ReadingLine
from playground.ui.theme import theme
from playground.ui.widgets.labels import ProblemLine, paragraph
from playground.ui.workspace import Workspace

from . import settings
from .ask import ask_for
from .background import Background
from .base import Panel, mend, retire
from .chooser import FeatureChooser, KindChooser
from .report import ReportPart

if TYPE_CHECKING:
    from playground.data.summary import TableInfo
    from playground.ui.trainer import Trainer

    from .fetching import FetchDialog
    from .table import TablePart

ELSEWHERE = ("points", "columns", "sha256")
"""Parameters that have controls of another sort."""


class DataPanel(Panel):
    """The settings of `content.data`, and the batch size."""

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__("data", self.tr("Data"), parent)
        self._workspace, self._trainer = workspace, trainer
        self._background = Background(self)
        self._kind: DatasetKind | None = None
        self.form: Form | None = None
        self.chooser = KindChooser()
        self.chooser.chosen.connect(self.choose)
        self._fetching: FetchDialog | None = None
        self.column.addWidget(self.chooser)
        self._reading = ReadingLine(self._background.stop, "data.reading")
        self._background.reading.connect(self._reading.show_reading)
        self._general = ProblemLine()
        self._fetch = QToolButton()
        self._fetch.setObjectName("data.fetch")
        self._fetch.setProperty("framed", True)
        self._fetch.setText(" " + self.tr("Fetch these data…"))
        self._fetch.setAccessibleName(self.tr("Fetch these data"))
        self._fetch.setToolTip(
            self.tr("From where they were published: all is said before anything is loaded")
        )
        self._fetch.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme().wear(self._fetch, "fetch")
        self._fetch.clicked.connect(self.fetch)
        self._help = paragraph()
        self._place_of_table = QVBoxLayout()
        self._parameters = QVBoxLayout()
        gesture = workspace.new_gesture
        self._batch = Form([settings.batch_size()], "training", gesture)
        self._batch.changed.connect(self._set_batch)
        self.features = FeatureChooser()
        self.features.chosen.connect(self._set_features)
        self._split = Form(settings.split(), "data", gesture, more=self.tr("Seed and shares"))
        self._split.changed.connect(self._set_split)
        self.column.addWidget(self._help)
        self.column.addWidget(self._reading)
        self.column.addWidget(self._general)
        self.column.addWidget(self._fetch, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self._place_of_table)
        self.column.addLayout(self._parameters)
        self._report = ReportPart()
        self._report.look_wanted.connect(self.look_at_samples)
        self._report.new_wanted.connect(self.new_data)
        for part in (self._split, self._batch, self.features, self._report):
            self.column.addWidget(part)
        self.column.addStretch(1)
        workspace.changed.connect(self._follow)
        workspace.path_changed.connect(lambda _: self._inspect())
        trainer.data_changed.connect(self._show_dataset)
        trainer.status_changed.connect(self._show_status)
        self._show(workspace.project)
        self._show_status(trainer.status)

    @cached_property
    def _table(self) -> TablePart:
        """What a table of one's own has more. Made when there is one: a tenth of all controls are its."""
        from .table import TablePart

        made = TablePart(self._workspace)
        made.changed.connect(self._set_table)
        made.chosen.connect(self._set_columns)
        self._place_of_table.addWidget(made)
        return made

    @property
    def _has_table(self) -> bool:
        return "_table" in self.__dict__

    # --- showing ------------------------------------------------------------------------------

    def _follow(self, before: Project, after: Project) -> None:
        old, new = before.content, after.content
        if old.data is not new.data or old.training.batch_size != new.training.batch_size:
            self._show(after)
            if old.data is not new.data:
                self._inspect()

    def _show(self, project: Project) -> None:
        data = project.content.data
        kind = DATASETS.get(data.kind)
        self.chooser.show_kind(data.kind)
        self._help.setText(kind.help if kind else self.tr("These data are not known here."))
        if data.kind == "csv":
            self._table.show()
            self._table.show_values(data.parameters)
        elif self._has_table:
            self._table.hide()
        self._show_form(kind, data)
        self._batch.set_values(dict(project.content.training))
        self._split.set_values(_as_percent(data))
        self.features.setVisible(kind is not None and kind.family == "plane")
        self.features.show_features(data.features)
        self._show_status(self._trainer.status)
        self._show_dataset(self._trainer.dataset)

    def _show_form(self, kind: DatasetKind | None, data: DataSettings) -> None:
        if kind is not self._kind:
            self._kind = kind
            if self.form is not None:
                self._parameters.removeWidget(self.form)
                retire(self.form)
                self.form = None
            if kind is not None and kind.name != "csv" and kind.parameters:
                gesture = self._workspace.new_gesture
                self.form = Form(kind.parameters, "data", gesture, self, hidden=ELSEWHERE, kind=kind)
                self.form.changed.connect(self._set_parameter)
                self._parameters.addWidget(self.form)
            if kind is not None and kind.name == "csv":
                self._inspect()
        if self.form is not None:
            self.form.set_values(data.parameters)

    def _show_dataset(self, dataset: Dataset | None) -> None:
        if dataset is not None and dataset.kind != self._workspace.project.content.data.kind:
            dataset = None
        self._fetch.setVisible(dataset is None and self._workspace.project.content.data.kind in SOURCES)
        self._report.show_dataset(dataset)
        self._split.rows["test"].show(dataset is None or not dataset.published_test)

    def _show_status(self, status: Status) -> None:
        """What the data refuse is said at the control it names."""
        problem = status.problem
        belongs = problem is not None and (problem.setting or "").startswith("data.")
        self._show_problem(problem if belongs else None)

    def _show_problem(self, problem: Problem | None) -> None:
        forms = [self._split, *([self.form] if self.form is not None else [])]
        if self._has_table and not self._table.isHidden():
            forms.append(self._table.form)
        for form in forms:
            form.clear_problems()
        self._general.say("")
        if problem is None:
            return
        text, severity = words.text(problem), problem.severity
        button, act = self._repair_of(problem)
        name = str(problem.setting).rpartition(".")[2]
        if name == "features":
            self.features.problem.say(text, severity)
            return
        for form in forms:
            if form.show_problem(name, text, severity, button, act):
                return
        self._general.say(text, severity, button, act)

    def _repair_of(self, problem: Problem) -> tuple[str, Callable[[], object] | None]:
        """What the button says and does; asking for a file is this panel's own."""
        if problem.repair is None:
            return "", None
        if problem.repair.action == "locate":
            return words.repair_text(problem), lambda: self.open_file()
        if problem.repair.action == "read_again":
            return words.repair_text(problem), self._trainer.read_again
        return words.repair_text(problem), lambda: mend(self._workspace, problem)

    # --- a file -------------------------------------------------------------------------------

    def open_file(self, path: Path | None = None, kind: str = "") -> None:
        """Learn from a file or folder: the one given, else one that the person is asked for.

        `kind` says as what it is read: what the data are now, or a table, unless it is given.
        """
        data = self._workspace.project.content.data
        known = DATASETS.get(data.kind)
        kind = kind or (data.kind if known is not None and known.stamp is not None else "csv")
        if path is None:
            before = str(data.parameters.get(path_name(kind), ""))
            path = ask_for(DATASETS[kind], before, self)
            if path is None:
                self._show(self._workspace.project)
                return
        there, folder = path, self._folder()
        self._background.run(
            lambda progress: settings_of(kind, there, folder, progress=progress),
            self._take_files,
            self._refuse_file,
        )

    def fetch(self) -> None:
        """Offer to fetch published data; they are learned from once they are there."""
        if self._fetching is None:
            from .fetching import FetchDialog

            self._fetching = FetchDialog(self)
            self._fetching.done_with.connect(lambda kind, folder: self.open_file(folder, kind))
        self._fetching.offer(self._workspace.project.content.data.kind)
        self._fetching.show()
        self._fetching.activateWindow()

    def _take_files(self, found: DataSettings) -> None:
        data, name = self._workspace.project.content.data, path_name(found.kind)
        if found.kind == data.kind != "csv":  # only elsewhere: what was chosen about them stays
            found = data.but(parameters=data.parameters.but(**{name: found.parameters[name]}))
        title = DATASETS[found.kind].title
        self._learn_from(self.tr("Open {name}").format(name=title), found, None)

    def _refuse_file(self, problem: Problem) -> None:
        self._workspace.say(words.text(problem), "warning", problem=problem)
        self._show(self._workspace.project)

    def _folder(self) -> Path | None:
        path = self._workspace.path
        return None if path is None else path.parent

    def _inspect(self) -> None:
        """Find out again what the file holds, where the data are a file."""
        data = self._workspace.project.content.data
        if data.kind != "csv":
            self._background.cancel()
            if self._has_table:
                self._table.show_info(None)
            return
        path, folder = str(data.parameters.get("path", "")), self._folder()
        self._background.run(
            lambda progress: inspect_csv(path, data.parameters, folder, progress),
            self._show_info,
            self._refuse_info,
        )

    def _show_info(self, info: TableInfo) -> None:
        self._table.show_info(info)
        self._show_status(self._trainer.status)
        task = _task_of(info)
        if task != self._workspace.project.content.task.kind and info.target:
            self._suggest_task(task)

    def _refuse_info(self, problem: Problem) -> None:
        self._show_problem(problem)

    def _suggest_task(self, task: str) -> None:
        """The file holds another sort of target than the task predicts: say so, with the remedy."""

        def act() -> None:
            self._workspace.apply(self.tr("Choose task"), lambda project: choose_task(project, task))

        text = self.tr("The target column fits another task than the one chosen.")
        button = self.tr("Make it {task}").format(task=task)
        self._general.say(text, "warning", button, act)

    def _set_table(self, name: str, value: Any, gesture: int | None) -> None:
        """Another way to read the file: the task follows the target, in the same step."""
        if name == "path":
            self.open_file(Path(value))
            return
        data = self._workspace.project.content.data
        changed = data.but(parameters=data.parameters.but(**{name: value}))
        if name == "target":
            # Which way the old target was predicted says nothing about the new one.
            changed = changed.but(parameters=changed.parameters.but(target_type="auto"))
        text = self.tr("Change how the file is read")
        path, folder = str(data.parameters.get("path", "")), self._folder()
        self._background.run(
            lambda progress: inspect_csv(path, changed.parameters, folder, progress),
            lambda info: self._learn_from(text, changed, gesture, _task_of(info)),
            lambda _: self._workspace.edit(text, self._workspace.project.with_content(data=changed), gesture),
        )

    def _set_columns(self, parameters: FrozenDict) -> None:
        """Another way to take the columns; one that cannot be is said and changes nothing."""
        changed = self._workspace.project.content.data.but(parameters=parameters)
        path, folder = str(parameters["path"]), self._folder()
        self._background.run(
            lambda progress: inspect_csv(path, parameters, folder, progress),
            lambda info: self._learn_from(self.tr("Change columns"), changed, None, _task_of(info)),
            self._table.say,
        )

    # --- editing ------------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """Learn from other data; task and loss follow where they have to, in the same step."""
        data = self._workspace.project.content.data
        if name == data.kind:
            self._show(self._workspace.project)
            return
        there = fetched(SOURCES[name]) if name in SOURCES else None
        if there is not None or (DATASETS[name].stamp is not None and name not in SOURCES):
            self.open_file(there, name)
            return
        wanted, before = defaults_for(name), DATASETS.get(data.kind)
        if before is not None and before.family == DATASETS[name].family == "plane":
            wanted = wanted.but(features=data.features)
        self._learn_from(self.tr("Choose data"), wanted, None)

    def _learn_from(self, text: str, data: DataSettings, gesture: int | None, task: str = "") -> None:
        """With these data, and the task that fits them; whatever they are, they can be reconstructed."""
        if not task:
            task = DATASETS[data.kind].task
            if data.kind == "csv":
                try:
                    task = _task_of(inspect_csv(data.parameters["path"], data.parameters, self._folder()))
                except Refused:  # it is said where the data are shown; the task stays
                    task = self._workspace.project.content.task.kind
            elif data.kind == "drawn" and data.parameters.get("target") == "numbers":
                task = "regression"

        def changed(project: Project) -> Project:
            with_data = project.with_content(data=data)
            now = TASKS.get(project.content.task.kind)
            stays = now is not None and (now.name == task or now.target == "inputs")
            return with_data if stays else choose_task(with_data, task)

        self._workspace.apply(text, changed, gesture)

    def new_data(self) -> None:
        """Another seed."""
        self._change(self.tr("New data"), lambda d: d.but(seed=SystemRandom().randrange(100_000)))

    def _set_parameter(self, name: str, value: Any, gesture: int | None) -> None:
        assert self.form is not None
        parameter = self.form.rows[name].editor.parameter
        title = parameter.title
        data = self._workspace.project.content.data
        if name == path_name(data.kind):
            self.open_file(Path(value))
            return
        if parameter.type == "file":
            value = seen_from(Path(value), self._folder())
        changed = data.but(parameters=FrozenDict({**data.parameters, name: value}))
        if name == "target":
            self._learn_from(self.tr("Set {name}").format(name=title), changed, gesture)
        else:
            self._change(self.tr("Set {name}").format(name=title), lambda _: changed, gesture)

    def _set_split(self, name: str, value: Any, gesture: int | None) -> None:
        share = round(value / 100, 4) if name in ("test", "validation") else value
        title = self._split.rows[name].editor.parameter.title
        self._change(self.tr("Set {name}").format(name=title), lambda d: d.but(**{name: share}), gesture)

    def _set_batch(self, name: str, value: Any, gesture: int | None) -> None:
        def changed(project: Project) -> Project:
            return project.with_content(training=project.content.training.but(batch_size=value))

        self._workspace.apply(self.tr("Set Batch size"), changed, gesture)

    def _set_features(self, names: tuple[str, ...]) -> None:
        self._change(self.tr("Choose inputs"), lambda d: d.but(features=names))

    def _change(
        self, text: str, function: Callable[[DataSettings], DataSettings], gesture: int | None = None
    ) -> None:
        self._workspace.apply(
            text, lambda project: project.with_content(data=function(project.content.data)), gesture
        )
        self._show(self._workspace.project)

    # --- looking ------------------------------------------------------------------------------

    def look_at_samples(self) -> None:
        """Open a small window with the samples; it follows the data while it is open."""
        dataset = self._trainer.dataset
        if dataset is None:
            return
        from playground.ui.views.samples import SampleBrowser

        browser = SampleBrowser(dataset, self)
        browser.setWindowFlag(Qt.WindowType.Dialog)
        browser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        browser.setWindowTitle(self.tr("Samples"))
        browser.resize(560, 520)
        self._trainer.data_changed.connect(browser.set_dataset)
        browser.show()


def _task_of(info: TableInfo) -> str:
    return next(name for name, task in TASKS.items() if task.target == info.target_type)


def _as_percent(data: DataSettings) -> dict[str, Any]:
    """The settings as the form shows them."""
    shares = {name: round(getattr(data, name) * 100, 4) for name in ("test", "validation")}
    return {**dict(data), **shares}
