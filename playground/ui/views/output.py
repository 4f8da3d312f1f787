"""Output: what the network makes of the data, in the picture that fits them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from playground.catalog import TASKS
from playground.data import DATASETS, Dataset
from playground.project import Project
from playground.ui.watching import Watching
from playground.ui.workspace import Workspace

from .empty import EmptyState
from .surface import SurfaceView

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

    from .fit import FitView
    from .function import FunctionView
    from .predictions import PredictionsView
    from .reconstructions import ReconstructionsView


class OutputView(QWidget):
    """The decision surface for points, predictions for images, the fit for tables; images beside their
    reconstructions where these are what is learned. All but the first, which the program begins with,
    are loaded when data come that want them.

    `sample_selected(index)` when an image is chosen, in the data's own order.
    """

    sample_selected = Signal(int)

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("output")
        self.setAccessibleName(self.tr("Output"))
        self._workspace, self._trainer = workspace, trainer
        self.empty = EmptyState("output.empty", "eye", self.tr("Starting…"), self)
        self.surface = SurfaceView(workspace, trainer, self)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.surface)
        workspace.changed.connect(self._follow)
        trainer.data_changed.connect(self._choose)
        trainer.status_changed.connect(lambda status: self._say_what_is_missing())
        self._choose()

    @cached_property
    def predictions(self) -> PredictionsView:
        """Pictures, and what they are taken for."""
        from .predictions import PredictionsView

        made = PredictionsView(self._workspace, self._trainer, self)
        made.sample_selected.connect(self.sample_selected)
        self._add(made)
        return made

    @cached_property
    def fit(self) -> FitView:
        """Truth against prediction."""
        from .fit import FitView

        made = FitView(self._workspace, self._trainer, self)
        self._add(made)
        return made

    @cached_property
    def function(self) -> FunctionView:
        """A function of one number."""
        from .function import FunctionView

        made = FunctionView(self._trainer, self)
        self._add(made)
        return made

    @cached_property
    def reconstructions(self) -> ReconstructionsView:
        """Pictures beside what is made of them."""
        from .reconstructions import ReconstructionsView

        made = ReconstructionsView(self._trainer, self)
        made.sample_selected.connect(self.sample_selected)
        self._add(made)
        return made

    def _add(self, page: Watching) -> None:
        page.set_in_front(self.surface.in_front)
        self._pages.addWidget(page)

    @property
    def current(self) -> QWidget:
        """The picture that is shown."""
        return self._pages.currentWidget() or self.empty

    def show_map(self, values: NDArray[Any], title: str, limit: float | None = None) -> None:
        """Shows another map of the plane (R R, rows from the top) in place of the surface, with a
        title; `limit` is the value of the full colour. Of no effect for other data."""
        self.surface.show_map(values, title, limit)

    def clear_map(self) -> None:
        """The decision surface again."""
        self.surface.clear_map()

    def _follow(self, before: Project, after: Project) -> None:
        old, new = before.content, after.content
        if self.current is self.__dict__.get("reconstructions"):
            self.reconstructions.show_network(after.network)
        if (old.data.kind, old.task.kind) != (new.data.kind, new.task.kind):
            self._choose()

    @property
    def _reconstructs(self) -> bool:
        task = TASKS.get(self._workspace.project.content.task.kind)
        return task is not None and task.target == "inputs"

    def _say_what_is_missing(self) -> None:
        """Why there is no picture: data that are on their way, or that cannot be had."""
        data, dataset = self._workspace.project.content.data, self._trainer.dataset
        if self.current is not self.empty or (dataset is not None and dataset.kind == data.kind):
            return
        problem = self._trainer.status.problem
        if data.kind not in DATASETS:
            self.empty.say(self.tr("Unknown data"))
        elif problem is not None and (problem.setting or "").startswith("data."):
            self.empty.say(self.tr("There are no data: the Data panel says why."))
        else:
            self.empty.say(self.tr("Loading the data…"))

    def _choose(self, _dataset: Dataset | None = None) -> None:
        """Points are shown as the document has them; images and tables once they are loaded."""
        kind = DATASETS.get(self._workspace.project.content.data.kind)
        dataset: Dataset | None = self._trainer.dataset
        if kind is not None and kind.family == "plane":
            self._pages.setCurrentWidget(self.surface)
            return
        if kind is None or dataset is None or dataset.kind != kind.name:
            self._pages.setCurrentWidget(self.empty)
            self._say_what_is_missing()
        elif self._reconstructs:
            if dataset.family == "image":
                self.reconstructions.show_network(self._workspace.project.network)
                self._pages.setCurrentWidget(self.reconstructions)
            else:
                self.empty.say(self.tr("The curves tell how well the inputs are given back."))
                self._pages.setCurrentWidget(self.empty)
        elif dataset.family == "curve":
            self.function.set_dataset(dataset)
            self._pages.setCurrentWidget(self.function)
        elif dataset.family == "image":
            self.predictions.set_dataset(dataset)
            self._pages.setCurrentWidget(self.predictions)
        else:
            self.fit.set_dataset(dataset)
            self._pages.setCurrentWidget(self.fit)
