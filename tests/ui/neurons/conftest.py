"""A neuron view on screen, before a trainer that only says what a test makes it say."""

from __future__ import annotations

import pytest

from playground.ui.neurons import NeuronView
from playground.ui.theme import theme
from playground.ui.workspace import Workspace
from tests.ui.fakes import FakeTrainer
from tests.ui.neurons.networks import project
from tests.ui.neurons.viewer import Viewer


@pytest.fixture
def show(qtbot):
    """Shows a project in a neuron view of 900 x 600 and gives the person in front of it."""
    theme().apply("light")

    def on_screen(document=None, trainer=None):
        workspace = Workspace(document or project())
        trainer = trainer or FakeTrainer()
        view = NeuronView(workspace, trainer)
        trainer.setParent(view)
        qtbot.addWidget(view)
        view.resize(900, 600)
        with qtbot.waitExposed(view):
            view.show()
        return Viewer(view, workspace, trainer, qtbot)

    return on_screen


@pytest.fixture
def viewer(show):
    """In front of two inputs, three neurons with Tanh, one output; maps and weights have arrived."""
    viewer = show()
    viewer.tell()
    return viewer
