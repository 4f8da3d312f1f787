"""CanvasCommands: everything that can be done to the network on the canvas, one method each.

Menus, keys, gestures and the palette call these; each is one step of undo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from playground.catalog import LAYERS
from playground.project import Layer, Project, Wire
from playground.ui.workspace import Workspace

from . import clip, edits
from .clip import Clip
from .edits import Slot
from .keys import Direction, neighbour
from .layout import GRID, Place
from .view import CanvasView

if TYPE_CHECKING:
    from .search import LayerSearch, RenameField

translate = QCoreApplication.translate


class CanvasCommands(CanvasView):
    """What can be done. `selection_changed(layer ids)` follows every other selection."""

    selection_changed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.current: str | None = None
        """The card that has the keyboard."""
        self._nudge: tuple[tuple[str, ...], int] = ((), 0)
        self._selected: tuple[str, ...] = ()
        self.network_scene.selectionChanged.connect(self._tell_selection)

    # --- selection ----------------------------------------------------------------------------

    def selected(self) -> tuple[str, ...]:
        """Ids of the selected layers, in the order of the network."""
        return self.network_scene.selected_layers()

    def select(self, names: Iterable[str], current: str | None = None) -> None:
        """Select these layers and nothing else; `current` gets the keyboard's ring."""
        wanted = set(names)
        scene = self.network_scene
        scene.blockSignals(True)
        for wire in scene.wires.values():
            wire.setSelected(False)
        for name, card in scene.cards.items():
            card.setSelected(name in wanted)
            card.set_look(current=name == current)
        scene.blockSignals(False)
        self.current = current
        scene.update()
        self._tell_selection()

    def select_all(self) -> None:
        """Select every layer."""
        self.select(self.network_scene.cards)

    # --- layers come --------------------------------------------------------------------------

    def append(self, what: str | Clip) -> str | None:
        """Add a layer (of a kind, or a block as a clip) behind the selected one, else behind the end of the
        chain, and wire it in. Returns its id, None where it was refused.
        """
        chosen = self.selected()
        after = chosen[-1] if chosen else None
        sizes = self.network_scene.sizes()
        text = translate("Canvas", "Add {0}").format(_called(what))
        append = _made_of(what, lambda p, kind: edits.append(p, sizes, kind, after))
        return self._adding(text, append, last=True)

    def put(self, what: str | Clip, at: Place, wire: Wire | None = None) -> str | None:
        """Add a layer at a place (its upper left corner), or in the middle of a wire."""
        sizes = self.network_scene.sizes()
        if wire is not None:
            text = translate("Canvas", "Insert {0}").format(_called(what))
            return self._adding(text, _made_of(what, lambda p, kind: edits.insert(p, sizes, kind, wire)))
        text = translate("Canvas", "Add {0}").format(_called(what))
        return self._adding(text, _made_of(what, lambda p, kind: edits.place(p, sizes, kind, at)))

    def put_into(self, layer_id: str, wire: Wire) -> None:
        """Take a card that has no wires to the middle of a wire, and put it in there."""
        layer = self.network_scene.network.by_id[layer_id]
        sizes = self.network_scene.sizes()
        text = translate("Canvas", "Insert {0}").format(layer.title)
        if self.shown.apply(text, lambda p: edits.insert_layer(p, sizes, layer, wire)):
            self.reveal(layer_id)

    def search(
        self, at: QPointF | None = None, wire: Wire | None = None, source: tuple[str, str] | None = None
    ) -> LayerSearch:
        """Open the small search. What is chosen goes to the canvas point `at`, into `wire`, behind the
        output `source`; without any of them it is appended."""
        anchor = self.mapFromScene(at) if at is not None else self._anchor()
        from .search import LayerSearch

        field = LayerSearch(self, anchor)
        field.chosen.connect(lambda kind: self._found(kind, at, wire, source))
        return field

    # --- layers and wires go ------------------------------------------------------------------

    def delete(self) -> None:
        """Delete what is selected; the chain closes over a deleted layer."""
        layers, wires = self.selected(), self.network_scene.selected_wires()
        if not layers and not wires:
            return
        network = self.network_scene.network
        feeders = [w.source for name in layers[:1] for w in network.incoming[name] if w.source not in layers]
        if self.shown.apply(translate("Canvas", "Delete"), lambda p: edits.delete(p, layers, wires)):
            self.select(feeders[:1], current=feeders[0] if feeders else None)

    def connect_ports(self, source: str, port: str, slot: Slot) -> bool:
        """Draw a wire; what was in a single slot gives way. The cards stay where they are."""
        sizes = self.network_scene.sizes()

        def connect(project: Project) -> Project:
            return edits.placed(edits.connect(project, source, port, slot), edits.places(project, sizes))

        return self.shown.apply(translate("Canvas", "Connect"), connect)

    # --- layers change ------------------------------------------------------------------------

    def rename(self) -> RenameField | None:
        """Open a field over the title of the selected card."""
        from .search import RenameField

        chosen = self.selected()
        if len(chosen) != 1:
            return None
        card = self.network_scene.cards[chosen[0]]
        self.reveal(card.layer.id)
        area = card.body.title_area().translated(card.pos())
        seen = self.mapFromScene(area).boundingRect()
        seen.setSize(seen.size().expandedTo(QSize(120, 26)))
        field = RenameField(self.viewport(), card.layer.title, seen)
        field.renamed.connect(lambda text: self._rename(card.layer.id, text))
        return field

    def toggle_bypass(self) -> None:
        """Let the selected layers take no part, or take part again."""
        chosen = self.selected()
        if chosen:
            self.shown.apply(translate("Canvas", "Bypass"), lambda p: edits.bypass(p, chosen))

    def repair(self, layer_id: str) -> None:
        """Do the repair that the card offers."""
        problem = self.network_scene.cards[layer_id].problem
        if problem is not None and problem.repair is not None:
            sizes = self.network_scene.sizes()
            self._adding(translate("Canvas", "Repair"), lambda p: edits.mend(p, problem, sizes))

    # --- places -------------------------------------------------------------------------------

    def tidy(self) -> None:
        """Arrange all cards from left to right."""
        sizes = self.network_scene.sizes()
        if self.shown.apply(translate("Canvas", "Arrange"), lambda p: edits.tidy(p, sizes)):
            self.fit()

    def nudge(self, way: Direction) -> None:
        """Move the selected cards by one step of the grid; a row of nudges is one step of undo."""
        chosen, scene = self.selected(), self.network_scene
        if not chosen:
            return
        if self._nudge[0] != chosen:
            self._nudge = (chosen, self.workspace.new_gesture())
        dx, dy = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}[way]
        here, sizes = scene.places(), scene.sizes()
        moved = {name: (here[name][0] + dx * GRID, here[name][1] + dy * GRID) for name in chosen}
        text = translate("Canvas", "Move")
        self.shown.apply(text, lambda p: edits.move(p, moved, sizes), self._nudge[1])

    def walk(self, way: Direction) -> None:
        """Go along a wire to the next card, or up and down to the nearest."""
        chosen = self.selected()
        here = self.current if self.current in chosen else (chosen[-1] if chosen else None)
        scene = self.network_scene
        found = neighbour(scene.network, scene.places(), here, way)
        if found is not None:
            self.select([found], current=found)
            self.reveal(found)

    # --- clipboard ----------------------------------------------------------------------------

    def copy(self) -> None:
        """The selected layers go to the clipboard, with the wires among them."""
        if self.selected():
            made = clip.copy(self.shown.project, self.selected(), self.network_scene.sizes())
            QGuiApplication.clipboard().setText(clip.write(made))

    def cut(self) -> None:
        """Copy, then delete."""
        self.copy()
        self.delete()

    def paste(self, links: bool = False) -> None:
        """Add the layers on the clipboard; with `links`, fed by what fed the originals."""
        try:
            read = clip.read(QGuiApplication.clipboard().text())
        except clip.ClipError as error:
            self.workspace.say(str(error), "warning")
            return
        sizes = self.network_scene.sizes()
        self._adding(translate("Canvas", "Paste"), lambda p: clip.paste(p, read, sizes, links))

    def paste_wired(self) -> None:
        """Paste, fed by what fed the originals."""
        self.paste(links=True)

    def duplicate(self) -> None:
        """Copies of the selected layers, without touching the clipboard."""
        if self.selected():
            sizes = self.network_scene.sizes()
            made = clip.copy(self.shown.project, self.selected(), sizes)
            self._adding(translate("Canvas", "Duplicate"), lambda p: clip.paste(p, made, sizes))

    # --- inside -------------------------------------------------------------------------------

    def _adding(self, text: str, function: Callable[[Project], Project], last: bool = False) -> str | None:
        """Make an edit, then select and show the layers that it added, or only the last of them; returns
        the first one's id."""
        before = self.shown.project.network.by_id
        if not self.shown.apply(text, function):
            return None
        new = [layer.id for layer in self.shown.project.network.layers if layer.id not in before]
        if not new:
            return None
        if last:  # an Input may have come before it
            new = new[-1:]
        self.select(new, current=new[-1])
        self.reveal(new[-1])
        return new[0]

    def _found(
        self, kind: str, at: QPointF | None, wire: Wire | None, source: tuple[str, str] | None
    ) -> None:
        self.setFocus()
        declared = LAYERS[kind]
        if at is None:
            self.append(kind)
            return
        spot = (at.x(), at.y() - edits.CARD[1] / 2)
        if source is not None:
            sizes = self.network_scene.sizes()
            text = translate("Canvas", "Add {0}").format(kind)
            self._adding(text, lambda p: edits.extend(p, sizes, kind, spot, *source))
        else:
            inserts = wire is not None and declared.inputs and declared.outputs
            self.put(kind, spot, wire if inserts else None)

    def _rename(self, layer_id: str, text: str) -> None:
        if layer_id in self.shown.project.network.by_id:
            self.shown.apply(translate("Canvas", "Rename"), lambda p: edits.rename(p, layer_id, text))

    def _anchor(self) -> QPoint:
        """Beside the selected card, else in the upper middle."""
        from .search import WIDTH

        chosen = self.selected()
        if chosen and self.seen().intersects(box := self.network_scene.cards[chosen[-1]].box()):
            return self.mapFromScene(box.topRight() + QPointF(12, 0))
        return QPoint((self.width() - WIDTH) // 2, self.height() // 5)

    def _tell_selection(self) -> None:
        chosen = self.selected()
        if chosen != self._selected:
            self._selected = chosen
            self.selection_changed.emit(chosen)


def _called(what: str | Clip) -> str:
    return what if isinstance(what, str) else what.layers[0].title


def _made_of(
    what: str | Clip, function: Callable[[Project, str | Layer], Project]
) -> Callable[[Project], Project]:
    """An edit that adds a kind of layer, or the block that is alone on a clip, with the places in it."""
    if isinstance(what, str):
        return lambda p: function(p, what)
    block = what.layers[0]

    def add(project: Project) -> Project:
        name = project.network.free_id(block.kind)
        return clip.furnished(function(project, block), what, {block.id: name})

    return add
