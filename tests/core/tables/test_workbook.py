"""Excel workbooks, read in a process of their own."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from soundings.core.tables import UNCALCULATED, FileRefused, open_table_file, workbook, worker
from tests.factories.files import cell, packed, parts, written, xlsx_of


def test_cells_come_as_the_spreadsheet_shows_them(tmp_path: Path):
    path = xlsx_of(
        tmp_path / "a.xlsx", {"Cases": [["id", "on"], [4471.0, date(2016, 1, 3)], [0.5, True], ["=1+1", None]]}
    )

    assert open_table_file(path).sheets[0].rows == [["id", "on"], ["4471", "03/01/2016"], ["0.5", "1"], ["=1+1", ""]]


def test_a_time_of_day_is_kept_beside_the_date(tmp_path: Path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    form = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    at = datetime(2026, 3, 1, 14, 5)  # noqa: DTZ001 (Excel knows no zones)
    book.add_worksheet("Forms").write_datetime(0, 0, at, form)
    book.close()

    assert open_table_file(tmp_path / "a.xlsx").sheets[0].rows == [["01/03/2026 14:05"]]


def test_rows_and_columns_keep_their_places(tmp_path: Path):
    path = xlsx_of(tmp_path / "a.xlsx", {"S": [[], [], [None, None, "C3"], [], [None, "B5"]]})

    rows = open_table_file(path).sheets[0].rows

    assert [row.index("C3") for row in rows if "C3" in row] == [2]
    assert rows[2][2] == "C3"
    assert rows[4][1] == "B5"


def test_hidden_sheets_are_told_and_empty_ones_are_empty(tmp_path: Path):
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("Shown").write(0, 0, "x")
    book.add_worksheet("Hidden").hide()
    book.close()

    sheets = open_table_file(tmp_path / "a.xlsx").sheets

    assert [(sheet.name, sheet.shown, sheet.rows) for sheet in sheets] == [
        ("Shown", True, [["x"]]),
        ("Hidden", False, []),
    ]


def test_a_formula_is_read_by_the_value_that_stands_with_it(tmp_path: Path):
    rows = open_table_file(written(tmp_path, "a.xlsx", packed(parts(cell("H2+5", "<v>7</v>"))))).sheets[0].rows
    assert rows == [["7"]]


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_value_is_told_apart_from_an_empty_cell(tmp_path: Path, value: str):
    sheet = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>' + (
        f'<row r="2"><c r="A2"><f>A1+1</f>{value}</c><c r="B2"><v>3</v></c></row>'
    )

    assert open_table_file(written(tmp_path, "a.xlsx", packed(parts(sheet)))).sheets[0].rows[1] == [UNCALCULATED, "3"]


def test_formulas_written_without_excel_have_no_value(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["id", "next"])
    book.active.append([1, "=A2+5"])
    book.save(tmp_path / "a.xlsx")

    assert open_table_file(tmp_path / "a.xlsx").sheets[0].rows[1] == ["1", UNCALCULATED]


def test_errors_are_empty_and_counted(tmp_path: Path):
    sheet = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><v>2</v></c><c r="C1" t="e"><f>X</f><v>#REF!</v></c></row>'
    )

    read = open_table_file(written(tmp_path, "a.xlsx", packed(parts(sheet)))).sheets[0]

    assert read.errors == 2
    assert read.rows[0][:2] == ["", "2"]


def test_cells_that_are_only_formatted_far_away_do_no_harm(tmp_path: Path):
    sheet = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    )

    assert open_table_file(written(tmp_path, "a.xlsx", packed(parts(sheet)))).sheets[0].rows[0] == ["1"]


def test_a_link_that_a_person_clicks_is_no_reason_to_refuse(tmp_path: Path):
    link = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" '
        'Target="mailto:jane@example.test" TargetMode="External"/>'
    )
    assert open_table_file(written(tmp_path, "a.xlsx", packed(parts(links=link)))).sheets[0].rows[1][0] == "4471"


def test_text_in_any_script_and_with_odd_signs_comes_as_typed(tmp_path: Path):
    texts = ["Łukasz", "李小龙", "line one\nline two", " leading", "_x0041_", "tab\there", "'=1"]

    rows = open_table_file(xlsx_of(tmp_path / "a.xlsx", {"S": [texts]})).sheets[0].rows

    assert rows == [texts]


def test_a_sheet_may_be_named_so_that_another_part_is_meant(tmp_path: Path):
    """A name with an apostrophe and an ampersand finds its own part."""
    path = xlsx_of(tmp_path / "a.xlsx", {"Jane's & Mary's": [["x"]], "List 3": [["y"]]})
    assert [(sheet.name, sheet.rows) for sheet in open_table_file(path).sheets] == [
        ("Jane's & Mary's", [["x"]]),
        ("List 3", [["y"]]),
    ]


def test_the_reader_dies_alone(tmp_path: Path):
    """A file that is gone when its turn comes is a refusal, not an error of the server."""
    path = written(tmp_path, "a.xlsx", b"PK\3\4 and then nothing")
    with pytest.raises(FileRefused):
        open_table_file(path)


THREE = {name: [["id", name], *([number, f"{name} {number}"] for number in range(50))] for name in ("A", "B", "C")}


@pytest.mark.parametrize("together", [0, worker.TOGETHER])
def test_sheets_come_in_their_order_opened_ahead_or_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
):
    path = xlsx_of(tmp_path / "a.xlsx", THREE)
    limit = f"from soundings.core.tables import worker; worker.TOGETHER = {together}; main("
    monkeypatch.setattr(workbook, "START", workbook.START.replace("main(", limit))

    sheets = open_table_file(path).sheets

    assert [(sheet.name, len(sheet.rows)) for sheet in sheets] == [("A", 51), ("B", 51), ("C", 51)]
    assert [sheet.rows[50] for sheet in sheets] == [["49", "A 49"], ["49", "B 49"], ["49", "C 49"]]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet3.xml", "xl/worksheets/listed-nowhere.xml"])
def test_every_sheet_is_checked_before_the_file_counts_as_read(tmp_path: Path, part: str):
    path = xlsx_of(tmp_path / "a.xlsx", THREE)
    with zipfile.ZipFile(path) as whole:
        inside = {name: whole.read(name) for name in whole.namelist()}
    inside[part] = inside["xl/worksheets/sheet3.xml"].replace(b"<worksheet", b"<!DOCTYPE a><worksheet", 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as changed:
        for name, raw in inside.items():
            changed.writestr(name, raw)

    with pytest.raises(FileRefused) as refused:
        open_table_file(path)
    assert refused.value.code == "entities"
