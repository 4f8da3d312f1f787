"""Pictures from the thread: made for who looks, as often as they are drawn, within their share."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from playground.engine.pictures import SLOWEST_S
from playground.engine.snapshots import ANYWHERE, Picture, Request
from playground.engine.train import TrainState
from playground.project import Project
from playground.project.network import set_parameter
from tests.engine.watched import Watched


def until_picture(watched: Watched) -> list[Picture]:
    found: list[Picture] = watched.until(watched.runner.pictures.take)
    return found


def test_every_kind_of_picture_is_made(watched: Watched, document: Project) -> None:
    watched.runner.open(document)
    requests = {Request(kind, resolution=7) for kind in ("surface", "maps", *ANYWHERE)}
    watched.runner.watch(requests)
    found: dict[Request, Picture] = {}

    def collect() -> bool:
        for picture in watched.runner.pictures.take():
            found[picture.request] = picture
        watched.runner.drawn(0.001)
        return set(found) == requests

    watched.until(collect)
    side = 7
    by_kind = {request.kind: picture.arrays for request, picture in found.items()}
    assert by_kind["surface"]["values"].shape == (2, side, side)
    assert by_kind["maps"]["linear_1"].shape == (8, side, side)
    assert by_kind["activations"]["linear_2"].shape == (6,)
    assert by_kind["weights"]["linear_1.weight"].shape == (8, 2)
    assert by_kind["predictions"]["predicted"].shape == (30, 2)
    assert by_kind["fit"]["confusion"].sum() == 30
    assert all(picture.cost_ms >= 0 for picture in found.values())


def test_nothing_new_while_the_last_is_not_drawn(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.pictures.fixed_rate = 1e6
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    first = until_picture(watched)
    runner.play()
    watched.until_steps(first[0].step + 300)
    assert runner.pictures.take() == [], "one slot, and it waits for the window"
    runner.drawn(0.0)
    second = until_picture(watched)
    assert [p.request for p in second] == [p.request for p in first]
    assert second[0].step > first[0].step


def test_an_undrawn_picture_gives_way_to_the_newest(watched: Watched, document: Project) -> None:
    """Nobody took the old one, but the window has drawn: there is still only one."""
    runner = watched.runner
    runner.pictures.fixed_rate = 1e6
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    runner.play()
    for target in range(50, 300, 50):
        runner.drawn(0.0)
        watched.until_steps(target)
    runner.pause()
    runner.drawn(0.0)
    watched.until_settled()
    pictures = runner.pictures.take()
    assert len(pictures) == 1
    assert pictures[0].step == runner.status.step


def test_no_pictures_when_nobody_watches(
    watched: Watched, document: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.engine.probes import Probes

    runner = watched.runner
    runner.pictures.fixed_rate = 1e6
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    until_picture(watched)
    runner.watch(())
    runner.drawn(0.0)
    watched.ask(lambda session: None)
    asked: list[Request] = []
    answer = Probes.answer

    def note(probes: Probes, request: Request, state: TrainState) -> Any:
        asked.append(request)
        return answer(probes, request, state)

    monkeypatch.setattr(Probes, "answer", note)
    runner.play()
    watched.until_steps(runner.status.step + 200)
    assert asked == []
    assert runner.pictures.take() == []


def test_pictures_go_on_while_paused(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    watched.until_state("paused")
    runner.watch({Request("surface", resolution=5)})
    assert len(until_picture(watched)) == 1
    runner.drawn(0.0)
    watched.until(runner.settled.is_set)
    assert runner.pictures.take() == [], "the same picture is not made twice"
    runner.watch({Request("surface", resolution=9)})
    runner.drawn(0.0)
    assert until_picture(watched)[0].arrays["values"].shape == (2, 9, 9)


def test_stale_pictures_can_be_told(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.watch({Request("maps", resolution=5)})
    first = until_picture(watched)[0]
    assert (first.run, first.revision) == (runner.status.run, runner.status.revision)
    runner.drawn(0.0)
    runner.step()
    second = watched.until(lambda: [p for p in runner.pictures.take() if p.step == 1])[0]
    runner.drawn(0.0)
    wide = document.with_network(set_parameter(document.network, "linear_1", "out_features", 3))
    runner.follow(wide)
    third = watched.until(lambda: [p for p in runner.pictures.take() if "linear_1" in p.arrays])[0]
    assert third.revision > second.revision
    assert third.arrays["linear_1"].shape[0] == 3
    runner.drawn(0.0)
    runner.reset()
    fourth = watched.until(lambda: [p for p in runner.pictures.take() if p.run > third.run])[0]
    assert fourth.step == 0


def test_slow_pictures_take_a_small_share(
    watched: Watched, document: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture of 20 ms, painting of 20 ms: at 3 % not even one a second, so the slowest rate it is."""
    from playground.engine.probes import Probes

    answer = Probes.answer

    def slow(probes: Probes, request: Request, state: TrainState) -> Any:
        end = time.perf_counter() + 0.02
        while time.perf_counter() < end:
            pass
        return answer(probes, request, state)

    monkeypatch.setattr(Probes, "answer", slow)
    runner = watched.runner
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    runner.play()
    times: list[float] = []

    def collect() -> bool:
        if runner.pictures.take():
            times.append(time.perf_counter())
            runner.drawn(0.02)
        return len(times) >= 4

    watched.until(collect)
    gaps = np.diff(times)[1:]
    assert gaps.min() > 0.6 * SLOWEST_S


def test_settled_means_that_nothing_is_under_way(watched: Watched, document: Project) -> None:
    runner = watched.runner
    runner.open(document)
    runner.watch({Request("surface", resolution=5)})
    for step in range(1, 21):
        runner.step()
        watched.until_settled()
        assert runner.status.step == step
        assert runner.pictures.take()[0].step == step
