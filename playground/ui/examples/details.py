"""Details: what is to be known of an example before it is opened."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from playground.gallery import Example
from playground.ui.theme import theme
from playground.ui.widgets.labels import bold, heading

from .card import draw_thumbnail

translate = QCoreApplication.translate
WIDTH = 272
PICTURE = 176
MINUTE_S = 60
LONG_S = 100
"""From here on a time is told in minutes."""


def time_text(example: Example) -> str:
    """How long an example takes, in words: "About 5 seconds for 300 epochs on two processor cores."."""
    if example.seconds < 1.5:
        long = translate("Examples", "About a second")
    elif example.seconds < LONG_S:
        long = translate("Examples", "About {0} seconds").format(round(example.seconds))
    else:
        long = translate("Examples", "About {0} minutes").format(round(example.seconds / MINUTE_S))
    return translate("Examples", "{time} for {epochs} epochs on two processor cores.").format(
        time=long, epochs=f"{example.epochs:,}"
    )


class Picture(QWidget):
    """The example's picture, in the theme in force."""

    def __init__(self) -> None:
        super().__init__()
        self._example: Example | None = None
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._forget)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(PICTURE, PICTURE)

    def show_example(self, example: Example) -> None:
        """Another picture."""
        self._example = example
        self._forget()

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Read when it is first needed."""
        if self._picture is None and self._example is not None:
            self._picture = QPixmap(str(self._example.thumbnail(theme().dark)))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_thumbnail(painter, QRectF(0, 0, PICTURE, PICTURE), self._picture)


class Details(QScrollArea):
    """Picture, title, a paragraph, what it should reach, how long that takes, and which files it wants."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("examples.details")
        self.setAccessibleName(translate("Examples", "About this example"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setFixedWidth(WIDTH)
        self.picture = Picture()
        self.title = bold(QLabel())
        self.about, self.reach, self.time, self.needs = QLabel(), QLabel(), QLabel(), QLabel()
        for label in (self.title, self.about, self.reach, self.time, self.needs):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._body = body = QWidget()
        body.setAutoFillBackground(False)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(self.picture)
        column.addSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self.about)
        self._needs_heading = heading(translate("Examples", "What it needs"))
        for title, label in (
            (heading(translate("Examples", "What it should reach")), self.reach),
            (heading(translate("Examples", "How long it takes")), self.time),
            (self._needs_heading, self.needs),
        ):
            column.addSpacing(6)
            column.addWidget(title)
            column.addWidget(label)
        column.addStretch(1)
        self.setWidget(body)

    def show_example(self, example: Example | None) -> None:
        """What is said of one; nothing where none is chosen."""
        self._body.setVisible(example is not None)
        if example is None:
            return
        self.picture.show_example(example)
        for label, text in (
            (self.title, example.title),
            (self.about, example.about),
            (self.reach, example.reach),
            (self.time, time_text(example)),
            (self.needs, example.needs),
        ):
            label.setText(text)
            label.setAccessibleName(text)
        for part in (self._needs_heading, self.needs):
            part.setVisible(bool(example.needs))
        self.verticalScrollBar().setValue(0)
