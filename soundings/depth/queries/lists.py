"""Reviews in lists: one's own to do, and all that one may see; each with what comes next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row
from soundings.cases.models import Case
from soundings.cases.permissions import own
from soundings.cases.permissions import visible as case_visible
from soundings.depth.models import Part, Programme, Review
from soundings.depth.permissions import WRITES, hats_of, shared_by_name, sides_of
from soundings.depth.queries.visible import BESIDE, reviews_visible_to, shared_reviews_visible_to
from soundings.depth.rules import ENDED, OPEN, TO_DO, TOGETHER_FIRST, Hat, Next, Side, Stand, State, next_step

LATEST = 10  # finished ones beside what is to do
LATELY = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Listed:
    """A review as a list shows it. named: whether the list names its child to this reader."""

    review: Review
    next: Next
    hats: frozenset[Hat]
    named: bool

    @property
    def case(self) -> Case:
        return self.review.case


def mine(viewer: Viewer) -> QuerySet[Review]:
    """The reviews in which the viewer takes part: of their work, theirs to write, and those of the programmes they run.

    Restricted cases among them where a list has the viewer.
    """
    takes_part = shared_by_name(viewer) | Q(case__in=Case.objects.filter(own(viewer)))
    if viewer.staff_id:
        takes_part |= Q(worker=viewer.staff_id)
    return reviews_visible_to(viewer).filter(takes_part)


def to_do(viewer: Viewer) -> list[Listed]:
    """What waits for the viewer: what brings people together first, all else by day. Seven queries at most."""
    waiting = Q(state__in=[state.value for state in OPEN])
    found = reviews_visible_to(viewer).filter(waiting).select_related(*BESIDE).order_by("due_on", "pk")
    theirs = [one for one in listed(viewer, found) if one.next in TO_DO]
    return sorted(theirs, key=lambda one: one.next not in TOGETHER_FIRST)


def waiting_for_others(viewer: Viewer) -> list[Listed]:
    """The open reviews in which the viewer takes part and others have the next step."""
    found = mine(viewer).filter(state__in=[state.value for state in OPEN]).select_related(*BESIDE)
    return [one for one in listed(viewer, found.order_by("due_on", "pk")) if one.next not in TO_DO]


def finished_lately(viewer: Viewer) -> list[Listed]:
    """The latest reviews in which the viewer took part and that were signed off within three months, ten at most."""
    since = viewer.at - LATELY
    found = mine(viewer).filter(state=State.SIGNED_OFF.value, signed_off_at__gte=since).select_related(*BESIDE)
    return listed(viewer, found.order_by("-signed_off_at", "-pk")[:LATEST])


def all_reviews(viewer: Viewer, *, state: str = "", programme: Programme | None = None) -> QuerySet[Review]:
    """Every review that the viewer may see among others', newest first. No restricted case is in it."""
    found = shared_reviews_visible_to(viewer)
    if state:
        found = found.filter(state=state)
    if programme:
        found = found.filter(programme=programme)
    return found.select_related(*BESIDE).order_by("-opened_at", "-pk")


def listed(viewer: Viewer, reviews: Iterable[Review]) -> list[Listed]:
    """Each of these reviews with what comes next for the viewer. Three queries beside the one that finds them."""
    found = list(reviews)
    parts = _parts_of(found)
    cases = Case.objects.filter(pk__in={review.case_id for review in found})
    held = set(cases.filter(own(viewer)).values_list("pk", flat=True))
    known = set(cases.filter(case_visible(viewer, Row.CHILD_IDENTITY)).values_list("pk", flat=True))
    shown = []
    for review in found:
        hats = hats_of(viewer, review)
        stand = _stand(viewer, review, hats, parts[review.pk], holds=review.case_id in held)
        step = next_step(stand, has_reviewer=review.reviewer_id is not None)
        shown.append(Listed(review, step, hats, bool(hats - {Hat.SIGNER}) or review.case_id in known))
    return shown


def _parts_of(reviews: Sequence[Review]) -> dict[int, list[Part]]:
    found = defaultdict(list)
    for part in Part.objects.filter(review__in=reviews).only("review", "side", "who", "user", "given_at"):
        found[part.review_id].append(part)
    return found


def _stand(viewer: Viewer, review: Review, hats: frozenset[Hat], parts: Sequence[Part], *, holds: bool) -> Stand:
    """As `permissions.stand_of`, but for what only an action needs to know."""
    user = viewer.user.pk
    wrote = any(part.user_id == user and part.side in WRITES for part in parts)
    return Stand(
        state=State(review.state),
        hats=hats,
        written=sides_of(parts),
        given=sides_of(part for part in parts if part.given_at),
        has_worker=review.worker_id is not None,
        wrote=wrote or bool(hats & {Hat.WORKER, Hat.REVIEWER, Hat.SECOND}),
        holds=holds,
    )


def counts_by_state(viewer: Viewer, programmes: Iterable[Programme]) -> dict[int, dict[str, int]]:
    """How many reviews of each programme are in which state, restricted cases apart. Keys of programmes. One query.

    For whoever sees a programme: its course is no child's record.
    """
    found: dict[int, dict[str, int]] = defaultdict(dict)
    reviews = Review.objects.filter(programme__in=list(programmes), agency=viewer.agency_id, case__restricted=False)
    for programme, state, n in reviews.values_list("programme", "state").annotate(n=Count("pk")).order_by():
        found[programme][state] = n
    return found


def progress_of(review: Review) -> list[tuple[Side, str]]:
    """Of each side that writes: "given", "begun" or "" for not yet. Says nothing of what it says."""
    parts = list(Part.objects.filter(review=review).only("side", "who", "given_at"))
    begun = sides_of(parts)
    given = sides_of(part for part in parts if part.given_at)
    if review.state in (State.AGREED, State.SIGNED_OFF):
        given |= begun & {Side.AGREED}  # nobody gives it: the step that agrees does
    shown = [Side.WORKER, Side.REVIEWER, Side.SUPERVISOR, Side.FAMILY, Side.CHILD, Side.AGREED]
    return [(side, "given" if side in given else "begun" if side in begun else "") for side in shown]


def running(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Those that have not ended."""
    return reviews.exclude(state__in=[state.value for state in ENDED])
