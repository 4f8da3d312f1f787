"""Recovery: unsaved work outlives a crash.

Each open document has a folder of its own below the state folder, with a lock that the system
lets go when the program dies, `about.json` (which file it is, if any) and the last generations of
the project as ordinary project files. A folder whose lock is free and that holds a generation is
what a crash left; one whose lock is held belongs to another running window.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from .atomic import SWEEP_AFTER_S, write_atomically
from .problems import Refused, refuse
from .project import Project
from .storage import dump, load

GENERATIONS = 3

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _lock(folder: Path) -> int | None:
    """A handle that holds the folder's lock until it is closed; None if someone else holds it."""
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        _take(handle)
    except OSError:
        os.close(handle)
        return None
    os.write(handle, f"{os.getpid():>10}\n".encode())
    return handle


@dataclass(frozen=True)
class Recoverable:
    """Unsaved work that a crash left. `document` is the file it belongs to, None for an untitled
    one; `saved_at` is when the newest of `generations` was written (seconds since 1970)."""

    folder: Path
    document: Path | None
    generations: tuple[Path, ...]
    saved_at: float

    def load(self) -> Project:
        """The newest generation that can be read. Raises Refused (`recovery_empty`)."""
        for path in self.generations:
            with contextlib.suppress(Refused):
                return load(path)
        raise refuse("recovery_empty")

    def discard(self) -> None:
        """Throws it away, because the user said so."""
        shutil.rmtree(self.folder, ignore_errors=True)


def list_recoverable(folder: Path) -> tuple[Recoverable, ...]:
    """What crashes left below the state folder, newest first; what cannot be read is passed over."""
    found: list[Recoverable] = []
    for each in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(OSError):
            found.extend(_look(each))
    return tuple(sorted(found, key=lambda item: item.saved_at, reverse=True))


def _look(folder: Path) -> list[Recoverable]:
    """What a crash left in this folder: one or none. An old empty folder is swept.

    A young empty one is let alone, lock and all: its window may be about to take it.
    """
    generations = tuple(reversed(_generations(folder)))
    last_change = (generations[0] if generations else folder).stat().st_mtime
    if not generations and time.time() - last_change < SWEEP_AFTER_S:
        return []
    handle = _lock(folder)
    if handle is None:
        return []
    os.close(handle)
    if not generations:
        shutil.rmtree(folder, ignore_errors=True)
        return []
    document = None
    with contextlib.suppress(OSError, ValueError, TypeError, LookupError):
        document = Path(json.loads((folder / "about.json").read_text("utf-8"))["document"])
    return [Recoverable(folder, document, generations, last_change)]


def _generations(folder: Path) -> list[Path]:
    """The generations in a folder, oldest first."""
    return sorted(folder.glob("[0-9]*.json"), key=lambda path: (len(path.name), path.name))


class Recovery:
    """The recovery folder of one open document, held from opening to `close`.

    With `after`, it goes on in the folder of what a crash left, which therefore stays until the
    work is saved: a second crash loses nothing more. Raises Refused (`recovery_taken`, and as
    `storage.save` does).
    """

    def __init__(self, folder: Path, after: Recoverable | None = None) -> None:
        self._about: Path | None = after.document if after else None
        self._last: Project | None = None
        self.folder = after.folder if after else folder / f"{time.time_ns()}-{secrets.token_hex(4)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = _lock(self.folder)
        except OSError as error:
            raise refuse("file_not_allowed", file=str(self.folder), doing="write") from error
        if handle is None:
            raise refuse("recovery_taken")
        self._handle: int | None = handle

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def snapshot(self, project: Project, document: Path | None) -> None:
        """Writes `project` as the next generation, unless it is the last one. Raises Refused."""
        if project is self._last:
            return
        if document is not None and document != self._about:
            about = json.dumps({"document": str(document.absolute())})
            write_atomically(self.folder / "about.json", about.encode("utf-8"))
            self._about = document
        old = _generations(self.folder)
        number = int(old[-1].stem) + 1 if old else 1
        write_atomically(self.folder / f"{number}.json", dump(project).encode("utf-8"))
        self._last = project
        self._remove(_generations(self.folder)[:-GENERATIONS])

    def clear(self) -> None:
        """Throws the generations away: the work was saved, or the user does not want it."""
        self._last = None
        self._remove(_generations(self.folder))

    def _remove(self, generations: list[Path]) -> None:
        for path in generations:
            with contextlib.suppress(OSError):
                path.unlink()

    def close(self) -> None:
        """The document is closed in good order: nothing of it is recoverable any more."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
            shutil.rmtree(self.folder, ignore_errors=True)
