"""The teams below a place side by side, by name: never ranked."""

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import UnitKind
from soundings.breadth.models import Element, UnitCount
from soundings.breadth.queries.overview import check_totals_are_visible, coverage_by_unit
from soundings.breadth.rules import Compared, Coverage, compared

MOST_COMPARED = 150  # teams; where there are more, the places right below are compared


def comparable_at(viewer: Viewer, unit: Unit) -> list[Unit]:
    """The places that are set side by side: the teams below, or the places right below where those are too many.

    By name. Raises Denied if the figures of this place are not the viewer's to see.
    """
    check_totals_are_visible(viewer, unit)
    below = Unit.objects.filter(agency=unit.agency_id, path__startswith=unit.path).exclude(pk=unit.pk)
    teams = below.filter(kind=UnitKind.TEAM)
    are_few = teams.order_by()[: MOST_COMPARED + 1].count() <= MOST_COMPARED  # a nation's thousands are not sorted
    found = list((teams if are_few else below.filter(parent=unit)).order_by("name", "pk"))
    open_at = set(UnitCount.objects.filter(unit__in=found, open_cases__gt=0).values_list("unit", flat=True))
    return [one for one in found if one.pk in open_at]


def places_compared(viewer: Viewer, unit: Unit, element: Element) -> list[Compared]:
    """The coverage of an element at each of `comparable_at`, against all of them together. Six queries.

    A place where nobody records it, or of whom it is expected by now, is left out. Raises Denied likewise.
    """
    places = comparable_at(viewer, unit)
    coverage = coverage_by_unit([one.pk for one in places], viewer.on, element=element.pk)
    found = [(one.name, coverage.get(one.pk, {}).get(element.code, Coverage())) for one in places]
    return compared([(name, one.recorded, one.of) for name, one in found if one.of])
