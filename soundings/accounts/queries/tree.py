"""The agency's tree: units, where they stood on a day, and the stages they serve."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from soundings.accounts.models import Grant, Membership, Staff, Stage, Unit, UnitPlacement, User
from soundings.accounts.permissions import Viewer, reach
from soundings.accounts.rules import GrantState, Role, Row, To, UnitKind
from soundings.core.models import Agency
from soundings.core.rules import sort_key


def units_visible_to(viewer: Viewer, row: Row, *, edit: bool = False, to: To = To.SEE) -> QuerySet[Unit]:
    """The places, closed ones too, where the row holds for the viewer, by name."""
    found = reach(viewer, row, edit=edit, to=to)
    return Unit.objects.filter(found.where(), agency=viewer.agency_id)


def unit_visible_to(viewer: Viewer, row: Row, public_id: str) -> Unit | None:
    """The place with this public id, if the row holds there for the viewer."""
    return units_visible_to(viewer, row).filter(public_id=public_id).first()


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a page shows it: how deep it stands, and how many posts it has today."""

    unit: Unit
    depth: int
    posts: int


def places_of(viewer: Viewer) -> list[Place]:
    """Every place of the viewer's agency, each followed by what is below it, by name. Two queries."""
    units = list(Unit.objects.filter(agency=viewer.agency_id).select_related("stage"))
    running = Membership.objects.filter(agency=viewer.agency_id, from_on__lte=viewer.on)
    running = running.filter(Q(to_on=None) | Q(to_on__gt=viewer.on), staff__is_duty=False)
    posts = dict(running.values_list("team").annotate(count=Count("staff", distinct=True)).order_by())
    names = {unit.pk: sort_key(unit.name) for unit in units}
    units.sort(key=lambda unit: [(names.get(pk, ""), pk) for pk in unit.line])
    return [Place(unit, len(unit.line) - 1, posts.get(unit.pk, 0)) for unit in units]


def unit_of(viewer: Viewer, public_id: str) -> Unit | None:
    """The place with this public id, for work on the structure of the viewer's own agency."""
    found = Unit.objects.filter(agency=viewer.agency_id, public_id=public_id)
    return found.select_related("agency", "parent", "stage").first()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much of an agency is set up."""

    teams: int
    teams_with_stage: int
    stages: int
    people: int
    users: int
    arrived: int
    managers: int


def counts_of(agency: Agency | int) -> Counts:
    """How much of `agency` is set up. Seven queries: for the set-up page only."""
    teams = Unit.objects.filter(agency=agency, kind=UnitKind.TEAM, closed_on=None)
    users = User.objects.filter(agency=agency, is_active=True)
    grants = Grant.objects.filter(agency=agency, role=Role.SENIOR_MANAGER, state=GrantState.ACTIVE)
    return Counts(
        teams=teams.count(),
        teams_with_stage=teams.exclude(stage=None, parent__stage=None).count(),
        stages=Stage.objects.filter(agency=agency, retired_on=None).count(),
        people=Staff.objects.filter(agency=agency, ended_on=None, is_duty=False).count(),
        users=users.count(),
        arrived=users.exclude(joined_at=None).count(),
        managers=grants.count(),
    )


def all_stages_of(agency: Agency | int) -> QuerySet[Stage]:
    """Every stage, in the agency's order; retired ones too."""
    return Stage.objects.filter(agency=agency)


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
