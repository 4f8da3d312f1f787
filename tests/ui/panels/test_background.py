"""Work on files beside the window: what it answers, and that it goes on whatever goes wrong."""

from __future__ import annotations

import logging

from playground.catalog import words
from playground.ui.panels.background import Background


def test_what_nobody_foresaw_is_said_and_the_next_work_is_done(qtbot, caplog):
    background = Background()
    answers, refused = [], []

    def fails(progress):
        raise MemoryError("no room for it")

    with caplog.at_level(logging.CRITICAL):
        background.run(fails, answers.append, refused.append)
        qtbot.waitUntil(lambda: len(refused) == 1)
    assert "no room for it" in words.text(refused[0])
    background.run(lambda progress: progress(1, 2), answers.append, refused.append)
    qtbot.waitUntil(lambda: answers == [True])
    assert not background.busy
