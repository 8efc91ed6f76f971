"""Questionnaires, programmes and reviews for tests, as the actions would have left them."""

import factory
from factory.django import DjangoModelFactory

from soundings.accounts.models import User
from soundings.depth.models import Calibration, CalibrationSave, CalibrationSeat, Part, Programme, Review
from soundings.depth.rules import DrawKind, Side, State
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import Use, VersionState
from tests.factories.accounts import NOON, AgencyFactory, UserFactory, root_for
from tests.factories.cases import CaseFactory

DEFINITION = {
    "languages": ["en"],
    "sections": [
        {
            "code": "first",
            "title": {"en": "First of all"},
            "guidance": {},
            "show_if": None,
            "questions": [
                {
                    "code": "understand",
                    "kind": "scale",
                    "text": {"en": "Do family members, each asked, understand why services are worried?"},
                    "hint": {},
                    "required": True,
                    "show_if": None,
                    "for": [],
                    "ends": {"low": {"en": "Nobody does"}, "high": {"en": "Everybody does"}},
                    "why": True,
                    "na": False,
                    "unsaid": False,
                    "no_evidence": True,
                    "choices": [],
                    "rows": [],
                    "least": None,
                    "most": None,
                    "reverse": False,
                    "picture": None,
                }
            ],
        }
    ],
    "groups": [],
}


class InstrumentFactory(DjangoModelFactory):
    class Meta:
        model = Instrument

    agency = factory.SubFactory(AgencyFactory)
    code = factory.Sequence(lambda n: f"tool-{n}")
    use = Use.REVIEW.value
    names = factory.LazyFunction(lambda: {"en": "Mapping together"})


class VersionFactory(DjangoModelFactory):
    """A published version; give `agency` or `instrument`."""

    class Meta:
        model = Version

    agency = factory.SubFactory(AgencyFactory)
    instrument = factory.SubFactory(InstrumentFactory, agency=factory.SelfAttribute("..agency"))
    number = 1
    state = VersionState.PUBLISHED.value
    definition = factory.LazyFunction(lambda: DEFINITION)
    made_at = NOON
    published_at = NOON


class ProgrammeFactory(DjangoModelFactory):
    """A monthly programme of the whole agency, run by a QA lead; give `agency`."""

    class Meta:
        model = Programme

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Mapping, round {n}")
    kind = DrawKind.MONTHLY.value
    instrument = factory.LazyAttribute(lambda o: VersionFactory(agency=o.agency).instrument)
    unit = factory.LazyAttribute(lambda o: root_for(o.agency))
    starts_on = NOON.date()
    run_by = factory.LazyAttribute(lambda o: UserFactory(qa_lead=True, agency=o.agency))
    made_at = NOON


class ReviewFactory(DjangoModelFactory):
    """A review of `case` in `state`, with the worker and the team that the case has."""

    class Meta:
        model = Review

    case = factory.SubFactory(CaseFactory)
    agency = factory.SelfAttribute("case.agency")
    version = factory.LazyAttribute(lambda o: VersionFactory(agency=o.agency))
    state = State.DRAWN.value
    worker = factory.SelfAttribute("case.worker")
    team = factory.SelfAttribute("case.team")
    opened_by = factory.LazyAttribute(lambda o: UserFactory(agency=o.agency))
    opened_at = NOON


def part_of(review: Review, side: Side, user: User | None = None, *, given: bool = True, **fields) -> Part:
    """What one side says in a review."""
    answers = {"understand": {"value": 6, "why": "Each was asked"}}
    return Part.objects.create(
        agency=review.agency,
        review=review,
        side=side.value,
        user=user,
        begun_at=NOON,
        saved_at=NOON,
        given_at=NOON if given else None,
        **{"answers": answers} | fields,
    )


class CalibrationFactory(DjangoModelFactory):
    """A session on an invented description, led by a QA lead; give `agency`, or `case` for one that uses a case."""

    class Meta:
        model = Calibration

    agency = factory.SubFactory(AgencyFactory)
    title = "Do we read the scale alike?"
    unit = factory.LazyAttribute(lambda o: root_for(o.agency))
    version = factory.LazyAttribute(lambda o: VersionFactory(agency=o.agency))
    material = "A girl of nine and her two parents."
    led_by = factory.LazyAttribute(lambda o: UserFactory(qa_lead=True, agency=o.agency))
    made_at = NOON


def seat_of(calibration: Calibration, user: User, rating: int | None = None, *, given: bool = True) -> CalibrationSeat:
    """Somebody's place in a session: with a rating of the one question of `DEFINITION`, handed over or not."""
    seat = CalibrationSeat.objects.create(
        agency=calibration.agency,
        calibration=calibration,
        user=user,
        invited_at=NOON,
        answers={} if rating is None else {"understand": {"value": rating, "why": f"Because {rating}"}},
        stamp=0 if rating is None else 1,
        saved_at=None if rating is None else NOON,
        given_at=NOON if given and rating is not None else None,
    )
    if rating is not None:
        CalibrationSave.objects.create(
            agency=calibration.agency, seat=seat, stamp=1, before={"understand": None}, at=NOON
        )
    return seat
