"""A canvas on screen with a small network, and a person in front of it."""

from __future__ import annotations

import pytest

from playground.ui.canvas import Canvas
from playground.ui.theme import theme
from playground.ui.workspace import Workspace
from tests.ui.canvas.person import Person, chain


@pytest.fixture
def show(qtbot):
    """Shows a project on a canvas of 1000 x 600 and gives the person in front of it."""
    theme().apply("light")

    def on_screen(project):
        canvas = Canvas(Workspace(project))
        qtbot.addWidget(canvas)
        canvas.resize(1000, 600)
        with qtbot.waitExposed(canvas):
            canvas.show()
        canvas.setFocus()
        return Person(canvas, qtbot)

    return on_screen


@pytest.fixture
def person(show):
    """In front of Input -> Linear -> Tanh -> Add."""
    return show(chain("Input", "Linear", "Tanh", "Add"))
