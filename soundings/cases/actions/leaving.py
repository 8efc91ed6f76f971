"""What happens with the cases of somebody who leaves, and of somebody who stays after all."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff
from soundings.accounts.permissions import By
from soundings.accounts.queries import Viewer
from soundings.cases import followers
from soundings.cases.actions.trace import hold_cases
from soundings.cases.models import Case, WorkerSpan
from soundings.cases.permissions import can_release_cases_of
from soundings.cases.rules import AllocationRole
from soundings.core.actions import record_change
from soundings.core.rules import Denied, local_date

LEAD = AllocationRole.LEAD.value


@transaction.atomic
def release_cases_of(*, staff: Staff, on: date, by: Viewer, at: datetime) -> int:
    """Nobody's: `staff` has left, so from `on` no case is theirs. Says how many open cases they led.

    Those stand as not allocated, first on their team's board. For who looks after staff, and for their supervisor.
    """
    if not can_release_cases_of(by, staff):
        raise Denied(_("Only who looks after staff, or their supervisor, can release their cases."))
    return _release(staff, on=on, by=by, at=at)


@transaction.atomic
def release_leaver(*, staff: Staff, by: By, at: datetime) -> int:
    """The same from the day after their last, once that has come; before it, and if they stay after all, nothing.

    Says how many open cases they led. Their last day was set by somebody who may: nothing is asked again here.
    """
    staff = Staff.objects.select_for_update(of=("self",)).select_related("agency").get(pk=staff.pk)
    if staff.ended_on is None or staff.ended_on > local_date(at, staff.agency.time_zone):
        return 0
    return _release(staff, on=staff.ended_on, by=by, at=at)


@transaction.atomic
def give_back_cases(*, staff: Staff, was: date, by: By, at: datetime) -> int:
    """They have not left: the open cases that were theirs until `was` and that nobody has taken since are theirs again.

    Without a gap, as if nothing had ended. Says how many.
    """
    ended = WorkerSpan.objects.filter(staff=staff, to_on=was, role=LEAD, case__closed_on=None, case__worker=None)
    hold_cases(Case.objects.filter(pk__in=ended.values("case")))
    taken = WorkerSpan.objects.filter(role=LEAD, from_on__gte=was, case__in=ended.values("case")).values("case")
    spans = ended.exclude(case__in=taken)
    pks = list(spans.values_list("case", flat=True))
    spans.update(to_on=None)
    Case.objects.filter(pk__in=pks).update(worker=staff)
    _said("cases.given-back", staff, pks, by=by, at=at, after={"from": was, "led": len(pks)})
    return len(pks)


def _release(staff: Staff, *, on: date, by: By, at: datetime) -> int:
    running_on = Q(to_on=None) | Q(to_on__gt=on)
    spans = WorkerSpan.objects.filter(running_on, staff=staff, agency=staff.agency_id)
    hold_cases(Case.objects.filter(pk__in=spans.values("case")))
    cases = dict(Case.objects.filter(pk__in=spans.values("case"), closed_on=None).values_list("pk", "worker"))
    led = [pk for pk, worker in cases.items() if worker == staff.pk]
    spans.filter(from_on__gte=on).delete()
    spans.update(to_on=on)
    Case.objects.filter(pk__in=led).update(worker=None)
    _said("cases.released", staff, cases, by=by, at=at, after={"on": on, "led": len(led), "all": len(cases)})
    return len(led)


def _said(
    verb: str, staff: Staff, cases: Collection[int], *, by: By, at: datetime, after: dict[str, date | int]
) -> None:
    """The trail says what happened with these cases, and the rooms above follow."""
    if not cases:
        return
    children = Case.objects.filter(pk__in=cases).order_by("pk").values_list("child__public_id", flat=True)
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=staff.public_id,
        target_kind="staff",
        agency=staff.agency_id,
        children=list(children),
        after=after,
    )
    followers.tell(sorted(cases), at=at)
