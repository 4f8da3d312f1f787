"""Every example is told of, in whole sentences, and has its pictures."""

from __future__ import annotations

import pytest
from PIL import Image

from playground import api
from playground.assets import asset, assets
from playground.gallery import Example, gallery
from tests.real_data import PLACES

MOST_BYTES = 1_000_000
every = pytest.mark.parametrize("example", gallery(), ids=lambda example: example.name)


def test_every_example_has_an_entry_and_every_entry_an_example() -> None:
    assert {example.name for example in gallery()} == {path.stem for path in assets("examples", ".json")}


def test_groups_are_not_torn_apart_and_titles_are_told_apart() -> None:
    groups = [example.group for example in gallery()]
    starts = [group for before, group in zip(["", *groups], groups, strict=False) if before != group]
    assert len(starts) == len(set(starts))
    assert len({example.title for example in gallery()}) == len(gallery())


@every
def test_texts_are_whole_sentences(example: Example) -> None:
    for text in (example.line, example.about, example.reach, *([example.needs] if example.needs else [])):
        assert text == text.strip()
        assert text.endswith(".")
        assert text[0].isupper() or text[0].isdigit()
        assert "  " not in text
    assert not example.title.endswith(".")
    assert len(example.title) <= 24, "fits a card"
    assert example.about.count(".") > 1, "a paragraph"


@every
def test_epochs_are_those_of_the_project(example: Example) -> None:
    stop = api.load(example.path).content.training.stop
    assert stop.epochs in (None, example.epochs)
    assert example.epochs > 0
    assert example.seconds > 0


@every
def test_files_that_do_not_ship_are_told_of(example: Example) -> None:
    assert bool(example.needs) == bool(example.setting) == (example.name in PLACES)


@every
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pictures_are_there_and_have_something_on_them(example: Example, dark: bool) -> None:
    with Image.open(example.thumbnail(dark)) as picture:
        assert picture.size == (224, 224)
        assert len(picture.convert("RGB").getcolors(100_000) or ()) > 8


def test_pictures_are_light_and_none_is_left_over() -> None:
    files = [path for path in asset("thumbnails").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
    assert {path.stem for path in files} == {example.name for example in gallery()}


def test_a_search_wants_every_word_somewhere() -> None:
    found = {example.name for example in gallery() if example.matches("SPIRAL relu")}
    assert found == {"spiral-relu"}
    assert all(example.matches("  ") for example in gallery())
    assert not any(example.matches("no such thing") for example in gallery())
