"""A schedule drawn by hand: the points of its curve are dragged, added and taken away."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.catalog import SCHEDULES
from playground.catalog.kinds import MOST_POINTS
from playground.catalog.schedules import LEAST_SHARE
from playground.project import TrainingSettings, curve
from playground.project.curve import Curve
from playground.ui.theme import theme
from playground.ui.views.dots import number_text

from .schedule import HEIGHT_PX, SchedulePreview

TALL_PX = 2 * HEIGHT_PX
"""Height where it is drawn in."""
REACH_PX = 12.0
"""Half the side of the square that catches the mouse around a point."""
RADIUS_PX = 4.5
STEP, FINE_STEP = 0.05, 0.005
"""How far an arrow key moves a point, as a share of the area, and with Shift."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class ScheduleEditor(SchedulePreview):
    """The preview of a schedule; where that is drawn by hand, its height is logarithmic, and its points
    can be moved. `drawn(curve, gesture)` with every change; edits of one drag have one gesture.

    Dragging moves a point, a double-click adds one, the right button takes one away. By keys: N and P
    go from point to point, arrows move the chosen one, Insert adds one behind it, Delete takes it away.
    """

    drawn = Signal(object, object)

    def __init__(self, new_gesture: Callable[[], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._new_gesture = new_gesture
        self._gesture: int | None = None
        self.chosen: int | None = None
        """The point that has the keyboard, or is dragged."""

    def show_training(self, training: TrainingSettings) -> None:
        """Draw these settings."""
        super().show_training(training)
        points = self.points
        if self.chosen is not None and self.chosen >= len(points):
            self.chosen = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if points else Qt.FocusPolicy.NoFocus)
        self.setToolTip(
            self.tr(
                "Drag points; double-click adds one, the right button takes one away. The height is"
                " logarithmic: the same way up or down is the same factor."
            )
            if points
            else ""
        )
        self._describe()
        self.updateGeometry()

    @property
    def points(self) -> Curve:
        """The points of the curve; none where the schedule is not drawn, or wrongly."""
        training, kind = self._training, SCHEDULES["Drawn"]
        if training is None or training.schedule != kind.name:
            return ()
        parameter = kind.parameter("points")
        found: Curve = training.schedule_parameters.get("points", kind.defaults["points"])
        return found if parameter is not None and parameter.fits(found) else ()

    def sizeHint(self) -> QSize:
        """Twice as high where it is drawn in."""
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() - HEIGHT_PX + TALL_PX) if self.points else hint

    def minimumSizeHint(self) -> QSize:
        """No less than that."""
        return self.sizeHint()

    # --- where things are -------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Less the room that a point takes at the edges."""
        whole = super().area()
        return whole.adjusted(RADIUS_PX, RADIUS_PX, -RADIUS_PX, 0) if self.points else whole

    def height_of(self, value: float, top: float) -> float:
        """By equal ratios from the least share to the learning rate, where it is drawn by hand."""
        training = self._training
        if training is None or not self.points:
            return super().height_of(value, top)
        share = max(value / training.learning_rate, LEAST_SHARE)
        return 1 - math.log(share) / math.log(LEAST_SHARE)

    def to_px(self, x: float, y: float) -> QPointF:
        """From a share of the length and of the rate to pixels."""
        area = self.area()
        high = 1 - math.log(y) / math.log(LEAST_SHARE)
        return QPointF(area.left() + x * area.width(), area.bottom() - high * area.height())

    def from_px(self, place: QPointF) -> tuple[float, float]:
        """From pixels to shares, within the bounds."""
        area = self.area()
        x = min(max((place.x() - area.left()) / area.width(), 0.0), 1.0)
        high = min(max((area.bottom() - place.y()) / area.height(), 0.0), 1.0)
        return x, LEAST_SHARE ** (1 - high)

    def _point_at(self, place: QPointF) -> int | None:
        """The nearest point within reach."""
        found: list[tuple[float, int]] = []
        for index, (x, y) in enumerate(self.points):
            away = self.to_px(x, y) - place
            if max(abs(away.x()), abs(away.y())) <= REACH_PX:
                found.append((math.hypot(away.x(), away.y()), index))
        return min(found)[1] if found else None

    # --- editing ------------------------------------------------------------------------------------

    def _draw(self, points: Curve, chosen: int | None, gesture: int | None = None) -> None:
        self.chosen = chosen
        if points != self.points:
            self.drawn.emit(points, gesture)
        self._describe()
        self.update()

    def _add(self, x: float, y: float) -> None:
        if len(self.points) < MOST_POINTS:
            self._draw(*curve.add_point(self.points, x, y))

    def _remove(self, index: int) -> None:
        points = curve.remove_point(self.points, index)
        self._draw(points, min(index, len(points) - 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes up the point there."""
        if self.points and event.button() == Qt.MouseButton.LeftButton:
            self._gesture = self._new_gesture()
            self._draw(self.points, self._point_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags it."""
        if self._gesture is not None and self.chosen is not None and self.chosen < len(self.points):
            moved = curve.move_point(self.points, self.chosen, *self.from_px(event.position()))
            self._draw(moved, self.chosen, self._gesture)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._gesture = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """One more point, where there is none."""
        left = event.button() == Qt.MouseButton.LeftButton
        if self.points and left and self._point_at(event.position()) is None:
            self._add(*self.from_px(event.position()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Takes the point there away."""
        index = self._point_at(QPointF(event.pos())) if self.points else None
        if index is not None:
            self._remove(index)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Its own keys win over the window's while it has the keyboard."""
        asked = event.type() == QEvent.Type.ShortcutOverride
        if asked and isinstance(event, QKeyEvent) and self._meaning(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Does with keys what the mouse does."""
        meaning = self._meaning(event)
        if meaning is None:
            super().keyPressEvent(event)
        else:
            meaning()

    def _meaning(self, event: QKeyEvent) -> Callable[[], object] | None:
        key, shift = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not self.points or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return None
        if key in (Qt.Key.Key_N, Qt.Key.Key_P):
            return lambda: self._choose_next(1 if key == Qt.Key.Key_N else -1)
        if self.chosen is None:
            return None
        chosen = self.chosen
        if key in ARROWS:
            return lambda: self._nudge(chosen, *ARROWS[key], FINE_STEP if shift else STEP)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return lambda: self._remove(chosen)
        if key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            return lambda: self._add_behind(chosen)
        return None

    def _choose_next(self, by: int) -> None:
        at = self.chosen if self.chosen is not None else -1 if by > 0 else 0
        self._draw(self.points, (at + by) % len(self.points))

    def _nudge(self, index: int, right: int, up: int, step: float) -> None:
        x, y = self.points[index]
        y = min(max(y * LEAST_SHARE ** (-up * step), LEAST_SHARE), 1.0)
        self._draw(curve.move_point(self.points, index, x + right * step, y), index)

    def _add_behind(self, index: int) -> None:
        """Half-way to the next point, or to the one before the last."""
        other = index + 1 if index + 1 < len(self.points) else index - 1
        (x0, y0), (x1, y1) = self.points[index], self.points[other]
        self._add((x0 + x1) / 2, math.sqrt(y0 * y1))

    # --- looking ------------------------------------------------------------------------------------

    def caption(self, top: float) -> str:
        """Where the chosen point is, else the highest rate."""
        if self.chosen is None or self._training is None or not self.points:
            return super().caption(top)
        x, y = self.points[self.chosen]
        return self.tr("{rate} at epoch {epoch}").format(
            rate=number_text(self._training.learning_rate * y), epoch=number_text(x * self.epochs)
        )

    def _describe(self) -> None:
        keys = self.tr(
            "N and P go from point to point, arrows move it, Insert adds one, Delete takes it away."
        )
        chosen = self.caption(0.0) if self.chosen is not None else ""
        self.setAccessibleDescription(f"{chosen} {keys}".strip() if self.points else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The curve, its points, and a ring around the chosen one."""
        super().paintEvent(event)
        if not self.points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme().colours
        for index, (x, y) in enumerate(self.points):
            chosen = index == self.chosen
            painter.setPen(QPen(colours.text if chosen else colours.accent, 2.0 if chosen else 1.5))
            painter.setBrush(colours.accent if chosen else colours.surface)
            painter.drawEllipse(self.to_px(x, y), RADIUS_PX, RADIUS_PX)
        if self.hasFocus():
            painter.setPen(QPen(colours.accent, 1.0, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
