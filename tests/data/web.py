"""A web site of this very process, which breaks off, knows no ranges, or has not what is asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE_S = 20.0


@dataclass
class Site:
    """What is served by path; after `breaks_at` bytes of an answer the connection breaks."""

    files: dict[str, bytes]
    address: str = ""
    breaks_at: int | None = None
    knows_ranges: bool = True
    gate: threading.Event | None = None
    """Half of each file comes at once, and the rest when this is set."""
    asked: list[tuple[str, str]] = field(default_factory=list)
    """(path, range) of every request"""


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Site]:
    """Serves files by their paths while the block lasts."""
    site = Site(files)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            site.asked.append((self.path, wanted))
            content = site.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and site.knows_ranges else 0
            if start >= len(content):
                self.send_error(416)
                return
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = len(content) if site.breaks_at is None else start + site.breaks_at
            if site.gate is not None:
                middle = (start + end) // 2
                self.wfile.write(content[start:middle])
                self.wfile.flush()
                site.gate.wait(PATIENCE_S)
                start = middle
            self.wfile.write(content[start:end])

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
