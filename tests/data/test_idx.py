"""IDX files: every type, every form, and headers that lie."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.words import text
from playground.data import Dataset, defaults_for, idx, make_dataset, moved, settings_for
from playground.project import DataSettings, Refused
from tests.data.image_files import idx_bytes, images, labels, write_idx, write_mnist


def settings(kind: str, **parameters: Any) -> DataSettings:
    found = defaults_for(kind)
    changed: DataSettings = found.but(parameters=found.parameters.but(**parameters))
    return changed


def read(kind: str, **parameters: Any) -> Dataset:
    return make_dataset(settings(kind, **parameters))


def refusal(function: Callable[[], object]) -> str:
    """The code of the refusal; its sentence can be said."""
    with pytest.raises(Refused) as refused:
        function()
    assert text(refused.value.problem)
    return refused.value.problem.code


# --- the format ------------------------------------------------------------------------------------


@pytest.mark.parametrize("type", ["u1", "i1", "i2", "i4", "f4", "f8"])
@pytest.mark.parametrize("shape", [(7,), (7, 5), (7, 3, 5)])
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_every_type_and_number_of_axes_comes_back(
    type: str, shape: tuple[int, ...], ending: str, tmp_path: Path
) -> None:
    values = (np.random.default_rng(1).normal(0, 50, shape)).astype(type)
    path = write_idx(tmp_path / f"values{ending}", values)
    header = idx.read_header(path, (1, 2, 3), "anything")
    assert header.shape == shape
    found = np.empty(header.shape, header.type)
    idx.read_into(found, path, header)
    assert np.array_equal(found, values)
    first = np.empty((3, *shape[1:]), header.type)
    idx.read_into(first, path, header)
    assert np.array_equal(first, values[:3])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "idx_not"),
        (b"\0\0\x08", "idx_not"),
        (b"col1,col2\n1,2\n", "idx_not"),
        (b"\0\0\x08\0", "idx_not"),
        (b"\0\0\x0a\1" + bytes(8), "idx_type"),
        (b"\0\0\x08\4" + bytes(99), "idx_axes"),
        (b"\0\0\x08\3" + bytes(7), "idx_short"),
        (b"\0\0\x08\1" + bytes(4), "idx_empty"),
        (b"\0\0\x08\1" + (5).to_bytes(4, "big") + bytes(4), "idx_short"),
        (b"\0\0\x08\1" + (5).to_bytes(4, "big") + bytes(6), "idx_long"),
        (b"\0\0\x0e\3" + b"\xff" * 12 + bytes(100), "idx_short"),
        (b"\x1f\x8b" + bytes(30), "gz_damaged"),
        (gzip.compress(idx_bytes(images(9, 4)))[:-12], "gz_damaged"),
        (gzip.compress(idx_bytes(images(9, 4)) + b"more"), "idx_long"),
        (gzip.compress(idx_bytes(images(9, 4))[:-3]), "idx_short"),
        (gzip.compress(b"\0\0\x08\3" + b"\xff" * 12), "idx_short"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # packed bytes hold the time of day
)
@pytest.mark.parametrize("named", ["values", "values.gz"])
def test_what_is_no_idx_file_is_refused(content: bytes, code: str, named: str, tmp_path: Path) -> None:
    path = tmp_path / named  # what a file is called does not make it packed, nor the other way round
    path.write_bytes(content)

    def whole() -> None:
        header = idx.read_header(path, (1, 2, 3), "pictures")
        idx.room(path, header, header.shape[0])
        idx.read_into(np.empty(header.shape, header.type), path, header)

    assert refusal(whole) == code


def test_a_packed_file_may_claim_no_more_than_it_can_hold(tmp_path: Path) -> None:
    """Nothing is set aside for two gigabytes that 60 bytes cannot unfold to."""
    path = tmp_path / "lies.gz"
    path.write_bytes(
        gzip.compress(b"\0\0\x08\3" + b"".join(n.to_bytes(4, "big") for n in (2000, 1000, 1000)))
    )
    tracemalloc.start()
    assert refusal(lambda: idx.read_header(path, (3,), "pictures")) == "idx_short"
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()


SMALL = idx_bytes(images(4, 3, 2))


@given(
    start=st.integers(0, len(SMALL) - 1),
    patch=st.binary(min_size=1, max_size=8),
    cut=st.integers(0, len(SMALL)) | st.none(),
    packed=st.booleans(),
)
def test_a_damaged_file_gives_numbers_or_a_sentence(
    start: int, patch: bytes, cut: int | None, packed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(SMALL)
    content[start : start + len(patch)] = patch
    path = tmp_path_factory.getbasetemp() / "damaged-images-idx3-ubyte"
    whole = bytes(content)[:cut]
    path.write_bytes(gzip.compress(whole) if packed else whole)
    write_idx(path.with_name("damaged-labels-idx1-ubyte"), labels(4, 2))
    try:
        dataset = read("idx", path=str(path), test_part="share")
    except Refused as refused:
        text(refused.problem)
    else:
        assert len(dataset) == 4
        assert dataset.fields["x"].nbytes <= 4 * len(SMALL)


@given(content=st.binary(max_size=30), start=st.sampled_from([b"", b"\0\0\x08\3", b"\x1f\x8b\x08"]))
def test_any_bytes_at_all(content: bytes, start: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any-images-idx3-ubyte"
    path.write_bytes(start + content)
    write_idx(path.with_name("any-labels-idx1-ubyte"), labels(4, 2))
    refusal(lambda: read("idx", path=str(path)))


# --- pictures and labels ---------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_the_four_files_of_mnist(ending: str, tmp_path: Path) -> None:
    dataset = read("mnist", folder=str(write_mnist(tmp_path, ending=ending)))
    assert dataset.fields["x"].dtype == np.uint8
    assert dataset.input_shapes == {"x": (1, 6, 5)}
    assert np.array_equal(dataset.fields["x"][:60, 0], images(60, 6, 5, seed=0))
    assert np.array_equal(dataset.fields["x"][60:, 0], images(20, 6, 5, seed=1))
    assert dataset.labels.tolist() == [*labels(60).tolist(), *labels(20).tolist()]
    assert dataset.classes == tuple("0123456789")
    assert dataset.published_test
    assert dataset.test.tolist() == list(range(60, 80))
    assert len(dataset.train) == 54
    assert np.bincount(dataset.labels[dataset.validation]).max() == 1


def test_files_unpacked_by_others_and_put_one_folder_down(tmp_path: Path) -> None:
    write_mnist(tmp_path / "raw")
    for path in (tmp_path / "raw").iterdir():
        path.rename(path.with_name(path.name.replace("-idx", ".idx")))
    assert len(read("fashion_mnist", folder=str(tmp_path))) == 80


def test_the_published_test_part_gives_way_to_a_share_if_wished(tmp_path: Path) -> None:
    folder = str(write_mnist(tmp_path))
    dataset = read("mnist", folder=folder, test_part="share")
    assert not dataset.published_test
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (56, 8, 16)
    assert set(dataset.test.tolist()) & set(range(60))


def test_without_a_test_file_a_share_is_the_test_and_a_note_says_so(tmp_path: Path) -> None:
    dataset = read("mnist", folder=str(write_mnist(tmp_path, parts=["train"])))
    assert len(dataset.test) == 12
    assert dataset.report is not None
    assert "no published test part" in dataset.report.notes[0]


@pytest.mark.parametrize(("test_part", "train", "test"), [("published", 10, 10), ("share", 8, 2)])
def test_fewer_samples_for_a_lesson(test_part: str, train: int, test: int, tmp_path: Path) -> None:
    folder = str(write_mnist(tmp_path))
    wanted = settings("mnist", folder=folder, samples=10, test_part=test_part).but(validation=0.0)
    dataset = make_dataset(wanted)
    assert (len(dataset.train), len(dataset.test)) == (train, test)
    assert np.array_equal(dataset.fields["x"][:10, 0], images(60, 6, 5, seed=0)[:10])
    assert dataset.report is not None
    assert dataset.report.read == 80
    assert dataset.report.kept == train + test


@pytest.mark.parametrize("type", ["i1", "i2", "i4", "f4", "f8"])
def test_other_numbers_than_bytes_become_zero_to_one(type: str, tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(0, 100, (30, 4, 4)).clip(-128, 127).astype(type)
    path = write_idx(tmp_path / "train-images-idx3-x", values)
    write_idx(tmp_path / "train-labels-idx1-x", labels(30, 3))
    dataset = read("idx", path=str(path))
    low, high = float(values.min()), float(values.max())
    found = dataset.fields["x"][:, 0]
    assert found.dtype == np.float32
    assert found == pytest.approx((values.astype(np.float64) - low) / (high - low), abs=1e-6)
    assert dataset.report is not None
    assert "brought to 0 to 1" in dataset.report.notes[0]


def test_floats_that_keep_to_zero_and_one_stay_as_they_are(tmp_path: Path) -> None:
    values = np.random.default_rng(0).uniform(0.2, 0.7, (30, 4, 4)).astype("f4")
    path = write_idx(tmp_path / "images", values)
    write_idx(tmp_path / "labels", labels(30, 3))
    dataset = read("idx", path=str(path), labels=str(tmp_path / "labels"))
    assert np.array_equal(dataset.fields["x"][:, 0], values)
    assert dataset.report is not None
    assert dataset.report.notes == ()


@pytest.mark.parametrize(
    ("shape", "sides"), [((20,), (1, 1, 1)), ((20, 7), (1, 1, 7)), ((20, 7, 3), (1, 7, 3))]
)
def test_rows_of_numbers_are_pictures_one_pixel_high(
    shape: tuple[int, ...], sides: tuple[int, ...], tmp_path: Path
) -> None:
    path = write_idx(tmp_path / "some-images-idx-ubyte", images(shape[0], *shape[1:]))
    write_idx(tmp_path / "some-labels-idx-ubyte", labels(20, 4))
    dataset = read("idx", path=str(path), labels=str(tmp_path / "some-labels-idx-ubyte"))
    assert dataset.input_shapes == {"x": sides}
    assert dataset.classes == ("0", "1", "2", "3")


def test_labels_are_classes_whatever_their_type_and_numbers(tmp_path: Path) -> None:
    path = write_idx(tmp_path / "a-images-idx3-ubyte", images(6, 2, 2))
    write_idx(tmp_path / "a-labels-idx1-ubyte", np.array([10, -3, 10, 7, 7, -3], "i4"))
    dataset = read("idx", path=str(path))
    assert dataset.classes == ("-3", "7", "10")
    assert dataset.labels.tolist() == [2, 0, 2, 1, 1, 0]


def test_a_test_pair_is_found_by_its_name(tmp_path: Path) -> None:
    write_mnist(tmp_path, ending=".gz")
    dataset = read("idx", path=str(tmp_path / "train-images-idx3-ubyte.gz"))
    assert (len(dataset), len(dataset.test), dataset.published_test) == (80, 20, True)


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("train-labels-idx1-ubyte", labels(59), "idx_counts_differ"),
        ("train-labels-idx1-ubyte", images(60, 2), "idx_axes"),
        ("train-labels-idx1-ubyte", labels(60, 11), "label_unknown"),
        ("train-labels-idx1-ubyte", np.full(60, -1, "i1"), "label_unknown"),
        ("train-labels-idx1-ubyte", labels(60).astype("f4") + 0.5, "labels_no_classes"),
        ("train-labels-idx1-ubyte", np.full(60, np.nan, "f4"), "labels_no_classes"),
        ("train-labels-idx1-ubyte", np.full(60, np.inf, "f4"), "labels_no_classes"),
        ("t10k-images-idx3-ubyte", images(20, 5, 6), "idx_sizes_differ"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    name: str, values: np.ndarray[Any, Any], code: str, tmp_path: Path
) -> None:
    write_idx(write_mnist(tmp_path) / name, values)
    assert refusal(lambda: read("mnist", folder=str(tmp_path))) == code


def test_one_class_and_too_many_are_refused(tmp_path: Path) -> None:
    path = write_idx(tmp_path / "a-images-idx3-ubyte", images(1200, 2, 2))
    write_idx(tmp_path / "a-labels-idx1-ubyte", np.full(1200, 5, "u1"))
    assert refusal(lambda: read("idx", path=str(path))) == "classes_one"
    write_idx(tmp_path / "a-labels-idx1-ubyte", np.arange(1200, dtype="i4"))
    assert refusal(lambda: read("idx", path=str(path))) == "classes_too_many"


def test_numbers_that_are_none_are_refused(tmp_path: Path) -> None:
    values = np.ones((6, 2, 2), "f4")
    values[3, 1, 1] = np.nan
    path = write_idx(tmp_path / "a-images-idx3-ubyte", values)
    write_idx(tmp_path / "a-labels-idx1-ubyte", labels(6, 2))
    assert refusal(lambda: read("idx", path=str(path))) == "idx_not_finite"


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    assert refusal(lambda: read("mnist")) == "folder_not_chosen"
    assert refusal(lambda: read("mnist", folder=str(tmp_path / "gone"))) == "folder_missing"
    assert refusal(lambda: read("mnist", folder=str(tmp_path))) == "idx_missing"
    path = write_idx(tmp_path / "a-images-idx3-ubyte", images(6, 2, 2))
    assert refusal(lambda: read("mnist", folder=str(path))) == "folder_is_file"
    assert refusal(lambda: read("idx", path=str(path))) == "idx_no_partner"
    assert refusal(lambda: read("idx")) == "data_not_chosen"
    assert refusal(lambda: read("idx", path=str(tmp_path / "gone"))) == "file_missing"
    assert refusal(lambda: read("idx", path=str(path), labels="gone")) == "file_missing"
    other = write_idx(tmp_path / "no-name", images(6, 2, 2))
    assert refusal(lambda: read("idx", path=str(other))) == "idx_no_partner"


# --- as a project sees them ------------------------------------------------------------------------


def test_a_folder_is_found_from_the_project(tmp_path: Path) -> None:
    write_mnist(tmp_path / "data" / "digits")
    (tmp_path / "projects").mkdir()
    found = settings_for(tmp_path / "data" / "digits", tmp_path / "projects")
    assert found.kind == "idx"  # neither the digits nor the clothes that these names promise
    assert found.parameters["path"] == "../data/digits/train-images-idx3-ubyte"
    assert len(make_dataset(found, tmp_path / "projects")) == 80


def test_every_path_follows_a_project_that_moves(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    found = settings("idx", path="../digits/images", labels="../digits/labels")
    away = moved(found, tmp_path / "one", tmp_path)
    assert away.parameters["path"] == "digits/images"
    assert away.parameters["labels"] == "digits/labels"
    folder = settings("mnist", folder=str(tmp_path / "digits"))
    assert moved(folder, None, tmp_path / "one").parameters["folder"] == "../digits"
    assert moved(folder, tmp_path, tmp_path / "one") == folder


def test_other_shares_and_seeds_read_nothing_again(tmp_path: Path) -> None:
    wanted = settings("mnist", folder=str(write_mnist(tmp_path)))
    heard: list[int] = []

    def listen(done: int, total: int) -> bool:
        heard.append(done)
        return True

    first = make_dataset(wanted, progress=listen)
    assert heard
    assert heard[-1] == 80 * 30
    heard.clear()
    other = make_dataset(wanted.but(seed=3, validation=0.3), progress=listen)
    assert heard == []
    assert other.fields["x"] is first.fields["x"]
    assert len(other.validation) == 18


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    wanted = settings("mnist", folder=str(write_mnist(tmp_path)))
    make_dataset(wanted)
    write_mnist(tmp_path, train=40)
    assert len(make_dataset(wanted)) == 60


def test_reading_can_be_stopped_and_taken_up_again(tmp_path: Path) -> None:
    wanted = settings("mnist", folder=str(write_mnist(tmp_path, ending=".gz")))
    assert refusal(lambda: make_dataset(wanted, progress=lambda done, total: False)) == "loading_stopped"
    assert len(make_dataset(wanted)) == 80
