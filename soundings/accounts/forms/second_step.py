"""The library's form of a new passkey, in words that people know."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _


class PasskeyForm(AddWebAuthnForm):
    """A passkey, by which one signs in without a password unless one says otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        choice = self.fields["passwordless"]
        choice.label, choice.help_text = _("Sign in with it instead of the password"), ""
        choice.initial = True
