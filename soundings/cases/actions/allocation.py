"""Who works on a case, and in which team: allocation and transfer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, Unit, User
from soundings.accounts.queries import Viewer
from soundings.cases.actions.opening import LEAD, check_staff, check_team
from soundings.cases.actions.spans import lead_spans, spans_of, store_spans
from soundings.cases.actions.trace import case_changed, check_day, check_open, locked
from soundings.cases.models import Case, NamedAccess, TeamSpan, WorkerSpan
from soundings.cases.permissions import check_can_change
from soundings.cases.rules import AllocationRole, Span, ended, joined, placed
from soundings.core.rules import Denied


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody who works on a case beside its lead, up to but not including `until` (None: until further notice)."""

    staff: Staff
    role: AllocationRole = AllocationRole.CO_WORKER
    until: date | None = None


@transaction.atomic
def allocate(*, case: Case, staff: Staff | None, on: date, by: Viewer, at: datetime) -> Case:
    """`staff` leads the case from `on`, until the next change already recorded; None: nobody does.

    A duty desk is staff too: that is how a case stands on duty.
    """
    case = locked(case)
    check_can_change(by, case)
    store_lead(case, staff, on=on, by=by)
    after = {"lead": staff.public_id if staff else None, "on": on}
    case_changed(by=by, at=at, verb="case.allocated" if staff else "case.unallocated", case=case, after=after)
    return case


def store_lead(case: Case, staff: Staff | None, *, on: date, by: Viewer) -> None:
    """The rows of an allocation, without the trail. Raises Denied where it cannot be."""
    check_open(case)
    check_day(on, case=case, today=by.on)
    check_staff(staff, agency_id=case.agency_id, on=by.on)
    _check_named(case, staff, by)
    spans = placed(lead_spans(case), staff.pk if staff else None, on)
    store_spans(WorkerSpan, case, spans, role=LEAD)
    case.worker_id = running(spans)
    case.save(update_fields=["worker"])


@transaction.atomic
def allocate_beside(*, case: Case, beside: Beside, on: date, by: Viewer, at: datetime) -> Case:
    """Somebody works on the case beside its lead from `on`: as co-worker, or as cover while the lead is away."""
    case = locked(case)
    check_can_change(by, case)
    check_open(case)
    check_day(on, case=case, today=by.on)
    check_staff(beside.staff, agency_id=case.agency_id, on=by.on)
    _check_named(case, beside.staff, by)
    if beside.until and beside.until <= on:
        raise Denied(_("The last day must come after the first."))
    only = {"role": beside.role.value, "staff_id": beside.staff.pk}
    spans = ended(spans_of(WorkerSpan, case, **only), on)
    store_spans(WorkerSpan, case, joined([*spans, Span(beside.staff.pk, on, beside.until)]), **only)
    after = {"staff": beside.staff.public_id, "role": beside.role, "on": on, "until": beside.until}
    case_changed(by=by, at=at, verb="case.worker-joined", case=case, after=after)
    return case


@transaction.atomic
def end_beside(*, span: WorkerSpan, on: date, by: Viewer, at: datetime) -> Case:
    """A co-worker's or cover's part in the case ends on `on`."""
    case = locked(span.case)
    check_can_change(by, case)
    check_day(on, case=case, today=by.on)
    if span.role == LEAD:
        raise Denied(_("This is the lead. Allocate the case to somebody else, or to nobody."))
    if on <= span.from_on:
        WorkerSpan.objects.filter(pk=span.pk).delete()
    else:
        WorkerSpan.objects.filter(pk=span.pk).update(to_on=on)
    after = {"staff": span.staff.public_id, "role": span.role, "on": on}
    case_changed(by=by, at=at, verb="case.worker-left", case=case, after=after)
    return case


@transaction.atomic
def move_team(*, case: Case, team: Unit | None, lead: Staff | None, on: date, by: Viewer, at: datetime) -> Case:
    """The case belongs to `team` from `on`, led from then by `lead` (the same person, another, a duty desk, nobody)."""
    case = locked(case)
    check_can_change(by, case)
    check_open(case)
    check_day(on, case=case, today=by.on)
    check_team(team, agency_id=case.agency_id, on=by.on)
    before = {"team": case.team_id, "lead": case.worker_id}
    spans = placed(spans_of(TeamSpan, case), team.pk if team else None, on)
    store_spans(TeamSpan, case, spans)
    case.team_id = running(spans)
    case.save(update_fields=["team"])
    if (lead.pk if lead else None) != case.worker_id:
        store_lead(case, lead, on=on, by=by)
    after = {"team": case.team_id, "lead": case.worker_id, "on": on}
    case_changed(by=by, at=at, verb="case.moved", case=case, before=before, after=after)
    return case


def running(spans: list[Span]) -> int | None:
    """What runs on after all these spans; None if the last one has ended."""
    return spans[-1].value if spans and spans[-1].to_on is None else None


def _check_named(case: Case, staff: Staff | None, by: Viewer) -> None:
    """A restricted case goes only to somebody on its list, or to staff who do not sign in."""
    user = User.objects.filter(staff=staff, is_active=True).first() if case.restricted and staff else None
    if user is None:
        return
    lists = NamedAccess.objects.filter(case__child=case.child_id, user=user, break_glass=False)
    if not lists.filter(Q(until=None) | Q(until__gt=by.at)).exists():
        raise Denied(_("Put %(name)s on the named list of this case first.") % {"name": user.name})
