"""Form: controls for any list of parameters, made from what the catalogue says about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from playground.catalog import Kind, Parameter
from playground.ui.formulas import parameter_tip
from playground.ui.widgets.editor import ChoiceEditor, Editor
from playground.ui.widgets.editors import OptionalEditor, editor_for
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.help_area import HelpArea
from playground.ui.widgets.labels import ProblemLine, RowLabel
from playground.ui.widgets.number import shown


class Row(QObject):
    """A label, its editor, and the line below for what is wrong."""

    def __init__(self, editor: Editor, label: RowLabel, problem: ProblemLine) -> None:
        super().__init__(editor)
        self.editor, self.label, self.problem = editor, label, problem
        self.typed_wrong = ""
        self.told: tuple[str, str, str, Callable[[], object] | None] = ("", "error", "", None)

    def show(self, visible: bool) -> None:
        """Show or hide the whole row."""
        self.label.setVisible(visible)
        self.editor.setVisible(visible)
        if not visible:
            self.problem.hide()
        else:
            self.tell()

    def tell(self) -> None:
        """What was typed comes before what a check found."""
        if self.typed_wrong:
            self.problem.say(self.typed_wrong)
        else:
            self.problem.say(*self.told)


class Form(HelpArea):
    """One row for each parameter; advanced ones below a fold.

    `changed(name, value, gesture)` is emitted when a person sets a value that fits; edits with the
    same gesture number belong to one drag. `set_values` shows values and emits nothing. A control
    is called `prefix.name`. `new_gesture` gives gesture numbers (the workspace's). Parameters in
    `hidden` have no row here; those in `wide` stand below their label, in the full width. `kind` is
    the kind whose formula a tooltip shows.
    """

    changed = Signal(str, object, object)

    def __init__(
        self,
        parameters: Iterable[Parameter],
        prefix: str,
        new_gesture: Callable[[], int],
        parent: QWidget | None = None,
        *,
        hidden: Sequence[str] = (),
        wide: Sequence[str] = (),
        kind: Kind | None = None,
        more: str = "",
    ) -> None:
        super().__init__(parent)
        self._wide = wide
        self.parameters = tuple(p for p in parameters if p.name not in hidden)
        self.rows: dict[str, Row] = {}
        self._prefix, self._kind = prefix, kind
        self._values: dict[str, Any] = {p.name: p.default for p in self.parameters}
        basic = [p for p in self.parameters if not p.advanced]
        advanced = [p for p in self.parameters if p.advanced]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._grid(basic, new_gesture, self))
        self.more: Fold | None = None
        if advanced:
            body = QWidget(self)
            grid = self._grid(advanced, new_gesture, body)
            body.setLayout(grid)
            self.more = Fold(more or self.tr("More"), body, not basic, parent=self)
            self.more.button.setObjectName(f"{prefix}.more")
            column.addWidget(self.more)
        self.set_values({})

    def _grid(
        self, parameters: Sequence[Parameter], new_gesture: Callable[[], int], parent: QWidget
    ) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for parameter in parameters:
            editor = editor_for(parameter, f"{self._prefix}.{parameter.name}", new_gesture, parent)
            across = parameter.name in self._wide
            label = RowLabel(parameter.title, parent, free=across)
            label.setProperty("own_tip", True)
            label.setBuddy(editor)
            problem = ProblemLine(parent)
            row = Row(editor, label, problem)
            self.rows[parameter.name] = row
            editor.edited.connect(lambda value, gesture, p=parameter: self._edit(p, value, gesture))
            editor.refused.connect(lambda reason, row=row: self._refuse(row, reason))
            label.setProperty("parameter", parameter.name)
            editor.setProperty("parameter", parameter.name)
            place = grid.rowCount()
            tall = isinstance(editor, OptionalEditor)
            side = Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter
            grid.addWidget(label, place, 0, 1, 2 if across else 1, side)
            if across:
                grid.addWidget(editor, place + 1, 0, 1, 2)
            else:
                grid.addWidget(editor, place, 1)
            grid.addWidget(problem, place + 2, 0, 1, 2)
        return grid

    # --- values -------------------------------------------------------------------------------

    @property
    def values(self) -> Mapping[str, Any]:
        """What the form shows."""
        return self._values

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show these values, the defaults where one is missing. Emits nothing."""
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            self._values[parameter.name] = value
            self.rows[parameter.name].editor.show_value(value)
        self._show_rows()

    def set_value(self, name: str, value: Any) -> None:
        """Show one value. Emits nothing."""
        self._values[name] = value
        self.rows[name].editor.show_value(value)
        self._show_rows()

    def mark_mixed(self, names: Iterable[str]) -> None:
        """Say of these that the things edited together differ in them."""
        mixed = set(names)
        for name, row in self.rows.items():
            title = row.editor.parameter.title
            row.label.setText(f"{title} ≠" if name in mixed else title)

    def offer(self, name: str, choices: Sequence[Any], titles: Sequence[str] = ()) -> None:
        """Give a choice its list (the columns of a table)."""
        editor = self.rows[name].editor
        if isinstance(editor, ChoiceEditor):
            editor.offer(choices, titles)
            editor.show_value(self._values[name])

    def suggest(self, name: str, value: Any) -> None:
        """What an optional value starts from when it is set by hand."""
        editor = self.rows[name].editor
        if isinstance(editor, OptionalEditor):
            editor.suggestion = value

    # --- problems -----------------------------------------------------------------------------

    def show_problem(
        self,
        name: str,
        text: str,
        severity: str = "error",
        repair: str = "",
        act: Callable[[], object] | None = None,
    ) -> bool:
        """Show a sentence below a control; False where there is no such control."""
        row = self.rows.get(name)
        if row is None:
            return False
        row.told = (text, severity, repair, act)
        row.tell()
        if row.editor.parameter.advanced and self.more is not None and text:
            self.more.set_open(True)
        return True

    def clear_problems(self) -> None:
        """Take back what a check found; what is typed wrong is still said."""
        for row in self.rows.values():
            row.told = ("", "error", "", None)
            row.tell()

    # --- inside -------------------------------------------------------------------------------

    def _edit(self, parameter: Parameter, value: Any, gesture: int | None) -> None:
        self._values[parameter.name] = value
        self._refuse(self.rows[parameter.name], "")
        self._show_rows()
        self.changed.emit(parameter.name, value, gesture)

    def _refuse(self, row: Row, reason: str) -> None:
        if reason != row.typed_wrong:
            row.typed_wrong = reason
            row.tell()

    def _show_rows(self) -> None:
        for parameter in self.parameters:
            if parameter.only_when is not None:
                other, wanted = parameter.only_when
                self.rows[parameter.name].show(self._values.get(other) in wanted)
            editor = self.rows[parameter.name].editor
            if isinstance(editor, OptionalEditor):
                editor.show_value(self._values[parameter.name])

    def help_for(self, control: QWidget) -> str:
        """The help of the parameter whose label or editor that is."""
        name = control.property("parameter")
        return self.help_text(name) if name in self.rows else ""

    def help_text(self, name: str) -> str:
        """What hovering a control says."""
        parameter = self.rows[name].editor.parameter
        default = self.tr("Default {value}").format(value=self._word(parameter, parameter.default))
        useful = ""
        if parameter.slider is not None and not isinstance(parameter.default, tuple):
            low, high = (shown(float(end)) for end in parameter.slider)
            useful = self.tr("useful from {low} to {high}").format(low=low, high=high)
        elif parameter.type != "choice" and parameter.range_text:
            useful = parameter.range_text
        if parameter.type in ("file", "folder", "column", "points", "columns", "curve", "text"):
            default = ""
        return parameter_tip(parameter, default, useful, self._kind)

    def _word(self, parameter: Parameter, value: Any) -> str:
        if value is None:
            return parameter.none_text
        if isinstance(value, bool):
            return self.tr("on") if value else self.tr("off")
        if isinstance(value, tuple):
            return ", ".join(shown(number) for number in value)
        if isinstance(value, int | float):
            return shown(value) + (f" {parameter.unit}" if parameter.unit else "")
        return str(value).replace("_", " ")


def focus_row(form: Form, name: str) -> bool:
    """Put the keyboard into a control; False where there is no such control."""
    row = form.rows.get(name)
    if row is None:
        return False
    if row.editor.parameter.advanced and form.more is not None:
        form.more.set_open(True)
    row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
    return True
