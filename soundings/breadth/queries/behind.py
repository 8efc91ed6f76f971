"""The children behind a figure: the cases that its count counts, by the same rule. The trail says first who read."""

from datetime import datetime

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Element
from soundings.breadth.queries.board import Sort, ordered
from soundings.breadth.queries.expecting import Times, counted_from, said_of, with_times
from soundings.breadth.queries.rows import ChildRow, child_rows
from soundings.breadth.rules import Behind, ElementScope, stands_behind
from soundings.cases.queries import leaving


def children_behind(viewer: Viewer, *, unit: Unit, element: Element, part: Behind, at: datetime) -> list[ChildRow]:
    """The open cases at a place that this count of the element's figure counts, by name; for a family, one of them.

    Raises Denied if the board of that place is not the viewer's to see. Restricted cases, and children whom the viewer
    knows, stand in no list. Six queries and the trail's.
    """
    of_family = element.scope == ElementScope.FAMILY
    rows = with_times(child_rows(viewer, unit), Times(viewer.agency_id, viewer.on))
    on = viewer.on.isoformat()
    found = [
        row
        for row in rows
        if element.code in row.begun
        and (row.counts_family or not of_family)
        and stands_behind(part, said_of(row, element.code, of_family), counted_from(row, element.code), on)
    ]
    shown = [_with_lent(row, element.code) if of_family else row for row in ordered(found, Sort.FAMILIES)]
    leaving(viewer, shown, verb="figure.opened", at=at, target=unit.public_id, target_kind="figure")
    return shown


def _with_lent(row: ChildRow, code: str) -> ChildRow:
    """The row saying what is recorded with the family, wherever that is."""
    return row.but(values={**row.values, code: row.lent[code]}) if code in row.lent else row
