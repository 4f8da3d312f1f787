"""A grid of sample images, each with what it is or what the network takes it for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from playground.ui.theme import draw_icon, theme

from .images import image_of

IMAGE_PX = 64
PAD_PX = 6
BAR_PX = 4
Index = QModelIndex | QPersistentModelIndex
ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Entry:
    """One cell: the sample, what stands below it, and whether that is right (None: nobody guessed).

    `share` is how sure the guess is, 0 to 1; `spoken` says it all for a screen reader,
    and is asked for when somebody listens.
    """

    sample: int
    text: str
    right: bool | None = None
    share: float | None = None
    spoken: Callable[[], str] | None = field(default=None, compare=False)


class ImageModel(QAbstractListModel):
    """The entries of a grid, with their images made when they are first seen."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._images: NDArray[Any] | None = None
        self._entries: tuple[Entry, ...] = ()
        self._made: dict[int, QImage] = {}
        theme().changed.connect(self._forget_images)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """How many cells there are."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The entry, its picture, or its words."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DecorationRole:
            return self._image(entry.sample)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return entry.spoken() if entry.spoken is not None else entry.text
        return entry.text if role == Qt.ItemDataRole.DisplayRole else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is in the grid."""
        return self._entries

    def set_images(self, images: NDArray[Any] | None) -> None:
        """Other samples (N C H W)."""
        self._images = images
        self._made.clear()
        self.set_entries(())

    def replace_images(self, images: NDArray[Any], entries: Sequence[Entry]) -> None:
        """Newer images of the same kind (N C H W), and the cells that show them."""
        self._images = images
        self._made.clear()
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Other cells; where they show the same samples, only their words change."""
        new = tuple(entries)
        if [entry.sample for entry in new] == [entry.sample for entry in self._entries]:
            changed = [
                row for row, pair in enumerate(zip(self._entries, new, strict=True)) if pair[0] != pair[1]
            ]
            self._entries = new
            for row in changed:
                self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self._entries = new
        self.endResetModel()

    def _image(self, sample: int) -> QImage:
        assert self._images is not None, "entries come after images"
        if sample not in self._made:
            self._made[sample] = image_of(self._images[sample])
        return self._made[sample]

    def _forget_images(self) -> None:
        self._made.clear()


class _Cell(QStyledItemDelegate):
    """Paints a cell: the image (`wide` pixels wide), a bar for how sure the guess is, a sign, the
    words."""

    def __init__(self, parent: QObject, wide: int) -> None:
        super().__init__(parent)
        self._wide = wide

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All cells alike: room for the image, the bar and a line of words."""
        height = IMAGE_PX + 2 * PAD_PX + BAR_PX + QFontMetrics(option.font).height() + 6
        return QSize(self._wide + 2 * PAD_PX + 4, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Right and wrong differ by colour and by sign."""
        entry: Entry = index.data(ENTRY)
        image: QImage = index.data(Qt.ItemDataRole.DecorationRole)
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        colours = theme().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(rect).adjusted(2, 2, -2, -2)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setPen(colours.accent if selected else colours.line)
        painter.setBrush(colours.surface)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        left, top = card.center().x() - self._wide / 2, card.top() + PAD_PX - 1
        # Few pixels are shown as the squares they are; large pictures are thinned out smoothly.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > IMAGE_PX)
        painter.drawImage(_fitted(image, QRectF(left, top, self._wide, IMAGE_PX)), image)
        verdict = {True: colours.good, False: colours.error, None: colours.quiet}[entry.right]
        below = top + IMAGE_PX + 3
        if entry.share is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.line)
            painter.drawRoundedRect(QRectF(left, below, IMAGE_PX, BAR_PX), 2, 2)
            painter.setBrush(verdict)
            painter.drawRoundedRect(QRectF(left, below, max(IMAGE_PX * entry.share, BAR_PX), BAR_PX), 2, 2)
        words = QRectF(left, below + BAR_PX, self._wide, card.bottom() - below - BAR_PX - 1)
        if entry.right is not None:
            side = 12.0
            sign = QRectF(words.left() - 1, words.center().y() - side / 2, side, side)
            draw_icon(painter, "check" if entry.right else "close", verdict, sign)
            words.setLeft(words.left() + side + 2)
        font = option.font
        painter.setFont(font)
        painter.setPen(colours.text)
        text = QFontMetrics(font).elidedText(entry.text, Qt.TextElideMode.ElideRight, int(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()


def _fitted(image: QImage, area: QRectF) -> QRectF:
    """The largest rectangle of the image's shape inside `area`."""
    size = image.size().scaled(area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    made = QRectF(0, 0, size.width(), size.height())
    made.moveCenter(area.center())
    return made


class ImageGrid(QListView):
    """The grid: as many columns as fit, of images `wide` pixels wide. `chosen(sample)` when a click or
    the keys choose a cell."""

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget, wide: int = IMAGE_PX) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.entries = ImageModel(self)
        self.setModel(self.entries)
        self.setItemDelegate(_Cell(self, wide))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(2)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.selectionModel().currentChanged.connect(self._chosen)
        theme().changed.connect(self.viewport().update)

    def _chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(ENTRY).sample)
