"""TopBar: play, step, reset, speed, and the numbers that tell how it goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog import METRICS, words
from playground.engine.snapshots import Status

from .theme import theme
from .trainer import Trainer
from .widgets.labels import ElidedLabel, SteadyLabel, quiet
from .workspace import Workspace

FASTEST = 100
"""The slider's last place: as fast as can be."""
PER_DECADE = 30
"""Places of the slider from 1 to 10 steps a second, and so on."""
NARROWEST, WIDEST = 60, 180
"""Room for the document's name, in pixels."""


def speed_of(place: int) -> float | None:
    """Steps a second at a place of the slider: 1, 10 at 30, 100 at 60; None (full speed) at the end."""
    return None if place >= FASTEST else 10 ** (place / PER_DECADE)


def thousands(number: int, digits: int = 0) -> str:
    """A counter as people read it: 1,234; with `digits`, zeros in front (000,142)."""
    text = f"{number:0{digits}d}"
    groups = [text[max(0, end - 3) : end] for end in range(len(text), 0, -3)]
    return ",".join(reversed(groups))


def short(value: float | None) -> str:
    """Three significant digits at least; a dash for what is not known."""
    if value is None:
        return "–"
    if value != value or abs(value) == float("inf"):
        return "∞"
    size = abs(value)
    if value and (size < 1e-3 or size >= 1e5):
        return f"{value:.2e}"
    if size >= 1000:
        return f"{value:,.0f}"
    decimals = next((d for least, d in ((100, 1), (10, 2), (0.1, 3), (0.01, 4)) if size >= least), 5)
    return f"{value:.{decimals}f}" if value else "0"


