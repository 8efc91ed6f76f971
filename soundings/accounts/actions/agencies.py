"""The agency itself, and its first administrator."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from soundings.accounts import followers
from soundings.accounts.actions.trace import changed
from soundings.accounts.actions.users import make_user, set_password
from soundings.accounts.models import Grant, Unit, User
from soundings.accounts.permissions import By, check_can_arrange
from soundings.accounts.queries import root_of
from soundings.accounts.rules import GrantState, Role, UnitKind
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM, Denied, local_date, sort_key
from soundings.core.tenancy import acting_for


@dataclass(frozen=True, slots=True)
class NewAgency:
    """What must be said of a new agency. An empty code is made from the name."""

    name: str
    code: str = ""
    is_training: bool = False
    time_zone: str = "Europe/London"
    language: str = "en-gb"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """Who sets the agency up."""

    name: str
    email: str
    password: str


def begin(*, agency: NewAgency, administrator: FirstAdministrator, at: datetime) -> User:
    """The first agency of this installation stands, with what each room holds ready for it and an administrator.

    The administrator may also load files. Raises Denied once there is an agency: from then on people are invited by
    those who are there.
    """
    with transaction.atomic():
        if Agency.objects.exists():
            raise Denied(_("This installation has its agency already. Ask its administrator for an invitation."))
        made = make_agency(agency=agency, at=at)
        with acting_for(made):
            followers.set_up(made, by=SYSTEM, at=at)
            return add_first_administrator(agency=made, administrator=administrator, at=at)


def make_agency(*, agency: NewAgency, at: datetime) -> Agency:
    """An agency and the root of its tree. By Soundings itself: the console, the first run or the invented agency."""
    _check_new(agency)
    with transaction.atomic():
        made = Agency.objects.create(
            name=agency.name.strip(),
            code=agency.code or slugify(agency.name)[:40] or "agency",
            is_training=agency.is_training,
            time_zone=agency.time_zone,
            language=agency.language,
        )
        with acting_for(made):
            _plant_root(made, at)
        return made


def _check_new(agency: NewAgency) -> None:
    if not agency.name.strip():
        raise Denied(_("Give the agency a name."))
    if agency.time_zone not in zoneinfo.available_timezones():
        raise Denied(_("The time zone is not known: write it like Europe/London."))


def _plant_root(agency: Agency, at: datetime) -> None:
    root = Unit.objects.create(
        agency=agency,
        kind=UnitKind.AGENCY,
        code=agency.code,
        code_key=sort_key(agency.code),
        name=agency.name[:120],
        opened_on=local_date(at, agency.time_zone),
    )
    root.path = f"{root.pk}."
    root.save(update_fields=["path"])
    changed(root, "added", by=SYSTEM, at=at, after={"name": agency.name, "training": agency.is_training})


def add_first_administrator(*, agency: Agency, administrator: FirstAdministrator, at: datetime) -> User:
    """A system administrator whom nobody had to give the role, with a password of their own. By Soundings itself.

    Raises Denied if the agency has an administrator, or the e-mail address or the password will not do.
    """
    with transaction.atomic():
        if Grant.objects.filter(agency=agency, role=Role.ADMINISTRATOR).exists():
            raise Denied(_("This agency has an administrator already."))
        user = make_user(agency=agency, name=administrator.name, email=administrator.email, by=SYSTEM, at=at)
        set_password(user, administrator.password)
        user.joined_at = at
        user.save(update_fields=["password", "joined_at"])
        for role in (Role.ADMINISTRATOR, Role.IMPORT_STEWARD):
            _give_first(user, role, at)
        return user


def _give_first(user: User, role: Role, at: datetime) -> None:
    grant = Grant.objects.create(
        agency=user.agency,
        user=user,
        role=role,
        unit=root_of(user.agency),
        state=GrantState.ACTIVE,
        granted_at=at,
    )
    changed(grant, "given", by=SYSTEM, at=at, after={"user": user.public_id, "role": role})


@transaction.atomic
def describe_agency(
    *, agency: Agency, name: str, is_training: bool, language: str = "", by: By, at: datetime
) -> Agency:
    """The agency bears this name and is, or is not, a training copy. A real agency never becomes one.

    language: of pages and messages for all who chose none; empty leaves it as it is.
    """
    check_can_arrange(by)
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if is_training and not agency.is_training:
        raise Denied(_("An agency with real records does not become a training copy."))
    before = {"name": agency.name, "training": agency.is_training, "language": agency.language}
    agency.name, agency.is_training = name.strip(), is_training
    agency.language = language or agency.language
    agency.save(update_fields=["name", "is_training", "language"])
    root = root_of(agency)
    root.name = agency.name[:120]
    root.save(update_fields=["name"])
    after = {"name": agency.name, "training": is_training, "language": agency.language}
    changed(root, "changed", by=by, at=at, before=before, after=after)
    return agency
