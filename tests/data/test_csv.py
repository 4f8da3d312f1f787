"""CSV files of every description: read as a person means them, or refused with a sentence."""

from __future__ import annotations

import csv
import io
import math
import os
import string
import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog.words import text
from playground.data import (
    csv_blocks,
    csv_settings,
    defaults_for,
    inspect_csv,
    make_dataset,
    moved,
)
from playground.data.cells import is_missing, number
from playground.data.csv_file import DELIMITERS
from playground.data.csv_text import take_apart
from playground.project import Refused
from tests.data.table_files import GOOD, Write, columns, load, refusal

# --- taking a file apart --------------------------------------------------------------------------


def test_everything_is_guessed_and_shown(write: Write) -> None:
    info = inspect_csv(write(GOOD))
    assert (info.delimiter, info.encoding, info.decimal, info.header) == (";", "utf-8", ",", True)
    assert columns(info) == {
        "height": ("number", "number", 0),
        "age": ("number", "number", 1),
        "place": ("category", "category", 0),
        "eats": ("category", "target", 0),
    }
    assert (info.target, info.target_type, info.classes) == ("eats", "classes", ("no", "yes"))
    assert (info.read, info.kept, info.dropped) == (4, 4, ())
    assert set(info.guessed) == {"delimiter", "encoding", "decimal", "header", "target", "target_type"}
    assert info.rows[0] == ("1,75", "30", "Rom", "yes")
    assert info.as_dict()["columns"][1]["name"] == "age"


def test_a_table_becomes_inputs(write: Write) -> None:
    dataset = load(write(GOOD))
    assert dataset.feature_names == ("height", "age", "place=Bonn", "place=Rom")
    assert dataset.classes == ("no", "yes")
    assert dataset.labels.tolist() == [1, 0, 1, 0]
    assert dataset.fields["x"][:, 2:].tolist() == [[0, 1], [1, 0], [0, 1], [1, 0]]
    assert dataset.report is not None
    assert any("age: 1 row without a value" in line for line in dataset.report.notes)


def test_what_is_chosen_overrules_the_guess(write: Write) -> None:
    path = write("1,5;2\n3,5;4\n5,5;6\n")
    assert inspect_csv(path).delimiter == ";"
    chosen = inspect_csv(path, {"delimiter": ",", "header": "yes", "target": "1"})
    assert chosen.delimiter == ","
    assert [c.name for c in chosen.columns] == ["1", "5;2"]
    assert inspect_csv(path, {"decimal": "."}).columns[0].treatment != "number"


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)
CELLS = st.one_of(
    st.integers(-10_000, 10_000).map(str),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(str),
    words.map(str.strip),
    st.sampled_from(["", "NA", 'a "quoted" word', "two\nlines", "a,b;c\td|e"]),
)


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width).filter(any), min_size=2, max_size=12
        )
    ),
    st.sampled_from([",", ";", "tab", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_tables_in_any_dialect_come_back_equal(
    rows: list[list[str]], delimiter: str, line_end: str, encoding: str, quoting: Any
) -> None:
    if line_end == "\r":  # the writer does not know that \n ends a line then, too
        quoting = csv.QUOTE_ALL
    file = io.StringIO(newline="")
    names = [f"name {letter}" for letter in string.ascii_uppercase[: len(rows[0])]]
    writer = csv.writer(file, delimiter=DELIMITERS[delimiter], lineterminator=line_end, quoting=quoting)
    writer.writerows([names, *rows])
    taken = take_apart(
        io.BytesIO(file.getvalue().encode(encoding)), "t.csv", delimiter=delimiter, header="yes"
    )
    assert taken.names == tuple(names)
    assert [list(row) for row in taken.first] == rows
    for cells, wanted in zip(taken.columns, zip(*rows)):
        if isinstance(cells, np.ndarray):
            meant = [None if is_missing(cell) else number(cell) for cell in wanted]
            assert [None if math.isnan(cell) else cell for cell in cells] == meant
        else:
            assert tuple(cells.to_pylist()) == wanted
    assert (taken.read, taken.ragged) == (len(rows), 0)
    assert taken.encoding.startswith(encoding[:5])


@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.integers(0, 99), st.sampled_from(["red", "green", "blue"])),
        min_size=12,
        max_size=40,
    ),
    st.sampled_from([",", ";", "tab", "|"]),
    st.sampled_from([".", ","]),
    st.booleans(),
)
def test_delimiter_header_and_decimal_sign_are_found(
    rows: list[tuple[float, int, str]], delimiter: str, decimal: str, header: bool
) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=DELIMITERS[delimiter])
    if header:
        writer.writerow(["length", "count", "colour"])
    # Two decimals: a third would leave open whether the sign groups thousands.
    writer.writerows([[f"{x:.2f}".replace(".", decimal), n, word] for x, n, word in rows])
    taken = take_apart(io.BytesIO(file.getvalue().encode()), "t.csv")
    assert (taken.delimiter, taken.decimal, taken.header) == (delimiter, decimal, header)
    assert taken.rows == len(rows)
    found = taken.columns[0]
    assert isinstance(found, np.ndarray), "plain numbers are read as such"
    assert found.tolist() == [float(f"{x:.2f}") for x, _, _ in rows]


