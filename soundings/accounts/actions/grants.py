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
    user = User.objects.select_for_update(of=("self",)).select_related("agency").get(pk=new.user.pk)
    standing = Grant.objects.filter(user=user).exclude(state=GrantState.ENDED)
    held = frozenset(Role(role) for role in standing.values_list("role", flat=True))
    check_can_give(by, user=user, role=new.role, unit=new.unit, held=held)
    if standing.filter(role=new.role, unit=new.unit).exists():
        raise Denied(_("They have this role there already, or it waits for approval."))
    today = local_date(at, user.agency.time_zone)
    grant = Grant.objects.create(
        agency=user.agency,
        user=user,
        role=new.role,
        unit=new.unit,
        state=GrantState.ACTIVE if grants_stand_alone(by) else GrantState.PENDING,
        granted_by=None if isinstance(by, SystemActor) else by.user,
        granted_at=at,
        ends_on=_checked_end(new, today),
        reason=new.reason.strip(),
    )
    changed(grant, "given", by=by, at=at, after=_said(grant), reason=new.reason)
    return grant


@transaction.atomic
def approve(*, grant: Grant, by: By, at: datetime) -> Grant:
    """The role holds from now on. By a senior manager who neither gave it nor is to have it."""
    grant = _locked(grant)
    if grant.state != GrantState.PENDING:
        raise Denied(_("This role does not wait for approval."))
    check_can_approve(by, grant)
    if not grant.user.is_active:
        raise Denied(_("This person’s sign-in is switched off."))
    grant.state, grant.approved_at = GrantState.ACTIVE, at
    grant.approved_by = None if isinstance(by, SystemActor) else by.user
    grant.save(update_fields=["state", "approved_by", "approved_at"])
    changed(grant, "approved", by=by, at=at, before=GrantState.PENDING, after=_said(grant))
    return grant


@transaction.atomic
def end(*, grant: Grant, reason: str = "", by: By, at: datetime) -> Grant:
    """The role holds no longer, from the person's next request on; one that waited is turned down.

    The last administrator of an agency stays.
    """
    grant = _locked(grant)
    if grant.state == GrantState.ENDED:
        raise Denied(_("This role has ended already."))
    check_can_end(by, grant)
    _check_not_last_administrator(grant)
    return _end(grant, reason=reason, by=by, at=at)


@transaction.atomic
def prolong(*, grant: Grant, ends_on: date, by: By, at: datetime) -> Grant:
    """A visit lasts to this day, included, once a second person approves: the longer role waits as a new one would."""
    grant = _locked(grant)
    if grant.state == GrantState.ENDED or grant.ends_on is None:
        raise Denied(_("Only a role that is for a time can be prolonged."))
    new = NewGrant(grant.user, Role(grant.role), grant.unit, ends_on=ends_on, reason=grant.reason)
    check_can_manage_people(by, about=grant.user)
    _end(grant, reason="", by=by, at=at)
    return give(new=new, by=by, at=at)


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
