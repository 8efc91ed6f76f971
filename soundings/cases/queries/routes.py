"""Who receives what is raised at a place, and in which order. Names people only, no child."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from soundings.accounts.models import Grant, Leave, Unit, User
from soundings.accounts.queries import Viewer, root_of
from soundings.accounts.rules import GrantState, UnitKind
from soundings.cases.models import Child, ConcernRoute, KnownPerson
from soundings.cases.permissions import RECEIVING
from soundings.cases.rules.concerns import Link, Matter, Part, Turn, nearest, turns
from soundings.core.models import Agency
from soundings.core.queries import calendar_of
from soundings.core.rules import local_date, sort_key


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is to read it, and when their turn comes."""

    user: User
    part: Part
    from_at: datetime


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads what is raised at a place now, and by when the first of them acknowledges it."""

    route: ConcernRoute
    due_at: datetime
    people: tuple[Reader, ...]


def routes_of(viewer: Viewer) -> QuerySet[ConcernRoute]:
    """Every route of the viewer's agency, with its people, the highest places first."""
    routes = ConcernRoute.objects.filter(agency=viewer.agency_id)
    return routes.select_related("unit", "receiver", "deputy").order_by("matter", "unit__path")


def route_at(unit: Unit, matter: Matter) -> ConcernRoute | None:
    """The route set for this very place."""
    return _routes(unit.agency_id, matter).filter(unit=unit).first()


def route_for(unit: Unit, matter: Matter) -> ConcernRoute | None:
    """The route that holds at a place: its own, else that of the nearest place above. One query."""
    routes = _routes(unit.agency_id, matter).filter(unit__in=unit.line)
    return nearest(unit.line, {route.unit_id: route for route in routes})


def _routes(agency_id: int, matter: Matter) -> QuerySet[ConcernRoute]:
    routes = ConcernRoute.objects.filter(agency=agency_id, matter=matter.value)
    return routes.select_related("unit", "receiver", "deputy", "agency").prefetch_related("steps__user")


def readers_at(
    unit: Unit, matter: Matter, *, at: datetime, concerning: str = "", child: Child | None = None
) -> Readers | None:
    """Who is told of what is raised at this place at the moment `at`; None where nobody is set or able.

    concerning: whom a complaint or an allegation is about, as written: they are left out. child: whoever said that
    they know the child privately is left out too. On leave, switched off or without a role that may receive: left
    out, and the next takes their moment.
    """
    route = route_for(unit, matter)
    if route is None:
        return None
    due_at = _due(route, at)
    chain = [
        Link(route.receiver, Part.RECEIVER, timedelta()),
        Link(route.deputy, Part.DEPUTY, due_at - at),
        *(Link(step.user, Part.NEXT, timedelta(minutes=step.minutes)) for step in route.steps.all()),
    ]
    people = {link.who for link in chain}
    able = _able(people, on=local_date(at, route.agency.time_zone), agency_id=route.agency_id)
    if matter is not Matter.CONCERN_NOW:
        able -= {user for user in people if _is_meant(user, concerning)}
    if child is not None:
        knowing = set(KnownPerson.objects.filter(child=child, user__in=people).values_list("user", flat=True))
        able = {user for user in able if user.pk not in knowing}
    order: list[Turn[User]] = turns(chain, able)
    found = tuple(Reader(turn.who, turn.part, at + turn.at) for turn in order)
    return Readers(route, due_at, found) if found else None


def _due(route: ConcernRoute, at: datetime) -> datetime:
    """By when it is acknowledged: so many minutes on, or the end of the n-th working day."""
    if route.minutes is not None:
        return at + timedelta(minutes=route.minutes)
    zone = route.agency.time_zone
    day = calendar_of(route.agency_id).after(local_date(at, zone), route.days or 1)
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(zone))


def _is_meant(user: User, concerning: str) -> bool:
    """Whether these words name the user. Rather once too often: the next in line reads it then."""
    return sort_key(user.name) in sort_key(concerning)


def _able(users: Collection[User], *, on: date, agency_id: int) -> set[User]:
    """Those of `users` who can receive on this day."""
    found = _receivers(agency_id, on).filter(pk__in=[user.pk for user in users])
    away = Leave.objects.filter(agency=agency_id, from_on__lte=on, to_on__gte=on).values("staff")
    able = set(found.exclude(staff__in=away, staff__isnull=False).values_list("pk", flat=True))
    return {user for user in users if user.pk in able}


def _receivers(agency_id: int, on: date) -> QuerySet[User]:
    grants = Grant.objects.filter(agency=agency_id, state=GrantState.ACTIVE, role__in=RECEIVING)
    grants = grants.filter(Q(ends_on=None) | Q(ends_on__gte=on))
    users = User.objects.filter(agency=agency_id, is_active=True, pk__in=grants.values("user"))
    return users.exclude(staff__ended_on__lte=on).exclude(joined_at=None)


def receivers_of(viewer: Viewer) -> QuerySet[User]:
    """The people of the agency who may be named as receivers, by name."""
    return _receivers(viewer.agency_id, viewer.on).order_by("name", "pk")


def unable_on(viewer: Viewer, routes: Collection[ConcernRoute]) -> set[int]:
    """The ids of the people of these routes who cannot receive today."""
    people = {user for route in routes for user in (route.receiver, route.deputy)}
    able = _able(people, on=viewer.on, agency_id=viewer.agency_id)
    return {user.pk for user in people - able}


def place_of(viewer: Viewer) -> Unit:
    """The place from which somebody speaks unless they name another: their team, else where they hold a role."""
    paths = (*viewer.teams, *sorted({held.path for held in viewer.grants}, key=len, reverse=True))
    found = Unit.objects.filter(agency=viewer.agency_id, path__in=paths[:1], closed_on=None).first()
    return found or root_of(viewer.agency_id)


def open_places_of(viewer: Viewer) -> list[Unit]:
    """Every open place of the viewer's agency, those below another after it."""
    return list(Unit.objects.filter(agency=viewer.agency_id, closed_on=None).order_by("path"))


def matters_without_route(agency: Agency | int) -> list[Matter]:
    """The matters for which the agency itself has set nobody: there are places where nobody receives them."""
    routes = ConcernRoute.objects.filter(agency=agency, unit__kind=UnitKind.AGENCY)
    there = set(routes.values_list("matter", flat=True))
    return [matter for matter in Matter if matter.value not in there]
