"""Pictures of very wide layers are made in parts, and show the same as in one piece."""

from __future__ import annotations

import numpy as np
import pytest

from playground import api
from playground.assets import asset
from playground.data import make_dataset
from playground.engine import probes
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
