"""Blocks on the canvas: layers become one, it is opened and closed, and comes apart again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from playground.ui.workspace import Workspace

from . import block_edits, clip
from .breadcrumb import Breadcrumb
from .commands import CanvasCommands

if TYPE_CHECKING:
    from .search import RenameField

translate = QCoreApplication.translate


class BlockCommands(CanvasCommands):
    """What can be done with blocks. In an open one everything else works as outside.

    `keep_requested(clip)`: the block that is on it is wanted in the palette.
    """

    keep_requested = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.breadcrumb = Breadcrumb(self)
        self.breadcrumb.chosen.connect(self._go_up)
        workspace.changed.connect(lambda before, after: self._show_way())
        self.shown.went.connect(self._went)
        self._show_way()

    def group(self) -> RenameField | None:
        """The selected layers become one block; a field asks for its name."""
        chosen, sizes = self.selected(), self.network_scene.sizes()
        text = translate("Canvas", "Group")
        if self._adding(text, lambda p: block_edits.group(p, sizes, chosen)) is None:
            return None
        return self.rename()

    def ungroup(self) -> None:
        """The layers of the selected block take its place."""
        block = self._selected_block()
        if block is not None:
            sizes = self.network_scene.sizes()
            self._adding(translate("Canvas", "Ungroup"), lambda p: block_edits.dissolve(p, sizes, block))

    def open_block(self) -> None:
        """Show what is in the selected block."""
        block = self._selected_block()
        if block is not None:
            self.shown.go((*self.shown.way, block))

    def keep_block(self) -> None:
        """Save the selected block to the palette."""
        block = self._selected_block()
        if block is not None:
            self.keep_requested.emit(clip.copy(self.shown.project, [block], self.network_scene.sizes()))

    def open_or_rename(self) -> None:
        """What a double click means: a block opens, any other layer gets a name."""
        chosen = self.selected()
        if len(chosen) == 1 and self._holds_layers(chosen[0]):
            self.open_block()
        else:
            self.rename()

    def step_back(self) -> None:
        """What Escape means: nothing is selected any more; where nothing was, the open block closes."""
        if self.network_scene.selectedItems():
            self.select([])
        elif self.shown.way:
            self._go_up(len(self.shown.way) - 1)

    # --- inside -------------------------------------------------------------------------------

    def _selected_block(self) -> str | None:
        chosen = self.selected()
        if len(chosen) == 1 and self._holds_layers(chosen[0]):
            return chosen[0]
        self.workspace.say(translate("Canvas", "Select one block first."))
        return None

    def _holds_layers(self, layer_id: str) -> bool:
        return self.network_scene.network.by_id[layer_id].network is not None

    def _go_up(self, depth: int) -> None:
        self.shown.go(self.shown.way[:depth])
        self.setFocus()

    def _went(self, before: tuple[str, ...]) -> None:
        """Another network is shown: all of it, with the block selected that was left."""
        way = self.shown.way
        self._show_way()
        left = before[len(way)] if before[: len(way)] == way and len(before) > len(way) else None
        there = left is not None and left in self.network_scene.cards
        self.select([left] if left and there else [], current=left if there else None)
        self.restore_view()

    def _show_way(self) -> None:
        self.breadcrumb.show_way(self.shown.titles())
