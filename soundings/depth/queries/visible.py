"""The only starts for reading reviews and programmes, and the only way out for what names a child."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q, QuerySet

from soundings.accounts.queries import Viewer
from soundings.cases import queries as cases
from soundings.cases.models import Case, Child
from soundings.depth.models import Draw, Part, Programme, Review, Step
from soundings.depth.permissions import programme_visible, stand_of, visible
from soundings.depth.rules import OPEN, Hat, Side, Stand, State, sides_seen

BESIDE = (
    "case__child", "case__team", "case__stage", "version__instrument", "programme", "programme__unit", "draw",
    "worker", "team", "reviewer", "second", "supervisor", "signed_off_by",
)  # fmt: skip


def reviews_visible_to(viewer: Viewer) -> QuerySet[Review]:
    """The reviews that exist for the viewer: their own, their team's, those that name them, finished ones.

    Those of restricted cases only where a named list has the viewer. No order; nothing is read yet.
    """
    return Review.objects.filter(visible(viewer))


def shared_reviews_visible_to(viewer: Viewer) -> QuerySet[Review]:
    """The same without restricted cases: for lists, counts and figures at which several people look."""
    return reviews_visible_to(viewer).filter(case__restricted=False)


def review_for(viewer: Viewer, public_id: str) -> Review | None:
    """The review with this public id and what stands beside it; None if it is out of scope."""
    return reviews_visible_to(viewer).filter(public_id=public_id).select_related(*BESIDE).first()


def reviews_of_child(viewer: Viewer, child: Child) -> QuerySet[Review]:
    """The reviews of all cases of this child that exist for the viewer, newest first."""
    found = reviews_visible_to(viewer).filter(case__child=child).select_related(*BESIDE)
    return found.order_by("-opened_at", "-pk")


def under_way(case: Case) -> QuerySet[Review]:
    """The reviews of this case that have not ended: at most one in each programme, and one that stands alone.

    Whoever asks is not asked: this says what can begin, and is not shown.
    """
    return Review.objects.filter(case=case, state__in=OPEN)


def leaving(
    viewer: Viewer, reviews: Iterable[Review], *, verb: str, at: datetime, reason: str = "", target: str = ""
) -> list[Review]:
    """The reviews, once the trail says that the viewer read of their children. Every page that names one leaves here.

    verb: what was looked at ("review.viewed", "reviews.viewed"). target: the public id of the review, if it is one.
    Raises TrailUnavailable, and then nothing may be shown.
    """
    shown = list(reviews)
    cases.leaving(
        viewer,
        [review.case for review in shown],
        verb=verb,
        at=at,
        reason=reason,
        target=target,
        target_kind="review" if target else "",
    )
    return shown


def parts_seen(viewer: Viewer, review: Review, *, stand: Stand | None = None) -> list[Part]:
    """The parts of the review that the viewer may read as it stands (`rules.sides_seen`), in the order of the sides.

    A second rater reads their own part only, until it is given: their own, not that of another second rater.
    """
    stand = stand or stand_of(viewer, review)
    seen = sides_seen(stand, held_from=held_from(review))
    found = Part.objects.filter(review=review, side__in=[side.value for side in seen]).select_related("user")
    order = {side.value: place for place, side in enumerate(Side)}
    parts = sorted(found, key=lambda part: (order[part.side], part.pk))
    blind = Hat.SECOND in stand.hats and seen == {Side.SECOND}
    return [part for part in parts if part.user_id == viewer.user.pk] if blind else parts


def draw_for(viewer: Viewer, public_id: str) -> Draw | None:
    """The draw with this public id; None if it is out of scope."""
    return draws_visible_to(viewer).filter(public_id=public_id).select_related("programme__instrument").first()


def held_from(review: Review) -> State | None:
    """In which state a held review was; None for one that is not held. One query at most."""
    if review.state != State.HELD:
        return None
    last = Step.objects.filter(review=review, after=State.HELD.value).order_by("-at", "-pk").first()
    return State(last.before) if last else State.DRAWN


def steps_of(review: Review) -> list[Step]:
    """The history of a review that the viewer has been given, oldest first."""
    return list(Step.objects.filter(review=review).select_related("by").order_by("at", "pk"))


def programmes_visible_to(viewer: Viewer) -> QuerySet[Programme]:
    """The programmes that exist for the viewer, running ones first, then the newest."""
    found = Programme.objects.filter(programme_visible(viewer)).select_related("unit", "instrument", "run_by")
    return found.order_by(F("closed_at").desc(nulls_first=True), "-starts_on", "-pk")


def programme_for(viewer: Viewer, public_id: str) -> Programme | None:
    """The programme with this public id; None if it is out of scope."""
    return programmes_visible_to(viewer).filter(public_id=public_id).first()


def draws_visible_to(viewer: Viewer) -> QuerySet[Draw]:
    """The draws of the programmes visible to the viewer; those of restricted cases for whom they were made alone."""
    ordinary = Q(named_for=None) | Q(named_for=viewer.user.pk)
    found = Draw.objects.filter(ordinary, programme__in=programmes_visible_to(viewer).order_by())
    return found.select_related("programme__unit", "by").order_by("-at", "-pk")
