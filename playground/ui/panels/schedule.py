"""How the learning rate will go: a small drawing below the schedule's own settings."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from playground.catalog import SCHEDULES
from playground.engine.schedules import USUAL_EPOCHS, rate
from playground.project import TrainingSettings
from playground.ui.theme import theme
from playground.ui.views.dots import number_text

HEIGHT_PX = 72
EPOCH_STEPS = 20
"""Batches of an epoch in the drawing: it shows the shape, whatever the data."""
PLACES = 240


class SchedulePreview(QWidget):
    """The learning rate over the epochs to come, from zero up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training.schedule.preview")
        self.setAccessibleName(self.tr("The learning rate over time"))
        self._training: TrainingSettings | None = None
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(160, HEIGHT_PX + self.fontMetrics().height())

    minimumSizeHint = sizeHint

    def show_training(self, training: TrainingSettings) -> None:
        """Draw these settings."""
        self._training = training
        self.update()

    @property
    def epochs(self) -> int:
        """How long the drawing is."""
        if self._training is None:
            return USUAL_EPOCHS
        length = self._training.schedule_parameters.get("epochs")
        return int(length or self._training.stop.epochs or USUAL_EPOCHS)

    def rates(self) -> list[float]:
        """What is drawn; empty for a schedule that is not known, or whose values make no sense."""
        if self._training is None:
            return []
        kind, values = SCHEDULES.get(self._training.schedule), self._training.schedule_parameters
        if kind is None or not all(p.fits(values.get(p.name, p.default)) for p in kind.parameters):
            return []
        training = self._training.but(schedule_parameters=kind.complete(values))
        last = max(self.epochs * EPOCH_STEPS - 1, 1)
        return [rate(training, last * place // PLACES, EPOCH_STEPS) for place in range(PLACES + 1)]

    # --- where things are -------------------------------------------------------------------------

    def area(self) -> QRectF:
        """Where the curve is: from the first epoch to the last, from nothing to the highest rate."""
        words = self.fontMetrics().height()
        return QRectF(2, 4, self.width() - 4, self.height() - words - 8)

    def height_of(self, value: float, top: float) -> float:
        """How high a rate stands, 0 to 1, where `top` is the highest."""
        return value / top

    # --- painting -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line under which the learning rate and the last epoch are written."""
        rates = self.rates()
        if not rates:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, area = theme().colours, self.area()
        painter.setPen(QPen(colours.line, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        top = max(rates) or 1.0
        path = QPainterPath()
        for place, value in enumerate(rates):
            at = QPointF(
                area.left() + area.width() * place / PLACES,
                area.bottom() - area.height() * self.height_of(value, top),
            )
            if place:
                path.lineTo(at)
            else:
                path.moveTo(at)
        painter.setPen(QPen(colours.accent, 2))
        painter.drawPath(path)
        painter.setPen(colours.quiet)
        below = QRectF(area.left(), area.bottom() + 2, area.width(), self.fontMetrics().height())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self.caption(top))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.tr("{0} epochs").format(self.epochs))

    def caption(self, top: float) -> str:
        """What is written below the curve."""
        return self.tr("up to {0}").format(number_text(top))
