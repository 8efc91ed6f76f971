"""Two calibration sessions of the invented agency: one talked about and closed, one in which some still rate."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from soundings.accounts.models import Unit, User
from soundings.accounts.queries import Viewer, viewer_of
from soundings.cases.models import Case
from soundings.depth.actions.calibrating import Plan, close_calibration, make_calibration, note
from soundings.depth.actions.rating_apart import give_rating, save_rating
from soundings.depth.models import Calibration, Review
from soundings.depth.queries.calibration import people_to_invite, questions_of
from soundings.depth.rules import State
from soundings.depth.rules.calibration import FEWEST
from soundings.depth.rules.merging import Answer, Sent
from soundings.instruments.models import Version
from soundings.instruments.rules import Kind, Question, VersionState

MATERIAL = (
    "A girl of nine and her brother of five live with their mother; their father stays at weekends. School rang twice "
    "in a month after the girl came in hungry and said that mum could not get up. The mother says that she takes "
    "tablets to sleep. A danger statement, two goals and a scale were written with the mother on 3 March. The father "
    "was told of them by telephone. The grandmother knows that there is a plan, and not what it is about."
)
WHY = (
    "The mother says it in her own words; the father was only told.",
    "One of two parents was asked, and nobody asked the children.",
    "There is a scale, but it was asked of the mother alone.",
    "The grandmother cannot act on a worry that she does not know.",
)
READ = (
    "We count only people who were asked themselves. Being told on the telephone is not being asked.",
    "Where a parent was not asked, we say “not enough evidence” rather than guess low.",
)


def calibrate(agency: int, *, reviewers: Sequence[User], root: Unit, seed: int, as_of: date) -> None:
    """The agency has a closed session on a reviewed case and a running one on a description, led by the first."""
    rng, lead = Random(f"{seed}/calibration"), reviewers[0]
    version = Version.objects.filter(
        agency=agency, instrument__code="mapping", state=VersionState.PUBLISHED.value
    ).latest("number")
    on = as_of - timedelta(days=35)
    case = case_to_rate(_viewer(lead, on), reviewers)
    if case is None:
        return
    session = _made(lead, root, version, reviewers, on=on, title="Mapping, round one", case=case)
    _rate(session, on, rng)
    _talk(session, lead, on + timedelta(days=7))
    running = _made(
        lead,
        root,
        version,
        reviewers,
        on=as_of - timedelta(days=5),
        title="Mapping, round two: a family of three",
        material=MATERIAL,
        rate_by=as_of + timedelta(days=4),
    )
    _rate(running, as_of - timedelta(days=3), rng, most=2)


def case_to_rate(viewer: Viewer, reviewers: Sequence[User]) -> Case | None:
    """The first reviewed case that enough of these people may rate: they neither reviewed it nor work on it."""
    reviewed = Review.objects.filter(agency=viewer.agency_id, state=State.SIGNED_OFF.value, case__restricted=False)
    for review in reviewed.select_related("case__team").order_by("pk"):
        if len(_fit(viewer, reviewers, review.case)) >= FEWEST:
            return review.case
    return None


def _fit(viewer: Viewer, reviewers: Sequence[User], case: Case | None) -> list[User]:
    fit = {one.pk for one, why in people_to_invite(viewer, case, at=viewer.at) if why is None}
    return [one for one in reviewers if one.pk in fit]


def _viewer(user: User, on: date) -> Viewer:
    return viewer_of(user, on=on, at=datetime.combine(on, time(10), UTC), reason="Practice review")


def _made(
    lead: User,
    root: Unit,
    version: Version,
    reviewers: Sequence[User],
    *,
    on: date,
    title: str,
    case: Case | None = None,
    material: str = "",
    rate_by: date | None = None,
) -> Calibration:
    viewer = _viewer(lead, on)
    plan = Plan(
        title=title,
        unit=root,
        version=version,
        people=_fit(viewer, reviewers, case),
        case=case,
        material=material,
        rate_by=rate_by,
    )
    return make_calibration(plan=plan, by=viewer, at=viewer.at)


def _rate(session: Calibration, on: date, rng: Random, *, most: int = 99) -> None:
    """People rate one after another, around a level that each question has of its own; the lead comes last."""
    questions = [one for one in questions_of(session).questions if one.asks]
    levels = {one.code: rng.choice((3, 5, 6, 8)) for one in questions}
    seats = session.seats.select_related("user").order_by("-pk")[:most]
    for seat in seats:
        viewer = _viewer(seat.user, on)
        sent = {one.code: Sent(_answer(one, levels[one.code], rng), 0) for one in questions}
        save_rating(calibration=session, sent=sent, by=viewer, at=viewer.at)
        give_rating(calibration=session, by=viewer, at=viewer.at)


def _talk(session: Calibration, lead: User, on: date) -> None:
    """They meet, note how they read the first scales, and the lead closes the session."""
    viewer = _viewer(lead, on)
    scales = [one for one in questions_of(session).questions if one.kind is Kind.SCALE]
    for question, words in zip(scales, READ, strict=False):
        note(calibration=session, words=words, question=question.code, by=viewer, at=viewer.at)
    close_calibration(calibration=session, by=viewer, at=viewer.at)


def _answer(question: Question, level: int, rng: Random) -> Answer:
    if question.no_evidence and rng.random() < 0.1:
        return {"left": "no-evidence"}
    near = min(10, max(0, level + rng.choice((0, 0, 0, 1, -1, -2))))
    why = {"why": rng.choice(WHY)} if question.why else {}
    match question.kind:
        case Kind.SCALE | Kind.NUMBER:
            return {"value": near} | why
        case Kind.YES_NO_PARTLY:
            return {"value": "yes" if near >= 7 else "partly" if near >= 4 else "no"} | why
        case Kind.AGREE | Kind.FACES:
            return {"value": 1 + near * 4 // 10} | why
        case Kind.MATRIX:
            return {"value": dict.fromkeys(question.parts, near)} | why
        case Kind.ONE:
            return {"value": rng.choice(question.choices).code}
        case Kind.MANY:
            return {"value": [rng.choice(question.choices).code]}
        case Kind.COLUMNS:
            return {"value": {"well": WHY[0], "worried": WHY[1], "next": "Somebody asks the children, this week."}}
        case Kind.DATE:
            return {"value": "2026-03-03"}
    return {"value": rng.choice(WHY)}
