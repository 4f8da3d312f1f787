"""Unsaved work outlives a crash, is offered once, and goes only after a good save."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from playground.catalog.words import text
from playground.project import Project, Refused
from playground.project.atomic import SWEEP_AFTER_S
from playground.project.recovery import GENERATIONS, Recovery, list_recoverable

CHILD = """
import sys
from pathlib import Path
from playground.project import Project
from playground.project.recovery import Recovery

recovery = Recovery(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    recovery.snapshot(Project(description=str(number)), Path(sys.argv[3]) if sys.argv[3:] else None)
print("ready", flush=True)
sys.stdin.read()
"""


class Window:
    """Another running program with unsaved work, until it is killed."""

    def __init__(self, folder: Path, snapshots: int, document: str = "") -> None:
        command = [
            sys.executable,
            "-c",
            CHILD,
            str(folder),
            str(snapshots),
            *([document] if document else []),
        ]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


def crash(folder: Path, snapshots: int, document: str = "") -> None:
    """What a program leaves that dies with unsaved work."""
    Window(folder, snapshots, document).kill()


def test_a_running_window_is_no_crash_and_a_killed_one_is(tmp_path: Path) -> None:
    window = Window(tmp_path, 2)
    try:
        assert list_recoverable(tmp_path) == ()
    finally:
        window.kill()
    (found,) = list_recoverable(tmp_path)
    assert found.load() == Project(description="1")
    assert found.document is None


def test_several_generations_are_kept_and_the_document_is_known(tmp_path: Path) -> None:
    crash(tmp_path, GENERATIONS + 2, "/home/me/my.json")
    (found,) = list_recoverable(tmp_path)
    assert GENERATIONS >= 3
    assert [path.name for path in found.generations] == ["5.json", "4.json", "3.json"]
    assert found.document == Path("/home/me/my.json")


def test_a_damaged_generation_gives_way_to_the_one_before(tmp_path: Path) -> None:
    crash(tmp_path, 3)
    (found,) = list_recoverable(tmp_path)
    found.generations[0].write_text('{"format": "nn-pl')
    assert found.load() == Project(description="1")
    for path in found.generations:
        path.write_text("")
    with pytest.raises(Refused) as caught:
        found.load()
    assert "can be read" in text(caught.value.problem)


def test_recovered_work_stays_until_it_is_saved(tmp_path: Path) -> None:
    crash(tmp_path, 3)
    (found,) = list_recoverable(tmp_path)
    with Recovery(tmp_path, after=found) as recovery:
        assert list_recoverable(tmp_path) == ()
        with pytest.raises(Refused) as caught:
            Recovery(tmp_path, after=found)
        assert "Another window" in text(caught.value.problem)
        assert all(path.exists() for path in found.generations)
        recovery.snapshot(Project(description="more"), None)
        assert sorted(path.name for path in found.folder.glob("*.json")) == ["2.json", "3.json", "4.json"]
        recovery.clear()
        assert list(found.folder.glob("*.json")) == []
    assert list(tmp_path.iterdir()) == []


def test_the_newest_comes_first_and_can_be_thrown_away(tmp_path: Path) -> None:
    crash(tmp_path, 1, "/a.json")
    crash(tmp_path, 1, "/b.json")
    first, second = list_recoverable(tmp_path)
    assert (first.document, second.document) == (Path("/b.json"), Path("/a.json"))
    first.discard()
    assert list_recoverable(tmp_path) == (second,)


def test_nothing_is_written_for_what_is_written_already(tmp_path: Path) -> None:
    project = Project()
    with Recovery(tmp_path) as recovery:
        recovery.snapshot(project, None)
        recovery.snapshot(project, None)
        assert len(list(recovery.folder.glob("*.json"))) == 1
        recovery.clear()
        recovery.snapshot(project, None)
        assert len(list(recovery.folder.glob("*.json"))) == 1


def test_a_closed_document_leaves_nothing(tmp_path: Path) -> None:
    recovery = Recovery(tmp_path / "state" / "recovery")
    recovery.snapshot(Project(), tmp_path / "my.json")
    recovery.close()
    recovery.close()
    assert list((tmp_path / "state" / "recovery").iterdir()) == []


def test_empty_left_overs_are_swept_once_they_are_old(tmp_path: Path) -> None:
    crash(tmp_path, 0)
    (folder,) = tmp_path.iterdir()
    assert list_recoverable(tmp_path) == ()
    assert folder.exists(), "its window may be about to write"
    long_ago = time.time() - SWEEP_AFTER_S - 10
    os.utime(folder, (long_ago, long_ago))
    assert list_recoverable(tmp_path) == ()
    assert not folder.exists()


def test_strange_things_in_the_folder_are_passed_over(tmp_path: Path) -> None:
    assert list_recoverable(tmp_path / "none") == ()
    (tmp_path / "a file").write_text("x")
    crash(tmp_path, 1, "/a.json")
    (found,) = list_recoverable(tmp_path)
    for about in ("", "[]", '{"document": 5}', '{"document": null}', "{}"):
        (found.folder / "about.json").write_text(about)
        assert [each.document for each in list_recoverable(tmp_path)] == [None]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Refused) as caught:
        Recovery(tmp_path / "file")
    assert "permissions" in text(caught.value.problem)
