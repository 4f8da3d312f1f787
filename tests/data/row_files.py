"""A table whose rows name pictures, as files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from PIL import Image

ROWS = 60


def write_rows(folder: Path) -> Path:
    """Squares that are bright or dark, each with a number: the class is "yes" where just one of the two is
    high. Neither alone tells it."""
    chance = np.random.default_rng(0)
    (folder / "pictures").mkdir()
    with (folder / "table.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "number", "label"])
        for row in range(ROWS):
            bright, high = row % 2, row // 2 % 2
            name = f"pictures/{row:03}.png"
            pixels = chance.integers(0, 60, (12, 10, 3)) + 150 * bright
            Image.fromarray(pixels.astype(np.uint8)).save(folder / name)
            number = round(float(chance.normal(4 * high - 2, 0.3)), 3)
            writer.writerow([name, number, "yes" if bright != high else "no"])
    return folder / "table.csv"
