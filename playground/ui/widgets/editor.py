"""Editor: what all controls of forms have in common, and those for numbers, yes or no, and choices.

An editor shows a value that it is given without a word, and emits `edited(value, gesture)` when a
person sets another: edits with the same gesture number are one step of undo (a slider's drag).
What does not fit is kept as it was typed and `refused(reason)` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSizePolicy, QWidget

from playground.catalog import Parameter

from .number import NumberField
from .scale import scale_of
from .slider import ValueSlider

NewGesture = Callable[[], int]


class Editor(QWidget):
    """Base of all: a value, its name, and the signals."""

    edited = Signal(object, object)
    refused = Signal(str)

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.name = name
        self._gestures = gestures
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)

    def show_value(self, value: Any) -> None:
        """Show a value that comes from outside; emits nothing."""
        raise NotImplementedError

    def _named(self, widget: QWidget, suffix: str = "", title: str = "") -> None:
        """Give a control its stable name and what a screen reader calls it."""
        widget.setObjectName(f"{self.name}{suffix}")
        widget.setAccessibleName(title or self.parameter.title)
        widget.setAccessibleDescription(self.parameter.help)


class NumberEditor(Editor):
    """A slider, where there are ends to show, and a field."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self._whole = parameter.type in ("int", "size")
        scale = scale_of(parameter)
        self._gesture = 0
        self.slider: ValueSlider | None = None
        if scale is not None:
            self.slider = ValueSlider(scale, self)
            self._named(self.slider, ".slider", self.tr("{name}, slider").format(name=parameter.title))
            self.slider.moved.connect(self._slide)
            self._row.addWidget(self.slider, 1)
        self.field = NumberField(self._whole, parameter.fits, parameter.range_text, self, unit=parameter.unit)
        self.field.stepper = scale.stepped if scale is not None else _by_tenths(parameter)
        self._named(self.field)
        self.field.committed.connect(self._type)
        self.field.refused.connect(self.refused)
        if scale is None:
            self._row.addStretch(1)
        self.field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row.addWidget(self.field)
        self.setFocusProxy(self.field)

    def show_value(self, value: Any) -> None:
        """A number; one that is none of this type is shown as it is."""
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
        self.field.show_number(number)
        if self.slider is not None and number is not None:
            self.slider.show_number(float(number))

    def _slide(self, value: float, begins: bool) -> None:
        if begins:
            self._gesture = self._gestures()
        number = round(value) if self._whole else value
        self.field.setModified(False)
        self.field.show_number(number)
        self.edited.emit(number, self._gesture)

    def _type(self, number: int | float, repeats: bool) -> None:
        if not repeats:
            self._gesture = self._gestures()
        if self.slider is not None:
            self.slider.show_number(float(number))
        self.edited.emit(number, self._gesture)


def _by_tenths(parameter: Parameter) -> Callable[[float, int], float]:
    """Steps for a field without a slider: ones, or a tenth of the number's own size."""
    if parameter.type in ("int", "size"):
        return lambda value, steps: value + steps
    if parameter.log:
        return lambda value, steps: value * 10.0**steps
    step = parameter.step or 0.1
    return lambda value, steps: float(f"{value + steps * step:.12g}")


class BoolEditor(Editor):
    """A check box."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self.box = QCheckBox(self)
        self._named(self.box)
        self.box.toggled.connect(lambda on: self.edited.emit(on, None))
        self._row.addWidget(self.box)
        self._row.addStretch(1)
        self.setFocusProxy(self.box)

    def show_value(self, value: Any) -> None:
        """On or off."""
        with QSignalBlocker(self.box):
            self.box.setChecked(value is True)


class ChoiceEditor(Editor):
    """A list to choose from. `offer` replaces the choices (a table's columns)."""

    def __init__(self, parameter: Parameter, name: str, gestures: NewGesture, parent: QWidget | None) -> None:
        super().__init__(parameter, name, gestures, parent)
        self.combo = Combo(self)
        self._named(self.combo)
        self._choices: tuple[Any, ...] = ()
        self.offer(parameter.choices)
        self.combo.activated.connect(self._choose)
        self._row.addWidget(self.combo, 1)
        self.setFocusProxy(self.combo)

    def offer(self, choices: Sequence[Any], titles: Sequence[str] = ()) -> None:
        """What there is to choose from, and how each is called."""
        names = tuple(titles) or tuple(str(choice).replace("_", " ") for choice in choices)
        before = self._choices[self.combo.currentIndex()] if self._choices else None
        self._choices = tuple(choices)
        with QSignalBlocker(self.combo):
            self.combo.clear()
            self.combo.addItems(names)
        self.show_value(before)

    def show_value(self, value: Any) -> None:
        """The choice; one that is not on the list is put there, so that it is not hidden."""
        if value is not None and value not in self._choices:
            self._choices = (*self._choices, value)
            self.combo.addItem(str(value) or self.tr("automatic"))
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self._choices.index(value) if value in self._choices else -1)

    def _choose(self, index: int) -> None:
        self.edited.emit(self._choices[index], None)


class Combo(QComboBox):
    """A combo box that may be narrow, and that a turning wheel passes over."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the panel around it."""
        event.ignore()
