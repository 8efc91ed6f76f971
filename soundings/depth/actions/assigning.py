"""Who writes a review: its reviewer, second rater, supervisor and worker, and by when."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, User
from soundings.accounts.queries import Viewer
from soundings.cases.actions import declare_known
from soundings.core.rules import Denied
from soundings.depth import words
from soundings.depth.actions.trace import locked, review_changed
from soundings.depth.models import Part, Review
from soundings.depth.permissions import check_can_do, check_can_see, hats_of
from soundings.depth.queries.reviewers import candidates_of, handed_of, reviewers_in
from soundings.depth.rules import Act, Hat, Side, State, unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Writers:
    """Who a review is to be written by, all together: what is None is nobody, or no day."""

    reviewer: User | None = None
    second: User | None = None
    supervisor: User | None = None
    meets_on: date | None = None
    due_on: date | None = None


def writers_of(review: Review) -> Writers:
    """Who the review is written by now."""
    return Writers(
        reviewer=review.reviewer,
        second=review.second,
        supervisor=review.supervisor,
        meets_on=review.meets_on,
        due_on=review.due_on,
    )


@transaction.atomic
def assign(*, review: Review, writers: Writers, by: Viewer, at: datetime) -> Review:
    """The review is written by these people, by these days. What somebody had written before stays with them.

    Raises Denied for whoever is not in charge of it, and for a reviewer or second rater who knows the family, works
    on the case, is not on the list of a restricted one, or (where reviews go across teams) belongs to its team.
    """
    review = locked(review)
    check_can_do(by, review, Act.ASSIGN)
    before = _said(writers_of(review))
    for person, was in ((writers.reviewer, review.reviewer_id), (writers.second, review.second_id)):
        if person is not None and person.pk != was:
            check_reviewer(review, person, on=by.on, at=at)
    if writers.second is not None and writers.second == writers.reviewer:
        raise Denied(_("A second rating is made by somebody else than the reviewer."))
    if writers.supervisor is not None and writers.supervisor.agency_id != review.agency_id:
        raise Denied(_("There is nobody here by that name."))
    if review.reviewer_id and (writers.reviewer is None or writers.reviewer.pk != review.reviewer_id):
        set_aside(review, Side.REVIEWER)
    review.reviewer, review.second, review.supervisor = writers.reviewer, writers.second, writers.supervisor
    review.meets_on, review.due_on = writers.meets_on, writers.due_on
    review.save(update_fields=["reviewer", "second", "supervisor", "meets_on", "due_on"])
    review_changed(by=by, at=at, verb="review.assigned", review=review, before=before, after=_said(writers))
    return review


@transaction.atomic
def assign_all(*, review: Review, writers: Writers, worker: Staff | None, by: Viewer, at: datetime) -> Review:
    """`assign` and, where it is another one, `name_worker`: all of it or nothing."""
    if (worker.pk if worker else None) != review.worker_id:
        name_worker(review=review, worker=worker, by=by, at=at)
    return assign(review=review, writers=writers, by=by, at=at)


@transaction.atomic
def name_worker(*, review: Review, worker: Staff | None, by: Viewer, at: datetime) -> Review:
    """The worker's part is for this person to write, or for nobody: after a hand-over, or when somebody left.

    The next worker is one who works on the case today. Raises Denied otherwise.
    """
    review = locked(review)
    check_can_do(by, review, Act.ASSIGN)
    case = review.case
    if worker is not None and worker.pk not in handed_of([case], at=at, on=by.on)[case.pk].staff:
        raise Denied(_("%(name)s does not work on this case.") % {"name": worker.name})
    before = review.worker.public_id if review.worker else None
    if review.worker_id and (worker is None or worker.pk != review.worker_id):
        set_aside(review, Side.WORKER)
    review.worker = worker
    review.save(update_fields=["worker"])
    after = worker.public_id if worker else None
    review_changed(by=by, at=at, verb="review.worker-named", review=review, before=before, after=after)
    return review


def set_aside(review: Review, side: Side) -> None:
    """What whoever leaves had written stays with them, beside what the next one writes."""
    number = Part.objects.filter(review=review, side=side.value).exclude(who="").count() + 1
    Part.objects.filter(review=review, side=side.value, who="").update(who=f"before-{number}")


@transaction.atomic
def step_back(*, review: Review, by: Viewer, at: datetime) -> None:
    """`by` knows the family privately: they see neither the case nor its reviews any more, and another is chosen.

    Raises Denied for whoever neither reviews nor rates it.
    """
    review = locked(review)
    check_can_see(by, review)
    if not hats_of(by, review) & {Hat.REVIEWER, Hat.SECOND}:
        raise Denied(_("Only whoever reviews or rates this case steps back from it."))
    if review.state in (State.AGREED.value, State.SIGNED_OFF.value):
        raise Denied(_("This review is agreed already. Please talk to whoever runs the programme."))
    if review.reviewer_id == by.user.pk:
        set_aside(review, Side.REVIEWER)
        review.reviewer = None
    if review.second_id == by.user.pk:
        review.second = None
    review.save(update_fields=["reviewer", "second"])
    declare_known(children=[review.case.child], by=by, at=at)
    review_changed(by=by, at=at, verb="review.stepped-back", review=review)


def check_reviewer(review: Review, person: User, *, on: date, at: datetime) -> None:
    """Raise Denied, in words, unless this person may review the case of `review` (which need not be stored yet)."""
    if person not in reviewers_in(review.agency_id, on=on):
        raise Denied(_("%(name)s does not review cases here.") % {"name": person.name})
    candidate = candidates_of([person], on=on)[person.pk]
    handed = handed_of([review.case], at=at, on=on)[review.case_id]
    away = bool(review.draw and review.draw.frame.get("away_from"))
    if review.worker_id:
        handed = replace(handed, staff=handed.staff | {review.worker_id})
    if reason := unfit(candidate, handed, away=away):
        raise Denied(words.unfit(reason, person.name))


def _said(writers: Writers) -> dict[str, str | date | None]:
    people = {"reviewer": writers.reviewer, "second": writers.second, "supervisor": writers.supervisor}
    days = {"meets_on": writers.meets_on, "due_on": writers.due_on}
    return {name: one.public_id if one else None for name, one in people.items()} | days
