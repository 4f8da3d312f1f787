"""Cross-validation at the press of a button: fold by fold, with mean and spread, beside the training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.catalog import words
from playground.engine.snapshots import FoldScores
from playground.ui.forms import Form
from playground.ui.topbar import duration
from playground.ui.views.evaluation import Table
from playground.ui.views.series import metric_label, value_text
from playground.ui.widgets.labels import ProblemLine, paragraph
from playground.ui.workspace import Workspace

from . import settings

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

STEPS = 1000
"""Of the bar."""
TELLING_S = 1.0
"""Before that nobody knows how long it will take."""


class CrossValidation(QWidget):
    """How many folds and epochs, a button, how far it is, and a table of what each fold came to on the
    part that it was tested on. What is trained meanwhile goes on."""

    def __init__(self, workspace: Workspace, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self._clock = QElapsedTimer()
        self._running = False
        self.form = Form(settings.folds(), "validation", workspace.new_gesture)
        self.button = QPushButton()
        self.button.setObjectName("validation.start")
        self.button.clicked.connect(self._press)
        self.bar = QProgressBar()
        self.bar.setObjectName("validation.progress")
        self.bar.setAccessibleName(self.tr("Progress of cross-validation"))
        self.bar.setRange(0, STEPS)
        self.bar.hide()
        self.problem = ProblemLine()
        self.table = Table(self)
        self.table.setObjectName("validation.table")
        self.table.setAccessibleName(self.tr("Test part of each fold, their mean and spread"))
        self.table.hide()
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addWidget(self.bar, 1)
        row.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            paragraph(
                self.tr(
                    "Trains anew for each part of the data and tests on it: how much do the scores depend "
                    "on the division? The training that you see is left alone."
                )
            )
        )
        column.addWidget(self.form)
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(self.table)
        trainer.validated.connect(self._show)
        workspace.opened.connect(self._forget)
        self._dress()

    def _press(self) -> None:
        if self._running:
            self._trainer.stop_validation()
            return
        self._running = True
        self._clock.start()
        self.problem.say("")
        self.table.hide()
        self.bar.setValue(0)
        self.bar.setFormat("")
        self._dress()
        self._trainer.cross_validate(self.form.values["folds"], self.form.values["epochs"])

    def _dress(self) -> None:
        self.bar.setVisible(self._running)
        self.button.setText(self.tr("Stop") if self._running else self.tr("Cross-validate"))
        self.button.setAccessibleName(
            self.tr("Stop cross-validation") if self._running else self.tr("Cross-validate")
        )

    def _forget(self) -> None:
        """Another document: what was found is not of it."""
        self._running = False
        self.table.hide()
        self.problem.say("")
        self._dress()

    def _show(self, scores: FoldScores) -> None:
        if not self._running:
            return  # of a document that is no more
        self._running = scores.running
        self._dress()
        self.bar.setValue(round(STEPS * scores.share))
        self.bar.setFormat(self._progress_text(scores))
        self.problem.say("" if scores.problem is None else words.text(scores.problem))
        numbers, mean, spread = scores.numbers, scores.mean, scores.spread
        names = [name for name in numbers if name.startswith("test_")]
        self.table.setVisible(bool(names))
        measures = [name.removeprefix("test_") for name in names]
        lines = [
            [value_text(numbers[name][fold], measure) for name, measure in zip(names, measures)]
            for fold in range(len(scores.rows))
        ]
        rows = [str(fold + 1) for fold in range(len(lines))]
        for title, values in ((self.tr("mean"), mean), (self.tr("spread"), spread)):
            rows.append(title)
            lines.append([value_text(values[name], measure) for name, measure in zip(names, measures)])
        self.table.show_cells(rows, [metric_label(measure) for measure in measures], lines)
        self.table.setFixedHeight(self._table_px(len(rows)))

    def _progress_text(self, scores: FoldScores) -> str:
        text = self.tr("Fold {number} of {all}").format(
            number=min(len(scores.rows) + 1, scores.of), all=scores.of
        )
        elapsed_s = self._clock.elapsed() / 1000
        if elapsed_s < TELLING_S or not scores.share:
            return text
        left_s = elapsed_s * (1 - scores.share) / scores.share
        return self.tr("{text}, {time} left").format(text=text, time=duration(left_s))

    def _table_px(self, rows: int) -> int:
        """All rows are seen: the panel scrolls, not the table."""
        lines = sum(self.table.rowHeight(row) for row in range(rows))
        return self.table.horizontalHeader().sizeHint().height() + lines + 2
