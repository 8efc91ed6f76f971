"""A programme with finished reviews in several teams, for figures."""

from datetime import UTC, datetime

from soundings.accounts.models import Unit, User
from soundings.depth.models import Programme, Review
from soundings.depth.rules import Side, State
from soundings.instruments.models import Version
from tests.depth.questionnaires import JSON
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.depth import ProgrammeFactory, ReviewFactory, VersionFactory, part_of


def programme_for(agency, **more) -> Programme:
    """A programme of the whole agency with the small questionnaire of tests."""
    version = VersionFactory(agency=agency, definition=JSON)
    return ProgrammeFactory(agency=agency, instrument=version.instrument, name="Monthly mapping", **more)


def version_of(programme: Programme) -> Version:
    return programme.instrument.versions.order_by("-number").first()


def finished(programme: Programme, team: Unit, *, on=(2026, 3, 2), version=None, restricted=False, **sides) -> Review:
    """A signed-off review in this team. sides: by name what each answered; `family` is a list, one for each member."""
    case = CaseFactory(team=team, restricted=restricted)
    review = ReviewFactory(
        case=case,
        programme=programme,
        version=version or version_of(programme),
        state=State.SIGNED_OFF.value,
        signed_off_at=datetime(*on, 10, tzinfo=UTC),
        opened_at=datetime(*on, 9, tzinfo=UTC),
    )
    for number, answers in enumerate(sides.pop("family", ())):
        part_of(review, Side.FAMILY, who=f"member {number}", answers=answers)
    for side, answers in sides.items():
        part_of(review, Side(side), answers=answers)
    return review


def rated_twice(programme: Programme, team: Unit, first: User, second: User, one: dict, other: dict, **more) -> Review:
    """A signed-off review that two people rated."""
    review = finished(programme, team, **more)
    Review.objects.filter(pk=review.pk).update(reviewer=first, second=second)
    part_of(review, Side.REVIEWER, first, answers=one)
    part_of(review, Side.SECOND, second, answers=other)
    return Review.objects.get(pk=review.pk)


def analyst(agency) -> User:
    return UserFactory(analyst=True, agency=agency)
