"""Workspace: the open document, its undo, its report. Whatever the window edits goes through here.

The document is a value (`playground.project.Project`); an edit is the next value. Undo holds the
value before. The panels and the canvas listen to `changed` and compare old and new by identity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from playground.catalog import words
from playground.catalog.report import Report
from playground.project import Problem, Project, Refused, View

from .shown import Shown

Result = TypeVar("Result")
MERGES = 1
"""Command id of an edit that belongs to a gesture: Qt asks only these whether they merge."""


@dataclass(frozen=True)
class Message:
    """A quiet line for the person, with at most one action. `act` runs when `action` is pressed."""

    text: str
    severity: Literal["info", "warning", "error"] = "info"
    action: str = ""
    act: Callable[[], object] | None = None
    problem: Problem | None = None


class Edit(QUndoCommand):
    """From one document to the next. Edits of one gesture (a drag, a slider) merge into one."""

    def __init__(
        self, workspace: Workspace, before: Project, after: Project, text: str, gesture: int | None
    ) -> None:
        super().__init__(text)
        self._workspace = workspace
        self.before = before
        self.after = after
        self.gesture = gesture

    def id(self) -> int:
        """Tells Qt whether asking `mergeWith` makes sense."""
        return -1 if self.gesture is None else MERGES

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the end of a later edit of the same gesture; one that leads back vanishes."""
        if not isinstance(other, Edit) or other.gesture != self.gesture:
            return False
        self.after = other.after
        self.setObsolete(self.before.same_document(self.after))
        return True

    def redo(self) -> None:
        """Only an assignment, so that it cannot fail: an exception here would corrupt the stack."""
        self._workspace._take(self.after)

    def undo(self) -> None:
        """The value before."""
        self._workspace._take(self.before)


class Workspace(QObject):
    """One open document.

    `changed(before, after)` follows every new value, undo and redo included; by then the undo
    stack is at rest, so a listener may edit. `opened()` follows when it was a whole other document.
    `report_changed(report)` follows a new check,
    `message(Message)` is a line to show, `unsaved_changed(bool)` and `path_changed(path)` are for
    the title of the window.
    """

    changed = Signal(object, object)
    opened = Signal()
    report_changed = Signal(object)
    message = Signal(object)
    unsaved_changed = Signal(bool)
    path_changed = Signal(object)

    def __init__(self, project: Project | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project or Project()
        self._announced = self._project
        self._announcing = self._opening = False
        self._saved = self._project
        self._unsaved = False
        self._path: Path | None = None
        self._report = Report()
        self._gestures = count(1)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.indexChanged.connect(self._announce)
        self.shown = Shown(self)
        """The part of the document that is on the canvas."""

    @property
    def project(self) -> Project:
        """The document as it is now."""
        return self._project

    @property
    def opening(self) -> bool:
        """Whether `changed` tells of a whole other document: `opened` follows."""
        return self._opening

    @property
    def path(self) -> Path | None:
        """Where it was opened from or last saved to; None while it has no file."""
        return self._path

    @property
    def report(self) -> Report:
        """What the last check found; empty before the first."""
        return self._report

    @property
    def unsaved(self) -> bool:
        """Whether content, layout or description differ from what was saved; the view never counts."""
        return not self._project.same_document(self._saved)

    # --- edits --------------------------------------------------------------------------------

    def edit(self, text: str, after: Project, gesture: int | None = None) -> bool:
        """Go to the value `after`; `text` names the step in the menu ("Undo move").

        Edits with the same `gesture` number become one step. The view stays the present one.
        Returns whether anything changed.
        """
        if after.same_document(self._project):
            return False
        self.undo_stack.push(Edit(self, self._project, after, text, gesture))
        return True

    def apply(self, text: str, function: Callable[[Project], Project], gesture: int | None = None) -> bool:
        """Edit by a function of the document; a refusal becomes a message. Whether it changed."""
        return bool(self.attempt(lambda: self.edit(text, function(self._project), gesture)))

    def attempt(self, function: Callable[[], Result]) -> Result | None:
        """Run `function`; where it raises Refused, say why and return None."""
        try:
            return function()
        except Refused as refused:
            self.say(words.text(refused.problem), "warning", problem=refused.problem)
            return None

    def new_gesture(self) -> int:
        """A number for the edits of one drag, so that they become one step."""
        return next(self._gestures)

    def look(self, view: View) -> None:
        """Replace the view: saved with the document, yet neither a change nor a step of undo."""
        if view != self._project.view:
            self._project = self._project.but(view=view)
            self._announce()

    def say(
        self,
        text: str,
        severity: Literal["info", "warning", "error"] = "info",
        action: str = "",
        act: Callable[[], object] | None = None,
        problem: Problem | None = None,
    ) -> None:
        """Show a quiet line."""
        self.message.emit(Message(text, severity, action, act, problem))

    def set_report(self, report: Report) -> None:
        """Take over what a check found."""
        if report != self._report:
            self._report = report
            self.report_changed.emit(report)

    # --- files --------------------------------------------------------------------------------

    def open(self, project: Project, path: Path | None = None, saved: bool = True) -> None:
        """Replace the document and forget its undo. `saved` is False for a recovered one."""
        self._project = project
        self._saved = project if saved else Project()
        self._report = Report()
        self._set_path(path)
        if self.undo_stack.count():
            self.undo_stack.clear()
        self._opening = True
        self._announce()
        self._opening = False
        self.report_changed.emit(self._report)
        self.opened.emit()

    def mark_saved(self, path: Path, respell: Callable[[Project], Project] = lambda project: project) -> None:
        """The present value has just been written to `path`. `respell` says how a document that means
        the same is written there (paths that start at another folder): undo leads to such ones."""
        for i in range(self.undo_stack.count()):
            if isinstance(edit := self.undo_stack.command(i), Edit):
                edit.before, edit.after = respell(edit.before), respell(edit.after)
        self._take(respell(self._project))
        self._saved = self._project
        # A step made before saving must stay a step of its own: Qt merges nothing into a clean one.
        self.undo_stack.setClean()
        self._set_path(path)
        self._announce()

    def _set_path(self, path: Path | None) -> None:
        if path != self._path:
            self._path = path
            self.path_changed.emit(path)

    # --- telling the others -------------------------------------------------------------------

    def _take(self, project: Project) -> None:
        self._project = (
            project if project.view is self._project.view else project.but(view=self._project.view)
        )

    def _announce(self) -> None:
        if self._announcing:
            return  # an edit made by a listener waits until all have heard of the one before
        self._announcing = True
        try:
            while self._announced is not self._project:
                before, self._announced = self._announced, self._project
                self.changed.emit(before, self._announced)
        finally:
            self._announcing = False
        if self.unsaved != self._unsaved:
            self._unsaved = self.unsaved
            self.unsaved_changed.emit(self._unsaved)
