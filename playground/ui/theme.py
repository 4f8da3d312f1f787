"""Theme: colour tokens for light and dark, the palette made of them, and icons.

One place says what colour a thing has. Widgets get it through the palette, painted things through
`theme().colours`, pictures of numbers through the tables of `colour_maps`. Series are coloured by Okabe
and Ito's list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from playground.assets import asset

from .style import sheet

Choice = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Colours:
    """What each colour is for. Text has 4.5:1 on `surface` and `ground`, wires and icons 3:1."""

    ground: QColor
    surface: QColor
    raised: QColor
    line: QColor
    text: QColor
    quiet: QColor
    accent: QColor
    on_accent: QColor
    error: QColor
    warning: QColor
    good: QColor
    wire: QColor
    dot: QColor
    neutral: QColor
    """The middle of signed values."""


def _colours(**names: str) -> Colours:
    return Colours(**{name: QColor(value) for name, value in names.items()})


LIGHT = _colours(
    ground="#F7F8FA",
    surface="#FFFFFF",
    raised="#F1F3F6",
    line="#E3E6EB",
    text="#1F2430",
    quiet="#5B6472",
    accent="#2563EB",
    on_accent="#FFFFFF",
    error="#C62F2F",
    warning="#9A5B00",
    good="#1B7F4B",
    wire="#838C9B",
    dot="#D5DAE1",
    neutral="#E8EAEB",
)
DARK = _colours(
    ground="#14171C",
    surface="#1C2128",
    raised="#262C35",
    line="#2D333D",
    text="#E6E8EB",
    quiet="#A0A8B5",
    accent="#6AA5FF",
    on_accent="#0E1116",
    error="#FF7B72",
    warning="#E3A941",
    good="#56C98A",
    wire="#727C8C",
    dot="#2A303A",
    neutral="#2B313A",
)
NEGATIVE, POSITIVE = QColor("#F59322"), QColor("#0877BD")
"""Signed values, the same everywhere: weights, surfaces, activations."""

SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")
"""Okabe and Ito's colours, told apart with any colour vision; add a dash or a marker all the same."""

CATEGORIES = {
    "Input": ("#4B5563", "#9CA8B8"),
    "Basic": ("#3B62D1", "#7EA2FF"),
    "Convolution": ("#8247C9", "#BB8CF5"),
    "Pooling": ("#9A3FB0", "#D98BEA"),
    "Activation": ("#1B8458", "#4EC492"),
    "Join": ("#0D7F8C", "#43BFCC"),
    "Normalise": ("#5B6B00", "#AEC04A"),
    "Regularise": ("#BF3D77", "#F085B2"),
    "Reshape": ("#2F6F8F", "#6DB7DA"),
    "Recurrent": ("#A16207", "#E0B04A"),
    "Attention": ("#B4472F", "#F0917A"),
}
"""A category's edge and icon, on light and on dark."""

ICON_SIZES = (16, 20)
"""Of controls and of the top bar, in px."""

ICONS = {
    name: f"category_{name.lower()}"
    for name in (*CATEGORIES, "Block")
    if name not in ("Recurrent", "Attention")  # drawn when the first of their layers is there
}
"""A category's icon; others have the icon of what is not known."""

OTHER = ("#6B7280", "#8C96A5")


