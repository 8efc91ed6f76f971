"""The message that something agreed is due. It names nobody and says nothing of what it is."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from soundings.depth.models import AgreedAction


def send_reminder(action: AgreedAction) -> None:
    """The message is on its way to the owner's own address, in their language or their agency's."""
    user = action.owner.user
    with translation.override(user.language or user.agency.language):
        words = render_to_string("depth/mail/reminder.txt", {"by_on": action.by_on})
        EmailMessage(_("Something you agreed"), words, to=[user.email]).send()
