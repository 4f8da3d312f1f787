"""InitializerRow: how the first values of one tensor are made, as a part of the inspector."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.catalog import INITIALIZERS, initializer
from playground.project import Initializer
from playground.ui.forms import Form
from playground.ui.widgets.editor import Combo
from playground.ui.widgets.labels import RowLabel
from playground.ui.workspace import Workspace

from .base import retire


class InitializerRow(QWidget):
    """How one tensor's first values are made: a choice, and the form of its parameters."""

    chosen = Signal(str, object, object)
    """(tensor, initializer or None for torch's own, gesture)"""

    def __init__(self, tensor: str, workspace: Workspace) -> None:
        super().__init__()
        self._tensor, self._workspace = tensor, workspace
        self._kinds = [k for k in INITIALIZERS.values() if tensor != "bias" or k.least_rank < 2]
        self._form: Form | None = None
        self._given: Initializer | None = None
        title = self.tr("Weights start") if tensor == "weight" else self.tr("Bias starts")
        label = RowLabel(title, self)
        self.combo = Combo(self)
        self.combo.setObjectName(f"inspector.{tensor}_init")
        self.combo.setAccessibleName(title)
        self.combo.addItem(self.tr("torch's default"))
        self.combo.addItems([kind.title for kind in self._kinds])
        self.combo.activated.connect(self._choose)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.combo, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(row)

    def show_value(self, given: Initializer | None) -> None:
        """Show what the document says; None is torch's own."""
        names = [kind.name for kind in self._kinds]
        if given is not None and given.kind not in names:
            if self.combo.count() == len(names) + 1:
                self.combo.addItem(given.kind)
            self.combo.setItemText(len(names) + 1, given.kind)
            self.combo.setCurrentIndex(len(names) + 1)
        else:
            self.combo.setCurrentIndex(0 if given is None else names.index(given.kind) + 1)
        if given is None or given.kind not in INITIALIZERS:
            self._drop_form()
        else:
            if self._given is None or self._given.kind != given.kind or self._form is None:
                self._make_form(given)
            assert self._form is not None
            self._form.set_values(given.parameters)
        self._given = given

    def _drop_form(self) -> None:
        if self._form is not None:
            self._column.removeWidget(self._form)
            retire(self._form)
            self._form = None

    def _make_form(self, given: Initializer) -> None:
        self._drop_form()
        kind = INITIALIZERS[given.kind]
        self._form = Form(
            kind.parameters,
            f"inspector.{self._tensor}_init",
            self._workspace.new_gesture,
            self,
            kind=kind,
        )
        self._form.changed.connect(self._set)
        self._column.addWidget(self._form)

    def _choose(self, index: int) -> None:
        if 0 <= index <= len(self._kinds):
            made = None if index == 0 else initializer(self._kinds[index - 1].name)
            self.chosen.emit(self._tensor, made, None)

    def _set(self, name: str, value: Any, gesture: int | None) -> None:
        assert self._given is not None
        changed = self._given.but(parameters=self._given.parameters.but(**{name: value}))
        self.chosen.emit(self._tensor, changed, gesture)
