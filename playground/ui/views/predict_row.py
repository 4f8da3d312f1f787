"""Predict a row: a form with the columns of the table, and what the network says of what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from playground.catalog import words
from playground.data import Dataset, RowPictures, TableEncoder, cells, label_text, target_text
from playground.data.table import ColumnCode, RawTable
from playground.project import Refused
from playground.ui.theme import theme
from playground.ui.widgets.labels import ElidedLabel

from .dots import number_text
from .naming import named
from .picture_field import PictureField
from .shade import class_colour

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

WAIT_MS = 120
"""After the last keystroke the row is predicted."""
MOST_SHOWN = 6


class PredictRow(QWidget):
    """The form and the answer. Fields are typed in by hand, or taken from a row of the data."""

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self._dataset: Dataset | None = None
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self.picture: PictureField | None = None
        self._filling = False
        self.row = named(QSpinBox(self), "predict.row", self.tr("Row of the data to start from"))
        self.row.setPrefix(self.tr("Row "))
        self.row.valueChanged.connect(self._fill)
        self.truth = named(ElidedLabel(parent=self), "predict.truth")
        self.answer = Answer("predict.answer", self)
        self.problem = named(QLabel(self), "predict.problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        top = QHBoxLayout()
        top.addWidget(self.row)
        top.addWidget(self.truth, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.answer)
        column.addWidget(self.problem)
        column.addWidget(self._scroll, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self.ask)
        trainer.predicted.connect(self._take)

    # --- the form -----------------------------------------------------------------------------

    def set_dataset(self, dataset: Dataset) -> None:
        """A form for the columns of this table, filled with the first test row."""
        self._dataset = dataset
        encoder: TableEncoder = dataset.table
        self._fields = {}
        form = QWidget(self)
        rows = QFormLayout(form)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for code in encoder.columns:
            field = self._fields[code.name] = self._field(code, form)
            label = QLabel(code.name, form)
            label.setBuddy(field)
            rows.addRow(label, field)
        pictures = dataset.extra.get("pictures")
        self.picture = PictureField(pictures, form) if isinstance(pictures, RowPictures) else None
        if self.picture is not None:
            self.picture.changed.connect(self._changed)
            rows.addRow(self.picture.column, self.picture)
        self._scroll.setWidget(form)
        looked_at = dataset.test if len(dataset.test) else dataset.train
        self.row.blockSignals(True)
        self.row.setRange(1, len(dataset))
        self.row.setValue(int(looked_at[0]) + 1)
        self.row.blockSignals(False)
        self.answer.clear()
        self._fill()

    def _field(self, code: ColumnCode, form: QWidget) -> QLineEdit | QComboBox:
        if code.type == "category":
            choice = named(QComboBox(form), f"predict.{code.name}", code.name)
            for text in code.categories:
                choice.addItem(text or self.tr("(missing)"), text)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.currentIndexChanged.connect(self._changed)
            return choice
        edit = named(QLineEdit(form), f"predict.{code.name}", code.name)
        hint = self.tr("YYYY-MM-DD") if code.type == "date" else number_text(code.fill)
        edit.setPlaceholderText(self.tr("missing (as {value})").format(value=hint))
        edit.textEdited.connect(self._changed)
        return edit

    def _fill(self) -> None:
        """Takes over the row that the spin box names."""
        dataset = self._dataset
        table = dataset.extra.get("rows") if dataset is not None else None
        if dataset is None or not isinstance(table, RawTable):
            return
        index = self.row.value() - 1
        self._filling = True
        for name, text in table.texts(index).items():
            field = self._fields.get(name)
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.findData(text))
            elif field is not None:
                field.setText(text)
        if self.picture is not None:
            self.picture.show_name(str(self.picture.pictures.names[index]))
        self._filling = False
        self.truth.setText(
            self.tr("{name} is {value}").format(name=target_text(dataset), value=label_text(dataset, index))
        )
        self._timer.start()

    def _changed(self) -> None:
        if not self._filling:
            self.truth.setText(self._doubt() or self.tr("changed by hand"))
            self._timer.start()

    def _doubt(self) -> str:
        """How a number was understood that would be another one in the file: 3,000 is 3 to a hand, and
        may be 3000 to a file."""
        if self._dataset is None:
            return ""
        encoder: TableEncoder = self._dataset.table
        for code in encoder.columns:
            field = self._fields[code.name]
            if code.type != "number" or not isinstance(field, QLineEdit):
                continue
            text = field.text().strip()
            read, other = cells.typed_number(text, encoder.decimal), cells.number(text, encoder.decimal)
            if read is not None and other is not None and read != other:
                return self.tr("{text} is read as {read:.10g}, not as {other:.10g}").format(
                    text=text, read=read, other=other
                )
        return ""

    def values(self) -> dict[str, str]:
        """What stands in the form, by column; empty for what is missing."""
        typed = {
            name: str(field.currentData() or "") if isinstance(field, QComboBox) else field.text()
            for name, field in self._fields.items()
        }
        return typed if self.picture is None else {**typed, self.picture.column: self.picture.name}

    # --- the answer ---------------------------------------------------------------------------

    def ask(self) -> None:
        """Has the row predicted; the answer comes as a signal."""
        if self._dataset is None or not self.isVisible():
            return
        try:
            self._trainer.predict_row(self.values())
        except Refused as refused:
            self.problem.setText(words.text(refused.problem))
            self.problem.setVisible(True)
            self.answer.clear()
        else:
            self.problem.setVisible(False)

    def _take(self, prediction: dict[str, Any]) -> None:
        if self.isVisible() and self.problem.isHidden():
            self.answer.show_prediction(prediction)


class Answer(QWidget):
    """A prediction: a bar per class or label, or numbers in the units of the data."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lines: list[tuple[str, str, float | None, int]] = []
        self._count = 0
        self._room = 1
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A line per class, or per number."""
        return QSize(160, round(max(len(self._lines), self._room) * self._line_px()) + 2)

    def expect(self, lines: int) -> None:
        """Keeps room for so many lines, so that nothing around moves when they come."""
        self._room = max(min(lines, MOST_SHOWN), 1)
        self.updateGeometry()

    def _line_px(self) -> float:
        return QFontMetricsF(self.font()).height() + 6

    def clear(self) -> None:
        """Nothing is known."""
        self._lines = []
        self.setProperty("value", None)
        self.setAccessibleName("")
        self.updateGeometry()
        self.update()

    def show_prediction(self, prediction: dict[str, Any]) -> None:
        """Shows {"classes" or "labels": ..., "probabilities": ...} or {"names": ..., "values": ...}."""
        if "probabilities" in prediction:
            names = prediction["labels" if "labels" in prediction else "classes"]
            pairs = list(zip(names, prediction["probabilities"], strict=True))
            count = self._count = len(pairs)
            # In the order of the classes, so that the bars stay put; of many classes the surest.
            order = sorted(range(count), key=lambda at: -pairs[at][1])[:MOST_SHOWN]
            surest = order[0]
            order = sorted(order) if count <= MOST_SHOWN else order
            self._lines = [
                (str(pairs[at][0]), f"{pairs[at][1]:.1%}".replace("%", " %"), float(pairs[at][1]), at)
                for at in order
            ]
            said = [pairs[surest][0]]
            if "labels" in prediction:
                said = [name for name, share in pairs if share > 0.5]
            self.setProperty("value", ", ".join(map(str, said)))
        else:
            named_values = zip(prediction["names"], prediction["values"], strict=True)
            self._lines = [(str(name), f"{value:.5g}", None, 0) for name, value in named_values]
            self.setProperty("value", float(prediction["values"][0]))
        self.setAccessibleName(", ".join(f"{name} {text}" for name, text, _, _ in self._lines))
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar, number."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme().number_font(self.font()))
        colours = theme().colours
        metrics = QFontMetricsF(painter.font())
        line = self._line_px()
        widest = max((metrics.horizontalAdvance(name) for name, *_ in self._lines), default=0.0)
        names = min(widest, self.width() * 0.45) + 8
        numbers = metrics.horizontalAdvance("100.0 %") + 6
        middle = Qt.AlignmentFlag.AlignVCenter
        for number, (name, text, share, at) in enumerate(self._lines):
            area = QRectF(0, number * line, self.width(), line)
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, names - 6)
            painter.setPen(colours.text)
            painter.drawText(QRectF(0, area.top(), names, line), middle, short)
            if share is None:
                painter.drawText(area.adjusted(names + 8, 0, 0, 0), middle, text)
                continue
            bar = QRectF(names, area.center().y() - 5, max(area.width() - names - numbers, 8.0), 10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.raised)
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(class_colour(at, self._count))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(bar.width() * share, 2.0), 10), 3, 3)
            painter.setPen(colours.text)
            painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, text)
