"""Findings, agreed actions and the theory of change in words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.depth.rules import Alignment, Column
from soundings.depth.rules.learning import ActionState, Level

COLUMNS: dict[str, str | Promise] = {
    Column.WELL: _("What is going well"),
    Column.WORRIED: _("What worries us"),
    Column.NEXT: _("What needs to happen"),
}
ALIGNMENTS: dict[str, str | Promise] = {
    Alignment.LEADERSHIP: _("Leadership"),
    Alignment.LEARNING: _("Learning"),
    Alignment.ORGANISATION: _("How the organisation works"),
}
LEVELS: dict[str, str | Promise] = {
    Level.UNDERSTOOD: _("What families understand"),
    Level.DONE: _("What we do"),
    Level.HOW_WELL: _("How well we do it"),
    Level.CHANGED: _("What changes for children"),
}
STATES: dict[str, str | Promise] = {
    ActionState.OPEN: _("open"),
    ActionState.OVERDUE: _("late"),
    ActionState.DONE: _("done, waits to be confirmed"),
    ActionState.CONFIRMED: _("done"),
    ActionState.DROPPED: _("put aside"),
}


def overdue(by_on: date) -> str:
    """What is asked about an action that is late."""
    return gettext("It was to be done by %(day)s. What got in the way?") % {"day": date_format(by_on, "j F")}
