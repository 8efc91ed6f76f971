"""What stands in the report of a review, and in that of a programme."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer
from soundings.core.rules import Denied
from soundings.depth.models import Comment, Draw, Finding, Part, Programme, Review, Substitution
from soundings.depth.permissions import stand_of
from soundings.depth.queries.pictures.reading import Scope, scope_at
from soundings.depth.queries.visible import leaving, parts_seen
from soundings.depth.rules import TOGETHER, Column, Hat, Side, State

_COLUMNS = {column.value: place for place, column in enumerate((Column.WELL, Column.WORRIED, Column.NEXT))}


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """A review to be printed. parts: what each side said, without second ratings, which check the reviewer alone."""

    review: Review
    parts: Sequence[Part]
    comments: Sequence[Comment]
    findings: Sequence[Finding]  # what goes well first; with actions and their owners


def has_report(viewer: Viewer, review: Review) -> bool:
    """Whether the review can be printed for the viewer: its people have met, and they are not to rate it blind."""
    return State(review.state) in TOGETHER and not _rates_blind(viewer, review)


def _rates_blind(viewer: Viewer, review: Review) -> bool:
    """Whether the viewer is to give a second rating and has not."""
    mine = Part.objects.filter(review=review, side=Side.SECOND.value, user=viewer.user)
    asked = Hat.SECOND in stand_of(viewer, review).hats or mine.exists()
    return asked and not mine.exclude(given_at=None).exists()


def review_report(viewer: Viewer, review: Review) -> ReviewReport:
    """What the viewer may read of a review that exists for them, for printing. The trail says first that they did.

    Raises Denied where there is no report for them.
    """
    if not has_report(viewer, review):
        raise Denied(_("There is nothing to print of this review for you yet."))
    leaving(viewer, [review], verb="review.printed", at=viewer.at, target=review.public_id)
    parts = [part for part in parts_seen(viewer, review) if part.side != Side.SECOND]
    comments = Comment.objects.filter(review=review).select_related("by").order_by("at", "pk")
    return ReviewReport(review, parts, list(comments), _findings(Finding.objects.filter(review=review)))


def _findings(found) -> list[Finding]:
    rows = list(found.prefetch_related("actions__owner").order_by("at", "pk"))
    return sorted(rows, key=lambda one: _COLUMNS[one.column])


@dataclass(frozen=True, slots=True)
class DrawTold:
    """How one draw was made. substituted: reasons and how often."""

    draw: Draw
    frame: int
    substituted: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ProgrammeReport:
    """What is told of a programme beside its pictures.

    draws, states: empty for those who see groups only. findings: of the programme itself, not of single reviews.
    """

    scope: Scope
    draws: Sequence[DrawTold]
    states: Mapping[State, int]
    findings: Sequence[Finding]


def programme_report(viewer: Viewer, programme: Programme) -> ProgrammeReport:
    """How the cases of a programme were drawn, how its reviews stand, and what was found over all of them.

    Draws and reviews of restricted cases are in none of it. Raises Denied if figures of this programme are not the
    viewer's to see. Five queries.
    """
    scope = scope_at(viewer, programme.unit)
    if scope is None or programme.agency_id != viewer.agency_id:
        raise Denied(_("The figures of this programme are not yours to see."))
    findings = _findings(Finding.objects.filter(programme=programme, review=None))
    if not scope.opened:
        return ProgrammeReport(scope, [], {}, findings)
    reviews = Review.objects.filter(programme=programme, case__restricted=False)
    states = Counter(State(state) for state in reviews.values_list("state", flat=True))
    return ProgrammeReport(scope, _draws(programme), states, findings)


def _draws(programme: Programme) -> list[DrawTold]:
    draws = list(Draw.objects.filter(programme=programme, named_for=None).order_by("at", "pk"))
    reasons: dict[int, Counter[str]] = {draw.pk: Counter() for draw in draws}
    for draw, reason in Substitution.objects.filter(draw__in=draws).values_list("draw", "reason"):
        reasons[draw][reason] += 1
    return [DrawTold(draw, len(draw.members), reasons[draw.pk]) for draw in draws]
