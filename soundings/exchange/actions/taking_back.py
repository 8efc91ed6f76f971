"""Taking a whole import back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.actions.bulk import Load, RowChange
from soundings.accounts.actions.bulk import take_back as take_accounts_back
from soundings.accounts.permissions import By
from soundings.breadth.actions.bulk import take_back as take_practice_back
from soundings.cases.actions import bulk
from soundings.cases.rules import BeforeImage, KeptRow, TakenBack
from soundings.core.actions import record_change
from soundings.core.rules import Denied
from soundings.exchange import queries
from soundings.exchange.actions.uploads import forget_all
from soundings.exchange.models import Batch, BatchChange, ImportState
from soundings.exchange.permissions import check_can_take_back
from soundings.exchange.rules import Kind, options_from

OF_PLACES = (Kind.STRUCTURE, Kind.STAFF)


@dataclass(slots=True)
class Undone:
    """What became of an import that was taken back."""

    records: int = 0  # of practice, that no longer count
    removed: dict[str, int] = field(default_factory=dict)
    restored: dict[str, int] = field(default_factory=dict)
    kept: list[KeptRow] = field(default_factory=list)  # what something hangs on since, and why


@transaction.atomic
def take_back(*, batch: Batch, by: By, at: datetime, reason: str) -> Undone:
    """What the import added is gone and what it changed is as it was, but for what something hangs on since.

    Raises Denied, and then takes nothing back.
    """
    batch = Batch.objects.select_for_update(of=("self",)).select_related("agency").get(pk=batch.pk)
    check_can_take_back(by, batch)
    if not reason.strip():
        raise Denied(_("Please say why this import is taken back."))
    undone = _undo(batch, by=by, at=at, reason=reason.strip())
    batch.state, batch.taken_back_at, batch.taken_back_reason = ImportState.TAKEN_BACK, at, reason.strip()[:300]
    batch.taken_back_by = getattr(by, "user", None)
    batch.summary = {**batch.summary, "taken_back": _told(undone)}
    batch.report, batch.refused_file = {}, ""
    batch.save()
    record_change(
        by=by,
        at=at,
        verb="import.taken-back",
        target=batch.public_id,
        target_kind="batch",
        agency=batch.agency_id,
        after=_told(undone),
        reason=reason.strip(),
    )
    transaction.on_commit(lambda: forget_all(batch))
    return undone


def _told(undone: Undone) -> dict[str, Any]:
    return {
        "records": undone.records,
        "removed": undone.removed,
        "restored": undone.restored,
        "kept": len(undone.kept),
    }


def _undo(batch: Batch, *, by: By, at: datetime, reason: str) -> Undone:
    changes = list(queries.changes_of(batch))
    of_accounts = [change for change in changes if "." in change.model]  # "accounts.staff"; the others are of cases
    undone = Undone()
    if batch.kind not in OF_PLACES:
        undone.records = take_practice_back(agency_id=batch.agency_id, batch=batch.public_id, by=by, at=at)
        images = [BeforeImage(one.model, one.row, one.before, one.after) for one in changes if one not in of_accounts]
        taken: TakenBack = bulk.take_back(
            batch.public_id, images, agency_id=batch.agency_id, by=by, at=at, reason=reason
        )
        undone.removed, undone.restored, undone.kept = dict(taken.removed), dict(taken.restored), list(taken.kept)
    _undo_accounts(batch, of_accounts, undone, by=by, at=at)
    return undone


def _undo_accounts(batch: Batch, changes: list[BatchChange], undone: Undone, *, by: By, at: datetime) -> None:
    """Staff and places that the import made are gone too; beside children they stay where somebody needs them now."""
    load = Load(batch.agency, options_from(batch.options).day, batch.public_id)
    rows = [RowChange(one.model, one.row, one.before, one.after) for one in changes]
    try:
        counts = take_accounts_back(load=load, changes=rows, by=by, at=at)
    except Denied:
        if batch.kind in OF_PLACES:
            raise
        return
    if counts["removed"]:
        undone.removed["staff"] = undone.removed.get("staff", 0) + counts["removed"]
    if counts["restored"]:
        undone.restored["staff"] = undone.restored.get("staff", 0) + counts["restored"]
