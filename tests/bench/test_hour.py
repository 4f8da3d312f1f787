"""An hour in one window: whatever a person does to it while it trains, it leaves nothing behind."""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from playground.catalog import OPTIMIZERS
from playground.project import Project
from playground.ui import files
from playground.ui.window import Window

from .figures import figure
from .test_memory import LEFT_MB, memory, needs_pages
from .test_smooth import Ticks
from .windows import live, opened, until

pytestmark = pytest.mark.soak
SECONDS = float(os.environ.get("PLAYGROUND_SOAK_S", "3600"))
WARM = 0.25
"""Share of the time after which all that is made once has been made."""
EACH_S = 1.0
SAVED = Path("soak.json")
EXAMPLES = ("circle", "spiral", "digits", "iris", "diabetes", "moons", "digits-autoencoder", "line")

Deed = Callable[[Window, random.Random], object]


def _opens(window: Window, chance: random.Random) -> None:
    window.workspace.mark_saved(SAVED)  # nobody is there to answer what is to become of it
    with patch.object(files, "LONG_TRAINING_S", math.inf):
        assert window.files.open_example(chance.choice(EXAMPLES))


def _sets(window: Window, chance: random.Random) -> None:
    name, value = chance.choice(
        [
            ("learning_rate", 10 ** chance.uniform(-4, 0)),
            ("batch_size", chance.randint(1, 256)),
            ("optimizer", chance.choice(list(OPTIMIZERS))),
            ("seed", chance.randint(0, 9)),
        ]
    )

    def change(project: Project) -> Project:
        return project.with_content(training=project.content.training.but(**{name: value}))

    window.workspace.apply("Set", change)


def _grows(window: Window, chance: random.Random) -> None:
    window.canvas.append(chance.choice(["Linear", "ReLU", "Dropout", "BatchNorm1d", "Tanh"]))


VIEWS = ("training", "inspector", "evaluation", "curves")
DEEDS: dict[str, Deed] = {
    "open": _opens,
    "set": _sets,
    "set again": _sets,
    "grow": _grows,
    "toggle": lambda window, chance: window.trainer.toggle(),
    "play": lambda window, chance: window.trainer.play(),
    "play again": lambda window, chance: window.trainer.play(),
    "reset": lambda window, chance: window.trainer.reset(),
    "one epoch": lambda window, chance: window.trainer.step_epoch(),
    "new seed": lambda window, chance: window.trainer.new_seed(),
    "neurons": lambda window, chance: window.show_neurons(chance.random() < 0.5),
    "view": lambda window, chance: window.docks.show(chance.choice(VIEWS)),
    "theme": lambda window, chance: window.use_theme(chance.choice(["light", "dark"])),
    "fit": lambda window, chance: window.canvas.fit(),
    "undo": lambda window, chance: window.undo(),
    "redo": lambda window, chance: window.redo(),
}


@needs_pages
def test_an_hour(qtbot: Any) -> None:
    chance, deeds, before, seen = random.Random(0), 0, 0.0, 0
    worst: list[tuple[float, str]] = []
    with opened("spiral") as window:
        ticks, begun = Ticks(), time.monotonic()
        while (gone := time.monotonic() - begun) < SECONDS:
            if not before and gone > WARM * SECONDS:
                before = memory()
            name = chance.choice(list(DEEDS))
            DEEDS[name](window, chance)
            deeds += 1
            live(EACH_S)
            longest = max(ticks.gaps_ms[seen:], default=0.0)
            seen, layers = len(ticks.gaps_ms), len(window.workspace.project.network.layers)
            worst = sorted([*worst, (longest, f"{name}, {layers} layers")], reverse=True)[:5]
        ticks.stop()
        _opens(window, chance)
        until(window.trainer.settled)
        grown = memory() - before
    detail = f"{deeds} deeds in {SECONDS:.0f} s"
    figure("left by an hour, after its first quarter", grown, "MB", most=LEFT_MB, detail=detail)
    figure("p99 of the gaps in that hour", float(np.quantile(ticks.gaps_ms, 0.99)), "ms")
    named = "; ".join(f"{gap:.0f} ms {deed}" for gap, deed in worst)
    figure("longest gap in that hour", max(ticks.gaps_ms), "ms", detail=named)
