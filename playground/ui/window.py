"""The window: everything in its place, and what its menus do.

Who starts the program waits for all that is imported here, and by what is imported here: what is only
wanted on some occasion is imported on that occasion.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QRect, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QStackedWidget,
    QToolBar,
    QWidget,
)

from playground.data import DATASETS
from playground.engine.snapshots import Status
from playground.project import Project

from . import formulas
from .actions import Actions
from .canvas import Canvas
from .card_pictures import CardPictures
from .docks import DOCKS, Docks
from .documents import Documents
from .files import Files
from .main import make_application, state_folder
from .messages import MessageLine, Messages, Toast
from .motion import less_motion
from .panels.data import DataPanel
from .panels.inspector import Inspector
from .panels.palette import Palette
from .panels.training import TrainingPanel
from .reading import ReadingLine
from .run_news import RunNews
from .shelf import Shelf
from .switch import ViewSwitch
from .theme import Choice, theme
from .topbar import TopBar
from .trainer import Trainer
from .views.curves import CurvesView
from .views.evaluation import EvaluationView
from .views.output import OutputView
from .workspace import Workspace

if TYPE_CHECKING:
    from .examples import ExamplesWindow
    from .neurons import NeuronView

SIZE = QSize(1280, 800)
NARROWEST_STAGE = 360
"""Least width of the network, so that the whole window fits a screen of 1024 pixels."""
SMALLEST, LARGEST = 80, 200
"""Zoom of the whole window in per cent."""


def stored_settings() -> QSettings:
    """What the machine keeps for us between starts: layout, theme, recent files."""
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "nn-playground", "playground")


def reset_stored_settings() -> None:
    """Forgets all of it."""
    settings = stored_settings()
    settings.clear()
    settings.sync()


class Window(QMainWindow):
    """One document in one window. A `fresh` one reads and writes no settings, recent files or
    recovery."""

    def __init__(self, fresh: bool = False) -> None:
        super().__init__()
        self.setObjectName("window")
        self.settings = None if fresh else stored_settings()
        self.workspace = Workspace(parent=self)
        self.trainer = Trainer(self.workspace, self)
        folder = None if fresh else state_folder() / "recovery"
        self.documents = Documents(self.workspace, self.trainer, self.settings, folder, self)
        self.shelf = Shelf(self.workspace, None if fresh else state_folder() / "blocks")
        self.files = Files(self.workspace, self.documents, self.trainer, self)
        self._font_size = QApplication.font().pointSizeF()
        self._zoom = 100
        self._painted = False
        self.use_theme(cast(Choice, self._stored("theme", "system")))
        self._build()
        self._connect()
        self.resize(SIZE.boundedTo(self.screen().availableSize()))
        self.docks.use("train")
        self._restore_layout()

    def _build(self) -> None:
        self.canvas = Canvas(self.workspace)
        self.card_pictures = CardPictures(self.canvas, self.trainer)
        self.stage = QStackedWidget()
        self.stage.setObjectName("stage")
        self.stage.setMinimumWidth(NARROWEST_STAGE)
        self.stage.addWidget(self.canvas)
        self.setCentralWidget(self.stage)
        self.switch = ViewSwitch(self.stage)
        self.topbar = TopBar(self.workspace, self.trainer)
        bar = QToolBar(self.tr("Train"))
        bar.setObjectName("topbar")
        bar.setMovable(False)
        bar.toggleViewAction().setVisible(False)
        bar.addWidget(self.topbar)
        self.addToolBar(bar)
        self.docks = docks = Docks(self)
        self.output = OutputView(self.workspace, self.trainer, docks.dock("output"))
        self.curves = CurvesView(self.workspace, self.trainer, docks.dock("curves"))
        self.evaluation = EvaluationView(self.trainer, docks.dock("evaluation"))
        self.palette_panel = Palette(docks.dock("layers"))
        self.inspector = Inspector(self.workspace, docks.dock("inspector"))
        self.training = TrainingPanel(self.workspace, self.trainer, docks.dock("training"))
        self.data = DataPanel(self.workspace, self.trainer, docks.dock("data"))
        docks.hold(
            {
                "data": self.data,
                "layers": self.palette_panel,
                "output": self.output,
                "inspector": self.inspector,
                "training": self.training,
                "curves": self.curves,
                "evaluation": self.evaluation,
            }
        )
        line = MessageLine()
        self.statusBar().addWidget(line, 1)
        reading = ReadingLine(self.trainer.stop_reading)
        self.trainer.reading.connect(reading.show_reading)
        self.statusBar().addPermanentWidget(reading)
        self.statusBar().setContentsMargins(10, 0, 10, 0)
        self.statusBar().setSizeGripEnabled(False)
        self.messages = Messages(self.workspace, line, Toast(self.stage))
        self.actions_ = Actions(self)
        menus = self.actions_.submenus
        self.files.fill_recent(menus["recent"])
        for name in DOCKS:
            menus["panels"].addAction(self.docks.toggle_action(name))

    @cached_property
    def neurons(self) -> NeuronView:
        """The network as neurons. Made when it is first looked at: a tenth of the start is saved."""
        from .neurons import NeuronView

        made = NeuronView(self.workspace, self.trainer)
        made.map_hovered.connect(self._show_map)
        self.stage.addWidget(made)
        return made

    @cached_property
    def examples(self) -> ExamplesWindow:
        """The window of examples, made when it is first asked for."""
        from .examples import ExamplesWindow

        return ExamplesWindow(self.files.open_example, self)

    def _connect(self) -> None:
        workspace, trainer = self.workspace, self.trainer
        workspace.path_changed.connect(lambda path: self._show_title())
        workspace.unsaved_changed.connect(lambda unsaved: self._show_title())
        workspace.opened.connect(self._show_title)
        workspace.changed.connect(lambda before, after: self._show_stage())
        self.documents.recent_changed.connect(
            lambda: self.files.fill_recent(self.actions_.submenus["recent"])
        )
        self.canvas.selection_changed.connect(self.inspector.show_layers)
        self.canvas.selection_changed.connect(self._raise_inspector)
        self.palette_panel.append_requested.connect(self.canvas.append)
        self.palette_panel.forget_requested.connect(self.shelf.forget)
        self.canvas.keep_requested.connect(self.shelf.keep)
        self.shelf.changed.connect(lambda: self.palette_panel.show_blocks(self.shelf.blocks))
        self.shelf.read()
        self.switch.chosen.connect(self.show_neurons)
        self.output.sample_selected.connect(self.card_pictures.show_sample)
        trainer.message.connect(self.messages.show_from_trainer)
        trainer.status_changed.connect(self._show_flow)
        trainer.data_changed.connect(lambda dataset: self._show_stage())
        trainer.ready.connect(formulas.warm_up)
        RunNews(workspace, trainer, self.messages, self.topbar.waits_for, self)
        self.setAcceptDrops(True)

    # --- what is shown -------------------------------------------------------------------------------

    def show_document(self, project: Project, path: Path | None = None) -> None:
        """Another document, as it is in memory."""
        self.workspace.open(project, path)

    def show_neurons(self, neurons: bool) -> None:
        """The network as neurons, or as cards."""
        view = self.workspace.project.view
        self.workspace.look(view.but(neurons=neurons))
        self._show_stage()

    def show_view(self, name: str) -> None:
        """Brings forward what a name means: "network", "neurons", or a dock.

        Raises Refused for a name that is none of these.
        """
        if name in ("network", "neurons"):
            self.show_neurons(name == "neurons")
        else:
            self.docks.show(name)

    def _show_stage(self) -> None:
        dataset = self.trainer.dataset
        kind = DATASETS.get(self.workspace.project.content.data.kind)
        family = dataset.family if dataset is not None else kind.family if kind is not None else ""
        plane = family == "plane"
        neurons = self.workspace.project.view.neurons and plane
        self.switch.offer_neurons(plane)
        self.stage.setCurrentWidget(self.neurons if neurons else self.canvas)
        self.switch.show_choice(neurons)

    def _show_map(self, values: object, title: str) -> None:
        if values is None:
            self.output.clear_map()
        else:
            self.output.show_map(values, title, limit=1.0)  # type: ignore[arg-type]  # an array, through Signal(object)

    def _raise_inspector(self, layers: object) -> None:
        if layers:
            self.docks.show("inspector")

    def _show_title(self) -> None:
        path, unsaved = self.workspace.path, self.workspace.unsaved
        name = path.stem if path is not None else self.tr("Untitled")
        self.setWindowTitle(f"{name}[*] – Playground")
        self.setWindowModified(unsaved)
        self.topbar.show_name(name, unsaved)

    def _show_flow(self, status: Status) -> None:
        playing = status.state == "playing"
        self.canvas.set_flow(status.step / 4 % 1000 if playing and not less_motion() else None)

    # --- edit ----------------------------------------------------------------------------------------

    def undo(self) -> None:
        """One step back, and a word about which."""
        self._step(
            self.workspace.undo_stack.undoText(), self.tr("Undid: {0}"), self.workspace.undo_stack.undo
        )

    def redo(self) -> None:
        """One step forward again."""
        self._step(
            self.workspace.undo_stack.redoText(), self.tr("Did again: {0}"), self.workspace.undo_stack.redo
        )

    def _step(self, text: str, sentence: str, act: object) -> None:
        if text and callable(act):
            act()
            self.workspace.say(sentence.format(text))

    # --- look ----------------------------------------------------------------------------------------

    def fit(self) -> None:
        """All of the network, in whichever view is shown."""
        if self.stage.currentWidget() is self.canvas:
            self.canvas.fit()
        else:
            self.neurons.canvas.fit()

    def use_theme(self, choice: Choice) -> None:
        """Light, dark, or as the system says."""
        theme().apply(choice)
        self._store("theme", choice)

    def zoom_window(self, change: int) -> None:
        """All texts and controls larger or smaller by per cent; 0 for the usual size."""
        self._zoom = 100 if change == 0 else min(max(self._zoom + change, SMALLEST), LARGEST)
        font = QApplication.font()
        font.setPointSizeF(self._font_size * self._zoom / 100)
        QApplication.setFont(font)
        theme().take_font()
        self._store("zoom", self._zoom)
        self.workspace.say(self.tr("Size {0} %").format(self._zoom))

    def use_layout(self, name: str) -> None:
        """A named arrangement of panels: build, train or teach."""
        self.docks.use(name)
        QTimer.singleShot(0, self, self.fit)

    def reset_layout(self) -> None:
        """As on the first start."""
        self.use_layout("train")

    def toggle_full_screen(self) -> None:
        """The whole screen, or a window."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def show_examples(self) -> None:
        """The window of examples, which stands above this one."""
        self.examples.show()
        self.examples.activateWindow()

    def show_help(self) -> None:
        """The list of keys."""
        from .help import TextWindow, keys_text

        TextWindow("help", self.tr("Keys"), keys_text(self.actions_), self).show()

    def show_about(self) -> None:
        """What this program is."""
        from .help import TextWindow, about_text

        TextWindow("about", self.tr("About Playground"), about_text(), self).show()

    def rectangles(self) -> dict[str, list[int]]:
        """objectName -> [x, y, width, height] in the window, of all that is to be seen, cards, ports
        and wires included."""
        found = {}
        for widget in self.findChildren(QWidget):
            name = widget.objectName()
            area = QRect(widget.mapTo(self, widget.rect().topLeft()), widget.size())
            # What lies behind another tab counts as visible, but far outside.
            seen = widget.isVisibleTo(self) and area.intersects(self.rect())
            if name and not name.startswith("qt_") and seen:
                found[name] = _numbers(area)
        if self.stage.currentWidget() is self.canvas:
            offset = self.canvas.viewport().mapTo(self, self.canvas.viewport().rect().topLeft())
            for name, area in self.canvas.rectangles().items():
                found[name] = _numbers(area.translated(offset))
        return found

    # --- settings ------------------------------------------------------------------------------------

    def _stored(self, name: str, default: object) -> object:
        return default if self.settings is None else self.settings.value(name, default)

    def _store(self, name: str, value: object) -> None:
        if self.settings is not None:
            self.settings.setValue(name, value)

    def _restore_layout(self) -> None:
        if self.settings is None:
            return
        zoom = str(self._stored("zoom", 100))
        if zoom.isdigit() and int(zoom) != 100:
            self.zoom_window(int(zoom) - 100)
        self.docks.restore(self.settings)

    # --- Qt ------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes a project or data dropped anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Opens what was dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.setDropAction(Qt.DropAction.CopyAction)  # a move would take the file from its folder
                event.accept()
                self.files.open(Path(url.toLocalFile()))
                break

    def paintEvent(self, event: QPaintEvent) -> None:
        """First there is something to see; then comes what cannot be seen yet, and the engine, which
        takes a second or two of both cores to load."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(1, self, self._complete)

    def _complete(self) -> None:
        self.palette_panel.complete()
        self.training.complete()
        self.trainer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks once for unsaved work, then ends training and goes."""
        if not self.files.may_leave():
            event.ignore()
            return
        if self.settings is not None:
            self.docks.store(self.settings)
        self.documents.close()
        self.trainer.close()
        event.accept()


def _numbers(area: QRect) -> list[int]:
    return [area.x(), area.y(), area.width(), area.height()]


def open_window(path: Path | str | None = None, fresh: bool = False) -> Window:
    """The window, shown, with the project or data of `path` or the first example; the engine loads
    once it was painted.

    Does not run the event loop: `QApplication.exec` is the caller's.
    """
    make_application()
    window = Window(fresh)
    if path is None or not window.files.open(Path(path)):
        window.documents.start()
    window.show()
    if not fresh:
        QTimer.singleShot(0, window, window.files.offer_recovery)
    return window
