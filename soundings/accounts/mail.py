"""The messages that go out. None of them says what Soundings is for: somebody else may see the screen."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from soundings.accounts.models import User


def send_invitation(user: User, link: str, days: int) -> None:
    """The invitation is on its way to the user's own address, in their language or their agency's."""
    with translation.override(user.language or user.agency.language):
        words = render_to_string("accounts/mail/invitation.txt", {"user": user, "link": link, "days": days})
        EmailMessage(_("Your new sign-in"), words, to=[user.email]).send()
