"""The only starts for reading calibration sessions, and the only way out for what names a child."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as When
from django.db.models import Q, QuerySet
from django.db.models import When as Is
from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer
from soundings.cases import queries as cases
from soundings.cases.models import Case
from soundings.cases.permissions import own
from soundings.cases.permissions import visible as case_visible
from soundings.core.rules import Denied
from soundings.depth.models import Calibration, CalibrationNote, CalibrationSave, CalibrationSeat, Part, Review, Step
from soundings.depth.permissions import drawable
from soundings.depth.permissions.calibration import calibration_visible, check_can_see_calibration, reads_ratings
from soundings.depth.queries.lists import all_reviews
from soundings.depth.queries.reviewers import candidates_of, handed_of, reviewers_in
from soundings.depth.rules import State, Unfit, items_of, unfit
from soundings.depth.rules.asked import asked_of
from soundings.depth.rules.calibration import OPENED, CalibrationState, Lay, lay_of
from soundings.depth.rules.codes import Side
from soundings.depth.rules.merging import Answer, Earlier
from soundings.instruments.rules import Definition

BESIDE = ("unit", "version__instrument", "case__child", "case__team", "led_by")
RATED = (Side.REVIEWER.value, Side.SECOND.value)  # what a reviewer writes of a case, and keeps having written
ORDER = (CalibrationState.RATING, CalibrationState.TOGETHER, CalibrationState.CLOSED, CalibrationState.CALLED_OFF)


def calibrations_visible_to(viewer: Viewer) -> QuerySet[Calibration]:
    """The sessions that exist for the viewer, running ones first, then the newest."""
    states = When(*(Is(state=state.value, then=place) for place, state in enumerate(ORDER)), default=len(ORDER))
    found = Calibration.objects.filter(calibration_visible(viewer)).select_related(*BESIDE)
    return found.order_by(states, "-made_at", "-pk")


def calibration_for(viewer: Viewer, public_id: str) -> Calibration | None:
    """The session with this public id and what stands beside it; None if it is out of scope."""
    return calibrations_visible_to(viewer).filter(public_id=public_id).first()


def leaving_calibrations(
    viewer: Viewer, found: Iterable[Calibration], *, verb: str, at: datetime, target: str = ""
) -> list[Calibration]:
    """The sessions, once the trail says that the viewer read of the children whose cases are used in them.

    Raises TrailUnavailable, and then nothing may be shown.
    """
    shown = list(found)
    used = [one.case for one in shown if one.case]
    cases.leaving(viewer, used, verb=verb, at=at, target=target, target_kind="calibration" if target else "")
    return shown


def names_child_in(viewer: Viewer, calibration: Calibration, seats: Iterable[CalibrationSeat]) -> bool:
    """Whether a page of the session names its child: to whoever made it and whoever rates. No query."""
    return calibration.led_by_id == viewer.user.pk or any(one.user_id == viewer.user.pk for one in seats)


def seats_of(calibration: Calibration) -> list[CalibrationSeat]:
    """Who is in a session that the viewer has been given, by name. Of ratings it says no more than who has given."""
    found = CalibrationSeat.objects.filter(calibration=calibration, left_at=None).select_related("user")
    return list(found.defer("answers").order_by("user__name", "pk"))


def own_seat(viewer: Viewer, calibration: Calibration) -> CalibrationSeat | None:
    """The viewer's own place in the session, with what they wrote; None where they are not in it."""
    found = CalibrationSeat.objects.filter(calibration=calibration, user=viewer.user.pk, left_at=None)
    return found.select_related("user").first()


def to_rate_apart(viewer: Viewer) -> list[Calibration]:
    """The sessions that wait for the viewer's rating, first those to be done first. One query."""
    waiting = CalibrationSeat.objects.filter(user=viewer.user.pk, left_at=None, given_at=None)
    found = calibrations_visible_to(viewer).filter(
        state=CalibrationState.RATING.value, pk__in=waiting.values("calibration")
    )
    return list(found.order_by("rate_by", "pk"))


def told_of_calibration(viewer: Viewer, *, case: Case | None = None) -> list[Calibration]:
    """The running sessions that use a case on which the viewer works (this one, if given): the worker is told.

    One query. What is rated there they never read.
    """
    running = [CalibrationState.RATING.value, CalibrationState.TOGETHER.value]
    theirs = Case.objects.filter(own(viewer)).filter(case_visible(viewer))
    found = Calibration.objects.filter(agency=viewer.agency_id, state__in=running, case__in=theirs)
    if case is not None:
        found = found.filter(case=case)
    return list(found.select_related("case__child").order_by("made_at", "pk"))


