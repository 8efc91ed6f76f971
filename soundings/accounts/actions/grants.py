"""Roles at places in the tree: given by one person, approved by another."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts.actions.trace import changed
from soundings.accounts.models import Grant, Unit, User
from soundings.accounts.permissions import (
    By,
    check_can_approve,
    check_can_end,
    check_can_give,
    check_can_manage_people,
)
from soundings.accounts.queries import grants_stand_alone
from soundings.accounts.rules import VISIT_DAYS, VISITING_ROLES, GrantState, Role
from soundings.core.rules import Denied, SystemActor, local_date


@dataclass(frozen=True, slots=True)
class NewGrant:
    """A role for somebody at a place. ends_on: the last day on which it holds; visits end after 28 days if not said."""

    user: User
    role: Role
    unit: Unit
    ends_on: date | None = None
    reason: str = ""


@transaction.atomic
def give(*, new: NewGrant, by: By, at: datetime) -> Grant:
    """The role waits for a second person; it holds at once only where `grants_stand_alone`.

    Raises Denied for a role of one's own, one that cannot stand beside what they hold, or one that they have there.
    """
    return _give(new, by=by, at=at)


def _give(new: NewGrant, *, instead_of: Grant | None = None, by: By, at: datetime) -> Grant:
    """The role waits, or holds where `grants_stand_alone`; in place of an earlier one, which then holds no longer."""
    user = User.objects.select_for_update(of=("self",)).select_related("agency").get(pk=new.user.pk)
    standing = Grant.objects.filter(user=user).exclude(state=GrantState.ENDED)
    if instead_of is not None:
        standing = standing.exclude(pk=instead_of.pk)
    held = frozenset(Role(role) for role in standing.values_list("role", flat=True))
    check_can_give(by, user=user, role=new.role, unit=new.unit, held=held)
    if standing.filter(role=new.role, unit=new.unit).exists():
        raise Denied(_("They have this role there already, or it waits for approval."))
    today, alone = local_date(at, user.agency.time_zone), grants_stand_alone(by)
    ends_on = _checked_end(new, today)
    if instead_of is not None and (alone or instead_of.state == GrantState.PENDING):
        _end(instead_of, reason="", by=by, at=at)
    grant = Grant.objects.create(
        agency=user.agency,
        user=user,
        role=new.role,
        unit=new.unit,
        state=GrantState.ACTIVE if alone else GrantState.PENDING,
        granted_by=None if isinstance(by, SystemActor) else by.user,
        granted_at=at,
        ends_on=ends_on,
        reason=new.reason.strip(),
    )
    changed(grant, "given", by=by, at=at, after=_said(grant), reason=new.reason)
    return grant


@transaction.atomic
def approve(*, grant: Grant, by: By, at: datetime) -> Grant:
    """The role holds from now on, and an earlier one that it prolongs ends now.

    By a senior manager who neither gave it nor is to have it.
    """
    grant = _locked(grant)
    if grant.state != GrantState.PENDING:
        raise Denied(_("This role does not wait for approval."))
    check_can_approve(by, grant)
    if not grant.user.is_active:
        raise Denied(_("This person’s sign-in is switched off."))
    for earlier in _same(grant, GrantState.ACTIVE):
        _end(earlier, reason="", by=by, at=at)
    grant.state, grant.approved_at = GrantState.ACTIVE, at
    grant.approved_by = None if isinstance(by, SystemActor) else by.user
    grant.save(update_fields=["state", "approved_by", "approved_at"])
    changed(grant, "approved", by=by, at=at, before=GrantState.PENDING, after=_said(grant))
    return grant


@transaction.atomic
def end(*, grant: Grant, reason: str = "", by: By, at: datetime) -> Grant:
    """The role holds no longer, from the person's next request on; one that waited is turned down.

    With a role that holds, a longer time for it that still waits is turned down too; turned down alone, it leaves the
    role as it is. The last administrator of an agency stays.
    """
    grant = _locked(grant)
    if grant.state == GrantState.ENDED:
        raise Denied(_("This role has ended already."))
    check_can_end(by, grant)
    _check_not_last_administrator(grant)
    for longer in _same(grant, GrantState.PENDING):
        _end(longer, reason=reason, by=by, at=at)
    return _end(grant, reason=reason, by=by, at=at)


@transaction.atomic
def prolong(*, grant: Grant, ends_on: date, by: By, at: datetime) -> Grant:
    """A visit lasts to this day, included, once a second person approves; until then it holds to its own last day."""
    grant = _locked(grant)
    if grant.state == GrantState.ENDED or grant.ends_on is None:
        raise Denied(_("Only a role that is for a time can be prolonged."))
    new = NewGrant(grant.user, Role(grant.role), grant.unit, ends_on=ends_on, reason=grant.reason)
    check_can_manage_people(by, about=grant.user)
    return _give(new, instead_of=grant, by=by, at=at)


@transaction.atomic
def end_grants(*, user: User, unit: Unit | None = None, last_day: date | None = None, by: By, at: datetime) -> None:
    """Every role of `user` (at `unit`, if given) ends after `last_day`: at once if that has passed or is not given.

    For actions about posts and people, which have checked that `by` may.
    """
    today = local_date(at, user.agency.time_zone)
    grants = Grant.objects.filter(user=user).exclude(state=GrantState.ENDED)
    for grant in grants.filter(unit=unit) if unit else grants:
        if last_day is None or last_day < today:
            _end(grant, reason="", by=by, at=at)
        elif grant.ends_on is None or grant.ends_on > last_day:
            grant.ends_on = last_day
            grant.save(update_fields=["ends_on"])
            changed(grant, "shortened", by=by, at=at, after=_said(grant))


def _end(grant: Grant, *, reason: str, by: By, at: datetime) -> Grant:
    before = grant.state
    grant.state, grant.ended_at = GrantState.ENDED, at
    grant.save(update_fields=["state", "ended_at"])
    changed(grant, "ended", by=by, at=at, before=before, after=_said(grant), reason=reason)
    return grant


def _same(grant: Grant, state: GrantState) -> list[Grant]:
    """The same role of the same person at the same place in this state: one that it prolongs, or a longer one."""
    others = Grant.objects.filter(user=grant.user_id, role=grant.role, unit=grant.unit_id, state=state)
    return list(others.exclude(pk=grant.pk).select_for_update(of=("self",)).select_related("user__agency", "unit"))


def _locked(grant: Grant) -> Grant:
    found = Grant.objects.select_for_update(of=("self",)).select_related("user__agency", "unit")
    return found.get(pk=grant.pk)


def _checked_end(new: NewGrant, today: date) -> date | None:
    if new.ends_on is None and new.role in VISITING_ROLES:
        return today + timedelta(days=VISIT_DAYS)
    if new.ends_on is not None and new.ends_on < today:
        raise Denied(_("That day has passed."))
    return new.ends_on


def _check_not_last_administrator(grant: Grant) -> None:
    if grant.role != Role.ADMINISTRATOR or grant.state != GrantState.ACTIVE:
        return
    others = Grant.objects.filter(agency=grant.agency_id, role=Role.ADMINISTRATOR, state=GrantState.ACTIVE)
    others = others.filter(Q(ends_on=None), user__is_active=True, user__joined_at__isnull=False)
    if not others.exclude(pk=grant.pk).exists():
        raise Denied(_("This is the last administrator: give the role to somebody else first."))


def _said(grant: Grant) -> dict[str, object]:
    return {
        "user": grant.user.public_id,
        "role": grant.role,
        "unit": grant.unit.public_id,
        "state": grant.state,
        "ends_on": grant.ends_on,
    }
