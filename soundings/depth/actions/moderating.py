"""Second ratings are asked for, and what two raters differ on is settled. Neither rating changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer
from soundings.core.rules import Denied
from soundings.depth.actions.assigning import assign, writers_of
from soundings.depth.actions.trace import hold_cases_of, locked, review_changed
from soundings.depth.models import Programme, Review, Settled
from soundings.depth.permissions import check_can_run
from soundings.depth.queries.doubles import to_settle
from soundings.depth.queries.visible import BESIDE
from soundings.instruments.rules import checked


@transaction.atomic
def ask_seconds(
    *, programme: Programme, seconds: Mapping[Review, User | None], by: Viewer, at: datetime
) -> list[Review]:
    """Each of these reviews of the programme is rated a second time by this person, or by nobody. The changed ones.

    All or none: raises Denied unless `by` runs the programme, and where `assign` does.
    """
    check_can_run(by, programme)
    hold_cases_of(seconds)
    users = {review.pk: second for review, second in seconds.items()}
    changed = []
    for review in Review.objects.filter(pk__in=users).select_related(*BESIDE).order_by("pk"):
        second = users[review.pk]
        if review.programme_id != programme.pk:
            raise Denied(_("This review is not of the programme."))
        if review.second_id != (second.pk if second else None):
            writers = replace(writers_of(review), second=second)
            changed.append(assign(review=review, writers=writers, by=by, at=at))
    return changed


@transaction.atomic
def settle(*, review: Review, answers: Mapping[str, Mapping[str, Any]], by: Viewer, at: datetime) -> list[Settled]:
    """What two raters differed on has a settled answer, each with its reason; both ratings stay as they were.

    answers: by question, the value (or how it was left) and beside it as `why` the reason. The settled answers that
    are new come back: what stands as it is sent again stays whose it is. Raises Denied unless `by`
    may settle this review, for a question on which the two do not differ, one that is not a possible answer, and one
    without a reason.
    """
    review = locked(review)
    found = to_settle(by, review)
    differ = {one.code: one for one in found.questions}
    if not answers or not answers.keys() <= differ.keys():
        raise Denied(_("Only what the two ratings differ on is settled."))
    if any(not str(answer.get("why", "")).strip() for answer in answers.values()):
        raise Denied(_("Please say why, for each question that you settle."))
    plain = {code: {key: part for key, part in answer.items() if key != "why"} for code, answer in answers.items()}
    if checked(found.form, None, plain) or not all(plain.values()):
        raise Denied(_("One of these is no possible answer to its question."))
    stands = {code: (one.answer, one.reason) for code, one in found.settled.items()}
    new = {code: (answer, answers[code]["why"].strip()) for code, answer in plain.items()}
    new = {code: one for code, one in new.items() if one != stands.get(code)}
    rows = []
    for code, (answer, reason) in new.items():
        kept = {"answer": answer, "reason": reason, "by": by.user, "at": at}
        row, _made = Settled.objects.update_or_create(
            agency_id=review.agency_id, review=review, question=code, defaults=kept
        )
        rows.append(row)
    if rows:
        review_changed(by=by, at=at, verb="review.settled", review=review, after={"questions": sorted(new)})
    return rows
