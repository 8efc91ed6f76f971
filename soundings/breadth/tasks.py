"""Beside the pages: month ends that are due, the snapshot for splits, signals of a place that agreed other terms."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from soundings.breadth.actions.months import count_months, forget_finished
from soundings.breadth.actions.signalling import rework_marked
from soundings.breadth.actions.snapshot import refresh_snapshot
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
