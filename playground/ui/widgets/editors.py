"""Editors: one control per type of parameter (see `editor`). A form puts a label before each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog import Parameter
from playground.ui.theme import theme

from .editor import BoolEditor, ChoiceEditor, Editor, NewGesture, NumberEditor
from .labels import ElidedLabel, line_height, quiet
from .number import NumberField

NUMBER = re.compile(r"-?[0-9]{1,9}")


class SizeEditor(Editor):
    """One number for all axes, or, unlocked, a number for each (`fields`)."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self._one = NumberEditor(parameter, name, gestures, self)
        self._one.edited.connect(self.edited)
        self._one.refused.connect(self.refused)
        self._apart = QWidget(self)
        self.fields: list[NumberField] = []
        row = QHBoxLayout(self._apart)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        titles = {
            "depth": self.tr("{name}, depth"),
            "height": self.tr("{name}, height"),
            "width": self.tr("{name}, width"),
        }
        for suffix, title in list(titles.items())[-parameter.axes :]:
            field = NumberField(True, parameter.fits, parameter.range_text, self, room="000")
            self._named(field, f".{suffix}", title.format(name=parameter.title))
            field.stepper = lambda value, steps: value + steps
            field.committed.connect(self._type)
            field.refused.connect(self.refused)
            if self.fields:
                row.addWidget(quiet(QLabel("×", self)))
            row.addWidget(field, 1)
            self.fields.append(field)
        two, three = self.tr("Height and width apart"), self.tr("Depth, height and width apart")
        apart = three if parameter.axes == 3 else two
        self.lock = QToolButton(self)
        self.lock.setCheckable(True)
        self.lock.setAutoRaise(True)
        self._named(self.lock, ".both", f"{parameter.title}: {apart}")
        self.lock.setToolTip(apart)
        self.lock.toggled.connect(self._part)
        theme().changed.connect(self._dress)
        self._row.addWidget(self._one, 1)
        self._row.addWidget(self._apart, 1)
        self._row.addWidget(self.lock)
        self._apart.hide()
        self._value: Any = None

    def show_value(self, value: Any) -> None:
        """A number, or one for each axis."""
        self._value = value
        apart = isinstance(value, tuple)
        with QSignalBlocker(self.lock):
            self.lock.setChecked(apart)
        self._show_parts(apart)
        if apart:
            for field, number in zip(self.fields, value):
                field.show_number(number)
        else:
            self._one.show_value(value)

    def _show_parts(self, apart: bool) -> None:
        self._one.setVisible(not apart)
        self._apart.setVisible(apart)
        self._dress()
        self.setFocusProxy(self.fields[0] if apart else self._one.field)

    def _dress(self) -> None:
        self.lock.setIcon(theme().icon("unlock" if self.lock.isChecked() else "lock"))

    def _part(self, apart: bool) -> None:
        value = self._one.field.number if not isinstance(self._value, tuple) else self._value[0]
        if value is None:
            value = self.parameter.minimum or 1
        self.edited.emit((int(value),) * len(self.fields) if apart else int(value), None)

    def _type(self, number: int, repeats: bool) -> None:
        numbers = [field.number for field in self.fields]
        if None not in numbers:
            self.edited.emit(tuple(int(n) for n in numbers if n is not None), None)


class PairEditor(Editor):
    """Two numbers."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self.fields = []
        for number, suffix in ((1, ""), (2, ".2")):
            field = NumberField(False, self._fits_one, parameter.range_text, self)
            self._named(field, suffix, f"{parameter.title} {number}")
            field.committed.connect(self._type)
            field.refused.connect(self.refused)
            self.fields.append(field)
            self._row.addWidget(field, 1)
        self.setFocusProxy(self.fields[0])

    def _fits_one(self, number: float) -> bool:
        return self.parameter.fits((number, number))

    def show_value(self, value: Any) -> None:
        """(first, second)"""
        numbers = value if isinstance(value, tuple) and len(value) == 2 else (None, None)
        for field, number in zip(self.fields, numbers, strict=True):
            field.show_number(number)

    def _type(self, number: float, repeats: bool) -> None:
        first, second = (field.number for field in self.fields)
        if first is not None and second is not None:
            self.edited.emit((float(first), float(second)), None)


class TextEditor(Editor):
    """A line of text, taken when the person is done with it."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self.line = QLineEdit(self)
        self._named(self.line)
        self.line.editingFinished.connect(self._done)
        self._row.addWidget(self.line, 1)
        self.setFocusProxy(self.line)
        self._value = ""

    def show_value(self, value: Any) -> None:
        """The text."""
        text = "" if value is None else str(value)
        if text != self._value or not self.line.isModified():
            self._value = text
            self.line.setText(text)

    def _done(self) -> None:
        text = self.line.text()
        self.line.setModified(False)
        if text != self._value:
            self._value = text
            self.edited.emit(text, None)


