"""Saving tells the truth: the old file or the new one, whole, and every failure reaches the caller."""

from __future__ import annotations

import errno
import io
import itertools
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground.catalog.words import text
from playground.project import Project, Refused
from playground.project.atomic import SWEEP_AFTER_S, replacing, write_atomically
from playground.project.storage import dump, load, save

OLD, NEW = Project(description="old"), Project(description="new")


class Failing:
    """Lets the n-th call to the system fail with an error, and counts the calls."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, nth: int, code: int) -> None:
        self.calls: list[str] = []
        self.nth, self.code = nth, code
        for name in ("open", "close", "fsync", "replace", "chmod"):
            monkeypatch.setattr(os, name, self.watched(name, getattr(os, name)))
        opened = io.open

        def open_file(*given: Any, **named: Any) -> Any:
            file = self.watched("open file", opened)(*given, **named)
            return Watched(file, self)

        monkeypatch.setattr(io, "open", open_file)

    def watched(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            self.calls.append(name)
            fails = len(self.calls) == self.nth
            if fails and name != "close":
                raise OSError(self.code, os.strerror(self.code))
            result = call(*given, **named)
            if fails:
                raise OSError(self.code, os.strerror(self.code))
            return result

        return wrapped


class Watched:
    """An open file whose writing and closing may fail."""

    def __init__(self, file: Any, failing: Failing) -> None:
        self.file = file
        self.write = failing.watched("write", file.write)
        self.close = failing.watched("close", file.close)

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_whichever_call_fails_the_file_is_whole(tmp_path: Path, code: int) -> None:
    path = tmp_path / "my.json"
    failed_at: list[str] = []
    for nth in itertools.count(1):
        save(OLD, path)
        before = path.read_bytes()
        with pytest.MonkeyPatch.context() as patch:
            failing = Failing(patch, nth, code)
            try:
                save(NEW, path)
                said = None
            except Refused as error:
                said = text(error.problem)
        assert [each.name for each in tmp_path.iterdir()] == ["my.json"]
        if len(failing.calls) < nth:
            assert said is None
            break
        last = failing.calls[nth - 1]
        if "replace" in failing.calls[: nth - 1]:
            # The new file is there, whole; only its place in the folder may not be on the disk yet.
            assert load(path) == NEW
            assert (said is None) == (code == errno.EACCES)
        else:
            assert said is not None, f"{last} failed in silence"
            assert "my.json" in said
            assert path.read_bytes() == before
            failed_at.append(last)
    assert {"open", "write", "close", "fsync", "replace", "chmod"} <= set(failed_at)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "my.json"
    save(OLD, path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(Refused) as caught:
            save(NEW, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "disk is full" in text(caught.value.problem)
    assert load(path) == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    def sentence(path: Path) -> str:
        with pytest.raises(Refused) as caught:
            save(NEW, path)
        return text(caught.value.problem)

    assert "nothing was saved" in sentence(tmp_path / "gone" / "my.json")
    assert "is a folder" in sentence(tmp_path)
    assert "permissions" in sentence(Path("/dev/null"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_protected_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "my.json"
    save(OLD, path)
    path.chmod(0o444)
    with pytest.raises(Refused):
        save(NEW, path)
    assert load(path) == OLD


def test_links_and_permissions_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    save(OLD, real)
    real.chmod(0o640)
    link.symlink_to(real)
    save(NEW, link)
    assert link.is_symlink()
    assert load(real) == NEW
    assert real.stat().st_mode & 0o777 == 0o640


def test_left_over_files_are_swept_once_they_are_old(tmp_path: Path) -> None:
    old, young = tmp_path / ".my[1].json.aa.tmp", tmp_path / ".my[1].json.bb.tmp"
    other = tmp_path / ".my1.json.aa.tmp"
    for path in (old, young, other):
        path.write_text("half a fi")
    long_ago = time.time() - SWEEP_AFTER_S - 10
    for path in (old, other):
        os.utime(path, (long_ago, long_ago))
    write_atomically(tmp_path / "my[1].json", b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([young, other, tmp_path / "my[1].json"])


def test_a_writer_that_gives_up_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "my.bin"
    write_atomically(path, b"old")

    def give_up() -> None:
        with replacing(path) as temporary:
            temporary.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    """100 times kill -9 at a random moment: the file is whole and no older than was confirmed."""
    helper = Path(__file__).with_name("killed_writer.py")
    done = subprocess.run(
        [sys.executable, helper, tmp_path / "my.json", "100"], capture_output=True, text=True, check=True
    )
    kills = json.loads(done.stdout)
    assert len(kills) == 100
    assert [kill for kill in kills if kill["found"] is None] == []
    assert [kill for kill in kills if kill["found"] < kill["confirmed"]] == []
    assert kills[-1]["found"] > 100, "the writer hardly came to write"


def test_dump_is_what_save_writes(tmp_path: Path) -> None:
    save(NEW, tmp_path / "my.json")
    assert (tmp_path / "my.json").read_text("utf-8") == dump(NEW)
