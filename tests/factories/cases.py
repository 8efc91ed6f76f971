"""Children, families and cases for tests, with the spans that an action would have made."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from soundings.accounts.models import User
from soundings.cases.models import (
    AbuseType,
    Activity,
    Case,
    Child,
    ChildId,
    ChildWord,
    Family,
    KnownPerson,
    NamedAccess,
    StageSpan,
    TeamSpan,
    WorkerSpan,
)
from soundings.cases.rules import ABUSE_TYPES, ActivityKind, AllocationRole, Sex, name_key, search_key, words_of
from soundings.core.models import Agency
from tests.factories.accounts import NOON, AgencyFactory, TeamFactory

OPENED = date(2026, 2, 3)


def abuse_types_for(agency: Agency) -> None:
    """Seed 2's key."""
    for position, (code, name, shown) in enumerate(ABUSE_TYPES):
        AbuseType.objects.create(agency=agency, code=code, name=name, position=position, active=shown)


class FamilyFactory(DjangoModelFactory):
    class Meta:
        model = Family

    agency = factory.SubFactory(AgencyFactory)
    name = factory.Sequence(lambda n: f"Family {n}")


class ChildFactory(DjangoModelFactory):
    """A child born in 2013, found by every word of the name and the reference."""

    class Meta:
        model = Child
        skip_postgeneration_save = True

    agency = factory.SubFactory(AgencyFactory)
    reference = factory.Sequence(lambda n: f"4471-{n:04}")
    given_name = factory.Sequence(lambda n: f"Robin{n}")
    family_name = "Exampleton"
    name_key = factory.LazyAttribute(lambda o: name_key(o.given_name, o.family_name, o.reference))
    search_key = factory.LazyAttribute(lambda o: search_key(o.given_name, o.family_name, o.reference))
    born_on = date(2013, 5, 17)
    sex = Sex.FEMALE.value

    @factory.post_generation
    def words(self, create, extracted, **kwargs):
        for word in words_of(self.given_name, self.family_name, self.reference):
            ChildWord.objects.create(agency=self.agency, child=self, word=word)


class ChildIdFactory(DjangoModelFactory):
    class Meta:
        model = ChildId
        skip_postgeneration_save = True

    child = factory.SubFactory(ChildFactory)
    agency = factory.SelfAttribute("child.agency")
    system = "Mosaic"
    value = factory.Sequence(lambda n: f"77{n:04}")

    @factory.post_generation
    def words(self, create, extracted, **kwargs):
        for word in words_of(self.value):
            ChildWord.objects.create(agency=self.agency, child=self.child, word=word)


class CaseFactory(DjangoModelFactory):
    """An open case in `team`, led by `worker` if one is given, each with its span."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    team = factory.SubFactory(TeamFactory)
    agency = factory.SelfAttribute("team.agency")
    child = factory.SubFactory(ChildFactory, agency=factory.SelfAttribute("..agency"))
    opened_on = OPENED
    closed_on = None
    worker = None
    stage = None
    source = "page"

    @factory.post_generation
    def spans(self, create, extracted, **kwargs):
        days = {"agency": self.agency, "case": self, "from_on": self.opened_on, "to_on": self.closed_on}
        TeamSpan.objects.create(team=self.team, **days)
        if self.stage:
            StageSpan.objects.create(stage=self.stage, **days)
        if self.worker:
            WorkerSpan.objects.create(staff=self.worker, role=AllocationRole.LEAD.value, **days)


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    case = factory.SubFactory(CaseFactory)
    agency = factory.SelfAttribute("case.agency")
    kind = ActivityKind.ASSESSMENT.value
    started_on = date(2026, 2, 10)
    source = "page"


def named(case: Case, user: User) -> NamedAccess:
    """The user is on the named list of this case."""
    return NamedAccess.objects.create(
        agency=case.agency, case=case, user=user, reason="Works with them", given_by=user, given_at=NOON
    )


def knows(user: User, child: Child) -> KnownPerson:
    """The user has said that they know this child privately."""
    return KnownPerson.objects.create(agency=child.agency, user=user, child=child, declared_at=NOON)
