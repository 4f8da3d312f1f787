"""Small fields that open on the canvas: search a layer and add it, rename a card in place."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from playground.catalog import LAYERS, LayerKind
from playground.ui.theme import ICONS, glyph, theme

translate = QCoreApplication.translate

WIDTH, HEIGHT = 264, 320


def matching(text: str) -> list[LayerKind]:
    """The layer kinds that fit what was typed: names that start so, names that hold it, then those
    whose category or help does. All of them for nothing."""
    typed = text.strip().lower()

    def rank(kind: LayerKind) -> int:
        name = kind.name.lower()
        if name.startswith(typed):
            return 0
        if typed in name or typed in kind.title.lower():
            return 1
        # Two letters are somewhere in every sentence.
        words = f"{kind.category} {kind.help}".lower() if len(typed) > 2 else ""
        return 2 if typed in words else 3

    ranked = sorted(LAYERS.values(), key=rank) if typed else list(LAYERS.values())
    return [kind for kind in ranked if not typed or rank(kind) < 3]


class LayerSearch(QFrame):
    """Type, choose by arrow keys or mouse, Enter adds. `chosen(kind name)`; closes itself."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget, at: QPoint) -> None:
        super().__init__(parent)
        self.setObjectName("layer_search")
        self.setAccessibleName(translate("Canvas", "Search a layer and add it"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAutoFillBackground(True)
        colours = theme().colours
        self.setStyleSheet(
            f"#layer_search {{ background: {colours.surface.name()}; border-radius: 8px;"
            f" border: 1px solid {colours.wire.name()}; }}"
            " QListWidget { border: none; background: transparent; outline: none; }"
            " QListWidget::item { padding: 4px 6px; border-radius: 4px; }"
            f" QListWidget::item:selected {{ background: {colours.raised.name()};"
            f" color: {colours.text.name()}; }}"
        )
        self.field = QLineEdit(self)
        self.field.setObjectName("layer_search.text")
        self.field.setPlaceholderText(translate("Canvas", "Search layers"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setObjectName("layer_search.list")
        self.list.setAccessibleName(translate("Canvas", "Layers found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setIconSize(QSize(18, 18))
        self.list.itemClicked.connect(self._choose)
        box = QVBoxLayout(self)
        box.setContentsMargins(8, 8, 8, 8)
        box.addWidget(self.field)
        box.addWidget(self.list)
        room = parent.rect().adjusted(8, 8, -8, -8)
        place = QRect(at, QSize(min(WIDTH, room.width()), min(HEIGHT, room.height())))
        place.moveRight(min(place.right(), room.right()))
        place.moveBottom(min(place.bottom(), room.bottom()))
        place.moveTopLeft(QPoint(max(place.left(), room.left()), max(place.top(), room.top())))
        self.setGeometry(place)
        self._filter("")
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the field keeps the keyboard; losing that closes."""
        if event.type() == QEvent.Type.FocusOut and watched is self.field:
            self.close()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                step = 1 if key == Qt.Key.Key_Down else -1
                self.list.setCurrentRow((self.list.currentRow() + step) % max(1, self.list.count()))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentItem())
                return True
            if key == Qt.Key.Key_Escape:
                self.close()
                return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        self.list.clear()
        for kind in matching(text):
            category = "Input" if kind.name == "Input" else kind.category
            icon = QIcon(glyph(ICONS.get(category, "category_other"), theme().category(category), 36))
            item = QListWidgetItem(icon, kind.title, self.list)
            item.setData(Qt.ItemDataRole.UserRole, kind.name)
            item.setToolTip(kind.help)
        self.list.setCurrentRow(0)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            name = str(item.data(Qt.ItemDataRole.UserRole))
            self.close()
            self.chosen.emit(name)


class RenameField(QLineEdit):
    """A field over a card's title. `renamed(text)` on Enter or when the keyboard goes elsewhere."""

    renamed = Signal(str)

    def __init__(self, parent: QWidget, text: str, area: QRect) -> None:
        super().__init__(text, parent)
        self.setObjectName("rename")
        self.setAccessibleName(translate("Canvas", "Name of the layer"))
        self.setMaxLength(200)
        self._done = False
        self.setGeometry(area)
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.editingFinished.connect(self._finish)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the old name back. No key goes on to the canvas, where Enter opens a block."""
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)
        event.accept()

    def _finish(self) -> None:
        if not self._done:
            text = self.text()
            self._close()
            self.renamed.emit(text)

    def _close(self) -> None:
        self._done = True
        self.hide()  # which hands the keyboard back to the canvas
        self.deleteLater()
