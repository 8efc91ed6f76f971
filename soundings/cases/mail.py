"""The message that something waits. It names nobody and says neither what it is nor what Soundings is for."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from soundings.cases.models import ConcernTurn


def send_concern_waits(turn: ConcernTurn, *, at: datetime) -> None:
    """The message is on its way to the user's own address, in their language or their agency's."""
    user = turn.user
    zone = ZoneInfo(user.agency.time_zone)
    with translation.override(user.language or user.agency.language), timezone.override(zone):
        words = render_to_string("cases/mail/concern.txt", {"due": turn.concern.due_at, "now": at})
        EmailMessage(_("Please look now"), words, to=[user.email]).send()