class IntsEditor(Editor):
    """Several whole numbers in a line: `1, 28, 28`, or with blanks or × between them."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self.line = QLineEdit(self)
        self._named(self.line)
        self.line.editingFinished.connect(self._done)
        self._row.addWidget(self.line, 1)
        self.setFocusProxy(self.line)
        self._value: Any = None

    def show_value(self, value: Any) -> None:
        """The numbers; what a person is mending is left alone."""
        if value != self._value or not self.line.isModified():
            self._value = value
            self.line.setText(", ".join(str(number) for number in value) if isinstance(value, tuple) else "")
            self._say("")

    def _done(self) -> None:
        if not self.line.isModified():
            return
        numbers = whole_numbers(self.line.text())
        if numbers is None or not self.parameter.fits(numbers):
            wanted = self.tr("Wants whole numbers, such as 1, 28, 28; each {range}.")
            self._say(wanted.format(range=self.parameter.range_text))
            return
        self.line.setModified(False)
        self._say("")
        if numbers != self._value:
            self._value = numbers
            self.edited.emit(numbers, None)

    def _say(self, reason: str) -> None:
        self.line.setProperty("wrong", bool(reason))
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
        self.refused.emit(reason)


def whole_numbers(text: str) -> tuple[int, ...] | None:
    """The numbers that a person meant: `1, 28, 28`, `(1 × 28 × 28)`, `−1`; None where there are others."""
    parts = re.split(r"[\s,;x×]+", text.replace("−", "-").strip(" ()[],;"))
    return tuple(int(part) for part in parts) if all(NUMBER.fullmatch(part) for part in parts) else None


def file_filter(parameter: Parameter) -> str:
    """What a dialog offers for a parameter that names a file: those of the usual names, or all."""
    every = QCoreApplication.translate("FileEditor", "All files (*)")
    usual = " ".join(str(pattern) for pattern in parameter.choices)
    return f"{parameter.title} ({usual});;{every}" if usual else every


class FileEditor(Editor):
    """The name of a file, and a button to choose another."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self.label = ElidedLabel("", self, Qt.TextElideMode.ElideMiddle)
        self.button = QToolButton(self)
        self.button.setToolTip(self.tr("Choose another…"))
        self.button.setProperty("framed", True)
        theme().wear(self.button, "open")
        self._named(self.button)
        self.button.clicked.connect(self.browse)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.button)
        self.setFocusProxy(self.button)
        self._value = ""

    def show_value(self, value: Any) -> None:
        """The path; only the file's name is read, the rest is in the tooltip."""
        self._value = str(value or "")
        self.label.setProperty("own_tip", True)
        self.label.setText(Path(self._value).name or self.tr("none yet"))
        self.label.setToolTip(self._value)

    def browse(self) -> None:
        """Ask for a file."""
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.parameter.title,
            str(Path(self._value).parent),
            file_filter(self.parameter),
        )
        if chosen:
            self.edited.emit(chosen, None)


class FolderEditor(FileEditor):
    """The name of a folder, and a button to choose another."""

    def browse(self) -> None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(self, self.parameter.title, self._value)
        if chosen:
            self.edited.emit(chosen, None)


class SummaryEditor(Editor):
    """What is edited elsewhere, in a word: drawn points, a drawn curve, columns of a table."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self.label = quiet(QLabel(self))
        self._named(self.label)
        self._row.addWidget(self.label, 1)

    def show_value(self, value: Any) -> None:
        """How many there are."""
        count = len(value) if isinstance(value, tuple) or hasattr(value, "keys") else 0
        if self.parameter.type in ("points", "curve"):
            self.label.setText(self.tr("{count} points").format(count=f"{count:,}"))
        else:
            self.label.setText(self.tr("{count} set by hand").format(count=count))


class OptionalEditor(Editor):
    """Any editor, with a check box for None above it, which says what None means."""

    def __init__(self, inner: Editor, parent: QWidget | None) -> None:
        super().__init__(inner.parameter, inner.name, inner._gestures, parent)
        self.inner = inner
        inner.setParent(self)
        self.box = QCheckBox(inner.parameter.none_text, self)
        self._named(self.box, ".auto", f"{inner.parameter.title}: {inner.parameter.none_text}")
        self.box.toggled.connect(self._toggle)
        inner.edited.connect(self._edit)
        inner.refused.connect(self.refused)
        self.suggestion: Any = None
        """What takes the place of None when it is switched off; else the parameter's default."""
        self._last: Any = None
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.box.setMinimumHeight(line_height(self))
        column.addWidget(self.box)
        column.addWidget(inner)
        self._row.addLayout(column, 1)

    def show_value(self, value: Any) -> None:
        """None checks the box and hides the rest."""
        with QSignalBlocker(self.box):
            self.box.setChecked(value is None)
        self.inner.setVisible(value is not None)
        self.setFocusProxy(self.box if value is None else self.inner)
        if value is not None:
            self._last = value
            self.inner.show_value(value)

    def _edit(self, value: Any, gesture: int | None) -> None:
        self._last = value
        self.edited.emit(value, gesture)

    def _toggle(self, on: bool) -> None:
        self.edited.emit(None if on else self._start(), None)

    def _start(self) -> Any:
        for value in (self._last, self.suggestion, self.parameter.default, *_guesses(self.parameter)):
            if value is not None and self.parameter.fits(value):
                return value
        raise ValueError(f"{self.parameter.name} has no value but None")


def _guesses(parameter: Parameter) -> tuple[Any, ...]:
    """Values to try where nothing better is known: the low end of the slider, the bounds, one."""
    ends = parameter.slider or ()
    found = [*ends[:1], parameter.minimum, parameter.maximum, 1]
    whole = parameter.type in ("int", "size")
    return tuple(int(value) if whole else float(value) for value in found if value is not None)


_EDITORS: dict[str, type[Editor]] = {
    "int": NumberEditor,
    "float": NumberEditor,
    "bool": BoolEditor,
    "choice": ChoiceEditor,
    "column": ChoiceEditor,
    "size": SizeEditor,
    "ints": IntsEditor,
    "pair": PairEditor,
    "text": TextEditor,
    "file": FileEditor,
    "folder": FolderEditor,
    "points": SummaryEditor,
    "columns": SummaryEditor,
    "curve": SummaryEditor,
}


def editor_for(
    parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None = None
) -> Editor:
    """The control for a parameter."""
    made: Editor = _EDITORS[parameter.type](parameter, name, gestures, parent)
    return OptionalEditor(made, parent) if parameter.optional else made
