"""The examples that ship with the program, and what is said of each. Neither Qt nor torch here."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from playground.assets import asset


@dataclass(frozen=True)
class Example:
    """One example: its project file, and what a person wants to know before opening it.

    `line` is the project's own description, `reach` what it comes to after `epochs`, which take
    about `seconds` on two CPU cores; `needs` says which files it wants that do not ship with it, and
    `setting` is the one that says where they are (data.folder or data.path).
    """

    name: str
    title: str
    group: str
    line: str
    about: str
    reach: str
    epochs: int
    seconds: float
    path: Path
    needs: str = ""
    setting: str = ""

    def thumbnail(self, dark: bool) -> Path:
        """The file with its picture, for one of the two themes; it is made by `make thumbnails`."""
        return asset("thumbnails", "dark" if dark else "light") / f"{self.name}.png"

    def matches(self, text: str) -> bool:
        """Whether every word of a search is somewhere in what is said."""
        said = " ".join((self.name, self.title, self.group, self.line, self.about)).casefold()
        return all(word in said for word in text.casefold().split())


@cache
def gallery() -> tuple[Example, ...]:
    """Every example, group by group, in the order in which they are shown."""
    entries = tomllib.loads(asset("examples", "gallery.toml").read_text(encoding="utf-8"))
    found = []
    for name, entry in entries.items():
        path = asset("examples", f"{name}.json")
        project = json.loads(path.read_text(encoding="utf-8"))
        places = {"folder", "path"} & set(project["content"]["data"]["parameters"])
        setting = "".join(f"data.{place}" for place in places)
        line = project["description"]
        found.append(Example(name=name, line=line, path=path, setting=setting, **entry))
    return tuple(found)