class Theme(QObject):
    """Which colours are in force. `changed` tells painted things to paint themselves again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice = "system"
        self._dark = False
        self._followed = False

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in force."""
        return self._dark

    @property
    def choice(self) -> Choice:
        """What the person asked for."""
        return self._choice

    @property
    def colours(self) -> Colours:
        """The colours in force."""
        return DARK if self._dark else LIGHT

    def category(self, name: str) -> QColor:
        """The colour of a layer category's edge and icon."""
        return QColor(CATEGORIES.get(name, OTHER)[self._dark])

    def apply(self, choice: Choice = "system") -> None:
        """Dress the application: our palette, a few rules. "system" follows the system's
        own choice where it says one, and is light where it does not."""
        self._choice = choice
        hints = QGuiApplication.styleHints()
        if not self._followed:
            hints.colorSchemeChanged.connect(self._follow)
            self._followed = True
        system_is_dark = hints.colorScheme() == Qt.ColorScheme.Dark
        self._dark = choice == "dark" or (choice == "system" and system_is_dark)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(palette(self.colours))
            application.setStyleSheet(sheet(self.colours))
        self.changed.emit()

    def take_font(self) -> None:
        """Let every widget take the application's type: under a style sheet each of them holds on to
        the type that it began with until the sheet is set anew."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet(application.styleSheet())
        self.changed.emit()  # palettes of single widgets are taken back with the sheet

    def _follow(self) -> None:
        if self._choice == "system":
            self.apply("system")

    def icon(self, name: str) -> QIcon:
        """The icon of that name in the colours in force; see also `wear`."""
        return self.icon_in(name, self.colours.text)

    def icon_in(self, name: str, colour: QColor) -> QIcon:
        """The icon of that name in a colour; pale where it is disabled."""
        return _icon(name, colour.name(), _mix(self.colours.quiet, self.colours.surface).name())

    def wear(self, target: Any, name: str) -> None:
        """Give an action or button (anything with `setIcon`) an icon that follows the theme."""
        put: Callable[[], None] = _IconOf(target, name, self).put
        put()

    def number_font(self, base: QFont | None = None) -> QFont:
        """The interface font with figures of one width, so that read-outs do not jitter."""
        font = QFont(base or QGuiApplication.font())
        font.setFeature(QFont.Tag.fromString("tnum"), 1)
        return font


class _IconOf(QObject):
    """Lives with the target and repaints its icon when the theme changes."""

    def __init__(self, target: Any, name: str, theme: Theme) -> None:
        super().__init__(target)
        self._target, self._name, self._theme = target, name, theme
        theme.changed.connect(self.put)

    def put(self) -> None:
        self._target.setIcon(self._theme.icon(self._name))


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The one theme of this program."""
    return Theme()


def palette(colours: Colours) -> QPalette:
    """A palette made of the tokens, the Link role included (rich text keeps pure blue without)."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: colours.ground,
        roles.WindowText: colours.text,
        roles.Base: colours.surface,
        roles.AlternateBase: colours.raised,
        roles.Text: colours.text,
        roles.Button: colours.surface,
        roles.ButtonText: colours.text,
        roles.BrightText: colours.error,
        roles.ToolTipBase: colours.surface,
        roles.ToolTipText: colours.text,
        roles.PlaceholderText: colours.quiet,
        roles.Highlight: colours.accent,
        roles.HighlightedText: colours.on_accent,
        roles.Accent: colours.accent,
        roles.Link: colours.accent,
        roles.LinkVisited: colours.accent,
        roles.Light: _mix(colours.surface, colours.line),
        roles.Midlight: colours.line,
        roles.Mid: colours.line,
        roles.Dark: colours.wire,
        roles.Shadow: colours.line,
    }.items():
        made.setColor(role, colour)
    faint = _mix(colours.quiet, colours.surface)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    made.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, colours.line)
    return made


def _mix(one: QColor, two: QColor, share: float = 0.5) -> QColor:
    """`share` of `two` in `one`."""
    return QColor.fromRgbF(
        one.redF() * (1 - share) + two.redF() * share,
        one.greenF() * (1 - share) + two.greenF() * share,
        one.blueF() * (1 - share) + two.blueF() * share,
    )


# --- icons ----------------------------------------------------------------------------------------


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return asset("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, faint: str) -> QIcon:
    made = QIcon()
    scale = max(screen.devicePixelRatio() for screen in QGuiApplication.screens())
    for size in ICON_SIZES:
        made.addPixmap(glyph(name, QColor(colour), size, scale), QIcon.Mode.Normal)
        made.addPixmap(glyph(name, QColor(faint), size, scale), QIcon.Mode.Disabled)
    return made


def draw_icon(painter: QPainter, name: str, colour: QColor, area: QRectF) -> None:
    """Paint an icon of assets/icons in one colour. Raises FileNotFoundError for an unknown name."""
    _renderer(name, colour.name()).render(painter, area)


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    # Qt's SVG does not know currentColor, so the colour is written in.
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


def glyph(name: str, colour: QColor, size: int, scale: float = 1.0) -> QPixmap:
    """An icon as a pixmap of `size` px; `scale` is the screen's."""
    pixmap = QPixmap(round(size * scale), round(size * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_icon(painter, name, colour, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
