"""What was found, and what was agreed to be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff
from soundings.accounts.permissions import Viewer
from soundings.core.actions import record_change
from soundings.core.rules import Denied
from soundings.depth.actions.trace import check_words
from soundings.depth.models import AgreedAction, Finding, Programme, Review
from soundings.depth.permissions.learning import (
    check_can_agree,
    check_can_confirm,
    check_can_find,
    check_can_finish,
)
from soundings.depth.queries.learning import facts_of, state_of
from soundings.depth.rules import Alignment, Column
from soundings.depth.rules.learning import ActionState, reminder_due


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What somebody writes down. elements, questions: codes; themes: the agency's own words."""

    column: Column
    words: str
    alignment: Alignment | None = None
    elements: Sequence[str] = ()
    themes: Sequence[str] = ()
    questions: Sequence[str] = ()


@transaction.atomic
def add_finding(
    *, found: Found, by: Viewer, at: datetime, review: Review | None = None, programme: Programme | None = None
) -> Finding:
    """The finding stands with its review or its programme, at the place that it is about.

    Raises Denied unless the viewer writes findings there as it stands, or where nothing was said.
    """
    check_can_find(by, review=review, programme=programme)
    if not found.words.strip():
        raise Denied(_("Say what was found."))
    unit = (review.case.team or review.team) if review else programme.unit if programme else None
    made = Finding.objects.create(
        agency_id=by.agency_id,
        review=review,
        programme=None if review else programme,
        unit=unit,
        column=found.column.value,
        alignment=found.alignment.value if found.alignment else "",
        words=found.words.strip(),
        elements=list(found.elements),
        themes=list(dict.fromkeys(theme.strip() for theme in found.themes if theme.strip())),
        questions=list(found.questions),
        by=by.user,
        at=at,
    )
    _trace("finding.added", made, made.public_id, "finding", by, at, after={"column": made.column})
    return made


@transaction.atomic
def agree_action(*, finding: Finding, what: str, owner: Staff, by_on: date, by: Viewer, at: datetime) -> AgreedAction:
    """Somebody does something about a finding by a day. Raises Denied for a day that has passed, or nobody's action."""
    check_can_agree(by, finding)
    if owner.agency_id != by.agency_id or owner.is_duty or (owner.ended_on and owner.ended_on <= by.on):
        raise Denied(_("Choose somebody who works here."))
    if not what.strip():
        raise Denied(_("Say what is to be done."))
    if by_on < by.on:
        raise Denied(_("That day has passed."))
    made = AgreedAction.objects.create(
        agency_id=by.agency_id,
        finding=finding,
        what=what.strip(),
        owner=owner,
        by_on=by_on,
        made_by=by.user,
        made_at=at,
    )
    _trace("action.agreed", finding, made.public_id, "action", by, at, after={"by": by_on, "owner": owner.public_id})
    return made


@transaction.atomic
def finish_action(*, action: AgreedAction, evidence: str, by: Viewer, at: datetime) -> AgreedAction:
    """It is done, and `evidence` says what shows it; somebody else confirms it. Raises Denied without evidence."""
    action = _held(action, by, ActionState.OPEN, ActionState.OVERDUE)
    check_can_finish(by, action)
    if not evidence.strip():
        raise Denied(_("Say what shows that it is done."))
    action.evidence, action.done_by, action.done_at = evidence.strip(), by.user, at
    return _moved(action, "action.done", by, at, "evidence", "done_by", "done_at")


@transaction.atomic
def confirm_action(*, action: AgreedAction, by: Viewer, at: datetime) -> AgreedAction:
    """Somebody else than its owner has seen that it is done."""
    action = _held(action, by, ActionState.DONE)
    check_can_confirm(by, action)
    action.confirmed_by, action.confirmed_at = by.user, at
    return _moved(action, "action.confirmed", by, at, "confirmed_by", "confirmed_at")


@transaction.atomic
def send_action_back(*, action: AgreedAction, reason: str, by: Viewer, at: datetime) -> AgreedAction:
    """It is not done yet, because of `reason`; what was said to show it stays beside it."""
    action = _held(action, by, ActionState.DONE)
    check_can_confirm(by, action)
    action.evidence = f"{action.evidence}\n\n{check_words(reason)}"
    action.done_by = action.done_at = None
    return _moved(action, "action.sent-back", by, at, "evidence", "done_by", "done_at")


@transaction.atomic
def drop_action(*, action: AgreedAction, reason: str, by: Viewer, at: datetime) -> AgreedAction:
    """It is put aside, with the reason; it stays on record."""
    action = _held(action, by, ActionState.OPEN, ActionState.OVERDUE)
    check_can_finish(by, action)
    action.dropped_at, action.dropped_because = at, check_words(reason)
    return _moved(action, "action.dropped", by, at, "dropped_at", "dropped_because")


class Remind(Protocol):
    """Puts the message to the owner of an action on its way. Raises OSError if that cannot be done now."""

    def __call__(self, action: AgreedAction) -> None: ...


def remind_owners(*, agency_id: int, on: date, send: Remind) -> int:
    """Every owner whose action is due soon or late has had a message. Returns how many went out.

    A message that could not be sent is tried again next time; owners without a sign-in and those who left get none.
    """
    waiting = AgreedAction.objects.filter(agency=agency_id, done_at=None, dropped_at=None, owner__user__is_active=True)
    waiting = waiting.filter(Q(owner__ended_on=None) | Q(owner__ended_on__gt=on))
    done = 0
    for action in waiting.select_related("owner__user__agency").order_by("pk"):
        if not reminder_due(facts_of(action), on):
            continue
        try:
            send(action)
        except OSError:
            continue
        AgreedAction.objects.filter(pk=action.pk).update(reminded_on=on)
        done += 1
    return done


def _held(action: AgreedAction, by: Viewer, *states: ActionState) -> AgreedAction:
    """The action as it stands now, held until the transaction ends. Raises Denied in any other state."""
    AgreedAction.objects.select_for_update().get(pk=action.pk)
    beside = ("finding__unit", "finding__review__case__child", "finding__programme", "owner")
    action = AgreedAction.objects.select_related(*beside).get(pk=action.pk)
    if state_of(action, by.on) not in states:
        raise Denied(_("This cannot be done with it now. Look at it again."))
    return action


def _moved(action: AgreedAction, verb: str, by: Viewer, at: datetime, *fields: str) -> AgreedAction:
    action.save(update_fields=[*fields])
    _trace(verb, action.finding, action.public_id, "action", by, at)
    return action


def _trace(
    verb: str, finding: Finding, target: str, kind: str, by: Viewer, at: datetime, *, after: object = None
) -> None:
    """In the trail, as of the child if it comes from a review. Its words are never in it."""
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=target,
        target_kind=kind,
        agency=finding.agency_id,
        children=[finding.review.case.child.public_id] if finding.review else (),
        after=after,
    )
