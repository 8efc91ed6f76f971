"""Who may change people, places and roles: each check raises Denied in words that the person may read."""

from typing import TypeAlias

from django.utils.translation import gettext as _

from soundings.accounts.models import Grant, Unit, User
from soundings.accounts.permissions.viewer import Viewer, may, may_here
from soundings.accounts.rules import AGENCY_ROLES, Relation, Role, Row, To, UnitKind, may_hold_together
from soundings.core.models import AgencyOwned
from soundings.core.rules import Denied, SystemActor

By: TypeAlias = Viewer | SystemActor


def check_same_agency(by: By, *things: AgencyOwned | User | None) -> None:
    """Raise Denied unless all of these belong to the agency of whoever acts."""
    if isinstance(by, SystemActor):
        return
    if any(thing is not None and thing.agency_id != by.agency_id for thing in things):
        raise Denied(_("There is no such entry in your agency."))


def check_can_arrange(by: By) -> None:
    """Raise Denied unless `by` may change the agency's services, teams and stages."""
    if not can_arrange(by):
        raise Denied(_("Only a system administrator can change services, teams and stages."))


def can_arrange(by: By) -> bool:
    """Whether `by` may change the agency's services, teams and stages."""
    return isinstance(by, SystemActor) or may(by, Row.BACKUP_SETTINGS, Relation.AGENCY, edit=True)


def check_can_load(by: By) -> None:
    """Raise Denied unless `by` may load files."""
    if not isinstance(by, SystemActor) and not may(by, Row.IMPORT_DATA, Relation.AGENCY, edit=True):
        raise Denied(_("Loading files takes the import steward's grant beside your role."))


def check_can_manage_people(by: By, *, about: User | None = None) -> None:
    """Raise Denied unless `by` may change staff and users, and never their own."""
    if isinstance(by, SystemActor):
        return
    if not can_manage_people(by):
        raise Denied(_("Only a system administrator can change people and their access."))
    if about is not None and about.pk == by.user.pk:
        raise Denied(_("Nobody changes their own access: ask another administrator."))


def can_manage_people(by: By) -> bool:
    """Whether `by` may change staff and users."""
    return isinstance(by, SystemActor) or may(by, Row.USERS_AND_ROLES, Relation.AGENCY, edit=True)


def can_approve_people(by: By) -> bool:
    """Whether `by` is a second person for some grant."""
    return not isinstance(by, SystemActor) and may(by, Row.USERS_AND_ROLES, Relation.AGENCY, to=To.APPROVE)


def check_can_give(by: By, *, user: User, role: Role, unit: Unit, held: frozenset[Role]) -> None:
    """Raise Denied unless `by` may give `user` this role at `unit`; held: the roles that stand or wait already."""
    check_can_manage_people(by, about=user)
    check_same_agency(by, user, unit)
    if not user.is_active:
        raise Denied(_("This person’s sign-in is switched off."))
    if role in AGENCY_ROLES and unit.kind != UnitKind.AGENCY:
        raise Denied(_("This role is held for the whole agency."))
    if not may_hold_together(held | {role}):
        raise Denied(_("A system administrator sees no child’s record, so they cannot hold this role as well."))


def check_can_approve(by: By, grant: Grant) -> None:
    """Raise Denied unless `by` is a second person who may approve `grant`."""
    if isinstance(by, SystemActor):
        return
    check_same_agency(by, grant)
    if by.user.pk == grant.user_id:
        raise Denied(_("This role is for you, so someone else must approve it."))
    if by.user.pk == grant.granted_by_id:
        raise Denied(_("You gave this role, so someone else must approve it."))
    if not may_here(by, Row.USERS_AND_ROLES, path=grant.unit.path, to=To.APPROVE):
        raise Denied(_("Only a senior manager of this place can approve roles."))


def check_can_end(by: By, grant: Grant) -> None:
    """Raise Denied unless `by` may take `grant` away, or turn it down."""
    check_same_agency(by, grant)
    if isinstance(by, SystemActor) or _approves_here(by, grant):
        return
    check_can_manage_people(by, about=grant.user)


def _approves_here(by: Viewer, grant: Grant) -> bool:
    return by.user.pk != grant.user_id and may_here(by, Row.USERS_AND_ROLES, path=grant.unit.path, to=To.APPROVE)
