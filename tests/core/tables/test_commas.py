"""CSV as Excel, LibreOffice and case systems write it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.core.tables import open_table_file
from soundings.exchange.writing.tables import csv_file

ROWS = [["Child ID", "Name", "Opened"], ["4471", "Łukasz Nowak", "03/01/2016"], ["4472", "Mei, Chen", "04/01/2016"]]


def read(tmp_path: Path, raw: bytes) -> list[list[str]]:
    path = tmp_path / "table.csv"
    path.write_bytes(raw)
    return open_table_file(path).sheets[0].rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_told_by_themselves(tmp_path: Path, encoding: str, delimiter: str):
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)

    assert read(tmp_path, text.encode(encoding)) == ROWS


def test_western_letters_of_windows_are_read(tmp_path: Path):
    assert read(tmp_path, "id,name\n1,Zoë O’Brien\n".encode("cp1252")) == [["id", "name"], ["1", "Zoë O’Brien"]]


def test_excels_own_line_about_the_delimiter_is_left_out(tmp_path: Path):
    assert read(tmp_path, b"sep=;\r\na;b\r\n1,5;2\r\n") == [["a", "b"], ["1,5", "2"]]


def test_a_table_of_one_column_is_a_table(tmp_path: Path):
    assert read(tmp_path, b"Child ID\n1\n2\n") == [["Child ID"], ["1"], ["2"]]


def test_commas_inside_semicolon_tables_do_not_win(tmp_path: Path):
    rows = read(tmp_path, b"name;when\nMajid, Melli;3/1/16\nTelis, Mary;12/6/15\n")
    assert rows[1] == ["Majid, Melli", "3/1/16"]


def test_line_breaks_inside_a_cell_stay(tmp_path: Path):
    assert read(tmp_path, b'a,b\n"one\ntwo",3\n')[1] == ["one\ntwo", "3"]


def test_text_that_looks_like_a_formula_is_read_as_typed(tmp_path: Path):
    assert read(tmp_path, b"a,b\n=1+1,@x\n+44,-5\n")[1:] == [["=1+1", "@x"], ["+44", "-5"]]


@given(
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2),
        min_size=1,
    )
)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]):
    folder = tmp_path_factory.mktemp("csv")
    headings = ["one", "two"]
    path = folder / "table.csv"
    control = {chr(n) for n in range(32)} - set("\t\n\r\f")
    if any(control & set(cell) for row in rows for cell in row):
        return
    path.write_bytes(csv_file(headings, rows))

    assert open_table_file(path).sheets[0].rows == [headings, *rows]
