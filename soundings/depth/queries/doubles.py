"""Second ratings: which reviews have one, how far raters agree, and what is still to be settled between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.accounts.permissions import Viewer
from soundings.core.rules import Denied
from soundings.depth.models import Draw, Part, Programme, Review, Settled
from soundings.depth.permissions import can_run, check_can_do, check_can_run
from soundings.depth.queries.pictures.reading import definitions_of
from soundings.depth.queries.reviewers import candidates_of, handed_of, reviewers_in
from soundings.depth.queries.visible import BESIDE, leaving, shared_reviews_visible_to
from soundings.depth.rules import (
    Act,
    Agreement,
    Between,
    Double,
    Item,
    Side,
    State,
    agreement_on,
    agreement_with_others,
    chosen_for_second,
    differing,
    items_of,
    seconds_for,
    settling_form,
    unlike,
)
from soundings.instruments.rules import Audience, Definition, Question

_OUT = (State.ABANDONED.value, State.HELD.value)


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """How far second ratings agree with the first. doubles: how many reviews have both.

    questions: each thing that is rated, in the order of the latest version, with its agreement; empty for a reviewer
    who sees only how they themselves stand. people: by name. apart: answers of earlier versions that are not counted.
    """

    doubles: int
    questions: Sequence[tuple[Item, Agreement]]
    people: Sequence[tuple[str, Between]]


def sees_agreement(viewer: Viewer, programme: Programme) -> bool:
    """Whether the viewer runs this programme, or has rated in it and so sees how they themselves stand."""
    if programme.agency_id != viewer.agency_id:
        return False
    return can_run(viewer, programme) or _rated_by(programme).filter(user=viewer.user).exists()


def agreement_of(viewer: Viewer, programme: Programme) -> AgreementPage:
    """How far raters agree: for whoever runs the programme on each question and of each reviewer, for a reviewer of
    themselves alone. Restricted cases are in none of it. Raises Denied for anybody else. Five queries.
    """
    if not sees_agreement(viewer, programme):
        raise Denied(_("Agreement is for those who run the programme, and for each reviewer about themselves."))
    doubles, items = _doubles(programme)
    runs = can_run(viewer, programme)
    raters = {who for one in doubles for who in one.by} if runs else {viewer.public_id}
    names = dict(User.objects.filter(agency=viewer.agency_id, public_id__in=raters).values_list("public_id", "name"))
    people = [(names[who], agreement_with_others(who, items, doubles)) for who in raters if who in names]
    questions = [(item, agreement_on(item, doubles)) for item in items] if runs else []
    return AgreementPage(len(doubles), questions, sorted(people, key=lambda one: (one[0], one[1].who)))


def _rated_by(programme: Programme) -> QuerySet[Part]:
    """The finished ratings of reviewers and second raters, reviewers first."""
    rated = Part.objects.filter(review__programme=programme, side__in=(Side.REVIEWER.value, Side.SECOND.value))
    shared = rated.filter(review__case__restricted=False).exclude(review__state__in=_OUT).exclude(given_at=None)
    return shared.exclude(user=None).order_by("side", "pk")  # "reviewer" comes before "second"


def _doubles(programme: Programme) -> tuple[list[Double], list[Item]]:
    """The reviews with two ratings or more, and what is rated with the latest version of them."""
    by: dict[str, dict[str, Any]] = {}
    version = {}
    columns = ("review__public_id", "review__version", "side", "user__public_id", "answers")
    for review, used, side, user, answers in _rated_by(programme).values_list(*columns):
        if side == Side.SECOND and review not in by:
            continue  # the reviewer has not finished: nobody to set it against
        by.setdefault(review, {})[user] = answers
        version[review] = used
    both = {review: found for review, found in by.items() if len(found) > 1}
    versions = definitions_of(version[review] for review in both)
    apart = unlike(versions)
    doubles = [
        Double(review, {who: _alike(answers, apart[version[review]]) for who, answers in found.items()})
        for review, found in both.items()
    ]
    items = items_of(next(reversed(versions.values()))) if versions else []
    return doubles, [item for item in items if item.question.is_for(Audience.REVIEWER)]


def _alike(answers: Mapping[str, Any], apart: frozenset[str]) -> dict[str, Any]:
    return {code: answer for code, answer in answers.items() if code not in apart}


# --- which are rated twice -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SecondRating:
    """A review of the programme and its second rating.

    chosen: by the share and the seed of its draw. suggested: who could rate it, evenly handed out; None where there is
    somebody already, or nobody may. differ: how many questions the two differ on, None before both are given; left:
    how many of them are not settled yet.
    """

    review: Review
    chosen: bool
    suggested: User | None
    given: bool
    differ: int | None = None
    left: int | None = None


def second_ratings_of(viewer: Viewer, programme: Programme, *, at: datetime) -> list[SecondRating]:
    """Every running and finished review of the programme that the viewer may see, with its second rating.

    Chosen ones first, as the draw chose them. Raises Denied unless the viewer runs the programme; the trail says first
    whose reviews were listed.
    """
    check_can_run(viewer, programme)
    found = shared_reviews_visible_to(viewer).filter(programme=programme).exclude(state__in=_OUT)
    reviews = list(found.select_related(*BESIDE).order_by("opened_at", "pk").distinct())
    chosen = _chosen(programme, reviews)
    suggested = _suggested(viewer, [one for one in reviews if one.pk in chosen and one.second_id is None], at=at)
    parts = _given_parts(reviews)
    settled = set(Settled.objects.filter(review__in=reviews).values_list("review", "question"))
    definitions = definitions_of(one.version_id for one in reviews)
    rows = [
        _second_rating(one, one.pk in chosen, suggested.get(one.pk), parts, settled, definitions[one.version_id])
        for one in leaving(viewer, reviews, verb="reviews.viewed", at=at)
    ]
    return sorted(rows, key=lambda row: (not row.chosen, row.review.opened_at, row.review.pk))


def _chosen(programme: Programme, reviews: Sequence[Review]) -> set[int]:
    keys = {one.public_id: one.pk for one in reviews}
    found: set[int] = set()
    for draw in Draw.objects.filter(programme=programme, named_for=None):
        drawn = [one.public_id for one in reviews if one.draw_id == draw.pk]
        found |= {keys[one] for one in chosen_for_second(drawn, programme.second_share, draw.seed)}
    return found


def _suggested(viewer: Viewer, reviews: Sequence[Review], *, at: datetime) -> dict[int, User]:
    """Who could rate these a second time: whoever may review in this agency, least busy first."""
    people = {one.pk: one for one in reviewers_in(viewer.agency_id, on=viewer.on)} if reviews else {}
    candidates = list(candidates_of(people.values(), on=viewer.on).values())
    handed = handed_of([one.case for one in reviews], at=at, on=viewer.on)
    asked = {one.pk: (handed[one.case_id], one.reviewer_id) for one in reviews}
    away = any(bool(one.draw and one.draw.frame.get("away_from")) for one in reviews)
    return {key: people[user] for key, user in seconds_for(asked, candidates, away=away).items()}


def _given_parts(reviews: Sequence[Review]) -> dict[tuple[int, str], Any]:
    parts = Part.objects.filter(review__in=reviews, side__in=(Side.REVIEWER.value, Side.SECOND.value), who="")
    return {(one.review_id, one.side): one.answers for one in parts.exclude(given_at=None)}


def _second_rating(
    review: Review,
    chosen: bool,
    suggested: User | None,
    parts: Mapping[tuple[int, str], Any],
    settled: set[tuple[int, str]],
    definition: Definition,
) -> SecondRating:
    first, second = (parts.get((review.pk, side.value)) for side in (Side.REVIEWER, Side.SECOND))
    if first is None or second is None:
        return SecondRating(review, chosen, suggested, second is not None)
    codes = [one.code for one in differing(definition, first, second)]
    left = sum((review.pk, code) not in settled for code in codes)
    return SecondRating(review, chosen, None, True, len(codes), left)


# --- settling --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToSettle:
    """Two ratings of one review, side by side. questions: on which they differ. settled: what stands of them.

    form: a questionnaire of those questions alone.
    """

    form: Definition
    questions: Sequence[Question]
    first: Mapping[str, Any]
    second: Mapping[str, Any]
    settled: Mapping[str, Settled]


def to_settle(viewer: Viewer, review: Review) -> ToSettle:
    """The two ratings of a review for whoever settles between them.

    Raises Denied unless the viewer may settle it (they run the programme and wrote neither), or both are not given.
    """
    check_can_do(viewer, review, Act.SETTLE)
    parts = _given_parts([review])
    first, second = (parts.get((review.pk, side.value)) for side in (Side.REVIEWER, Side.SECOND))
    if first is None or second is None:
        raise Denied(_("There are not two finished ratings of this review yet."))
    definition = Definition.read(review.version.definition)
    settled = {one.question: one for one in Settled.objects.filter(review=review).select_related("by")}
    questions = differing(definition, first, second)
    return ToSettle(settling_form(definition, questions), questions, first, second, settled)


def is_rated_twice(review: Review) -> bool:
    """Whether somebody rates this review a second time, so that the worker is told what for. One query at most."""
    if review.second_id:
        return True
    return Part.objects.filter(Q(side=Side.SECOND.value), review=review).exists()
