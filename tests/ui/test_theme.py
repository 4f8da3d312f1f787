"""The theme: readable in both colours, the tables right, every icon drawable."""

import shutil

import numpy as np
import pyqtgraph
import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QCheckBox, QPushButton

from playground.assets import asset, assets
from playground.ui import style
from playground.ui.colour_maps import colour_values, picture, signed_colour, signed_table, viridis_table
from playground.ui.theme import CATEGORIES, DARK, LIGHT, NEGATIVE, POSITIVE, glyph, palette, theme


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_lines_can_be_read(colours):
    for back in (colours.ground, colours.surface):
        for text in (colours.text, colours.quiet, colours.accent, colours.error, colours.warning):
            assert contrast(text, back) >= 4.5
        assert contrast(colours.wire, back) >= 3
    assert contrast(colours.on_accent, colours.accent) >= 4.5


@pytest.mark.parametrize("name", CATEGORIES)
def test_category_colours_stand_out(name):
    light, dark = CATEGORIES[name]
    assert contrast(QColor(light), LIGHT.surface) >= 4.5
    assert contrast(QColor(dark), DARK.surface) >= 4.5


def test_viridis_is_viridis():
    ours = viridis_table()[:, :3].astype(int)
    theirs = pyqtgraph.colormap.get("viridis").getLookupTable(nPts=256)[:, :3].astype(int)
    assert np.abs(ours - theirs).max() <= 5


@pytest.mark.parametrize("dark", [False, True])
def test_signed_values_run_from_orange_to_blue(dark):
    table = signed_table(dark)
    assert tuple(table[0]) == NEGATIVE.getRgb()
    assert tuple(table[-1]) == POSITIVE.getRgb()
    assert np.abs(table[127].astype(int) - (DARK if dark else LIGHT).neutral.getRgb()).max() <= 2


def test_values_outside_take_the_ends_and_nan_is_transparent():
    found = colour_values(np.array([[-np.inf, -9, 9, np.inf, np.nan]]), viridis_table(), -1, 1)
    low, high = viridis_table()[[0, -1]]
    assert found.shape == (1, 5, 4)
    assert (found[0, :2] == low).all()
    assert (found[0, 2:4] == high).all()
    assert (found[0, 4] == 0).all()
    assert (colour_values(np.ones(3), viridis_table(), 1, 1)[:, 3] == 255).all()


def test_a_picture_keeps_its_pixels(qapp):
    pixels = np.zeros((2, 3, 4), np.uint8)
    pixels[1, 2] = (10, 20, 30, 255)
    image = picture(pixels[:, :, :])
    pixels[:] = 99
    assert image.size().toTuple() == (3, 2)
    assert image.pixelColor(2, 1) == QColor(10, 20, 30)


TINTED = [path for path in assets("icons", ".svg") if "currentColor" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", TINTED, ids=lambda path: path.stem)
def test_every_icon_draws_in_its_colour(qapp, path):
    image = glyph(path.stem, QColor("#ff0000"), 24, scale=2).toImage()
    inked = [image.pixelColor(x, y) for x in range(48) for y in range(48)]
    solid = [colour for colour in inked if colour.alpha() > 250]
    assert len(solid) > 20
    assert all(colour.red() > 240 and colour.green() < 15 for colour in solid)


def test_choosing_dark_changes_palette_icons_and_signed_colours(qapp, qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    theme().apply("light")
    theme().wear(button, "play")
    light_icon, light_zero = button.icon().pixmap(24).toImage(), signed_colour(0.0)
    with qtbot.waitSignal(theme().changed):
        theme().apply("dark")
    try:
        assert qapp.palette().color(QPalette.ColorRole.Window) == DARK.ground
        assert button.icon().pixmap(24).toImage() != light_icon
        assert signed_colour(0.0) != light_zero
    finally:
        theme().apply("light")


def test_links_have_a_colour_of_their_own():
    assert palette(DARK).color(QPalette.ColorRole.Link) == DARK.accent


def test_pictures_of_the_rules_are_found_in_a_folder_of_any_name(qapp, qtbot, tmp_path, monkeypatch):
    """An unfound chevron is a warning of Qt, and that fails the test; a found tick is drawn."""
    folder = tmp_path / "a folder (ü); it's"
    shutil.copytree(asset("icons", "check_white.svg").parent, folder)
    monkeypatch.setattr(style, "asset", lambda kind, name: folder / name)
    box = QCheckBox("on")
    qtbot.addWidget(box)
    box.setChecked(True)
    box.setStyleSheet(style.sheet(LIGHT))
    picture = box.grab().toImage()
    drawn = {picture.pixelColor(x, y).name() for x in range(16) for y in range(picture.height())}
    assert {LIGHT.accent.name(), "#ffffff"} <= drawn
    monkeypatch.undo()
    style.sheet(LIGHT)
