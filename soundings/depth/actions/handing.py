"""The cases of a draw are handed to reviewers, as evenly as may be, and never to whoever may not review them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer
from soundings.core.rules import Denied
from soundings.depth.actions.assigning import assign, writers_of
from soundings.depth.actions.trace import hold_cases_of
from soundings.depth.models import Draw, Review
from soundings.depth.permissions import check_can_run
from soundings.depth.queries.framing import frame_of
from soundings.depth.queries.reviewers import candidates_of, handed_of, reviewers_in
from soundings.depth.queries.visible import BESIDE, reviews_visible_to
from soundings.depth.rules import APART, Handed, handed_out


@dataclass(frozen=True, slots=True)
class HandedOut:
    """The reviews that have a reviewer now, and those that none of the people may have."""

    given: list[Review]
    left: list[Review]


@transaction.atomic
def hand_out(*, draw: Draw, reviewers: Sequence[User], by: Viewer, at: datetime) -> HandedOut:
    """Each review of the draw that nobody writes yet has one of these people as its reviewer.

    Raises Denied for whoever does not run the programme, no people, and somebody who does not review cases here.
    """
    check_can_run(by, draw.programme)
    allowed = reviewers_in(draw.agency_id, on=by.on)
    people = list(dict.fromkeys(reviewers))
    if not people or any(one not in allowed for one in people):
        raise Denied(_("Choose one or more people who review cases here."))
    hold_cases_of(waiting_in(draw, by))
    waiting = {review.pk: review for review in waiting_in(draw, by)}  # as they stand once nobody else changes them
    cases = _handed(list(waiting.values()), by, at)
    candidates = candidates_of(people, on=by.on)
    chosen, left = handed_out(cases, [candidates[one.pk] for one in people], away=frame_of(draw).away_from)
    users = {one.pk: one for one in people}
    given = [
        assign(review=waiting[key], writers=replace(writers_of(waiting[key]), reviewer=users[user]), by=by, at=at)
        for key, user in sorted(chosen.items())
    ]
    return HandedOut(given, [waiting[key] for key in left])


def waiting_in(draw: Draw, viewer: Viewer) -> list[Review]:
    """The reviews of the draw that the viewer sees and that nobody has been given."""
    states = [state.value for state in APART]
    found = reviews_visible_to(viewer).filter(draw=draw, reviewer=None, state__in=states)
    return list(found.select_related(*BESIDE).order_by("pk"))


def _handed(reviews: Sequence[Review], by: Viewer, at: datetime) -> dict[int, Handed]:
    """What matters of each review's case; the worker of the review counts as holding it."""
    known = handed_of([review.case for review in reviews], at=at, on=by.on)
    workers = {review.pk: {review.worker_id} if review.worker_id else set() for review in reviews}
    return {
        review.pk: replace(known[review.case_id], staff=known[review.case_id].staff | workers[review.pk])
        for review in reviews
    }
