"""Deciding about a child today, confirming it in the case system, and saying what was said about a question."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row
from soundings.breadth.models import Conversation, Decision
from soundings.breadth.queries.deciding import cases_to_decide_on
from soundings.breadth.queries.seen import Seen, seen_of
from soundings.breadth.rules.signals import Tier
from soundings.cases.models import Case
from soundings.cases.queries import cases_visible_to
from soundings.core.actions import record_change
from soundings.core.rules import Denied

LONGEST_SNOOZE = 183  # days: about half a year


@dataclass(frozen=True, slots=True)
class Settling:
    """What was decided, and who does what by when."""

    decided: str
    who: str
    does: str
    by_on: date


@transaction.atomic
def decide(*, by: Viewer, at: datetime, case: Case, said: Settling) -> Decision:
    """Everything that needs a decision about this child is decided, until another cause asks anew.

    Raises Denied for somebody who does not decide about this child or leads the case, where nothing waits, and for a
    day that has passed.
    """
    case = _held(by, case)
    if not cases_to_decide_on(by).filter(pk=case.pk).exists():
        raise Denied(_("Only a supervisor of this team, or whoever is on duty, decides about this child."))
    if case.worker_id and case.worker_id in by.staff_ids:
        raise Denied(_("You are this child’s worker, so somebody else decides."))
    if said.by_on < by.on:
        raise Denied(_("Choose today or a later day."))
    waiting = [one for one in _standing(case, by.on) if one.tier == Tier.DECISION and one.decided is None]
    if not waiting:
        raise Denied(_("Nothing waits to be decided about this child."))
    decision = Decision.objects.create(
        agency_id=case.agency_id,
        case=case,
        causes={one.rule: one.cause for one in waiting},
        facts={one.rule: one.params for one in waiting},
        since=min(one.since for one in waiting),
        decided=said.decided,
        who=said.who,
        does=said.does,
        by_on=said.by_on,
        decided_by=by.user,
        decided_at=at,
    )
    settled = {"rules": sorted(decision.causes), "decision": decision.public_id}
    _tell(by, at, "decision.made", case, settled | {"decided": said.decided, "who": said.who, "by": said.by_on})
    return decision


@transaction.atomic
def confirm_decision(*, by: Viewer, at: datetime, public_id: str) -> Decision:
    """The decision stands in the case system too. Again is the same. Raises Denied."""
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("case", "case__child")
        .filter(public_id=public_id, case__in=cases_to_decide_on(by).values("pk"))
        .first()
    )
    if decision is None:
        raise Denied(_("There is no such decision, or it is not one of yours."))
    if decision.confirmed_at:
        return decision
    decision.confirmed_by, decision.confirmed_at = by.user, at
    decision.save(update_fields=["confirmed_by", "confirmed_at"])
    _tell(by, at, "decision.confirmed", decision.case, {"decision": decision.public_id})
    return decision


@transaction.atomic
def talk(
    *, by: Viewer, at: datetime, case: Case, rules: list[str], said: str, until: date, reason: str
) -> Conversation:
    """These questions were asked; they rest until a day, or until their cause changes.

    Raises Denied for somebody who may not record on the case, where none of them is asked, without a word of what was
    said or why to wait, and for a day that is not later than today or more than half a year away.
    """
    case = _held(by, case)
    if not cases_visible_to(by, Row.RECORD_PRACTICE, edit=True).filter(pk=case.pk).exists():
        raise Denied(_("Only this child’s worker or a supervisor of the team can do this."))
    if not said.strip() and not reason.strip():
        raise Denied(_("Write what was said, or why to wait."))
    if not 0 < (until - by.on).days <= LONGEST_SNOOZE:
        raise Denied(_("Choose a day between tomorrow and half a year from now."))
    asked = [one for one in _standing(case, by.on) if one.tier == Tier.QUESTION and one.rule in rules]
    if not asked:
        raise Denied(_("This question is no longer asked."))
    talked = Conversation.objects.create(
        agency_id=case.agency_id,
        case=case,
        causes={one.rule: one.cause for one in asked},
        said=said.strip(),
        until=until,
        reason=reason.strip(),
        asked_by=by.user,
        asked_at=at,
    )
    _tell(by, at, "question.asked", case, {"rules": sorted(talked.causes), "until": until})
    return talked


def _held(by: Viewer, case: Case) -> Case:
    """The case as it stands, held, so that two do not settle one cause at once."""
    held = Case.objects.select_for_update(of=("self",)).select_related("child", "team")
    return held.get(pk=case.pk, agency=by.agency_id)


def _standing(case: Case, on: date) -> list[Seen]:
    return seen_of([case.pk], on).get(case.pk, [])


def _tell(by: Viewer, at: datetime, verb: str, case: Case, after: dict[str, Any]) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=case.public_id,
        target_kind="case",
        agency=case.agency_id,
        children=[case.child.public_id],
        after=after,
    )
