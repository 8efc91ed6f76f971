"""What happens in its time: who was handed a review hears of it, and who writes one or owns an action is reminded."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from soundings.accounts.models import User
from soundings.breadth.actions.months import forget_finished
from soundings.core.models import Agency
from soundings.core.rules import local_date
from soundings.core.tenancy import acting_for
from soundings.depth.actions.findings import remind_owners
from soundings.depth.actions.reminding import remind_raters, remind_writers
from soundings.depth.mail import send_due, send_handed, send_reminder

EVERY = timedelta(hours=1)
AGAIN, TIMES = timedelta(minutes=10), 12  # how soon a message that failed is tried again, and how often


def keep_reminding() -> None:
    """A worker reminds owners from now on. Safe to ask again."""
    if not DBTaskResult.objects.filter(task_path=remind.module_path, status=TaskResultStatus.READY).exists():
        remind.enqueue()


@task()
def remind() -> int:
    """Everybody whose action, review or rating is due soon or late has had a message; the next time is set.

    Says how many.
    """
    now = timezone.now()
    done = 0
    for agency in Agency.objects.order_by("pk"):
        with acting_for(agency):
            on = local_date(now, agency.time_zone)
            done += remind_owners(agency_id=agency.pk, on=on, send=send_reminder)
            done += remind_writers(agency_id=agency.pk, on=on, at=now, send=send_due)
            done += remind_raters(agency_id=agency.pk, on=on, at=now, send=send_due)
    forget_finished(remind.module_path)
    forget_finished(tell_handed.module_path)
    if not DBTaskResult.objects.filter(task_path=remind.module_path, status=TaskResultStatus.READY).exists():
        remind.using(run_after=now + EVERY).enqueue()
    return done


def tell_later(users: Iterable[User], *, link: str) -> None:
    """A worker tells each of these people once that something was handed to them."""
    for user in dict.fromkeys(users):
        tell_handed.enqueue(user.public_id, user.agency_id, link)


@task()
def tell_handed(public_id: str, agency_id: int, link: str, times: int = 1) -> bool:
    """This person has had the message; where it could not be sent, it is tried again for two hours."""
    with acting_for(agency_id):
        user = User.objects.filter(public_id=public_id, agency=agency_id, is_active=True).first()
        if user is None:
            return False
        try:
            send_handed(user, link=link)
        except OSError:
            if times < TIMES:
                later = tell_handed.using(run_after=timezone.now() + AGAIN)
                later.enqueue(public_id, agency_id, link, times + 1)
            return False
    return True
