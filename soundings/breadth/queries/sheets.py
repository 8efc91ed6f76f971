"""Sheets of paper: what is printed, and the same rows and columns again when somebody keys it back in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import UnitKind
from soundings.breadth.models import Element, Sheet, SheetCell
from soundings.breadth.queries.case_page import elements_with, rows_of
from soundings.breadth.queries.events import local_day
from soundings.breadth.queries.layouts import Column, columns_of
from soundings.breadth.queries.places import sees_cases_at
from soundings.breadth.queries.rows import ChildRow
from soundings.breadth.rules import label_of, plain_code
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
    keyed: frozenset[tuple[int, str]]  # row and element of what was recorded from this sheet already


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

    A case that was closed, moved away or restricted since stands there without anything to key. Ten queries and the
    trail's, whatever the number of cases.
    """
    cases = Case.objects.filter(agency=viewer.agency_id, public_id__in=sheet.cases, restricted=False)
    by_case = {row.head["case"]: row for row in rows_of(viewer, list(cases.values_list("pk", flat=True)))}
    leaving(viewer, list(by_case.values()), verb="sheet.viewed", at=at, target=sheet.code, target_kind="sheet")
    found = [by_case.get(case) for case in sheet.cases]
    rows = [SheetRow(n, row, bool(row and row.editable)) for n, row in enumerate(found, start=1)]
    made_on = date.fromisoformat(local_day(sheet.made_at, viewer.user.agency.time_zone))
    known = elements_with(viewer.agency_id, sheet.columns)
    return SheetShown(
        sheet=sheet,
        columns=_columns_of(sheet, known, language, on=made_on),
        scopes={code: one.scope for code, one in known.items()},
        rows=rows,
        keyed=frozenset(SheetCell.objects.filter(sheet=sheet).values_list("row", "element")),
    )


def _columns_of(sheet: Sheet, known: Mapping[str, Element], language: str, *, on: date) -> list[Column]:
    """The columns as they were printed, in the board's words of that day."""
    printed = {one.code: one for one in columns_of(sheet.board, language, on=on) if one.code}
    plain = {
        code: Column(label_of(one.labels, language, code=code), "", code, one.kind, "") for code, one in known.items()
    }
    return [{**plain, **printed}[code] for code in sheet.columns if code in known]


def can_print(viewer: Viewer, unit: Unit) -> bool:
    """Whether the viewer may take the board of this place to paper: of a team whose children they see one by one."""
    return unit.kind == UnitKind.TEAM and sees_cases_at(viewer, unit)