def test_blanks_as_delimiter(write: Write) -> None:
    path = write("  18.0   8   307.0  \n  15.0   8   350.0\n  16.0   6   304.5  \n")
    info = inspect_csv(path)
    assert (info.delimiter, info.header, info.read) == ("space", False, 3)
    assert len(info.columns) == 3


def test_quotation_marks_line_ends_and_byte_order_marks(write: Write) -> None:
    rows = '"a, b","c ""d""",e\r\n1,"two\r\nlines",x\r\n2,plain,y\r\n'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le"):
        info = inspect_csv(write(rows, encoding=encoding), {"columns": {'c "d"': "category"}})
        assert [c.name for c in info.columns] == ["a, b", 'c "d"', "e"], encoding
        assert info.read == 2
        assert info.rows[0][1] == "two\r\nlines"


def test_blanks_before_quotation_marks(write: Write) -> None:
    path = write('a, "b", c\n1, "x, y", u\n "2", "", v\n3,  "z", "u"\n4,q,v\n')
    info = inspect_csv(path, {"columns": {"b": "category"}})
    assert [c.name for c in info.columns] == ["a", "b", "c"]
    assert (info.read, {c.name: c.missing for c in info.columns}) == (4, {"a": 0, "b": 1, "c": 0})
    table = load(path, columns={"b": "category"}).extra["rows"]
    assert table.columns[0].tolist() == [1, 2, 3, 4]
    assert table.columns[1].tolist() == ["x, y", "", "z", "q"]


def test_western_letters_of_an_old_spreadsheet(write: Write) -> None:
    path = write("Größe,Straße\n1,süß\n2,Öl\n3,süß\n", encoding="cp1252")
    info = inspect_csv(path)
    assert info.encoding == "cp1252"
    assert [c.name for c in info.columns] == ["Größe", "Straße"]
    assert refusal(path, encoding="utf-8") == "csv_encoding"
    assert inspect_csv(path, {"encoding": "latin-1"}).columns[0].name == "Größe"


def test_rows_that_do_not_fit_are_counted(write: Write) -> None:
    path = write("a,b,c\n1,2,x\n1,2\n3,4,y\n\n , ,\n1,2,3,4\n5,6,x\n,7,\n8,9,y\n")
    info = inspect_csv(path)
    assert info.read == 7
    assert dict(info.dropped) == {
        "more or fewer than 3 cells": 2,
        "no label in c": 1,
    }
    assert info.kept == 4
    assert len(load(path)) == 4


