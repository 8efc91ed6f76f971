"""The cases that somebody records on: held, and theirs to record on."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer, reach
from soundings.accounts.rules import Row
from soundings.breadth.rules import Problem, ProblemCode, Refused
from soundings.cases.models import Case, Child, KnownPerson
from soundings.cases.queries import cases_visible_to
from soundings.core import remembered
from soundings.core.models import Agency
from soundings.core.plain import rows
from soundings.core.rules import Denied


class Concerned(NamedTuple):
    """A case that is being recorded on, held until the transaction ends."""

    pk: int
    public_id: str
    child: str  # public id
    team_id: int | None
    born_on: date | None
    expected_on: date | None
    time_zone: str
    agency_id: int
    worker_id: int | None
    is_open: bool
    restricted: bool
    path: str  # of the team
    is_known: bool  # whoever records said that they know the child privately


def locked_cases(by: Viewer, case_ids: Collection[int]) -> list[Concerned]:
    """These cases, held. Raises Refused for none; Denied unless `by` may record practice on every one of them."""
    if not case_ids:
        raise Refused([Problem("cases", ProblemCode.NO_CASE)])
    held = held_cases(case_ids, by=by)
    remembered.look_again()
    doubtful = {case_id for case_id in case_ids if case_id not in _plainly_theirs(by, held)}
    if len(recordable(by, doubtful)) < len(doubtful):
        raise Denied(_("Only those who work on this case, and their supervisor, can record practice on it."))
    return held


def held_cases(case_ids: Collection[int], *, by: Viewer) -> list[Concerned]:
    """What there is to know of these cases, which are locked in the order of their keys. One query."""
    case, child, agency, unit, known = (one._meta.db_table for one in (Case, Child, Agency, Unit, KnownPerson))
    # Plain SQL, since every record begins here: building the same by querysets takes as long as all the rest.
    sql = (
        "select c.id, c.public_id, k.public_id, c.team_id, k.born_on, k.expected_on, a.time_zone, c.agency_id,"
        " c.worker_id, c.closed_on is null, c.restricted, coalesce(u.path, ''),"
        f" exists (select 1 from {known} p where p.child_id = c.child_id and p.user_id = %s)"
        f" from {case} c join {child} k on k.id = c.child_id join {agency} a on a.id = c.agency_id"
        f" left join {unit} u on u.id = c.team_id"
        " where c.id = any(%s) order by c.id"
    )
    held = f"{sql} for no key update of c" if connection.vendor == "postgresql" else sql
    return [Concerned(*row) for row in rows(held, [by.user.pk, sorted(case_ids)])]


def _plainly_theirs(by: Viewer, held: Collection[Concerned]) -> set[int]:
    """The cases that need no closer look: of a place where `by` may record, or led by them, and of nobody they know."""
    reached = reach(by, Row.RECORD_PRACTICE, edit=True)
    return {
        case.pk
        for case in held
        if case.agency_id == by.agency_id
        and not (case.restricted or case.is_known)
        and (reached.holds(case.path) or (reached.own and case.is_open and case.worker_id in by.staff_ids))
    }


def recordable(by: Viewer, case_ids: Collection[int]) -> set[int]:
    """Those of these cases on which `by` may record practice. One query; none for none."""
    if not case_ids:
        return set()
    allowed = cases_visible_to(by, Row.RECORD_PRACTICE, edit=True).filter(pk__in=case_ids)
    return set(allowed.values_list("pk", flat=True))
