"""Formulas: all of the catalogue can be drawn, in the colours of the theme; a wrong one is a text."""

import pytest
from PySide6.QtGui import QImage

from playground.catalog import INITIALIZERS, LAYERS, LOSSES, OPTIMIZERS
from playground.ui.formulas import FormulaView, kind_tip, size_of, svg

KINDS = [
    kind for table in (LAYERS, LOSSES, OPTIMIZERS, INITIALIZERS) for kind in table.values() if kind.formula
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_formula_of_the_catalogue_can_be_drawn(qapp, kind):
    assert svg(kind.formula) is not None
    assert size_of(kind.formula, 16.0).width() > 10


def inked(image: QImage) -> int:
    ground = image.pixelColor(image.width() - 1, image.height() - 1)
    return sum(image.pixelColor(x, y) != ground for x in range(image.width()) for y in range(image.height()))


def test_a_formula_is_drawn_in_ink_and_shrinks_to_its_room(qtbot):
    view = FormulaView(r"y = \frac{1}{1 + e^{-x}}")
    qtbot.addWidget(view)
    view.show()
    view.resize(view.sizeHint())
    wide = inked(view.grab().toImage())
    view.resize(view.sizeHint().width() // 2, view.sizeHint().height())
    narrow = inked(view.grab().toImage())
    assert wide > narrow > 50


def test_what_cannot_be_drawn_is_shown_as_text(qtbot):
    wrong = r"\frac{"
    assert svg(wrong) is None
    view = FormulaView(wrong)
    qtbot.addWidget(view)
    view.show()
    view.resize(view.sizeHint())
    assert inked(view.grab().toImage()) > 10


def test_no_formula_takes_no_room(qtbot):
    view = FormulaView("")
    qtbot.addWidget(view)
    assert view.isHidden()


def test_the_tip_of_a_kind_has_its_words_and_its_formula(qapp):
    text = kind_tip(LAYERS["Linear"], "drag < me")
    assert "weighted sum" in text
    assert "data:image/png" in text
    assert "drag &lt; me" in text
