"""Services and the agency: how far each element is recorded in each place, without naming a child."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer, reach
from soundings.accounts.rules import Row
from soundings.breadth.models import Board, Tally, TallyDue, UnitCount
from soundings.breadth.queries.layouts import Column, columns_of
from soundings.breadth.rules import Coverage, label_of
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
    children = list(Unit.objects.filter(agency=unit.agency_id, parent=unit.pk).order_by("name"))
    units = [unit, *children]
    counts = dict(UnitCount.objects.filter(unit__in=units).values_list("unit", "open_cases"))
    coverage = coverage_by_unit([one.pk for one in units], viewer.on)
    places = [Place(one, counts.get(one.pk, 0), coverage.get(one.pk, {})) for one in units]
    columns = [one for one in columns_of(board, language, on=viewer.on) if one.code]
    return Overview(
        label=label_of(board.labels, language, code=board.code),
        columns=[one._replace(coverage=places[0].coverage.get(one.code)) for one in columns],
        place=places[0],
        below=[place for place in places[1:] if place.open_cases or not place.unit.closed_on],
    )


def check_totals_are_visible(viewer: Viewer, unit: Unit) -> None:
    """Raise Denied unless the viewer may see the figures of this place."""
    if unit.agency_id != viewer.agency_id or not reach(viewer, Row.DASHBOARD_TOTALS).holds(unit.path):
        raise Denied(_("The figures of this place are not yours to see."))


def coverage_by_unit(unit_ids: list[int], on: date, *, element: int | None = None) -> dict[int, dict[str, Coverage]]:
    """The coverage of each element in each of these places on that day; no entry where nobody records it. Two queries.

    Of what is recorded now: `on` is today, and decides what is not expected yet. element: its key, for that one alone.
    """
    tallies = Tally.objects.filter(unit__in=unit_ids, element__retired_on=None, expected__gt=0)
    tallies = tallies.filter(element=element) if element else tallies
    names = ("unit", "element", "element__code", "expected", "recorded", "exempt", "unknown")
    rows = list(tallies.values_list(*names))
    later = _later({row[0] for row in rows}, {row[1] for row in rows}, on)
    found: dict[int, dict[str, Coverage]] = defaultdict(dict)
    for unit_id, element_id, code, *figures in rows:
        found[unit_id][code] = Coverage(*figures)._replace(later=later.get((unit_id, element_id), 0))
    return found


def _later(unit_ids: set[int], elements: set[int], on: date) -> dict[tuple[int, int], int]:
    """By place and element, how many are neither recorded nor expected yet. Elements are named for the index."""
    due = TallyDue.objects.filter(unit__in=unit_ids, element__in=elements, due_on__gte=on).values_list(
        "unit", "element"
    )
    return {(unit, element): n for unit, element, n in due.annotate(n=Sum("outstanding")).order_by()}
