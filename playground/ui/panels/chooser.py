"""Choosers: which data, and which features of the plane, picked by their pictures."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from playground.catalog import words
from playground.data import DATASETS, FEATURES
from playground.data.features import chosen
from playground.project import Refused
from playground.ui.widgets.editor import Combo
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.labels import ProblemLine, heading

from .tiles import FeatureTile, KindTile

ACROSS = 5
"""Pictures in a row of tiles."""
FEATURES_ACROSS = 4
GAP = 6


class KindChooser(QWidget):
    """A list of all kinds of data, and a tile for each: points of the plane at hand, the many others in a
    fold, so that they leave room for the settings. `chosen(name)` when a person picks one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = Combo(self)
        self.combo.setObjectName("data.kind")
        self.combo.setAccessibleName(self.tr("Data set"))
        for kind in DATASETS.values():
            self.combo.addItem(kind.title, kind.name)
        self.combo.activated.connect(lambda index: self.chosen.emit(str(self.combo.itemData(index))))
        self.tiles = {kind.name: KindTile(kind, self) for kind in DATASETS.values()}
        for name, tile in self.tiles.items():
            tile.clicked.connect(lambda _, name=name: self.chosen.emit(name))
        pictures = QGridLayout()
        pictures.setSpacing(GAP)
        pictures.setColumnStretch(ACROSS, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.combo)
        column.addLayout(pictures)
        others = QWidget()
        rows = QVBoxLayout(others)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        self._others = Fold(self.tr("Numbers, pictures, tables"), others)
        self._others.button.setObjectName("data.kinds.fold")
        column.addWidget(self._others)
        line = QHBoxLayout()
        for tile in self.tiles.values():
            if tile.is_picture:
                pictures.addWidget(tile, *divmod(pictures.count(), ACROSS))
                continue
            if line.count() % 2 == 0:
                line = QHBoxLayout()
                line.setSpacing(GAP)
                rows.addLayout(line)
            line.addWidget(tile)

    def show_kind(self, name: str) -> None:
        """Show which kind is chosen; emits nothing."""
        if name != self.combo.property("value"):  # its settings are what a person wants to see now
            self._others.set_open(False)
        self.combo.setCurrentIndex(self.combo.findData(name))
        self.combo.setProperty("value", name)
        for own, tile in self.tiles.items():
            tile.setChecked(own == name)


class FeatureChooser(QWidget):
    """The inputs that can be made from two coordinates, to switch on and off.

    `chosen(names)` when a person did; at least one has to stay, which is said where it is tried.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.tiles = {name: FeatureTile(name, self) for name in FEATURES}
        self.problem = ProblemLine(self)
        grid = QGridLayout()
        grid.setSpacing(GAP)
        for number, tile in enumerate(self.tiles.values()):
            tile.clicked.connect(self._choose)
            grid.addWidget(tile, *divmod(number, FEATURES_ACROSS))
        for number in range(FEATURES_ACROSS):
            grid.setColumnStretch(number, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(self.tr("Inputs")))
        column.addLayout(grid)
        column.addWidget(self.problem)

    def show_features(self, names: tuple[str, ...]) -> None:
        """Show which are on; emits nothing."""
        self._names = names
        for name, tile in self.tiles.items():
            tile.setChecked(name in names)
        if names:
            self.problem.say("")

    def _choose(self) -> None:
        names = tuple(name for name, tile in self.tiles.items() if tile.isChecked())
        try:
            chosen(names)
        except Refused as refused:
            self.show_features(self._names)
            self.problem.say(words.text(refused.problem), "warning")
            return
        self.chosen.emit(names)
