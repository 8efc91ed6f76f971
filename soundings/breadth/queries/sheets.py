"""Sheets of paper: what is printed, and the same rows and columns again when somebody keys it back in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Sheet
from soundings.breadth.queries.case_page import elements_with, rows_of
from soundings.breadth.queries.layouts import Column, columns_of
from soundings.breadth.queries.places import sees_cases_at
from soundings.breadth.queries.rows import ChildRow
from soundings.breadth.rules import plain_code
from soundings.cases.models import Case
from soundings.cases.queries import leaving


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of a sheet. row: None where the viewer may not see the case (any more); recordable: they may record."""

    number: int
    row: ChildRow | None
    recordable: bool


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A sheet as it is keyed in: the lines as printed, and the columns that can be keyed, in the board's words."""

    sheet: Sheet
    columns: Sequence[Column]
    scopes: dict[str, str]  # of the elements, by code
    rows: Sequence[SheetRow]


def sheet_for(viewer: Viewer, code: str) -> Sheet | None:
    """The sheet with this code, as it may be typed: of a team whose children the viewer sees, or their own."""
    sheets = Sheet.objects.select_related("team", "board").filter(agency=viewer.agency_id, code=plain_code(code))
    sheet = sheets.first()
    if sheet is None:
        return None
    mine = sheet.made_by == viewer.public_id
    return sheet if mine or (sheet.team and sees_cases_at(viewer, sheet.team)) else None


def sheet_shown(viewer: Viewer, sheet: Sheet, *, at: datetime, language: str) -> SheetShown:
    """The lines of the sheet as its cases stand now; the trail says first whom the viewer read.

    A case that was closed or moved away since stands there without anything to key. Eight queries and the trail's.
    """
    keys = dict(Case.objects.filter(agency=viewer.agency_id, public_id__in=sheet.cases).values_list("public_id", "pk"))
    by_case = {row.head["case"]: row for row in rows_of(viewer, list(keys.values()))}
    leaving(viewer, list(by_case.values()), verb="sheet.viewed", at=at, target=sheet.code, target_kind="sheet")
    found = [by_case.get(case) for case in sheet.cases]
    rows = [SheetRow(n, row, bool(row and row.editable)) for n, row in enumerate(found, start=1)]
    known = elements_with(viewer.agency_id, sheet.columns)
    labels = {one.code: one for one in columns_of(sheet.board, language, on=viewer.on) if one.code}
    columns = [labels[code] for code in sheet.columns if code in labels and code in known]
    return SheetShown(sheet, columns, {code: one.scope for code, one in known.items()}, rows)


def can_print(viewer: Viewer, unit: Unit) -> bool:
    """Whether the viewer may take the board of this place to paper: who sees its children one by one."""
    return sees_cases_at(viewer, unit)
