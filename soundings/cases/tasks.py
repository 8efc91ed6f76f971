"""What happens when its day comes: an agreed reorganisation, and that somebody has left."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from soundings.accounts.models import Staff
from soundings.accounts.permissions import By, Viewer
from soundings.cases.actions import give_back_cases, release_leaver, reorganising
from soundings.cases.models import Reorganisation
from soundings.cases.rules import PlanState
from soundings.core.rules import SYSTEM, Denied, local_date
from soundings.core.tenancy import acting_for


@transaction.atomic
def agree(*, plan: Reorganisation, by: Viewer, at: datetime) -> Reorganisation:
    """The plan is agreed; if its day is still to come, a worker will carry it out then."""
    plan = reorganising.agree_plan(plan=plan, by=by, at=at)
    if plan.state == PlanState.AGREED:
        begins = _begins(plan.on, plan.agency.time_zone)
        carry_out_plan.using(run_after=begins).enqueue(plan.public_id, plan.agency_id)
    return plan


@task()
def carry_out_plan(public_id: str, agency_id: int) -> str:
    """What was agreed has happened, if its day has come. Returns "", or in words why not: its page says the same."""
    with acting_for(agency_id):
        plan = Reorganisation.objects.get(public_id=public_id, agency=agency_id)
        try:
            reorganising.carry_out(plan=plan, at=timezone.now())
        except Denied as denied:
            return denied.words
        return ""


def follow_last_day(staff: Staff, *, was: date | None, by: By, at: datetime) -> None:
    """The cases of somebody whose last day was set are nobody's from the day after: now, or when it comes.

    If it was taken back, those that were theirs until then and that nobody has taken are theirs again.
    """
    if staff.ended_on is None:
        if was is not None:
            give_back_cases(staff=staff, was=was, by=by, at=at)
        return
    zone = staff.agency.time_zone
    if staff.ended_on <= local_date(at, zone):
        release_leaver(staff=staff, by=by, at=at)
    else:
        release_when_gone.using(run_after=_begins(staff.ended_on, zone)).enqueue(staff.public_id, staff.agency_id)


@task()
def release_when_gone(public_id: str, agency_id: int) -> int:
    """No case is with them, if their last day has passed by now. Returns how many open cases they led."""
    with acting_for(agency_id):
        staff = Staff.objects.get(public_id=public_id, agency=agency_id)
        return release_leaver(staff=staff, by=SYSTEM, at=timezone.now())


def _begins(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), tzinfo=ZoneInfo(zone))
