"""Asking a person where data of a kind are: a file, or a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from playground.catalog import DatasetKind
from playground.data import path_name
from playground.ui.widgets.editors import file_filter

translate = QCoreApplication.translate


def ask_for(kind: DatasetKind, before: str, parent: QWidget) -> Path | None:
    """The file or folder chosen, beginning where `before` is; None where nothing was."""
    parameter = kind.parameter(path_name(kind.name))
    assert parameter is not None, f"{kind.name} is no data of files"
    title = translate("Data", "Open {name}").format(name=kind.title)
    if parameter.type == "folder":
        chosen = QFileDialog.getExistingDirectory(parent, title, before)
    else:
        chosen, _ = QFileDialog.getOpenFileName(
            parent, title, str(Path(before).parent), file_filter(parameter)
        )
    return Path(chosen) if chosen else None
