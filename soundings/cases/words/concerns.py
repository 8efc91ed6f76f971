"""What is raised, said in sentences; and clocks in words."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from soundings.cases.rules.concerns import About, ConcernState, Matter, Part, Screened, Source, emergency_number

MATTERS: dict[str, str | Promise] = {
    Matter.CONCERN_NOW: _("Somebody may be in danger now"),
    Matter.COMPLAINT: _("A complaint"),
    Matter.ALLEGATION: _("An allegation about someone who works with children"),
    Matter.WHISTLEBLOWING: _("Whistleblowing"),
}
ABOUTS: dict[str, str | Promise] = {
    About.CHILD: _("A child"),
    About.ADULT: _("An adult"),
    About.STAFF: _("A member of staff"),
}
SOURCES: dict[str, str | Promise] = {
    Source.PAGE: _("Raised directly"),
    Source.CASE: _("Raised from a case"),
    Source.REVIEW: _("Said in a review"),
    Source.COMMENT: _("Written in a comment"),
    Source.SURVEY: _("Written in a survey"),
    Source.PHONE: _("Said on the telephone"),
    Source.KIOSK: _("Written at a kiosk"),
}
STATES: dict[str, str | Promise] = {
    ConcernState.RAISED: _("waits to be acknowledged"),
    ConcernState.ACKNOWLEDGED: _("acknowledged"),
    ConcernState.DECIDED: _("decided"),
    ConcernState.CONFIRMED: _("in the case system"),
    ConcernState.CLOSED: _("closed"),
}
SCREENED: dict[str, str | Promise] = {
    Screened.NOTHING: _("Nobody seems to be in danger"),
    Screened.RAISED: _("Somebody may be in danger: raise it now"),
    Screened.SUPERVISOR: _("The worker’s supervisor should know"),
}
SOON = timedelta(minutes=90)


def clock(due_at: datetime, now: datetime) -> str:
    """How long there is to acknowledge it, or since when it should have been."""
    if due_at < now:
        return _late(now - due_at, due_at)
    if due_at - now <= SOON:
        n = max(1, round((due_at - now) / timedelta(minutes=1)))
        return ngettext("Acknowledge it within %(n)s minute", "Acknowledge it within %(n)s minutes", n) % {"n": n}
    return gettext("Acknowledge it by %(time)s on %(day)s") % _moment(due_at)


def promise(due_at: datetime, now: datetime) -> str:
    """By when somebody acknowledges it, for whoever raises it."""
    if due_at - now <= SOON:
        n = max(1, round((due_at - now) / timedelta(minutes=1)))
        return ngettext(
            "It is acknowledged within %(n)s minute, or the next person is told.",
            "It is acknowledged within %(n)s minutes, or the next person is told.",
            n,
        ) % {"n": n}
    said = gettext("It is acknowledged by %(time)s on %(day)s, or the next person is told.")
    return said % _moment(due_at)


def _late(late: timedelta, due_at: datetime) -> str:
    if late > SOON:
        return gettext("It should have been acknowledged by %(time)s on %(day)s") % _moment(due_at)
    n = max(1, round(late / timedelta(minutes=1)))
    said = ngettext(
        "It should have been acknowledged %(n)s minute ago", "It should have been acknowledged %(n)s minutes ago", n
    )
    return said % {"n": n}


def turn(part: str, name: str, from_at: datetime, due_at: datetime) -> str:
    """Who is told, and when."""
    if part == Part.RECEIVER or from_at < due_at:
        return gettext("%(name)s, at once") % {"name": name}
    said = {"name": name} | _moment(from_at)
    return gettext("%(name)s, if nobody has acknowledged it by %(time)s on %(day)s") % said


def emergency(region: str) -> str:
    """What to do this minute."""
    if number := emergency_number(region):
        return gettext("If somebody could be hurt this minute, call %(number)s first.") % {"number": number}
    return gettext("If somebody could be hurt this minute, call the emergency services first.")


def _moment(at: datetime) -> dict[str, str]:
    local = timezone.localtime(at)
    return {"time": date_format(local, "H:i"), "day": date_format(local, "l j F")}
