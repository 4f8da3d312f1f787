"""Undo is the value before: whatever is edited, kept values never change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from playground.project import Project
from playground.project.storage import dump, parse
from tests.strategies import Edit, edits, projects


@given(projects(), st.lists(edits(), max_size=15))
def test_undo_all_is_the_start_and_redo_all_the_end(start: Project, changes: list[Edit]) -> None:
    values, files = [start], [dump(start)]
    for change in changes:
        values.append(change(values[-1]))
        files.append(dump(values[-1]))
    for value, file in zip(reversed(values), reversed(files), strict=True):
        assert dump(value) == file
        assert parse(file, "undo.json") == value
        assert hash(value) == hash(parse(file, "undo.json"))


@given(projects(), edits())
def test_an_edit_of_one_layer_keeps_the_others(start: Project, change: Edit) -> None:
    after = change(start)
    if after.network is start.network or change.__name__ not in ("parameter", "rename", "bypass"):
        return
    same = [new is old for new, old in zip(after.network.layers, start.network.layers, strict=True)]
    assert same.count(False) <= 1
    assert after.content.data is start.content.data


@given(projects(), st.lists(edits(), max_size=15))
def test_a_removed_layer_never_comes_back_under_its_id(start: Project, changes: list[Edit]) -> None:
    project, gone = start, set[str]()
    for change in changes:
        before = set(project.network.by_id)
        project = change(project)
        after = set(project.network.by_id)
        assert not gone & (after - before)
        gone |= before - after
