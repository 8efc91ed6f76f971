"""Who writes a review or rates in a session hears that it is due: one message a person, however many of theirs are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from django.db.models import Prefetch

from soundings.accounts.models import User
from soundings.accounts.queries import viewer_of
from soundings.depth.models import CalibrationSeat, Part, Review
from soundings.depth.permissions import sides_of
from soundings.depth.permissions.calibration import can_rate
from soundings.depth.queries.calibration import to_rate_apart
from soundings.depth.queries.visible import reviews_visible_to
from soundings.depth.rules import APART, Hat, State, awaited
from soundings.depth.rules.calibration import CalibrationState
from soundings.depth.rules.learning import REMIND_BEFORE, time_to_remind

WRITTEN = tuple(state.value for state in (*APART, State.MEETING))  # while it waits for those who write it


class Due(Protocol):
    """Puts the message to somebody on its way. Raises OSError if that cannot be done now."""

    def __call__(self, user: User, *, by_on: date) -> None: ...


def remind_writers(*, agency_id: int, on: date, at: datetime, send: Due) -> int:
    """Everybody for whom a review waits that is due soon or late has had one message. Returns how many went out.

    From three days before its day, and each week until it is agreed. A message that could not be sent is tried again
    next time, to all who write these reviews; people without a sign-in get none, and nobody hears of a review that
    does not exist for them (their case was restricted, or they said that they know the family).
    """
    theirs: dict[User, list[Review]] = defaultdict(list)
    for review in _due(agency_id, on):
        for user in _waited_for(review, on):
            theirs[user].append(review)
    told, untold, done = set(), set(), 0
    for user, reviews in theirs.items():
        there = _visible_of(user, reviews, on=on, at=at)
        if not there:
            continue
        keys = {review.pk for review in there}
        try:
            send(user, by_on=min(review.due_on for review in there if review.due_on))
        except OSError:
            untold |= keys
            continue
        told |= keys
        done += 1
    Review.objects.filter(pk__in=told - untold).update(reminded_on=on)
    return done


def remind_raters(*, agency_id: int, on: date, at: datetime, send: Due) -> int:
    """Everybody whose rating in a calibration session is due soon or late has had one message. How many went out.

    From three days before its day, and each week until they have given it, left, or the ratings were opened. Nobody
    hears of a session that does not exist for them, or of a case that has become theirs to work on.
    """
    theirs: dict[User, list[CalibrationSeat]] = defaultdict(list)
    for seat in _seats_due(agency_id, on):
        if _signs_in(seat.user, on):
            theirs[seat.user].append(seat)
    done = 0
    for user, seats in theirs.items():
        there = _to_rate(user, seats, on=on, at=at)
        if not there:
            continue
        try:
            send(user, by_on=min(seat.calibration.rate_by for seat in there if seat.calibration.rate_by))
        except OSError:
            continue
        CalibrationSeat.objects.filter(pk__in=[seat.pk for seat in there]).update(reminded_on=on)
        done += 1
    return done


def _visible_of(user: User, reviews: Iterable[Review], *, on: date, at: datetime) -> list[Review]:
    """Those of these reviews that exist for them at this moment. Two queries."""
    found = list(reviews)
    there = reviews_visible_to(viewer_of(user, on=on, at=at)).filter(pk__in=[one.pk for one in found])
    keys = set(there.values_list("pk", flat=True))
    return [one for one in found if one.pk in keys]


def _to_rate(user: User, seats: Iterable[CalibrationSeat], *, on: date, at: datetime) -> list[CalibrationSeat]:
    """Those of these seats whose session exists for them and waits for their rating at this moment."""
    viewer = viewer_of(user, on=on, at=at)
    there = {one.pk: one for one in to_rate_apart(viewer)}
    mine = [seat for seat in seats if seat.calibration_id in there]
    return [seat for seat in mine if can_rate(viewer, there[seat.calibration_id], seat)]


def _seats_due(agency_id: int, on: date) -> list[CalibrationSeat]:
    found = CalibrationSeat.objects.filter(
        agency=agency_id,
        left_at=None,
        given_at=None,
        calibration__state=CalibrationState.RATING.value,
        calibration__rate_by__lte=on + REMIND_BEFORE,
    )
    found = found.defer("answers").select_related("calibration", "user__agency", "user__staff").order_by("pk")
    days = ((seat, seat.calibration.rate_by) for seat in found)
    return [seat for seat, by in days if by and time_to_remind(by, seat.reminded_on, on)]


def _due(agency_id: int, on: date) -> Iterable[Review]:
    found = Review.objects.filter(agency=agency_id, state__in=WRITTEN, due_on__lte=on + REMIND_BEFORE)
    found = found.select_related("reviewer__agency", "reviewer__staff", "worker__user__agency").order_by("pk")
    found = found.prefetch_related(Prefetch("parts", Part.objects.only("review", "side", "who", "given_at")))
    return [one for one in found if one.due_on and time_to_remind(one.due_on, one.reminded_on, on)]


def _waited_for(review: Review, on: date) -> list[User]:
    """The people with a sign-in for whom the review waits, and who work here yet."""
    given = sides_of(part for part in review.parts.all() if part.given_at)
    worker = getattr(review.worker, "user", None)
    people: dict[Hat, User | None] = {Hat.WORKER: worker, Hat.REVIEWER: review.reviewer}
    waited = awaited(State(review.state), given)
    return [user for hat, user in people.items() if hat in waited and user is not None and _signs_in(user, on)]


def _signs_in(user: User, on: date) -> bool:
    ended = user.staff.ended_on if user.staff else None
    return user.is_active and (ended is None or ended > on)
