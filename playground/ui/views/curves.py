"""Curves: loss and metric of a run side by side, as they grow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSlider,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog import METRICS, TASKS
from playground.engine.mailbox import Axis, History
from playground.project import Project
from playground.ui.theme import theme
from playground.ui.workspace import Workspace

from .empty import EmptyState
from .naming import named
from .series import Stretch, metric_label, metrics_in

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

    from .curve_pane import CurvePane
    from .plots import Plots

AXES: tuple[Axis, ...] = ("epoch", "step", "seconds")


class CurvesView(QWidget):
    """Draws `trainer.history` while it can be seen, and only when it has grown."""

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves")
        self.setAccessibleName(self.tr("Curves"))
        self._workspace, self._trainer = workspace, trainer
        self._drawn: tuple[History, History | None, int] | None = None
        self._auto = True
        self._window = (0.0, 1.0)
        self._plots: Plots | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(lambda: self.plots)

        self._empty = EmptyState(
            "curves.empty", "curves", self.tr("Loss and accuracy are drawn here while it trains."), self
        )
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(2)
        column.addLayout(self._tools())
        column.addLayout(self._pages, 1)

        workspace.changed.connect(self._follow_document)
        trainer.history_changed.connect(self._grown)
        theme().changed.connect(self._dress)
        self._show_settings()

    @property
    def plots(self) -> Plots:
        """Both plots; made when they are first needed, or a moment after the view was first shown."""
        if self._plots is None:
            from .plots import Plots

            self._plots = made = Plots(self)
            made.pointed.connect(self._point)
            made.moved.connect(self._take_range)
            made.asked_fit.connect(self.fit)
            made.toggled.connect(self.refresh)
            made.asked_menu.connect(lambda at: self.menu.popup(at))
            made.loss.plot.set_log(self._workspace.project.view.log_loss)
            self._pages.addWidget(made)
        return self._plots

    @property
    def loss_pane(self) -> CurvePane:
        """The curves of the loss."""
        return self.plots.loss

    @property
    def metric_pane(self) -> CurvePane:
        """The curves of the metric."""
        return self.plots.score

    # --- tools --------------------------------------------------------------------------------

    def _tools(self) -> QHBoxLayout:
        self._axis = named(QComboBox(self), "curves.axis", self.tr("What runs along x"))
        for text in (self.tr("Epoch"), self.tr("Step"), self.tr("Seconds")):
            self._axis.addItem(text)
        self._axis.currentIndexChanged.connect(lambda _: self.fit())
        self._log = named(
            QCheckBox(self.tr("Log loss"), self),
            "curves.log",
            self.tr("Logarithmic loss axis"),
            self.tr("Draw the loss by its logarithm: small losses can be told apart"),
        )
        self._log.toggled.connect(lambda on: self._look(log_loss=on))
        smoothing = QLabel(self.tr("Smoothing"), self)
        self._smoothing = named(
            QSlider(Qt.Orientation.Horizontal, self),
            "curves.smoothing",
            self.tr("Smoothing of the curves"),
            self.tr("Exponential mean, as TensorBoard's; the raw line stays behind"),
        )
        self._smoothing.setRange(0, 99)
        self._smoothing.setMinimumWidth(40)
        self._smoothing.setMaximumWidth(110)
        self._smoothing.valueChanged.connect(lambda value: self._look(smoothing=value / 100))
        smoothing.setBuddy(self._smoothing)
        self._smoothing_value = QLabel(self)
        self._smoothing_value.setFont(theme().number_font(self.font()))
        self._position = named(QLabel(self), "curves.position")
        self._position.setFont(theme().number_font(self.font()))
        # Takes what room is left: the tools beside it must not be pushed out of a narrow window.
        self._position.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._metric = named(QComboBox(self), "curves.metric", self.tr("Metric"))
        self._metric.currentIndexChanged.connect(self._choose_metric)
        self._metric.hide()
        self._follow = self._button("curves.follow", "step_epoch", self.tr("Follow: keep the newest in view"))
        self._follow.setCheckable(True)
        self._follow.toggled.connect(lambda on: self.refresh() if on else None)
        fit = self._button("curves.fit", "fit", self.tr("Show the whole run (F)"))
        fit.clicked.connect(self.fit)
        save = self._button("curves.save", "save", self.tr("Copy or save the curves"))
        self.menu = self._make_menu()
        save.setMenu(self.menu)
        save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        save.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self._axis, self._log, smoothing):
            row.addWidget(widget)
        row.addWidget(self._smoothing, 1)
        row.addWidget(self._smoothing_value)
        row.addWidget(self._position, 1)
        for button in (self._metric, self._follow, fit, save):
            row.addWidget(button)
        return row

    def _button(self, name: str, icon: str, text: str) -> QToolButton:
        button = named(QToolButton(self), name, text)
        button.setAutoRaise(True)
        button.setProperty("snug", True)
        theme().wear(button, icon)
        return button

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for name, icon, text, act in (
            ("curves.copy", "copy", self.tr("Copy picture"), self.copy_picture),
            ("curves.save_png", "camera", self.tr("Save as PNG…"), lambda: self._save_as("png")),
            ("curves.save_svg", "curves", self.tr("Save as SVG…"), lambda: self._save_as("svg")),
            ("curves.save_csv", "save", self.tr("Save numbers as CSV…"), lambda: self._save_as("csv")),
        ):
            action = QAction(text, self)
            action.setObjectName(name)
            theme().wear(action, icon)
            action.triggered.connect(act)
            menu.addAction(action)
        copy = menu.actions()[0]
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(copy)
        return menu

    # --- following the document, the trainer and the theme ------------------------------------

    def _look(self, **changes: object) -> None:
        self._workspace.look(self._workspace.project.view.but(**changes))

    def _follow_document(self, before: Project, after: Project) -> None:
        if before.view is not after.view:
            self._show_settings()
            self.refresh()

    def _show_settings(self) -> None:
        view = self._workspace.project.view
        for widget in (self._log, self._smoothing):
            widget.blockSignals(True)
        self._log.setChecked(view.log_loss)
        self._smoothing.setValue(round(view.smoothing * 100))
        for widget in (self._log, self._smoothing):
            widget.blockSignals(False)
        self._smoothing_value.setText(f"{view.smoothing:.2f}")
        if self._plots is not None:
            self._plots.loss.plot.set_log(view.log_loss)

    def _grown(self) -> None:
        if self._state() != self._drawn:
            self.refresh()

    def _state(self) -> tuple[History, History | None, int]:
        history = self._trainer.history
        return history, self._trainer.ghost, history.version

    def showEvent(self, event: QShowEvent) -> None:
        """What came while nobody looked is drawn now."""
        super().showEvent(event)
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plots take longer to load than all the rest of the window to be drawn."""
        super().paintEvent(event)
        if self._plots is None:
            self._soon.start()

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type: plots write their ticks in it too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _dress(self) -> None:
        if self._plots is not None:
            self._plots.dress()
        self.refresh()

    # --- drawing ------------------------------------------------------------------------------

    @property
    def axis(self) -> Axis:
        """What runs along x."""
        return AXES[self._axis.currentIndex()]

    def refresh(self) -> None:
        """Draws the history as it is now, where it can be seen."""
        if not self.isVisible():
            return
        history, ghost, _ = self._drawn = self._state()
        there = bool(history.names() or ghost)
        if self._plots is None and not there:
            return
        self._pages.setCurrentWidget(self.plots if there else self._empty)
        measured = (history.names(), ghost.names() if ghost else ())
        self._offer_metrics(next(filter(None, map(metrics_in, measured)), self._expected()))
        end = history.end(self.axis) or (ghost.end(self.axis) if ghost else 0.0) or 1.0
        low, high = self._window
        if self._auto:
            self._window = (0.0, end)
        elif self._follow.isChecked():
            self._window = (end - (high - low), end)
        stretch = Stretch(self.axis, *self._window)
        marks = tuple((getattr(mark, self.axis), mark.text) for mark in history.marks)
        weight = self._workspace.project.view.smoothing
        for pane in self.plots.panes:
            pane.draw(history, ghost, stretch, weight)
            pane.plot.set_marks(marks)
        panes = self.plots.panes
        self._point(next((x for pane in panes if (x := pane.plot.pointed_x) is not None), None))

    def _expected(self) -> tuple[str, ...]:
        """What the document measures, while nothing is measured yet: not what another one did before."""
        content = self._workspace.project.content
        task = TASKS.get(content.task.kind)
        wanted = {*(task.metrics if task is not None else ()), *content.training.metrics}
        return tuple(metric for metric in METRICS if metric in wanted)

    def _offer_metrics(self, metrics: tuple[str, ...]) -> None:
        offered = tuple(self._metric.itemData(index) for index in range(self._metric.count()))
        if metrics and metrics != offered:
            # Classes gave way to numbers, or the reverse: what is measured from now on is of interest.
            new = [metric for metric in metrics if metric not in offered]
            shown = new[-1] if offered and new else self.metric_pane.measure
            self._metric.blockSignals(True)
            self._metric.clear()
            for metric in metrics:
                self._metric.addItem(metric_label(metric), metric)
            self._metric.setCurrentIndex(max(self._metric.findData(shown), 0))
            self._metric.blockSignals(False)
            self._metric.setVisible(len(metrics) > 1)
            self.metric_pane.set_measure(self._metric.currentData())

    def _choose_metric(self, _index: int) -> None:
        self.metric_pane.free_y = False
        self.metric_pane.set_measure(self._metric.currentData())
        self.refresh()

    # --- hands --------------------------------------------------------------------------------

    def fit(self) -> None:
        """Shows the whole run, and goes on doing so as it grows."""
        self._auto = True
        self.loss_pane.free_y = self.metric_pane.free_y = False
        self.refresh()

    def _take_range(self, pane: CurvePane) -> None:
        """A person zoomed or panned: the stretch stays, and both plots show the same one."""
        self._auto = False
        pane.free_y = True
        self._window = pane.plot.x_range()
        if self._window[1] < self._trainer.history.end(self.axis):
            self._follow.setChecked(False)  # who looks back wants to stay there
        self.refresh()

    def _point(self, x: float | None) -> None:
        for pane in self.plots.panes:
            pane.point_at(x, self._trainer.history)
        number = "" if x is None else f"{x:,.0f}" if self.axis == "step" else f"{x:,.1f}"
        self._position.setText("" if x is None else f"{self._axis.currentText()} {number}")
        self._position.setProperty("value", x)

    # --- out ----------------------------------------------------------------------------------

    def copy_picture(self) -> None:
        """Puts both plots on the clipboard."""
        from . import saving

        saving.copy_picture(self.plots)

    def save(self, path: Path) -> None:
        """Writes the curves by the ending of `path`: .png, .svg, or .csv with the numbers of the
        curves that are shown, every step of them. Raises OSError."""
        from . import saving

        writers: dict[str, Callable[[], None]] = {
            ".png": lambda: saving.save_png(self.plots, path),
            ".svg": lambda: saving.save_svg(self.plots, path),
            ".csv": lambda: saving.save_csv(
                self._trainer.history, (*self.loss_pane.shown, *self.metric_pane.shown), path
            ),
        }
        writers[path.suffix.lower()]()

    def _save_as(self, ending: str) -> None:
        start = (self._workspace.path or Path(self.tr("curves"))).with_suffix(f".{ending}")
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save curves"), str(start), f"{ending.upper()} (*.{ending})"
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix.lower() == f".{ending}" else path.with_name(f"{path.name}.{ending}")
        try:
            self.save(path)
        except OSError as error:
            self._workspace.say(self.tr("Could not save the curves: {why}").format(why=error), "error")
        else:
            self._workspace.say(self.tr("Saved {name}").format(name=path.name))
