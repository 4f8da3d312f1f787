"""Files of the user's: where they are, whether they can be read, and whether they have changed."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from playground.catalog import fix, problem
from playground.project import Refused

MAX_BYTES = 256 * 2**20
"""The largest file that is read."""

PATH_SETTING = "data.parameters.path"


def locate(path: str, folder: Path | None) -> Path:
    """The file that `path` means, seen from `folder` (the project's; None: the current one).

    Raises Refused: `csv_not_chosen`, `file_missing` (repair `locate`), `csv_is_folder`,
    `csv_unreadable`, `csv_too_large`.
    """
    if not path:
        raise Refused(problem("csv_not_chosen", setting=PATH_SETTING, repair=fix("locate")))
    try:
        found = (folder or Path()) / Path(path).expanduser()
        if found.is_dir():
            raise Refused(problem("csv_is_folder", setting=PATH_SETTING, path=path))
        if not found.exists():
            lost = problem("file_missing", setting=PATH_SETTING, path=path, repair=fix("locate", path=path))
            raise Refused(lost)
        if not found.is_file():  # a pipe would be waited for without end
            raise Refused(
                problem("csv_unreadable", setting=PATH_SETTING, path=path, reason="it is a device or a pipe")
            )
        size = found.stat().st_size
    except (OSError, RuntimeError, ValueError) as error:  # no such home, a zero in the name
        raise unreadable(path, error) from None
    if size > MAX_BYTES:
        raise Refused(
            problem(
                "csv_too_large",
                setting=PATH_SETTING,
                path=path,
                size=bytes_text(size),
                limit=bytes_text(MAX_BYTES),
            )
        )
    return found


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


def read(path: Path) -> bytes:
    """All of a file. Raises Refused (`csv_unreadable`)."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)[:MAX_BYTES]
    except OSError as error:
        raise unreadable(str(path), error) from None


def hash_bytes(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal. Raises Refused (`csv_unreadable`)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(str(path), error) from None


def unreadable(path: str, error: Exception) -> Refused:
    """The refusal of a file that the system does not hand out."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Refused(problem("csv_unreadable", setting=PATH_SETTING, path=path, reason=reason))


def bytes_text(size: float) -> str:
    """A size in words: 812 bytes, 1.4 MB, 2.0 GB."""
    for unit, scale in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size:.0f} bytes"
