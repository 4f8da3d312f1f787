"""Names: every control has one for tests and scripts, and one for screen readers."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

Widget = TypeVar("Widget", bound=QWidget)


def named(widget: Widget, name: str, text: str = "", tip: str = "") -> Widget:
    """`widget` with its object name, its accessible name `text` and its tooltip (else `text`)."""
    widget.setObjectName(name)
    if text:
        widget.setAccessibleName(text)
        widget.setToolTip(tip or text)
    return widget
