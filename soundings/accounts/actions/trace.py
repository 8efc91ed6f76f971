"""What every action of this room leaves in the trail."""

from datetime import datetime
from typing import Any

from soundings.accounts.models import Grant, Staff, Stage, Unit, User
from soundings.accounts.permissions import By
from soundings.core.actions import record_change

KINDS = {Unit: "unit", Staff: "staff", Stage: "stage", User: "user", Grant: "grant"}


def changed(
    thing: Unit | Staff | Stage | User | Grant,
    verb: str,
    *,
    by: By | User,
    at: datetime,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """The change of `thing` is in the trail, in the caller's transaction: `verb` is what happened ("closed")."""
    kind = KINDS[thing.__class__]  # a request's user stands behind a proxy, which has its class only
    record_change(
        by=by,
        at=at,
        verb=f"{kind}.{verb}",
        target=thing.code if isinstance(thing, Stage) else thing.public_id,
        target_kind=kind,
        agency=thing.agency_id,
        before=before,
        after=after,
        reason=reason,
    )
