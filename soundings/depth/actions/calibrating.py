"""A calibration session is made, its people are invited, its ratings opened, what was agreed noted, and it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit, User
from soundings.accounts.queries import Viewer
from soundings.cases.actions import declare_known
from soundings.cases.models import Case
from soundings.core.actions import Actor, record_change
from soundings.core.rules import Denied
from soundings.depth import words
from soundings.depth.actions.commenting import MOST_WORDS
from soundings.depth.actions.trace import check_words
from soundings.depth.models import Calibration, CalibrationNote, CalibrationSeat
from soundings.depth.permissions import check_can_draw
from soundings.depth.permissions.calibration import (
    check_can_calibrate_with,
    check_can_lead,
    check_can_see_calibration,
)
from soundings.depth.queries.calibration import BESIDE, own_seat, people_to_invite, questions_of
from soundings.depth.queries.facts import facts_of
from soundings.depth.rules.calibration import FEWEST, LEAST_TO_OPEN, MOST, CalibrationState
from soundings.instruments.models import Version
from soundings.instruments.rules import Use, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a session is made of. case: None where `material` describes everything."""

    title: str
    unit: Unit
    version: Version
    people: Sequence[User]
    case: Case | None = None
    material: str = ""
    rate_by: date | None = None


@transaction.atomic
def make_calibration(*, plan: Plan, by: Viewer, at: datetime) -> Calibration:
    """There is such a session, and its people can rate. Raises Denied, in words.

    Refused: a place where `by` draws no samples, a case that they may not use, neither case nor description, a
    questionnaire that is not published or not for reviews, fewer than 3 or more than 20 people, and somebody who may
    not review the case.
    """
    check_can_draw(by, plan.unit)
    _check_version(plan.version, by)
    case = _locked_case(plan.case) if plan.case else None
    if case:
        check_can_calibrate_with(by, case)
    elif not plan.material.strip():
        raise Denied(_("Describe what is rated, or choose a case."))
    calibration = Calibration.objects.create(
        agency_id=by.agency_id,
        title=plan.title,
        unit=plan.unit,
        version=plan.version,
        case=case,
        material=plan.material.strip(),
        facts=facts_of(by, case, language=by.user.agency.language) if case else {},
        rate_by=plan.rate_by,
        led_by=by.user,
        made_at=at,
    )
    _tell(calibration, "made", by=by, at=at, after={"version": plan.version.public_id, "unit": plan.unit.public_id})
    _seat(calibration, plan.people, by=by, at=at)
    return calibration


@transaction.atomic
def invite(*, calibration: Calibration, people: Sequence[User], by: Viewer, at: datetime) -> Calibration:
    """These people, all together, are in the session. Whoever was in it and is not among them has left.

    What they wrote stays, read by nobody, and is theirs again if they come back. Raises Denied as `make_calibration`,
    and once the ratings are opened.
    """
    current = _led(calibration, by, CalibrationState.RATING)
    _seat(current, people, by=by, at=at)
    open_if_all_given(current, by=by, at=at)
    return current


@transaction.atomic
def step_back_from(*, calibration: Calibration, by: Viewer, at: datetime) -> None:
    """`by` knows the family privately: they have left the session and see neither it nor the case any more.

    Raises Denied for whoever is not in it, and where no case is used.
    """
    current = locked_calibration(calibration)
    check_can_see_calibration(by, current)
    seat = own_seat(by, current)
    if seat is None or current.case is None:
        raise Denied(_("Only whoever rates a case steps back from it."))
    seat.left_at = at
    seat.save(update_fields=["left_at"])
    _tell(current, "stepped-back", by=by, at=at)
    declare_known(children=[current.case.child], by=by, at=at)
    open_if_all_given(current, by=by, at=at)


@transaction.atomic
def open_ratings(*, calibration: Calibration, by: Viewer, at: datetime) -> Calibration:
    """Everybody in the session reads all finished ratings; who has not finished adds none any more.

    Raises Denied for whoever does not run it, and with fewer than two finished ratings.
    """
    current = _led(calibration, by, CalibrationState.RATING)
    if _given(current) < LEAST_TO_OPEN:
        raise Denied(_("Two people at least hand over their rating before there is something to compare."))
    _open(current, by=by, at=at)
    return current


@transaction.atomic
def note(*, calibration: Calibration, words: str, question: str = "", by: Viewer, at: datetime) -> CalibrationNote:
    """What was agreed about how to read a question ("": about all of them) stands beside it, changed by nobody.

    Raises Denied: no words, a question that was not asked, ratings not opened or the session closed.
    """
    current = locked_calibration(calibration)
    check_can_see_calibration(by, current)
    _check_state(current, CalibrationState.TOGETHER)
    check_words(words)
    if question and question not in {one.code for one in questions_of(current).questions}:
        raise Denied(_("There is no such question."))
    made = CalibrationNote.objects.create(
        agency_id=current.agency_id,
        calibration=current,
        question=question,
        words=words.strip()[:MOST_WORDS],
        by=by.user,
        at=at,
    )
    _tell(current, "noted", by=by, at=at, after={"question": question})
    return made


