"""Users: invited, arrived, switched off. What they may do is in `grants`."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import partial

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts import mail
from soundings.accounts.actions.trace import changed
from soundings.accounts.models import Grant, Invitation, Staff, User
from soundings.accounts.permissions import By, check_can_manage_people, check_same_agency
from soundings.accounts.rules import GrantState, Role
from soundings.core.models import Agency
from soundings.core.rules import Denied
from soundings.core.tenancy import acting_at_least_for

INVITATION_DAYS = 7


@transaction.atomic
def invite(*, staff: Staff, email: str, link: str, by: By, at: datetime) -> User:
    """`staff` has a user, and an invitation to them goes out once this is committed.

    link: the address in the message, with {token} where the token belongs. It works once, for seven days; one sent
    before stops working. Raises Denied if they have arrived already, or the e-mail address is somebody else's.
    """
    check_can_manage_people(by, about=getattr(staff, "user", None))
    check_same_agency(by, staff)
    user = getattr(staff, "user", None) or make_user(
        agency=staff.agency, name=staff.name, email=email, staff=staff, by=by, at=at
    )
    return _send(_readdressed(user, email), link, by=by, at=at)


@transaction.atomic
def invite_visitor(*, agency: Agency, name: str, email: str, link: str, by: By, at: datetime) -> User:
    """The same for somebody who is not staff: a partner, an inspector, another administrator."""
    check_can_manage_people(by)
    if getattr(by, "agency_id", None) not in (None, agency.pk):
        raise Denied(_("There is no such entry in your agency."))
    return _send(make_user(agency=agency, name=name, email=email, by=by, at=at), link, by=by, at=at)


@transaction.atomic
def invite_again(*, user: User, link: str, by: By, at: datetime) -> User:
    """Another invitation goes out to somebody who has not arrived; the earlier one stops working."""
    check_can_manage_people(by, about=user)
    check_same_agency(by, user)
    return _send(user, link, by=by, at=at)


def accept_invitation(*, token: str, password: str, at: datetime) -> User:
    """The invited user has arrived: they have a password, and the invitation is used up.

    Raises Denied: in the same words for a link unknown, used or too old, or naming what to mend in the password.
    """
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update(of=("self",)).select_related("user__agency", "agency")
        found = invitation.filter(token_digest=digest(token), used_at=None, expires_at__gt=at).first()
        if found is None or not found.user.is_active:
            raise Denied(_("This link does not work any more. Ask for a new invitation."))
        with acting_at_least_for(found.agency_id):
            return _arrive(found, password, at)


def _arrive(invitation: Invitation, password: str, at: datetime) -> User:
    user = invitation.user
    set_password(user, password)
    user.joined_at = user.joined_at or at
    user.save(update_fields=["password", "joined_at"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    changed(user, "arrived", by=user, at=at)
    return user


@transaction.atomic
def switch_off(*, user: User, by: By, at: datetime) -> User:
    """They cannot sign in, every session of theirs is refused from the next request on, and their invitations end."""
    check_can_manage_people(by, about=user)
    check_same_agency(by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    _check_not_last_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _withdraw_invitations(user, at)
    changed(user, "switched-off", by=by, at=at)
    return user


@transaction.atomic
def switch_on(*, user: User, by: By, at: datetime) -> User:
    """They can sign in again, with the roles that have not ended."""
    check_can_manage_people(by, about=user)
    check_same_agency(by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = True
    user.save(update_fields=["is_active"])
    changed(user, "switched-on", by=by, at=at)
    return user


@transaction.atomic
def start_again(*, user: User, link: str, by: By, at: datetime) -> User:
    """Password and second step are gone, every session has ended, and a new invitation goes to their own address.

    For somebody who has lost the device of their second step. Nobody else ever sees the link.
    """
    check_can_manage_people(by, about=user)
    check_same_agency(by, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    changed(user, "started-again", by=by, at=at)
    return _send(user, link, by=by, at=at, anew=True)


@transaction.atomic
def describe_self(*, user: User, name: str, language: str, at: datetime) -> User:
    """The user bears this name and reads pages in this language."""
    if not name.strip():
        raise Denied(_("Give a name."))
    before = {"name": user.name, "language": user.language}
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])
    changed(user, "changed", by=user, at=at, before=before, after={"name": user.name, "language": language})
    return user


@transaction.atomic
def choose_language(*, user: User, language: str, at: datetime) -> User:
    """The user reads pages and messages in this language from now on. Nothing happens if they do already."""
    before, user.language = user.language, language
    if before != language:
        user.save(update_fields=["language"])
        changed(user, "changed", by=user, at=at, before={"language": before}, after={"language": language})
    return user


@transaction.atomic
def note(*, user: User, verb: str, at: datetime) -> None:
    """What they did about their own sign-in is in the trail (verb: "signed-in", "second-step-added", ...)."""
    changed(user, verb, by=user, at=at)


@transaction.atomic
def note_new_password(*, user: User, password: str, at: datetime) -> None:
    """They have this password, which has been checked, and every other session of theirs has ended.

    Whoever sets one by a message to their own address has arrived, as by an invitation.
    """
    user.set_password(password)
    user.joined_at = user.joined_at or at
    user.save(update_fields=["password", "joined_at"])
    changed(user, "password-changed", by=user, at=at)


@transaction.atomic
def give_reason(*, user: User, reason: str, at: datetime) -> str:
    """The reason for which they open records in this session is in the trail. Raises Denied if it says nothing."""
    reason = " ".join(reason.split())
    if len(reason) < 8:
        raise Denied(_("Say in a few words what you need to see, and why."))
    changed(user, "reason-given", by=user, at=at, reason=reason)
    return reason


def make_user(*, agency: Agency, name: str, email: str, staff: Staff | None = None, by: By, at: datetime) -> User:
    """A user without a password, in the caller's transaction. Raises Denied for an address that will not do."""
    if not name.strip():
        raise Denied(_("Give a name."))
    user = User(agency=agency, staff=staff, name=name.strip(), email=_checked_email(email), created_at=at)
    user.set_unusable_password()
    user.save()
    changed(user, "added", by=by, at=at, after={"name": user.name, "email": user.email})
    return user


