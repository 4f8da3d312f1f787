"""Inspector: what is selected on the canvas, and everything about it that can be set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from playground.catalog import LAYERS, LayerKind, Report, words
from playground.project import Initializer, Layer, Problem, Project
from playground.project.network import change_layer, set_parameter
from playground.ui.forms import Form
from playground.ui.formulas import FormulaView
from playground.ui.theme import theme
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.labels import ElidedLabel, ProblemLine, bold, paragraph, quiet
from playground.ui.widgets.number import shown
from playground.ui.workspace import Workspace

from . import layer_settings
from .base import Panel, mend, retire
from .initializers import InitializerRow
from .palette import KindIcon


def count_text(number: int | None) -> str:
    """A number with its thousands parted: 1,234; a dash where it is not known."""
    return "–" if number is None else f"{number:,}"


def shape_text(shape: tuple[int, ...] | None) -> str:
    """The shape of one sample: `16 × 8 × 8`; a dash while it is not known."""
    if shape is None:
        return "–"
    return " × ".join(str(size) for size in shape) or "1"


LEARNING = ("frozen", "rate_scale", "weight_decay", "l1", "l2")
"""The members of a layer that say how it learns."""


def _values(layer: Layer) -> Mapping[str, Any]:
    """What the form of a layer shows."""
    return layer.parameters if layer.network is None else {"repeat": layer.repeat}


class Inspector(Panel):
    """Follows `show_layers` (ids of what is selected) and the document."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("inspector", self.tr("Inspector"), parent)
        self._workspace = workspace
        self._shown = workspace.shown
        self._ids: tuple[str, ...] = ()
        self._made_for: tuple[Any, ...] | None = None
        self._page = QWidget()
        self.form: Form | None = None
        self.learning: Form | None = None
        self.column.addWidget(self._page)
        self.column.addStretch(1)
        self._shown.changed.connect(self._follow)
        self._shown.report_changed.connect(self._show_report)
        workspace.opened.connect(lambda: self.show_layers(()))
        self._rebuild()

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers that are shown, those of them that are still there."""
        network = self._shown.project.network
        return tuple(network.by_id[name] for name in self._ids if name in network.by_id)

    def show_layers(self, ids: Iterable[str]) -> None:
        """Show these layers; none: the network as a whole."""
        self._ids = tuple(ids)
        self._rebuild()

    # --- following ----------------------------------------------------------------------------

    def _follow(self, before: Project, after: Project) -> None:
        if before.content is not after.content:
            self._rebuild()

    def _key(self) -> tuple[Any, ...]:
        """What decides which controls there are."""
        layers = self.layers
        return (*self._shown.way, len(layers) > 1, *(layer.kind for layer in layers), *self._ids)

    def _rebuild(self) -> None:
        """Make the page anew where other controls are wanted, then show the values."""
        if self._made_for != self._key():
            self._made_for = self._key()
            self.form = self.learning = None
            self._initializers: dict[str, InitializerRow] = {}
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(8)
            if not self.layers:
                self._make_summary(column)
            else:
                self._make_layers(column)
            self.column.replaceWidget(self._page, page)
            retire(self._page)
            self._page = page
        self._show_values()
        self._show_report(self._shown.report)

    # --- nothing selected ---------------------------------------------------------------------

    def _make_summary(self, column: QVBoxLayout) -> None:
        title = self.tr("The network")
        if self._shown.way:
            title = self.tr("Inside of {block}").format(block=self._shown.titles()[-1])
        column.addWidget(bold(ElidedLabel(title)))
        self._facts = self._fact_list(
            column,
            {
                "layers": self.tr("Layers"),
                "parameters": self.tr("Weights"),
                "operations": self.tr("Operations per sample"),
                "output": self.tr("Output"),
            },
        )
        self._problems = QVBoxLayout()
        column.addLayout(self._problems)
        column.addWidget(paragraph(self.tr("Select a layer on the canvas to see and change it.")))

    def _fact_list(self, column: QVBoxLayout, titles: dict[str, str]) -> dict[str, QLabel]:
        """Lines of a title and a number."""
        grid = QFormLayout()
        grid.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        facts: dict[str, QLabel] = {}
        for name, title in titles.items():
            value = QLabel()
            value.setObjectName(f"inspector.{name}")
            value.setFont(theme().number_font(value.font()))
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setAccessibleName(title)
            grid.addRow(quiet(QLabel(title)), value)
            facts[name] = value
        column.addLayout(grid)
        return facts

    # --- one or several layers ----------------------------------------------------------------

    def _make_layers(self, column: QVBoxLayout) -> None:
        layers = self.layers
        kinds = {layer.kind for layer in layers}
        kind = LAYERS.get(layers[0].kind) if len(kinds) == 1 else None
        column.addLayout(self._make_head(layers, kind))
        if kind is not None:
            if kind.help:
                column.addWidget(paragraph(kind.help))
            if kind.formula:
                column.addWidget(FormulaView(kind.formula))
        self._problems = QVBoxLayout()
        self._problems.setSpacing(2)
        column.addLayout(self._problems)
        if kind is not None and kind.parameters:
            self.form = Form(kind.parameters, "inspector", self._workspace.new_gesture, kind=kind)
            self.form.changed.connect(self._set)
            column.addWidget(self.form)
        elif all(layer.network is not None for layer in layers):
            self._make_block(column)
        elif len(kinds) > 1:
            column.addWidget(paragraph(self.tr("Layers of one kind can be changed together.")))
        if kind is not None and kind.tensors:
            self._make_initializers(column, kind)
            self._make_learning(column)
        self.bypass = QCheckBox(self.tr("Bypassed"))
        self.bypass.setToolTip(self.tr("A bypassed layer lets everything through as it is."))
        self.bypass.setObjectName("inspector.bypassed")
        self.bypass.setAccessibleName(self.tr("Bypassed"))
        self.bypass.clicked.connect(self._set_bypass)
        column.addWidget(self.bypass)
        titles = {"parameters": self.tr("Weights")}
        if len(layers) == 1:
            titles = {"shape": self.tr("Output"), **titles, "operations": self.tr("Operations")}
        self._facts = self._fact_list(column, titles)

    def _make_block(self, column: QVBoxLayout) -> None:
        column.addWidget(paragraph(self.tr("Layers under one name. Double-click its card to see them.")))
        self.form = Form(layer_settings.block(), "inspector", self._workspace.new_gesture)
        self.form.changed.connect(
            lambda name, value, gesture: self._edit_layers(self.tr("Repeat"), gesture, **{name: value})
        )
        column.addWidget(self.form)
        self._make_learning(column)

    def _make_head(self, layers: tuple[Layer, ...], kind: LayerKind | None) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        if kind is not None:
            row.addWidget(KindIcon(kind))
        many = self.tr("{count} layers").format(count=len(layers))
        title = kind.title if kind else layers[0].kind if len(layers) == 1 else many
        if kind is not None and len(layers) > 1:
            title = f"{len(layers)} × {kind.title}"
        row.addWidget(bold(ElidedLabel(title)), 1)
        column.addLayout(row)
        self.name: QLineEdit | None = None
        if len(layers) == 1:
            self.name = QLineEdit()
            self.name.setObjectName("inspector.name")
            self.name.setAccessibleName(self.tr("Name"))
            self.name.setPlaceholderText(layers[0].id)
            self.name.setToolTip(self.tr("What the card is called; empty for its own id."))
            self.name.editingFinished.connect(self._rename)
            column.addWidget(self.name)
        return column

    def _make_initializers(self, column: QVBoxLayout, kind: LayerKind) -> None:
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        for tensor in ("weight", "bias"):
            if tensor in kind.tensors:
                row = InitializerRow(tensor, self._workspace)
                row.chosen.connect(self._set_initializer)
                self._initializers[tensor] = row
                rows.addWidget(row)
        fold = Fold(self.tr("First values"), body)
        fold.button.setObjectName("inspector.initializers")
        column.addWidget(fold)

    def _make_learning(self, column: QVBoxLayout) -> None:
        self.learning = Form(layer_settings.layer_learning(), "inspector", self._workspace.new_gesture)
        self.learning.changed.connect(self._set_learning)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.learning)
        self._held = paragraph("")
        self._held.setObjectName("inspector.held")
        rows.addWidget(self._held)
        fold = Fold(self.tr("How it learns"), body)
        fold.button.setObjectName("inspector.learning")
        column.addWidget(fold)

    # --- showing ------------------------------------------------------------------------------

    def _show_values(self) -> None:
        layers = self.layers
        if not layers:
            return
        first = layers[0]
        if self.name is not None and not self.name.isModified():
            self.name.setText(first.name or "")
        self.bypass.setChecked(all(layer.bypassed for layer in layers))
        if self.form is not None:
            self.form.set_values(_values(first))
            names = [parameter.name for parameter in self.form.parameters]
            self.form.mark_mixed(
                name
                for name in names
                if len({_values(layer).get(name, self.form.values[name]) for layer in layers}) > 1
            )
        if self.learning is not None:
            self.learning.set_values({name: getattr(first, name) for name in LEARNING})
            self.learning.mark_mixed(
                name for name in LEARNING if len({getattr(layer, name) for layer in layers}) > 1
            )
        for tensor, row in self._initializers.items():
            row.show_value(first.weight_init if tensor == "weight" else first.bias_init)

    def _show_report(self, report: Report) -> None:
        layers = self.layers
        while self._problems.count():
            item = self._problems.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                retire(widget)
        for form in (self.form, self.learning):
            if form is not None:
                form.clear_problems()
        if not layers:
            self._show_summary(report)
            return
        for layer in layers:
            for problem in report.of(layer.id):
                self._show_problem(problem, len(layers) == 1)
        found = [report.card(layer.id) for layer in layers]
        known = [layer for layer in found if layer is not None]
        self._fact("parameters", sum(layer.parameters for layer in known) if known else None)
        if self.learning is not None:
            self._held.setText(self._said_of_blocks(layers[0]))
            self._held.setVisible(bool(self._held.text()))
        if len(layers) == 1:
            only = found[0]
            self._facts["shape"].setText(shape_text(only.shape if only else None))
            self._fact("operations", only.operations if only else None)
            kind = LAYERS.get(layers[0].kind)
            if self.form is not None and "field" in self.form.rows and report.fields:
                self.form.offer("field", report.fields)
            if self.form is not None and kind is not None and kind.output_size and only and only.shape:
                self.form.suggest(kind.output_size, only.shape[-1])

    def _said_of_blocks(self, layer: Layer) -> str:
        """What the blocks around a layer make of how it learns; nothing where they leave it."""
        learns = self._shown.learns(layer)
        if learns.frozen:
            return "" if layer.frozen else self.tr("A block around it is frozen, and so is this.")
        parts = []
        if learns.rate_scale != layer.rate_scale:
            parts.append(self.tr("share of the rate {0}").format(shown(learns.rate_scale)))
        for name in ("weight_decay", "l1", "l2"):
            if getattr(learns, name) != getattr(layer, name):
                assert self.learning is not None
                title = self.learning.rows[name].editor.parameter.title
                parts.append(f"{title} {shown(getattr(learns, name))}")
        return self.tr("With the blocks around it: {0}.").format(", ".join(parts)) if parts else ""

    def _show_summary(self, report: Report) -> None:
        network = self._shown.project.network
        self._fact("layers", len(network.layers))
        self._fact("parameters", report.parameters if report.layers else None)
        counted = [layer.operations for layer in report.layers.values() if layer.operations is not None]
        self._fact("operations", sum(counted) if counted else None)
        last = network.order[-1] if network.order else None
        ending = report.card(last) if last is not None else None
        shape = ending.shape if ending is not None else None
        self._facts["output"].setText(shape_text(shape))
        for problem in report.problems:
            if problem.setting is None or problem.layer is not None:
                self._show_problem(problem, False)

    def _fact(self, name: str, number: int | None) -> None:
        self._facts[name].setText(count_text(number))
        self._facts[name].setProperty("value", number)

    def _show_problem(self, problem: Problem, inline: bool) -> None:
        """Below the control that it names, else above the form."""
        text, button = words.text(problem), words.repair_text(problem)

        def act() -> None:
            mend(self._shown, problem)

        for form in (self.form, self.learning):
            if (
                inline
                and form is not None
                and problem.setting is not None
                and form.show_problem(problem.setting, text, problem.severity, button, act)
            ):
                return
        line = ProblemLine()
        self._problems.addWidget(line)
        line.say(text, problem.severity, button, act)

    # --- editing ------------------------------------------------------------------------------

    def _rename(self) -> None:
        if self.name is None or not self.name.isModified() or not self.layers:
            return
        self.name.setModified(False)
        layer = self.layers[0]
        wanted = self.name.text().strip()
        name = wanted if wanted and wanted != layer.id else None
        self._edit_layers(self.tr("Rename"), name=name)

    def _set(self, name: str, value: Any, gesture: int | None) -> None:
        def changed(project: Project) -> Project:
            network = project.network
            for layer in self.layers:
                network = set_parameter(network, layer.id, name, value)
            return project.with_network(network)

        assert self.form is not None
        title = self.form.rows[name].editor.parameter.title
        self._shown.apply(self.tr("Set {name}").format(name=title), changed, gesture)
        self._show_values()

    def _set_bypass(self, on: bool) -> None:
        text = self.tr("Bypass") if on else self.tr("Take part again")
        self._edit_layers(text, bypassed=on)

    def _set_learning(self, name: str, value: Any, gesture: int | None) -> None:
        assert self.learning is not None
        title = self.learning.rows[name].editor.parameter.title
        text = self.tr("Freeze or thaw") if name == "frozen" else self.tr("Set {name}").format(name=title)
        self._edit_layers(text, gesture, **{name: value})

    def _set_initializer(self, tensor: str, given: Initializer | None, gesture: int | None) -> None:
        self._edit_layers(self.tr("Choose first values"), gesture, **{f"{tensor}_init": given})

    def _edit_layers(self, text: str, gesture: int | None = None, **changes: Any) -> None:
        """The same change to every selected layer, as one step."""

        def changed(project: Project) -> Project:
            network = project.network
            for layer in self.layers:
                network = change_layer(network, layer.id, **changes)
            return project.with_network(network)

        self._shown.apply(text, changed, gesture)
        self._show_values()
