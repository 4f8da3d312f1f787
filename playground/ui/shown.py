"""Shown: the part of the document that is on the canvas, the whole or what is in an open block.

What is in a block is shown as a project of its own, so that canvas and inspector read and edit it as
they do the whole (see `playground.project.inside`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.catalog.blocks import part_id
from playground.catalog.report import Report
from playground.project import Layer, Project
from playground.project.inside import inside, leads_somewhere, put_inside

if TYPE_CHECKING:
    from .workspace import Workspace


class Shown(QObject):
    """Follows a workspace. `way` leads to the open block, from the outermost inwards.

    `changed(before, after)` follows every new value of what is shown, `report_changed(report)` a new
    check, and `went(way before)` a step into a block or out of one, after `changed`. A block that is gone
    (by undo, say) is left.
    """

    changed = Signal(object, object)
    report_changed = Signal(object)
    went = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._whole: Project = workspace.project
        self.way: tuple[str, ...] = ()
        self.project = self._whole
        self.report: Report = workspace.report
        workspace.changed.connect(self._follow)
        workspace.report_changed.connect(self._show_report)
        workspace.opened.connect(lambda: self.go(()))

    def apply(self, text: str, function: Callable[[Project], Project], gesture: int | None = None) -> bool:
        """Edit what is shown by a function of it, as one step of undo of the whole document; a refusal
        becomes a message. Whether it changed."""
        way = self.way
        return self._workspace.apply(
            text, lambda whole: put_inside(whole, way, function(inside(whole, way))), gesture
        )

    def go(self, way: tuple[str, ...]) -> None:
        """Show what is in the block that `way` leads to; an empty one leads to the whole."""
        if way != self.way:
            before, self.way = self.way, way
            self._take(inside(self._whole, way))
            self._show_report(self._workspace.report)
            self.went.emit(before)

    def titles(self) -> tuple[str, ...]:
        """What the blocks are called that lead to what is shown, from the outermost inwards."""
        networks = (inside(self._whole, self.way[:depth]).network for depth in range(len(self.way)))
        return tuple(network.by_id[step].title for network, step in zip(networks, self.way))

    def learns(self, layer: Layer) -> Layer:
        """A shown layer as it learns, with what the blocks around it say."""
        networks = (inside(self._whole, self.way[:depth]).network for depth in range(len(self.way)))
        blocks = [network.by_id[step] for network, step in zip(networks, self.way)]
        for block in reversed(blocks):
            layer = layer.within(block)
        return layer

    def measured(self, layer_id: str) -> str:
        """The id under which training measures what a shown layer puts out: that of a block's first turn."""
        return "".join(part_id(block, 1, "") for block in self.way) + layer_id

    def _follow(self, before: Project, after: Project) -> None:
        self._whole, way = after, self.way
        while not leads_somewhere(after, way):
            way = way[:-1]
        if way != self.way:
            self.go(way)
        else:
            self._take(inside(after, way))

    def _take(self, project: Project) -> None:
        if self.way and project.layout == self.project.layout:
            project = project.but(layout=self.project.layout)  # nothing has moved: it stays the same object
        before, self.project = self.project, project
        if before is not project:
            self.changed.emit(before, project)

    def _show_report(self, report: Report) -> None:
        self.report = report.inside(self.way, self.project.network.name)
        self.report_changed.emit(self.report)
