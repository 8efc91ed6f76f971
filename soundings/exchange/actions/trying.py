"""What taking an import back would do, found out by doing it and undoing that."""

from datetime import datetime

from django.db import transaction

from soundings.accounts.permissions import By
from soundings.exchange.actions.taking_back import Undone, take_back
from soundings.exchange.models import Batch


def would_take_back(*, batch: Batch, by: By, at: datetime) -> Undone:
    """What `take_back` would remove, restore and keep now. Nothing has changed afterwards. Raises Denied."""
    with transaction.atomic():
        undone = take_back(batch=batch, by=by, at=at, reason="-")
        transaction.set_rollback(True)
    return undone
