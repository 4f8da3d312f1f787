"""The neuron view before the real trainer: what is typed reaches the network, and undo takes it back."""

from __future__ import annotations

import numpy as np
import pytest

from playground.project import HandEdit
from playground.ui.neurons import NeuronView
from playground.ui.theme import theme
from playground.ui.trainer import Trainer
from playground.ui.workspace import Workspace
from tests.ui.neurons.networks import spiral
from tests.ui.neurons.viewer import Viewer

PATIENCE_MS = 60_000


@pytest.fixture
def real(qtbot):
    """The spiral example in a neuron view, its maps and weights seen."""
    theme().apply("light")
    workspace = Workspace(spiral())
    trainer = Trainer(workspace)
    view = NeuronView(workspace, trainer)
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    trainer.start()
    scene = view.canvas.neurons
    qtbot.waitUntil(lambda: bool(scene.maps) and bool(scene.weights), timeout=PATIENCE_MS)
    yield Viewer(view, workspace, trainer, qtbot)
    assert trainer.close()


def value(viewer, name):
    """A number as the view knows it: `linear_1.weight[3,0]`."""
    tensor, _, index = name.rstrip("]").partition("[")
    return float(viewer.canvas.neurons.weights[tensor][tuple(map(int, index.split(",")))])


def wait(viewer, condition):
    viewer.qtbot.waitUntil(condition, timeout=PATIENCE_MS)


def test_a_typed_weight_reaches_the_network_and_undo_takes_it_back(real):
    name = "linear_2.weight[3,5]"
    before = value(real, name)
    real.click(name)
    real.type("4,25")
    assert real.project.content.hand_edits == (
        HandEdit(layer="linear_2", tensor="weight", index=(3, 5), value=4.25, before=before),
    )
    real.trainer.step()
    wait(real, lambda: abs(value(real, name) - 4.25) < 0.2)
    real.workspace.undo_stack.undo()
    assert real.project.content.hand_edits == ()
    real.trainer.step()
    wait(real, lambda: abs(value(real, name) - before) < 0.2)


def test_the_output_bias_can_be_typed_while_training(real):
    real.trainer.play()
    wait(real, lambda: real.trainer.status.step > 20)
    wait(real, lambda: value(real, "linear_3.bias[0]") != pytest.approx(0.1))
    real.click("linear_3.bias[0]")
    real.type("40")
    edit = real.project.content.hand_edits[-1]
    assert (edit.layer, edit.tensor, edit.index, edit.value) == ("linear_3", "bias", (0,), 40.0)
    wait(real, lambda: value(real, "linear_3.bias[0]") > 5.0)
    real.trainer.pause()
    wait(real, lambda: real.trainer.status.state != "playing")


def test_maps_are_the_features_and_the_neurons_after_tanh(real):
    maps = real.canvas.neurons.maps
    along = np.linspace(-6, 6, 50, dtype=np.float32)
    np.testing.assert_allclose(maps["input_1"][0], np.broadcast_to(along, (50, 50)), rtol=1e-6)
    np.testing.assert_allclose(maps["input_1"][1][:, 0], along[::-1], rtol=1e-6)
    features = maps["input_1"].reshape(7, -1)
    weights = real.canvas.neurons.weights
    hidden = np.tanh(weights["linear_1.weight"] @ features + weights["linear_1.bias"][:, None])
    real.hover("linear_1[4]")
    values, title = real.maps[-1]
    assert title == "linear_1[4]"
    np.testing.assert_allclose(values.ravel(), hidden[4], atol=1e-5)


def test_one_neuron_more_keeps_what_was_learned(real):
    real.trainer.step_epoch()
    wait(real, lambda: real.trainer.status.epoch >= 1 and real.trainer.settled())
    before = real.canvas.neurons.weights["linear_1.weight"].copy()
    real.press("neurons.linear_1.plus")
    wait(real, lambda: real.canvas.neurons.weights["linear_1.weight"].shape == (9, 7))
    np.testing.assert_array_equal(real.canvas.neurons.weights["linear_1.weight"][:8], before)
    real.press("neurons.add_layer")
    wait(real, lambda: "linear_4.weight" in real.canvas.neurons.weights)
    wait(real, lambda: len(real.canvas.neurons.maps["tanh_3"]) == 2)
    while real.workspace.undo_stack.canUndo():
        real.workspace.undo_stack.undo()
    assert real.project.same_document(spiral())
    wait(real, lambda: real.canvas.neurons.weights["linear_1.weight"].shape == (8, 7))
