"""Messages: a quiet line at the foot of the window, and a toast where there is something to press.

Never modal: whatever is said can be read later, or not at all.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from playground.catalog import repair, words
from playground.project import Problem
from playground.ui.theme import glyph, theme
from playground.ui.widgets.labels import ElidedLabel, breakable
from playground.ui.workspace import Message, Workspace

TOAST_MS, OFFER_MS = 8000, 60_000
"""How long a toast stays, and one with something to press: that must not be missed by who looks away."""
FOOT_PX = 24
"""Distance of a toast from the foot of what it lies over."""
WIDEST_PX = 560
BY_PANEL = ("locate", "read_again")
"""Repairs that change no document by themselves: the panel that shows the data offers them."""


class MessageLine(ElidedLabel):
    """The last thing that was said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("message")
        self.setAccessibleName(self.tr("Message"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.say("")

    def say(self, text: str, severity: str = "info") -> None:
        """Show a sentence; its `value` property carries it too."""
        self.setText(text)
        self.setProperty("value", text)
        self.setAccessibleDescription(text)
        roles = QPalette.ColorRole
        role = {"error": roles.BrightText, "warning": roles.WindowText}.get(severity, roles.PlaceholderText)
        self.setForegroundRole(role)


class Toast(QWidget):
    """A sentence with at most one action, over the foot of `over`; goes away by itself."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QToolButton(self)
        self.button.setObjectName("toast.action")
        self.button.setProperty("framed", True)
        self.button.clicked.connect(self._act)
        self.closer = QToolButton(self)
        self.closer.setObjectName("toast.close")
        self.closer.setAccessibleName(self.tr("Close message"))
        self.closer.setToolTip(self.tr("Close message"))
        self.closer.setAutoRaise(True)
        theme().wear(self.closer, "close")
        self.closer.clicked.connect(self.hide)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 10, 8, 10)
        self._grid.setSpacing(10)
        self._grid.addWidget(self._icon, 0, 0)
        self._grid.addWidget(self._text, 0, 1)
        self._grid.addWidget(self.closer, 0, 3)
        self.message: Message | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._time_out)
        over.installEventFilter(self)
        theme().changed.connect(self._dress)
        self.hide()

    def say(self, message: Message) -> None:
        """Show a message; the one before it gives way."""
        self.message = message
        self._text.setText(breakable(message.text))
        self.button.setText(message.action)
        self.button.setAccessibleName(message.action)
        self.button.setVisible(bool(message.action))
        self._dress()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(OFFER_MS if message.action else TOAST_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the foot of what it lies over."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        """The button stands beside a text of one line, below a longer one."""
        over = self._over
        width = min(WIDEST_PX, over.width() - 32)
        room = width - self._icon.sizeHint().width() - self.closer.sizeHint().width() - 52
        wanted = self._text.fontMetrics().horizontalAdvance(self._text.text()) + 4
        beside = wanted + self.button.sizeHint().width() + 10 <= room
        self._grid.removeWidget(self.button)
        left = Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(self.button, *((0, 2) if beside else (1, 1)), left)
        self._text.setFixedWidth(min(wanted, room))
        self._text.setFixedHeight(self._text.heightForWidth(min(wanted, room)))
        self.adjustSize()
        self.move((over.width() - self.width()) // 2, over.height() - self.height() - FOOT_PX)

    def _act(self) -> None:
        self.hide()
        if self.message is not None and self.message.act is not None:
            self.message.act()

    def _time_out(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def _dress(self) -> None:
        severity = self.message.severity if self.message is not None else "info"
        colours = theme().colours
        colour = {"error": colours.error, "warning": colours.warning}.get(severity, colours.accent)
        name = severity if severity in ("error", "warning") else "info"
        size = self.fontMetrics().height() + 4
        self._icon.setPixmap(glyph(name, colour, size, self.devicePixelRatioF()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A raised card."""
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shade = QColor(0, 0, 0, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 2, -1, 0), 8, 8)
        painter.setBrush(colours.surface)
        painter.setPen(QPen(colours.wire, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -1.5), 8, 8)


class Messages(QObject):
    """Brings what the workspace and the trainer say to the line and, where it matters, the toast."""

    def __init__(self, workspace: Workspace, line: MessageLine, toast: Toast) -> None:
        super().__init__(toast)
        self._workspace, self.line, self.toast = workspace, line, toast
        workspace.message.connect(self.show)

    def show(self, message: Message) -> None:
        """Say it: always in the line; in a toast as well if it is no mere note or can be acted on.
        No text takes back what was said last."""
        self.line.say(message.text, message.severity)
        if message.action or message.severity != "info":
            self.toast.say(self._with_repair(message))
        elif not message.text:
            self.toast.hide()

    def show_from_trainer(self, said: Problem | str) -> None:
        """A line, or a problem with its repair."""
        if isinstance(said, Problem):
            self.show(Message(words.text(said), said.severity, problem=said))
        else:
            self.show(Message(said))

    def _with_repair(self, message: Message) -> Message:
        """With the repair of its problem as the action, where it has none of its own."""
        problem = message.problem
        if message.action or problem is None or problem.repair is None or problem.repair.action in BY_PANEL:
            return message
        text = words.repair_text(problem)

        def act() -> None:
            self._workspace.apply(text, lambda project: repair(project, problem))

        return Message(message.text, message.severity, text, act, problem)
