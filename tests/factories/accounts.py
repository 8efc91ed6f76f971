"""Agencies, places, staff and users for tests. An agency comes with its root; a team with the line above it.

UserFactory(worker=True, unit=team) signs in as that role at that place; without `unit` the role is held at the root.
"""

from datetime import UTC, date, datetime

import factory
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from soundings.accounts.models import (
    Grant,
    Leave,
    Membership,
    Staff,
    StaffAlias,
    Stage,
    Unit,
    UnitPlacement,
    User,
)
from soundings.accounts.queries import Viewer, viewer_of
from soundings.accounts.rules import AGENCY_ROLES, GrantState, PostKind, Role, UnitKind
from soundings.core.models import Agency
from soundings.core.rules import sort_key

NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)
OPENED = date(2020, 1, 1)
PASSWORD = "harbour lantern forty two"


def viewer_for(user: User, *, at: datetime = NOON, reason: str = "") -> Viewer:
    """What `request.viewer` would be for this user (London is on UTC at NOON)."""
    return viewer_of(user, on=at.date(), at=at, reason=reason)


def root_for(agency: Agency) -> Unit:
    return Unit.objects.get(agency=agency, kind=UnitKind.AGENCY)


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"agency-{n}")
    name = factory.Sequence(lambda n: f"Harbourshire {n}")

    @factory.post_generation
    def root(self, create, extracted, **kwargs):
        UnitFactory(agency=self, kind=UnitKind.AGENCY, parent=None, name=self.name, code=self.code)


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    agency = factory.SubFactory(AgencyFactory)
    code = factory.Sequence(lambda n: f"stage-{n}")
    name = factory.Sequence(lambda n: f"Stage {n}")
    position = factory.Sequence(lambda n: n % 1000)


class UnitFactory(DjangoModelFactory):
    """A place; below the root unless `parent` says otherwise, in the agency of its parent."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    agency = factory.LazyAttribute(lambda o: o.parent.agency if o.parent else AgencyFactory())
    parent = factory.LazyAttribute(lambda o: None)
    kind = UnitKind.TEAM
    name = factory.Sequence(lambda n: f"Team {n}")
    code = factory.LazyAttribute(lambda o: o.name)
    code_key = factory.LazyAttribute(lambda o: sort_key(o.code))
    opened_on = OPENED

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        if kwargs["kind"] != UnitKind.AGENCY and kwargs["parent"] is None:
            kwargs["parent"] = root_for(kwargs["agency"])
        unit = super()._create(model_class, *args, **kwargs)
        unit.path = f"{unit.parent.path if unit.parent else ''}{unit.pk}."
        unit.save(update_fields=["path"])
        if unit.parent:
            UnitPlacement.objects.create(
                agency=unit.agency, unit=unit, parent=unit.parent, from_on=unit.opened_on, to_on=None
            )
        return unit


class ServiceFactory(UnitFactory):
    kind = UnitKind.SERVICE
    name = factory.Sequence(lambda n: f"Service {n}")


class LocalityFactory(UnitFactory):
    kind = UnitKind.LOCALITY
    name = factory.Sequence(lambda n: f"Locality {n}")


class TeamFactory(UnitFactory):
    """A team; straight below the root unless `parent` is given."""


class StaffFactory(DjangoModelFactory):
    """Somebody with a post in `team`, if one is given."""

    class Meta:
        model = Staff
        skip_postgeneration_save = True

    class Params:
        team = None
        post = PostKind.WORKER

    agency = factory.LazyAttribute(lambda o: o.team.agency if o.team else AgencyFactory())
    name = factory.Sequence(lambda n: f"Robin Example {n}")
    name_key = factory.LazyAttribute(lambda o: sort_key(o.name))

    @classmethod
    def create(cls, **kwargs):
        staff = super().create(**kwargs)
        if team := kwargs.get("team"):
            MembershipFactory(staff=staff, team=team, post=kwargs.get("post", PostKind.WORKER))
        return staff


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    staff = factory.SubFactory(StaffFactory)
    team = factory.LazyAttribute(lambda o: TeamFactory(agency=o.staff.agency))
    agency = factory.SelfAttribute("staff.agency")
    from_on = OPENED


class StaffAliasFactory(DjangoModelFactory):
    class Meta:
        model = StaffAlias

    staff = factory.SubFactory(StaffFactory)
    agency = factory.SelfAttribute("staff.agency")
    alias = factory.Sequence(lambda n: f"rx{n:04}")
    alias_key = factory.LazyAttribute(lambda o: sort_key(o.alias))


class LeaveFactory(DjangoModelFactory):
    class Meta:
        model = Leave

    staff = factory.SubFactory(StaffFactory)
    agency = factory.SelfAttribute("staff.agency")
    from_on = date(2026, 3, 9)
    to_on = date(2026, 3, 20)


class UserFactory(DjangoModelFactory):
    """A login with a second step. A worker or supervisor of a team is staff with a post there."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        unit = None
        role = None
        team = factory.LazyAttribute(lambda o: o.unit if o.unit and o.unit.kind == UnitKind.TEAM else None)
        worker = factory.Trait(role=Role.WORKER)
        supervisor = factory.Trait(role=Role.SUPERVISOR)
        qa_lead = factory.Trait(role=Role.QA_LEAD)
        senior_manager = factory.Trait(role=Role.SENIOR_MANAGER)
        partner = factory.Trait(role=Role.PARTNER)
        business_unit = factory.Trait(role=Role.BUSINESS_UNIT)
        administrator = factory.Trait(role=Role.ADMINISTRATOR)
        analyst = factory.Trait(role=Role.ANALYST)
        inspector = factory.Trait(role=Role.INSPECTOR)
        business_support = factory.Trait(role=Role.BUSINESS_SUPPORT)
        import_steward = factory.Trait(role=Role.IMPORT_STEWARD)

    agency = factory.LazyAttribute(lambda o: o.unit.agency if o.unit else AgencyFactory())
    email = factory.Sequence(lambda n: f"person{n}@harbourshire.example")
    name = factory.Sequence(lambda n: f"Robin Example {n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    created_at = NOON
    joined_at = NOON

    @factory.lazy_attribute
    def staff(self):
        if self.role not in (Role.WORKER, Role.SUPERVISOR):
            return None
        post = PostKind.SUPERVISOR if self.role == Role.SUPERVISOR else PostKind.WORKER
        return StaffFactory(agency=self.agency, team=self.team, post=post, name=self.name)

    @classmethod
    def create(cls, **kwargs):
        second_step = kwargs.pop("second_step", True)
        user = super().create(**kwargs)
        if second_step:
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "-"})
        for role in _roles(kwargs):
            GrantFactory(user=user, role=role, unit=None if role in AGENCY_ROLES else kwargs.get("unit"))
        return user


def _roles(kwargs: dict) -> list[Role]:
    named = [role for role in Role if kwargs.get(role.replace("-", "_"))]
    return named + ([kwargs["role"]] if kwargs.get("role") else [])


class GrantFactory(DjangoModelFactory):
    """A role that holds; at the root unless `unit` is given."""

    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    agency = factory.SelfAttribute("user.agency")
    role = Role.WORKER
    unit = None
    state = GrantState.ACTIVE
    granted_at = NOON
    granted_by = None

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs["unit"] = kwargs["unit"] or root_for(kwargs["agency"])
        return super()._create(model_class, *args, **kwargs)
