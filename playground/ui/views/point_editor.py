"""Editing points with the mouse or with keys: each gesture is one step of undo.

The first edit turns the data into "drawn points": every point keeps its place, label and part. The
rest of the window needs no telling, training included: the document has changed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from playground.data import as_drawn, drawn, make_dataset
from playground.data.drawn import Points
from playground.project import DataSettings
from playground.ui.workspace import Workspace

from .dots import dots_of
from .plane import Plane
from .point_tools import KEYS, TOOLS, PointTools

BRUSH = 0.4
"""How far a dragging hand moves, in units of the plane, before it adds another point."""
STEP, FINE_STEP = 0.25, 0.05
"""How far an arrow key moves the cursor, and with Shift."""
ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}


class PointEditor(QObject):
    """Turns presses and drags on a plane, with the tool in hand, into edits of the document."""

    def __init__(self, workspace: Workspace, plane: Plane, tools: PointTools) -> None:
        super().__init__(plane)
        self._workspace, self._plane, self._tools = workspace, plane, tools
        self._gesture: int | None = None
        self._held: int | None = None
        self._from: tuple[float, float] | None = None
        self._label = 0.0
        self._cursor: tuple[float, float] | None = None
        self._with_keys = False
        plane.pressed.connect(self._press)
        plane.dragged.connect(self._drag)
        plane.released.connect(self.end)
        plane.hovered.connect(self._hover)
        plane.left.connect(lambda: plane.mark(self._held))
        plane.installEventFilter(self)
        tools.tool_changed.connect(self._take_tool)

    # --- the document -------------------------------------------------------------------------

    def _settings(self) -> DataSettings | None:
        """The data as drawn points; None where they cannot be made (the document says why)."""
        settings = self._workspace.project.content.data
        if settings.kind == drawn.KIND.name:
            return settings
        return self._workspace.attempt(lambda: as_drawn(settings, make_dataset(settings)))

    def _edit(self, text: str, change: Callable[[Points], Points]) -> None:
        settings = self._settings()
        if settings is None:
            return
        points: Points = settings.parameters.get("points", ())

        def edit() -> None:
            changed = drawn.with_points(settings, change(points))
            after = self._workspace.project.with_content(data=changed)
            self._workspace.edit(text, after, self._gesture)

        self._workspace.attempt(edit)

    def _find(self, x1: float, x2: float) -> int | None:
        """The point at a place, by its number among the drawn ones."""
        settings = self._settings()
        if settings is None or not settings.parameters.get("points"):
            return None
        if settings is not self._workspace.project.content.data:
            # Not drawn yet: the dots on the plane stand in another order than the drawn ones will.
            self._plane.set_dots(dots_of(make_dataset(settings)))
        return self._plane.nearest(x1, x2)

    # --- gestures -----------------------------------------------------------------------------

    def _press(self, x1: float, x2: float, button: object) -> None:
        other = button == Qt.MouseButton.RightButton
        if button == Qt.MouseButton.MiddleButton or self._tools.tool == "look":
            return
        self._set_cursor(None)
        self.begin(x1, x2, self._tools.other_label if other else self._tools.label)

    def begin(self, x1: float, x2: float, label: float) -> None:
        """The tool in hand goes down at a place."""
        self._gesture = self._workspace.new_gesture()
        self._label = label
        self._from = None
        if self._tools.tool == "relabel" and self._label_at(x1, x2) == label:
            self._label = self._tools.other_label  # whoever clicks a point wants to see it change
        if self._tools.tool == "move":
            self._held = self._find(x1, x2)
            self._plane.mark(self._held)
            if self._held is not None:
                self._from = self._place_of(self._held)
        else:
            self._act(x1, x2)

    def _drag(self, x1: float, x2: float) -> None:
        if self._gesture is not None:
            self.go(x1, x2)

    def go(self, x1: float, x2: float) -> None:
        """The tool moves on while it is down."""
        if self._tools.tool == "move":
            held = self._held
            if held is not None:
                self._edit(self.tr("Move point"), lambda points: drawn.move(points, held, x1, x2))
        elif self._tools.tool == "add" and self._from is not None:
            if np.hypot(x1 - self._from[0], x2 - self._from[1]) >= BRUSH:
                self._act(x1, x2)
        else:
            self._act(x1, x2)

    def end(self) -> None:
        """The tool is lifted."""
        self._gesture = self._held = self._from = None
        self._with_keys = False

    def _act(self, x1: float, x2: float) -> None:
        label, tool = self._label, self._tools.tool
        if tool == "add":
            extent = self._plane.extent
            if max(abs(x1), abs(x2)) <= extent * 1.05:
                self._from = (x1, x2)
                self._edit(self.tr("Add points"), lambda points: drawn.add(points, x1, x2, label))
            return
        found = self._find(x1, x2)
        if found is None:
            return
        if tool == "erase":
            self._edit(self.tr("Erase points"), lambda points: drawn.erase(points, found))
        elif tool == "relabel":
            self._edit(self.tr("Relabel points"), lambda points: drawn.relabel(points, found, label))

    def _label_at(self, x1: float, x2: float) -> float | None:
        found, settings = self._find(x1, x2), self._settings()
        if found is None or settings is None:
            return None
        return float(settings.parameters["points"][found][2])

    def _place_of(self, index: int) -> tuple[float, float] | None:
        settings = self._settings()
        return None if settings is None else settings.parameters["points"][index][:2]

    def _hover(self, x1: float, x2: float) -> None:
        edits_one = self._tools.tool in ("move", "erase", "relabel")
        self._plane.mark(self._plane.nearest(x1, x2) if edits_one else None)

    def _take_tool(self, tool: str) -> None:
        self.end()
        self._plane.mark(None)
        shapes = {"add": Qt.CursorShape.CrossCursor, "move": Qt.CursorShape.OpenHandCursor}
        shapes |= {"look": Qt.CursorShape.ArrowCursor}
        self._plane.setCursor(shapes.get(tool, Qt.CursorShape.PointingHandCursor))

    # --- keys ---------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the plane; they win over the window's own while the plane has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if self._meaning(event) is not None:
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            meaning = self._meaning(event)
            if meaning is not None:
                meaning()
                return True
        elif event.type() == QEvent.Type.FocusOut:
            self._set_cursor(None)
            self.end()
        return super().eventFilter(watched, event)

    def _meaning(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does: arrows move a cursor, Space acts there, letters take up tools, figures
        choose the class, N and P go from point to point, Escape puts back what is carried."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if modifiers & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier):
            return None
        if key in ARROWS:
            return lambda: self._walk(ARROWS[key], FINE_STEP if shift else STEP)
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return lambda: self._act_at_cursor(shift)
        if key == Qt.Key.Key_Escape and (self._cursor or self._gesture):
            return self._put_back
        if key in (Qt.Key.Key_N, Qt.Key.Key_P):
            return lambda: self._to_point(1 if key == Qt.Key.Key_N else -1)
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_8:
            return lambda: self._tools.choose(key - Qt.Key.Key_1)
        for tool in TOOLS:
            if event.text().upper() == KEYS[tool]:
                return lambda: self._tools.set_tool(tool)
        return None

    def _set_cursor(self, place: tuple[float, float] | None) -> None:
        self._cursor = place
        self._plane.set_cursor_at(place)
        if place is not None:
            self._plane.hovered.emit(*place)

    def _walk(self, direction: tuple[float, float], step: float) -> None:
        x1, x2 = self._cursor or (0.0, 0.0)
        extent = self._plane.extent
        x1 = round(min(extent, max(-extent, x1 + direction[0] * step)), 6)
        x2 = round(min(extent, max(-extent, x2 + direction[1] * step)), 6)
        self._set_cursor((x1, x2))
        if self._with_keys:
            self.go(x1, x2)
            self._plane.mark(self._held)

    def _act_at_cursor(self, other: bool) -> None:
        """Space: add, erase or relabel here; with the moving tool, pick up or put down."""
        place = self._cursor or (0.0, 0.0)
        if self._tools.tool == "look":
            self._set_cursor(place)
        elif self._with_keys:
            self.end()
        else:
            self._set_cursor(place)
            self.begin(*place, self._tools.other_label if other else self._tools.label)
            self._with_keys = self._held is not None
            if not self._with_keys:
                self.end()

    def _put_back(self) -> None:
        """A point that is carried goes back to where it was; then the cursor goes."""
        if self._held is not None and self._from is not None:
            self.go(*self._from)
            self.end()
        else:
            self._set_cursor(None)

    def _to_point(self, by: int) -> None:
        places = self._plane.places()
        if not len(places):
            return
        at = self._cursor
        near = -1 if at is None else int(np.hypot(places[:, 0] - at[0], places[:, 1] - at[1]).argmin())
        x1, x2 = places[(near + by) % len(places)].tolist()
        self._set_cursor((x1, x2))
