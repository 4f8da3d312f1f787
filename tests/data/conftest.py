"""A table, written as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.table_files import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writer(content: str | bytes, name: str = "table.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return path

    return writer
