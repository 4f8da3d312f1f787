"""Folders of pictures: every mode, size and way up; what cannot be read is named and left out."""

from __future__ import annotations

import struct
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from playground.catalog.words import text
from playground.data import Dataset, defaults_for, is_data, make_dataset, pixels, settings_for
from playground.project import Refused
from tests.data.image_files import write_pictures

LEFT, RIGHT = (200, 40, 40), (40, 40, 200)


def read(folder: Path, **parameters: Any) -> Dataset:
    settings = defaults_for("pictures")
    settings = settings.but(parameters=settings.parameters.but(folder=str(folder), size=8, **parameters))
    return make_dataset(settings.but(stratify=False))


def refusal(folder: Path, **parameters: Any) -> str:
    with pytest.raises(Refused) as refused:
        read(folder, **parameters)
    assert text(refused.value.problem)
    return refused.value.problem.code


def halves(width: int = 16, height: int = 16) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), LEFT)
    image.paste(RIGHT, (width // 2, 0, width, height))
    return image


def one(path: Path, **parameters: Any) -> NDArray[np.uint8]:
    """What becomes of the picture at `path` (C H W), in a folder with another."""
    write_pictures(path.parent.parent, ["other"], each=1)
    dataset = read(path.parent.parent, **parameters)
    found: NDArray[np.uint8] = dataset.fields["x"][dataset.labels == dataset.classes.index(path.parent.name)][
        0
    ]
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder for the one picture that matters."""
    (tmp_path / "mine").mkdir()
    return tmp_path / "mine"


# --- modes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.gif", "a.tif", "a.webp", "a.ppm", "a.PNG", "a.jpg"])
def test_formats(name: str, place: Path) -> None:
    options: dict[str, Any] = {"lossless": True} if name == "a.webp" else {}
    options = {"quality": 95, "subsampling": 0} if name == "a.jpg" else options
    halves().save(place / name, **options)
    found = one(place / name).astype(int)
    assert found.shape == (3, 8, 8)
    assert np.abs(found[:, 4, 1] - LEFT).max() <= 6
    assert np.abs(found[:, 4, 6] - RIGHT).max() <= 6


def saved(mode: str, path: Path) -> Path:
    """The same picture in another mode."""
    image = halves()
    if mode == "palette with a transparent colour":
        image = image.quantize(4)
        image.save(path, transparency=image.getpixel((15, 8)))
    elif mode == "palette":
        image.quantize(4).save(path)
    elif mode == "alpha":
        image.putalpha(Image.linear_gradient("L").resize((16, 16)).point(lambda v: 255 * (v < 128)))
        image.save(path)
    elif mode == "grey and alpha":
        grey = image.convert("LA")
        grey.putalpha(0)
        grey.save(path)
    elif mode == "cmyk":
        path = path.with_suffix(".jpg")
        image.convert("CMYK").save(path, quality=95)
    else:
        image.convert(mode).save(path)
    return path


@pytest.mark.parametrize(
    ("mode", "left", "right"),
    [
        ("L", (88, 88, 88), (58, 58, 58)),
        ("1", None, None),
        ("palette", LEFT, RIGHT),
        ("palette with a transparent colour", LEFT, (255, 255, 255)),
        ("alpha", LEFT, RIGHT),
        ("grey and alpha", (255, 255, 255), (255, 255, 255)),
        ("cmyk", LEFT, RIGHT),
    ],
)
def test_modes(mode: str, left: Any, right: Any, place: Path) -> None:
    found = one(saved(mode, place / "a.png")).astype(int)
    if left is None:  # black and white dots, more of the one or the other
        assert found[:, :, :4].mean() > found[:, :, 4:].mean() + 10
        return
    assert np.abs(found[:, 2, 1] - left).max() <= 8
    assert np.abs(found[:, 2, 6] - right).max() <= 8
    if mode == "alpha":
        assert found[:, 7, 1].tolist() == [255, 255, 255]


@pytest.mark.parametrize("type", [np.uint16, np.int32, np.float32])
@pytest.mark.parametrize("colour", ["colour", "grey"])
def test_more_than_eight_bits(type: Any, colour: str, place: Path) -> None:
    values = np.full((8, 8), 65_535, np.float64)
    values[:, :4] = 65_535 * 0.25
    if type is np.float32:
        values /= 65_535
    path = place / ("a.png" if type is np.uint16 else "a.tif")
    Image.fromarray(values.astype(type)).save(path)
    found = one(path, colour=colour)
    assert len(found) == (3 if colour == "colour" else 1)
    assert found[0, 4].tolist() == [64, 64, 64, 64, 255, 255, 255, 255]


def test_pictures_that_the_camera_held_sideways_are_turned(place: Path) -> None:
    image = halves()
    exif = image.getexif()
    exif[0x0112] = 6  # the top of the picture is on the right
    image.save(place / "a.jpg", exif=exif, quality=95, subsampling=0)
    found = one(place / "a.jpg").astype(int)
    assert np.abs(found[:, 1, 4] - LEFT).max() <= 6
    assert np.abs(found[:, 6, 4] - RIGHT).max() <= 6


def test_an_animation_gives_its_first_picture(place: Path) -> None:
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    first.save(place / "a.gif", save_all=True, append_images=[second])
    assert one(place / "a.gif")[:, 4, 4].tolist() == [255, 0, 0]


@pytest.mark.parametrize(
    ("fit", "corner", "edge"), [("crop", LEFT, LEFT), ("pad", (0, 0, 0), LEFT), ("stretch", LEFT, LEFT)]
)
def test_fit(fit: str, corner: Any, edge: Any, place: Path) -> None:
    halves(32, 8).save(place / "a.png")
    found = one(place / "a.png", fit=fit)
    assert found[:, 0, 0].tolist() == list(corner)
    assert found[:, 4, 0].tolist() == list(edge)
    assert found[:, 4, 7].tolist() == list(RIGHT)


def test_a_size_of_two_numbers_is_height_and_width(tmp_path: Path) -> None:
    settings = defaults_for("pictures")
    folder = str(write_pictures(tmp_path))
    dataset = make_dataset(settings.but(parameters=settings.parameters.but(folder=folder, size=(4, 6))))
    assert dataset.input_shapes == {"x": (3, 4, 6)}


def test_a_large_jpeg_is_not_unfolded_whole(place: Path) -> None:
    halves(2400, 2400).save(place / "a.jpg", quality=95)
    found = one(place / "a.jpg").astype(int)
    assert np.abs(found[:, 4, 1] - LEFT).max() <= 6


# --- what is left out ------------------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large, and holds next to nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_what_cannot_be_read_is_named_and_left_out(tmp_path: Path) -> None:
    write_pictures(tmp_path, each=4)
    whole = (tmp_path / "cat" / "0.png").read_bytes()
    odd = {
        "cut.png": whole[: len(whole) // 2],
        "empty.jpg": b"",
        "text.png": b"not a picture at all",
        "script.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "huge.png": png(60_000, 60_000),
        "large.png": png(10_000, 9_000),
    }
    for name, content in odd.items():
        (tmp_path / "cat" / name).write_bytes(content)
    for name in ("Thumbs.db", "notes.txt", ".DS_Store"):
        (tmp_path / "dog" / name).write_bytes(b"x")
    (tmp_path / "dog" / "more").mkdir()
    (tmp_path / "empty class").mkdir()
    dataset = read(tmp_path)
    report = dataset.report
    assert report is not None
    assert len(dataset) == report.kept == 8
    assert report.read == 8 + len(odd) + 2
    assert dict(report.dropped) == {
        "not to be read: cut.png, empty.jpg, script.jpg, …": 4,
        "larger than 89 million pixels: huge.png, large.png": 2,
        "no picture by their names, such as .db, .txt": 2,
    }
    assert dataset.classes == ("cat", "dog")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_never_do_more_than_fail(seed: int, tmp_path: Path) -> None:
    random = np.random.default_rng(seed)
    name, options = [("a.png", {}), ("a.jpg", {}), ("a.gif", {}), ("a.webp", {}), ("a.tif", {})][seed % 5]
    path = tmp_path / name
    halves().save(path, **options)
    content = bytearray(path.read_bytes())
    for place in random.integers(0, len(content), 1 + seed // 5):
        content[place] = random.integers(0, 256)
    path.write_bytes(content)
    out = np.zeros((3, 8, 8), np.uint8)
    with pixels.quiet():
        assert pixels.read_into(out, str(path), pixels.Form(8, 8, 3, "crop")) in (
            "",
            "broken_pictures",
            "huge_pictures",
        )


def test_folders_that_are_none_of_pictures(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "pictures_missing"
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "a.png").write_bytes(b"broken")
    assert refusal(tmp_path) == "classes_one"
    (tmp_path / "dog").mkdir()
    (tmp_path / "dog" / "b.png").write_bytes(b"broken")
    assert refusal(tmp_path) == "pictures_unreadable"
    write_pictures(tmp_path)
    settings = defaults_for("pictures")
    huge = settings.parameters.but(folder=str(tmp_path), size=1024, samples=None)
    for number in range(700):
        (tmp_path / "dog" / f"more{number}.png").touch()
    with pytest.raises(Refused) as refused:
        make_dataset(settings.but(parameters=huge))
    assert refused.value.problem.code == "pictures_too_large"


# --- the folder ------------------------------------------------------------------------------------


def test_classes_and_files_come_as_a_person_sorts_them(tmp_path: Path) -> None:
    dataset = read(write_pictures(tmp_path, ["10", "9", "b", "a"], each=12))
    assert dataset.classes == ("9", "10", "a", "b")
    assert dataset.labels.tolist()[:8] == [0, 1, 2, 3] * 2


def test_fewer_samples_are_of_every_class(tmp_path: Path) -> None:
    dataset = read(write_pictures(tmp_path, ["a", "b", "c"]), samples=6)
    assert np.bincount(dataset.labels).tolist() == [2, 2, 2]


def test_folders_called_train_and_test_are_the_published_parts(tmp_path: Path) -> None:
    write_pictures(tmp_path / "train", ["a", "b"], each=6)
    write_pictures(tmp_path / "test", ["b", "a"], each=3)
    (tmp_path / "train" / "a" / "0.png").write_bytes(b"broken")
    found = settings_for(tmp_path)
    assert (found.kind, found.parameters["size"]) == ("pictures", 9)
    dataset = make_dataset(found)
    assert dataset.published_test
    assert dataset.test.tolist() == list(range(11, 17))
    assert dataset.classes == ("a", "b")


def test_grey_pictures_are_suggested_to_be_read_as_such(tmp_path: Path) -> None:
    write_pictures(tmp_path)
    assert settings_for(tmp_path).parameters["colour"] == "colour"
    for path in tmp_path.rglob("*.png"):
        Image.open(path).convert("L").resize((300, 200)).save(path)
    settings = settings_for(tmp_path)
    assert (settings.parameters["colour"], settings.parameters["size"]) == ("grey", 64)


def test_a_picture_more_is_seen_at_once(tmp_path: Path) -> None:
    write_pictures(tmp_path, each=3)
    assert len(read(tmp_path)) == 6
    halves().save(tmp_path / "cat" / "more.png")
    assert len(read(tmp_path)) == 7


def test_reading_is_told_and_can_be_stopped(tmp_path: Path) -> None:
    settings = defaults_for("pictures")
    folder = str(write_pictures(tmp_path))
    settings = settings.but(parameters=settings.parameters.but(folder=folder))
    heard: list[tuple[int, int]] = []

    def stop_at_five(done: int, total: int) -> bool:
        heard.append((done, total))
        return done < 5

    with pytest.raises(Refused) as refused:
        make_dataset(settings, progress=stop_at_five)
    assert refused.value.problem.code == "loading_stopped"
    assert heard == [(done, 20) for done in range(6)]
    assert len(make_dataset(settings)) == 20


# --- packed -----------------------------------------------------------------------------------------


def packed(folder: Path, name: str, around: str = "") -> Path:
    """An archive of a folder, its files in an order of their own."""
    path = folder.parent / name
    files = sorted((file for file in folder.rglob("*") if file.is_file()), key=lambda file: file.name)
    names = [f"{around}{file.relative_to(folder).as_posix()}" for file in files]
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            for file, inside in zip(files, names):
                archive.write(file, inside)
        return path
    with tarfile.open(path, "w:gz" if name.endswith("gz") else "w") as archive:
        for file, inside in zip(files, names):
            archive.add(file, inside)
    return path


@pytest.mark.parametrize("name", ["all.zip", "all.tar.gz", "all.tar"])
@pytest.mark.parametrize("around", ["", "./", "around/it/"])
@pytest.mark.parametrize("parts", [("",), ("train/", "test/")])
def test_an_archive_is_read_as_its_folder(
    name: str, around: str, parts: tuple[str, ...], tmp_path: Path
) -> None:
    for part in parts:
        write_pictures(tmp_path / "folder" / part)
    (tmp_path / "folder" / parts[0] / "cat" / "broken.png").write_bytes(b"no picture")
    (tmp_path / "folder" / parts[0] / "dog" / "notes.txt").write_text("words")
    archive = packed(tmp_path / "folder", name, around)
    assert is_data(archive)
    one, other = (make_dataset(settings_for(place)) for place in (tmp_path / "folder", archive))
    assert other.kind == "pictures"
    assert np.array_equal(one.fields["x"], other.fields["x"])
    assert np.array_equal(one.labels, other.labels)
    assert (one.classes, one.test.tolist()) == (other.classes, other.test.tolist())
    assert one.report == other.report
    assert other.report is not None
    told = [reason for reason, _ in other.report.dropped]
    assert any("broken.png" in reason for reason in told)
    assert any(".txt" in reason for reason in told)
    assert not any("were read" in note for note in other.report.notes), "all that can be read were"


@pytest.mark.parametrize("name", ["all.zip", "all.tar.gz"])
def test_to_list_an_archive_is_told_and_can_be_stopped(name: str, tmp_path: Path) -> None:
    archive = packed(write_pictures(tmp_path / "folder"), name)
    told: list[tuple[int, int]] = []

    def two(done: int, total: int) -> bool:
        told.append((done, total))
        return len(told) < 3

    with pytest.raises(Refused) as refused:
        settings_for(archive, progress=two)
    assert refused.value.problem.code == "loading_stopped"
    assert told == [(0, archive.stat().st_size)] * 3
    assert settings_for(archive).kind == "pictures", "what was stopped is not kept"


def test_what_lies_beside_the_folder_in_an_archive_counts_for_nothing(tmp_path: Path) -> None:
    write_pictures(tmp_path / "folder" / "set")
    (tmp_path / "folder" / "README.md").write_text("words")
    (tmp_path / "folder" / "code" / "cat").mkdir(parents=True)
    (tmp_path / "folder" / "code" / "cat" / "train.py").write_text("more words")
    archive = packed(tmp_path / "folder", "all.zip")
    one, other = (make_dataset(settings_for(place)) for place in (tmp_path / "folder" / "set", archive))
    assert np.array_equal(one.fields["x"], other.fields["x"])
    assert (one.classes, one.report) == (other.classes, other.report)


def test_names_in_an_archive_with_the_signs_of_windows_and_twice(tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "folder")
    path = tmp_path / "all.tar"
    with tarfile.open(path, "w") as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            for _ in range(2):
                archive.add(file, "\\".join(file.relative_to(folder).parts))
    one, other = (make_dataset(settings_for(place)) for place in (folder, path))
    assert np.array_equal(one.fields["x"], other.fields["x"])
    assert (one.classes, one.report) == (other.classes, other.report)


def test_an_archive_of_one_class_is_refused(tmp_path: Path) -> None:
    write_pictures(tmp_path / "folder", ["cat"])
    assert refusal(packed(tmp_path / "folder", "all.zip", "around/")) == "classes_one"


@pytest.mark.parametrize(
    ("content", "code"), [(b"PK\x03\x04 and no more", "gz_damaged"), (None, "pictures_missing")]
)
def test_an_archive_of_nothing_is_refused(content: bytes | None, code: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "text.txt").write_text("words")
    path = packed(tmp_path / "folder", "all.zip")
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        settings_for(path)
    assert refused.value.problem.code == code
    assert text(refused.value.problem)


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.data.archive.MAX_MEMBERS", 5)
    path = packed(write_pictures(tmp_path / "folder"), "all.tar.gz")
    with pytest.raises(Refused, match="archive_too_many"):
        settings_for(path)
