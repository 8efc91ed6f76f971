"""A workbook, written."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

WIDTH = 18  # of a column, in characters
Cell = str | int | float | date | None


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
