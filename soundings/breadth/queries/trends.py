"""Month ends of one element at a place, oldest first; in groups for those who see only those."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Element, MonthEnd, MonthsDue
from soundings.breadth.queries.groups import Share, share_of
from soundings.breadth.queries.months import COUNTED
from soundings.breadth.queries.overview import check_totals_are_visible
from soundings.breadth.queries.places import sees_groups_at
from soundings.breadth.rules import Coverage, Figures, Level, withheld
from soundings.core.rules import Denied


class Month(NamedTuple):
    """The coverage at the end of a month."""

    on: date
    coverage: Coverage


class MonthInGroups(NamedTuple):
    """The same in groups."""

    on: date
    share: Share


def months_at(viewer: Viewer, unit: Unit, element: Element) -> list[Month]:
    """The month ends of this place since somebody there began recording the element. One query.

    Raises Denied if the figures of this place are not the viewer's to see.
    """
    check_totals_are_visible(viewer, unit)
    rows = MonthEnd.objects.filter(unit=unit, element=element, expected__gt=0).order_by("on")
    return [Month(on, Coverage(*n)) for on, *n in rows.values_list("on", *COUNTED)]


def months_in_groups(viewer: Viewer, unit: Unit, element: Element) -> list[MonthInGroups]:
    """The same without small numbers, decided for each month from the agency downwards. Two queries.

    A place is taken to be as large as the number of whom the element was expected then. Raises Denied as above.
    """
    if unit.agency_id != viewer.agency_id or not sees_groups_at(viewer, unit):
        raise Denied(_("The figures of this place are not yours to see."))
    line = unit.line
    places = {line[0]: None} | dict(Unit.objects.filter(parent__in=line).values_list("pk", "parent"))
    levels = [Level(pk, [one for one, parent in places.items() if parent == pk]) for pk in line]
    known: dict[date, dict[int, Coverage]] = defaultdict(dict)
    rows = MonthEnd.objects.filter(unit__in=places, element=element).order_by("on")
    for on, unit_id, *n in rows.values_list("on", "unit", *COUNTED):
        known[on][unit_id] = Coverage(*n)
    return [
        MonthInGroups(on, _share(unit, element.code, levels, places, found))
        for on, found in known.items()
        if found.get(unit.pk, Coverage()).expected
    ]


def _share(
    unit: Unit, code: str, levels: Sequence[Level], places: dict[int, int | None], found: dict[int, Coverage]
) -> Share:
    none = Coverage()
    figures = {pk: Figures(found.get(pk, none).expected, {code: found.get(pk, none)}) for pk in places}
    return share_of(found[unit.pk], unit.pk, withheld(levels, figures, [code]).counts[code])


def months_are_due(unit: Unit) -> bool:
    """Whether a team here or below has months that are still to be counted anew. One query."""
    return MonthsDue.objects.filter(agency=unit.agency_id, unit__path__startswith=unit.path).exists()
