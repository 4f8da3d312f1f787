"""Training: optimizer, rate, loss, penalties, order and stop conditions, with their problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.catalog import (
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCHEDULES,
    TASKS,
    Kind,
    Parameter,
    Report,
    choose_loss,
    choose_optimizer,
    choose_schedule,
    choose_task,
    words,
)
from playground.catalog.augmentations import AUGMENTATIONS, completed
from playground.project import Problem, Project, TrainingSettings
from playground.ui.forms import Form
from playground.ui.formulas import FormulaView
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.labels import ProblemLine, paragraph
from playground.ui.workspace import Workspace

from . import settings
from .base import Panel, mend, retire

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer


MANY = 1000
"""Classes, as long as nobody knows how many there are."""


class KindForm(QWidget):
    """What is chosen of a table of kinds (an optimizer, a loss): its sentence and its own form."""

    def __init__(
        self,
        workspace: Workspace,
        set_one: Callable[[str, Any, int | None], None],
        prefix: str = "training",
    ) -> None:
        super().__init__()
        self._workspace, self.set_one, self._prefix = workspace, set_one, prefix
        self._kind: Kind | None = None
        self.form: Form | None = None
        self._help = paragraph()
        self._formula = FormulaView()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._help)
        self._column.addWidget(self._formula)

    def show_kind(self, kind: Kind | None, values: Any) -> None:
        """Show a kind with these values of its parameters; None for one that is not known."""
        if kind is not self._kind:
            self._kind = kind
            self._help.setText(kind.help if kind else "")
            self._help.setVisible(bool(kind and kind.help))
            self._formula.show_formula(kind.formula if kind else "")
            if self.form is not None:
                self._column.removeWidget(self.form)
                retire(self.form)
                self.form = None
            if kind is not None and kind.parameters:
                new_gesture = self._workspace.new_gesture
                self.form = Form(kind.parameters, self._prefix, new_gesture, self, kind=kind)
                self.form.changed.connect(self.set_one)
                self._column.addWidget(self.form)
        if self.form is not None:
            self.form.set_values(values)


class TrainingPanel(Panel):
    """The settings of `content.training`, less the batch size, which stands with the data."""

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__("training", self.tr("Training"), parent)
        self._workspace, self._trainer = workspace, trainer
        self._shows: list[Callable[[Project], None]] = []
        self._forms: list[Form] = []
        self._kind_forms: list[KindForm] = []
        self._folds: dict[str, Fold] = {}
        self._general = ProblemLine()
        optimizer = self._form(
            settings.rate(),
            _choice("optimizer", self.tr("Optimizer"), OPTIMIZERS, self.tr("How the weights are moved.")),
        )
        optimizer.offer("optimizer", tuple(OPTIMIZERS), [kind.title for kind in OPTIMIZERS.values()])
        loss = self._form(_choice("loss", self.tr("Loss"), LOSSES, self.tr("What is to become small.")))
        loss.offer("loss", tuple(LOSSES), [kind.title for kind in LOSSES.values()])
        for widget in (
            self._general,
            optimizer,
            self._fold("optimizer", self.tr("Optimizer settings"), self._optimizer_section),
            self._fold("schedule", self.tr("Schedule of the rate"), self._schedule_section),
            loss,
            self._fold("loss", self.tr("About the loss"), self._loss_section),
            self._fold("task", self.tr("Task and metrics"), self._task_section),
            self._fold("augmentation", self.tr("Augmentation of pictures"), self._augmentation_section),
            self._fold("penalties", self.tr("Penalties and clipping"), self._penalties_section),
            self._fold("stop", self.tr("When to stop"), self._stop_section),
            self._fold("order", self.tr("Order and seed"), self._order_section),
            self._fold("validation", self.tr("Cross-validation"), self._validation_section),
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        workspace.changed.connect(self._follow)
        workspace.report_changed.connect(self._show_report)
        self._show(workspace.project)

    def complete(self) -> None:
        """Make what the folds hold, as far as nobody has opened them: the program is there sooner when
        that is done after the window was painted."""
        for fold in self._folds.values():
            fold.make()

    @property
    def forms(self) -> Iterator[Form]:
        """All forms that are there now and whose settings have problems of their own."""
        yield from self._forms
        for kind_form in self._kind_forms:
            if kind_form.form is not None:
                yield kind_form.form

    # --- sections -----------------------------------------------------------------------------

    def _optimizer_section(self) -> QWidget:
        return self._kind_form("optimizer", OPTIMIZERS)

    def _schedule_section(self) -> QWidget:
        from .rate_finder import RateFinder
        from .schedule_editor import ScheduleEditor

        form = self._form(
            _choice("schedule", self.tr("Schedule"), SCHEDULES, self.tr("How the learning rate changes.")),
            settings.warm_up(),
        )
        form.offer("schedule", tuple(SCHEDULES), [kind.title for kind in SCHEDULES.values()])
        chosen = self._kind_form("schedule", SCHEDULES, "training.schedule")
        preview = ScheduleEditor(self._workspace.new_gesture)
        preview.drawn.connect(lambda points, g: chosen.set_one("points", points, g))
        finder = RateFinder(self._trainer, self._use_rate)
        self._workspace.opened.connect(finder.forget)

        self._let_show(lambda project: preview.show_training(project.content.training))
        return _stacked(form, chosen, preview, finder)

    def _loss_section(self) -> QWidget:
        return _stacked(self._kind_form("loss", LOSSES), self._form(settings.balance()))

    def _task_section(self) -> QWidget:
        form = self._form(
            _choice("task", self.tr("Task"), TASKS, self.tr("What the output is held against.")),
            values=lambda project: {"task": project.content.task.kind},
        )
        form.offer("task", tuple(TASKS), [kind.title for kind in TASKS.values()])
        metrics = Form(settings.metrics(), "training.metrics", self._workspace.new_gesture)
        metrics.changed.connect(self._set_metric)

        def offer(_: object = None) -> None:
            """Those that say something of the task and the data, less the task's own."""
            task = TASKS.get(self._workspace.project.content.task.kind)
            dataset = self._trainer.dataset
            classes = len(dataset.classes) if dataset is not None else MANY
            for name, row in metrics.rows.items():
                own = task is not None and name in task.metrics
                row.show(task is not None and METRICS[name].suits(task.target, classes) and not own)

        def show(project: Project) -> None:
            chosen = project.content.training.metrics
            metrics.set_values({name: name in chosen for name in METRICS})
            offer()

        self._trainer.data_changed.connect(offer)
        self._let_show(show)
        return _stacked(form, metrics)

    def _augmentation_section(self) -> QWidget:
        from .augmentation import AugmentationPreview

        form = self._form(
            *AUGMENTATIONS,
            prefix="training.augmentation",
            values=lambda project: completed(project.content.training.augmentation),
            change=self._set_augmentation,
        )
        return _stacked(form, AugmentationPreview(self._trainer))

    def _penalties_section(self) -> QWidget:
        return self._form(*settings.penalties(), *settings.limits())

    def _stop_section(self) -> QWidget:
        return self._form(
            *settings.stops(),
            values=lambda project: dict(project.content.training.stop),
            change=self._set_stop,
        )

    def _order_section(self) -> QWidget:
        return self._form(*settings.order())

    def _validation_section(self) -> QWidget:
        from .cross_validation import CrossValidation

        return CrossValidation(self._workspace, self._trainer)

    def _form(
        self,
        *parameters: Parameter,
        prefix: str = "training",
        values: Callable[[Project], Mapping[str, Any]] = lambda project: dict(project.content.training),
        change: Callable[[str, Any, int | None], None] | None = None,
    ) -> Form:
        """A form that shows the `values` of the project and hands each `change` on."""
        wide = ("optimizer", "loss", "task", "schedule")
        form = Form(parameters, prefix, self._workspace.new_gesture, wide=wide)
        form.changed.connect(change or self._set)
        self._forms.append(form)
        self._let_show(lambda project: form.set_values(values(project)))
        return form

    def _kind_form(self, name: str, kinds: Mapping[str, Kind], prefix: str = "training") -> KindForm:
        """What is chosen of `kinds` in the setting `name`; its own stand in `name`_parameters."""
        own = f"{name}_parameters"

        def set_one(parameter: str, value: Any, gesture: int | None) -> None:
            def change(training: TrainingSettings) -> TrainingSettings:
                return training.but(**{own: getattr(training, own).but(**{parameter: value})})

            self._change(self._text(parameter), change, gesture)

        def show(project: Project) -> None:
            training = project.content.training
            made.show_kind(kinds.get(getattr(training, name)), getattr(training, own))

        made = KindForm(self._workspace, set_one, prefix)
        self._kind_forms.append(made)
        self._let_show(show)
        return made

    def _let_show(self, show: Callable[[Project], None]) -> None:
        """Have `show` called with the project now, and whenever it changes."""
        self._shows.append(show)
        show(self._workspace.project)

    def _fold(self, name: str, title: str, body: Callable[[], QWidget]) -> Fold:
        fold = Fold(title, body)
        fold.button.setObjectName(f"training.{name}.fold")
        self._folds[name] = fold
        return fold

    # --- showing ------------------------------------------------------------------------------

    def _follow(self, before: Project, after: Project) -> None:
        old, new = before.content, after.content
        if old.training is not new.training or old.task is not new.task:
            self._show(after)

    def _show(self, project: Project) -> None:
        for show in self._shows:
            show(project)
        self._show_report(self._workspace.report)

    def _show_report(self, report: Report) -> None:
        """Each problem below the control that it names; the others on top."""
        for form in self.forms:
            form.clear_problems()
        self._general.say("")
        for problem in report.problems:
            if problem.layer is None and problem.setting is not None:
                self._show_problem(problem)

    def _show_problem(self, problem: Problem) -> None:
        area, _, rest = str(problem.setting).partition(".")
        if area not in ("training", "task"):
            return
        text, button = words.text(problem), words.repair_text(problem)

        def act() -> None:
            mend(self._workspace, problem)

        name = "task" if area == "task" else rest.rpartition(".")[2]
        if not any(name in form.rows for form in self.forms):
            self.complete()
        for form in self.forms:
            if form.show_problem(name, text, problem.severity, button, act):
                for fold in self._folds.values():
                    if fold.isAncestorOf(form):
                        fold.set_open(True)
                return
        self._general.say(text, problem.severity, button, act)

    # --- editing ------------------------------------------------------------------------------

    def _set(self, name: str, value: Any, gesture: int | None) -> None:
        if name == "optimizer":
            self._change(self.tr("Choose optimizer"), lambda t: choose_optimizer(t, value))
        elif name == "loss":
            self._change(self.tr("Choose loss"), lambda t: choose_loss(t, value))
        elif name == "schedule":
            self._change(self.tr("Choose schedule"), lambda t: choose_schedule(t, value))
        elif name == "task":
            self._workspace.apply(self.tr("Choose task"), lambda project: choose_task(project, value))
            self._show(self._workspace.project)
        else:
            self._change(self._text(name), lambda t: t.but(**{name: value}), gesture)

    def _set_augmentation(self, name: str, value: Any, gesture: int | None) -> None:
        def change(training: TrainingSettings) -> TrainingSettings:
            return training.but(augmentation=completed({**training.augmentation, name: value}))

        self._change(self._text(name), change, gesture)

    def _use_rate(self, rate: float) -> None:
        self._change(self.tr("Use the rate found"), lambda t: t.but(learning_rate=rate))

    def _set_metric(self, name: str, value: bool, gesture: int | None) -> None:
        def change(training: TrainingSettings) -> TrainingSettings:
            others = tuple(other for other in training.metrics if other != name)
            return training.but(metrics=(*others, name) if value else others)

        self._change(self.tr("Choose metrics"), change, gesture)

    def _set_stop(self, name: str, value: Any, gesture: int | None) -> None:
        self._change(self._text(name), lambda t: t.but(stop=t.stop.but(**{name: value})), gesture)

    def _text(self, name: str) -> str:
        for form in self.forms:
            if name in form.rows:
                return self.tr("Set {name}").format(name=form.rows[name].editor.parameter.title)
        return self.tr("Change training")

    def _change(
        self, text: str, function: Callable[[TrainingSettings], TrainingSettings], gesture: int | None = None
    ) -> None:
        def changed(project: Project) -> Project:
            return project.with_content(training=function(project.content.training))

        self._workspace.apply(text, changed, gesture)
        self._show(self._workspace.project)


def _stacked(*parts: QWidget) -> QWidget:
    """One below the other."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        column.addWidget(part)
    return made


def _choice(name: str, label: str, kinds: dict[str, Any], help: str) -> Parameter:
    return Parameter(name, "choice", next(iter(kinds)), choices=tuple(kinds), label=label, help=help)