def test_lines_above_the_table_and_delimiters_at_the_end(write: Write) -> None:
    info = inspect_csv(write("Measured in May\n\nx;y;z\n1;2;u\n3;4;v\n5;6;u\n"))
    assert [c.name for c in info.columns] == ["x", "y", "z"]
    assert dict(info.dropped) == {"above the table": 1}
    info = inspect_csv(write("p,q,target\n1,2,u,\n3,4,v,\n5,6,u,\n"))
    assert [c.name for c in info.inputs] == ["p", "q"]
    info = inspect_csv(write("x,y,z\na,1,2,u\nb,3,4,v\nc,5,6,u\n"))
    assert [c.name for c in info.columns] == ["column_1", "x", "y", "z"]


def test_names_are_made_single(write: Write) -> None:
    info = inspect_csv(write("a,a,,a_2,a\n1,2,3,4,u\n5,6,7,8,v\n"))
    assert [c.name for c in info.columns] == ["a", "a_3", "column_3", "a_2", "a_4"]
    assert any("called a" in line for line in info.warnings)


def test_a_quotation_mark_that_is_never_closed_is_said(write: Write) -> None:
    info = inspect_csv(write('a,b\n1,x\n2,y\n3,"z\n4,x\n5,y\n'))
    assert info.read == 3
    assert any("near line 4" in line for line in info.warnings)
    assert inspect_csv(write('a,b\n1,x\n2,y\n3,"z\n4,x"\n')).warnings == ()


