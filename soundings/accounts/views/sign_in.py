"""Signing in, as the library that does it (allauth) asks for it."""

import base64
import hashlib
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from soundings.accounts import sessions
from soundings.accounts.actions.users import note, note_new_password
from soundings.accounts.models import User
from soundings.accounts.queries import user_with_agency
from soundings.accounts.second_step import STEPS, second_step_relaxed
from soundings.core.tenancy import acting_for

log = structlog.get_logger("soundings.sign_in")


class Backend(AuthenticationBackend):
    """Loads whoever is signed in together with their agency, in one query."""

    def get_user(self, user_id: int) -> User | None:
        user = user_with_agency(user_id)
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves. What matters for security is in the log, without names, and in the trail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        note(user=user, verb="signed-in", at=timezone.now())

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not of whoever signed in a moment ago: setting up the first second step follows straight on."""
        fresh = sessions.is_fresh(context.request, at=timezone.now())
        return not fresh and super().is_reauthentication_required(app=app)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("sign-in failed")

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            note(user=request.user, verb="signed-out", at=timezone.now())
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        note_new_password(user=user, password=password, at=timezone.now())

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of one-time codes are sealed; the last second step stays unless this copy does without."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Soundings"

    def _get_site_name(self) -> str:
        return "Soundings"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return _("This device")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if second_step_relaxed(authenticator.user.agency):
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=STEPS).exclude(pk=authenticator.pk)
        return authenticator.type not in STEPS or others.exists()


def _box() -> Fernet:
    key = hashlib.sha256(b"soundings.second-step:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def begin_session(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever has just signed in has the whole time before them."""
    sessions.begin(request, at=timezone.now())


def note_second_step(verb: str) -> Any:
    """A listener that notes a change of somebody's second step in the trail."""

    def listen(sender: object, user: User, **kwargs: Any) -> None:
        with acting_for(user.agency_id):  # it may be called after the request's own transaction
            note(user=user, verb=verb, at=timezone.now())

    return listen
