"""Who is looking: made once a request, given to every query."""

from datetime import date, datetime, timedelta

from django.db.models import Q

from soundings.accounts.models import Grant, Leave, Membership, Staff, Unit, User
from soundings.accounts.permissions import Held, Reach, Viewer
from soundings.accounts.rules import GrantState, Role, UnitKind
from soundings.core.models import Agency
from soundings.core.plain import columns, first, made, rows
from soundings.core.remembered import MARK


def user_with_agency(pk: int) -> User | None:
    """The user with this key and their agency beside them, as both stand at this moment. One query.

    Asked before anybody is known, so their staff is not there: on PostgreSQL it stands behind the agency's wall.
    """
    found = first(_USER, [pk])
    if found is None:
        return None
    user, user.agency = made(found[1:], User, Agency)
    known: User = user
    known.set_up_mark = found[0]
    return known


_USER = (
    f"select {MARK}, {columns(User, 'u')}, {columns(Agency, 'a')} from {User._meta.db_table} u"
    f" join {Agency._meta.db_table} a on a.id = u.agency_id where u.id = %s"
)


def viewer_of(user: User, *, on: date, at: datetime, reason: str = "") -> Viewer:
    """Who `user` is on the local day `on`. One query.

    Somebody who was switched off, or whose last day of work has passed, holds nothing.
    """
    grants, teams, covers = [], [], []
    for kind, one, path in _facts(user, on) if user.is_active else ():
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


def _facts(user: User, on: date) -> list[tuple[str, str, str]]:
    """Grants (kind and path of the place, role), posts (path of the team) and covers (key of the staff).

    None for somebody whose last day of work has passed.
    """
    day = on.isoformat()
    staff = [user.staff_id, day]
    return rows(_FACTS, [user.pk, user.agency_id, GrantState.ACTIVE, day, *staff, day, *staff, day, *staff])


# Plain SQL, since every page begins here.
_FACTS = f"""
select * from (
 select n.kind, g.role, n.path from {Grant._meta.db_table} g join {Unit._meta.db_table} n on n.id = g.unit_id
 where g.user_id = %s and g.agency_id = %s and g.state = %s and (g.ends_on is null or g.ends_on >= %s)
 union all
 select 'post', '', n.path from {Membership._meta.db_table} m join {Unit._meta.db_table} n on n.id = m.team_id
 where m.staff_id = %s and m.from_on <= %s and (m.to_on is null or m.to_on > %s)
 union all
 select 'covers', '', cast(l.staff_id as varchar) from {Leave._meta.db_table} l
 where l.cover_id = %s and l.from_on <= %s and l.to_on >= %s
) facts where not exists (select 1 from {Staff._meta.db_table} s where s.id = %s and s.ended_on <= %s)
"""


def is_supervisor_of(viewer: Viewer, staff: Staff) -> bool:
    """Whether `staff` has a post today in a team that the viewer supervises. Never oneself. One query.

    Somebody who has left is still supervised by whoever supervises the team in which they last had a post.
    """
    if staff.pk == viewer.staff_id:
        return False
    on = min(viewer.on, staff.ended_on - timedelta(days=1)) if staff.ended_on else viewer.on
    places = Reach(paths=tuple(held.path for held in viewer.grants if held.role is Role.SUPERVISOR))
    return (
        Membership.objects.filter(places.where("team__path"), staff=staff, from_on__lte=on)
        .filter(Q(to_on=None) | Q(to_on__gt=on))
        .exists()
    )