def test_reading_is_told_and_can_be_stopped(write: Write) -> None:
    path = write("a,b,y\n" + "".join(f"{i},{i % 7}.5,{i % 2}\n" for i in range(300_000)))
    size, told = path.stat().st_size, []

    def watch(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    settings = csv_settings(path)
    path.touch()  # so that nothing is kept of it
    make_dataset(settings, progress=watch)
    assert {total for _, total in told} == {size}
    done = [done for done, _ in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, size)
    assert len(set(done)) > 3
    for stop_at in (0, 1):
        path.touch()
        with pytest.raises(Refused, match="loading_stopped"):
            make_dataset(settings, progress=lambda done, total, at=stop_at: done < at)


def test_a_long_file_is_read_as_its_head_says(write: Write) -> None:
    """Rows beyond the head: of another width, empty, quoted, with line ends in cells, and a cell in a column
    of numbers that is none."""
    plain = "".join(f"{i},{i % 7}.5,word{i % 3}\n" for i in range(60_000))
    odd = '1,2.5\n\n,,\n7,3.5,"a, ""b""\nc"\n1,2,3,4\nNA,?,word1\n'
    info = inspect_csv(write("a,b,c\n" + plain + odd))
    assert (info.read, dict(info.dropped)) == (60_004, {"more or fewer than 3 cells": 2})
    assert {c.name: c.missing for c in info.columns} == {"a": 1, "b": 1, "c": 0}
    assert [c.distinct for c in info.columns][1:] == [7, 4]
    info = inspect_csv(write("a,b,c\n" + plain + '8,"1,234.5",word1\n9,about 3,word2\n'))
    assert any("1 row with something else than a number (such as about 3)" in w for w in info.warnings)
    dataset = load(write("a,b,c\n" + plain + '8,"1,234.5",word1\n'))
    assert dataset.extra["rows"].columns[1].max() == 1234.5
    assert refusal(write("a,b,c\n" + plain + '1,2,"' + "x,y\n" * 300_000)) == "csv_field_too_long"
    assert refusal(write("a,b,c\n" + plain + "1,2,é\n"), encoding="utf-16") == "csv_encoding"
    late = write(("a,b,c\n" + plain + "1,2,\xfc\n").encode("cp1252"))
    assert inspect_csv(late).encoding == "cp1252"
    with pytest.raises(Refused) as refused:
        inspect_csv(late, {"encoding": "utf-8"})
    assert refused.value.problem.values["line"] == 60_002


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_blocks_that_end_anywhere_make_no_difference(
    end: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_blocks, "BLOCK", 300)
    monkeypatch.setattr(csv_blocks, "SEGMENT", 1001)
    words = ("red", " red", "grün ", "", " ", "blue")
    rows = [[f"{i / 8}", words[i % 5], f"café {i % 97}", words[i % 6]] for i in range(1, 700)]
    lines = ["a,b,c,d", *map(",".join, rows)]
    lines.insert(400, "1,2,3")
    lines.insert(500, "")
    taken = take_apart(io.BytesIO(end.join(lines).encode(encoding)), "x.csv", encoding=encoding)
    numbers, *texts = taken.columns
    assert numbers.tolist() == [i / 8 for i in range(1, 700)]
    assert [column.to_pylist() for column in texts] == [
        [row[place].strip() for row in rows] for place in (1, 2, 3)
    ]
    assert [len(column.dictionary) for column in texts] == [3, 97, 4]
    assert (taken.ragged, taken.read) == (1, 700)


def test_a_decimal_comma_in_a_long_column(write: Write) -> None:
    path = write("a;y\n" + "".join(f"{i},{i % 10};{i % 2}\n" for i in range(20_000)))
    values = load(path).extra["rows"].columns[0]
    assert values[:12] == pytest.approx([i + i % 10 / 10 for i in range(12)])


# --- what cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "csv_empty"),
        (b"\n \n\n", "csv_empty"),
        (b"\xef\xbb\xbf", "csv_empty"),
        (b"a,b,c\n", "csv_no_rows"),
        (b"name\nx\ny\n", "csv_one_column"),
        (b"PK\x03\x04rest", "csv_binary"),
        (b"%PDF-1.7", "csv_binary"),
        (b"\x89PNG\r\n\x1a\n", "csv_binary"),
        (bytes(range(256)) * 20, "csv_binary"),
        (b"\0" * 5000, "csv_binary"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "csv_field_too_long"),
        (b'a,b\n1,"' + b"x,y\n" * 50_000, "csv_field_too_long"),
        (b"a,b\n1,2,3\n1,2,3,4\n1,2,3,4,5\n", "csv_ragged"),
        (b",".join(b"1" for _ in range(20_000)) + b"\n", "csv_too_wide"),
        (b"a,y\n1,\n2,NA\n3,?\n", "target_empty"),
        (b"a,y\n1,u\n2,u\n3,u\n", "target_one_class"),
        (b"a,y\n" + b"".join(b"%d,word%d\n" % (i % 7, i) for i in range(1500)), "target_too_many_classes"),
        (b"text,y\n" + b"".join(b"word%d and more,%d\n" % (i, i % 2) for i in range(50)), "no_inputs"),
    ],
)
def test_files_that_cannot_be_learned_from(write: Write, content: bytes, code: str) -> None:
    path = write(content)
    assert refusal(path, target="y" if b",y\n" in content[:20] else "") == code


