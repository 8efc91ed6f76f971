"""A case of a draw is left out, with its reason, and the next of the reserve comes in."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases.models import Case, KnownPerson
from soundings.core.rules import Denied
from soundings.depth.actions.drawing import begin_review, draw_changed, locked_cases, version_of
from soundings.depth.actions.reviewing import abandon
from soundings.depth.actions.trace import check_words
from soundings.depth.models import Draw, Pick, Review, Substitution
from soundings.depth.permissions import check_can_run
from soundings.depth.queries.visible import reviews_visible_to
from soundings.depth.rules import OPEN, Member, Sign, State, Why, next_of, read_frame


@transaction.atomic
def substitute(*, pick: Pick, why: Why, words: str = "", by: Viewer, at: datetime) -> Substitution:
    """The pick is out and the next of the reserve is in, with a review of its own; both stay on record, with why.

    Of the same stratum first. Whoever of the reserve cannot be reviewed any more is passed over, on record too. The
    review of the pick that is out is abandoned. Raises Denied for whoever does not run the programme, a pick that is
    not in, a review that is agreed or signed off already, and a reason "other" without words.
    """
    draw = Draw.objects.select_for_update(of=("self",)).select_related("programme__unit").get(pk=pick.draw_id)
    check_can_run(by, draw.programme)
    if draw.named_for_id not in (None, by.user.pk) or pick.pk not in picks_in(draw):
        raise Denied(_("This case is not in the draw any more."))
    if why is Why.OTHER:
        check_words(words)
    review = _open_review_of(draw, pick, by)
    instead, passed = _incoming(draw, pick, by)
    made = _keep(draw, pick, passed[0][0] if passed else instead, why, words, by=by, at=at)
    for place, (out, reason) in enumerate(passed):
        following = passed[place + 1][0] if place + 1 < len(passed) else instead
        _keep(draw, out, following, reason, "", by=by, at=at)
    if review is not None:
        abandon(review=review, reason=words.strip() or why.value, by=by, at=at)
    if instead is not None:
        _begin(draw, instead, by=by, at=at)
    children = [one.case.child.public_id for one in (pick, instead) if one is not None]
    draw_changed(draw, "substituted", children, by=by, at=at, after={"why": why.value}, reason=words.strip()[:300])
    return made


def picks_in(draw: Draw) -> set[int]:
    """Keys of the picks that are in: the wanted ones and those that came in, but for those left out."""
    swaps = list(draw.substitutions.values_list("out", "instead"))
    wanted = set(draw.picks.filter(reserve=False).values_list("pk", flat=True))
    return (wanted | {instead for _out, instead in swaps if instead}) - {out for out, _instead in swaps}


def _open_review_of(draw: Draw, pick: Pick, by: Viewer) -> Review | None:
    """The review that goes on for this pick, if `by` may see it. Raises Denied for one that is finished."""
    review = Review.objects.filter(draw=draw, case=pick.case_id).exclude(state=State.ABANDONED.value).first()
    if review is None:
        return None
    if review.state in (State.AGREED, State.SIGNED_OFF):
        raise Denied(_("This case has been reviewed already."))
    return reviews_visible_to(by).filter(pk=review.pk).first()


def _incoming(draw: Draw, pick: Pick, by: Viewer) -> tuple[Pick | None, list[tuple[Pick, Why]]]:
    """The next of the reserve who can be reviewed, and those passed over on the way with the reason."""
    used = set(draw.substitutions.values_list("out", flat=True)) | picks_in(draw) | {pick.pk}
    waiting = {
        one.case.public_id: one
        for one in draw.picks.filter(reserve=True).select_related("case__child").order_by("position")
        if one.pk not in used
    }
    order = next_of([Member(public_id, one.stratum) for public_id, one in waiting.items()], pick.stratum)
    passed: list[tuple[Pick, Why]] = []
    for member in order:
        one = waiting[member.id]
        reason = next(_hindrances(draw, one.case, by), None)
        if reason is None:
            return one, passed
        passed.append((one, reason))
    return None, passed


def _hindrances(draw: Draw, case: Case, by: Viewer) -> Iterator[Why]:
    if case.restricted and draw.named_for_id is None:
        yield Why.RESTRICTED
    if case.closed_on and read_frame(draw.frame).sign is not Sign.CLOSURE:
        yield Why.CLOSED
    if KnownPerson.objects.filter(user=by.user, child=case.child_id).exists():
        yield Why.KNOWS_FAMILY
    if Review.objects.filter(case=case, programme=draw.programme, state__in=[s.value for s in OPEN]).exists():
        yield Why.UNDER_REVIEW


def _keep(
    draw: Draw, out: Pick, instead: Pick | None, why: Why, words: str, *, by: Viewer, at: datetime
) -> Substitution:
    return Substitution.objects.create(
        agency_id=draw.agency_id,
        draw=draw,
        out=out,
        instead=instead,
        reason=why.value,
        words=words.strip()[:300],
        by=by.user,
        at=at,
    )


def _begin(draw: Draw, pick: Pick, *, by: Viewer, at: datetime) -> None:
    version = version_of(draw.programme)
    if version is None:
        raise Denied(_("The questionnaire of this programme has not been published."))
    case = locked_cases([pick.case.public_id], draw.agency_id)[pick.case.public_id]
    begin_review(draw, case, version, by=by, at=at)
