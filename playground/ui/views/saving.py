"""Pictures and curves as files: PNG, SVG and CSV, and the picture on the clipboard.

Files are written beside their place and moved there when complete: an old one is never half gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSaveFile
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from playground.engine.mailbox import History

PICTURE_SCALE = 2.0
"""Pictures have at least twice the pixels of the screen, to be sharp in print."""
ROWS_AT_ONCE = 65_536


def picture_of(widget: QWidget) -> QPixmap:
    """What `widget` shows, at print sharpness."""
    scale = max(PICTURE_SCALE, widget.devicePixelRatioF())
    pixmap = QPixmap(widget.size() * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(widget.palette().color(widget.backgroundRole()))
    painter = QPainter(pixmap)
    widget.render(painter, QPoint())
    painter.end()
    return pixmap


def copy_picture(widget: QWidget) -> None:
    """Puts what `widget` shows on the clipboard."""
    QGuiApplication.clipboard().setPixmap(picture_of(widget))


def save_png(widget: QWidget, path: Path) -> None:
    """Writes what `widget` shows as a PNG. Raises OSError."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture_of(widget).save(buffer, "PNG")
    write(path, [bytes(buffer.data().data())])


def save_svg(widget: QWidget, path: Path) -> None:
    """Writes what `widget` shows as an SVG: lines and letters, not pixels. Raises OSError."""
    content = QByteArray()
    buffer = QBuffer(content)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(QRect(0, 0, widget.width(), widget.height()))
    painter = QPainter(generator)
    painter.fillRect(widget.rect(), widget.palette().color(widget.backgroundRole()))
    widget.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    painter.end()
    write(path, [bytes(content.data())])


def save_csv(history: History, names: Sequence[str], path: Path) -> None:
    """Writes every value of the series `names`: one row per step that has any. Raises OSError."""
    write(path, csv_lines(history, names))


def csv_lines(history: History, names: Sequence[str]) -> Iterator[bytes]:
    """Lines of step, epoch, seconds and a column per series, empty where it was not measured.

    Numbers are written so that reading them gives the same number again (float32 for values).
    """
    yield (",".join(("step", "epoch", "seconds", *names)) + "\n").encode()
    columns = [history.values(name) for name in names]
    if not columns:
        return
    steps, first = np.unique(np.concatenate([column[0] for column in columns]), return_index=True)
    epochs = np.concatenate([column[1] for column in columns])[first]
    seconds = np.concatenate([column[2] for column in columns])[first]
    places = [np.searchsorted(steps, column[0]) for column in columns]
    for start in range(0, len(steps), ROWS_AT_ONCE):
        end = min(start + ROWS_AT_ONCE, len(steps))
        cells = [[str(step) for step in steps[start:end].tolist()]]
        cells += [[f"{x:.6g}" for x in clock[start:end].tolist()] for clock in (epochs, seconds)]
        for place, column in zip(places, columns, strict=True):
            low, high = np.searchsorted(place, (start, end))
            texts = [""] * (end - start)
            for at, value in zip(place[low:high].tolist(), column[3][low:high], strict=True):
                texts[at - start] = str(value)
            cells.append(texts)
        yield "".join(",".join(row) + "\n" for row in zip(*cells, strict=True)).encode()


def write(path: Path, parts: Sequence[bytes] | Iterator[bytes]) -> None:
    """Writes `parts` to `path`, all or nothing. Raises OSError with the system's reason."""
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(f"{path.name}: {file.errorString()}")
    for part in parts:
        if file.write(part) != len(part):
            file.cancelWriting()
            break
    if not file.commit():
        raise OSError(f"{path.name}: {file.errorString()}")
