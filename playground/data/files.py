"""Files of the user's: where they are, whether they can be read, and whether they have changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from playground.catalog import fix, problem
from playground.project import Refused

from .dataset import Progress

MAX_BYTES = 256 * 2**20
"""The largest table that is read."""

MAX_ARRAY_BYTES = 2 * 2**30
"""The most that the inputs of all samples may take up in memory."""


def unwatched(done: int, total: int) -> bool:
    """The progress that nobody looks at."""
    return True


def tell(progress: Progress, done: int, total: int) -> None:
    """Says how far reading has come. Raises Refused (`loading_stopped`) where it is to stop."""
    if not progress(done, total):
        raise Refused(problem("loading_stopped", setting="data.kind", repair=fix("read_again")))


def locate(
    path: str, folder: Path | None, what: str = "a CSV or Parquet file", setting: str = "path"
) -> Path:
    """The file that `path` means, seen from `folder` (the project's; None: the current one).

    `what` it should be, in words; `setting` is the parameter that names it. Raises Refused:
    `data_not_chosen`, `file_missing` (both with the repair `locate`), `data_is_folder`,
    `data_unreadable`.
    """
    setting = f"data.parameters.{setting}"
    if not path:
        raise Refused(problem("data_not_chosen", setting=setting, what=what, repair=fix("locate")))
    try:
        found = (folder or Path()) / Path(path).expanduser()
        if found.is_dir():
            raise Refused(problem("data_is_folder", setting=setting, path=path, what=what))
        if not found.exists():
            raise _missing("file_missing", setting, path)
        if not found.is_file():  # a pipe would be waited for without end
            raise unreadable(path, OSError("it is a device or a pipe"), setting)
    except (OSError, RuntimeError, ValueError) as error:  # no such home, a zero in the name
        raise unreadable(path, error, setting) from None
    return found


def locate_folder(
    path: str, folder: Path | None, what: str, stands_for_one: Callable[[Path], bool] = lambda _: False
) -> Path:
    """The folder that `path` means, seen from `folder` (the project's), or a file that stands for one;
    `what` it should hold.

    Raises Refused: `folder_not_chosen`, `folder_missing` (both with the repair `locate`),
    `folder_is_file`, `data_unreadable`.
    """
    setting = "data.parameters.folder"
    if not path:
        raise Refused(problem("folder_not_chosen", setting=setting, what=what, repair=fix("locate")))
    try:
        found = (folder or Path()) / Path(path).expanduser()
        if not found.exists():
            raise _missing("folder_missing", setting, path)
        if not found.is_dir() and not stands_for_one(found):
            lost = problem("folder_is_file", setting=setting, path=path, what=what, repair=fix("locate"))
            raise Refused(lost)
    except (OSError, RuntimeError, ValueError) as error:
        raise unreadable(path, error, setting) from None
    return found


def _missing(code: str, setting: str, path: str) -> Refused:
    return Refused(problem(code, setting=setting, path=path, repair=fix("locate", path=path)))


def seen_from(path: Path, folder: Path | None) -> str:
    """The path of a file as a project in `folder` stores it: relative to it, with forward slashes.

    Absolute where there is no folder yet, or where no relative path leads (another drive).
    """
    absolute = path.absolute()
    if folder is None:
        return absolute.as_posix()
    try:
        return Path(os.path.relpath(absolute, folder.absolute())).as_posix()
    except ValueError:
        return absolute.as_posix()


def stamp(path: Path) -> tuple[str, int, int]:
    """What tells whether a file is still the one that was read: path, time of change, size."""
    try:
        status = path.stat()
    except OSError as error:
        raise unreadable(str(path), error) from None
    return str(path.resolve()), status.st_mtime_ns, status.st_size


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal. Raises Refused (`data_unreadable`)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(str(path), error) from None


def unreadable(path: str, error: Exception, setting: str = "data.parameters.path") -> Refused:
    """The refusal of a file that the system does not hand out."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Refused(problem("data_unreadable", setting=setting, path=path, reason=reason))


def bytes_text(size: float) -> str:
    """A size in words: 812 bytes, 1.4 MB, 2.0 GB."""
    for unit, scale in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size:.0f} bytes"
