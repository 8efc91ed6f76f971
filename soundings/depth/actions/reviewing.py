"""A review begins, goes from one state to the next, and ends; each step stays in its history."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer
from soundings.cases.models import Case
from soundings.core.rules import Denied
from soundings.depth.actions.assigning import check_reviewer
from soundings.depth.actions.facts import keep_facts
from soundings.depth.actions.trace import check_words, locked, review_changed
from soundings.depth.models import Draw, Programme, Review, Step
from soundings.depth.permissions import check_can_move, check_can_open
from soundings.depth.queries.visible import held_from, under_way
from soundings.depth.rules import ASKS_WHY, Move, State, target_of
from soundings.instruments.models import Version
from soundings.instruments.rules import Use, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a review begins with beside its case and version."""

    programme: Programme | None = None
    draw: Draw | None = None
    reviewer: User | None = None
    supervisor: User | None = None
    due_on: date | None = None


@transaction.atomic
def open_review(*, case: Case, version: Version, begun: Begun | None = None, by: Viewer, at: datetime) -> Review:
    """A review of this case stands in state drawn, with the worker, team and stage that the case has today.

    Raises Denied: not a case that `by` may begin a review of, a version that is not published or not for reviews, a
    reviewer who may not review it, or a review in the same programme that has not ended.
    """
    case = _locked_case(case)
    check_can_open(by, case)
    return store_review(case=case, version=version, begun=begun or Begun(), by=by, at=at)


def store_review(*, case: Case, version: Version, begun: Begun, by: Viewer, at: datetime) -> Review:
    """The same without asking who asks: for the cases of a draw, whose maker was asked. The case is locked."""
    _check_version(version, case)
    if begun.programme and begun.programme.agency_id != case.agency_id:
        raise Denied(_("There is no such programme."))
    if under_way(case).filter(programme=begun.programme).exists():
        raise Denied(_("A review of this case is under way already."))
    worker = case.worker if case.worker and not case.worker.is_duty else None
    review = Review(
        agency_id=case.agency_id,
        case=case,
        version=version,
        programme=begun.programme,
        draw=begun.draw,
        worker=worker,
        team=case.team,
        stage_code=case.stage.code if case.stage else "",
        supervisor=begun.supervisor,
        due_on=begun.due_on,
        opened_by=by.user,
        opened_at=at,
    )
    if begun.reviewer:
        check_reviewer(review, begun.reviewer, on=by.on, at=at)
        review.reviewer = begun.reviewer
    review.save()
    Step.objects.create(
        agency_id=review.agency_id, review=review, before="", after=State.DRAWN.value, by=by.user, at=at
    )
    review_changed(by=by, at=at, verb="review.opened", review=review, after=_after(review))
    return review


@transaction.atomic
def move(*, review: Review, move: Move, reason: str = "", by: Viewer, at: datetime) -> Review:
    """The review has taken this step, and its history says so. Comes back as it now stands.

    reason: kept for a step that asks why (sent back, held, abandoned), which without one is refused. Raises Denied
    where `rules.why_not` has a reason, in words for whoever asked.
    """
    review = locked(review)
    check_can_move(by, review, move)
    kept = check_words(reason) if move in ASKS_WHY else ""
    before, after = State(review.state), target_of(move, held_from(review))
    review.state = after.value
    if after is State.SIGNED_OFF:
        review.signed_off_by, review.signed_off_at = by.user, at
    review.save(update_fields=["state", "signed_off_by", "signed_off_at"])
    Step.objects.create(
        agency_id=review.agency_id,
        review=review,
        before=before.value,
        after=after.value,
        reason=kept,
        by=by.user,
        at=at,
    )
    review_changed(
        by=by, at=at, verb=f"review.{move.value}", review=review, before=before.value, after=after.value, reason=kept
    )
    if move is Move.BEGIN:
        keep_facts(by=by, at=at, review=review)
    return review


def sign_off(*, review: Review, by: Viewer, at: datetime) -> Review:
    """The review is finished. Never by somebody who wrote it or who holds the case: raises Denied."""
    return move(review=review, move=Move.SIGN_OFF, by=by, at=at)


def abandon(*, review: Review, reason: str, by: Viewer, at: datetime) -> Review:
    """The review ends unfinished, and says why. What was written stays."""
    return move(review=review, move=Move.ABANDON, reason=reason, by=by, at=at)


def hold(*, review: Review, reason: str, by: Viewer, at: datetime) -> Review:
    """The review waits, and says why. Nobody writes in it until it goes on."""
    return move(review=review, move=Move.HOLD, reason=reason, by=by, at=at)


def go_on(*, review: Review, by: Viewer, at: datetime) -> Review:
    """A held review stands where it stood before."""
    return move(review=review, move=Move.GO_ON, by=by, at=at)


def _locked_case(case: Case) -> Case:
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    return Case.objects.select_related("child", "team", "worker", "stage").get(pk=case.pk)


def _check_version(version: Version, case: Case) -> None:
    if version.agency_id != case.agency_id or version.instrument.use != Use.REVIEW:
        raise Denied(_("There is no such questionnaire for reviews."))
    if version.state != VersionState.PUBLISHED:
        raise Denied(_("This questionnaire has not been published, or is out of use."))


def _after(review: Review) -> dict[str, str | None]:
    return {
        "programme": review.programme.public_id if review.programme else None,
        "draw": review.draw.public_id if review.draw else None,
        "reviewer": review.reviewer.public_id if review.reviewer else None,
    }
