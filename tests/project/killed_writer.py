"""Saves a project again and again in a child process, and kills it at random moments.

usage: killed_writer.py FILE TIMES; prints for each kill the last number that the child confirmed
to have saved, and the number found in the file afterwards (null for a file that is not whole).
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
from pathlib import Path

from playground.project import Layer, Network, Project, Refused
from playground.project.storage import load, save

NETWORK = Network(layers=tuple(Layer(id=f"linear_{number}", kind="Linear") for number in range(50)))
PROJECT = Project(description="0").with_network(NETWORK)


def write(path: Path, number: int, pipe: int) -> None:
    """Saves ever higher numbers, and confirms each."""
    while True:
        number += 1
        save(PROJECT.but(description=str(number)), path)
        os.write(pipe, f"{number}\n".encode())


def kill_once(path: Path, start: int) -> dict[str, int | None]:
    """One writer, killed between 0 and 20 ms after its first confirmation."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        write(path, start, writing)
    os.close(writing)
    confirmed = os.read(reading, 4096)
    select.select([], [], [], random.uniform(0.0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 4096):
        confirmed += more
    os.close(reading)
    try:
        found = int(load(path).description)
    except Refused:
        found = None
    return {"confirmed": int(confirmed.split(b"\n")[-2]), "found": found}


def main() -> None:
    """Kills as often as asked and prints what was found."""
    path, times = Path(sys.argv[1]), int(sys.argv[2])
    kills: list[dict[str, int | None]] = []
    for _ in range(times):
        kills.append(kill_once(path, kills[-1]["found"] or 0 if kills else 0))
    print(json.dumps(kills))


main()
