"""Legend: what each line of a plot is, its value at the pointer, and a click to hide it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from playground.ui.theme import theme

SAMPLE = QSize(20, 12)


class LegendEntry(QToolButton):
    """One line: a sample of it, its name, its value. Checked while the line is shown."""

    def __init__(self, name: str, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._label, self._value = label, ""
        self._widest = ""
        self._detail, self._cut = 2, 0
        self._pen: QPen | None = None
        self.setCheckable(True)
        self.setChecked(True)
        self.setAutoRaise(True)
        self.setIconSize(SAMPLE)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setStyleSheet(
            "QToolButton, QToolButton:checked { background: transparent; padding: 1px 2px; }"
            "QToolButton:checked:!focus { border-color: transparent; }"
        )
        self.setToolTip(self.tr("Show or hide {line}").format(line=label))
        self.setAccessibleName(label)
        self._say()

    def set_pen(self, pen: QPen) -> None:
        """Shows the line as the plot draws it; faded while it is hidden."""
        if pen == self._pen:
            return
        self._pen = pen
        sample = QPen(pen)
        sample.setWidthF(max(pen.widthF(), 2.0))
        made = QIcon()
        for state, opacity in ((QIcon.State.On, 1.0), (QIcon.State.Off, 0.25)):
            pixmap = QPixmap(SAMPLE * self.devicePixelRatioF())
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            pixmap.fill(QColor(0, 0, 0, 0))
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(opacity)
            painter.setPen(sample)
            middle = SAMPLE.height() / 2
            painter.drawLine(QPointF(1, middle), QPointF(SAMPLE.width() - 1, middle))
            painter.end()
            made.addPixmap(pixmap, QIcon.Mode.Normal, state)
        self.setIcon(made)

    def set_value(self, value: float | None, text: str) -> None:
        """The value at the pointer, or the newest: as text, and as the property `value`."""
        self.setProperty("value", value)
        if text == self._value:
            return
        self._value = text
        self.setAccessibleName(f"{self._label} {text}")
        # As wide as it ever was: the entries beside it must not dance with every digit.
        self._widest = max(self._widest, f" {text}", key=self.fontMetrics().horizontalAdvance)
        self._say()

    def width_at(self, detail: int) -> int:
        """How wide it is with its sample alone (0), with its name (1), with its value (2)."""
        metrics = self.fontMetrics()
        name = metrics.horizontalAdvance(self._label) + 6 if detail else 0
        value = metrics.horizontalAdvance(self._widest) if detail == 2 else 0
        return SAMPLE.width() + 8 + name + value

    def set_detail(self, detail: int, cut: int = 0) -> None:
        """Show the sample alone (0), the name too (1), the value too (2); `cut` pixels too narrow for
        it all."""
        self._detail, self._cut = detail, cut
        # Of fixed height too: with any freedom left, each new number has the whole window laid out.
        self.setFixedSize(self.width_at(detail) - cut, max(SAMPLE.height(), self.fontMetrics().height()) + 4)
        self._say()

    def _say(self) -> None:
        words = (self._label, self._value)[: self._detail]
        text = " ".join(words).strip()
        if self._cut:
            metrics = self.fontMetrics()
            room = metrics.horizontalAdvance(text) - self._cut
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)


class Legend(QWidget):
    """The title of a plot and an entry per line. `toggled()` when a line was shown or hidden.

    Where there is little room the entries lose their values first, then the longest name its end,
    then the longest names altogether.
    """

    toggled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = QLabel(self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._entries: dict[str, LegendEntry] = {}
        self._says_values = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 2, 8, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._title)
        self._row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """A legend never makes the window wider."""
        return QSize(80, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type: once all parts have it, they are measured again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self.fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many words as there is room for."""
        super().resizeEvent(event)
        self.fit()

    @property
    def says_values(self) -> bool:
        """Whether there is room for the values."""
        return self._says_values

    def fit(self) -> None:
        """Choose how much the entries say."""
        shown = [entry for entry in self._entries.values() if not entry.isHidden()]
        room = self.width() - self._title.sizeHint().width() - 16 - 4 * (len(shown) + 2)
        self._says_values = sum(entry.width_at(2) for entry in shown) <= room
        detail = dict.fromkeys(shown, 2 if self._says_values else 1)
        cuts = dict.fromkeys(shown, 0)
        for entry in sorted(shown, key=lambda entry: entry.width_at(1), reverse=True):
            over = sum(entry.width_at(d) for entry, d in detail.items()) - room
            if over <= 0:
                break
            if over <= 0.6 * (entry.width_at(1) - entry.width_at(0)):
                cuts[entry] = over
                break
            detail[entry] = 0
        for entry, words in detail.items():
            entry.set_detail(words, cuts[entry])

    def set_title(self, title: str) -> None:
        """What the plot shows."""
        self._title.setText(title)

    def entry(self, key: str, label: str) -> LegendEntry:
        """The entry of that key, made where there is none."""
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = LegendEntry(f"curves.show.{key}", label, self)
            entry.setFont(theme().number_font(self.font()))
            entry.toggled.connect(lambda _: self.toggled.emit())
            self._row.insertWidget(self._row.count() - 1, entry)
        return entry

    def keep(self, keys: set[str]) -> None:
        """Hide the entries of lines that are not there."""
        for key, entry in self._entries.items():
            entry.setVisible(key in keys)

    def shows(self, key: str) -> bool:
        """Whether the line of that key is to be drawn."""
        entry = self._entries.get(key)
        return entry is None or entry.isChecked()
