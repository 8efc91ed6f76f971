"""Messages that something waits or is due. They name nobody and say nothing of what it is."""

from datetime import date

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.depth.models import AgreedAction


def send_reminder(action: AgreedAction) -> None:
    """The message is on its way to the owner's own address, in their language or their agency's."""
    user = action.owner.user
    with translation.override(user.language or user.agency.language):
        words = render_to_string("depth/mail/reminder.txt", {"by_on": action.by_on})
        EmailMessage(_("Something you agreed"), words, to=[user.email]).send()


def send_handed(user: User, *, link: str) -> None:
    """The message that something was handed to them is on its way to their own address; the link needs a sign-in."""
    with translation.override(user.language or user.agency.language):
        words = render_to_string("depth/mail/handed.txt", {"link": link})
        EmailMessage(_("Something waits for you"), words, to=[user.email]).send()


def send_due(user: User, *, by_on: date) -> None:
    """The message that what waits for them is due, by its earliest day, is on its way to their own address."""
    with translation.override(user.language or user.agency.language):
        words = render_to_string("depth/mail/due.txt", {"by_on": by_on})
        EmailMessage(_("Something waits for you"), words, to=[user.email]).send()
