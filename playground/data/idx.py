"""IDX: the files that MNIST and its kin come in. A header, then plain numbers, packed by gzip or not.

The header is two zero bytes, a byte for the type, a byte for the number of axes, and each axis as four
bytes, most significant first, as all numbers in the file. It is believed only as far as the size of the
file bears it out: nothing is set aside for numbers that cannot be there.
"""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase, RawIOBase
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog import problem
from playground.project import Refused

from .dataset import Progress
from .files import MAX_ARRAY_BYTES, bytes_text, tell, unreadable, unwatched

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
"""The code of each type, and what numpy calls it."""

PACKED = b"\x1f\x8b"
"""How a file begins that gzip made, whatever its name."""
DENSEST = 1032
"""Bytes that one packed byte can stand for at most."""
CHUNK_BYTES = 4 * 2**20


@dataclass(frozen=True)
class Header:
    """What a file says of itself: the type of its numbers and their axes, N first."""

    type: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def start(self) -> int:
        """Bytes before the first number."""
        return 4 + 4 * len(self.shape)

    @property
    def size(self) -> int:
        """Bytes of all numbers."""
        return math.prod(self.shape) * self.type.itemsize


def is_idx(path: Path) -> bool:
    """Whether a file begins as an IDX file does. Raises Refused where it cannot be read."""
    try:
        with _opened(path) as (file, _):
            start = file.read(4)
    except Refused as refused:
        if refused.problem.code == "gz_damaged":
            return False
        raise
    return len(start) == 4 and start[:2] == b"\0\0" and start[2] in TYPES and start[3] > 0


def read_header(path: Path, axes: tuple[int, ...], what: str) -> Header:
    """The header of the file at `path`, which is to hold `what` and to have as many axes as `axes` says.

    Raises Refused: `data_unreadable`, `gz_damaged`, `idx_not`, `idx_type`, `idx_axes`, `idx_empty`,
    `idx_short`, `idx_long`.
    """
    with _opened(path) as (file, packed):
        start = file.read(4)
        if len(start) < 4 or start[:2] != b"\0\0" or not start[3]:
            begins = " ".join(f"{byte:02x}" for byte in start) or "nothing at all"
            raise _wrong("idx_not", path, start=begins)
        code, number = start[2], start[3]
        if code not in TYPES:
            raise _wrong("idx_type", path, type=code)
        if number not in axes:
            raise _wrong("idx_axes", path, axes=number, wanted=_either(axes), what=what)
        rest = file.read(4 * number)
        shape = tuple(int.from_bytes(rest[i : i + 4], "big") for i in range(0, 4 * number, 4))
        header = Header(np.dtype(TYPES[code]), shape)
        if len(rest) < 4 * number:
            raise _short(path, header, 0)
    if not math.prod(shape):
        raise _wrong("idx_empty", path, shape=_shape(header))
    there = path.stat().st_size
    if packed:
        if header.size > DENSEST * there:
            raise _short(path, header, None)
    elif there < header.start + header.size:
        raise _short(path, header, there - header.start)
    elif there > header.start + header.size:
        raise _wrong("idx_long", path, shape=_shape(header))
    return header


def room(path: Path, header: Header, count: int) -> int:
    """Bytes of the first `count` entries. Raises Refused (`idx_too_large`) where that is too much."""
    size = header.size // header.shape[0] * count
    if size > MAX_ARRAY_BYTES:
        raise _wrong("idx_too_large", path, size=bytes_text(size), limit=bytes_text(MAX_ARRAY_BYTES))
    return size


def read_into(out: NDArray[Any], path: Path, header: Header, progress: Progress = unwatched) -> None:
    """Fills `out` with the first numbers of the file; it has the header's type and lies in C order.

    `progress` hears of bytes. Raises Refused: `data_unreadable`, `gz_damaged`, `idx_short`, `idx_long`,
    `loading_stopped`.
    """
    place = out.reshape(-1).view(np.uint8).data
    with _opened(path) as (file, _):
        file.seek(header.start)
        done = 0
        while done < len(place):
            tell(progress, done, len(place))
            got = file.readinto(place[done : done + CHUNK_BYTES])
            if not got:
                raise _short(path, header, done)
            done += got
        if len(place) == header.size and file.read(1):
            raise _wrong("idx_long", path, shape=_shape(header))
    tell(progress, len(place), len(place))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BufferedIOBase | RawIOBase, bool]]:
    """The file, unpacked as it is read, and whether it is packed."""
    try:
        with path.open("rb", buffering=0) as raw:
            packed = raw.read(2) == PACKED
            raw.seek(0)
            if packed:
                with gzip.GzipFile(fileobj=raw) as file:
                    yield file, True
            else:
                yield raw, False
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _wrong("gz_damaged", path, reason=str(error)) from None
    except OSError as error:
        raise unreadable(str(path), error) from None


def _short(path: Path, header: Header, got: int | None) -> Refused:
    size = "fewer" if got is None else bytes_text(got)
    return _wrong("idx_short", path, shape=_shape(header), size=size, wanted=bytes_text(header.size))


def _wrong(code: str, path: Path, **values: object) -> Refused:
    return Refused(problem(code, setting="data.kind", path=str(path), **values))


def _shape(header: Header) -> str:
    return " x ".join(f"{length:,}" for length in header.shape)


def _either(numbers: tuple[int, ...]) -> str:
    """1; or 1, 2 or 3."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} or {last}" if first else last
