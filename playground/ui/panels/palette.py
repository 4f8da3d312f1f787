"""Palette: every kind of layer as a chip. Drag it onto the canvas, or double-click to append it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QDrag,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGridLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from playground.catalog import LAYERS, LayerKind
from playground.ui.canvas.carry import pack
from playground.ui.canvas.clip import Clip
from playground.ui.canvas.face import face_of
from playground.ui.formulas import kind_tip
from playground.ui.theme import ICONS, draw_icon, theme
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.labels import paragraph

from .base import MARGIN, Panel, retire

COLUMNS = 2
AT_FIRST = 24
"""Chips that a window shows before anybody scrolls."""
STEPS: dict[int, int] = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: COLUMNS,
    Qt.Key.Key_Up: -COLUMNS,
}
"""From chip to chip in reading order, by arrow key."""
GAP = 6
BESIDE = QPoint(-14, -14)
"""What is dragged hangs below the pointer, so that the wire under it can be seen."""


class Chip(QAbstractButton):
    """One kind of layer, or a block that was kept. `chosen(what)`: the kind's name, or the block's clip."""

    chosen = Signal(object)

    def __init__(self, kind: LayerKind, parent: QWidget | None = None, block: Clip | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.what: str | Clip = block or kind.name
        self._pressed_at: QPoint | None = None
        self.setObjectName(f"palette.{kind.name}")
        self.setText(kind.title)
        self.setAccessibleName(kind.title)
        self.setAccessibleDescription(kind.help)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    @property
    def called(self) -> str:
        """The name that a search goes by first."""
        return self.kind.name if isinstance(self.what, str) else self.kind.title

    def sizeHint(self) -> QSize:
        """High enough to grasp."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 34, max(28, metrics.height() + 12))

    def minimumSizeHint(self) -> QSize:
        """May be narrower, never lower."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A small card: the category's edge and icon, and the name."""
        self.draw(QPainter(self), self.underMouse(), self.hasFocus())

    def draw(self, painter: QPainter, hot: bool, focused: bool) -> None:
        """Paint the chip, as it stands or as it is dragged."""
        colours = theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        edge = colours.accent if focused else colours.wire if hot else colours.line
        painter.setPen(QPen(edge, 1.0))
        painter.setBrush(colours.raised if hot else colours.surface)
        painter.drawRoundedRect(area, 6, 6)
        colour = theme().category(self.kind.category)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(3, 6, 2.5, self.height() - 12), 1.25, 1.25)
        size = min(15.0, self.height() - 10.0)
        draw_icon(painter, icon_of(self.kind), colour, QRectF(9, (self.height() - size) / 2, size, size))
        painter.setPen(colours.text)
        left = round(14 + size)
        name = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width() - left - 3
        )
        painter.drawText(self.rect().adjusted(left, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, name)

    def help_text(self) -> str:
        """What hovering it says."""
        hint = self.tr("Drag onto the canvas or a wire; double-click or Enter appends it.")
        return kind_tip(self.kind, hint)

    # --- hands --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The beginning of a drag, perhaps."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough from where it was pressed, the chip is dragged."""
        start = self._pressed_at
        if start is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position().toPoint() - start).manhattanLength() >= QApplication.startDragDistance():
            self._pressed_at = None
            self.setDown(False)
            self.drag().exec(Qt.DropAction.CopyAction)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Append it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = None
            self.chosen.emit(self.what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter appends; arrow keys are the palette's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self.what)
        elif event.key() in STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def drag(self) -> QDrag:
        """What carries the kind to the canvas, with the chip as its picture."""
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setFont(self.font())
        self.draw(painter, True, True)
        painter.end()
        drag = QDrag(self)
        drag.setMimeData(pack(self.what))
        drag.setPixmap(picture)
        drag.setHotSpot(BESIDE)
        return drag


def icon_of(kind: LayerKind) -> str:
    """The icon of a kind's category (`other` for one that has none of its own)."""
    return ICONS.get(kind.category if kind.inputs else "Input", "category_other")


class KindIcon(QWidget):
    """The icon of a kind's category, in its colour of the theme in force."""

    def __init__(self, kind: LayerKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As high as the type beside it."""
        side = self.fontMetrics().height() + 2
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon."""
        colour = theme().category(self._kind.category)
        draw_icon(QPainter(self), icon_of(self._kind), colour, self.rect().toRectF())


class Palette(Panel):
    """All kinds by category, the blocks that were kept, and a field to search them.

    `append_requested(what)`: put a kind or a block (a clip) at the end. `forget_requested(name)`: take a
    block off the palette.
    """

    append_requested = Signal(object)
    forget_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("palette", self.tr("Layers"), parent)
        self.search = QLineEdit()
        self.search.setObjectName("palette.search")
        self.search.setPlaceholderText(self.tr("Search layers"))
        self.search.setAccessibleName(self.tr("Search layers"))
        self.search.setClearButtonEnabled(True)
        lens = QAction(self)
        theme().wear(lens, "search")
        self.search.addAction(lens, QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._append_first)
        self.column.addWidget(self.search)
        self.chips: dict[str, Chip] = {}
        self._folds: dict[str, tuple[Fold, QGridLayout]] = {}
        self._nothing = paragraph(self.tr("No layer of that name."))
        self._nothing.hide()
        self.column.addWidget(self._nothing)
        self.column.addStretch(1)
        for kind in islice(LAYERS.values(), AT_FIRST):
            self._add(kind)
        self._filter("")

    def complete(self) -> None:
        """Make the chips that nobody has scrolled to yet: the program is there sooner when that is done
        after the window was painted."""
        missing = [kind for name, kind in LAYERS.items() if name not in self.chips]
        for kind in missing:
            self._add(kind)
        if missing:
            self._filter(self.search.text())

    def show_blocks(self, blocks: Mapping[str, Clip]) -> None:
        """The blocks that are kept, by name: they come before all kinds."""
        kinds = {key: chip for key, chip in self.chips.items() if isinstance(chip.what, str)}
        for key in self.chips.keys() - kinds.keys():
            retire(self.chips[key])
        self.chips = {}
        for name in sorted(blocks, key=str.casefold):
            held = face_of(blocks[name].layers[0], None, ()).subtitle
            tip = self.tr("A block of your own: {what}.").format(what=held)
            chip = self._add(LayerKind(f"Block.{name}", name, tip, category="Block"), blocks[name])
            forget = QAction(self.tr("Remove from the palette"), chip)
            forget.triggered.connect(lambda checked=False, gone=name: self.forget_requested.emit(gone))
            theme().wear(forget, "delete")
            chip.addAction(forget)
            chip.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.chips |= kinds
        self._filter(self.search.text())

    def _add(self, kind: LayerKind, block: Clip | None = None) -> Chip:
        if kind.category not in self._folds:
            body = QWidget()
            grid = QGridLayout(body)
            grid.setContentsMargins(0, 0, 0, 4)
            grid.setSpacing(GAP)
            for number in range(COLUMNS):
                grid.setColumnStretch(number, 1)
            fold = Fold(kind.category, body, open=True)
            fold.button.setObjectName(f"palette.category.{kind.category}")
            self._folds[kind.category] = (fold, grid)
            below = self.column.indexOf(self._nothing) if block is None else 1  # right below the search
            self.column.insertWidget(below, fold)
        chip = Chip(kind, self._folds[kind.category][0].body, block)
        chip.chosen.connect(self.append_requested)
        self.chips[kind.name] = chip
        return chip

    @property
    def shown(self) -> tuple[Chip, ...]:
        """The chips that the search leaves, in reading order."""
        return tuple(chip for chip in self.chips.values() if not chip.isHidden())

    def _filter(self, text: str) -> None:
        """Show the kinds that match: in their name first, else in what is said of them."""
        if text:
            self.complete()
        wanted = text.strip().lower()
        named = {name for name, chip in self.chips.items() if wanted in chip.called.lower()}
        if wanted and not named:
            named = {
                name
                for name, chip in self.chips.items()
                if wanted in f"{chip.kind.title} {chip.kind.help} {chip.kind.category}".lower()
            }
        for category, (fold, _) in self._folds.items():
            count = sum(self.chips[name].kind.category == category for name in named)
            fold.setVisible(count > 0)
            if wanted and count:
                fold.set_open(True)
        for name, chip in self.chips.items():
            if chip.isHidden() == (name in named):  # even one that stays as it is takes a while
                chip.setVisible(name in named)
        self._nothing.setVisible(not named)
        self._place()

    def _place(self) -> None:
        """Put the chips into their grids, two in a row; one with a long name has a row of its own."""
        room = (self.viewport().width() - 2 * MARGIN - GAP) // COLUMNS
        for category, (_, grid) in self._folds.items():
            cell = 0
            for chip in (chip for chip in self.shown if chip.kind.category == category):
                span = 1 if chip.sizeHint().width() <= room else COLUMNS
                cell += cell % COLUMNS if span > 1 else 0
                grid.addWidget(chip, *divmod(cell, COLUMNS), 1, span)
                cell += span

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may give a long name its room. Not now: a layout that is being carried out
        takes no changes."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self._place)

    def _measure(self) -> None:
        super()._measure()
        self._place()

    def _append_first(self) -> None:
        if self.search.text().strip() and self.shown:
            self.append_requested.emit(self.shown[0].what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys walk from chip to chip."""
        chips, chip = self.shown, self.focusWidget()
        if event.key() not in STEPS or chip not in chips:
            super().keyPressEvent(event)
            return
        step = STEPS[event.key()]
        place = chips.index(chip) + step
        if 0 <= place < len(chips):
            chips[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(chips[place], MARGIN, MARGIN)
        elif step < 0:
            self.search.setFocus(Qt.FocusReason.TabFocusReason)
