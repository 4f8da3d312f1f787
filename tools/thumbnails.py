"""Pictures for the Examples window: `make thumbnails`, or this file with the names of some examples.

Each example is trained in the real window, for half a minute or so, and what its output shows becomes a
small square, light and dark; of some it is what a card shows, so that the many that read digits can be
told apart. One whose data do not ship with the program keeps the picture that it has, unless their
place is given: `mnist-cnn=/where/mnist/is`.
"""

from __future__ import annotations

import logging
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from playground.api import load, with_settings
from playground.gallery import Example, gallery
from playground.ui.screenshot import settle, train, wait, window_of
from playground.ui.theme import Choice, theme
from playground.ui.views.image_grid import ImageGrid
from playground.ui.views.plane import Plane
from playground.ui.window import Window

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "thumbnails"
SIDE_PX = 224
"""Twice what a card shows, for sharp screens."""
COLOURS = 64
MOST_S = 30.0
THEMES: tuple[Choice, ...] = ("light", "dark")
PICTURES = ("plane", "predictions", "reconstructions", "samples", "function", "scatter", "confusion")
CARDS = {"mnist-lenet": ("conv2d_1", 0), "mnist-cnn-three": ("relu_2", 3)}
"""Example -> the card that is its picture, and which of the output's images goes through the network."""
log = logging.getLogger("thumbnails")


def main(arguments: list[str]) -> None:
    """Makes the pictures of the examples named (`name` or `name=place`), or of all."""
    places = {name: place for name, _, place in (text.partition("=") for text in arguments)}
    for example in gallery():
        if not places or example.name in places:
            make(example, places.get(example.name, ""))


def make(example: Example, place: str) -> None:
    """Trains one example, its data at `place` unless they ship, and writes its two pictures."""
    project = load(example.path)
    if place:
        project = with_settings(project, {example.setting: str(Path(place).absolute())})
    epochs = max(1, round(example.epochs * min(1.0, MOST_S / example.seconds)))
    with window_of(project, example.path, epochs=epochs, scale=2.0) as window:
        wait(lambda: window.trainer.status.state != "starting" and window.trainer.settled())
        if window.trainer.status.state == "blocked":
            log.warning("%s cannot be trained here: its pictures stay as they are", example.name)
            return
        window.hide()  # unseen, it trains as fast as without a window
        train(window)
        window.show()
        invent = window.output.reconstructions.invent
        invent.setChecked(not invent.isHidden())  # a network that can make pictures of its own does
        for choice in THEMES:
            window.use_theme(choice)
            wait(window.trainer.settled)
            settle()
            found = card(window, *CARDS[example.name]) if example.name in CARDS else square(window)
            write(found, FOLDER / choice / f"{example.name}.png")
    log.info("%s", example.name)


def card(window: Window, layer: str, number: int) -> QPixmap:
    """What the card of a layer shows of one of the images in the output."""
    grid = window.output.predictions.grid
    grid.setCurrentIndex(grid.model().index(number, 0))
    wait(window.trainer.settled)
    settle()
    picture = window.canvas.network_scene.cards[layer].body.picture
    assert picture is not None, "its data are pictures, and it was trained"
    found = QPixmap(2 * SIDE_PX, 2 * SIDE_PX)
    found.fill(theme().colours.surface)
    with QPainter(found) as painter:
        painter.drawImage(found.rect(), picture)
    return found


def square(window: Window) -> QPixmap:
    """The heart of what the output shows: the plane without its numbers, the first few images."""
    found = (window.output.findChild(QWidget, f"output.{name}") for name in PICTURES)
    (picture,) = (widget for widget in found if widget is not None and widget.isVisibleTo(window))
    if isinstance(picture, Plane):
        return picture.grab(picture.square().toRect())
    side = min(picture.width(), picture.height())
    if isinstance(picture, ImageGrid):  # as many columns as there are, without the scroll bar
        model = picture.entries
        cells = [picture.visualRect(model.index(row)) for row in range(model.rowCount())]
        side = max(cell.right() for cell in cells) + 4
    return picture.grab(QRect(0, 0, side, side))


def write(picture: QPixmap, path: Path) -> None:
    """Writes a picture small in size, colours and bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    small = Image.open(BytesIO(buffer.data().data())).convert("RGB")
    small = small.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    path.parent.mkdir(parents=True, exist_ok=True)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    main(sys.argv[1:])
