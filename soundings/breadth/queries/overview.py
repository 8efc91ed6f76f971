"""Services and the agency: how far each element is recorded in each place, without naming a child."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer, reach
from soundings.accounts.rules import Row
from soundings.breadth.models import Board, Element, Tally, TallyDue, UnitCount
from soundings.breadth.queries.layouts import Column, columns_of
from soundings.breadth.rules import Coverage, label_of
from soundings.core import remembered
from soundings.core.plain import columns, made, rows
from soundings.core.rules import Denied


class Place(NamedTuple):
    """One place: its open, unrestricted cases, and the coverage of each element that somebody there records."""

    unit: Unit
    open_cases: int
    coverage: dict[str, Coverage]  # by code; an element that nobody there records is left out


@dataclass(frozen=True, slots=True)
class Overview:
    """A place and the places right below it, for the elements of one board, in its words and order."""

    label: str  # of the board
    columns: list[Column]  # with the coverage of the place itself
    place: Place
    below: list[Place]  # by name; closed ones only while they hold open cases


def overview_of(viewer: Viewer, *, unit: Unit, board: Board, language: str = "en-gb") -> Overview:
    """The figures of `unit` and of the places below it. Five queries, whatever the number of cases.

    Raises Denied if the totals of this place are not the viewer's to see.
    """
    check_totals_are_visible(viewer, unit)
    children = [one for row in remembered.rows(_BELOW, [unit.agency_id, unit.pk]) for one in made(row, Unit)]
    units: list[Unit] = [unit, *children]
    counts = dict(rows(_COUNTS, [[one.pk for one in units]]))
    coverage = coverage_by_unit([one.pk for one in units], viewer.on)
    places = [Place(one, counts.get(one.pk, 0), coverage.get(one.pk, {})) for one in units]
    columns = [one for one in columns_of(board, language, on=viewer.on) if one.code]
    return Overview(
        label=label_of(board.labels, language, code=board.code),
        columns=[one._replace(coverage=places[0].coverage.get(one.code)) for one in columns],
        place=places[0],
        below=[place for place in places[1:] if place.open_cases or not place.unit.closed_on],
    )


# Plain SQL, since an overview is what everybody above a team begins with; so are the tallies below.
_BELOW = (
    f"select {columns(Unit, 'u')} from {Unit._meta.db_table} u"
    " where u.agency_id = %s and u.parent_id = %s order by u.name"
)
_COUNTS = f"select unit_id, open_cases from {UnitCount._meta.db_table} where unit_id = any(%s)"


def check_totals_are_visible(viewer: Viewer, unit: Unit) -> None:
    """Raise Denied unless the viewer may see the figures of this place."""
    if unit.agency_id != viewer.agency_id or not reach(viewer, Row.DASHBOARD_TOTALS).holds(unit.path):
        raise Denied(_("The figures of this place are not yours to see."))


def coverage_by_unit(unit_ids: list[int], on: date, *, element: int | None = None) -> dict[int, dict[str, Coverage]]:
    """The coverage of each element in each of these places on that day; no entry where nobody records it. Two queries.

    Of what is recorded now: `on` is today, and decides what is not expected yet. element: its key, for that one alone.
    """
    only, values = (" and t.element_id = %s", [unit_ids, element]) if element else ("", [unit_ids])
    tallies = rows(_TALLIES + only, values)
    later = _later({row[0] for row in tallies}, {row[1] for row in tallies}, on)
    found: dict[int, dict[str, Coverage]] = defaultdict(dict)
    for unit_id, element_id, code, *figures in tallies:
        found[unit_id][code] = Coverage(*figures)._replace(later=later.get((unit_id, element_id), 0))
    return found


def _later(unit_ids: set[int], elements: set[int], on: date) -> dict[tuple[int, int], int]:
    """By place and element, how many are neither recorded nor expected yet. Elements are named for the index."""
    due = rows(_LATER, [sorted(unit_ids), sorted(elements), on.isoformat()])
    return {(unit, element): n for unit, element, n in due}


_TALLIES = (
    f"select t.unit_id, t.element_id, e.code, t.expected, t.recorded, t.exempt, t.unknown from {Tally._meta.db_table} t"
    f" join {Element._meta.db_table} e on e.id = t.element_id"
    " where t.unit_id = any(%s) and e.retired_on is null and t.expected > 0"
)
_LATER = (
    f"select unit_id, element_id, sum(outstanding) from {TallyDue._meta.db_table}"
    " where unit_id = any(%s) and element_id = any(%s) and due_on >= %s group by unit_id, element_id"
)
