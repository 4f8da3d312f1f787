"""Draw: a picture made with the mouse, and what the network takes it for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.data import Dataset
from playground.ui.theme import theme

from .images import image_of, images_of
from .naming import named
from .predict_row import Answer

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

PAPER_PX = 280
INK_PX = 22
"""How thick the pen is on the paper: as thick as the strokes of handwritten digits."""
INK_FROM = 0.1
SMALL_PX = 48
STROKES = 50
"""How many strokes can be undone."""
LOOKED_AT = 200
"""How many pictures are asked how large what they show is."""


class Pad(QWidget):
    """Square paper. `changed()` with every stroke."""

    changed = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Draw here with the mouse"))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._paper = QImage(PAPER_PX, PAPER_PX, QImage.Format.Format_Grayscale8)
        self._paper.fill(0)
        self._before: list[QImage] = []
        """The paper before each stroke."""
        self._last: QPointF | None = None
        self.is_empty = True
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As large as a hand wants."""
        return QSize(200, 200)

    def minimumSizeHint(self) -> QSize:
        """Still large enough for a digit."""
        return QSize(120, 120)

    def clear(self) -> None:
        """A new sheet."""
        self._paper.fill(0)
        self._before.clear()
        self.is_empty = True
        self.update()
        self.changed.emit()

    def undo(self) -> None:
        """Without the last stroke."""
        if self._before:
            self._paper = self._before.pop()
            self.is_empty = self._without_ink()
            self.update()
            self.changed.emit()

    def _without_ink(self) -> bool:
        return not (self.ink() > INK_FROM).any()

    def ink(self) -> NDArray[np.float32]:
        """What is on the paper: PAPER_PX PAPER_PX, 0 to 1."""
        return _pixels(self._paper)

    @property
    def _square(self) -> QRectF:
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, 0, side, side)

    def _on_paper(self, at: QPointF) -> QPointF:
        square = self._square
        return (at - square.topLeft()) * (PAPER_PX / square.width())

    def _draw_to(self, at: QPointF) -> None:
        painter = QPainter(self._paper)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(255, 255, 255), INK_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._last is None:
            painter.drawPoint(at)  # a line without length leaves no ink
        else:
            painter.drawLine(self._last, at)
        painter.end()
        self._last, self.is_empty = at, self.is_empty and self._without_ink()  # beside the paper, say
        self.update()
        self.changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The pen goes down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._before = [*self._before[1 - STROKES :], self._paper.copy()]
            self._last = None
            self._draw_to(self._on_paper(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A stroke."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._draw_to(self._on_paper(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The pen goes up."""
        self._last = None

    def event(self, event: QEvent) -> bool:
        """Undo means a stroke, not the document, while the pen is here."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo):
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.undo()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ink on paper, in the colours of the pictures."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        square = self._square.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawImage(square, image_of(self.ink()[None]))
        painter.setPen(theme().colours.line)
        painter.drawRect(square)
        if self.is_empty:
            painter.setPen(theme().colours.quiet)
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, self.tr("Draw here"))


class DrawView(QWidget):
    """The pad, the picture as the network gets it, and its answer."""

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self._dataset: Dataset | None = None
        self._share = 1.0
        self.pad = Pad("output.pad", self)
        self.answer = Answer("output.drawn", self)
        self.small = named(QLabel(self), "output.drawn_small", self.tr("As the network sees it"))
        self.small.setFixedHeight(SMALL_PX)
        self.wipe = named(QPushButton(self.tr("Clear"), self), "output.clear_pad", self.tr("Clear the paper"))
        self.wipe.clicked.connect(self.pad.clear)
        row = QHBoxLayout()
        row.addWidget(self.small)
        row.addStretch(1)
        row.addWidget(self.wipe)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pad, 1)
        column.addLayout(row)
        column.addWidget(self.answer)
        self._later = QTimer(self, singleShot=True, interval=40)
        self._later.timeout.connect(self._ask)
        self.pad.changed.connect(self._later.start)
        theme().changed.connect(self._later.start)  # the small picture is on paper of the theme
        trainer.picture.connect(self._learned)
        trainer.predicted.connect(self._show)

    def set_dataset(self, dataset: Dataset) -> None:
        """Pictures of other data are of another size."""
        if dataset is not self._dataset:
            self._dataset = dataset
            self._share = usual_share(images_of(dataset)[dataset.train[:LOOKED_AT]])
            self.answer.expect(len(dataset.classes) or len(dataset.target_names))
            self.pad.clear()

    def sample(self) -> NDArray[np.float32] | None:
        """What is drawn, as one of the data's pictures: C H W, 0 to 1; None while there is nothing."""
        if self.pad.is_empty or self._dataset is None:
            return None
        shape = images_of(self._dataset).shape[1:]
        return as_sample(self.pad.ink(), (shape[0], shape[1], shape[2]), self._share)

    def _ask(self) -> None:
        sample = self.sample()
        if sample is None:
            self.answer.clear()
            self.small.clear()
            return
        picture = image_of(sample).scaled(SMALL_PX, SMALL_PX, Qt.AspectRatioMode.KeepAspectRatio)
        self.small.setPixmap(QPixmap.fromImage(picture))
        self._trainer.predict_picture(sample)

    def _learned(self, _picture: object) -> None:
        """While it trains the answer changes."""
        if self.isVisible() and not self.pad.is_empty and not self._later.isActive():
            self._later.start(250)

    def _show(self, prediction: Any) -> None:
        if self.isVisible() and not self.pad.is_empty and isinstance(prediction, dict):
            self.answer.show_prediction(prediction)


def _pixels(image: QImage) -> NDArray[np.float32]:
    """A grey image as numbers, H W, 0 to 1."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].astype(np.float32) / np.float32(255)


def usual_share(images: NDArray[Any]) -> float:
    """Which share of a picture's height what it shows usually takes up (MNIST's digits 20 of 28)."""
    whole = 255.0 if images.dtype == np.uint8 else 1.0
    rows = (images.max(axis=(1, 3)) / whole > INK_FROM) if len(images) else np.ones((1, 1), bool)
    cols = (images.max(axis=(1, 2)) / whole > INK_FROM) if len(images) else np.ones((1, 1), bool)
    return float(np.median(np.maximum(_extent(rows), _extent(cols))))


def _extent(inked: NDArray[np.bool_]) -> NDArray[Any]:
    """From the first to the last place with ink, as a share: N L -> N."""
    length = inked.shape[1]
    first = inked.argmax(axis=1)
    last = length - inked[:, ::-1].argmax(axis=1)
    return np.where(inked.any(axis=1), (last - first) / length, 1.0)


def as_sample(ink: NDArray[np.float32], shape: tuple[int, int, int], share: float) -> NDArray[np.float32]:
    """A drawing (S S) as a picture of `shape` (C H W): as large as the data's pictures show things
    (`share` of the side), its centre of mass in the middle, as MNIST was made (LeCun et al., 1998)."""
    channels, height, width = shape
    rows, columns = np.flatnonzero(ink.max(1) > INK_FROM), np.flatnonzero(ink.max(0) > INK_FROM)
    top, left = int(rows[0]), int(columns[0])
    area = QRect(left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1)
    bytes_ = (ink * 255).astype(np.uint8).tobytes()
    grey = QImage(bytes_, ink.shape[1], ink.shape[0], ink.shape[1], QImage.Format.Format_Grayscale8)
    box = max(round(share * min(height, width)), 1)
    small = _pixels(
        grey.copy(area).scaled(
            box, box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    )
    tall, wide = small.shape
    mass = max(float(small.sum()), 1e-6)
    down = float((small.sum(1) * (np.arange(tall) + 0.5)).sum()) / mass
    across = float((small.sum(0) * (np.arange(wide) + 0.5)).sum()) / mass
    y = min(max(round(height / 2 - down), 0), height - tall)
    x = min(max(round(width / 2 - across), 0), width - wide)
    picture = np.zeros((height, width), np.float32)
    picture[y : y + tall, x : x + wide] = small
    return np.repeat(picture[None], channels, axis=0)
