"""One table as a file."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from soundings.core.tables import armed
from soundings.core.tables.writing import Cell, xlsx_file

FORMATS = ("csv", "xlsx", "json")


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
