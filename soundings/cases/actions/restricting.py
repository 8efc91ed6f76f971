"""Restricted cases: who is on the named list, and how the glass is broken in an emergency."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from soundings.accounts.models import Grant, User
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import GrantState, Role
from soundings.cases.actions.trace import case_changed, case_ids_of, check_reason, locked
from soundings.cases.models import Case, ChildId, KnownPerson, NamedAccess
from soundings.cases.permissions import (
    can_break_glass,
    can_review_broken_glass,
    check_can_change,
)
from soundings.cases.rules import BREAK_GLASS_MINUTES, TOLD_OF_BROKEN_GLASS
from soundings.core.actions import record_change
from soundings.core.rules import Denied

log = structlog.get_logger(__name__)


@transaction.atomic
def restrict(*, case: Case, users: Sequence[User], reason: str, by: Viewer, at: datetime) -> Case:
    """All cases of this child exist only for the named list: `users` and whoever restricts it."""
    case = locked(case)
    check_can_change(by, case)
    return store_restriction(case=case, users=[by.user, *users], reason=reason, by=by, at=at)


def store_restriction(*, case: Case, users: Sequence[User], reason: str, by: Viewer, at: datetime) -> Case:
    """The same without asking who asks: for a proposal that somebody else has accepted."""
    reason = check_reason(reason)
    if case.restricted:
        raise Denied(_("This case is restricted already."))
    cases = Case.objects.filter(child=case.child_id)
    cases.update(restricted=True)
    case.restricted = True
    for user in dict.fromkeys(users):
        _add(case, user, reason=reason, by=by, at=at)
    after = {"named": [user.public_id for user in dict.fromkeys(users)]}
    _changed_all(case, by=by, at=at, verb="case.restricted", after=after, reason=reason)
    return case


@transaction.atomic
def lift(*, case: Case, reason: str, by: Viewer, at: datetime) -> Case:
    """The cases of this child are ordinary ones again. The list ends: nobody needs naming any more."""
    case = locked(case)
    check_can_change(by, case)
    reason = check_reason(reason)
    if not case.restricted:
        raise Denied(_("This case is not restricted."))
    Case.objects.filter(child=case.child_id).update(restricted=False)
    case.restricted = False
    named_list(case, at=at).update(until=at)
    _changed_all(case, by=by, at=at, verb="case.restriction-lifted", reason=reason)
    return case


@transaction.atomic
def add_named(*, case: Case, user: User, reason: str, by: Viewer, at: datetime) -> NamedAccess:
    """`user` sees this child's cases by name. On a restricted case that is its named list."""
    case = locked(case)
    check_can_change(by, case)
    reason = check_reason(reason)
    if named_list(case, at=at).filter(user=user).exists():
        raise Denied(_("%(name)s is on the list already.") % {"name": user.name})
    made = _add(case, user, reason=reason, by=by, at=at)
    case_changed(by=by, at=at, verb="case.named", case=case, after={"user": user.public_id}, reason=reason)
    return made


@transaction.atomic
def remove_named(*, access: NamedAccess, reason: str, by: Viewer, at: datetime) -> None:
    """This person is on the list no more. Somebody who can manage a restricted case always stays on it."""
    case = locked(access.case)
    check_can_change(by, case)
    if case.restricted and access.user_id == by.user.pk:
        raise Denied(_("Ask somebody else on the list to take you off, so that it is never left to nobody."))
    named_list(case, at=at).filter(user=access.user_id).update(until=at)
    after = {"user": access.user.public_id}
    case_changed(by=by, at=at, verb="case.unnamed", case=case, after=after, reason=reason)


def named_list(case: Case, *, at: datetime) -> QuerySet[NamedAccess]:
    """Who is on the list of this child's cases at that moment, broken glass aside."""
    entries = NamedAccess.objects.filter(case__child=case.child_id, agency=case.agency_id, break_glass=False)
    return entries.filter(Q(until=None) | Q(until__gt=at)).select_related("user").order_by("user__name", "pk")


def break_glass(*, number: str, reason: str, password: str, by: Viewer, at: datetime) -> Case:
    """For sixty minutes the viewer sees the restricted case of the child with this number (reference or id).

    Two people are told by mail, and the use waits for review. An unknown number, a case that is not restricted and
    one at another place are refused alike; a refusal is in the trail too.
    """
    reason = check_reason(reason)
    case = _found(by, number) if by.user.check_password(password) else None
    if case is None:
        record_change(
            by=by,
            at=at,
            verb="glass.refused",
            target=by.public_id,
            target_kind="user",
            agency=by.agency_id,
            reason=reason,
        )
        raise Denied(
            _("That password is not yours, or there is no restricted case with that number at a place of yours.")
        )
    _open_glass(case, reason, by, at)
    return case


