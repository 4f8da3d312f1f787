"""Labels: what is said fits the panel that says it."""

from __future__ import annotations

from playground.ui.widgets.labels import ProblemLine, breakable


def test_long_words_get_places_to_break_and_short_ones_none():
    short = "Set momentum to 0.9 (now 12,345): see training.momentum."
    assert breakable(short) == short
    row = ",".join(f"column_{i}" for i in range(30))
    broken = breakable(f"It has {row} only.")
    assert broken.replace("\u200b", "") == f"It has {row} only."
    assert max(map(len, broken.replace("\u200b", " ").split())) <= 16


def test_a_row_of_a_table_in_a_sentence_does_not_widen_the_panel(qtbot):
    line = ProblemLine()
    qtbot.addWidget(line)
    text = f"The file has one column only ({'PassengerId,Survived,Pclass,' * 20}), and it takes two."
    line.say(text)
    assert line.text == text
    assert line.minimumSizeHint().width() < 200
