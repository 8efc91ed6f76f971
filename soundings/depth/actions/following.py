"""What happens to reviews when something happens to their cases: a restriction holds them, a hand-over goes along,
and whoever says that they know the family reviews it no more."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.cases.models import KnownPerson, NamedAccess, WorkerSpan
from soundings.core.rules import SYSTEM
from soundings.depth.actions.assigning import set_aside
from soundings.depth.actions.trace import review_changed
from soundings.depth.models import Calibration, Pick, Review, Step
from soundings.depth.rules import APART, RUNNING, Side, State

FEW = 500  # keys in one statement


def follow_cases(case_ids: Collection[int], *, at: datetime) -> None:
    """Reviews keep up with these cases. Safe to repeat.

    One of a case that has been restricted is held, unless its reviewer stands on the list. While worker and reviewer
    still write apart and the worker has written nothing, the part goes with the case to its next worker, or to nobody.
    Until it is agreed, a reviewer or second rater who knows the child privately is nobody's reviewer any more. The
    cases are held by whoever changed them, so no review of theirs is: every action on one holds its case first.
    """
    reviews = _running_of(case_ids)
    known = _known_by_raters(reviews)
    for review in reviews:
        if review.state != State.AGREED and review.pk in known:
            _withdraw(review, known[review.pk], at=at)
        if review.case.restricted and not _reviewer_is_named(review, at):
            _hold(review, at=at)
        elif State(review.state) in APART and review.worker_id != _lead_of(review):
            _hand_over(review, at=at)


def _running_of(case_ids: Collection[int]) -> list[Review]:
    running = Review.objects.filter(state__in=[state.value for state in RUNNING])
    running = running.select_related("case__child", "case__worker", "worker")
    if len(case_ids) <= FEW:
        return list(running.filter(case__in=list(case_ids)).order_by("pk"))
    wanted = set(case_ids)  # a whole load: there are few reviews beside so many cases
    return [review for review in running.order_by("pk") if review.case_id in wanted]


def _known_by_raters(reviews: Collection[Review]) -> dict[int, set[int]]:
    """By review: keys of its reviewer and second rater, as far as they said that they know the child privately."""
    raters = {review.pk: {review.reviewer_id, review.second_id} - {None} for review in reviews}
    users = {user for each in raters.values() for user in each}
    children = {review.pk: review.case.child_id for review in reviews}
    if not users:
        return {}
    told = set(KnownPerson.objects.filter(user__in=users).values_list("user", "child"))
    found = {key: {user for user in each if user and (user, children[key]) in told} for key, each in raters.items()}
    return {key: each for key, each in found.items() if each}


def _withdraw(review: Review, users: Collection[int], *, at: datetime) -> None:
    """These people rate it no more; what the reviewer had written stays, beside what the next one writes."""
    before = {"reviewer": review.reviewer_id in users, "second": review.second_id in users}
    if review.reviewer_id in users:
        set_aside(review, Side.REVIEWER)
        review.reviewer = None
    if review.second_id in users:
        review.second = None
    review.save(update_fields=["reviewer", "second"])
    gone = sorted(name for name, is_gone in before.items() if is_gone)
    review_changed(by=SYSTEM, at=at, verb="review.withdrawn", review=review, after={"knows-family": gone})


def _reviewer_is_named(review: Review, at: datetime) -> bool:
    lists = NamedAccess.objects.filter(case__child=review.case.child_id, user=review.reviewer_id, break_glass=False)
    return lists.filter(Q(until=None) | Q(until__gt=at), given_at__lte=at).exists()


def _hold(review: Review, *, at: datetime) -> None:
    before = review.state
    Review.objects.filter(pk=review.pk).update(state=State.HELD.value)
    Step.objects.create(
        agency_id=review.agency_id, review=review, before=before, after=State.HELD.value, reason="restricted", at=at
    )
    review_changed(by=SYSTEM, at=at, verb="review.hold", review=review, before=before, after=State.HELD.value)


def _lead_of(review: Review) -> int | None:
    worker = review.case.worker
    return None if worker is None or worker.is_duty else worker.pk


def _hand_over(review: Review, *, at: datetime) -> None:
    """Whoever still works on the case keeps the part, and so does whoever has begun to write it."""
    still = WorkerSpan.objects.filter(case=review.case_id, staff=review.worker_id, to_on=None).exists()
    if still or review.parts.filter(side=Side.WORKER.value).exists():
        return
    before = review.worker.public_id if review.worker else None
    Review.objects.filter(pk=review.pk).update(worker=_lead_of(review))
    after = review.case.worker.public_id if _lead_of(review) and review.case.worker else None
    review_changed(by=SYSTEM, at=at, verb="review.worker-named", review=review, before=before, after=after)


def held_for_reviews(case_ids: Collection[int]) -> dict[int, str]:
    """The cases that must stay when an import is taken back, since a review, a draw or a session has them."""
    kept: set[int] = set()
    for rows in (Review.objects.all(), Pick.objects.all(), Calibration.objects.exclude(case=None)):
        few = rows.filter(case__in=list(case_ids)) if len(case_ids) <= FEW else rows
        kept |= set(few.values_list("case", flat=True)) & set(case_ids)
    return dict.fromkeys(kept, _("The case has been drawn for review."))
