"""Every example, opened in the real window."""

from __future__ import annotations

import sys

import pytest

from playground import api
from playground.assets import asset
from playground.gallery import gallery
from tests.ui.canvas.person import overlapping


def test_no_cards_of_an_example_overlap_and_none_stands_on_the_edge_of_the_view(window, qtbot):
    """As the example opens, before anybody has moved a card or the view."""
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    for example in gallery():
        assert window.files.open_example(example.name)
        canvas = window.canvas
        cards = canvas.network_scene.cards
        assert set(cards) == set(window.workspace.project.network.by_id)
        assert overlapping(canvas) == [], example.name
        seen = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
        outside = [name for name, card in cards.items() if not seen.contains(card.box())]
        assert outside == [], example.name


@pytest.mark.skipif(sys.platform != "linux", reason="fetched data are kept elsewhere")
@pytest.mark.parametrize("there", [True, False], ids=["fetched", "not fetched"])
def test_an_example_opens_with_the_data_that_were_fetched(
    window, qtbot, monkeypatch, tmp_path, shared_data, there
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    kept = tmp_path / "Playground" / "datasets"
    kept.mkdir(parents=True)
    if there:
        (kept / "mnist").symlink_to(shared_data / "mnist")
    assert window.files.open_example("mnist-autoencoder")
    project = window.workspace.project
    assert project.content.data.parameters["folder"] == (str(kept / "mnist") if there else "")
    shipped = api.load(asset("examples", "mnist-autoencoder.json"))
    assert api.with_settings(project, {"data.folder": ""}) == shipped
    trainer = window.trainer
    if there:
        qtbot.waitUntil(
            lambda: trainer.dataset is not None and trainer.dataset.kind == "mnist", timeout=20_000
        )
    else:
        qtbot.waitUntil(lambda: trainer.status.state == "blocked", timeout=20_000)
    assert not window.workspace.unsaved
