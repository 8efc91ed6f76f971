"""Whoever's turn has come gets a message. That they see it does not depend on this."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from soundings.cases.models import ConcernTurn
from soundings.cases.rules.concerns import ConcernState


class Send(Protocol):
    """Puts the message to one person on its way. Raises OSError if that cannot be done now."""

    def __call__(self, turn: ConcernTurn, *, at: datetime) -> None: ...


def tell_due(*, agency_id: int, at: datetime, send: Send) -> int:
    """A message is on its way to everybody whose turn has come and who had none yet. Returns how many went out.

    A message that could not be sent is tried again next time.
    """
    due = ConcernTurn.objects.filter(agency=agency_id, told_at=None, from_at__lte=at)
    due = due.filter(concern__state=ConcernState.RAISED.value)
    done = 0
    for turn in due.select_related("user__agency", "concern").order_by("from_at", "pk"):
        try:
            send(turn, at=at)
        except OSError:
            continue
        ConcernTurn.objects.filter(pk=turn.pk).update(told_at=at)
        done += 1
    return done


def forget_told(task_paths: Collection[str]) -> None:
    """The queue no longer keeps the earlier runs of these tasks that went well: they run all day."""
    DBTaskResult.objects.filter(task_path__in=task_paths, status=TaskResultStatus.SUCCESSFUL).delete()
