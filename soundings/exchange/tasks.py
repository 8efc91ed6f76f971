"""Storing a long import while its page tells how it goes.

Nothing marks an import as being stored: if the server dies, the transaction is gone, the import still waits, and it
can be stored again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus, task
from django_tasks.exceptions import TaskResultDoesNotExist, TaskResultMismatch

from soundings.accounts.models import User
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries import viewer_of
from soundings.core.rules import Denied, local_date
from soundings.core.tables import FileRefused
from soundings.core.tenancy import acting_for
from soundings.exchange import actions
from soundings.exchange.models import Batch
from soundings.exchange.words import refusal

GIVEN_UP_AFTER = timedelta(minutes=15)  # a task that began so long ago has died with its worker


class Progress(Enum):
    GOING_ON = "going on"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Work:
    """How the storing of an import goes. why: the reason, in words, where it ended without storing anything."""

    progress: Progress
    why: str = ""


def store_later(*, batch: Batch, by: Viewer, good_rows: bool) -> str:
    """A worker will store the import. Returns what `work_on` asks for."""
    return store_import.enqueue(batch.public_id, by.agency_id, by.user.pk, good_rows).id


@task()
def store_import(public_id: str, agency_id: int, user_id: int, good_rows: bool) -> str:
    """The import is stored. Returns "", or in words why nothing was stored."""
    with acting_for(agency_id):
        batch = Batch.objects.select_related("agency").get(public_id=public_id, agency=agency_id)
        user = User.objects.select_related("staff", "agency").get(pk=user_id, agency=agency_id)
        now = timezone.now()
        by = viewer_of(user, on=local_date(now, batch.agency.time_zone), at=now)
        try:
            result = actions.store(batch=batch, by=by, at=now, good_rows=good_rows)
        except Denied as denied:
            return denied.words
        except FileRefused as refused:
            return refusal(refused)
        return "" if result.stored else not_stored()


def not_stored() -> str:
    """What is said where rows need mending that could be stored when the person decided."""
    return _("Nothing was stored: some rows need mending since things changed here.")


def work_on(waiting: str, *, batch: Batch, at: datetime) -> Work:
    """How the work goes that `store_later` began for this import; DONE also where there is no such work."""
    try:
        found = store_import.get_result(waiting)
    except (TaskResultDoesNotExist, TaskResultMismatch, ValueError):
        return Work(Progress.DONE)
    if found.args[0] != batch.public_id:
        return Work(Progress.DONE)
    if found.status == TaskResultStatus.SUCCESSFUL:
        return Work(Progress.DONE, found.return_value or "")
    begun = found.started_at or found.enqueued_at
    died = found.is_finished or (begun is not None and at - begun > GIVEN_UP_AFTER)
    return Work(Progress.FAILED if died else Progress.GOING_ON)
