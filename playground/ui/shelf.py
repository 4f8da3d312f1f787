"""Shelf: blocks that a person keeps on this machine, for any project."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from playground.catalog import words
from playground.project import Refused
from playground.project.atomic import read_limited, write_atomically

from .canvas import clip
from .canvas.clip import MOST_CHARACTERS, Clip, ClipError
from .workspace import Workspace

translate = QCoreApplication.translate

LARGEST = 4 * MOST_CHARACTERS
"""Bytes of a file: a character has at most four."""


class Shelf(QObject):
    """Blocks by their names, one file each in `folder`; without a folder they live as long as the window.

    `changed()` follows whenever a block comes or goes. What cannot be read or written is said in the
    workspace's words.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, folder: Path | None) -> None:
        super().__init__(workspace)
        self._workspace, self._folder = workspace, folder
        self.blocks: dict[str, Clip] = {}

    def read(self) -> None:
        """Take over what lies in the folder; a file that is no block is named and left alone."""
        for path in sorted(self._folder.glob("*.json")) if self._folder is not None else ():
            try:
                block = clip.read_block(read_limited(path, LARGEST).decode("utf-8", "replace"))
            except Refused as refused:
                self._workspace.say(words.text(refused.problem), "warning")
            except ClipError:
                left = translate("Shelf", "{0} holds no block and is left out of the palette.")
                self._workspace.say(left.format(path), "warning")
            else:
                self.blocks[block.layers[0].title] = block
        self.changed.emit()

    def keep(self, block: Clip) -> None:
        """Keep a block under its name; one that has that name gives way, and can be brought back."""
        name = block.layers[0].title
        if (path := self._path(name)) is not None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(path, clip.write(block).encode())
            except OSError as error:
                text = translate("Shelf", "{0} was not saved: {1}").format(name, error.strerror)
                self._workspace.say(text, "warning")
                return
            except Refused as refused:
                self._workspace.say(words.text(refused.problem), "warning")
                return
        before, self.blocks[name] = self.blocks.get(name), block
        self.changed.emit()
        if before is None or before == block:
            self._workspace.say(translate("Shelf", "{0} is in the palette now.").format(name))
        else:
            text = translate("Shelf", "{0} takes the place of the one in the palette.").format(name)
            self._workspace.say(text, "info", translate("Shelf", "Undo"), lambda: self.keep(before))

    def forget(self, name: str) -> None:
        """Take a block out of the palette; it can be brought back."""
        block = self.blocks[name]
        if (path := self._path(name)) is not None:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                text = translate("Shelf", "{0} stays: {1}").format(name, error.strerror)
                self._workspace.say(text, "warning")
                return
        del self.blocks[name]
        self.changed.emit()
        text = translate("Shelf", "{0} is no longer in the palette.").format(name)
        self._workspace.say(text, "info", translate("Shelf", "Undo"), lambda: self.keep(block))

    def _path(self, name: str) -> Path | None:
        """A file name that every system takes, whatever the block is called."""
        if self._folder is None:
            return None
        return self._folder / f"{sha256(name.encode()).hexdigest()[:16]}.json"
