"""Whether pyxform, by which KoboToolbox and ODK read forms, takes a form too."""

from collections.abc import Iterator, Sequence

from soundings.core.tables import Sheet
from soundings.instruments.rules.xlsform.faults import CHOICES, SETTINGS, SURVEY

MOST_SAID = 500  # letters of a complaint


def complaint(sheets: Sequence[Sheet]) -> str:
    """What pyxform says against the form; "" where it takes it.

    It stops at the first fault, so it is asked once ours are mended. It gets the cells that were read, not the file.
    """
    from pyxform.errors import PyXFormError  # takes half a second to load, and few ever need it
    from pyxform.xls2xform import convert

    by_name = {sheet.name.strip().lower(): sheet for sheet in reversed(sheets)}
    data = {name: list(_rows(by_name[name])) for name in (SURVEY, CHOICES, SETTINGS) if name in by_name}
    try:
        convert({name: found for name, found in data.items() if found}, validate=False)
    except PyXFormError as told:
        return str(told)[:MOST_SAID]
    return ""


def _rows(sheet: Sheet) -> Iterator[dict[str, str]]:
    """Each row by its headings, empty cells left out."""
    heads = [head.strip() for head in sheet.rows[0]] if sheet.rows else []
    for row in sheet.rows[1:]:
        if found := {head: cell.strip() for head, cell in zip(heads, row, strict=False) if head and cell.strip()}:
            yield found
