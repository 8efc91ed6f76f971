"""Opening, closing and reopening a case; its stage and its abuse types."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, Stage, Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import UnitKind
from soundings.cases.actions.children import make_child
from soundings.cases.actions.spans import lead_spans, spans_of, store_spans
from soundings.cases.actions.trace import case_changed, check_day, check_open, locked, locked_child, said
from soundings.cases.models import AbuseType, Activity, Case, Child, Family, StageSpan, TeamSpan, WorkerSpan
from soundings.cases.permissions import check_can_change, check_can_describe, check_can_open_in
from soundings.cases.rules import ActivityKind, AllocationRole, ChildDetails, Span, ended, placed
from soundings.core.rules import Denied

LEAD = AllocationRole.LEAD.value


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a case begins. `stage` None: the team's own."""

    on: date
    team: Unit | None = None
    lead: Staff | None = None
    stage: Stage | None = None
    abuse_types: tuple[str, ...] = ()
    source: str = "page"


@transaction.atomic
def open_case(
    *, child: Child | ChildDetails, opening: Opening, by: Viewer, at: datetime, family: Family | None = None
) -> Case:
    """A case is open for a child who is new here (`ChildDetails`) or known (`Child`), who may be unborn.

    family: for a new child, to which family they belong. An earlier case of the child becomes `previous`.
    """
    check_can_open_in(by, opening.team)
    return store_opening(child=child, opening=opening, by=by, at=at, family=family)


def store_opening(
    *, child: Child | ChildDetails, opening: Opening, by: Viewer, at: datetime, family: Family | None
) -> Case:
    """The same without asking who asks: for a proposal that somebody else has accepted."""
    _check_opening(opening, by)
    if isinstance(child, Child):
        child = locked_child(child)
    else:
        family_id = family.pk if family else None
        child = make_child(details=child, agency_id=by.agency_id, family_id=family_id, today=by.on)
    case = _make_case(child, opening)
    after = {"opened_on": opening.on, "team": case.team_id, "lead": case.worker_id, "stage": case.stage_id}
    case_changed(by=by, at=at, verb="case.opened", case=case, after=after | {"abuse_types": case.abuse_types})
    return case


@transaction.atomic
def reopen(*, case: Case, opening: Opening, by: Viewer, at: datetime) -> Case:
    """The child of this closed case has a new open case, linked to this one."""
    case = locked(case)
    check_can_change(by, case)
    return open_case(child=case.child, opening=opening, by=by, at=at)


@transaction.atomic
def close_case(*, case: Case, on: date, reason: str, by: Viewer, at: datetime) -> Case:
    """The case is closed: its spans end that day, and the closing stands among its activity.

    The last stage, team and lead stay on the case, so that it can be found where it was.
    """
    case = locked(case)
    check_can_change(by, case)
    check_open(case)
    check_day(on, case=case, today=by.on)
    store_closing(case, on=on, reason=reason)
    case_changed(
        by=by, at=at, verb="case.closed", case=case, after={"closed_on": on, "close_reason": case.close_reason}
    )
    return case


def store_closing(case: Case, *, on: date, reason: str, source: str = "page", batch: str = "") -> None:
    """The rows of a closing, without the trail."""
    store_spans(StageSpan, case, ended(spans_of(StageSpan, case), on))
    store_spans(TeamSpan, case, ended(spans_of(TeamSpan, case), on))
    store_spans(WorkerSpan, case, ended(lead_spans(case), on), role=LEAD)
    _beside(case).filter(from_on__gte=on).delete()
    _beside(case).filter(to_on=None).update(to_on=on)
    _beside(case).filter(to_on__gt=on).update(to_on=on)
    case.closed_on, case.close_reason = on, reason.strip()[:120]
    case.save(update_fields=["closed_on", "close_reason"])
    Activity.objects.create(
        agency_id=case.agency_id,
        case=case,
        kind=ActivityKind.CLOSED.value,
        started_on=on,
        outcome=case.close_reason,
        source=source,
        batch=batch,
    )


@transaction.atomic
def undo_closure(*, case: Case, reason: str, by: Viewer, at: datetime) -> Case:
    """The case was never closed: its last stage, team, lead, co-workers and cover run on from that day.

    A lead who has left since is not allocated again. Denied while the child has another open case.
    """
    case = locked(case)
    check_can_change(by, case)
    if not case.closed_on:
        raise Denied(_("This case is open."))
    if Case.objects.filter(child=case.child_id, closed_on=None).exists():
        raise Denied(_("This child has a newer case that is open, so the earlier closure stands."))
    closed_on, close_reason = case.closed_on, case.close_reason
    store_reversal(case)
    before = {"closed_on": closed_on, "close_reason": close_reason}
    case_changed(by=by, at=at, verb="case.closure-undone", case=case, before=before, reason=reason)
    return case