def reviews_to_calibrate(viewer: Viewer) -> QuerySet[Review]:
    """The finished reviews that the viewer may read and whose cases they may use in a session, newest first.

    None of restricted cases: whoever is on the list of one begins at its review.
    """
    found = all_reviews(viewer, state=State.SIGNED_OFF.value)
    return found.filter(case__in=Case.objects.filter(drawable(viewer)))


def saves_of_seat(seat: CalibrationSeat, stamp: int) -> list[Earlier]:
    """What each save after this stamp changed in the rating. One query."""
    rows = CalibrationSave.objects.filter(seat=seat, stamp__gt=stamp).order_by("stamp")
    return [Earlier(one.stamp, one.before) for one in rows]


def people_to_invite(viewer: Viewer, case: Case | None, *, at: datetime) -> list[tuple[User, Unfit | None]]:
    """The agency's reviewers, by name, each with why they do not rate this case; None where they may. Ten queries.

    Whoever has reviewed the case, first or second, knows it, also where the review was abandoned once it had begun.
    """
    people = reviewers_in(viewer.agency_id, on=viewer.on)
    if case is None:
        return [(one, None) for one in people]
    candidates = candidates_of(people, on=viewer.on)
    handed = handed_of([case], at=at, on=viewer.on)[case.pk]
    before = _reviewers_of(case)
    return [
        (one, unfit(candidates[one.pk], handed, away=False) or (Unfit.REVIEWED if one.pk in before else None))
        for one in people
    ]


def _reviewers_of(case: Case) -> set[int | None]:
    """Who has reviewed this case, has begun to, or is about to, as first or second reviewer; by key."""
    begun = Step.objects.filter(before=State.DRAWN.value, after=State.PREPARING.value).values("review")
    found = Review.objects.filter(~Q(state=State.ABANDONED.value) | Q(pk__in=begun), case=case)
    wrote = Part.objects.filter(review__case=case, side__in=RATED)
    rows = [*found.values_list("reviewer", "second"), *wrote.values_list("user")]
    return {user for row in rows for user in row}


# --- the ratings side by side ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """The finished ratings of a session. by: name and answers of each person, by name. lays: of each thing rated.

    notes: what was agreed about each question ("": about all), oldest first. definition: what reviewers were asked.
    """

    definition: Definition
    by: Sequence[tuple[str, Mapping[str, Answer]]]
    lays: Sequence[Lay]
    notes: Mapping[str, Sequence[CalibrationNote]]


def questions_of(calibration: Calibration) -> Definition:
    """What people rate in the session: what its questionnaire asks of reviewers."""
    return asked_of(Definition.read(calibration.version.definition), Side.REVIEWER)


def compared(viewer: Viewer, calibration: Calibration) -> Compared:
    """The ratings side by side. Raises Denied for a session that is none of the viewer's, or not opened yet."""
    check_can_see_calibration(viewer, calibration)
    if not reads_ratings(calibration, viewer):
        raise Denied(_("Nobody reads the ratings before they are opened."))
    definition = questions_of(calibration)
    seats = CalibrationSeat.objects.filter(calibration=calibration, left_at=None).exclude(given_at=None)
    by = [(one.user.name, one.answers) for one in seats.select_related("user").order_by("user__name", "pk")]
    lays = [lay_of(item, [answers for _name, answers in by]) for item in items_of(definition)]
    return Compared(definition, by, lays, notes_of(calibration))


def notes_of(calibration: Calibration) -> dict[str, list[CalibrationNote]]:
    """What was agreed in a session that the viewer has been given, by question, oldest first."""
    found: dict[str, list[CalibrationNote]] = {}
    for note in CalibrationNote.objects.filter(calibration=calibration).select_related("by").order_by("at", "pk"):
        found.setdefault(note.question, []).append(note)
    return found


def opened(viewer: Viewer) -> QuerySet[Calibration]:
    """The sessions visible to the viewer whose ratings are opened; none of restricted cases."""
    ordinary = Q(case=None) | Q(case__restricted=False)
    return calibrations_visible_to(viewer).filter(ordinary, state__in=[state.value for state in OPENED])
