"""ReportPart: how many samples there are in each part, what was left out, and a look at them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from playground.data import Dataset
from playground.ui.theme import theme
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.labels import paragraph


class ReportPart(QWidget):
    """`look_wanted()` and `new_wanted()` when a person presses a button."""

    look_wanted = Signal()
    new_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        self._counts = paragraph()
        self._counts.setObjectName("data.counts")
        self._notes = paragraph()
        self._notes.setObjectName("data.report")
        self._fold = Fold(self.tr("What was read"), self._notes)
        self._fold.button.setObjectName("data.report.fold")
        self._look = QToolButton()
        self._look.setObjectName("data.look")
        self._look.setText(" " + self.tr("Look at samples"))
        new = QToolButton()
        new.setObjectName("data.new")
        new.setText(self.tr("New data"))
        new.setToolTip(self.tr("Another seed: other samples, or another division"))
        for button, icon in ((self._look, "eye"), (new, "seed")):
            button.setAccessibleName(button.text().strip())
            button.setProperty("framed", True)
            theme().wear(button, icon)
        self._look.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._look.clicked.connect(self.look_wanted)
        new.clicked.connect(self.new_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self._look)
        buttons.addWidget(new)
        buttons.addStretch(1)
        for part in (self._counts, self._fold):
            column.addWidget(part)
        column.addLayout(buttons)

    def show_dataset(self, dataset: Dataset | None) -> None:
        """The data in use; None while they are not known."""
        self._look.setEnabled(dataset is not None)
        lines = [] if dataset is None else self._lines(dataset)
        self._counts.setText("" if dataset is None else self._parts(dataset))
        self._notes.setText("\n".join(lines))
        self._fold.setVisible(bool(lines))

    def _parts(self, dataset: Dataset) -> str:
        parts = {
            self.tr("{count} train"): len(dataset.train),
            self.tr("{count} validate"): len(dataset.validation),
            self.tr("{count} test"): len(dataset.test),
        }
        return " · ".join(text.format(count=f"{number:,}") for text, number in parts.items() if number)

    def _lines(self, dataset: Dataset) -> list[str]:
        report = dataset.report
        if report is None or not (report.dropped or report.notes or dataset.kind == "csv"):
            return []
        read = (
            self.tr("{read} pictures read, {kept} used.")
            if dataset.family == "image"
            else self.tr("{read} rows read, {kept} used.")
        )
        left_out = self.tr("Left out, {count}: {reason}")
        return [
            read.format(read=f"{report.read:,}", kept=f"{report.kept:,}"),
            *(left_out.format(count=f"{count:,}", reason=reason) for reason, count in report.dropped),
            *report.notes,
        ]
