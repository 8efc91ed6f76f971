"""Work beside the pages: month ends that are due, signals of a large place that agreed other terms, daily messages."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from soundings.breadth.actions.months import count_months, forget_finished
from soundings.breadth.actions.signalling import rework_marked
from soundings.breadth.actions.snapshot import refresh_snapshot
from soundings.breadth.actions.today import send_digests
from soundings.breadth.mail import send_digest
from soundings.core.models import Agency
from soundings.core.tenancy import acting_for

EVERY = timedelta(minutes=10)


def keep_counting_months() -> None:
    """A worker counts the month ends that are due from now on. Safe to ask again."""
    if not _own().filter(status=TaskResultStatus.READY).exists():
        count_due_months.enqueue()


@task()
def count_due_months() -> int:
    """The month ends of every agency are counted and its snapshot is fresh; the next time is set.

    Returns how many teams were counted.
    """
    now = timezone.now()
    agencies = list(Agency.objects.order_by("pk").values_list("pk", flat=True))
    done = sum(count_months(pk, at=now) for pk in agencies)
    for pk in agencies:
        refresh_snapshot(pk, at=now)
    forget_finished(count_due_months.module_path)
    if not _own().filter(status=TaskResultStatus.READY).exists():
        count_due_months.using(run_after=now + EVERY).enqueue()
    return done


def _own() -> QuerySet[Any]:
    return DBTaskResult.objects.filter(task_path=count_due_months.module_path)


def rework_later(agency_id: int) -> None:
    """A worker makes the signals anew of every place whose terms have changed."""
    rework_signals.enqueue(agency_id)


@task()
def rework_signals(agency_id: int) -> int:
    """The signals that were left for later are made anew. Returns at how many places."""
    with acting_for(agency_id):
        return rework_marked(agency_id)


def keep_sending_digests() -> None:
    """A worker sends the daily messages from now on. Safe to ask again."""
    if not _runs_of(send_due_digests.module_path).filter(status=TaskResultStatus.READY).exists():
        send_due_digests.enqueue()


@task()
def send_due_digests() -> int:
    """Every message whose hour has come is on its way; the next time is set. Returns how many went out."""
    now = timezone.now()
    done = send_digests(at=now, send=send_digest)
    forget_finished(send_due_digests.module_path)
    if not _runs_of(send_due_digests.module_path).filter(status=TaskResultStatus.READY).exists():
        send_due_digests.using(run_after=now + EVERY).enqueue()
    return done


def _runs_of(task_path: str) -> QuerySet[Any]:
    return DBTaskResult.objects.filter(task_path=task_path)
