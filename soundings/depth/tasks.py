"""What happens in its time: owners of agreed actions are reminded."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from soundings.breadth.actions.months import forget_finished
from soundings.core.models import Agency
from soundings.core.rules import local_date
from soundings.core.tenancy import acting_for
from soundings.depth.actions.findings import remind_owners
from soundings.depth.mail import send_reminder

EVERY = timedelta(hours=1)


def keep_reminding() -> None:
    """A worker reminds owners from now on. Safe to ask again."""
    if not DBTaskResult.objects.filter(task_path=remind.module_path, status=TaskResultStatus.READY).exists():
        remind.enqueue()


@task()
def remind() -> int:
    """Every owner whose action is due soon or late has had a message; the next time is set. Returns how many."""
    now = timezone.now()
    done = 0
    for agency in Agency.objects.order_by("pk"):
        with acting_for(agency):
            done += remind_owners(agency_id=agency.pk, on=local_date(now, agency.time_zone), send=send_reminder)
    forget_finished(remind.module_path)
    if not DBTaskResult.objects.filter(task_path=remind.module_path, status=TaskResultStatus.READY).exists():
        remind.using(run_after=now + EVERY).enqueue()
    return done
