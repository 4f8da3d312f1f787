"""CIFAR-10: the binary version, its parts, and what is none of it."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.words import text
from playground.data import Dataset, defaults_for, make_dataset, settings_for
from playground.project import Refused
from tests.data.image_files import images, write_cifar


def read(folder: Path, **parameters: Any) -> Dataset:
    settings = defaults_for("cifar10")
    return make_dataset(settings.but(parameters=settings.parameters.but(folder=str(folder), **parameters)))


def test_batches_in_their_order_and_the_test_batch_last(tmp_path: Path) -> None:
    write_cifar(tmp_path, ["data_batch_2", "test_batch", "data_batch_1"])
    dataset = read(tmp_path)
    wanted = np.concatenate([images(20, 3072, seed=seed) for seed in (2, 0, 1)])
    assert np.array_equal(dataset.fields["x"].reshape(60, -1), wanted)
    assert dataset.input_shapes == {"x": (3, 32, 32)}
    assert dataset.test.tolist() == list(range(40, 60))
    assert dataset.classes[:4] == ("airplane", "automobile", "bird", "cat")


def test_the_archives_own_folder_is_looked_into(tmp_path: Path) -> None:
    write_cifar(tmp_path / "cifar-10-batches-bin")
    found = settings_for(tmp_path)
    assert found.kind == "cifar10"
    assert len(make_dataset(found)) == 60
    assert settings_for(tmp_path / "cifar-10-batches-bin" / "data_batch_1.bin").kind == "cifar10"


def pack(folder: Path, ending: int | None = None) -> Path:
    """The published archive of the batches in a folder, in an order of its own, cut off at `ending`."""
    packed = folder / "packed" / "cifar-10-binary.tar.gz"
    packed.parent.mkdir()
    with tarfile.open(packed, "w:gz") as archive:
        for path in sorted(folder.glob("*.bin"), reverse=True):
            archive.add(path, f"cifar-10-batches-bin/{path.name}")
        archive.add(folder / "readme.html", "cifar-10-batches-bin/readme.html")
    packed.write_bytes(packed.read_bytes()[:ending])
    return packed


def test_the_published_archive_is_read_as_it_is(tmp_path: Path) -> None:
    (write_cifar(tmp_path) / "readme.html").write_text("words")
    packed = pack(tmp_path)
    for place in (packed, packed.parent):
        found = settings_for(place)
        assert found.kind == "cifar10"
        dataset, unpacked = make_dataset(found), read(tmp_path)
        assert np.array_equal(dataset.fields["x"], unpacked.fields["x"])
        assert np.array_equal(dataset.labels, unpacked.labels)
        assert dataset.test.tolist() == unpacked.test.tolist()


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    (write_cifar(tmp_path) / "readme.html").write_text("words")
    with pytest.raises(Refused, match="gz_damaged"):
        read(pack(tmp_path, ending=5000).parent)


def test_fewer_samples_are_the_first_of_each_part(tmp_path: Path) -> None:
    dataset = read(write_cifar(tmp_path), samples=5)
    assert len(dataset) == 10
    assert dataset.test.tolist() == [5, 6, 7, 8, 9]
    assert np.array_equal(dataset.fields["x"][5:].reshape(5, -1), images(20, 3072, seed=2)[:5])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("data_batch_1.bin", bytes(3072), "cifar_size"),
        ("data_batch_1.bin", b"", "cifar_size"),
        ("data_batch_1.bin", bytes(3073) + b"\x0a" + bytes(3072), "label_unknown"),
        ("data_batch_1", b"\x80\x02}q\x01", "cifar_python"),
        ("other.txt", b"", "cifar_missing"),
    ],
)
def test_what_is_no_batch_is_refused(name: str, content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused) as refused:
        read(tmp_path)
    assert refused.value.problem.code == code
    assert text(refused.value.problem)


@given(size=st.integers(0, 4 * 3073), label=st.integers(0, 255))
def test_any_size_and_label(size: int, label: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "cifar"
    folder.mkdir(exist_ok=True)
    (folder / "batch.bin").write_bytes(bytes([label]) * size)
    try:
        assert len(read(folder)) == size / 3073
    except Refused as refused:
        text(refused.problem)
