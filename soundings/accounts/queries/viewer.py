"""Who is looking: made once a request, given to every query."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast

from soundings.accounts.models import Grant, Leave, Membership, Staff, User
from soundings.accounts.permissions import Held, Reach, Viewer
from soundings.accounts.rules import GrantState, Role, UnitKind


def viewer_of(user: User, *, on: date, at: datetime, reason: str = "") -> Viewer:
    """Who `user` (with their staff loaded) is on the local day `on`. One query.

    Somebody who was switched off, or whose last day of work has passed, holds nothing.
    """
    grants, teams, covers = [], [], []
    for kind, one, path in _facts(user, on) if _works_here(user, on) else ():
        if kind == "covers":
            covers.append(int(path))
        elif kind == "post":
            teams.append(path)
        else:
            grants.append(Held(Role(one), path, kind == UnitKind.TEAM))
    return Viewer(
        user=user,
        public_id=user.public_id,
        agency_id=user.agency_id,
        staff_id=user.staff_id,
        grants=tuple(sorted(grants)),
        on=on,
        at=at,
        teams=tuple(sorted(set(teams))),
        covers=tuple(sorted(set(covers))),
        reason=reason,
    )


def _works_here(user: User, on: date) -> bool:
    return user.is_active and not (user.staff and user.staff.ended_on and user.staff.ended_on <= on)


def _facts(user: User, on: date) -> Iterator[tuple[str, str, str]]:
    grants = (
        Grant.objects.filter(user=user, agency=user.agency_id, state=GrantState.ACTIVE)
        .filter(Q(ends_on=None) | Q(ends_on__gte=on))
        .values_list("unit__kind", "role", "unit__path")
    )
    if not user.staff_id:
        return grants.iterator()
    posts = (
        Membership.objects.filter(staff=user.staff_id, from_on__lte=on)
        .filter(Q(to_on=None) | Q(to_on__gt=on))
        .values_list(Value("post"), Value(""), "team__path")
    )
    covered = Leave.objects.filter(cover=user.staff_id, from_on__lte=on, to_on__gte=on).values_list(
        Value("covers"), Value(""), Cast("staff_id", CharField())
    )
    return grants.union(posts, covered, all=True).iterator()


def is_supervisor_of(viewer: Viewer, staff: Staff) -> bool:
    """Whether `staff` has a post today in a team that the viewer supervises. Never oneself. One query."""
    if staff.pk == viewer.staff_id:
        return False
    places = Reach(paths=tuple(held.path for held in viewer.grants if held.role is Role.SUPERVISOR))
    return (
        Membership.objects.filter(places.where("team__path"), staff=staff, from_on__lte=viewer.on)
        .filter(Q(to_on=None) | Q(to_on__gt=viewer.on))
        .exists()
    )
