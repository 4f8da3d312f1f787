"""Archives: the files in a .tar.gz or .zip, one after the other, without unpacking anything to the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playground.catalog import problem
from playground.project import Refused

from . import files
from .dataset import Progress

ENDINGS = (".tar.gz", ".tgz", ".tar", ".zip")
MAX_MEMBERS = 500_000
"""More files than this are in no archive of pictures, but in one that is meant to do harm."""


@dataclass(frozen=True)
class Member:
    """A file in an archive. `read(limit)` gives its bytes, up to so many, and only while it is its turn."""

    name: str
    size: int
    read: Callable[[int], bytes]


def is_archive(path: Path) -> bool:
    """Whether a file is one by its name."""
    return path.name.lower().endswith(ENDINGS) and path.is_file()


def members(path: Path, progress: Progress = files.unwatched) -> Iterator[Member]:
    """The ordinary files in an archive, in its own order. To list a large one takes as long as to unpack
    it, and `progress` may stop it: it is told that nothing is read so far.

    Raises Refused: `gz_damaged`, `archive_too_many`, `data_unreadable`, `loading_stopped`.
    """
    with _told(path):
        size = path.stat().st_size
        found = _of_zip(path) if path.suffix.lower() == ".zip" else _of_tar(path)
        for number, member in enumerate(found):
            files.tell(progress, 0, size)
            if number == MAX_MEMBERS:
                raise Refused(problem("archive_too_many", path=str(path), limit=MAX_MEMBERS))
            yield member


@contextmanager
def _told(path: Path) -> Iterator[None]:
    import tarfile
    import zipfile
    import zlib

    unknown = (NotImplementedError, RuntimeError)  # of a way to pack, or of a password
    try:
        yield
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, *unknown) as error:
        raise Refused(problem("gz_damaged", setting="data.kind", path=str(path), reason=str(error))) from None


def _of_tar(path: Path) -> Iterator[Member]:
    import tarfile

    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            if not member.isreg():  # a link or a device leads elsewhere
                continue

            def read(limit: int, member: tarfile.TarInfo = member) -> bytes:
                with _told(path):
                    file = archive.extractfile(member)
                    return file.read(limit) if file is not None else b""

            yield Member(member.name, member.size, read)
            archive.members = []  # type: ignore[attr-defined]  # else each is kept


def _of_zip(path: Path) -> Iterator[Member]:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue

            def read(limit: int, member: zipfile.ZipInfo = member) -> bytes:
                with _told(path), archive.open(member) as file:
                    return file.read(limit)

            yield Member(member.filename, member.file_size, read)
