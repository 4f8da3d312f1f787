"""Inspector: what is selected, shown and changed, through undo."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from playground.catalog import check, choose_optimizer, new_layer, problem
from playground.catalog.facts import fix
from playground.catalog.report import LayerReport, Report
from playground.project import Layer, Network
from playground.project.network import add_layer
from playground.ui.panels.inspector import Inspector, shape_text
from tests.engine.made import graph

from .conftest import find, type_in, unnamed


@pytest.fixture
def inspector(workspace, shown):
    return shown(Inspector(workspace))


def layer_of(workspace, name):
    return workspace.project.network.by_id[name]


def test_a_block_tells_of_what_it_holds_as_a_whole(inspector, workspace):
    inside = add_layer(Network(), Layer(id="input_1", kind="Input"))
    block = Layer(id="block_1", kind="Block", network=inside, repeat=2)
    workspace.apply("Add", lambda p: p.with_network(add_layer(p.network, block)))
    whole = LayerReport("block_1", "Block", (4,), 1216, 2400)
    workspace.set_report(Report(workspace.report.layers, blocks={"block_1": whole}))
    inspector.show_layers(["block_1"])
    assert find(inspector, "inspector.shape").text() == "4"
    assert find(inspector, "inspector.parameters").property("value") == 1216
    assert find(inspector, "inspector.operations").property("value") == 2400


def check_mark(box):
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def test_nothing_selected_tells_of_the_network(inspector):
    assert find(inspector, "inspector.layers").text() == "6"
    assert find(inspector, "inspector.parameters").property("value") == 192
    assert find(inspector, "inspector.output").text() == "8"


def test_a_layer_shows_its_parameters_shape_and_weights(inspector):
    inspector.show_layers(["linear_1"])
    assert find(inspector, "inspector.out_features").text() == "8"
    assert find(inspector, "inspector.shape").text() == "8"
    assert find(inspector, "inspector.parameters").text() == "64"
    assert unnamed(inspector) == []


def test_a_number_typed_changes_the_layer_and_undo_brings_it_back(inspector, workspace):
    inspector.show_layers(["linear_1"])
    type_in(find(inspector, "inspector.out_features"), "12")
    assert layer_of(workspace, "linear_1").parameters["out_features"] == 12
    workspace.undo_stack.undo()
    assert layer_of(workspace, "linear_1").parameters["out_features"] == 8
    assert find(inspector, "inspector.out_features").text() == "8"


def test_a_drag_of_the_slider_is_one_step_of_undo(inspector, workspace):
    inspector.show_layers(["linear_1"])
    slider = find(inspector, "inspector.out_features.slider")
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    for x in range(10, 60, 5):
        QTest.mouseMove(slider, QPoint(x, 10))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    assert layer_of(workspace, "linear_1").parameters["out_features"] != 8
    assert workspace.undo_stack.count() == 1
    workspace.undo_stack.undo()
    assert layer_of(workspace, "linear_1").parameters["out_features"] == 8


def test_the_form_stays_while_its_layer_is_edited(inspector):
    inspector.show_layers(["linear_1"])
    form = inspector.form
    type_in(find(inspector, "inspector.out_features"), "9")
    assert inspector.form is form


def test_following_the_data_gives_way_to_the_size_it_has(inspector, workspace):
    inspector.show_layers(["linear_3"])
    box = find(inspector, "inspector.out_features.auto")
    assert box.isChecked()
    check_mark(box)
    assert layer_of(workspace, "linear_3").parameters["out_features"] == 8
    check_mark(box)
    assert layer_of(workspace, "linear_3").parameters["out_features"] is None


def test_a_name_is_given_and_taken_away(inspector, workspace):
    inspector.show_layers(["tanh_1"])
    type_in(find(inspector, "inspector.name"), "first bend")
    assert layer_of(workspace, "tanh_1").title == "first bend"
    type_in(find(inspector, "inspector.name"), " ")
    assert layer_of(workspace, "tanh_1").name is None
    assert workspace.undo_stack.count() == 2


def test_bypassing(inspector, workspace):
    inspector.show_layers(["tanh_1"])
    check_mark(find(inspector, "inspector.bypassed"))
    assert layer_of(workspace, "tanh_1").bypassed
    workspace.undo_stack.undo()
    assert not find(inspector, "inspector.bypassed").isChecked()


def test_initializers_of_weight_and_bias_apart(inspector, workspace):
    inspector.show_layers(["linear_1"])
    QTest.mouseClick(find(inspector, "inspector.initializers"), Qt.MouseButton.LeftButton)
    weight, bias = find(inspector, "inspector.weight_init"), find(inspector, "inspector.bias_init")
    assert weight.count() > bias.count()
    QTest.keyClick(weight, Qt.Key.Key_Down)
    chosen = layer_of(workspace, "linear_1").weight_init
    assert chosen is not None
    assert chosen.kind != "uniform"
    QTest.keyClick(weight, Qt.Key.Key_Home)
    assert layer_of(workspace, "linear_1").weight_init is None
    type_in(find(inspector, "inspector.bias_init.val"), "0,5")
    assert layer_of(workspace, "linear_1").bias_init.parameters["val"] == 0.5


def test_several_of_one_kind_are_changed_together_as_one_step(inspector, workspace):
    type_first = workspace.project.with_network(
        workspace.project.network.but(
            layers=tuple(
                layer.but(parameters=layer.parameters.but(out_features=5))
                if layer.id == "linear_2"
                else layer
                for layer in workspace.project.network.layers
            )
        )
    )
    workspace.edit("Prepare", type_first)
    inspector.show_layers(["linear_1", "linear_2"])
    assert "≠" in inspector.form.rows["out_features"].label.text()
    type_in(find(inspector, "inspector.out_features"), "16")
    sizes = [layer_of(workspace, name).parameters["out_features"] for name in ("linear_1", "linear_2")]
    assert sizes == [16, 16]
    assert "≠" not in inspector.form.rows["out_features"].label.text()
    assert workspace.undo_stack.count() == 2


def test_several_of_different_kinds_can_still_be_bypassed(inspector, workspace):
    inspector.show_layers(["linear_1", "tanh_1"])
    assert inspector.form is None
    check_mark(find(inspector, "inspector.bypassed"))
    assert layer_of(workspace, "linear_1").bypassed
    assert layer_of(workspace, "tanh_1").bypassed


def test_a_problem_stands_at_its_control_and_its_button_mends_it(inspector, workspace):
    inspector.show_layers(["linear_1"])
    trouble = problem(
        "bad_parameter",
        layer="linear_1",
        setting="out_features",
        name="Neurons",
        value="0",
        range="1 to 100000",
        repair=fix("set", parameter="out_features", value=4),
    )
    workspace.set_report(Report(workspace.report.layers, (trouble,)))
    row = inspector.form.rows["out_features"]
    assert "it wants 1 to 100000" in row.problem.text
    QTest.mouseClick(row.problem.button, Qt.MouseButton.LeftButton)
    assert layer_of(workspace, "linear_1").parameters["out_features"] == 4
    workspace.set_report(Report(workspace.report.layers, ()))
    assert row.problem.text == ""


def test_a_layer_of_an_unknown_kind_is_shown_too(inspector, workspace):
    alien = Layer(id="alien_1", kind="FromTomorrow", parameters={"power": 9})
    workspace.edit("Add", workspace.project.with_network(add_layer(workspace.project.network, alien)))
    inspector.show_layers(["alien_1"])
    assert inspector.form is None
    assert find(inspector, "inspector.name").placeholderText() == "alien_1"


def test_a_layer_that_goes_is_no_longer_shown(inspector, workspace):
    layer = new_layer(workspace.project.network, "Dropout")
    workspace.edit("Add", workspace.project.with_network(add_layer(workspace.project.network, layer)))
    inspector.show_layers([layer.id])
    find(inspector, "inspector.p")
    workspace.undo_stack.undo()
    assert inspector.layers == ()
    find(inspector, "inspector.layers")


def test_shapes_in_words():
    assert [shape_text(shape) for shape in (None, (), (8,), (16, 8, 8))] == ["–", "1", "8", "16 × 8 × 8"]


def test_freezing_by_the_mouse_and_back_by_undo(inspector, workspace):
    inspector.show_layers(["linear_1"])
    QTest.mouseClick(find(inspector, "inspector.learning"), Qt.MouseButton.LeftButton)
    type_in(find(inspector, "inspector.rate_scale"), "0,1")
    assert layer_of(workspace, "linear_1").rate_scale == 0.1
    check_mark(find(inspector, "inspector.frozen"))
    assert layer_of(workspace, "linear_1").frozen
    assert not find(inspector, "inspector.rate_scale").isVisible(), "what is frozen has no rate"
    workspace.undo_stack.undo()
    workspace.undo_stack.undo()
    assert layer_of(workspace, "linear_1").rate_scale == 1.0
    assert not layer_of(workspace, "linear_1").frozen


def test_weight_decay_of_a_layer_by_the_mouse(inspector, workspace):
    """Switching "as all layers" off gives it a value of its own, and on again takes it away."""
    inspector.show_layers(["linear_1"])
    QTest.mouseClick(find(inspector, "inspector.learning"), Qt.MouseButton.LeftButton)
    check_mark(find(inspector, "inspector.weight_decay.auto"))
    type_in(find(inspector, "inspector.weight_decay"), "0,25")
    assert layer_of(workspace, "linear_1").weight_decay == 0.25
    assert workspace.undo_stack.undoText() == "Set Weight decay"
    check_mark(find(inspector, "inspector.l2.auto"))
    assert layer_of(workspace, "linear_1").l2 is not None
    check_mark(find(inspector, "inspector.weight_decay.auto"))
    assert layer_of(workspace, "linear_1").weight_decay is None


def test_decay_that_has_no_effect_is_said_at_the_number(inspector, workspace):
    workspace.apply(
        "Choose", lambda p: p.with_content(training=choose_optimizer(p.content.training, "Rprop"))
    )
    inspector.show_layers(["linear_1"])
    QTest.mouseClick(find(inspector, "inspector.learning"), Qt.MouseButton.LeftButton)
    check_mark(find(inspector, "inspector.weight_decay.auto"))
    workspace.set_report(Report(problems=check(workspace.project)))
    assert "knows no weight decay" in inspector.learning.rows["weight_decay"].problem.text


def test_a_block_freezes_what_is_in_it_and_says_so_there(inspector, workspace):
    inside = graph({"input_1": ("Input", ""), "linear_1": ("Linear", "input_1")})
    block = Layer(id="block_1", kind="Block", network=inside, l2=0.1)
    workspace.apply("Add", lambda p: p.with_network(add_layer(p.network, block)))
    inspector.show_layers(["block_1"])
    QTest.mouseClick(find(inspector, "inspector.learning"), Qt.MouseButton.LeftButton)
    type_in(find(inspector, "inspector.rate_scale"), "0,1")
    workspace.shown.go(("block_1",))
    inspector.show_layers(["linear_1"])
    QTest.mouseClick(find(inspector, "inspector.learning"), Qt.MouseButton.LeftButton)
    held = find(inspector, "inspector.held")
    assert held.text() == "With the blocks around it: share of the rate 0.1, L2 0.1."
    workspace.shown.go(())
    inspector.show_layers(["block_1"])
    assert not find(inspector, "inspector.held").isVisible()
    check_mark(find(inspector, "inspector.frozen"))
    workspace.shown.go(("block_1",))
    inspector.show_layers(["linear_1"])
    assert find(inspector, "inspector.held").text() == "A block around it is frozen, and so is this."


def test_a_layer_without_weights_cannot_be_frozen(inspector):
    inspector.show_layers(["tanh_1"])
    assert inspector.learning is None


def test_a_block_is_repeated_from_its_page(inspector, workspace):
    """By typing a number, as one step of undo; what does not fit is said at the number."""
    inside = graph({"input_1": ("Input", ""), "linear_1": ("Linear", "input_1")})
    block = Layer(id="block_1", kind="Block", network=inside)
    workspace.apply("Add", lambda p: p.with_network(add_layer(p.network, block)))
    inspector.show_layers(["block_1"])
    type_in(find(inspector, "inspector.repeat"), "3")
    assert workspace.project.network.by_id["block_1"].repeat == 3
    assert workspace.undo_stack.undoText() == "Repeat"
    wrong = problem(
        "repeat_does_not_fit",
        layer="block_1",
        setting="repeat",
        turn="2",
        part="linear_1",
        takes="2",
        gives="4",
        repair=fix("repeat_once"),
    )
    workspace.set_report(Report(problems=(wrong,)))
    assert "takes 2 and gives 4" in inspector.form.rows["repeat"].problem.text
    workspace.undo_stack.undo()
    assert inspector.form.values["repeat"] == 1


def test_the_page_follows_the_open_block(inspector, workspace):
    """In an open block it shows and changes what is in there, although ids may be those of outside."""
    inside = graph({"input_1": ("Input", ""), "linear_1": ("Linear", "input_1")})
    block = Layer(id="block_1", kind="Block", name="Unit", network=inside)
    workspace.apply("Add", lambda p: p.with_network(add_layer(p.network, block)))
    outside = workspace.project.network.by_id["linear_1"]
    workspace.shown.go(("block_1",))
    inspector.show_layers([])
    assert "Inside of Unit" in {label.text() for label in inspector.findChildren(QLabel)}
    assert find(inspector, "inspector.layers").text() == "2"
    inspector.show_layers(["linear_1"])
    type_in(find(inspector, "inspector.out_features"), "5")
    network = workspace.project.network
    assert network.by_id["block_1"].network.by_id["linear_1"].parameters["out_features"] == 5
    assert network.by_id["linear_1"] is outside