def test_files_that_are_not_there(write: Write, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(tmp_path / "gone.csv")
    problem = refused.value.problem
    assert (problem.code, problem.setting) == ("file_missing", "data.parameters.path")
    assert problem.repair is not None
    assert problem.repair.action == "locate"
    assert refusal(tmp_path) == "data_is_folder"
    assert refusal("a\0b.csv") in ("file_missing", "data_unreadable")
    with pytest.raises(Refused) as refused:
        make_dataset(defaults_for("csv"))
    assert refused.value.problem.code == "data_not_chosen"


def test_a_file_that_may_not_be_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(GOOD)

    def denied(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert refusal(path) == "data_unreadable"


def test_a_huge_file_is_refused_before_it_is_read(write: Write) -> None:
    path = write("a,b\n1,2\n")
    with path.open("r+b") as file:
        file.truncate(10 * 2**30)  # a hole: takes no room on the disk
    assert refusal(path) == "csv_too_large"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes on this system")
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal(tmp_path / "pipe.csv") == "data_unreadable"


@pytest.mark.timeout(20)
@pytest.mark.parametrize("filler", [" ", "1", "1,", "1.", "0 ", "%", "-", '"'])
def test_hostile_cells_take_no_time(write: Write, filler: str) -> None:
    long = filler * (60_000 // len(filler))
    path = write(f'a;y\n"x{long}x";1\n"{long}x";2\n1{long};1\n{long};3\n')
    try:
        load(path)
    except Refused as refused:
        text(refused.problem)  # is worded


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        taken = take_apart(io.BytesIO(content), "t.csv")
    except Refused as refused:
        text(refused.problem)  # is worded
    else:
        assert len({len(column) for column in taken.columns}) == 1
        assert len(set(taken.names)) == len(taken.names) == len(taken.columns)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=15), st.sampled_from(",;\t"))
def test_any_table_is_learned_from_or_refused(rows: list[list[str]], delimiter: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        try:
            dataset = load(path)
        except Refused as refused:
            text(refused.problem)  # is worded
        else:
            assert np.isfinite(dataset.fields["x"]).all()
            assert np.isfinite(dataset.labels).all()
            assert dataset.table.encode_row({}).shape == (1, dataset.input_shapes["x"][0])


class HeldBack(io.BytesIO):
    """A file in which a reader that reads ahead on its own thread is held in the middle of a block, until
    somebody begins from the top again (or, as nobody may do so before that block is done, for a moment)."""

    MOMENT_S = 0.3

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._main = threading.get_ident()
        self._tops = 0
        self._again, self._done = threading.Event(), threading.Event()

    def read(self, size: int | None = -1) -> bytes:
        if threading.get_ident() == self._main or self._done.is_set():
            return super().read(size)
        if self.tell() > 3 * 2**20:
            self._again.wait(self.MOMENT_S)
            found = super().read(size)
            self._done.set()
            return found
        return super().read(size)

    def seek(self, place: int, whence: int = 0) -> int:
        found = super().seek(place, whence)
        if self.tell() and whence == 0 and self._ahead():
            self._again.set()
            self._done.wait(self.MOMENT_S)
        return found

    def _ahead(self) -> bool:
        """Whether this is the second time that the rows are begun with."""
        self._tops += 1
        return self._tops > 1


def test_what_was_read_ahead_is_not_missing_when_it_is_read_again_as_texts() -> None:
    lines = [b"%d,%d\n" % (number, number % 7) for number in range(900_000)]
    lines[10] = b'10,"3"\n'  # with a quotation mark Arrow reads by itself, and ahead
    lines[2000] = b"2000,about three\n"
    content = b"number,rest\n" + b"".join(lines)
    assert len(content) > 6 * 2**20
    found = take_apart(HeldBack(content), "x")
    assert found.rows == 900_000
    assert found.columns[0][-1].as_py() == "899999"


# --- files change, projects move ------------------------------------------------------------------


def test_a_changed_file_is_read_again_and_said(write: Write) -> None:
    path = write(GOOD)
    settings = csv_settings(path)
    assert make_dataset(settings).report == make_dataset(settings).report
    assert settings.parameters["target"] == "eats"
    write(GOOD + "1,9;50;Rom;yes\n")
    dataset = make_dataset(settings)
    assert len(dataset) == 5
    assert dataset.report is not None
    assert dataset.report.notes[0] == "The file has changed since it was chosen."


def test_paths_are_seen_from_the_project(write: Write, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "projects").mkdir()
    path = write(GOOD, "data/fruit.csv")
    settings = csv_settings(path, tmp_path / "projects")
    assert settings.parameters["path"] == "../data/fruit.csv"
    assert len(make_dataset(settings, tmp_path / "projects")) == 4
    up = moved(settings, tmp_path / "projects", tmp_path)
    assert up.parameters["path"] == "data/fruit.csv"
    assert len(make_dataset(up, tmp_path)) == 4
    unsaved = csv_settings(path)
    assert Path(unsaved.parameters["path"]).is_absolute()
    assert moved(unsaved, None, tmp_path).parameters["path"] == "data/fruit.csv"
    assert moved(unsaved, tmp_path, tmp_path / "data") == unsaved
