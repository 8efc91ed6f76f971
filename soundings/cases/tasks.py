"""What happens when its time comes: an agreed reorganisation, that somebody has left, whose turn it is to be told."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from soundings.accounts.models import Staff
from soundings.accounts.permissions import By, Viewer
from soundings.cases.actions import give_back_cases, release_leaver, reorganising
from soundings.cases.actions.concerns import forget_told, tell_due
from soundings.cases.mail import send_concern_waits
from soundings.cases.models import Reorganisation
from soundings.cases.rules import PlanState
from soundings.core.models import Agency
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


EVERY = timedelta(minutes=1)  # how late, at most, the next in line hears that a clock has run out


def tell_soon() -> None:
    """A worker tells at once whoever's turn has come."""
    tell_receivers.enqueue()


@task()
def tell_receivers() -> int:
    """Everybody whose turn has come has had a message. Returns how many went out."""
    now = timezone.now()
    done = 0
    for pk in Agency.objects.order_by("pk").values_list("pk", flat=True):
        with acting_for(pk):
            done += tell_due(agency_id=pk, at=now, send=send_concern_waits)
    return done


def keep_watching_concerns() -> None:
    """A worker keeps the clocks of concerns from now on. Safe to ask again."""
    if not DBTaskResult.objects.filter(task_path=watch_concerns.module_path, status=TaskResultStatus.READY).exists():
        watch_concerns.enqueue()


@task()
def watch_concerns() -> int:
    """Everybody whose turn has come has had a message; the next look is set. Returns how many went out."""
    done = tell_receivers.call()
    forget_told((watch_concerns.module_path, tell_receivers.module_path))
    waiting = DBTaskResult.objects.filter(task_path=watch_concerns.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        watch_concerns.using(run_after=timezone.now() + EVERY).enqueue()
    return done