@transaction.atomic
def close_calibration(*, calibration: Calibration, by: Viewer, at: datetime) -> Calibration:
    """The session is over: nothing more is noted. What was rated and noted stays. Raises Denied."""
    return _end(_led(calibration, by, CalibrationState.TOGETHER), CalibrationState.CLOSED, by=by, at=at)


@transaction.atomic
def call_off(*, calibration: Calibration, by: Viewer, at: datetime) -> Calibration:
    """The session ends before its ratings were opened: nobody reads them. Raises Denied."""
    return _end(_led(calibration, by, CalibrationState.RATING), CalibrationState.CALLED_OFF, by=by, at=at)


# --- for these actions and those of `rating_apart`, within their transaction -----------------------------------------


def locked_calibration(calibration: Calibration) -> Calibration:
    """The session as it stands now, held with its case until the transaction ends; the case first, as everywhere."""
    if calibration.case_id:
        Case.objects.select_for_update(of=("self",)).get(pk=calibration.case_id)
    Calibration.objects.select_for_update(of=("self",)).get(pk=calibration.pk)
    return Calibration.objects.select_related(*BESIDE).get(pk=calibration.pk)


def open_if_all_given(calibration: Calibration, *, by: Viewer, at: datetime) -> None:
    """Once everybody in it has handed over, the session opens by itself. Two ratings at least."""
    seats = CalibrationSeat.objects.filter(calibration=calibration, left_at=None)
    if _given(calibration) >= LEAST_TO_OPEN and not seats.filter(given_at=None).exists():
        _open(calibration, by=by, at=at)


def calibration_changed(
    *, by: Actor, at: datetime, verb: str, calibration: Calibration, before: Any = None, after: Any = None
) -> None:
    """The change of one session is in the trail, as of its child where it uses a case. Its words are never in it."""
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=calibration.public_id,
        target_kind="calibration",
        agency=calibration.agency_id,
        children=[calibration.case.child.public_id] if calibration.case else [],
        before=before,
        after=after,
    )


def _tell(calibration: Calibration, what: str, *, by: Viewer, at: datetime, after: Any = None) -> None:
    calibration_changed(by=by, at=at, verb=f"calibration.{what}", calibration=calibration, after=after)


def _locked_case(case: Case) -> Case:
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    return Case.objects.select_related("child", "team", "worker", "stage").get(pk=case.pk)


def _led(calibration: Calibration, by: Viewer, state: CalibrationState) -> Calibration:
    current = locked_calibration(calibration)
    check_can_lead(by, current)
    _check_state(current, state)
    return current


def _check_state(calibration: Calibration, state: CalibrationState) -> None:
    if calibration.state != state:
        raise Denied(_("This session is at another step by now. Please look at it again."))


def _check_version(version: Version, by: Viewer) -> None:
    if version.agency_id != by.agency_id or version.instrument.use != Use.REVIEW:
        raise Denied(_("There is no such questionnaire for reviews."))
    if version.state != VersionState.PUBLISHED:
        raise Denied(_("This questionnaire has not been published, or is out of use."))


def _seat(calibration: Calibration, people: Sequence[User], *, by: Viewer, at: datetime) -> None:
    """Exactly these people have a seat."""
    wanted = {one.pk: one for one in people}
    if not FEWEST <= len(wanted) <= MOST:
        raise Denied(_("Invite from 3 to 20 people."))
    seats = {one.user_id: one for one in CalibrationSeat.objects.filter(calibration=calibration)}
    present = {user for user, seat in seats.items() if seat.left_at is None}
    _check_people(calibration, [one for key, one in wanted.items() if key not in present], by=by, at=at)
    for user, seat in seats.items():
        if (user in wanted) == (seat.left_at is not None):
            seat.left_at = None if user in wanted else at
            seat.save(update_fields=["left_at"])
    new = [
        CalibrationSeat(agency_id=calibration.agency_id, calibration=calibration, user=one, invited_at=at)
        for key, one in wanted.items()
        if key not in seats
    ]
    CalibrationSeat.objects.bulk_create(new)
    if set(wanted) != present:
        _tell(calibration, "invited", by=by, at=at, after={"people": sorted(one.public_id for one in people)})


def _check_people(calibration: Calibration, people: Sequence[User], *, by: Viewer, at: datetime) -> None:
    allowed = {one.pk: why for one, why in people_to_invite(by, calibration.case, at=at)}
    for person in people:
        if person.pk not in allowed:
            raise Denied(_("%(name)s does not review cases here.") % {"name": person.name})
        if reason := allowed[person.pk]:
            raise Denied(words.unfit(reason, person.name))


def _given(calibration: Calibration) -> int:
    return CalibrationSeat.objects.filter(calibration=calibration, left_at=None).exclude(given_at=None).count()


def _open(calibration: Calibration, *, by: Viewer, at: datetime) -> None:
    calibration.state, calibration.opened_at = CalibrationState.TOGETHER.value, at
    calibration.save(update_fields=["state", "opened_at"])
    _tell(calibration, "opened", by=by, at=at, after={"ratings": _given(calibration)})


def _end(calibration: Calibration, state: CalibrationState, *, by: Viewer, at: datetime) -> Calibration:
    calibration.state, calibration.ended_at = state.value, at
    calibration.save(update_fields=["state", "ended_at"])
    _tell(calibration, state.value, by=by, at=at)
    return calibration
