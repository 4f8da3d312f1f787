"""How fast a canvas of 300 layers pans and zooms."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from playground.project import Layer, Network, Project, Wire
from playground.ui.canvas import Canvas
from playground.ui.colour_maps import picture, signed_colours
from playground.ui.workspace import Workspace

from .figures import figure

pytestmark = pytest.mark.bench
FRAMES = 40


def large_project():
    kinds = ["Linear", "Tanh"] * 150
    layers = [Layer(id=f"{kind.lower()}_{i}", kind=kind) for i, kind in enumerate(kinds)]
    wires = [Wire(source=a.id, target=b.id) for a, b in pairwise(layers)]
    places = {layer.id: (i % 20 * 192.0, i // 20 * 232.0) for i, layer in enumerate(layers)}
    return Project().with_network(Network(layers=layers, wires=wires)).with_positions(places)


@pytest.mark.parametrize("zoom", [0.2, 0.4, 0.7, 1.0])
def test_three_hundred_layers_pan_and_zoom(qtbot, zoom):
    canvas = Canvas(Workspace(large_project()))
    qtbot.addWidget(canvas)
    canvas.resize(1280, 800)
    with qtbot.waitExposed(canvas):
        canvas.show()
    waves = np.sin(np.linspace(0, 9, 2500)).reshape(50, 50)
    for card in canvas.network_scene.cards.values():
        card.set_picture(picture(signed_colours(waves)))
    canvas.zoom_at(zoom / canvas.zoom)
    rates = {}
    for name, act in {
        "pan": lambda i: canvas.pan(7 if i % 20 < 10 else -7, 5 if i % 20 < 10 else -5),
        "zoom": lambda i: canvas.zoom_at(1.02 if i % 20 < 10 else 1 / 1.02),
    }.items():
        QApplication.processEvents()
        start = time.perf_counter()
        for i in range(FRAMES):
            act(i)
            canvas.viewport().repaint()
        rates[name] = FRAMES / (time.perf_counter() - start)
    for name, rate in rates.items():
        figure(f"300 layers, {name} at {zoom:.0%}", rate, "frames/s", least=30)
