"""The cases of people who leave: still theirs, or nobody's since; for whoever sees to them."""

from datetime import date, timedelta
from typing import NamedTuple

from soundings.accounts.models import Staff, Unit
from soundings.accounts.permissions import Viewer, reach
from soundings.accounts.rules import Row
from soundings.cases.models import Case, KnownPerson, WorkerSpan
from soundings.core.plain import rows

SOON_DAYS = 28  # calendar days before and after the last day


class Leaver(NamedTuple):
    """Somebody who leaves. last_on: their last day of work. cases: how many; allocated: still with them."""

    name_key: str
    staff: str
    name: str
    last_on: date
    cases: int
    allocated: bool


def leavers_of(viewer: Viewer, team: Unit) -> list[Leaver]:
    """Who leaves this team within 28 days, or has left it, and open, unrestricted cases wait for somebody else.

    By name; a case that has been nobody's for longer than 28 days stands on the board alone. None for who may not see
    to the cases of the team. One query.
    """
    if team.agency_id != viewer.agency_id or not reach(viewer, Row.CASE_CHANGES, edit=True).holds(team.path):
        return []
    soon, since = viewer.on + timedelta(days=SOON_DAYS), viewer.on - timedelta(days=SOON_DAYS)
    found = rows(_LEAVERS, [team.pk, team.agency_id, viewer.user.pk, soon.isoformat(), since.isoformat()])
    return sorted(
        Leaver(key, staff, name, ended_on - timedelta(days=1), n, bool(allocated))
        for key, staff, name, ended_on, n, allocated in found
    )


# Plain SQL, since it is asked with every board of a supervisor.
_LEAVERS = (
    "select s.name_key, s.public_id, s.name, s.ended_on, count(*), (w.to_on is null)"
    f" from {Case._meta.db_table} c join {WorkerSpan._meta.db_table} w on w.case_id = c.id and w.role = 'lead'"
    f" join {Staff._meta.db_table} s on s.id = w.staff_id"
    " where c.team_id = %s and c.agency_id = %s and c.closed_on is null and not c.restricted"
    f" and c.child_id not in (select p.child_id from {KnownPerson._meta.db_table} p where p.user_id = %s)"
    " and ((w.to_on is null and s.ended_on <= %s)"
    " or (c.worker_id is null and w.to_on = s.ended_on and w.to_on > %s))"
    " group by s.name_key, s.public_id, s.name, s.ended_on, (w.to_on is null)"
)
