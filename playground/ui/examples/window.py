"""ExamplesWindow: cards by group, a field to search them, and what is to be known of the chosen one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from playground.gallery import Example, gallery
from playground.ui.theme import theme
from playground.ui.views.naming import named
from playground.ui.widgets.labels import heading, paragraph

from .card import WIDTH, ExampleCard
from .details import Details

GAP = 8
MARGIN = 12
SIZE = QSize(1200, 700)
"""Three cards in a row."""
Open = Callable[[str], bool]


class ExamplesWindow(QDialog):
    """Stands beside the window and does not have to be closed first. `open_example(name)` opens one and
    says whether it did; then the window of examples goes.

    Arrow keys walk from card to card, Enter opens, Escape closes.
    """

    def __init__(self, open_example: Open, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open = open_example
        self._columns = 0
        self.setObjectName("examples.window")
        self.setWindowTitle(self.tr("Examples"))
        self.search = named(QLineEdit(), "examples.search", self.tr("Search examples"))
        self.search.setToolTip("")
        self.search.setPlaceholderText(self.tr("Search examples"))
        self.search.setClearButtonEnabled(True)
        lens = QAction(self)
        theme().wear(lens, "search")
        self.search.addAction(lens, QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._filter)
        self.details = Details()
        self.open_button = named(QPushButton(self.tr("Open")), "examples.open", self.tr("Open"))
        self.open_button.setToolTip(self.tr("Opens a copy of the chosen example, which has no name yet"))
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self.open_chosen)
        close = named(QPushButton(self.tr("Close")), "examples.close", self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        self.cards: dict[str, ExampleCard] = {}
        self._groups: dict[str, tuple[QWidget, QGridLayout]] = {}
        self._choice = QButtonGroup(self)
        self._choice.buttonToggled.connect(self._choose)
        self._scroll, self._column = self._scrolled()
        for example in gallery():
            self._add(example)
        self._nothing = paragraph(self.tr("No example says anything of the kind."))
        self._column.addWidget(self._nothing)
        self._column.addStretch(1)
        self._arrange(close)
        self._filter("")
        self._scroll.viewport().installEventFilter(self)
        self.search.installEventFilter(self)
        self.resize(SIZE.boundedTo(self.screen().availableSize()))

    def _scrolled(self) -> tuple[QScrollArea, QVBoxLayout]:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        body = QWidget()
        body.setAutoFillBackground(False)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, MARGIN, MARGIN)
        column.setSpacing(GAP)
        scroll.setWidget(body)
        scroll.setMinimumWidth(WIDTH + MARGIN + scroll.verticalScrollBar().sizeHint().width())
        return scroll, column

    def _arrange(self, close: QPushButton) -> None:
        """The cards to the left, below the search; the chosen one and its buttons to the right."""
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addWidget(self.search)
        left.addWidget(self._scroll, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.open_button)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.details, 1)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        row.setSpacing(MARGIN)
        row.addLayout(left, 1)
        row.addLayout(right)

    def _add(self, example: Example) -> None:
        if example.group not in self._groups:
            body = QWidget()
            column = QVBoxLayout(body)
            column.setContentsMargins(0, 4, 0, 4)
            column.setSpacing(GAP)
            column.addWidget(heading(example.group))
            grid = QGridLayout()
            grid.setSpacing(GAP)
            column.addLayout(grid)
            self._groups[example.group] = (body, grid)
            self._column.addWidget(body)
        card = ExampleCard(example, self._groups[example.group][0])
        card.opened.connect(self.open_chosen)
        self._choice.addButton(card)
        self.cards[example.name] = card

    # --- which are shown, and which is chosen ----------------------------------------------------------

    @property
    def shown(self) -> tuple[ExampleCard, ...]:
        """The cards that the search leaves, in reading order."""
        return tuple(card for card in self.cards.values() if not card.isHidden())

    @property
    def chosen(self) -> Example | None:
        """What Open would open."""
        card = self._choice.checkedButton()
        return card.example if isinstance(card, ExampleCard) and not card.isHidden() else None

    def _filter(self, text: str) -> None:
        for card in self.cards.values():
            card.setVisible(card.example.matches(text))
        shown = self.shown
        for group, (body, _) in self._groups.items():
            body.setVisible(any(card.example.group == group for card in shown))
        self._nothing.setVisible(not shown)
        self._place()
        if shown and self.chosen is None:
            shown[0].setChecked(True)
        self._show_chosen()

    def _place(self) -> None:
        """As many cards in a row as fit, of one width."""
        room = self._scroll.viewport().width() - MARGIN
        columns = max(1, (room + GAP) // (WIDTH + GAP))
        for group, (_, grid) in self._groups.items():
            for number in range(max(columns, self._columns)):
                grid.setColumnStretch(number, int(number < columns))
            for number, card in enumerate(card for card in self.shown if card.example.group == group):
                grid.addWidget(card, *divmod(number, columns))
        self._columns = columns

    def _choose(self, card: ExampleCard, chosen: bool) -> None:
        if chosen:
            self._show_chosen()
            QTimer.singleShot(0, card, lambda: self._scroll.ensureWidgetVisible(card, 0, GAP))

    def _show_chosen(self) -> None:
        example = self.chosen
        self.details.show_example(example)
        self.open_button.setEnabled(example is not None)

    def open_chosen(self) -> None:
        """Opens an untitled copy of what is chosen, and goes; stays where unsaved work was kept."""
        example = self.chosen
        if example is not None and self._open(example.name):
            self.close()

    # --- Qt --------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another width may have room for another column; the down arrow leads from the search to the
        cards."""
        if watched is self._scroll.viewport() and event.type() == QEvent.Type.Resize:
            self._place()
        down = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        card = self._choice.checkedButton()
        if down and event.type() == QEvent.Type.KeyPress and card is not None and self.chosen is not None:
            card.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever opens it may type at once."""
        super().showEvent(event)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.selectAll()