@transaction.atomic
def _open_glass(case: Case, reason: str, by: Viewer, at: datetime) -> None:
    told = _to_be_told(case, by, at)
    if len(told) < TOLD_OF_BROKEN_GLASS:
        raise Denied(_("Two people must hear of this, and your agency has nobody to tell yet. Ask your administrator."))
    until = at + timedelta(minutes=BREAK_GLASS_MINUTES)
    NamedAccess.objects.create(
        agency_id=case.agency_id,
        case=case,
        user=by.user,
        reason=reason,
        given_by=by.user,
        given_at=at,
        until=until,
        break_glass=True,
        told=[user.public_id for user in told],
    )
    after = {"until": until, "told": [user.public_id for user in told]}
    case_changed(by=by, at=at, verb="glass.broken", case=case, after=after, reason=reason)
    transaction.on_commit(partial(_tell, [user.email for user in told]))


@transaction.atomic
def review_broken_glass(*, access: NamedAccess, by: Viewer, at: datetime) -> NamedAccess:
    """A second person has looked at this use of break-glass."""
    if access.agency_id != by.agency_id or not can_review_broken_glass(by, access):
        raise Denied(_("Somebody else reviews this: a senior manager or QA lead who did not use it."))
    if access.reviewed_at or not access.break_glass:
        raise Denied(_("This has been reviewed already."))
    access.reviewed_by, access.reviewed_at = by.user, at
    access.save(update_fields=["reviewed_by", "reviewed_at"])
    case_changed(by=by, at=at, verb="glass.reviewed", case=access.case, after={"user": access.user.public_id})
    return access


def _add(case: Case, user: User, *, reason: str, by: Viewer, at: datetime) -> NamedAccess:
    if user.agency_id != case.agency_id or not user.is_active:
        raise Denied(_("There is nobody here by that name who signs in."))
    if KnownPerson.objects.filter(user=user, child=case.child_id).exists():
        raise Denied(
            _("%(name)s said that they know this family, so they cannot be on the list.") % {"name": user.name}
        )
    return NamedAccess.objects.create(
        agency_id=case.agency_id, case=case, user=user, reason=reason, given_by=by.user, given_at=at
    )


def _found(by: Viewer, number: str) -> Case | None:
    number = number.strip()
    ids = ChildId.objects.filter(agency=by.agency_id, value=number).values("child")
    cases = Case.objects.filter(Q(child__reference=number) | Q(child__in=ids), agency=by.agency_id, restricted=True)
    latest = cases.select_related("child", "team").order_by("-opened_on", "-pk").first()
    return latest if latest and can_break_glass(by, latest) else None


def _to_be_told(case: Case, by: Viewer, at: datetime) -> list[User]:
    """The first two of: the named list, senior managers, QA leads. Never whoever breaks the glass."""
    named = [entry.user for entry in named_list(case, at=at)]
    grants = Grant.objects.filter(agency=case.agency_id, state=GrantState.ACTIVE).select_related("user")
    grants = grants.filter(Q(ends_on=None) | Q(ends_on__gte=by.on)).order_by("pk")
    by_role = [grant.user for role in (Role.SENIOR_MANAGER, Role.QA_LEAD) for grant in grants.filter(role=role.value)]
    people = [user for user in dict.fromkeys([*named, *by_role]) if user.is_active and user.pk != by.user.pk]
    return people[:TOLD_OF_BROKEN_GLASS]


def _tell(addresses: Sequence[str]) -> None:
    """The mail names nobody: what it is about is said only after signing in."""
    subject, body = _("Please sign in to look at something"), _("Something in Soundings waits for you to look at it.")
    for address in addresses:
        try:
            send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
        except OSError:
            log.exception("mail.not_sent", what="break-glass")


def _changed_all(case: Case, *, by: Viewer, at: datetime, verb: str, after: object = None, reason: str) -> None:
    beside = [pk for pk in case_ids_of([case.child]) if pk != case.pk]
    case_changed(by=by, at=at, verb=verb, case=case, beside=beside, after=after, reason=reason)
