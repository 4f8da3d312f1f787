"""Every action of the window, in one table: menus, buttons and the list of shortcuts are made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from playground.catalog import LAYERS

from .canvas.hint import EXAMPLES
from .canvas.keys import SHORTCUTS
from .theme import Choice, theme

if TYPE_CHECKING:
    from .window import Window

translate = QCoreApplication.translate
Standard = QKeySequence.StandardKey
Keys = Standard | str | None


@dataclass(frozen=True)
class Entry:
    """One action: its stable name, text, keys and what it does. "-" as the name is a separator."""

    name: str
    text: str = ""
    keys: Keys = None
    run: Callable[[Window], object] = lambda window: None
    icon: str = ""
    checked: Callable[[Window], bool] | None = None
    """For something that is on or off."""


LINE = Entry("-")


def menus() -> dict[str, tuple[Entry, ...]]:
    """Menu title -> its entries."""
    return {
        translate("Menu", "&File"): (
            Entry("new", translate("Menu", "New"), Standard.New, lambda w: w.files.new(), "new"),
            Entry(
                "new_from_table",
                translate("Menu", "New from a table …"),
                "Ctrl+Shift+N",
                lambda w: w.files.choose_table(),
            ),
            Entry(
                "new_from_pictures",
                translate("Menu", "New from pictures …"),
                "Ctrl+Alt+N",
                lambda w: w.files.choose_pictures(),
            ),
            Entry("open", translate("Menu", "Open …"), Standard.Open, lambda w: w.files.choose(), "open"),
            Entry("recent", translate("Menu", "Open recent")),
            Entry("examples", translate("Menu", "Examples …"), EXAMPLES, lambda w: w.show_examples()),
            LINE,
            Entry("save", translate("Menu", "Save"), Standard.Save, lambda w: w.files.save(), "save"),
            Entry(
                "save_as",
                translate("Menu", "Save as …"),
                Standard.SaveAs,
                lambda w: w.files.save(choose=True),
            ),
            LINE,
            Entry(
                "take_weights",
                translate("Menu", "Take weights from …"),
                run=lambda w: w.files.choose_weights(),
            ),
            LINE,
            Entry("quit", translate("Menu", "Quit"), Standard.Quit, lambda w: w.close()),
        ),
        translate("Menu", "&Edit"): (
            Entry("undo", translate("Menu", "Undo"), Standard.Undo, lambda w: w.undo(), "undo"),
            Entry("redo", translate("Menu", "Redo"), Standard.Redo, lambda w: w.redo(), "redo"),
            LINE,
            Entry("cut", translate("Menu", "Cut"), None, lambda w: w.canvas.cut(), "cut"),
            Entry("copy", translate("Menu", "Copy"), None, lambda w: w.canvas.copy(), "copy"),
            Entry("paste", translate("Menu", "Paste"), None, lambda w: w.canvas.paste(), "paste"),
            Entry("duplicate", translate("Menu", "Duplicate"), None, lambda w: w.canvas.duplicate()),
            Entry("delete", translate("Menu", "Delete"), None, lambda w: w.canvas.delete(), "delete"),
            Entry("select_all", translate("Menu", "Select all"), None, lambda w: w.canvas.select_all()),
            LINE,
            Entry("rename", translate("Menu", "Rename layer"), None, lambda w: w.canvas.rename(), "rename"),
            Entry(
                "bypass",
                translate("Menu", "Bypass layer"),
                None,
                lambda w: w.canvas.toggle_bypass(),
                "bypass",
            ),
            Entry("group", translate("Menu", "Group as a block"), None, lambda w: w.canvas.group(), "group"),
            Entry(
                "ungroup",
                translate("Menu", "Ungroup the block"),
                None,
                lambda w: w.canvas.ungroup(),
                "ungroup",
            ),
            Entry(
                "keep_block",
                translate("Menu", "Save the block to the palette"),
                None,
                lambda w: w.canvas.keep_block(),
            ),
            Entry("open_block", translate("Menu", "Open the block"), None, lambda w: w.canvas.open_block()),
            Entry("tidy", translate("Menu", "Arrange all cards"), None, lambda w: w.canvas.tidy(), "layout"),
        ),
        translate("Menu", "&Insert"): (Entry("insert", ""),),
        translate("Menu", "&Train"): (
            Entry(
                "toggle",
                translate("Menu", "Play or pause"),
                "Ctrl+Return",
                lambda w: w.trainer.toggle(),
                "play",
            ),
            Entry("train_step", translate("Menu", "One batch"), "F6", lambda w: w.trainer.step(), "step"),
            Entry(
                "train_epoch",
                translate("Menu", "One epoch"),
                "F7",
                lambda w: w.trainer.step_epoch(),
                "step_epoch",
            ),
            LINE,
            Entry("train_reset", translate("Menu", "Reset"), "Ctrl+R", lambda w: w.trainer.reset(), "reset"),
            Entry(
                "train_restore",
                translate("Menu", "Bring back weights"),
                "Ctrl+Alt+R",
                lambda w: w.trainer.restore(),
            ),
            Entry(
                "train_seed",
                translate("Menu", "New seed"),
                "Ctrl+Shift+R",
                lambda w: w.trainer.new_seed(),
                "seed",
            ),
        ),
        translate("Menu", "&View"): (
            Entry(
                "neurons",
                translate("Menu", "Neurons"),
                "Ctrl+E",
                lambda w: w.show_neurons(not w.workspace.project.view.neurons),
                "neurons",
                lambda w: w.workspace.project.view.neurons,
            ),
            Entry("fit", translate("Menu", "Show the whole network"), None, lambda w: w.fit(), "fit"),
            LINE,
            Entry("panels", translate("Menu", "Panels")),
            Entry(
                "layout_build", translate("Menu", "Layout: Build"), "Ctrl+1", lambda w: w.use_layout("build")
            ),
            Entry(
                "layout_train", translate("Menu", "Layout: Train"), "Ctrl+2", lambda w: w.use_layout("train")
            ),
            Entry(
                "layout_teach", translate("Menu", "Layout: Teach"), "Ctrl+3", lambda w: w.use_layout("teach")
            ),
            Entry("layout_reset", translate("Menu", "Reset layout"), None, lambda w: w.reset_layout()),
            LINE,
            Entry("theme", translate("Menu", "Theme"), None, icon="theme"),
            Entry("larger", translate("Menu", "Larger"), "Ctrl+Alt++", lambda w: w.zoom_window(+10)),
            Entry("smaller", translate("Menu", "Smaller"), "Ctrl+Alt+-", lambda w: w.zoom_window(-10)),
            Entry("usual", translate("Menu", "Usual size"), "Ctrl+Alt+0", lambda w: w.zoom_window(0)),
            Entry(
                "full_screen",
                translate("Menu", "Full screen"),
                "F11",
                lambda w: w.toggle_full_screen(),
                checked=lambda w: w.isFullScreen(),
            ),
        ),
        translate("Menu", "&Help"): (
            Entry(
                "shortcuts", translate("Menu", "Keys"), Standard.HelpContents, lambda w: w.show_help(), "help"
            ),
            Entry("about", translate("Menu", "About Playground"), None, lambda w: w.show_about()),
        ),
    }


def _has_theme(choice: Choice) -> Callable[[Window], bool]:
    return lambda window: theme().choice == choice


class Actions(QObject):
    """The actions of one window, by name, and its menus."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.by_name: dict[str, QAction] = {}
        self.submenus: dict[str, QMenu] = {}
        self._checked: list[tuple[QAction, Callable[[Window], bool]]] = []
        self._bare: list[tuple[QAction, str]] = []
        bar = window.menuBar()
        for title, entries in menus().items():
            self._fill(bar, title, entries)
        # Not left to `refresh`: what is disabled has no key either, and keys work without a menu.
        stack = window.workspace.undo_stack
        self.by_name["undo"].setEnabled(stack.canUndo())
        self.by_name["redo"].setEnabled(stack.canRedo())
        stack.canUndoChanged.connect(self.by_name["undo"].setEnabled)
        stack.canRedoChanged.connect(self.by_name["redo"].setEnabled)
        restore = self.by_name["train_restore"]
        restore.setEnabled(bool(window.trainer.status.can_restore))
        window.trainer.status_changed.connect(lambda status: restore.setEnabled(bool(status.can_restore)))

    def _fill(self, bar: QMenuBar, title: str, entries: tuple[Entry, ...]) -> None:
        menu = bar.addMenu(title)
        menu.aboutToShow.connect(self.refresh)
        for entry in entries:
            if entry is LINE:
                menu.addSeparator()
            elif entry.name == "insert":
                self._insert_menu(menu)
            elif entry.name in ("recent", "panels", "theme"):
                self.submenus[entry.name] = menu.addMenu(entry.text)
                self.submenus[entry.name].menuAction().setObjectName(f"action.{entry.name}")
            else:
                menu.addAction(self._action(entry))
        if self.submenus.get("theme") is not None and self.submenus["theme"].isEmpty():
            self._theme_menu(self.submenus["theme"])

    def _action(self, entry: Entry) -> QAction:
        window = self._window
        action = QAction(entry.text + self._canvas_key(entry.name), window)
        action.setObjectName(f"action.{entry.name}")
        if isinstance(entry.keys, str):
            action.setShortcut(QKeySequence(entry.keys))
        elif entry.keys is not None:
            action.setShortcuts(QKeySequence.keyBindings(entry.keys))
        if entry.icon:
            self._bare.append((action, entry.icon))
        if entry.checked is not None:
            action.setCheckable(True)
            self._checked.append((action, entry.checked))
        action.triggered.connect(lambda: entry.run(window))
        self.by_name[entry.name] = action
        return action

    @staticmethod
    def _canvas_key(name: str) -> str:
        """The key that does the same while the canvas has the keyboard: said, but not taken, because
        Delete and Ctrl+C are for fields as well."""
        method = "toggle_bypass" if name == "bypass" else name
        key = next((shortcut.keys[0] for shortcut in SHORTCUTS if shortcut.method == method), "")
        return f"\t{key}" if key else ""

    def _insert_menu(self, menu: QMenu) -> None:
        """Every layer, by category: appended after the selected one."""
        categories: dict[str, QMenu] = {}
        for kind in LAYERS.values():
            if kind.category not in categories:
                categories[kind.category] = menu.addMenu(kind.category)
            action = categories[kind.category].addAction(kind.title)
            action.setObjectName(f"action.insert.{kind.name}")
            action.setToolTip(kind.help)
            action.triggered.connect(lambda checked=False, name=kind.name: self._window.canvas.append(name))

    def _theme_menu(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        choices: tuple[tuple[Choice, str], ...] = (
            ("system", translate("Menu", "As the system")),
            ("light", translate("Menu", "Light")),
            ("dark", translate("Menu", "Dark")),
        )
        for choice, text in choices:
            action = menu.addAction(text)
            action.setObjectName(f"action.theme.{choice}")
            action.setCheckable(True)
            group.addAction(action)
            self._checked.append((action, _has_theme(choice)))
            action.triggered.connect(lambda checked=False, name=choice: self._window.use_theme(name))

    def refresh(self) -> None:
        """Bring texts and marks up to date, just before a menu shows; the first one draws the icons."""
        window = self._window
        for action, icon in self._bare:
            theme().wear(action, icon)
        self._bare.clear()
        for action, checked in self._checked:
            action.setChecked(checked(window))
        stack = window.workspace.undo_stack
        for name, text in (("undo", stack.undoText()), ("redo", stack.redoText())):
            plain = translate("Menu", "Undo") if name == "undo" else translate("Menu", "Redo")
            self.by_name[name].setText(f"{plain}: {text}" if text else plain)
