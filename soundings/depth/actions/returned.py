"""Answers that came back from KoboToolbox or ODK stand in the parts of reviews, as if they had been typed there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.core.rules import Denied
from soundings.depth.actions import family
from soundings.depth.actions.trace import hold_cases_of, locked, review_changed
from soundings.depth.actions.writing import give_part, save_part
from soundings.depth.models import FamilyInvite, Part, Returned, Review
from soundings.depth.queries.returned import Plan
from soundings.depth.rules import Side
from soundings.depth.rules.asking import FAMILY
from soundings.depth.rules.merging import Sent
from soundings.depth.rules.returned import Fate, new_in


@dataclass(frozen=True, slots=True)
class Coming:
    """The answers of one submission, and the part to which they go. stamp: of the part when it was looked at."""

    review: Review
    side: Side
    who: str
    invite: FamilyInvite | None
    stamp: int
    instance: str
    answers: Mapping[str, Mapping[str, Any]]


def coming_from(plan: Plan) -> list[Coming]:
    """The rows of the plan that are taken over, each with the answers that do not stand yet."""
    found = []
    for row in plan.of(Fate.TAKE):
        assert row.target and row.read
        target, part = row.target, row.target.part
        answers = new_in(part.answers if part else {}, row.read.answers)
        stamp = part.stamp if part else 0
        found.append(Coming(target.review, target.side, target.who, target.invite, stamp, row.line.instance, answers))
    return found


@transaction.atomic
def take_answers(*, by: Viewer, at: datetime, coming: Sequence[Coming], yes: bool = False) -> int:
    """All these answers stand in their parts, or none of them. How many submissions were taken over.

    What somebody of the family or the child said is handed over with it, so that it is read for danger by the next
    working day. yes: before they answered each of them was told who reads it, and said themselves that they want to.
    Raises Denied unless `by` may write each of these parts, where something was written meanwhile, where a submission
    was taken over before, or where somebody's own yes is missing.
    """
    hold_cases_of(one.review for one in coming)
    for one in sorted(coming, key=lambda one: (one.review.case_id, one.review.pk)):
        _take(by, at, one, yes)
    return len(coming)


def _take(by: Viewer, at: datetime, one: Coming, yes: bool) -> None:
    review = locked(one.review)
    if Returned.objects.filter(agency=review.agency_id, instance=one.instance).exists():
        raise Denied(_("One of these was taken over meanwhile, so nothing was stored. Choose the file once more."))
    if one.side in FAMILY:
        _check_yes(by, at, one, yes)
    sent = {code: Sent(answer, one.stamp) for code, answer in one.answers.items()}
    saved = save_part(by=by, at=at, review=review, side=one.side, sent=sent, who=one.who)
    if saved.clashes:
        raise Denied(_("Somebody wrote in one of these parts meanwhile, so nothing was stored. Look at them again."))
    Returned.objects.create(agency_id=review.agency_id, part=saved.part, instance=one.instance, by=by.user, at=at)
    after = {"side": one.side, "part": saved.part.public_id, "submission": one.instance}
    review_changed(by=by, at=at, verb="review.answers-came-back", review=review, after=after)
    if one.side in FAMILY:
        give_part(by=by, at=at, review=review, side=one.side, who=one.who)


def _check_yes(by: Viewer, at: datetime, one: Coming, yes: bool) -> None:
    """They were asked, in person or on paper, and said yes themselves. Raises Denied otherwise."""
    part = Part.objects.filter(review=one.review, side=one.side.value, who=one.who).first()
    if one.invite is None or part is None or one.invite.ended_at:
        raise Denied(_("Ask them first, on the page of the family’s part."))
    if part.consent.get("yes_at"):
        return
    if not yes:
        raise Denied(_("Nobody takes part without their own yes."))
    family.begin(by=by, at=at, invite=one.invite)
