"""The places whose boards and figures somebody may open, and the way up from each."""

from datetime import date

from django.db.models import QuerySet

from soundings.accounts.models import Stage, Unit
from soundings.accounts.permissions import Reach, Viewer, reach
from soundings.accounts.rules import Row, To, UnitKind
from soundings.breadth.models import Board, RecordingStart, UnitCount
from soundings.cases.permissions import named_access
from soundings.core import remembered
from soundings.core.plain import Row as Plain
from soundings.core.plain import columns, made


def sees_cases_at(viewer: Viewer, unit: Unit) -> bool:
    """Whether the cases of this place are the viewer's to see one by one."""
    return reach(viewer, Row.TEAM_BOARD).holds(unit.path)


def sees_totals_at(viewer: Viewer, unit: Unit) -> bool:
    """Whether the figures of this place are the viewer's to see."""
    return reach(viewer, Row.DASHBOARD_TOTALS).holds(unit.path)


def sees_groups_at(viewer: Viewer, unit: Unit) -> bool:
    """Whether the figures of this place are the viewer's to see, at least those of groups that are large enough."""
    return _groups(viewer).holds(unit.path)


def _groups(viewer: Viewer) -> Reach:
    return reach(viewer, Row.DASHBOARD_TOTALS, to=To.GROUPS)


def places_for(viewer: Viewer) -> QuerySet[Unit]:
    """The places, closed ones too, whose board or figures the viewer may open."""
    within = reach(viewer, Row.TEAM_BOARD).where() | _groups(viewer).where()
    return Unit.objects.filter(within, agency=viewer.agency_id).select_related("stage")


def place_for(viewer: Viewer, public_id: str) -> Unit | None:
    """The place with this public id, if its board or its figures are the viewer's to see."""
    found = remembered.rows(f"{_PLACES} where u.public_id = %s and u.agency_id = %s", [public_id, viewer.agency_id])
    units = (_unit(row) for row in found)
    return next((one for one in units if sees_cases_at(viewer, one) or sees_groups_at(viewer, one)), None)


def _unit(row: Plain) -> Unit:
    unit, unit.stage = made(row, Unit, Stage)
    made_unit: Unit = unit
    return made_unit


# Plain SQL, since every board begins with these.
_PLACES = (
    f"select {columns(Unit, 'u')}, {columns(Stage, 't')} from {Unit._meta.db_table} u"
    f" left join {Stage._meta.db_table} t on t.id = u.stage_id"
)


def outermost_for(viewer: Viewer) -> list[Unit]:
    """The places where the viewer starts: none of them lies below another. By name."""
    paths = {*reach(viewer, Row.TEAM_BOARD).paths, *_groups(viewer).paths}
    outer = [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
    return list(Unit.objects.filter(agency=viewer.agency_id, path__in=outer))


def team_of(viewer: Viewer) -> Unit | None:
    """A team in which the viewer has a post today; the first by name."""
    units = Unit.objects.filter(agency=viewer.agency_id, path__in=viewer.teams)
    return units.first() if viewer.teams else None


def line_above(unit: Unit) -> list[Unit]:
    """The places above `unit`, the agency itself first. One query; none for the agency."""
    keys = unit.line[:-1]
    units = [_unit(row) for row in remembered.rows(f"{_PLACES} where u.id = any(%s)", [keys])] if keys else []
    found = {one.pk: one for one in units}
    return [found[key] for key in keys if key in found]


def teams_to_preview(viewer: Viewer, board: Board, *, most: int = 60) -> list[Unit]:
    """The open teams that show this board or could, whose cases the viewer may see; their own first. One query."""
    within = reach(viewer, Row.TEAM_BOARD).where()
    teams = Unit.objects.filter(within, agency=viewer.agency_id, kind=UnitKind.TEAM, closed_on=None)
    if board.place:
        teams = teams.filter(path__startswith=board.place.path)
    return sorted(teams[:most], key=lambda one: (one.path not in viewer.teams, one.name))


def open_cases_at(unit: Unit) -> int:
    """How many open, unrestricted cases stand at the place and below it. One query."""
    return UnitCount.objects.filter(unit=unit).values_list("open_cases", flat=True).first() or 0


def is_named_anywhere(viewer: Viewer) -> bool:
    """Whether any case is shared with the viewer by name."""
    return named_access(viewer).exists()


def recording_since(team: Unit) -> dict[str, date]:
    """Since when the team records each element, by code in the agency's order. One query."""
    starts = RecordingStart.objects.filter(team=team).order_by("element__position", "element__code")
    return dict(starts.values_list("element__code", "begun_on"))