def duration(seconds: float) -> str:
    """1:05, or 1:02:05 from an hour on."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class Readout(QWidget):
    """A number with its caption above. The number's `value` property carries it unrounded."""

    def __init__(self, name: str, caption: str, widest: str) -> None:
        super().__init__()
        self._caption = quiet(QLabel(caption))
        self.number = SteadyLabel("–", widest=widest)
        self.number.setObjectName(name)
        self.number.setAccessibleName(caption)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addWidget(self.number)
        self._dress()
        theme().changed.connect(self._dress)

    def caption(self, text: str) -> None:
        """Say what the number is."""
        if text != self._caption.text():
            self._caption.setText(text)
            self.number.setAccessibleName(text)

    def show_value(self, text: str, value: object) -> None:
        """The number in words, and as it is."""
        if text != self.number.text():
            self.number.setText(text)
            self.number.setAccessibleDescription(text)
        self.number.setProperty("value", value)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._dress()

    def _dress(self) -> None:
        font = theme().number_font(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        self.number.setFont(font)


class TopBar(QWidget):
    """Buttons that tell the trainer what to do, and read-outs of its status."""

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topbar.content")
        self._workspace, self._trainer = workspace, trainer
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(6)
        self.title = ElidedLabel("")
        self.title.setObjectName("project_name")
        self.title.setAccessibleName(self.tr("Project"))
        self._name, self._unsaved = "", False
        row.addWidget(self.title)
        row.addSpacing(8)
        self.play = self._button("play", "play", self.tr("Play (Ctrl+Enter)"), trainer.toggle)
        self.step = self._button("step", "step", self.tr("One batch (F6)"), trainer.step)
        self.step_epoch = self._button(
            "step_epoch", "step_epoch", self.tr("One epoch (F7)"), trainer.step_epoch
        )
        self.reset = self._button(
            "reset", "reset", self.tr("Reset to the same initial weights (Ctrl+R)"), trainer.reset
        )
        self.new_seed = self._button(
            "new_seed", "seed", self.tr("Other initial weights (Ctrl+Shift+R)"), trainer.new_seed
        )
        for button in (self.play, self.step, self.step_epoch, self.reset, self.new_seed):
            row.addWidget(button)
        self.restore = QToolButton()
        self.restore.setObjectName("restore")
        self.restore.setProperty("framed", True)
        self.restore.setFixedHeight(32)
        self.restore.clicked.connect(trainer.restore)
        self.restore.hide()
        row.addSpacing(6)
        row.addWidget(self._speed_control())
        row.addSpacing(6)
        row.addWidget(_Line())
        row.addSpacing(6)
        row.addWidget(self.restore)  # in the free middle: it comes and goes, and moves nothing else
        row.addStretch(1)
        self.epoch = Readout("epoch_count", self.tr("Epoch"), "000,000")
        self.steps = Readout("step_count", self.tr("Step"), "000,000")
        widest = max("00,000", self.tr("scoring"), key=len)
        self.rate = Readout("steps_per_s", self.tr("Steps/s"), widest)
        self.time = Readout("elapsed", self.tr("Time"), "00:00")
        self.train_loss = Readout("train_loss", self.tr("Train loss"), "0.00e-00")
        self.test_loss = Readout("test_loss", self.tr("Test loss"), "0.00e-00")
        # Not `metric`: Qt asks a widget of that name for its resolution.
        self.score = Readout("metric", self.tr("Accuracy"), "100.0 %")
        for readout in (
            self.epoch,
            self.steps,
            self.rate,
            self.time,
            self.train_loss,
            self.test_loss,
            self.score,
        ):
            row.addWidget(readout)
            row.addSpacing(8)
        self.device = QComboBox()
        self.device.setObjectName("device")
        self.device.setAccessibleName(self.tr("Device"))
        self.device.setToolTip(self.tr("Where the network is computed"))
        self.device.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.device.activated.connect(lambda index: trainer.set_device(self.device.itemData(index)))
        row.addWidget(self.device)
        # In a narrow window these give way, in this order, before anything is squeezed.
        self._spare = (self.time, self.rate, self.steps)
        theme().changed.connect(self._dress)
        theme().changed.connect(self._measure)  # another sheet takes the name's type back
        workspace.report_changed.connect(lambda report: self.show_status(trainer.status))
        trainer.status_changed.connect(self.show_status)
        self._playing: bool | None = None
        self.show_status(trainer.status)

    def _button(self, name: str, icon: str, text: str, act: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(text.partition(" (")[0])
        button.setToolTip(text)
        button.setIconSize(QSize(20, 20))
        button.setFixedSize(44 if name == "play" else 36, 36)
        button.setAutoRaise(name != "play")
        button.setProperty("snug", True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(act)
        if name != "play":
            theme().wear(button, icon)
        return button

    def _speed_control(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._speed_text = quiet(QLabel(self.tr("Full speed")))
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setObjectName("speed")
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("From slow motion (1 step a second) to full speed"))
        self.speed.setRange(0, FASTEST)
        self.speed.setValue(FASTEST)
        self.speed.setFixedWidth(96)
        self.speed.valueChanged.connect(self._set_speed)
        column.addWidget(self._speed_text)
        column.addWidget(self.speed)
        return holder

    def _set_speed(self, place: int) -> None:
        speed = speed_of(place)
        if speed is None:
            self._speed_text.setText(self.tr("Full speed"))
        else:
            self._speed_text.setText(
                self.tr("{0} steps/s").format(f"{speed:.2g}" if speed < 10 else round(speed))
            )
        self._trainer.set_speed(speed)

    def show_name(self, name: str, unsaved: bool) -> None:
        """The document's name, with a star while it is unsaved; room for the star is kept, so that
        the buttons stay where they are."""
        self._name, self._unsaved = name, unsaved
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        self.title.setFont(bold)
        starred = self.title.fontMetrics().horizontalAdvance(f"{name} *")
        self.title.setFixedWidth(min(max(NARROWEST, starred + 2), WIDEST))
        self.title.setText(f"{name} *" if unsaved else name)

    # --- status ------------------------------------------------------------------------------------

    def show_status(self, status: Status) -> None:
        """Bring every read-out up to date."""
        self._show_play(status)
        self.epoch.show_value(thousands(status.epoch, 6), status.epoch)
        self.steps.show_value(thousands(status.step), status.step)
        measuring = status.scoring and not status.steps_per_s and status.state == "playing"
        rate = self.tr("scoring") if measuring else thousands(round(status.steps_per_s))
        self.rate.show_value(rate, status.steps_per_s)
        self.rate.setToolTip(
            self.tr("{0} samples a second, {1} pictures a second").format(
                thousands(round(status.samples_per_s)), f"{status.pictures_per_s:.0f}"
            )
        )
        elapsed = duration(status.elapsed_s)
        if status.remaining_s is not None and status.state == "playing":
            self.time.caption(self.tr("Time left"))
            self.time.show_value(duration(status.remaining_s), status.elapsed_s)
        else:
            self.time.caption(self.tr("Time"))
            self.time.show_value(elapsed, status.elapsed_s)
        self.train_loss.show_value(short(status.losses.get("train")), status.losses.get("train"))
        self.test_loss.show_value(short(status.losses.get("test")), status.losses.get("test"))
        self._show_metric(status)
        if tuple(self.device.itemData(i) for i in range(self.device.count())) != status.devices:
            self.device.clear()
            for device in status.devices:
                self.device.addItem(device.upper(), device)
        self.device.setCurrentIndex(self.device.findData(status.device))

    def _show_metric(self, status: Status) -> None:
        name = next((m for m in METRICS if f"train_{m}" in status.metrics), "accuracy")
        value = status.metrics.get(f"test_{name}", status.metrics.get(f"train_{name}"))
        if METRICS[name].share:
            self.score.caption(METRICS[name].title)
            self.score.show_value("–" if value is None else f"{value * 100:.1f} %", value)
        else:
            self.score.caption(self.tr("Mean error"))
            self.score.show_value(short(value), value)

    def _show_play(self, status: Status) -> None:
        playing = status.state == "playing"
        if playing is not self._playing:
            self._playing = playing
            self._dress()
        reason = self.waits_for(status)
        for button in (self.play, self.step, self.step_epoch):
            button.setEnabled(not reason)
        self.reset.setEnabled(status.state != "starting")
        self.new_seed.setEnabled(status.state != "starting")
        text = self.tr("Pause (Ctrl+Enter)") if playing else self.tr("Play (Ctrl+Enter)")
        self.play.setToolTip(reason or text)
        self.play.setAccessibleName(text.partition(" (")[0])
        self.play.setAccessibleDescription(reason)
        self._show_restore(status)

    def waits_for(self, status: Status) -> str:
        """Why there is nothing to play now, in a sentence; empty where there is."""
        if status.state == "starting":
            return self.tr("Starting the engine …")
        if status.state != "blocked":
            return ""
        trouble = status.problem or next(iter(self._workspace.report.errors), None)
        return (
            words.text(trouble)
            if trouble is not None
            else self.tr("Getting ready: all data are scored once …")
        )

    def _show_restore(self, status: Status) -> None:
        texts = {
            "good": self.tr("Bring back good weights"),
            "trained": self.tr("Bring back trained weights"),
            "best": self.tr("Bring back best weights"),
        }
        text = texts.get(status.can_restore, "")
        if text and text != self.restore.text():
            self.restore.setText(text)
            self.restore.setAccessibleName(text)
            self.restore.setToolTip(text)
            self.restore.setMinimumWidth(self.restore.sizeHint().width())
        if self.restore.isVisibleTo(self) != bool(text):
            self.restore.setVisible(bool(text))
            self._make_room()

    # --- room ----------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """Never so wide that the tool bar would have to hide it all."""
        return QSize(320, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type: once all parts have it, they are measured again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            QTimer.singleShot(0, self, self._measure)

    def _measure(self) -> None:
        self.show_name(self._name, self._unsaved)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many numbers as there is room for."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        for readout in self._spare:
            readout.show()
        for readout in self._spare:
            if self._row.totalMinimumSize().width() <= self.width():
                break
            readout.hide()

    def _dress(self) -> None:
        """Play is the one thing in the bar that the eye must find."""
        colours = theme().colours
        hover = colours.accent.lighter(112) if theme().dark else colours.accent.darker(112)
        self.play.setStyleSheet(
            f"QToolButton {{ background: {colours.accent.name()}; border: none; border-radius: 8px; }}"
            f"QToolButton:hover {{ background: {hover.name()}; }}"
            f"QToolButton:focus {{ border: 2px solid {colours.text.name()}; }}"
            f"QToolButton:disabled {{ background: {colours.line.name()}; }}"
        )
        name = "pause" if self._playing else "play"
        self.play.setIcon(theme().icon_in(name, colours.on_accent))


class _Line(QFrame):
    """A hair line between the buttons and the numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)
        theme().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(f"background: {theme().colours.line.name()};")
