"""The agency's tree: units, where they stood on a day, and the stages they serve."""

from collections import defaultdict
from datetime import date

from django.db.models import Q, QuerySet

from soundings.accounts.models import Stage, Unit, UnitPlacement
from soundings.accounts.permissions import Viewer, reach
from soundings.accounts.rules import Row, To, UnitKind
from soundings.core.models import Agency
from soundings.core.rules import sort_key


def units_visible_to(viewer: Viewer, row: Row, *, edit: bool = False, to: To = To.SEE) -> QuerySet[Unit]:
    """The places, closed ones too, where the row holds for the viewer, by name."""
    found = reach(viewer, row, edit=edit, to=to)
    return Unit.objects.filter(found.where(), agency=viewer.agency_id)


def unit_visible_to(viewer: Viewer, row: Row, public_id: str) -> Unit | None:
    """The place with this public id, if the row holds there for the viewer."""
    return units_visible_to(viewer, row).filter(public_id=public_id).first()


def units_of(agency: Agency | int) -> QuerySet[Unit]:
    """Every place of the agency, for work on its structure, parents before children."""
    return Unit.objects.filter(agency=agency).order_by("path")


def root_of(agency: Agency | int) -> Unit:
    """The unit that is the agency itself. Raises Unit.DoesNotExist before it is set up."""
    return Unit.objects.get(agency=agency, kind=UnitKind.AGENCY)


def teams_below(unit: Unit, *, on: date) -> list[Unit]:
    """The teams at and below `unit` as the tree stood on the day `on`, open on that day, by name. Two queries."""
    below = defaultdict(list)
    for child, parent in _placements(unit.agency_id, on).values_list("unit", "parent"):
        below[parent].append(child)
    found, waiting = set(), [unit.pk]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += below[one]
    teams = Unit.objects.filter(agency=unit.agency_id, kind=UnitKind.TEAM, pk__in=found, opened_on__lte=on)
    return list(teams.filter(Q(closed_on=None) | Q(closed_on__gt=on)))


def line_on(unit: Unit, *, on: date) -> list[int]:
    """The ids from the root down to `unit` as the tree stood on the day `on`. One query."""
    parents = dict(_placements(unit.agency_id, on).values_list("unit", "parent"))
    line = [unit.pk]
    while (above := parents.get(line[0])) is not None:
        line.insert(0, above)
    return line


def _placements(agency: int, on: date) -> QuerySet[UnitPlacement]:
    return UnitPlacement.objects.filter(agency=agency, from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gt=on))


def unit_known_as(agency: Agency | int, code: str) -> Unit | None:
    """The place that files know by this code or, if no code says so, by this name; None if no one place is."""
    return unit_by_key(agency).get(sort_key(code))


def unit_by_key(agency: Agency | int) -> dict[str, Unit]:
    """Every place by its normalised code, and by its normalised name where one place alone bears it. One query."""
    units = list(units_of(agency))
    named = defaultdict(list)
    for unit in units:
        named[sort_key(unit.name)].append(unit)
    by_name = {key: found[0] for key, found in named.items() if len(found) == 1}
    return by_name | {unit.code_key: unit for unit in units}


def team_keys(agency: Agency | int) -> dict[str, Unit]:
    """The same, teams only."""
    return {key: unit for key, unit in unit_by_key(agency).items() if unit.kind == UnitKind.TEAM}


def stages_of(agency: Agency | int, *, on: date) -> QuerySet[Stage]:
    """The stages in use on the day `on`, in the agency's order."""
    return Stage.objects.filter(agency=agency).filter(Q(retired_on=None) | Q(retired_on__gt=on))
