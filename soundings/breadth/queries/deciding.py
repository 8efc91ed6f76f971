"""Who decides today, and what waits for them. See ADR 11: a duty manager sees who needs a decision, nothing else."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from soundings.accounts.models import Grant, Staff, Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import GrantState, Role, Row
from soundings.breadth.models import CaseSignal, Decision, DutyManager
from soundings.breadth.queries.seen import Seen, seen_of
from soundings.breadth.rules.signals import Tier
from soundings.cases.models import Case
from soundings.cases.permissions import known, visible
from soundings.cases.queries import leaving


def duties_on(on: date) -> QuerySet[DutyManager]:
    """The duties that run on this day."""
    return DutyManager.objects.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)


def duty_paths(viewer: Viewer) -> list[str]:
    """The paths of the places where the viewer is the duty manager today. One query at most."""
    if viewer.staff_id is None:
        return []
    duties = duties_on(viewer.on).filter(agency=viewer.agency_id, staff=viewer.staff_id)
    return list(duties.values_list("unit__path", flat=True))


def cases_to_decide_on(viewer: Viewer) -> QuerySet[Case]:
    """The open cases about which the viewer decides: of children whose workers they supervise, and where on duty.

    Restricted cases only for a supervisor whom their list names.
    """
    within = visible(viewer, Row.SUPERVISION_NOTES, edit=True)
    for path in duty_paths(viewer):
        here = Q(team__path__startswith=path)
        if path.count(".") == 1:  # at the agency itself: also what stands in no team
            here |= Q(team=None)
        within |= here & Q(restricted=False) & ~known(viewer)
    return Case.objects.filter(within, agency=viewer.agency_id, closed_on=None)


def decides(viewer: Viewer) -> bool:
    """Whether the viewer supervises anybody, or is on duty today. One query at most."""
    return viewer.roles >= {Role.SUPERVISOR} or bool(duty_paths(viewer))


class ToDecide(NamedTuple):
    """One child who needs a decision, or about whom one was made and its cause still stands."""

    case: Case
    seen: list[Seen]
    owners: list[str]

    @property
    def waiting(self) -> list[Seen]:
        """What is still to be decided."""
        return [one for one in self.seen if one.decided is None]

    @property
    def since(self) -> date:
        """When the earliest of its causes began."""
        return min(one.since for one in self.waiting or self.seen)


def waiting_for(viewer: Viewer) -> list[ToDecide]:
    """Every child about whom the viewer is to decide today, longest since first; then those already decided.

    The trail says first whom they read of.
    """
    signals = CaseSignal.objects.filter(agency=viewer.agency_id, tier=Tier.DECISION.value, fires_on__lte=viewer.on)
    cases = cases_to_decide_on(viewer).filter(pk__in=signals.values("case"))
    found = _told(list(cases.select_related("child", "team", "worker")), viewer.on)
    listed = sorted(found, key=lambda one: (not one.waiting, one.since, one.case.child.name_key))
    leaving(viewer, [one.case for one in listed], verb="decisions.viewed", at=viewer.at)
    return listed


def to_decide(viewer: Viewer, public_id: str) -> ToDecide | None:
    """What is to be decided about this case; None unless the viewer decides about it and something stands.

    The trail says first that they read of the child.
    """
    cases = cases_to_decide_on(viewer).filter(public_id=public_id).select_related("child", "team", "worker")
    found = _told(list(cases), viewer.on)
    leaving(viewer, [one.case for one in found], verb="decision.viewed", at=viewer.at)
    return found[0] if found else None


def _told(cases: list[Case], on: date) -> list[ToDecide]:
    seen = seen_of([one.pk for one in cases], on)
    owners = owners_of(cases, on)
    told = []
    for case in cases:
        here = [one for one in seen.get(case.pk, []) if one.tier == Tier.DECISION]
        if here:
            told.append(ToDecide(case, here, owners.get(case.pk, [])))
    return told


def owners_of(cases: Iterable[Case], on: date) -> dict[int, list[str]]:
    """By case the names of whoever decides: the duty managers of the nearest place, else its supervisors.

    Two queries.
    """
    lines = {case.pk: case.team.line if case.team else [] for case in cases}
    units = {unit for line in lines.values() for unit in line}
    duty, lead = _duty_at(units, on), _supervisors_at(units, on)
    return {pk: _nearest(line, duty) or _nearest(line, lead) for pk, line in lines.items()}


def _nearest(line: list[int], names: dict[int, list[str]]) -> list[str]:
    return next((names[unit] for unit in reversed(line) if unit in names), [])


def _duty_at(units: Collection[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    duties = duties_on(on).filter(unit__in=units).order_by("staff__name_key")
    for unit_id, name in duties.values_list("unit", "staff__name"):
        found[unit_id].append(name)
    return dict(found)


def _supervisors_at(units: Collection[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    grants = Grant.objects.filter(unit__in=units, role=Role.SUPERVISOR, state=GrantState.ACTIVE, user__is_active=True)
    running = grants.filter(Q(ends_on=None) | Q(ends_on__gte=on)).order_by("user__name")
    for unit_id, name in running.values_list("unit", "user__name"):
        found[unit_id].append(name)
    return dict(found)


def duties_at(unit: Unit, on: date) -> list[DutyManager]:
    """Who decides at this place itself, today or from a later day, in the order of their days."""
    duties = DutyManager.objects.filter(Q(to_on=None) | Q(to_on__gt=on), unit=unit)
    return list(duties.select_related("staff").order_by("from_on", "staff__name_key"))


def decisions_of(case: Case) -> list[Decision]:
    """Everything that was ever decided about this case, newest first."""
    decisions = Decision.objects.filter(case=case).select_related("decided_by", "confirmed_by")
    return list(decisions.order_by("-decided_at", "-pk"))


def who_could_decide(unit: Unit, on: date) -> list[Staff]:
    """People with a login who hold a supervisor's, QA lead's or senior manager's role in the agency on this day."""
    roles = (Role.SUPERVISOR, Role.QA_LEAD, Role.SENIOR_MANAGER)
    grants = Grant.objects.filter(agency=unit.agency_id, role__in=roles, state=GrantState.ACTIVE)
    running = grants.filter(Q(ends_on=None) | Q(ends_on__gte=on), user__is_active=True)
    staff = Staff.objects.filter(agency=unit.agency_id, user__in=running.values("user"), is_duty=False)
    return list(staff.filter(Q(ended_on=None) | Q(ended_on__gt=on)))
