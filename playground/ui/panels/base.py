"""What all panels have in common: a scrolled column, and problems shown where they belong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from playground.catalog import repair, words
from playground.project import Problem, Project
from playground.ui.shown import Shown
from playground.ui.widgets.help_area import HelpArea
from playground.ui.workspace import Workspace

MARGIN = 12
Mend = Callable[[Problem], object]


class Panel(QScrollArea):
    """A column of controls that scrolls up and down, never sideways."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self._body = body = HelpArea(self)
        body.setAutoFillBackground(False)
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(MARGIN, 4, MARGIN, MARGIN)
        self.column.setSpacing(8)
        self.setWidget(body)
        body.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Other controls may want another width."""
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type: once all controls have it, they are measured again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._measure)

    def _measure(self) -> None:
        for control in self._body.findChildren(QWidget):
            control.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """As wide as its controls want, so that none is cut off; any height."""
        return QSize(self._body.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), 96)


def retire(widget: QWidget) -> None:
    """Take a widget out of sight for good. Its controls give their names up at once, because what
    takes their place has the same ones; the widget itself may be the one whose signal runs just now,
    so it is deleted later."""
    widget.hide()
    for each in (widget, *widget.findChildren(QWidget)):
        each.setObjectName("")
    widget.deleteLater()


def mend(workspace: Workspace | Shown, problem: Problem) -> None:
    """Do a problem's own repair, as one step of undo; a refusal becomes a message."""

    def mended(project: Project) -> Project:
        return repair(project, problem)

    workspace.apply(words.repair_text(problem), mended)
