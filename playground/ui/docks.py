"""Docks: the panels around the canvas, their named arrangements, and keeping them between starts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QByteArray, QCoreApplication, QRect, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QMainWindow,
    QWidget,
)

from playground.project import refuse

from .theme import theme
from .watching import Watching

translate = QCoreApplication.translate
TITLE_PX = 4
"""Between a title and what is beside it."""
VERSION = 2
"""Of the stored arrangement: another one is not restored."""
Area = Qt.DockWidgetArea

DOCKS = ("data", "layers", "output", "inspector", "training", "curves", "evaluation")
LAYOUTS: Mapping[str, tuple[str, ...]] = {
    "build": ("layers", "inspector", "training"),
    "train": DOCKS,
    "teach": ("output", "curves"),
}
"""Which docks an arrangement shows."""


class Dock(QDockWidget):
    """A dock whose title has the type of the window: Qt's own painting keeps the type that it began with.

    Painted by hand: Python's class of Qt's styles has hundreds of constants, which a start waits for.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        """The title, up to the buttons beside it, and the edge of one that floats."""
        painter = QPainter(self)
        if self.isFloating():
            painter.setPen(theme().colours.line)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        buttons = self.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
        right = min((button.x() for button in buttons if button.isVisible()), default=self.width())
        below = self.widget().y() if self.widget() is not None else self.height()
        area = QRect(TITLE_PX, 0, right - 2 * TITLE_PX, below)
        text = self.fontMetrics().elidedText(self.windowTitle(), Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(theme().colours.text)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Docks:
    """The docks of a window, by name. A panel is made with its dock as its parent (`dock`) before the
    dock takes it (`hold`): controls that get other parents than they began with are dressed anew."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._docks: dict[str, QDockWidget] = {}
        titles = {
            "data": translate("Dock", "Data"),
            "layers": translate("Dock", "Layers"),
            "output": translate("Dock", "Output"),
            "inspector": translate("Dock", "Inspector"),
            "training": translate("Dock", "Training"),
            "curves": translate("Dock", "Curves"),
            "evaluation": translate("Dock", "Evaluation"),
        }
        for name in DOCKS:
            dock = Dock(titles[name], window)
            dock.setObjectName(f"dock.{name}")
            dock.visibilityChanged.connect(partial(_tell_views, dock))
            self._docks[name] = dock
        window.setDockNestingEnabled(True)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea),
        ):
            window.setCorner(corner, area)

    def dock(self, name: str) -> QDockWidget:
        """The dock of that name."""
        return self._docks[name]

    def hold(self, panels: Mapping[str, QWidget]) -> None:
        """Puts the panels into their docks."""
        for name, panel in panels.items():
            self._docks[name].setWidget(panel)

    def use(self, layout: str) -> None:
        """One of the named arrangements."""
        window, docks = self._window, self._docks
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(Area.LeftDockWidgetArea, docks["data"])
        window.addDockWidget(Area.LeftDockWidgetArea, docks["layers"])
        window.addDockWidget(Area.RightDockWidgetArea, docks["output"])
        window.addDockWidget(Area.RightDockWidgetArea, docks["inspector"])
        window.tabifyDockWidget(docks["inspector"], docks["training"])
        window.addDockWidget(Area.BottomDockWidgetArea, docks["curves"])
        window.tabifyDockWidget(docks["curves"], docks["evaluation"])
        for name, dock in docks.items():
            dock.setVisible(name in LAYOUTS[layout])
        # Tabs have an order only once they are laid out.
        for front in ("training", "curves"):
            QTimer.singleShot(0, window, docks[front].raise_)
        wide = window.width()
        left = min(max(round(0.18 * wide), 232), 320)
        right = round(0.4 * wide) if layout == "teach" else min(max(round(0.24 * wide), 304), 520)
        vertical, horizontal = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        window.resizeDocks([docks["data"], docks["output"]], [left, right], horizontal)
        tall = window.height()
        window.resizeDocks([docks["data"], docks["layers"]], [6, 4], vertical)
        below = max(tall - right - 200, 120)
        window.resizeDocks([docks["output"], docks["training"]], [right + 80, below], vertical)
        window.resizeDocks([docks["curves"]], [max(round(0.26 * tall), 180)], vertical)

    def show(self, name: str) -> None:
        """Brings a dock forward. Raises Refused (`unknown_view`)."""
        if name not in self._docks:
            raise refuse("unknown_view", name=name, known=", ".join(("network", "neurons", *DOCKS)))
        dock = self._docks[name]
        if not dock.isVisible() or dock.visibleRegion().isEmpty():
            dock.show()
            dock.raise_()

    def toggle_action(self, name: str) -> QAction:
        """The menu entry that shows and hides a dock."""
        return self._docks[name].toggleViewAction()

    def store(self, settings: QSettings) -> None:
        """Keeps arrangement and size for the next start."""
        settings.setValue("layout", self._window.saveState(VERSION))
        settings.setValue("geometry", self._window.saveGeometry())

    def restore(self, settings: QSettings) -> None:
        """As it was at the last end; another version's arrangement is left alone."""
        geometry, layout = settings.value("geometry"), settings.value("layout")
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(layout, QByteArray):
            self._window.restoreState(layout, VERSION)


def _tell_views(dock: QDockWidget, in_front: bool) -> None:
    """Live views behind another tab have nothing to ask for."""
    for view in dock.findChildren(Watching):
        view.set_in_front(in_front)
