"""The confusion matrix by itself: its names can be read however wide they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QFontMetricsF, QImage

from playground.ui.views.confusion import ConfusionMatrix

LONG = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def matrix(qtbot: Any, names: tuple[str, ...]) -> ConfusionMatrix:
    made = ConfusionMatrix("matrix", None)  # type: ignore[arg-type]  # alone
    qtbot.addWidget(made)
    made.resize(280, 300)
    made.set_counts(np.eye(len(names), dtype=np.int64), names)
    return made


def first_cell(made: ConfusionMatrix) -> QPoint:
    """The place of the first pixel that belongs to a cell."""
    places = (QPoint(x, y) for y in range(made.height()) for x in range(made.width()))
    return next(place for place in places if made.cell_at(QPointF(place)) == (0, 0))


@pytest.mark.parametrize("names", [LONG, tuple("0123456789")], ids=["long", "short"])
def test_names_above_the_columns_are_there_to_their_last_letter(qtbot: Any, names: tuple[str, ...]) -> None:
    made = matrix(qtbot, names)
    corner = first_cell(made)
    seen = made.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ratio = seen.devicePixelRatio()
    ground = seen.pixelColor(1, seen.height() - 1).lightness()
    heading = round(QFontMetricsF(made.font()).height())
    cells = [made.cell_at(QPointF(x, corner.y())) for x in range(made.width())]

    def written(column: int) -> int:
        """How high the writing above a column is, below the heading."""
        columns = [x for x, cell in enumerate(cells) if cell == (0, column)]
        inked = [
            y
            for y in range(heading + 2, corner.y())
            for x in columns
            if abs(seen.pixelColor(round(x * ratio), round(y * ratio)).lightness() - ground) > 40
        ]
        return max(inked) - min(inked) + 1

    metrics = QFontMetricsF(made.font())
    for column, name in enumerate(names):
        if len(name) > 1:
            assert written(column) >= 0.85 * metrics.horizontalAdvance(name), name
        else:
            assert 4 <= written(column) <= metrics.height(), "upright, as a person reads it"
