"""NumberField: a number typed by hand. Takes a decimal comma, steps by keys, keeps what is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.ui.theme import theme


def parse(text: str, whole: bool = False) -> int | float | None:
    """The number that a person meant: `0,03`, `1e-4`, `1 000`, `−2`; None where it is none."""
    plain = text.strip().replace("−", "-").replace(" ", "").replace("\u2009", "").replace("\u00a0", "")
    if "," in plain:
        # 1,000.5 has thousands, 1.000,5 too; a comma alone is the decimal sign.
        if "." in plain:
            marks = ",." if plain.rfind(",") < plain.rfind(".") else ".,"
            plain = plain.replace(marks[0], "").replace(marks[1], ".")
        else:
            plain = plain.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    if whole:
        return int(number) if number == int(number) else None
    return number


def shown(value: int | float) -> str:
    """A number as a field shows it: short, and exact to six figures."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.6g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        return f"{mantissa}e{int(power)}"
    return text


class NumberField(QLineEdit):
    """One number. `committed(value)` when a person is done with a number that fits; `refused(text)`
    says why what stands there does not fit ("" once it does), and the text stays until it is mended.
    """

    committed = Signal(object, object)
    """(value, whether a held-down key repeats)"""
    refused = Signal(str)

    def __init__(
        self,
        whole: bool,
        fits: Callable[[int | float], bool],
        range_text: str,
        parent: QWidget | None = None,
        unit: str = "",
        room: str = "0.00001",
    ) -> None:
        super().__init__(parent)
        self._whole, self._fits, self._range = whole, fits, range_text
        self._room = room
        self.stepper: Callable[[float, int], float] | None = None
        """What a step up or down leads to: (number, steps) -> number."""
        self._value: int | float | None = None
        self._wrong = False
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._unit = unit
        self.setFont(theme().number_font(self.font()))
        self._fit_unit()
        self.textEdited.connect(self._look)
        self.editingFinished.connect(self.commit)

    @property
    def number(self) -> int | float | None:
        """The last number that fitted."""
        return self._value

    @property
    def wrong(self) -> bool:
        """Whether what stands there does not fit."""
        return self._wrong

    def show_number(self, value: int | float | None) -> None:
        """Show a number that comes from outside; what a person is mending is left alone."""
        if value == self._value and (self._wrong or self.isModified()):
            return
        self._value = value
        self.setProperty("value", value)
        self.setText("" if value is None else shown(value))
        self.setCursorPosition(0)
        self.setModified(False)
        self._say("")

    def commit(self) -> None:
        """Take what stands there, if it fits."""
        if not self.isModified():
            return
        number = self._read()
        if number is None:
            self._say(self._reason())
            return
        self.setModified(False)
        self._say("")
        if self._value is not None and shown(number) == shown(self._value):
            self.setText(shown(self._value))
            return
        self._take(number, False)

    def sizeHint(self) -> QSize:
        """Room for `room` (six figures, unless said otherwise) and the unit."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._room) + self.textMargins().right() + 16
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """No less than that."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The unit stands quietly at the end."""
        super().paintEvent(event)
        if self._unit:
            painter = QPainter(self)
            painter.setPen(theme().colours.quiet)
            area = self.rect().adjusted(0, 0, -7, 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._unit)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type: another width."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_unit()

    def _fit_unit(self) -> None:
        width = self.fontMetrics().horizontalAdvance(self._unit) + 3 if self._unit else 0
        self.setTextMargins(0, 0, width, 0)
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """While nothing is being typed, the keys of undo are the document's."""
        if event.type() == QEvent.Type.ShortcutOverride and not self.isModified():
            keys = QKeySequence.StandardKey
            if isinstance(event, QKeyEvent) and (event.matches(keys.Undo) or event.matches(keys.Redo)):
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step (with Shift or the page keys by ten), Escape gives the old number back."""
        steps = {
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_PageUp: 10,
            Qt.Key.Key_PageDown: -10,
        }.get(Qt.Key(event.key()), 0)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and abs(steps) == 1:
            steps *= 10
        if steps:
            self._step(steps, event.isAutoRepeat())
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setModified(False)
            self._say("")
            self.setText("" if self._value is None else shown(self._value))
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel steps where the field has the focus; else it scrolls the panel."""
        if not self.hasFocus() or not event.angleDelta().y():
            event.ignore()
            return
        self._step(1 if event.angleDelta().y() > 0 else -1, True)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Arriving by the keyboard selects the number, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _step(self, steps: int, repeats: bool) -> None:
        start = self._read() if self.isModified() else self._value
        if start is None or self.stepper is None:
            return
        stepped = self.stepper(start, steps)
        number = round(stepped) if self._whole else stepped
        if self._fits(number) and number != self._value:
            self.setModified(False)
            self._say("")
            self._take(number, repeats)

    def _take(self, number: int | float, repeats: bool) -> None:
        self._value = number
        self.setProperty("value", number)
        self.setText(shown(number))
        self.committed.emit(number, repeats)

    def _read(self) -> int | float | None:
        number = parse(self.text(), self._whole)
        if number is None or not self._fits(number):
            return None
        return number if self._whole else float(number)

    def _look(self) -> None:
        self._say("" if self._read() is not None else self._reason())

    def _reason(self) -> str:
        kind = self.tr("a whole number") if self._whole else self.tr("a number")
        if not self._range:
            return self.tr("Wants {kind}.").format(kind=kind)
        return self.tr("Wants {kind}, {range}.").format(kind=kind, range=self._range)

    def _say(self, reason: str) -> None:
        if bool(reason) != self._wrong:
            self._wrong = bool(reason)
            self.setProperty("wrong", self._wrong)
            self.style().unpolish(self)
            self.style().polish(self)
        self.refused.emit(reason)
