"""Sources: where published sets of pictures can be had, what they weigh, and by what they are known.

Nothing here speaks to the network; `fetch` does, when a person asks for it.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RemoteFile:
    """A file as it was published: its name, size and SHA-256, and the addresses where it is to be had."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A set of data (its kind's name), who made it, under which licence, and its files."""

    kind: str
    title: str
    page: str
    """Where it is described."""
    licence: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def _files(bases: tuple[str, ...], *known: tuple[str, int, str]) -> tuple[RemoteFile, ...]:
    return tuple(
        RemoteFile(name, size, sha256, tuple(base + name for base in bases)) for name, size, sha256 in known
    )


SOURCES = {
    source.kind: source
    for source in (
        Source(
            "mnist",
            "MNIST",
            "https://yann.lecun.com/exdb/mnist/",
            "Y. LeCun, C. Cortes and C. Burges; CC BY-SA 3.0 is what is mostly quoted",
            _files(
                (
                    "https://ossci-datasets.s3.amazonaws.com/mnist/",
                    "https://storage.googleapis.com/cvdf-datasets/mnist/",
                ),
                (
                    "train-images-idx3-ubyte.gz",
                    9_912_422,
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                ),
                (
                    "train-labels-idx1-ubyte.gz",
                    28_881,
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                ),
                (
                    "t10k-images-idx3-ubyte.gz",
                    1_648_877,
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                ),
                (
                    "t10k-labels-idx1-ubyte.gz",
                    4_542,
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
                ),
            ),
        ),
        Source(
            "fashion_mnist",
            "Fashion-MNIST",
            "https://github.com/zalandoresearch/fashion-mnist",
            "Zalando SE; MIT",
            _files(
                (
                    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
                    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                ),
                (
                    "train-images-idx3-ubyte.gz",
                    26_421_880,
                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                ),
                (
                    "train-labels-idx1-ubyte.gz",
                    29_515,
                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                ),
                (
                    "t10k-images-idx3-ubyte.gz",
                    4_422_102,
                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                ),
                (
                    "t10k-labels-idx1-ubyte.gz",
                    5_148,
                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
                ),
            ),
        ),
        Source(
            "cifar10",
            "CIFAR-10",
            "https://www.cs.toronto.edu/~kriz/cifar.html",
            "A. Krizhevsky, 2009; no licence is stated, a citation is asked for",
            _files(
                ("https://www.cs.toronto.edu/~kriz/",),
                (
                    "cifar-10-binary.tar.gz",
                    170_052_171,
                    "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                ),
            ),
        ),
    )
}
"""Every set that can be fetched, by its kind."""


def home() -> Path:
    """The folder of this user in which fetched data are kept: what the system names for such things."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "Playground" / "datasets"


def fetched(source: Source, folder: Path | None = None) -> Path | None:
    """The folder with all files of a set, by their names and sizes (`folder`, else where they are kept)."""
    place = folder or home() / source.kind
    try:
        there = all((place / file.name).stat().st_size == file.size for file in source.files)
    except OSError:
        return None
    return place if there else None
