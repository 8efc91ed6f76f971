"""What a receiver does with a concern: acknowledge it, decide, confirm it in the case system, close it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer
from soundings.cases.actions.trace import check_reason
from soundings.cases.models import Concern, ConcernDecision
from soundings.cases.permissions import check_can_move
from soundings.cases.rules.concerns import ConcernState, Move
from soundings.core.actions import record_change
from soundings.core.rules import Denied


@transaction.atomic
def acknowledge(*, concern: Concern, by: Viewer, at: datetime) -> Concern:
    """The viewer has taken it on: the clock stops, and nobody further is told. Raises Denied for a second one."""
    concern = _held(concern, by, Move.ACKNOWLEDGE)
    concern.acknowledged_by, concern.acknowledged_at = by.user, at
    return _moved(concern, ConcernState.ACKNOWLEDGED, by, at, "acknowledged_by", "acknowledged_at")


@transaction.atomic
def decide_concern(*, concern: Concern, what: str, who: str, by_when: datetime, by: Viewer, at: datetime) -> Concern:
    """It is decided what happens, who does it and by when. A further decision stands beside the earlier ones."""
    concern = _held(concern, by, Move.DECIDE)
    if not (what.strip() and who.strip()):
        raise Denied(_("Say what happens and who does it."))
    ConcernDecision.objects.create(
        agency_id=concern.agency_id,
        concern=concern,
        what=what,
        who=who[:200],
        by_when=by_when,
        decided_by=by.user,
        decided_at=at,
    )
    concern.confirmed_by = concern.confirmed_at = None  # the new decision is not in the case system yet
    return _moved(concern, ConcernState.DECIDED, by, at, "confirmed_by", "confirmed_at")


@transaction.atomic
def confirm_concern(*, concern: Concern, stands_as: str, by: Viewer, at: datetime) -> Concern:
    """What was decided stands in the case system; stands_as: where it is found there."""
    concern = _held(concern, by, Move.CONFIRM)
    concern.confirmed_by, concern.confirmed_at, concern.confirmed_as = by.user, at, check_reason(stands_as)[:200]
    return _moved(concern, ConcernState.CONFIRMED, by, at, "confirmed_by", "confirmed_at", "confirmed_as")


@transaction.atomic
def close_concern(*, concern: Concern, reason: str, by: Viewer, at: datetime) -> Concern:
    """Nothing more is to be done. What is about a child has been confirmed in the case system before."""
    concern = _held(concern, by, Move.CLOSE)
    concern.closed_by, concern.closed_at, concern.closed_reason = by.user, at, check_reason(reason)[:300]
    return _moved(concern, ConcernState.CLOSED, by, at, "closed_by", "closed_at", "closed_reason")


def _held(concern: Concern, by: Viewer, move: Move) -> Concern:
    """The concern as it stands now, held until the transaction ends. Raises Denied unless this move is the viewer's."""
    Concern.objects.select_for_update().get(pk=concern.pk)
    concern = Concern.objects.select_related("acknowledged_by").get(pk=concern.pk)
    check_can_move(by, concern, move)
    return concern


def _moved(concern: Concern, state: ConcernState, by: Viewer, at: datetime, *fields: str) -> Concern:
    """The new state is stored and in the trail, without a word of what was said."""
    before, concern.state = concern.state, state.value
    concern.save(update_fields=["state", *fields])
    record_change(
        by=by,
        at=at,
        verb=f"concern.{state.value}",
        target=concern.public_id,
        target_kind="concern",
        agency=concern.agency_id,
        before=before,
        after=state.value,
    )
    return concern
