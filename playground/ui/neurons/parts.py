"""Small widgets of the neuron view: plus and minus, a column's heading, the legend."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.ui.colour_maps import picture, signed_table
from playground.ui.theme import theme

BUTTON_PX = 24
BAR_PX = 72.0


class Stepper(QWidget):
    """Minus, a count in words, plus. `stepped(+1 or -1)` when one is pressed."""

    stepped = Signal(int)

    def __init__(self, name: tuple[str, str], words: tuple[str, str], parent: QWidget) -> None:
        """`name` are the object names of minus and plus, `words` what they do."""
        super().__init__(parent)
        self.minus = self._button(name[0], "minus", words[0], -1)
        self.plus = self._button(name[1], "plus", words[1], +1)
        self.label = QLabel(self)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.setFont(theme().number_font(self.font()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.setMinimumHeight(BUTTON_PX)
        for widget in (self.minus, self.label, self.plus):
            row.addWidget(widget)

    def say(self, text: str, can_minus: bool, can_plus: bool) -> None:
        """Show a count, and what can be done."""
        self.label.setText(text)
        self.minus.setEnabled(can_minus)
        self.plus.setEnabled(can_plus)

    def _button(self, name: str, icon: str, words: str, step: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        button.setFixedSize(BUTTON_PX, BUTTON_PX)
        button.setProperty("snug", True)
        button.setAutoRaise(True)
        theme().wear(button, icon)
        button.clicked.connect(lambda: self.stepped.emit(step))
        return button


class Heading(QWidget):
    """Above a column: its name, how many neurons, and plus and minus where they may change.
    `stepped(+1 or -1)` when one is pressed, `entered()` when the mouse comes."""

    stepped = Signal(int)
    entered = Signal()

    def __init__(self, column: str, hidden: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.column = column
        self.setObjectName(f"neurons.{column}")
        self._full, self._words = "", ("", "")
        self.title = QLabel(self)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        font = self.title.font()
        font.setWeight(font.Weight.DemiBold)
        self.title.setFont(font)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(2)
        stack.addWidget(self.title)
        names = (f"neurons.{column}.minus", f"neurons.{column}.plus")
        words = (
            self.tr("One neuron less in {0}").format(column),
            self.tr("One neuron more in {0}").format(column),
        )
        self.stepper = Stepper(names, words, self)
        self.stepper.minus.setVisible(hidden)
        self.stepper.plus.setVisible(hidden)
        self.stepper.stepped.connect(self.stepped)
        self.count = self.stepper.label
        self.count.setObjectName(f"neurons.{column}.count")
        stack.addWidget(self.stepper, 0, Qt.AlignmentFlag.AlignHCenter)
        self._hidden = hidden
        self._veiled = False

    def say(self, title: str, count: int, words: str, tip: str) -> None:
        """The name and the number of neurons; `tip` says what is wrong with the layer, or its name."""
        self._full, self._words = title, (words, f"{count:,}")
        self.stepper.say(words, self._hidden and count > 1, self._hidden)
        self.count.setProperty("value", count)
        self.setAccessibleName(f"{title}, {words}")
        self.setToolTip(tip)
        self.fit(self.width())

    def fit(self, width: int) -> None:
        """Be `width` wide: what follows the layer goes into a second line where one is too short."""
        metrics = QFontMetricsF(self.title.font())
        head, _, rest = self._full.partition(" · ")
        parts = [self._full] if metrics.horizontalAdvance(self._full) <= width else [head, rest]
        cut = [metrics.elidedText(part, Qt.TextElideMode.ElideRight, width) for part in parts if part]
        self.title.setText("\n".join(cut))
        room = width - 2 * (BUTTON_PX + 4) if self._hidden else width
        fits = QFontMetricsF(self.count.font()).horizontalAdvance(self._words[0]) <= room
        self.count.setText(self._words[0 if fits else 1])
        self.resize(width, self.sizeHint().height())

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse has left what is around, without a word to it."""
        super().enterEvent(event)
        self.entered.emit()

    def set_veiled(self, veiled: bool) -> None:
        """Whether it stands in front of its own column, which is scrolled half out of sight."""
        if veiled != self._veiled:
            self._veiled = veiled
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil of the ground's colour over what is behind."""
        if not self._veiled:
            return
        veil = QColor(theme().colours.ground)
        veil.setAlphaF(0.85)
        QPainter(self).fillRect(self.rect(), veil)


class Legend(QWidget):
    """What the colours mean: -1, 0 and +1 over a bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("neurons.legend")
        self.setAccessibleName(self.tr("Colours: −1 orange, 0 neutral, +1 blue"))
        self.setToolTip(
            self.tr("Weights, biases and maps: −1 and below orange, 0 neutral, +1 and above blue")
        )
        self.setFont(theme().number_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The bar, with a line of figures below."""
        return QSize(round(BAR_PX) + 28, round(QFontMetricsF(self.font()).height()) + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar and its three figures."""
        painter = QPainter(self)
        bar = QRectF((self.width() - BAR_PX) / 2, 2.0, BAR_PX, 8.0)
        painter.drawImage(bar, picture(signed_table(theme().dark)[None]))
        painter.setPen(theme().colours.quiet)
        height = QFontMetricsF(self.font()).height()
        for share, text in ((0.0, "−1"), (0.5, "0"), (1.0, "+1")):
            middle = bar.left() + share * BAR_PX
            area = QRectF(middle - 14, bar.bottom() + 1, 28, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


class HoverCard(QLabel):
    """A line of words beside the mouse; catches nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("neurons.hover")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setContentsMargins(8, 4, 8, 4)
        self.setFont(theme().number_font(self.font()))
        theme().changed.connect(self._dress)
        self._dress()
        self.hide()

    def say(self, text: str, x: float, y: float) -> None:
        """Show `text` right below a point of the parent, or wherever there is room for it."""
        self.setText(text)
        self.adjustSize()
        room = self._ground.rect()
        left = min(round(x) + 14, room.width() - self.width() - 4)
        top = round(y) + 18
        if top + self.height() > room.height() - 4:
            top = round(y) - self.height() - 10
        self.move(max(left, 4), max(top, 4))
        self.show()
        self.raise_()

    def _dress(self) -> None:
        c = theme().colours
        self.setStyleSheet(
            f"QLabel {{ background: {c.surface.name()}; color: {c.text.name()};"
            f" border: 1px solid {c.line.name()}; border-radius: 6px; }}"
        )
