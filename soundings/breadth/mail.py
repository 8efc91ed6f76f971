"""The daily message. It says how many things wait and where; nothing in it says what Soundings is for."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from soundings.breadth.models import DigestChoice
from soundings.breadth.queries.today import Counts


def send_digest(choice: DigestChoice, counts: Counts) -> None:
    """The message is on its way to the user's own address, in their language or their agency's."""
    user = choice.user
    with translation.override(user.language or user.agency.language):
        words = render_to_string("breadth/mail/digest.txt", {"counts": counts, "link": choice.address})
        EmailMessage(_("Your day"), words, to=[user.email]).send()
