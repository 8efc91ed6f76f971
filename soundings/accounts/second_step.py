"""Whether whoever is signed in has the second step that is required of them."""

from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from soundings.accounts.models import User
from soundings.core.models import Agency

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def lacks_second_step(request: HttpRequest) -> bool:
    """Whether a second step is required of whoever is signed in and they have none. At most one query a session."""
    user = cast(User, request.user)
    if request.session.get("has_second_step") or second_step_relaxed(user.agency):
        return False
    if Authenticator.objects.filter(user=user, type__in=STEPS).exists():
        request.session["has_second_step"] = True
        return False
    return True


def second_step_relaxed(agency: Agency) -> bool:
    """Whether this copy lets people in without a second step: training copies whose settings say so."""
    return settings.RELAX_SECOND_STEP and agency.is_training
