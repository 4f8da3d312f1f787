"""PictureField: the picture of a row, as small as the network sees it, and a button for another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from playground.data import RowPictures
from playground.data.pixels import ENDINGS
from playground.project import Refused

from .images import image_of
from .naming import named

SHOWN_PX = 48


class PictureField(QPushButton):
    """`changed()` when a person has chosen another picture."""

    changed = Signal()

    def __init__(self, pictures: RowPictures, parent: QWidget) -> None:
        super().__init__(parent)
        self.pictures, self.column = pictures, pictures.column
        self.name = ""
        named(self, f"predict.{self.column}", self.column)
        self.setIconSize(QSize(SHOWN_PX, SHOWN_PX))
        self.clicked.connect(self._choose)

    def show_name(self, name: str) -> None:
        """The picture in this file, seen from the folder of the table."""
        self.name = name
        self.setText(Path(name).name)
        self.setToolTip(self.tr("{path}: press for another picture").format(path=name))
        try:
            pixels = self.pictures.read(name)[0]
        except Refused:  # whoever asks for a prediction of it is told
            self.setIcon(QIcon())
            return
        small = QPixmap.fromImage(image_of(pixels))
        self.setIcon(QIcon(small.scaled(SHOWN_PX, SHOWN_PX)))

    def _choose(self) -> None:
        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        start = str((self.pictures.folder / self.name).parent)
        path, _ = QFileDialog.getOpenFileName(
            self, self.column, start, self.tr("Pictures ({endings})").format(endings=endings)
        )
        if path:
            self.show_name(path)
            self.changed.emit()
