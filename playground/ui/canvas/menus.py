"""Menus that a right click opens on a card, a wire or the ground: what keys and drags do, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from playground.ui.theme import theme

from .card import LayerCard
from .keys import SHORTCUTS
from .wire import WireItem

if TYPE_CHECKING:
    from .canvas import Canvas

translate = QCoreApplication.translate


def menu_for(canvas: Canvas, item: LayerCard | WireItem | None, at: QPointF) -> QMenu:
    """The menu for what was clicked at a canvas point, None being the ground."""
    menu = QMenu(canvas)
    menu.setObjectName("canvas_menu")
    menu.setToolTipsVisible(True)
    if isinstance(item, LayerCard):
        _card(menu, canvas, item)
    elif isinstance(item, WireItem):
        _wire(menu, canvas, item, at)
    else:
        _ground(menu, canvas, at)
    return menu


def _card(menu: QMenu, canvas: Canvas, card: LayerCard) -> None:
    if card.face.repair:
        _add(menu, "wrench", card.face.repair, lambda: canvas.repair(card.layer.id))
        menu.addSeparator()
    _method(menu, canvas, "rename", "rename", enabled=len(canvas.selected()) == 1)
    bypass = _method(menu, canvas, "toggle_bypass", "bypass")
    if all(canvas.network_scene.cards[name].layer.bypassed for name in canvas.selected()):
        bypass.setText(translate("Canvas", "Take part again"))
    _method(menu, canvas, "connect_by_keys", "connect", enabled=len(canvas.selected()) == 1)
    if len(canvas.selected()) == 1 and card.layer.network is not None:
        _method(menu, canvas, "open_block", "open")
        _method(menu, canvas, "ungroup", "ungroup")
        keep = translate("Canvas", "Save to the palette")
        _add(menu, "save", keep, canvas.keep_block).setObjectName("canvas_menu.keep_block")
    _method(menu, canvas, "group", "group")
    add = translate("Canvas", "Add a layer after it…")
    _add(menu, "plus", add, canvas.search)
    menu.addSeparator()
    _method(menu, canvas, "copy", "copy")
    _method(menu, canvas, "cut", "cut")
    _method(menu, canvas, "duplicate", "plus")
    menu.addSeparator()
    _method(menu, canvas, "delete", "delete")


def _wire(menu: QMenu, canvas: Canvas, item: WireItem, at: QPointF) -> None:
    insert = translate("Canvas", "Insert a layer here…")
    _add(menu, "plus", insert, lambda: canvas.search(at, wire=item.wire))
    menu.addSeparator()
    _method(menu, canvas, "delete", "delete")


def _ground(menu: QMenu, canvas: Canvas, at: QPointF) -> None:
    add = translate("Canvas", "Add a layer here…")
    _add(menu, "plus", add, lambda: canvas.search(at))
    _method(menu, canvas, "paste", "paste")
    menu.addSeparator()
    _method(menu, canvas, "select_all", "select_all")
    _method(menu, canvas, "tidy", "layout")
    _method(menu, canvas, "fit", "fit")


def _add(menu: QMenu, icon: str, text: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(theme().icon(icon), text)
    action.triggered.connect(lambda: act())
    return action


def _method(menu: QMenu, canvas: Canvas, method: str, icon: str, enabled: bool = True) -> QAction:
    """An entry that calls a method of the canvas and shows the key that does the same."""
    shortcut = next(shortcut for shortcut in SHORTCUTS if shortcut.method == method)
    action = _add(menu, icon, translate("Canvas", shortcut.text), getattr(canvas, method))
    action.setObjectName(f"canvas_menu.{method}")
    action.setShortcut(QKeySequence(shortcut.keys[0]))
    action.setShortcutVisibleInContextMenu(True)
    action.setEnabled(enabled)
    return action
