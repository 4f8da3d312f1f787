"""Fetching: from a server of this very process, which breaks off, lies, refuses and is not there."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from playground.catalog.words import text
from playground.data import DATASETS
from playground.data.fetch import fetch
from playground.data.sources import SOURCES, RemoteFile, Source, fetched, home
from playground.project import Refused

from .web import Site, serving

CONTENT = bytes(range(256)) * 4000
OTHER = b"labels" * 99


@pytest.fixture
def site() -> Iterator[Site]:
    with serving({"/one.gz": CONTENT, "/two.gz": OTHER}) as site:
        yield site


def remote(site: Site, name: str, content: bytes, *more: str) -> RemoteFile:
    sha256 = hashlib.sha256(content).hexdigest()
    return RemoteFile(name, len(content), sha256, (*more, f"{site.address}/{name}"))


@pytest.fixture
def source(site: Site) -> Source:
    files = (remote(site, "one.gz", CONTENT), remote(site, "two.gz", OTHER))
    return Source("mnist", "Things", "https://example.org", "free", files)


def always(done: int, total: int) -> bool:
    return True


def refusal(source: Source, folder: Path, progress: Any = always) -> str:
    """The code of the refusal, whose sentence is worded."""
    with pytest.raises(Refused) as refused:
        fetch(source, folder, progress)
    assert len(text(refused.value.problem)) > 20
    return refused.value.problem.code


def test_all_files_come_and_progress_is_told(site: Site, source: Source, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    place = tmp_path / "not" / "there" / "yet"
    assert fetched(source, place) is None
    assert fetch(source, place, lambda done, total: told.append((done, total)) is None) == place
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {"one.gz": CONTENT, "two.gz": OTHER}
    assert {total for _, total in told} == {source.size}
    done = [done for done, _ in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, source.size)
    assert len(set(done)) > 5
    assert fetched(source, place) == place
    asked = len(site.asked)
    fetch(source, place, always)
    assert len(site.asked) == asked, "what is there is not fetched again"


def test_a_break_is_gone_on_from(site: Site, source: Source, tmp_path: Path) -> None:
    site.breaks_at = 300_000
    assert refusal(source, tmp_path) == "fetch_no_network"
    part = tmp_path / "one.gz.part"
    assert part.read_bytes() == CONTENT[:300_000]
    assert not (tmp_path / "one.gz").exists()
    site.breaks_at = None
    fetch(source, tmp_path, always)
    assert site.asked[1] == ("/one.gz", "bytes=300000-")
    assert (tmp_path / "one.gz").read_bytes() == CONTENT
    assert not part.exists()


def test_a_server_without_ranges_begins_again(site: Site, source: Source, tmp_path: Path) -> None:
    (tmp_path / "one.gz.part").write_bytes(CONTENT[:1000])
    site.knows_ranges = False
    fetch(source, tmp_path, always)
    assert (tmp_path / "one.gz").read_bytes() == CONTENT


def test_a_part_that_is_whole_or_too_long(site: Site, source: Source, tmp_path: Path) -> None:
    (tmp_path / "one.gz.part").write_bytes(CONTENT)
    (tmp_path / "two.gz.part").write_bytes(OTHER * 2)
    fetch(source, tmp_path, always)
    assert [path for path, _ in site.asked] == ["/two.gz"]
    assert fetched(source, tmp_path) == tmp_path


def test_another_file_than_the_one_published_is_removed(site: Site, source: Source, tmp_path: Path) -> None:
    site.files["/one.gz"] = CONTENT[:-1] + b"!"
    assert refusal(source, tmp_path) == "fetch_damaged"
    assert list(tmp_path.iterdir()) == []
    mirrored = remote(site, "two.gz", OTHER, f"{site.address}/other.gz")
    site.files["/other.gz"] = OTHER[:-1] + b"!"
    assert fetch(replace(source, files=(mirrored,)), tmp_path, always) == tmp_path
    assert (tmp_path / "two.gz").read_bytes() == OTHER, "another address has it"


def test_a_page_in_place_of_the_file_spoils_nothing(site: Site, source: Source, tmp_path: Path) -> None:
    part = tmp_path / "one.gz.part"
    part.write_bytes(CONTENT[:1000])
    site.files["/one.gz"], site.knows_ranges = b"<html>Who are you?</html>", False
    assert refusal(source, tmp_path) == "fetch_no_network"
    assert part.read_bytes() == CONTENT[:1000]
    site.files["/one.gz"] = CONTENT + b"more than was said"
    assert refusal(source, tmp_path) == "fetch_no_network"
    assert part.read_bytes() == CONTENT[:1000]


def test_two_who_fetch_the_same_do_not_spoil_it(site: Site, source: Source, tmp_path: Path) -> None:
    half = threading.Event()
    site.gate = gate = threading.Event()
    ended: list[Path] = []

    def watch(done: int, total: int) -> bool:
        if done >= len(CONTENT) // 2:
            half.set()
        return True

    slow = threading.Thread(target=lambda: ended.append(fetch(source, tmp_path, watch)))
    slow.start()
    assert half.wait(20)
    site.gate = None
    fetch(source, tmp_path, always)
    gate.set()
    slow.join(20)
    assert ended == [tmp_path]
    assert (tmp_path / "one.gz").read_bytes() == CONTENT
    assert fetched(source, tmp_path) == tmp_path


def test_a_wrong_file_of_the_right_size_is_fetched_anew(source: Source, tmp_path: Path) -> None:
    (tmp_path / "one.gz").write_bytes(bytes(len(CONTENT)))
    fetch(source, tmp_path, always)
    assert (tmp_path / "one.gz").read_bytes() == CONTENT


def test_what_is_gone_is_said_and_another_address_is_tried(
    site: Site, source: Source, tmp_path: Path
) -> None:
    del site.files["/one.gz"]
    assert refusal(source, tmp_path) == "fetch_gone"
    site.files["/one.gz"] = CONTENT
    mirrored = remote(site, "one.gz", CONTENT, f"{site.address}/gone.gz")
    assert fetch(replace(source, files=(mirrored,)), tmp_path, always) == tmp_path
    assert [path for path, _ in site.asked[-2:]] == ["/gone.gz", "/one.gz"]


def test_without_a_network(source: Source, tmp_path: Path) -> None:
    nobody = replace(source.files[0], addresses=("http://127.0.0.1:9/one.gz",))
    assert refusal(replace(source, files=(nobody,)), tmp_path) == "fetch_no_network"


def test_fetching_is_stopped_and_gone_on_with(site: Site, source: Source, tmp_path: Path) -> None:
    assert refusal(source, tmp_path, lambda done, total: done < 200_000) == "fetch_stopped"
    size = (tmp_path / "one.gz.part").stat().st_size
    assert 200_000 <= size < len(CONTENT)
    fetch(source, tmp_path, always)
    assert site.asked[1] == ("/one.gz", f"bytes={size}-")
    assert fetched(source, tmp_path) == tmp_path


def test_a_folder_that_cannot_be_written(source: Source, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert refusal(source, tmp_path / "file").startswith("file_")


def test_the_folder_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert home() == tmp_path / "Playground" / "datasets"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert home().is_relative_to(Path.home())


@pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))
def test_every_source_says_all_there_is_to_know(source: Source, shared_data: Path) -> None:
    assert DATASETS[source.kind].title == source.title
    assert source.licence
    for address in (source.page, *(a for file in source.files for a in file.addresses)):
        assert address.startswith("https://")
    for file in source.files:
        assert len(file.sha256) == 64
        assert all(address.endswith(f"/{file.name}") for address in file.addresses)
        known = shared_data / source.kind.replace("_", "-") / file.name
        if known.exists():
            assert known.stat().st_size == file.size
            assert hashlib.sha256(known.read_bytes()).hexdigest() == file.sha256
