"""The frame clock: what the window is told, in which order, and that it is left alone otherwise."""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from playground.engine.snapshots import FoldScores
from playground.ui.trainer import CURVES_S


class Wakes(QObject):
    """Counts the timers that fire and the calls that are queued in the window's thread."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched, event):
        if event.type() in (QEvent.Type.Timer, QEvent.Type.MetaCall):
            self.count += 1
        return False


def test_an_idle_window_sleeps(window, qtbot):
    qtbot.waitUntil(window.trainer.settled)
    wakes = Wakes()
    QApplication.instance().installEventFilter(wakes)
    qtbot.wait(600)
    QApplication.instance().removeEventFilter(wakes)
    assert wakes.count <= 12, f"{wakes.count} wakes in 600 ms (polling would be 37)"


def test_a_frame_is_told_in_parts_the_network_first(window, qtbot):
    """Each part is painted before the next one comes, and nothing has settled in between."""
    trainer, told = window.trainer, []
    qtbot.waitUntil(trainer.settled)
    trainer.status_changed.connect(lambda status: told.append("status"))
    trainer.picture.connect(lambda picture: told.append(picture.request.kind))
    trainer.history_changed.connect(lambda: told.append("history"))
    trainer.picture.connect(lambda picture: told.append("settled") if trainer.settled() else None)
    trainer.step()
    qtbot.waitUntil(lambda: "history" in told and trainer.settled())
    first = {name: told.index(name) for name in ("status", "maps", "surface", "history")}
    assert sorted(first, key=first.__getitem__) == ["status", "maps", "surface", "history"]
    assert "settled" not in told


def test_the_rate_of_pictures_is_the_rate_of_everything(window, qtbot):
    """At five a second the window is told five times a second: status, pictures and curves at once."""
    trainer = window.trainer
    trainer.set_picture_rate(5.0)
    trainer.play()
    qtbot.waitUntil(lambda: trainer.status.state == "playing" and trainer.status.step > 0)
    counts = {"status": 0, "history": 0}
    trainer.status_changed.connect(lambda status: counts.update(status=counts["status"] + 1))
    trainer.history_changed.connect(lambda: counts.update(history=counts["history"] + 1))
    begun = time.monotonic()
    qtbot.wait(1500)
    most = 5.0 * (time.monotonic() - begun) + 2
    trainer.pause()
    qtbot.waitUntil(trainer.settled)
    assert 1 <= counts["status"] <= most + 1
    assert 1 <= counts["history"] <= most + 1


def test_curves_follow_more_slowly_than_pictures_until_it_pauses(window, qtbot):
    """However fast pictures come; and once it pauses, the curves hold the last step."""
    trainer = window.trainer
    trainer.set_picture_rate(30.0)
    held: list[int] = []
    trainer.history_changed.connect(lambda: held.append(trainer.history.length("batch_loss")))
    trainer.play()
    qtbot.waitUntil(lambda: len(held) >= 2 and trainer.status.state == "playing", timeout=20_000)
    begun, before = time.perf_counter(), len(held)
    qtbot.waitUntil(lambda: len(held) >= before + 6, timeout=20_000)
    assert time.perf_counter() - begun >= 4 * CURVES_S, "six curves have five rests between them"
    trainer.pause()
    qtbot.waitUntil(trainer.settled)
    assert trainer.status.state == "paused"
    assert held[-1] == trainer.history.length("batch_loss")


def test_the_collector_leaves_the_libraries_alone(window):
    assert gc.get_freeze_count() > 100_000


def test_cross_validation_goes_on_while_the_window_trains(window, qtbot):
    """Asked for by the trainer, told by the frame clock; the run on the screen makes steps meanwhile."""
    trainer = window.trainer
    told: list[FoldScores] = []
    trainer.validated.connect(told.append)
    trainer.play()
    qtbot.waitUntil(lambda: trainer.status.step > 0, timeout=20_000)
    trainer.cross_validate(2, 3)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    step = trainer.status.step
    qtbot.waitUntil(lambda: not told[-1].running, timeout=20_000)
    qtbot.waitUntil(lambda: trainer.status.step > step, timeout=20_000)
    trainer.pause()
    assert [len(told[-1].rows), told[-1].problem] == [2, None]
