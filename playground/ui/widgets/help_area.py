"""Help on hover that is made when it is asked for: a formula takes a moment to draw."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget


class HelpArea(QWidget):
    """Shows the help of what it holds where the mouse rests.

    A control without a tool tip of its own passes the question on to what it stands in, so one area
    answers for all of its controls. Were each to answer for itself, Python would be called for every
    event of every control, which is a noticeable part of the program's start.
    """

    def event(self, event: QEvent) -> bool:
        """Asks from the control under the mouse upwards who has something to say."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            asked: QWidget | None = self.childAt(event.pos())
            while asked is not None and asked is not self:
                text = self.help_for(asked)
                if text:
                    QToolTip.showText(event.globalPos(), text, asked)
                    return True
                asked = asked.parentWidget()
        return super().event(event)

    def help_for(self, control: QWidget) -> str:
        """What a control has to say: its `help_text()`, nothing where it has none."""
        ask = getattr(control, "help_text", None)
        return str(ask()) if ask is not None else ""