def store_reversal(case: Case) -> None:
    """The rows of an undone closure, without the trail."""
    on = case.closed_on
    assert on
    case.closed_on, case.close_reason = None, ""
    if case.worker and case.worker.ended_on:
        case.worker = None
    case.save(update_fields=["closed_on", "close_reason", "worker"])
    Activity.objects.filter(case=case, kind=ActivityKind.CLOSED.value, started_on=on).delete()
    store_spans(StageSpan, case, _run_on(spans_of(StageSpan, case), case.stage_id, on))
    store_spans(TeamSpan, case, _run_on(spans_of(TeamSpan, case), case.team_id, on))
    store_spans(WorkerSpan, case, _run_on(lead_spans(case), case.worker_id, on), role=LEAD)
    _beside(case).filter(to_on=on, staff__ended_on=None).update(to_on=None)


@transaction.atomic
def change_stage(*, case: Case, stage: Stage | None, on: date, by: Viewer, at: datetime) -> Case:
    """The case stands at this service stage from `on`; None: at its team's own."""
    case = locked(case)
    check_can_change(by, case)
    check_open(case)
    check_day(on, case=case, today=by.on)
    before = case.stage_id
    spans = placed(spans_of(StageSpan, case), stage.pk if stage else None, on)
    store_spans(StageSpan, case, spans)
    case.stage_id = spans[-1].value if spans and spans[-1].to_on is None else None
    case.save(update_fields=["stage"])
    after = {"stage": stage.pk if stage else None, "on": on}
    case_changed(by=by, at=at, verb="case.stage-changed", case=case, before={"stage": before}, after=after)
    return case


@transaction.atomic
def set_abuse_types(*, case: Case, codes: Sequence[str], by: Viewer, at: datetime) -> Case:
    """The case carries these codes of the agency's key, in this order."""
    case = locked(case)
    check_can_describe(by, case)
    new = check_codes(codes, case.agency_id, already=case.abuse_types)
    before = case.abuse_types
    if new != before:
        case.abuse_types = new
        case.save(update_fields=["abuse_types"])
        case_changed(by=by, at=at, verb="case.abuse-types-set", case=case, before=before, after=new)
    return case


def check_codes(codes: Sequence[str], agency_id: int, *, already: Sequence[str] = ()) -> list[str]:
    """The codes, each once. Raises Denied for one that is not in the agency's key (nor on the case already)."""
    known = set(AbuseType.objects.filter(agency=agency_id, active=True).values_list("code", flat=True)) | set(already)
    for code in codes:
        if code not in known:
            raise Denied(_("“%(code)s” is not in your agency’s key of abuse types.") % {"code": code})
    return list(dict.fromkeys(codes))


def check_staff(staff: Staff | None, *, agency_id: int, on: date) -> None:
    """Raise Denied unless this member of staff works here on that day."""
    if staff and (staff.agency_id != agency_id or (staff.ended_on and staff.ended_on <= on)):
        raise Denied(_("%(name)s does not work here on %(day)s.") % {"name": staff.name, "day": said(on)})


def check_team(team: Unit | None, *, agency_id: int, on: date) -> None:
    """Raise Denied unless this is a team that is open on that day."""
    if team is None:
        return
    if team.agency_id != agency_id or team.kind != UnitKind.TEAM:
        raise Denied(_("There is no such team."))
    if team.opened_on > on or (team.closed_on and team.closed_on <= on):
        raise Denied(_("%(team)s is not open on %(day)s.") % {"team": team.name, "day": said(on)})


def _check_opening(opening: Opening, by: Viewer) -> None:
    if opening.on > by.on:
        raise Denied(_("%(day)s has not come yet. Give today or an earlier day.") % {"day": said(opening.on)})
    check_team(opening.team, agency_id=by.agency_id, on=by.on)
    check_staff(opening.lead, agency_id=by.agency_id, on=by.on)
    check_codes(opening.abuse_types, by.agency_id)


def _make_case(child: Child, opening: Opening) -> Case:
    earlier = list(Case.objects.filter(child=child).order_by("opened_on", "pk"))
    if any(case.closed_on is None for case in earlier):
        raise Denied(_("This child already has an open case."))
    if any(case.closed_on and opening.on < case.closed_on for case in earlier):
        raise Denied(_("This child’s earlier case was closed after that day. Undo its closure, or give a later day."))
    case = Case.objects.create(
        agency_id=child.agency_id,
        child=child,
        opened_on=opening.on,
        previous=earlier[-1] if earlier else None,
        abuse_types=list(dict.fromkeys(opening.abuse_types)),
        stage=opening.stage,
        team=opening.team,
        worker=opening.lead,
        restricted=any(case.restricted for case in earlier),
        source=opening.source,
    )
    _store_first_spans(case)
    return case


def _store_first_spans(case: Case) -> None:
    if case.stage_id:
        store_spans(StageSpan, case, [Span(case.stage_id, case.opened_on)])
    if case.team_id:
        store_spans(TeamSpan, case, [Span(case.team_id, case.opened_on)])
    if case.worker_id:
        store_spans(WorkerSpan, case, [Span(case.worker_id, case.opened_on)], role=LEAD)


def _beside(case: Case) -> QuerySet[WorkerSpan]:
    """The spans of co-workers and cover."""
    return WorkerSpan.objects.filter(case=case).exclude(role=LEAD)


def _run_on(spans: Sequence[Span], value: int | None, on: date) -> list[Span]:
    """The spans once the value that stood at the closing runs on from it; also where it began that very day."""
    return list(spans) if value is None else placed(spans, value, on)
