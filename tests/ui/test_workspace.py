"""The workspace: every edit can be undone, gestures merge, nothing escapes as an exception."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog import LAYERS, Report, words
from playground.project import Network, Project, View, Wire
from playground.project.network import connect
from playground.ui.canvas import edits
from playground.ui.workspace import Workspace

SAMPLE = ("Input", "Linear", "Tanh", "Add", "Concatenate", "Dropout")


@pytest.fixture
def workspace(qapp):
    return Workspace()


def described(project, text):
    return project.but(description=text)


def test_an_edit_is_announced_and_undone(workspace, qtbot):
    start = workspace.project
    with qtbot.waitSignal(workspace.changed) as blocker:
        assert workspace.edit("Describe", described(start, "one"))
    assert blocker.args == [start, workspace.project]
    assert workspace.undo_stack.undoText() == "Describe"
    with qtbot.waitSignal(workspace.changed):
        workspace.undo_stack.undo()
    assert workspace.project == start
    workspace.undo_stack.redo()
    assert workspace.project.description == "one"


def test_nothing_changed_is_no_step(workspace):
    assert not workspace.edit("Nothing", workspace.project.but())
    assert workspace.undo_stack.count() == 0


def test_edits_of_one_gesture_are_one_step(workspace):
    gesture = workspace.new_gesture()
    for text in "abc":
        workspace.edit("Type", described(workspace.project, text), gesture)
    workspace.edit("Type", described(workspace.project, "d"), workspace.new_gesture())
    assert workspace.undo_stack.count() == 2
    workspace.undo_stack.undo()
    assert workspace.project.description == "c"
    workspace.undo_stack.undo()
    assert workspace.project.description == ""


def test_a_gesture_that_leads_back_leaves_no_step(workspace):
    start, gesture = workspace.project, workspace.new_gesture()
    workspace.edit("Move", described(start, "there"), gesture)
    workspace.edit("Move", start, gesture)
    assert workspace.undo_stack.count() == 0
    assert workspace.project.same_document(start)
    assert not workspace.unsaved


def test_undoing_back_to_what_was_saved_is_clean(workspace):
    heard = []
    workspace.unsaved_changed.connect(heard.append)
    workspace.edit("Describe", described(workspace.project, "one"))
    workspace.mark_saved(Path("one.json"))
    workspace.edit("Describe", described(workspace.project, "two"))
    assert workspace.unsaved
    workspace.undo_stack.undo()
    assert not workspace.unsaved
    workspace.undo_stack.undo()
    assert workspace.unsaved
    assert heard == [True, False, True, False, True]


def test_a_step_made_before_saving_takes_in_no_later_one(workspace):
    gesture = workspace.new_gesture()
    workspace.edit("Type", described(workspace.project, "saved"), gesture)
    workspace.mark_saved(Path("one.json"))
    workspace.edit("Type", described(workspace.project, "later"), gesture)
    workspace.undo_stack.undo()
    assert workspace.project.description == "saved"


def test_looking_is_neither_unsaved_nor_undone(workspace):
    workspace.edit("Describe", described(workspace.project, "one"))
    workspace.mark_saved(Path("one.json"))
    workspace.look(View(zoom=2.0))
    assert workspace.undo_stack.count() == 1
    assert not workspace.unsaved
    workspace.undo_stack.undo()
    assert workspace.project.view.zoom == 2.0


def test_a_refusal_becomes_a_sentence(workspace, qtbot):
    project = edits.append(edits.append(Project(), {}, "Input"), {}, "Linear")
    workspace.open(project)
    back = Wire(source="linear_1", target="input_1")
    with qtbot.waitSignal(workspace.message) as blocker:
        assert not workspace.apply("Connect", lambda p: p.with_network(connect(p.network, back)))
    message = blocker.args[0]
    assert message.problem.code == "cycle"
    assert message.text == words.text(message.problem)
    assert workspace.project == project


def test_a_listener_may_edit_and_all_hear_in_order(workspace):
    heard = []

    def answer(before, after):
        if after.description == "question":
            workspace.edit("Answer", described(after, "answer"))

    workspace.changed.connect(answer)
    workspace.changed.connect(lambda before, after: heard.append((before.description, after.description)))
    workspace.edit("Ask", described(workspace.project, "question"))
    assert heard == [("", "question"), ("question", "answer")]


def test_opening_forgets_undo_and_report(workspace):
    workspace.edit("Describe", described(workspace.project, "one"))
    workspace.set_report(Report(layers={}, problems=()))
    workspace.open(described(Project(), "two"), Path("two.json"))
    assert workspace.undo_stack.count() == 0
    assert not workspace.unsaved
    assert workspace.path == Path("two.json")
    workspace.open(described(Project(), "lost"), saved=False)
    assert workspace.unsaved


@st.composite
def steps(draw):
    """Random edits as (name, numbers); numbers choose among what is there when the edit is made."""
    names = st.sampled_from(
        ["add", "append", "insert", "connect", "delete", "bypass", "move", "tidy", "look"]
    )
    return draw(st.lists(st.tuples(names, st.integers(0, 50), st.integers(0, 50)), max_size=25))


def make(workspace, step):
    name, one, two = step
    network = workspace.project.network
    ids = [layer.id for layer in network.layers]
    chosen = ids[one % len(ids)] if ids else None
    kind = SAMPLE[two % len(SAMPLE)]
    if name == "look":
        workspace.look(View(zoom=0.5 + one))
        return
    functions = {
        "add": lambda p: edits.place(p, {}, kind, (one * 30, two * 30)),
        "append": lambda p: edits.append(p, {}, kind, chosen),
        "tidy": lambda p: edits.tidy(p, {}),
    }
    if network.wires:
        functions["insert"] = lambda p: edits.insert(p, {}, kind, network.wires[one % len(network.wires)])
    if chosen:
        slots = [slot for layer in network.layers for slot in edits.slots(network, layer)]
        functions["delete"] = lambda p: edits.delete(p, [chosen], network.wires[:1] if two % 3 == 0 else ())
        functions["bypass"] = lambda p: edits.bypass(p, [chosen])
        functions["move"] = lambda p: edits.move(p, {chosen: (one * 8, two * 8)}, {})
        if slots:
            functions["connect"] = lambda p: edits.connect(p, chosen, "out", slots[two % len(slots)])
    if name in functions:
        gesture = one % 3 if name == "move" else None
        workspace.apply(name, functions[name], gesture)


@given(steps())
def test_undo_all_is_the_start_and_redo_all_the_end(qapp, sequence):
    workspace = Workspace()
    start = workspace.project
    for step in sequence:
        make(workspace, step)
        Network.model_validate(workspace.project.network.model_dump())
    end = workspace.project
    workspace.undo_stack.setIndex(0)
    assert workspace.project.same_document(start)
    assert not workspace.unsaved
    workspace.undo_stack.setIndex(workspace.undo_stack.count())
    assert workspace.project == end


def test_the_sample_kinds_exist():
    assert set(SAMPLE) <= set(LAYERS)