def set_password(user: User, password: str) -> None:
    """`user` (not saved here) has this password. Raises Denied, naming what to mend."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Denied(" ".join(error.messages)) from error
    user.set_password(password)


def digest(token: str) -> str:
    """What is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _checked_email(email: str, beside: User | None = None) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Denied(_("Write a whole e-mail address, like name@council.example.")) from error
    if User.objects.filter(email__iexact=email).exclude(pk=beside.pk if beside else 0).exists():
        raise Denied(_("Somebody signs in with this e-mail address already."))
    return email


def _readdressed(user: User, email: str) -> User:
    """An address can be put right until the user has arrived."""
    if user.joined_at is None and email.strip().lower() != user.email:
        user.email = _checked_email(email, user)
        user.save(update_fields=["email"])
    return user


def _send(user: User, link: str, *, by: By, at: datetime, anew: bool = False) -> User:
    if user.joined_at and not anew:
        raise Denied(_("They have signed in before. They can ask for a new password on the sign-in page."))
    if not user.is_active:
        raise Denied(_("This person’s sign-in is switched off."))
    _withdraw_invitations(user, at)
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        agency=user.agency,
        user=user,
        token_digest=digest(token),
        created_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    changed(user, "invited", by=by, at=at, after={"email": user.email})
    transaction.on_commit(partial(mail.send_invitation, user, link.replace("{token}", token), INVITATION_DAYS))
    return user


def _withdraw_invitations(user: User, at: datetime) -> None:
    Invitation.objects.filter(user=user, used_at=None, expires_at__gt=at).update(expires_at=at)


def _check_not_last_administrator(user: User) -> None:
    active = Grant.objects.filter(agency=user.agency_id, role=Role.ADMINISTRATOR, state=GrantState.ACTIVE)
    others = active.filter(user__is_active=True, user__joined_at__isnull=False).exclude(user=user)
    if active.filter(user=user).exists() and not others.exists():
        raise Denied(_("This is the last administrator: give the role to somebody else first."))
