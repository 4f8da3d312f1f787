"""Every example, opened in the real window."""

from __future__ import annotations

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
