"""ViewSwitch: two buttons over the canvas, the network as cards or as neurons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from .theme import theme

EDGE_PX = 12


class ViewSwitch(QWidget):
    """Lies in the upper left corner of `over`. `chosen(bool)`: True for neurons."""

    chosen = Signal(bool)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("view")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        group = QButtonGroup(self)
        self.network = self._button("network", self.tr("Network"), group)
        self.neurons = self._button("neurons", self.tr("Neurons"), group)
        row.addWidget(self.network)
        row.addWidget(self.neurons)
        self.network.setChecked(True)
        group.idClicked.connect(lambda number: self.chosen.emit(number == 1))
        over.installEventFilter(self)
        theme().changed.connect(self._dress)
        self._dress()
        self.adjustSize()
        self.move(EDGE_PX, EDGE_PX)
        self.raise_()

    def show_choice(self, neurons: bool) -> None:
        """Which of the two is shown."""
        (self.neurons if neurons else self.network).setChecked(True)
        self.raise_()

    def offer_neurons(self, possible: bool) -> None:
        """Only points of a plane can be mapped, neuron by neuron."""
        self.neurons.setEnabled(possible)
        tip = "" if possible else self.tr("Neurons are maps of the plane: these data are no points of one.")
        self.neurons.setToolTip(tip)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays on top of whichever view is shown."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self.raise_()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Another size of type takes another room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.adjustSize()

    def _button(self, name: str, text: str, group: QButtonGroup) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"view.{name}")
        button.setText(text)
        button.setAccessibleName(text)
        button.setCheckable(True)
        group.addButton(button, len(group.buttons()))
        return button

    def _dress(self) -> None:
        c = theme().colours
        self.setStyleSheet(
            f"QToolButton {{ background: {c.surface.name()}; color: {c.quiet.name()}; padding: 5px 12px;"
            f" border: 1px solid {c.line.name()}; border-radius: 0; }}"
            f"QToolButton:checked {{ color: {c.text.name()}; border-bottom: 2px solid {c.accent.name()}; }}"
            f"QToolButton:disabled {{ color: {c.wire.name()}; }}"
            f"QToolButton:focus {{ border: 1px solid {c.accent.name()}; }}"
        )
