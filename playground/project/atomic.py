"""Files that are replaced as a whole or not at all, whatever goes wrong in between."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from .problems import Refused, refuse

SWEEP_AFTER_S = 3600
"""A temporary file that is older than this was left by a program that died."""

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, *_FORBIDDEN}
"""What filesystems answer that cannot flush a folder: the file itself is safe then."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a temporary file to write; when the block ends well, it takes the place of `path`.

    The temporary file lies in the same folder and is flushed to the disk before it is renamed, so
    that after a crash or a power cut `path` holds all of the old bytes or all of the new ones. A
    link stays a link, the permissions stay. Raises Refused (`file_disk_full`, `file_not_allowed`,
    `file_no_folder`, `file_is_folder`, `file_failed`) for whatever the system says; the old file
    is untouched then and the temporary one gone.
    """
    target = Path(os.path.realpath(path))
    with told(path, "write"):
        mode = _may_replace(target)
        _sweep(target)
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
        try:
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            if mode is not None:
                temporary.chmod(mode)
            yield temporary
            put_in_place(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise


def put_in_place(temporary: Path, target: Path) -> None:
    """Gives a file its name for good: its bytes are on the disk first. Raises OSError."""
    _flush(temporary)
    temporary.replace(target)
    _flush_folder(target.parent)


def write_atomically(path: Path, content: bytes) -> None:
    """`content` into `path`, as a whole or not at all. Raises Refused as `replacing` does."""
    with replacing(path) as temporary, temporary.open("wb") as file:
        file.write(content)


def read_limited(path: Path, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes.

    Raises Refused (`file_not_found`, `file_is_folder`, `file_not_allowed`, `file_too_large`,
    `file_failed`).
    """
    with told(path, "read"):
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refuse("file_is_folder", file=str(path))
        if not stat.S_ISREG(mode):
            raise refuse("file_failed", file=str(path), doing="read", reason="it is no ordinary file")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    if len(content) > limit:
        raise refuse("file_too_large", file=str(path), limit=limit // 2**20)
    return content


@contextlib.contextmanager
def told(path: Path, doing: str) -> Iterator[None]:
    """What the system refuses while it should be `doing` (read, write), as a Refused that names the file."""
    try:
        yield
    except OSError as error:
        raise _refusal(error, path, doing) from error


def _refusal(error: OSError, path: Path, doing: str) -> Refused:
    file, folder = str(path), str(path.parent)
    if error.errno in _FULL:
        return refuse("file_disk_full", file=file, folder=folder)
    if error.errno in _FORBIDDEN:
        return refuse("file_not_allowed", file=file, folder=folder, doing=doing)
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return refuse("file_not_found" if doing == "read" else "file_no_folder", file=file, folder=folder)
    if error.errno == errno.EISDIR:
        return refuse("file_is_folder", file=file)
    return refuse("file_failed", file=file, doing=doing, reason=error.strerror or str(error))


def _may_replace(target: Path) -> int | None:
    """The permissions of the file that will be replaced, None where there is none.

    A rename asks only the folder; a file that its owner protected must be asked as well.
    """
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode) or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(mode)


def _sweep(target: Path) -> None:
    """Removes what writers of this file left behind when they were killed."""
    for left in target.parent.glob(f".{_escaped(target.name)}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > SWEEP_AFTER_S:
                left.unlink()


def _escaped(name: str) -> str:
    """`name` as a pattern that matches nothing but itself."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_folder(folder: Path) -> None:
    """Makes the rename itself durable, where the system can."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
