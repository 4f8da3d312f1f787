"""NeuronView: the network as neurons, in the place of the canvas, for data on the plane."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog import Report, words
from playground.data import DATASETS, FEATURES
from playground.engine.snapshots import Picture, Request, Status
from playground.project import Project
from playground.ui.motion import less_motion
from playground.ui.theme import theme
from playground.ui.views.empty import EmptyState
from playground.ui.watching import Watching
from playground.ui.widgets.labels import ElidedLabel, quiet
from playground.ui.workspace import Workspace

from . import edits
from .canvas import NeuronCanvas
from .editor import NumberEditor
from .model import Number, Opened, Unit, open_network
from .parts import Legend, Stepper
from .words import map_title, name_of

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

MAPS = Request("maps", resolution=50)
WEIGHTS = Request("weights")
SWITCH_PX = 208
"""Room at the upper left, where the window's switch between network and neurons lies."""
DASHES_PER_S = 3.0
"""How fast dashes flow while pictures keep coming."""
LONGEST_S = 0.2
"""What flows moves on by at most this much at a time, however long the last picture took."""


class NeuronView(Watching):
    """`map_hovered(R R array | None, title)`: the map of the neuron looked at, for the output panel;
    None when none is looked at any more."""

    map_hovered = Signal(object, str)

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(trainer, (), parent)
        self._workspace = workspace
        self.setObjectName("neurons")
        self.setAccessibleName(self.tr("Neuron view"))
        self._opened = Opened({}, (), None)
        self._looked: Unit | None = None
        self._phase, self._moved_at = 0.0, 0.0
        self.canvas = NeuronCanvas(self)
        self.editor = NumberEditor(workspace.new_gesture, self.canvas.viewport())
        self.layers = Stepper(
            ("neurons.remove_layer", "neurons.add_layer"),
            (
                self.tr("Remove the last hidden layer with its activation"),
                self.tr("Add a hidden layer with its activation"),
            ),
            self,
        )
        self.layers.label.setObjectName("neurons.layers")
        self._note = ElidedLabel("", self)
        self._why = EmptyState("neurons.empty", "neurons", "", self)
        self._offer = QPushButton(self.tr("Show the canvas"), self)
        self._lay_out()

        self.canvas.looked_at.connect(self._look)
        self.canvas.number_chosen.connect(self.edit_number)
        self.canvas.stepped.connect(self._step_neurons)
        self.canvas.current_changed.connect(self._describe)
        self.layers.stepped.connect(self._step_layers)
        self.editor.edited.connect(self._set_number)
        self.editor.closed.connect(lambda: self.canvas.set_edited(None))
        workspace.changed.connect(self._follow)
        workspace.opened.connect(self._forget)
        workspace.report_changed.connect(self._show_report)
        trainer.status_changed.connect(self._new_status)
        theme().changed.connect(self._dress)
        self._dress()
        self._show_project()

    def _lay_out(self) -> None:
        strip = QHBoxLayout()
        strip.setContentsMargins(SWITCH_PX, 8, 12, 4)
        strip.setSpacing(12)
        strip.addWidget(self.layers)
        self._note.setObjectName("neurons.note")
        self._note.setProperty("own_tip", True)
        self._note.setToolTip(
            self.tr("Of thousands, the strongest into each neuron: a click on one shows all.")
        )
        strip.addWidget(quiet(self._note), 1)
        strip.addWidget(Legend(self), 0, Qt.AlignmentFlag.AlignVCenter)
        fit = QToolButton(self)
        fit.setObjectName("neurons.fit")
        fit.setAccessibleName(self.tr("Show the whole network"))
        fit.setToolTip(self.tr("Show the whole network (F)"))
        fit.setAutoRaise(True)
        fit.setFixedSize(28, 28)
        fit.setProperty("snug", True)
        theme().wear(fit, "fit")
        fit.clicked.connect(self.canvas.fit)
        strip.addWidget(fit)
        shown = QWidget(self)
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(strip)
        column.addWidget(self.canvas, 1)
        self._offer.setObjectName("neurons.show_canvas")
        self._offer.setAccessibleName(self._offer.text())
        self._offer.clicked.connect(self._show_canvas)
        empty = QWidget(self)
        middle = QVBoxLayout(empty)
        middle.addStretch(1)
        middle.addWidget(self._why)
        middle.addWidget(self._offer, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(shown)
        self._stack.addWidget(empty)
        self.setFocusProxy(self.canvas)

    # --- what is asked for --------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """Lets go of the output panel."""
        super().hideEvent(event)
        self.editor.shut()
        self.canvas.select(None)

    def take(self, picture: Picture) -> None:
        """Maps of the neurons, or weights of the lines between them."""
        if picture.request == MAPS:
            self.canvas.neurons.show_maps(picture.arrays)
            self._show_map()
        elif picture.request == WEIGHTS:
            self.canvas.neurons.show_weights(picture.arrays)
            self._flow(self._trainer.status)
            self.canvas.refresh_card()
            if self.editor.number is not None:
                value = self.canvas.neurons.value(self.editor.number)
                if value is not None:
                    self.editor.show_value(value)

    def _new_status(self, status: Status) -> None:
        if status.state != "playing":
            self.canvas.neurons.set_flow(None)

    def _flow(self, status: Status) -> None:
        """Dashes move on with each picture, so that they stand still when nothing is learned."""
        if status.state != "playing" or less_motion():
            self.canvas.neurons.set_flow(None)
            return
        now = time.perf_counter()
        self._phase = math.fmod(self._phase + DASHES_PER_S * min(now - self._moved_at, LONGEST_S), 1.0)
        self._moved_at = now
        self.canvas.neurons.set_flow(self._phase)

    # --- the document -------------------------------------------------------------------------

    def _follow(self, before: Project, after: Project) -> None:
        if before.content is not after.content:
            self._show_project()

    def _forget(self) -> None:
        """Another document: its numbers are still to come."""
        self.canvas.neurons.show_maps({})
        self.canvas.neurons.show_weights({})
        self.canvas.follows = True
        self.canvas.show_network(self._opened)

    def _show_report(self, report: Report) -> None:
        self._show_project()

    def _show_project(self) -> None:
        """Bring columns and headings up to the document and its report."""
        project, report = self._workspace.project, self._workspace.report
        data = project.content.data
        kind = DATASETS.get(data.kind)
        if kind is None or kind.family != "plane":
            opened = Opened({}, (), None)
        else:
            labels = [FEATURES[name].label if name in FEATURES else name for name in data.features]
            shapes = {name: layer.shape for name, layer in report.layers.items()}
            opened = open_network(project.network, labels, shapes)
        self._say_why(project)
        if opened != self._opened:
            self._opened = opened
            self.editor.shut()
            self.canvas.show_network(opened)
            self.want({MAPS, WEIGHTS} if self._opened.columns else ())
        self._stack.setCurrentIndex(0 if opened.columns else 1)
        self.canvas.neurons.show_failed(frozenset(p.layer for p in report.errors if p.layer))
        for heading in self.canvas.headings.values():
            column = opened.columns[heading.column]
            count = column.units or 0
            tip = "\n".join([column.title, *(words.text(p) for i in column.layers for p in report.of(i))])
            heading.say(column.title, count, self._count_words(column.kind, count), tip)
        self._note.setText(self.tr("Strongest weights only") if self.canvas.neurons.lines.thinned else "")
        hidden = len(opened.hidden)
        self.layers.label.setProperty("value", hidden)
        self.layers.say(
            self.tr("1 hidden layer") if hidden == 1 else self.tr("{0} hidden layers").format(hidden),
            edits.can_remove_layer(project, opened),
            edits.can_add_layer(project, opened),
        )
        self._describe()

    def _count_words(self, kind: str, count: int) -> str:
        if kind == "Input":
            return self.tr("1 feature") if count == 1 else self.tr("{0} features").format(count)
        if kind != "Linear":
            return self.tr("1 number") if count == 1 else self.tr("{0} numbers").format(count)
        return self.tr("1 neuron") if count == 1 else self.tr("{0} neurons").format(count)

    def _say_why(self, project: Project) -> None:
        kind = DATASETS.get(project.content.data.kind)
        if kind is not None and kind.family == "plane":
            text = self.tr("There are no neurons yet: build a network on the canvas, from an Input on.")
        else:
            text = self.tr("Neurons are drawn as maps of the plane, and these data are no points on a plane.")
        self._why.say(text)

    def _show_canvas(self) -> None:
        self._workspace.look(self._workspace.project.view.but(neurons=False))

    # --- looking ------------------------------------------------------------------------------

    def _look(self, unit: Unit | None) -> None:
        self._looked = unit
        if unit is None:
            self.map_hovered.emit(None, "")
        else:
            self._show_map()

    def _show_map(self) -> None:
        if self._looked is not None and self._looked.column in self._opened.columns:
            values = self.canvas.neurons.map_of(self._looked)
            if values is not None:
                self.map_hovered.emit(values, map_title(self._looked, self._opened))

    def _describe(self) -> None:
        """Tell a screen reader what there is and where the keyboard is."""
        columns = self._opened.columns.values()
        count = sum(column.shown for column in columns)
        text = self.tr("{0} columns, {1} neurons.").format(len(self._opened.columns), count)
        if self.canvas.unit is not None:
            parts = [map_title(self.canvas.unit, self._opened)]
            number = self.canvas.number
            numbers = [number] if number else self.canvas.neurons.numbers_of(self.canvas.unit)[:1]
            parts += [self.canvas.describe(one) for one in numbers]
            text += " " + self.tr("Selected: {0}.").format(", ".join(parts))
        self.canvas.setAccessibleDescription(text)

    # --- edits --------------------------------------------------------------------------------

    def edit_number(self, number: Number, at: QPoint) -> None:
        """Open the small panel for a weight or a bias beside a point of the canvas."""
        self.editor.shut()
        value = self.canvas.neurons.value(number)
        if value is None:
            return  # the engine has not told it yet
        self.canvas.set_edited(number)
        self.editor.open_at(at, number, name_of(number, self._opened), value)

    def _set_number(self, value: float, gesture: int) -> None:
        number = self.editor.number
        before = self.canvas.neurons.value(number) if number is not None else None
        if number is not None and before is not None:
            owner = self._opened.columns[number.column].tensors
            self._trainer.set_weight(owner, number.tensor, number.index, value, before, gesture)

    def _step_neurons(self, column: str, step: int) -> None:
        wanted = (self._opened.columns[column].units or 1) + step
        text = self.tr("Add neuron") if step > 0 else self.tr("Remove neuron")
        self._workspace.apply(text, lambda project: edits.set_neurons(project, column, wanted))

    def _step_layers(self, step: int) -> None:
        opened = self._opened
        if step > 0:
            self._workspace.apply(self.tr("Add layer"), lambda project: edits.add_layer(project, opened))
        else:
            self._workspace.apply(
                self.tr("Remove layer"), lambda project: edits.remove_layer(project, opened)
            )

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme().colours.ground)
        self.setPalette(palette)
        self.setAutoFillBackground(True)
