"""How a training picture may come: a row of examples, made anew with every setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.engine.snapshots import Picture, Request
from playground.ui.theme import theme
from playground.ui.views.images import image_of
from playground.ui.watching import Watching

if TYPE_CHECKING:
    from playground.ui.trainer import Trainer

EXAMPLES = Request("augmented")
GAP_PX = 4


class AugmentationPreview(Watching):
    """The first training picture, varied as the settings say. Asks only while it can be seen."""

    def __init__(self, trainer: Trainer, parent: QWidget | None = None) -> None:
        super().__init__(trainer, {EXAMPLES}, parent)
        self.setObjectName("training.augmentation.preview")
        self.setAccessibleName(self.tr("Examples of augmented pictures"))
        self._images: list[QImage] = []
        trainer.data_changed.connect(lambda _: self._forget())
        theme().changed.connect(self._forget)

    def sizeHint(self) -> QSize:
        """A row of small pictures."""
        return QSize(200, 44 if self._images else 0)

    minimumSizeHint = sizeHint

    @property
    def images(self) -> tuple[QImage, ...]:
        """What is shown."""
        return tuple(self._images)

    def _forget(self) -> None:
        self._images = []
        self.updateGeometry()
        self.update()

    def take(self, picture: Picture) -> None:
        """Other examples."""
        self._images = [image_of(pixels) for pixels in picture.arrays["images"]]
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """One beside the other, as large as fits."""
        if not self._images:
            return
        painter = QPainter(self)
        side = min((self.width() + GAP_PX) / len(self._images) - GAP_PX, float(self.height()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._images[0].width() > side)
        for place, image in enumerate(self._images):
            painter.drawImage(QRectF(place * (side + GAP_PX), 0, side, side), image)
