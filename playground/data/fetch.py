"""Fetching published data, because a person asked for it: the only place that speaks to the network.

A file comes into `NAME.part`, which a later attempt goes on with; it takes its own name only once its
SHA-256 is the one that is known.
"""

from __future__ import annotations

import hashlib
import http.client
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playground.catalog import problem
from playground.project import Refused
from playground.project.atomic import put_in_place, told

from .dataset import Progress
from .sources import RemoteFile, Source, home

BLOCK = 1 << 16
"""Bytes between two looks at whether to stop."""
PATIENCE_S = 10.0
"""How long a server may say nothing."""
AGENT = "Playground"
PARTIAL, RANGE_OVER = 206, 416


def fetch(source: Source, folder: Path | None, progress: Progress) -> Path:
    """Brings all files of `source` that are not there into `folder` (else `home()`); gives the folder.

    `progress(done, total)` is told the bytes, and stops the fetching by answering False; what has come
    stays for the next attempt. Raises Refused: `fetch_stopped`, `fetch_no_network`, `fetch_gone`,
    `fetch_damaged`, and what writing a file raises.
    """
    place = folder or home() / source.kind
    with told(place, "write"):
        place.mkdir(parents=True, exist_ok=True)
    before = 0
    for file in source.files:
        _fetch_file(file, place / file.name, _shifted(progress, before, source.size))
        before += file.size
    return place


def _shifted(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    def tell(done: int) -> None:
        if not progress(before + done, total):
            raise Refused(problem("fetch_stopped"))

    return tell


def _fetch_file(file: RemoteFile, target: Path, tell: Callable[[int], None]) -> None:
    """One file, from the first address that has it."""
    tell(0)
    if not _is_whole(target, file):
        _from_any(file, target, tell)
    tell(file.size)


def _from_any(file: RemoteFile, target: Path, tell: Callable[[int], None]) -> None:
    """The file from the first address that gives it, or goes on with what is there of it."""
    part = target.with_name(f"{target.name}.part")
    refused: list[str] = []
    failed: list[Refused] = []
    for address in file.addresses:
        try:
            _download(address, part, file.size, tell)
        except HTTPError as error:
            refused.append(f"{address}: {error.code} {error.reason}")
            error.close()
        except (OSError, http.client.HTTPException) as error:
            reason = str(getattr(error, "reason", "") or error) or type(error).__name__
            failed.append(Refused(problem("fetch_no_network", address=address, reason=reason)))
        else:
            with told(target, "write"):
                if _is_whole(part, file):
                    put_in_place(part, target)
                    return
                if _is_whole(target, file):  # somebody else was fetching it as well
                    return
                part.unlink()
            failed.append(Refused(problem("fetch_damaged", file=file.name, address=address)))
    if failed:
        raise failed[0]
    raise Refused(problem("fetch_gone", file=file.name, reason="; ".join(refused)))


def _download(address: str, part: Path, size: int, tell: Callable[[int], None]) -> None:
    """What is missing in `part`, or all of it where the server gives no parts."""
    with told(part, "read"):
        there = part.stat().st_size if part.is_file() else 0
    if there == size:
        return
    if there > size:
        there = 0
    request = Request(address, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})
    if there:
        request.add_header("Range", f"bytes={there}-")
    try:
        answer = urlopen(request, timeout=PATIENCE_S)
    except HTTPError as error:
        if error.code != RANGE_OVER:
            raise
        error.close()
        with told(part, "write"):
            part.unlink()
        _download(address, part, size, tell)
        return
    with closing(answer):
        goes_on = answer.status == PARTIAL
        done = there if goes_on else 0
        offered = answer.headers.get("Content-Length", "")
        if offered.isdecimal() and done + int(offered) != size:  # a page that asks for a password, say
            raise http.client.HTTPException(f"it offers {offered} bytes, not {size - done}")
        with told(part, "write"), part.open("r+b" if goes_on else "wb") as out:
            out.seek(done)  # and no appending: whoever fetches it at the same time writes the same there
            while done <= size:  # one that never ends is not waited for
                tell(done)
                piece = _read(answer)
                if not piece:
                    break
                out.write(piece)
                done += len(piece)
    if done < size:
        raise http.client.HTTPException(f"it ended {size - done:,} bytes early")


def _read(answer: http.client.HTTPResponse) -> bytes:
    """The next bytes; trouble with the network is no trouble with the file."""
    try:
        return answer.read1(BLOCK)
    except OSError as error:
        raise http.client.HTTPException(str(error)) from None


def _is_whole(path: Path, file: RemoteFile) -> bool:
    """Whether what is at `path` is the very file."""
    with told(path, "read"):
        if not path.is_file() or path.stat().st_size != file.size:
            return False
        with path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == file.sha256
