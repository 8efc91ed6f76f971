"""One table as a file."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from soundings.exchange.rules import armed

FORMATS = ("csv", "xlsx", "json")
WIDTH = 18  # of a column, in characters
Cell = str | int | float | date | None


def table_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, form: str) -> bytes:
    """The table in one of `FORMATS`. name: of the sheet, or of the list in JSON."""
    if form == "csv":
        return csv_file(headings, rows)
    if form == "json":
        return json_file(name, headings, rows)
    return xlsx_file([(name, [headings, *rows])])


def csv_file(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with its mark, so that Excel reads names right; an apostrophe stands before what looks like a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([_as_csv(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _as_csv(cell: Cell) -> str | int | float:
    if isinstance(cell, date):
        return f"{cell:%d/%m}/{cell.year:04d}"
    return armed(cell) if isinstance(cell, str) else "" if cell is None else cell


def json_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """{name: [{heading: value}]}; days as ISO text, empty cells as null."""
    found = [{heading: _as_json(cell) for heading, cell in zip(headings, row, strict=True)} for row in rows]
    return json.dumps({name: found}, ensure_ascii=False, indent=1).encode()


def _as_json(cell: Cell) -> Any:
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell == "" else cell


def xlsx_file(sheets: Iterable[tuple[str, Iterable[Sequence[Cell]]]]) -> bytes:
    """A workbook of these sheets, the first row of each its headings. Nothing in it is a formula or a link."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    day, head = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
    taken: set[str] = set()
    for name, rows in sheets:
        sheet = book.add_worksheet(_sheet_name(name, taken))
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write(sheet, number, place, cell, day, head if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 30, WIDTH)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, place: int, cell: Cell, day: Any, plain: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, day)
    elif isinstance(cell, str):
        if cell:
            sheet.write_string(row, place, cell, plain)
    elif cell is not None:
        sheet.write_number(row, place, cell)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes and no sheet before it has: two files may each have a sheet "Cases"."""
    plain = "".join("-" if letter in "[]:*?/\\" else letter for letter in name).strip("'")[:31] or "Sheet1"
    made, number = plain, 2
    while made.casefold() in taken:
        made, number = f"{plain[:26]} ({number})", number + 1
    taken.add(made.casefold())
    return made
