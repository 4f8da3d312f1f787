"""Pictures of very wide layers are made in parts, and show the same as in one piece."""

from __future__ import annotations

import numpy as np
import pytest

from playground import api
from playground.assets import asset
from playground.data import make_dataset
from playground.engine import probes
from playground.engine.pictures import Pictures
from playground.engine.session import Session
from playground.engine.snapshots import Request


@pytest.mark.parametrize("kind", ["surface", "maps", "fit", "predictions"])
def test_in_parts_as_in_one_piece(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = api.load(asset("examples", "circle.json"))
    session = Session()
    session.follow(project, make_dataset(project.content.data))
    assert session.train is not None
    request = Request(kind, resolution=20)
    whole = probes.Probes().answer(request, session.train)
    monkeypatch.setattr(probes, "AT_ONCE", 500)
    parts = probes.Probes().answer(request, session.train)
    assert whole is not None
    assert parts is not None
    assert whole.keys() == parts.keys()
    for name, values in whole.items():
        np.testing.assert_allclose(values, parts[name], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kind", ["surface", "maps"])
def test_a_long_picture_is_given_up_for_a_command(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = api.load(asset("examples", "circle.json"))
    session = Session()
    session.follow(project, make_dataset(project.content.data))
    assert session.train is not None
    request = Request(kind, resolution=20)
    monkeypatch.setattr(probes, "AT_ONCE", 500)
    assert probes.Probes(lambda: True).answer(request, session.train) is not None, "short ones are made"
    monkeypatch.setattr(probes, "PATIENCE_S", -1.0)
    with pytest.raises(probes.Interrupted):
        probes.Probes(lambda: True).answer(request, session.train)
    assert session.train.net.training, "training goes on as before"
    assert probes.Probes(lambda: False).answer(request, session.train) is not None


def test_a_picture_that_was_given_up_is_made_later(monkeypatch: pytest.MonkeyPatch) -> None:
    project = api.load(asset("examples", "circle.json"))
    session = Session()
    session.follow(project, make_dataset(project.content.data))
    monkeypatch.setattr(probes, "PATIENCE_S", -1.0)
    busy, failures = [True], list[Exception]()
    pictures = Pictures(urgent=lambda: busy[0])
    pictures.wanted = frozenset({Request("surface", resolution=5)})
    assert not pictures.make(session, failures.append)
    assert pictures.take() == []
    assert pictures.stale(session)
    busy[0] = False
    assert pictures.make(session, failures.append)
    assert [picture.request.kind for picture in pictures.take()] == ["surface"]
    assert not pictures.stale(session)
    assert failures == []


def test_a_dear_picture_is_not_made_for_every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    project = api.load(asset("examples", "circle.json"))
    session = Session()
    session.follow(project, make_dataset(project.content.data))
    monkeypatch.setattr("playground.engine.pictures.DEAR_S", -1.0)  # every picture is dear
    monkeypatch.setattr("playground.engine.pictures.DEAR_SHARE", 1e-9)  # and next to none may be made
    pictures, failures = Pictures(urgent=lambda: False), list[Exception]()
    pictures.wanted = frozenset({Request("surface", resolution=5)})
    session.play()
    made = []
    for _ in range(3):
        session.advance(steps=1)
        made.append(pictures.make(session, failures.append))
        pictures.drawn(0.0)
    assert made == [True, False, False]
    session.pause()
    assert pictures.make(session, failures.append), "of the last step, once it rests"
