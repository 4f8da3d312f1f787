"""The decision surface: what the network predicts everywhere on the plane, with the points on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from playground.catalog import LOSSES
from playground.data import DATASETS, Dataset, make_dataset
from playground.engine.snapshots import Picture, Request, Status
from playground.project import Project, Refused
from playground.ui.theme import theme
from playground.ui.watching import Watching
from playground.ui.workspace import Workspace

from .dots import dots_of, number_text, prediction_text
from .legend_bar import Classes, LegendBar, Scale
from .naming import named
from .plane import Plane
from .point_editor import PointEditor
from .point_tools import PointTools
from .shade import Link, class_colour, label_colour, signed, surface, unit_map, value_limit

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

SURFACE = Request("surface", resolution=100)


class SurfaceView(Watching):
    """Tools on top, the plane as a square as large as fits, the legend and two switches below."""

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(trainer, {SURFACE}, parent)
        self._workspace = workspace
        self._dataset: Dataset | None = None
        self._values: NDArray[Any] | None = None
        self._map: tuple[NDArray[Any], str, float] | None = None
        self._mouse: tuple[float, float] | None = None
        self.tools = PointTools(self)
        self.plane = named(Plane("output.plane", self), "output.plane", self.tr("Plane with points"), " ")
        self.plane.setToolTip("")
        self.plane.setAccessibleDescription(
            self.tr(
                "Arrow keys move a cursor, Space uses the tool there, N and P go from point to point. "
                "L, A, M, E and R take up a tool, figures choose the class."
            )
        )
        self.legend = LegendBar("output.legend", self)
        self.editor = PointEditor(workspace, self.plane, self.tools)
        self.discretize = named(
            QCheckBox(self.tr("Discretize"), self),
            "output.discretize",
            self.tr("Discretize the output"),
            self.tr("Show the decision alone, not how sure it is"),
        )
        self.show_test = named(
            QCheckBox(self.tr("Test points"), self),
            "output.show_test",
            self.tr("Show test points"),
            self.tr("Points that the network never trains on, with a dark edge"),
        )
        switches = QHBoxLayout()
        switches.setSpacing(16)
        switches.addWidget(self.discretize)
        switches.addWidget(self.show_test)
        switches.addStretch(1)
        self.label = named(
            QComboBox(self),
            "output.label",
            self.tr("Label shown"),
            self.tr("All labels, mixed by their colours, or one by itself"),
        )
        self.label.hide()
        switches.addWidget(self.label)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.tools)
        column.addWidget(self.plane, 1)
        column.addWidget(self.legend)
        column.addLayout(switches)

        self.label.currentIndexChanged.connect(lambda _: self._dress())
        self.discretize.toggled.connect(lambda on: self._look(discretize=on))
        self.show_test.toggled.connect(lambda on: self._look(show_test=on))
        self.plane.hovered.connect(self._hover)
        self.plane.left.connect(self._leave)
        workspace.changed.connect(self._follow)
        trainer.status_changed.connect(self._new_status)
        theme().changed.connect(self._dress)
        self._show_settings()
        self._load()

    # --- what is asked for --------------------------------------------------------------------

    def take(self, picture: Picture) -> None:
        """The surface of the network as it is now."""
        self._values = picture.arrays["values"]
        if self._map is None:
            self._paint()

    def _new_status(self, status: Status) -> None:
        if status.problem is not None and status.state == "blocked" and self._values is not None:
            self._values = None
            self._paint()

    # --- the document -------------------------------------------------------------------------

    @property
    def link(self) -> Link:
        """How the loss turns what the network gives into what it predicts."""
        loss = LOSSES.get(self._workspace.project.content.training.loss)
        return loss.link if loss is not None else "identity"

    def _follow(self, before: Project, after: Project) -> None:
        if before.view is not after.view:
            self._show_settings()
        if before.content.data is not after.content.data:
            self._load()

    def _look(self, **changes: object) -> None:
        self._workspace.look(self._workspace.project.view.but(**changes))

    def _show_settings(self) -> None:
        view = self._workspace.project.view
        for box, on in ((self.discretize, view.discretize), (self.show_test, view.show_test)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)
        self.plane.set_show_test(view.show_test)
        self._paint()

    def _load(self) -> None:
        """The points of the document: at once, without waiting for the trainer to take them up."""
        settings = self._workspace.project.content.data
        kind = DATASETS.get(settings.kind)
        if kind is None or kind.family != "plane":
            return
        try:
            dataset = make_dataset(settings)
        except Refused:  # the trainer says why; what was there last stays, less its points
            self.plane.set_dots(None)
            return
        if self._dataset is None or self._meaning(dataset) != self._meaning(self._dataset):
            self._values = None
        self._dataset = dataset
        self.plane.extent = dataset.plane
        self._dress()

    @staticmethod
    def _meaning(dataset: Dataset) -> tuple[str, int]:
        return dataset.target, len(dataset.classes)

    # --- painting -----------------------------------------------------------------------------

    def _dress(self) -> None:
        """Points, legend and chips in the colours in force."""
        dataset = self._dataset
        if dataset is None:
            return
        self._offer_labels(dataset)
        self.plane.set_dots(dots_of(dataset, self._label))
        count = len(dataset.classes)
        if dataset.target == "numbers":
            limit = value_limit(dataset)
            self.legend.set_legend(Scale(number_text(-limit), number_text(limit)))
            ends = (-1.0, 0.0, 1.0)
            self.tools.set_labels(
                [(v, number_text(v), theme_colour) for v, theme_colour in zip(ends, _ends(), strict=True)]
            )
        elif dataset.target == "labels":
            self.tools.set_labels(())  # a drawn point has one class
            self.legend.set_legend(self._label_legend(dataset))
        else:
            colours = [class_colour(index, count) for index in range(count)]
            names = [str(name) for name in dataset.classes]
            self.tools.set_labels(
                [
                    (float(i), name, colour)
                    for i, (name, colour) in enumerate(zip(names, colours, strict=True))
                ]
            )
            self.legend.set_legend(
                Scale(names[0], names[1])
                if count == 2
                else Classes(tuple(names), tuple(colour.name() for colour in colours))
            )
        self._paint()

    def _offer_labels(self, dataset: Dataset) -> None:
        """The choice of a label, where samples have several."""
        names = list(dataset.classes) if dataset.target == "labels" else []
        if [self.label.itemText(at) for at in range(1, self.label.count())] != names:
            self.label.blockSignals(True)
            self.label.clear()
            if names:
                self.label.addItems([self.tr("All labels"), *names])
            self.label.blockSignals(False)
        self.label.setVisible(bool(names))

    @property
    def _label(self) -> int | None:
        """The label that is shown by itself; None for all."""
        return self.label.currentIndex() - 1 if self.label.currentIndex() > 0 else None

    def _label_legend(self, dataset: Dataset) -> Scale | Classes:
        if self._label is not None:
            name = dataset.classes[self._label]
            return Scale(self.tr("not {name}").format(name=name), name)
        colours = (label_colour(index).name() for index in range(len(dataset.classes)))
        return Classes(dataset.classes, tuple(colours))

    def _paint(self) -> None:
        if self._map is not None:
            values, title, limit = self._map
            self.plane.set_image(unit_map(values, limit))
            self.plane.set_caption(title)
            return
        self.plane.set_caption("")
        if self._values is None or self._dataset is None:
            self.plane.set_image(None)
            return
        discretize = self._workspace.project.view.discretize
        with np.errstate(invalid="ignore", over="ignore"):
            image = surface(self._values, self.link, self._dataset, discretize, self._label)
        self.plane.set_image(image)
        if self._mouse is not None:
            self._hover(*self._mouse)

    def show_map(self, values: NDArray[Any], title: str, limit: float | None = None) -> None:
        """Shows another map (R R, rows from the top) in place of the surface: a neuron's, say.

        `limit` is the value of the full colour; the largest in the map, where it is not given.
        """
        if limit is None:
            finite = np.abs(values[np.isfinite(values)])
            limit = float(finite.max()) if len(finite) and finite.max() > 0 else 1.0
        self._map = (values, title, limit)
        self._paint()

    def clear_map(self) -> None:
        """The surface again."""
        if self._map is not None:
            self._map = None
            self._paint()

    # --- read-out -----------------------------------------------------------------------------

    def _hover(self, x1: float, x2: float) -> None:
        self._mouse = (x1, x2)
        text = f"({number_text(round(x1, 1))}, {number_text(round(x2, 1))})"
        at: float | None = None
        values = self._map[0][None] if self._map is not None else self._values
        if values is not None and self._dataset is not None:
            side = values.shape[-1]
            scale = (side - 1) / (2 * self.plane.extent)
            row = min(max(round((self.plane.extent - x2) * scale), 0), side - 1)
            column = min(max(round((x1 + self.plane.extent) * scale), 0), side - 1)
            outputs = values[:, row, column]
            if self._map is not None:
                text += f"  {number_text(float(outputs[0]))}"
                at = float(outputs[0]) / self._map[2]
            else:
                text += f"  {prediction_text(outputs, self.link, self._dataset)}"
                if self._dataset.target == "labels":
                    at = None if self._label is None else 2 * float(outputs[self._label]) - 1
                elif self._dataset.target == "numbers":
                    at = float(outputs[0]) / value_limit(self._dataset)
                elif len(self._dataset.classes) == 2:
                    at = float(signed(outputs, self.link))
        self.legend.say(text, at if at is None or np.isfinite(at) else None)

    def _leave(self) -> None:
        self._mouse = None
        self.legend.say("")


def _ends() -> tuple[Any, Any, Any]:
    """Orange, neutral and blue, for the numbers -1, 0 and 1."""
    return class_colour(0, 2), theme().colours.neutral, class_colour(1, 2)
